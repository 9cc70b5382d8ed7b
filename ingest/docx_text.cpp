#include "ingest/docx_text.h"

#include <zip.h>

#include <algorithm>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr const char* kBody = "word/document.xml";

Extraction failed(Failure failure, std::uint32_t page_count = 0) {
  return {.outcome = Outcome::kFailed,
          .failure = failure,
          .media_type = std::string(kDocxMediaType),
          .page_count = page_count,
          .pages = {}};
}

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

Archive open_archive(std::span<const std::byte> file) {
  zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, nullptr);
  if (source == nullptr) return {nullptr, zip_discard};
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (archive == nullptr) zip_source_free(source);
  return {archive, zip_discard};
}

struct Body {
  Failure failure = Failure::kNone;
  std::string xml;
};

Body read_body(std::span<const std::byte> file) {
  const Archive archive = open_archive(file);
  zip_stat_t stat;
  if (archive == nullptr || zip_stat(archive.get(), kBody, 0, &stat) != 0) {
    return {Failure::kBroken, {}};
  }
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return {Failure::kEncrypted, {}};
  }
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> entry(zip_fopen(archive.get(), kBody, 0),
                                                                 zip_fclose);
  if (entry == nullptr) return {Failure::kBroken, {}};
  // What the archive says of the size may be a lie: it is counted.
  Body body;
  std::vector<char> chunk(64 << 10);
  for (;;) {
    const zip_int64_t count = zip_fread(entry.get(), chunk.data(), chunk.size());
    if (count < 0) return {Failure::kBroken, {}};
    if (count == 0) return body;
    body.xml.append(chunk.data(), static_cast<std::size_t>(count));
    if (body.xml.size() > kDocxBodyBytesMax) return {Failure::kMemory, {}};
  }
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_page_break(const pugi::xml_node& node) {
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if ((name == "type" || name.ends_with(":type")) &&
        std::string_view(attribute.value()) == "page") {
      return true;
    }
  }
  return false;
}

// Goes through the elements in order, without recursion: they may be nested as deep as they like.
class Walker : public pugi::xml_tree_walker {
 public:
  explicit Walker(const Task& task) : task_(task) {}

  bool for_each(pugi::xml_node& node) override {
    const std::string_view name = local_name(node);
    if (name == "p") {
      add("\n");
    } else if (name == "t") {
      add(node.child_value());
    } else if (name == "tab") {
      add("\t");
    } else if (name == "lastRenderedPageBreak") {
      end_page();
    } else if (name == "br" || name == "cr") {
      is_page_break(node) ? end_page() : add("\n");
    }
    return left_ > 0 &&
           pages_.size() <= std::size_t{task_.pages_max} + 1;  // The last may be empty.
  }

  std::vector<std::string> pages() && { return std::move(pages_); }

 private:
  void add(std::string_view text) {
    std::string& page = pages_.back();
    if (page.empty() && text == "\n") return;
    const std::size_t size = page.size();
    page += text;
    page.resize(size + std::min<std::size_t>(text.size(), left_));
    page.resize(valid_utf8_prefix(page));
    left_ -= std::min<std::uint64_t>(page.size() - size, left_);
    if (page.size() - size < text.size()) left_ = 0;
  }

  // Two breaks with nothing between are one: a break that was set and where it was rendered.
  void end_page() {
    if (!pages_.back().empty()) pages_.emplace_back();
  }

  const Task& task_;
  std::uint64_t left_ = task_.text_bytes;
  std::vector<std::string> pages_ = {""};
};

}  // namespace

Extraction extract_docx_text(std::span<const std::byte> file, const Task& task) {
  Body body = read_body(file);
  if (body.failure != Failure::kNone) return failed(body.failure);
  if (!is_utf8(body.xml)) return failed(Failure::kBroken);  // As ECMA-376 has it, or UTF-16.
  pugi::xml_document document;
  const auto parsed = document.load_buffer_inplace(
      body.xml.data(), body.xml.size(),
      pugi::parse_escapes | pugi::parse_cdata | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (parsed.status == pugi::status_out_of_memory) return failed(Failure::kMemory);
  if (!parsed || local_name(document.document_element()) != "document") {
    return failed(Failure::kBroken);
  }
  Walker walker(task);
  document.traverse(walker);
  std::vector<std::string> pages = std::move(walker).pages();
  while (pages.size() > 1 && pages.back().empty()) pages.pop_back();
  const auto page_count = static_cast<std::uint32_t>(pages.size());
  if (page_count > task.pages_max) return failed(Failure::kTooManyPages, page_count);
  Extraction extraction{.outcome = Outcome::kText,
                        .failure = Failure::kNone,
                        .media_type = std::string(kDocxMediaType),
                        .page_count = page_count,
                        .pages = std::move(pages)};
  if (page_count == 1 && extraction.pages[0].empty()) {
    extraction.outcome = Outcome::kNoText;
    extraction.pages.clear();
  }
  return extraction;
}

}  // namespace kho::ingest
