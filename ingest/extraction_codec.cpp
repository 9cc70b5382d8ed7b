#include "ingest/extraction_codec.h"

#include <algorithm>
#include <cassert>
#include <string_view>

#include "ingest/findings_codec.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::string_view kMagic = "KXTR";
constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kReservedBytes = 2;
constexpr std::size_t kPageLengthBytes = 4;
constexpr std::size_t kMediaTypeBytesMax = 127;
constexpr std::uint16_t kVersionWithoutFindings = 1;

class Writer {
 public:
  explicit Writer(std::size_t size) { bytes_.reserve(size); }
  void integer(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      bytes_.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFF));
    }
  }
  void text(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

// Every read first checks that the bytes are there; after one that fails, all give nothing.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}
  std::uint64_t integer(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = text(size);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    }
    return value;
  }
  std::string_view text(std::uint64_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const auto bytes = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(bytes.size());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::size_t left() const { return rest_.size(); }
  bool ok() const { return ok_; }

 private:
  std::span<const std::byte> rest_;
  bool ok_ = true;
};

bool is_media_type(std::string_view text) {
  return !text.empty() && text.size() <= kMediaTypeBytesMax &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '+' ||
                  c == '-' || c == '/';
         });
}

// The rules between fields; the same before writing and after reading.
bool is_consistent(const Extraction& extraction) {
  const bool failed = extraction.outcome == Outcome::kFailed;
  const bool has_text =
      std::ranges::any_of(extraction.pages, [](const std::string& page) { return !page.empty(); });
  return failed == (extraction.failure != Failure::kNone) &&
         has_text == (extraction.outcome == Outcome::kText) &&
         extraction.pages.empty() == (extraction.outcome != Outcome::kText) &&
         extraction.pages.size() <= extraction.page_count && is_media_type(extraction.media_type) &&
         std::ranges::all_of(extraction.pages, is_utf8);
}

}  // namespace

std::uint64_t record_bytes_max(std::uint32_t pages, std::uint64_t text_bytes) {
  return kHeaderBytes + kMediaTypeBytesMax + std::uint64_t{pages} * kPageLengthBytes + text_bytes +
         kFindingsBytesMax;
}

std::vector<std::byte> encode(const Extraction& extraction) {
  assert(is_consistent(extraction));
  const std::string findings = encode_findings(extraction);
  std::size_t total = kHeaderBytes + extraction.media_type.size() + findings.size();
  for (const std::string& page : extraction.pages) {
    assert(page.size() <= UINT32_MAX);
    total += kPageLengthBytes + page.size();
  }
  Writer writer(total);
  writer.text(kMagic);
  writer.integer(findings.empty() ? kVersionWithoutFindings : kExtractionVersion, 2);
  writer.integer(static_cast<std::uint8_t>(extraction.outcome), 1);
  writer.integer(static_cast<std::uint8_t>(extraction.failure), 1);
  writer.integer(total, 8);
  writer.integer(extraction.page_count, 4);
  writer.integer(extraction.pages.size(), 4);
  writer.integer(extraction.media_type.size(), 2);
  writer.integer(findings.size(), 4);
  writer.integer(0, kReservedBytes);
  writer.text(extraction.media_type);
  for (const std::string& page : extraction.pages) writer.integer(page.size(), kPageLengthBytes);
  for (const std::string& page : extraction.pages) writer.text(page);
  writer.text(findings);
  return writer.take();
}

std::optional<Extraction> decode(std::span<const std::byte> record) {
  Reader reader(record);
  const std::string_view magic = reader.text(kMagic.size());
  const std::uint64_t version = reader.integer(2);
  const std::uint64_t outcome = reader.integer(1);
  const std::uint64_t failure = reader.integer(1);
  const std::uint64_t total = reader.integer(8);
  const std::uint64_t page_count = reader.integer(4);
  const std::uint64_t stored_pages = reader.integer(4);
  const std::uint64_t media_type_bytes = reader.integer(2);
  const std::uint64_t findings_bytes = reader.integer(4);
  const std::uint64_t reserved = reader.integer(kReservedBytes);
  const std::string_view media_type = reader.text(media_type_bytes);
  // A record without findings is one of version 1: there is one record for each extraction.
  const std::uint16_t right_version =
      findings_bytes == 0 ? kVersionWithoutFindings : kExtractionVersion;
  if (!reader.ok() || magic != kMagic || version != right_version || total != record.size() ||
      reserved != 0 || outcome > static_cast<std::uint8_t>(Outcome::kFailed) ||
      failure > static_cast<std::uint8_t>(kLastFailure)) {
    return std::nullopt;
  }
  // Before anything is allocated: each stored page has its four bytes of length in the record.
  if (stored_pages > reader.left() / kPageLengthBytes) return std::nullopt;
  Extraction extraction{.outcome = static_cast<Outcome>(outcome),
                        .failure = static_cast<Failure>(failure),
                        .media_type = std::string(media_type),
                        .page_count = static_cast<std::uint32_t>(page_count),
                        .pages = {}};
  std::vector<std::uint64_t> lengths(static_cast<std::size_t>(stored_pages));
  for (std::uint64_t& length : lengths) length = reader.integer(kPageLengthBytes);
  extraction.pages.reserve(lengths.size());
  for (const std::uint64_t length : lengths) extraction.pages.emplace_back(reader.text(length));
  const std::string_view findings = reader.text(findings_bytes);
  if (!reader.ok() || reader.left() != 0 || !is_consistent(extraction)) return std::nullopt;
  if (!findings.empty() && !decode_findings(findings, extraction)) return std::nullopt;
  return extraction;
}

}  // namespace kho::ingest
