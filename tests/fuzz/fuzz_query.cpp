// Any text as a query: it is answered or refused with kBadQuery, whatever it holds.
//
// Input: a flag byte, the query text up to the first line end, then a cursor.
#include <algorithm>
#include <filesystem>

#include "index/analysis/utf16.h"
#include "index/error.h"
#include "index/highlight.h"
#include "index/indexer.h"
#include "index/query/syntax.h"
#include "index/searcher.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/scratch_directory.h"

namespace {

using kho::fuzz::require;
namespace index = kho::index;

const std::vector<std::string> kPages = {"Giấy phép bán lẻ rượu số 12/GP-SCT ngày 5/6/2022",
                                         "Nguyễn Văn An, CCCD 015085001234"};

// An index of a few papers, some of them withheld.
struct Papers {
  Papers() : searcher(filled(scratch.path())) {}

  static std::filesystem::path filled(const std::filesystem::path& directory) {
    index::Indexer indexer(directory);
    for (int i = 0; i < 6; ++i) {
      index::Document document;
      document.id = "d" + std::to_string(i);
      document.number = std::to_string(10 + i) + "/GP-SCT";
      document.title = i % 2 == 0 ? "Giấy phép bán lẻ" : "Hợp đồng thuê";
      document.names = {"Nguyễn Văn An"};
      document.pages = kPages;
      document.filters = {{index::Field::kType, i < 3 ? "GP" : "HD"}};
      document.issued_days = 18000 + i;
      indexer.upsert(document);
    }
    indexer.commit(1);
    return directory;
  }

  const kho::test::ScratchDirectory scratch;
  const index::Searcher searcher;
};

void check_parts(std::string_view text, index::Syntax syntax) {
  const icu::UnicodeString cleaned = index::clean(index::from_utf8(text));
  for (const auto& alternatives : index::parse_query(cleaned, syntax)) {
    require(!alternatives.empty(), "an empty group of alternatives");
    for (const index::QueryPart& part : alternatives) {
      require(part.begin >= 0 && part.begin <= part.end && part.end <= cleaned.length(),
              "a part beyond its text");
      require(!part.is_excluded || alternatives.size() == 1, "an excluded alternative");
    }
  }
}

}  // namespace

std::vector<std::string> kho::fuzz::seeds() {
  std::vector<std::string> seeds;
  for (const char* text :
       {"giấy phép bán lẻ", "\"hợp đồng thuê\" -type:GP", "giay OR hop type:HD OR year:2020",
        "number:12/GP-SCT date:2019-01..2020", "hoá* thur tucj thu3 thu? tu.c", "***234 12/GP -SCT",
        "ngày:1/1/2020 loại:\"GP\" chủ:mst:0100109106", "Céng hßa x· héi", "N.V. An",
        "015 085 001 234 TTHC 5/6/2022", "“ngoặc” HOẶC -\"kép\""}) {
    for (const char flags : {0, 1, 2, 6, 8}) seeds.push_back(std::string(1, flags) + text);
  }
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Papers papers;
  if (size == 0) return 0;
  const unsigned flags = data[0];
  const std::string_view rest = kho::fuzz::text_of(data, size).substr(1);
  const std::string_view text = rest.substr(0, rest.find('\n'));
  index::Query query;
  query.text = text;
  query.syntax = (flags & 1) != 0 ? index::Syntax::kPlain : index::Syntax::kOperators;
  query.sort = (flags & 2) != 0 ? index::Sort::kNewest : index::Sort::kRelevance;
  query.limit = 1 + flags / 16;
  if ((flags & 4) != 0) query.facets = {index::Field::kType};
  if ((flags & 8) != 0) query.rights = {{{{{index::Field::kType, "GP"}}, {}}}};
  if (text.size() < rest.size()) query.cursor = rest.substr(text.size() + 1);
  try {
    check_parts(text, query.syntax);
    const index::Result result = papers.searcher.search(query);
    require(result.hits.size() <= query.limit, "more hits than asked for");
    for (const index::Hit& hit : result.hits) {
      require((flags & 8) == 0 || hit.id < "d3", "a paper against the rights");
    }
    for (const index::Fragment& fragment : index::highlight(kPages, result.sought)) {
      for (const index::FragmentPart& part : fragment.parts) {
        require(part.text.find("0850") == std::string::npos, "a personal number is shown");
      }
    }
    (void)papers.searcher.complete({std::string(text), query.rights, 10});
  } catch (const index::Error& error) {
    require(error.code() == index::Errc::kBadQuery, error.what());
  }
  return 0;
}
