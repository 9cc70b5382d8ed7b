// bench/corpus/corpus.h - A folder of invented dossiers with the repetition that real ones have.
//
// About a third of the files are papers as they were first filed and small data files; the others
// are copies and derivatives of those, as desks, portals and signing programs leave them: brought
// again, put into another PDF, merged, signed, saved again, linearised, encrypted, broken.
//
// Equal settings give equal files on one machine with one version of cairo, Poppler, libjpeg,
// libtiff and qpdf. Errors: std::runtime_error, std::filesystem::filesystem_error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kho::corpus {

struct CorpusSettings {
  std::filesystem::path out;           // Absent or empty; made.
  std::filesystem::path papers_jsonl;  // As in samples/.
  int dossiers = 60;                   // 1..10,000; about 12.5 files and 8 MB each.
  std::uint64_t seed = 1;
  unsigned threads = 2;  // At least 1. Does not change the files.
};

struct CorpusFile {
  std::string path;                  // In the folder: dossier code, slash, name.
  std::string kind;                  // "colour scan", "merged"...
  std::vector<std::string> sources;  // Paths that it was made from; empty for what is original.
  std::uint64_t bytes = 0;
  std::string sha256;  // Lower-case hexadecimal.
};

// Makes the folder; the files in the order of their paths.
[[nodiscard]] std::vector<CorpusFile> make_corpus(const CorpusSettings& settings);

// One JSON object a line with the fields of CorpusFile.
void write_manifest(const std::filesystem::path& file, const std::vector<CorpusFile>& files);

}  // namespace kho::corpus
