// Real papers, which are not part of the project, against lists that were made by reading them.
//
//   KHO_DATA   a folder with gov-pdf-born-digital/*.pdf and *.txt
//   KHO_OCR    a folder with the text that OCR gave for gov-scans/NAME.pdf as NAME.txt, its pages
//              parted by form feeds (docs/facts.md says how it is made)
// In a list, "-" is what the paper has not, "?" what its reader could not make out.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ingest/extractor.h"
#include "ingest/facts/facts.h"
#include "ingest/facts/page_text.h"
#include "ingest/facts/words.h"
#include "tests/case_file.h"
#include "tests/ingest/facts/fact_text.h"

namespace kho::ingest {
namespace {

namespace fs = std::filesystem;
using testing_data::CaseLine;
using testing_facts::kThisYear;
using testing_facts::text_of;
using Pages = std::vector<std::string>;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Pages pages_of_text(const std::string& text) {
  Pages pages(1);
  for (const char c : text) {
    if (c == '\f') {
      pages.emplace_back();
    } else {
      pages.back() += c;
    }
  }
  return pages;
}

// Plain letters and digits alone: OCR reads other accents.
std::string compared(const std::string& text, bool is_exact) {
  return is_exact ? text : squeezed(PageText(text, 0).lower());
}

struct Tally {
  int listed = 0;
  int right = 0;
  int wrong = 0;
};

class RealPapers : public testing::Test {
 protected:
  // Compares each paper of `list` with the facts of the pages that `read` gives for it.
  void compare(const char* list, bool is_exact, const std::function<Pages(std::string)>& read) {
    for (const CaseLine& line :
         testing_data::read_cases(std::string(KHO_FACT_CASES) + "/" + list)) {
      const Pages pages = read(line.column(0));
      if (pages.empty()) {
        ADD_FAILURE() << line.column(0) << ": no text";
        continue;
      }
      const Facts facts = find_facts(pages, kThisYear);
      count(line, "number", line.column(1), text_of(facts.number), true);
      count(line, "issued", line.column(2), text_of(facts.issue_date), true);
      count(line, "issuer", line.column(3), text_of(facts.issuer), is_exact);
      // A list has the beginning of the subject only.
      const std::string subject = text_of(facts.subject);
      const std::string truth = compared(line.column(4), is_exact);
      const std::string begin = compared(subject, is_exact).substr(0, truth.size());
      // OCR takes one letter in eight for another at worst; that is no wrong subject.
      const bool begins = is_near(begin, truth, is_exact ? 0 : truth.size() / 8);
      count(line, "subject", line.column(4), begins ? line.column(4) : subject, is_exact);
      count(line, "signer", line.column(5), text_of(facts.signer), is_exact);
    }
    for (const auto& [name, tally] : tallies_) {
      fmt::print("{:8} {} listed, {} right, {} wrong\n", name, tally.listed, tally.right,
                 tally.wrong);
    }
  }

  void count(const CaseLine& line, const std::string& name, const std::string& truth,
             const std::string& found, bool is_exact) {
    if (truth == "?") return;
    Tally& tally = tallies_[name];
    ++tally.listed;
    ++listed_;
    if (compared(found, is_exact) == compared(truth, is_exact) &&
        (found == "-") == (truth == "-")) {
      ++tally.right;
      return;
    }
    if (found != "-") {
      ++tally.wrong;
      ++wrong_;
    }
    fmt::print("{:8} {}: \"{}\" for \"{}\"\n", name, line.column(0), found, truth);
  }

  std::map<std::string, Tally> tallies_;
  int listed_ = 0;
  int wrong_ = 0;
};

TEST_F(RealPapers, GazettesSayWhatTheirReadersSaw) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA is not set: no real documents to try";
  const fs::path folder = fs::path(data) / "gov-pdf-born-digital";
  const Extractor extractor({KHO_EXTRACTION_CHILD}, {});
  // The text layer in the order of the file, and the text that came with the file.
  compare("gazettes.expected", true, [&](const std::string& name) {
    const std::string file = read_file(folder / (name + ".pdf"));
    return extractor.extract(std::as_bytes(std::span(file)), {Recognise::kNever}).pages;
  });
  compare("gazettes.expected", true, [&](const std::string& name) {
    return pages_of_text(read_file(folder / (name + ".txt")));
  });
  for (const char* name : {"number", "issued"}) {
    EXPECT_GE(tallies_[name].right * 100, tallies_[name].listed * 95) << name;
  }
  EXPECT_LE(wrong_ * 50, listed_);
}

TEST_F(RealPapers, ScansSayWhatTheirReadersSaw) {
  const char* texts = std::getenv("KHO_OCR");
  if (texts == nullptr) GTEST_SKIP() << "KHO_OCR is not set: no texts of scans to try";
  compare("gov_scans.expected", false, [&](const std::string& name) {
    return pages_of_text(read_file(fs::path(texts) / (name + ".txt")));
  });
  // Two of twelve are dated and numbered by hand, which OCR does not read: nothing is found there.
  for (const char* name : {"number", "issued"}) {
    EXPECT_GE(tallies_[name].right, tallies_[name].listed - 2) << name;
    EXPECT_EQ(tallies_[name].wrong, 0) << name;
  }
  EXPECT_LE(wrong_ * 50, listed_);
}

}  // namespace
}  // namespace kho::ingest
