#include "tests/ingest/hostile/hostile_file.h"

#include <iterator>

namespace kho::ingest {

void PrintTo(const HostileFile& file, std::ostream* stream) { *stream << file.name; }

std::vector<HostileFile> hostile_files() {
  std::vector<HostileFile> all;
  for (const auto group :
       {pdf_content_files, pdf_document_files, pdf_encryption_files, pdf_filter_files,
        pdf_font_files, pdf_page_tree_files, pdf_picture_files, pdf_syntax_files, pdf_xref_files,
        jpeg_files, jxl_files, png_files, tiff_files, zip_files, docx_files, text_files}) {
    std::vector<HostileFile> files = group();
    all.insert(all.end(), std::make_move_iterator(files.begin()),
               std::make_move_iterator(files.end()));
  }
  return all;
}

}  // namespace kho::ingest
