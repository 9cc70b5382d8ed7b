// samples/paper.h - One line of papers.jsonl: what a paper is, and what its template prints.
//
// Immutable after parsing. Errors: std::runtime_error that names the file and line.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "samples/page_writer.h"

namespace kho::samples {

struct Paper {
  std::string file;           // Name of the PDF, without a folder.
  std::string template_name;  // See templates.h.
  std::string owner_name;
  std::string number;      // Số, ký hiệu; may be empty.
  std::string issue_date;  // YYYY-MM-DD.
  std::string issuer_name;
  std::string signer;
  std::string subject;
  std::optional<ScanSettings> scan;  // Drawn as a picture without text layer.
  nlohmann::json content;            // An object; keys: paper_body.h, furniture.h, the template.

  // A string of `content`, or `fallback` where it is absent. All of them are Pango markup.
  [[nodiscard]] std::string line(const char* key, const std::string& fallback = {}) const;
};

[[nodiscard]] std::vector<Paper> read_papers(const std::filesystem::path& jsonl);

// "ngày 05 tháng 02 năm 2024": NĐ 30/2020 wants a leading zero on days below 10 and on January
// and February.
[[nodiscard]] std::string long_date(const std::string& iso);

}  // namespace kho::samples
