// tests/ingest/made_pdf.h - Small PDFs made by the test that needs them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kho::ingest {

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// A PDF 1.4 of these objects, numbered from 1, the first being the catalogue; with a correct
// cross-reference table.
std::string pdf_of_objects(const std::vector<std::string>& objects);

// A stream object with this content.
std::string pdf_stream(std::string_view content);

// A PDF with one page for each of `pages`, each a UTF-32 text of lines; at most 255 different
// characters. The font has no Unicode of its own: the text is found through its ToUnicode map
// only, as in the PDFs that word processors write.
std::string pdf_of_text(const std::vector<std::u32string>& pages);

// A PDF of `pages` pages of one image each and no text, as a scanner writes it.
std::string pdf_of_images(int pages);

}  // namespace kho::ingest
