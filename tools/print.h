// tools/print.h - Answers of the interface as people read them in a terminal.
#pragma once

#include <string>

#include "api/json.h"

namespace kho::tools {

// Each ends with a line break.
[[nodiscard]] std::string deposit_text(const api::Json& answer);
[[nodiscard]] std::string reuse_text(const api::Json& answer);
[[nodiscard]] std::string component_text(const api::Json& component);
[[nodiscard]] std::string access_log_text(const api::Json& answer);
[[nodiscard]] std::string owner_accesses_text(const api::Json& answer);
[[nodiscard]] std::string receipt_text(const api::Json& receipt);
[[nodiscard]] std::string uses_text(const api::Json& answer);
[[nodiscard]] std::string dossier_text(const api::Json& dossier);
[[nodiscard]] std::string dossier_change_text(const api::Json& answer);
[[nodiscard]] std::string destruction_text(const api::Json& answer);
[[nodiscard]] std::string owner_text(const api::Json& owner);
[[nodiscard]] std::string owner_answer_text(const api::Json& answer);
[[nodiscard]] std::string authorisation_text(const api::Json& authorisation);
[[nodiscard]] std::string statistics_text(const api::Json& answer);
[[nodiscard]] std::string compaction_text(const api::Json& job);
[[nodiscard]] std::string check_text(const api::Json& job);
[[nodiscard]] std::string rebuild_text(const api::Json& report);
[[nodiscard]] std::string bench_text(const api::Json& job);
[[nodiscard]] std::string backup_text(const api::Json& job);
[[nodiscard]] std::string snapshots_text(const api::Json& answer);
[[nodiscard]] std::string backup_check_text(const api::Json& report);
[[nodiscard]] std::string pruning_text(const api::Json& answer);
[[nodiscard]] std::string restore_text(const api::Json& answer);
[[nodiscard]] std::string audit_text(const api::Json& job);
[[nodiscard]] std::string keys_text(const api::Json& answer);
[[nodiscard]] std::string proof_text(const api::Json& verified);

// On standard output, as one line of JSON or as text.
void print_answer(bool as_json, const api::Json& answer, std::string (*as_text)(const api::Json&));

// The member, or "" where it is absent or no text.
[[nodiscard]] std::string text_of(const api::Json& json, const char* field);
// "a, b"
[[nodiscard]] std::string joined(const api::Json& texts);
// A field that is a whole number, and there.
[[nodiscard]] std::uint64_t number_of(const api::Json& json, const char* field);
// "5400123456 of 2021-03-12, no end": how a person tells one paper from another.
[[nodiscard]] std::string paper_text(const api::Json& facts);
// `text` in `columns` columns: filled up with spaces, or cut and closed with "…". Counts code
// points of composed UTF-8, which is what Vietnamese needs.
[[nodiscard]] std::string column(const std::string& text, std::size_t columns);
// "1.3 MB", up to TB.
[[nodiscard]] std::string size_text(std::uint64_t bytes);
// The same of a field that is a number of bytes, and there.
[[nodiscard]] std::string size_in(const api::Json& json, const char* field);

}  // namespace kho::tools
