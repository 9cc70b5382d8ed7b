// tests/ingest/hostile/hostile_file.h - A file made to harm a parser, and how its reading may end.
//
// Every file is made in memory by the test that reads it; none is from outside. What is promised
// for such files: docs/hostile-files.md.
#pragma once

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kho::ingest {

// How an extraction ends: its outcome, or the stable name of its failure.
using End = std::string_view;
namespace ends {
inline constexpr End kText = "text";
inline constexpr End kNoText = "no_text";
inline constexpr End kUnsupported = "unsupported";
inline constexpr End kBroken = "broken";
inline constexpr End kEncrypted = "encrypted";
inline constexpr End kTooManyPages = "too_many_pages";
inline constexpr End kTooManyPixels = "too_many_pixels";
inline constexpr End kTimeout = "timeout";
inline constexpr End kMemory = "memory";
inline constexpr End kCrashed = "crashed";  // Only where a parser is known to exhaust its stack.

// Of an image, or of a package like DOCX, that may have an extractor or none; and of one that may
// need more than the limits.
inline const std::vector<End> kVerdicts = {kUnsupported, kText,         kNoText,
                                           kBroken,      kTooManyPages, kTooManyPixels};
inline const std::vector<End> kVerdictsOrLimits = {
    kUnsupported, kText, kNoText, kBroken, kTooManyPages, kTooManyPixels, kTimeout, kMemory};
}  // namespace ends

enum class Pace {
  kQuick,  // Ends by itself, well within the limits of a server.
  kSlow,   // May run until a limit ends it; so its time limits are shorter than a server's.
};

inline constexpr std::size_t kHostileBytesMax = 60U << 20;

struct HostileFile {
  std::string name;  // Of letters and digits, beginning with the format.
  Pace pace = Pace::kQuick;
  std::vector<End> ends;              // Those that are right; any other is a fault of ours.
  std::function<std::string()> make;  // 1..kHostileBytesMax bytes, the same each time.
};

void PrintTo(const HostileFile& file, std::ostream* stream);

// One function for each source file of this folder.
std::vector<HostileFile> pdf_content_files();
std::vector<HostileFile> pdf_document_files();
std::vector<HostileFile> pdf_encryption_files();
std::vector<HostileFile> pdf_filter_files();
std::vector<HostileFile> pdf_font_files();
std::vector<HostileFile> pdf_page_tree_files();
std::vector<HostileFile> pdf_picture_files();
std::vector<HostileFile> pdf_syntax_files();
std::vector<HostileFile> pdf_xref_files();
std::vector<HostileFile> jpeg_files();
std::vector<HostileFile> jxl_files();
std::vector<HostileFile> png_files();
std::vector<HostileFile> tiff_files();
std::vector<HostileFile> zip_files();
std::vector<HostileFile> docx_files();
std::vector<HostileFile> text_files();

// All of them.
std::vector<HostileFile> hostile_files();

}  // namespace kho::ingest
