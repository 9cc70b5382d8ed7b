#include "ingest/media_type.h"

#include <algorithm>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view media_type;
};

constexpr std::string_view kZip = "application/zip";
constexpr std::string_view kDocx =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// At offset 0. None is a prefix of another.
constexpr Magic kMagics[] = {
    {"\xFF\xD8\xFF"sv, "image/jpeg"},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"},
    {"II*\0"sv, "image/tiff"},
    {"MM\0*"sv, "image/tiff"},
    {"II+\0"sv, "image/tiff"},  // BigTIFF.
    {"MM\0+"sv, "image/tiff"},
    {"\xFF\x0A"sv, "image/jxl"},                  // Bare codestream (ISO/IEC 18181-1).
    {"\0\0\0\x0CJXL \r\n\x87\n"sv, "image/jxl"},  // Container (ISO/IEC 18181-2).
    {"PK\x03\x04"sv, kZip},
    {"PK\x05\x06"sv, kZip},  // Without entries.
};

constexpr std::size_t kPdfHeaderWindow = 1024;
constexpr std::size_t kTextWindow = 4096;
constexpr std::size_t kZipDirectoryWindow = 128 << 10;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kSpaces = " \t\r\n";

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
}

bool looks_like_text(std::string_view file) {
  const std::string_view head = file.substr(0, kTextWindow);
  const std::size_t valid = valid_utf8_prefix(head);
  // The window may cut the last character, of at most 4 bytes; the file's own end may not.
  const bool cut = file.size() > head.size() && head.size() - valid < 4;
  return !head.empty() && (valid == head.size() || cut) && std::ranges::none_of(head, is_control);
}

// Whether what follows `open` begins a member or an element, or closes at once.
bool looks_like_json(std::string_view text) {
  const char open = text.front();
  if (open != '{' && open != '[') return false;
  const std::size_t next = text.find_first_not_of(kSpaces, 1);
  if (next == std::string_view::npos) return false;
  return (open == '{' ? "\"}"sv : "\"{[]-0123456789tfn"sv).find(text[next]) !=
         std::string_view::npos;
}

// A ZIP archive has the names of its entries at its end.
bool looks_like_docx(std::string_view zip) {
  return zip.substr(zip.size() - std::min(zip.size(), kZipDirectoryWindow))
             .find("word/document.xml") != std::string_view::npos;
}

std::string_view sniff_text(std::string_view head) {
  if (head.starts_with(kBom)) head.remove_prefix(kBom.size());
  head.remove_prefix(std::min(head.find_first_not_of(kSpaces), head.size()));
  if (head.empty()) return "text/plain";
  if (head.starts_with("<?xml") && head.size() > 5 &&
      kSpaces.find(head[5]) != std::string_view::npos) {
    return "application/xml";
  }
  return looks_like_json(head) ? "application/json" : "text/plain";
}

}  // namespace

std::string_view sniff_media_type(std::span<const std::byte> file) {
  const std::string_view bytes(reinterpret_cast<const char*>(file.data()), file.size());
  for (const Magic& magic : kMagics) {
    if (!bytes.starts_with(magic.bytes)) continue;
    return magic.media_type == kZip && looks_like_docx(bytes) ? kDocx : magic.media_type;
  }
  if (bytes.substr(0, kPdfHeaderWindow).find("%PDF-") != std::string_view::npos) {
    return "application/pdf";
  }
  if (looks_like_text(bytes)) return sniff_text(bytes.substr(0, kTextWindow));
  return "application/octet-stream";
}

}  // namespace kho::ingest
