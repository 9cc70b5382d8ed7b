// tools/import/deposit.h - One paper of many is checked and put in.
//
// Functions over the caller's connection. Errors: CommandError.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "api/http.h"
#include "api/json.h"
#include "tools/command_error.h"
#include "tools/import/manifest.h"
#include "warehouse/uuid.h"

namespace kho::tools {

// Answers a request of the HTTP interface; throws CommandError for a problem.
using Ask = std::function<api::Response(api::Request)>;

struct BulkDeposit {
  warehouse::Uuid component;
  bool is_new = false;  // False: the warehouse held this paper.
  std::uint64_t size = 0;
  std::uint64_t stored_bytes = 0;  // Added on disk.
  std::uint64_t position = 0;
  std::vector<std::string> warnings;  // Codes.
};

// What can be told of metadata without the warehouse, as the warehouse itself would. Throws
// metadata_invalid, owner_key_invalid, owner_key_placeholder.
void check_metadata(const api::Json& metadata);

// The line's file, whole and as its sha256 says. Throws as Folder, and file_empty, sha256_differs.
[[nodiscard]] std::string content_of(const Folder& folder, const ImportLine& line);

// POST /v1/components with `in_bulk`: files of those who wait are read before it.
[[nodiscard]] BulkDeposit deposit_in_bulk(const Ask& ask, const ImportLine& line,
                                          const std::string& content);

// Whether it says nothing of the line: the next one would meet it, too.
[[nodiscard]] bool is_of_the_warehouse(const CommandError& error);

}  // namespace kho::tools
