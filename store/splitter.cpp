#include "store/splitter.h"

#include <algorithm>
#include <optional>

#include "store/content_cutter.h"
#include "store/pdf_splitter.h"
#include "store/pdf_streams.h"

namespace kho::store {
namespace {

constexpr std::uint64_t kWholeFileBytesMax = 64 << 10;
// So much of a file shows whether it is text.
constexpr std::size_t kTextSampleBytes = 4096;

// SOI and the first byte of the next marker.
bool is_jpeg(ByteView file) { return as_text(file).starts_with("\xff\xd8\xff"); }

// Text of any encoding that keeps ASCII's control characters: UTF-8, TCVN3, VNI and others.
bool is_text(ByteView file) {
  const std::string_view sample = as_text(file).substr(0, kTextSampleBytes);
  return std::none_of(sample.begin(), sample.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r';
  });
}

}  // namespace

SplitPlan split(ByteView file, std::uint64_t from) {
  assert(file.size() <= kSplitFileBytesMax);
  if (from >= file.size()) return {};
  const Slice rest{from, file.size() - from};

  if (is_jpeg(file)) {
    if (from == 0 && rest.length <= kPlannedChunkBytesMax) {
      return {{{{Media::kJpeg, 0}, {rest}}}};
    }
  } else if (is_pdf(file)) {
    if (std::optional<SplitPlan> plan = split_pdf(file, from)) return *std::move(plan);
  }

  const MediaHint hint{is_text(file.subspan(from)) ? Media::kText : Media::kUnknown, 0};
  if (rest.length < kWholeFileBytesMax) return {{{hint, {rest}}}};
  SplitPlan plan;
  cut_by_content(file, {&rest, 1}, kFileCdc, hint, plan.chunks);
  return plan;
}

std::vector<std::uint64_t> document_prefixes(ByteView file) {
  if (!is_pdf(file)) return {};
  constexpr std::string_view kEnd = "%%EOF";
  const std::string_view text = as_text(file);
  std::vector<std::uint64_t> lengths;
  const auto add = [&](std::size_t length) {
    if (length < text.size() && lengths.size() < kDocumentPrefixesMax) lengths.push_back(length);
  };
  for (std::size_t at = text.size(); lengths.size() < kDocumentPrefixesMax;) {
    at = text.substr(0, at).rfind(kEnd);
    if (at == std::string_view::npos) break;
    const std::size_t bare = at + kEnd.size();
    if (text.substr(bare, 2) == "\r\n") add(bare + 2);
    if (bare < text.size() && (text[bare] == '\r' || text[bare] == '\n')) add(bare + 1);
    add(bare);
  }
  return lengths;
}

}  // namespace kho::store
