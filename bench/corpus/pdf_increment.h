// bench/corpus/pdf_increment.h - Changes appended to a PDF, its own bytes untouched (ISO 32000-1,
// 7.5.6): signatures and new metadata.
//
// Reads PDFs that this generator makes: a classical cross-reference table, no encryption, a flat
// page tree. Not a parser of foreign files. Equal input gives equal bytes. Errors:
// std::runtime_error where the input is of another form.
#pragma once

#include <string>

#include "bench/corpus/raster.h"
#include "bench/corpus/signer.h"

namespace kho::corpus {

// What a signing program shows on the page: a picture of seal and signature, the same for all
// papers that one official signs.
struct SignatureStamp {
  Raster picture;  // 3 channels.
  Raster mask;     // 1 channel, same size.
};

// One signature with its visible stamp on the first page. `date`: YYYY-MM-DD. `number` counts the
// signatures of the file, from 1.
[[nodiscard]] std::string append_signature(const std::string& pdf, const Signer& signer,
                                           const SignatureStamp& stamp, int number,
                                           const std::string& date);

// Another title and producer, as programs leave them that save a file without changing it.
[[nodiscard]] std::string append_metadata(const std::string& pdf, const std::string& title,
                                          const std::string& producer, const std::string& date);

}  // namespace kho::corpus
