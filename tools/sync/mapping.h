// tools/sync/mapping.h - How one partner's system is told of dossiers: addresses, codes, limits.
//
// A JSON file for each partner: docs/synchronisation.md. Plain values. Errors: CommandError
// kRefused mapping_invalid, kNotFound file_not_found.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/json.h"

namespace kho::tools {

// Our code -> the partner's, a text or a number. What is not listed stays as it is.
using CodeTable = std::map<std::string, api::Json>;

// In characters; 0: no limit. A longer text is refused, never cut.
struct Widths {
  std::size_t subject = 500;
  std::size_t organisation = 200;
  std::size_t type_name = 100;
  std::size_t notation = 30;
  std::size_t full_name = 50;
};

struct Mapping {
  std::string create_url;  // http only to this machine, else https.
  std::string update_url;
  std::string token;  // Bearer; empty: none.
  std::chrono::milliseconds timeout{30'000};
  std::uint32_t attempts = 5;                   // 1..100
  std::chrono::milliseconds pause{1'000};       // Before the second; doubles...
  std::chrono::milliseconds pause_max{60'000};  // ...up to this.

  std::string code_field = "error_code";  // Of an answer; 0 is success.
  std::string text_field = "message";
  // An answer with one of these codes, or with one of these texts in it (case and normal form
  // apart), says that the dossier is known already.
  std::vector<std::string> exists_codes;
  std::vector<std::string> exists_texts = {"đã tồn tại"};

  CodeTable types, results, requirements, procedures, fields, databases, states, owner_kinds;
  // JSON names of the payload -> the partner's; empty: leave the member out.
  std::map<std::string, std::optional<std::string>> names;
  std::string file_url;  // Before the path of a file; empty: files have no address.
  Widths widths;
};

[[nodiscard]] Mapping read_mapping(const std::filesystem::path& file);
// `folder`: where a relative token_file lies.
[[nodiscard]] Mapping mapping_from(const api::Json& json, const std::filesystem::path& folder);

}  // namespace kho::tools
