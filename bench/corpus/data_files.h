// bench/corpus/data_files.h - The small files of a dossier: forms, messages and office documents.
//
// A one-stop desk receives hundreds of these a day, of few shapes and with other values each time.
// The shapes follow those that provincial systems exchange. Everything in them is invented. Equal
// seeds give equal bytes. Immutable functions.
#pragma once

#include <string>
#include <vector>

#include "bench/corpus/random.h"

namespace kho::corpus {

struct DataFile {
  std::string name;  // With its extension.
  std::string bytes;
};

// One of five shapes: dossier synchronisation, electronic form, extract of the business register,
// query for results, receipt. 1-8 KB.
[[nodiscard]] DataFile data_file(Random random, const std::vector<std::string>& paragraphs);

// A word processor's document (ECMA-376 parts in a zip), 8-40 KB.
[[nodiscard]] DataFile office_file(Random random, const std::vector<std::string>& paragraphs);

}  // namespace kho::corpus
