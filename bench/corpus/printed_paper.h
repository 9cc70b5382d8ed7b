// bench/corpus/printed_paper.h - Invented papers as they leave the printer, before any scanner.
//
// The papers of samples/papers.jsonl with other numbers, dates and paragraphs, so that no two are
// alike. Drawn by samples/, as PDFs with text and embedded fonts; turned into pictures by Poppler.
//
// Equal seeds give equal bytes on one machine. Thread-safe after construction. Errors:
// std::runtime_error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/corpus/random.h"
#include "bench/corpus/raster.h"
#include "samples/paper.h"

namespace kho::corpus {

struct PrintedPaper {
  std::string pdf;    // Cairo's: classical cross-reference table, subset fonts.
  std::string title;  // The paper's subject.
  std::string slug;   // For file names: "gcn-dkdn".
  std::string date;   // YYYY-MM-DD.
};

class PaperPress {
 public:
  // `papers_jsonl` as in samples/; `scratch` is an existing directory for files in passing.
  PaperPress(const std::filesystem::path& papers_jsonl, std::filesystem::path scratch);

  // About `pages` pages, 1..40: papers that have running text are lengthened with paragraphs of
  // others. `name` is unique among the calls that run at one time.
  [[nodiscard]] PrintedPaper print(Random random, int pages, const std::string& name) const;

  // Paragraphs of all papers, plain text: for forms and office files.
  [[nodiscard]] const std::vector<std::string>& paragraphs() const { return paragraphs_; }
  // Owners and issuers that the papers name.
  [[nodiscard]] const std::vector<samples::Paper>& papers() const { return papers_; }

 private:
  std::vector<samples::Paper> papers_;
  std::vector<std::size_t> long_ones_;  // Indices of papers with running text.
  std::vector<std::string> paragraphs_;
  std::filesystem::path scratch_;
};

// The pages of a PDF as pictures of 3 channels, at most `pages_max`.
[[nodiscard]] std::vector<Raster> render(const std::string& pdf, double dpi, int pages_max);

}  // namespace kho::corpus
