// tools/import/standing.h - How an exported paper stood, made true again of its imported copy.
//
// The record of an export tells whether the paper was rejected, revoked or superseded, and what
// forbids to destroy it. A copy that stood again as evidence would be wrong: so its line counts as
// imported only when its fall was entered, too. Each step may be repeated. What a superseded
// paper's successor was called there is known when that was imported, too; where it never comes, or
// fell itself, the copy is revoked instead, with the reason.
//
// Thread-confined. Errors: CommandError.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/json.h"
#include "tools/import/deposit.h"
#include "warehouse/uuid.h"

namespace kho::tools {

// Papers of one import, by the ids that they had where they were exported.
class ImportedPapers {
 public:
  // `record` of an export, and the copy's id once there is one.
  void add(const api::Json& record, const std::optional<warehouse::Uuid>& copy);
  // The copy of the last in a superseded paper's line of successors, if that is imported.
  [[nodiscard]] std::optional<warehouse::Uuid> successor_of(const api::Json& record) const;
  // How many papers stand between it and the last in that line; bounded.
  [[nodiscard]] int successors_of(const api::Json& record) const;

 private:
  struct Paper {
    std::optional<warehouse::Uuid> copy;
    std::optional<warehouse::Uuid> successor;  // As it was called there.
  };
  std::map<warehouse::Uuid, Paper> papers_;
};

// Throws CommandError record_invalid for what no export wrote.
void check_record(const api::Json& record);

[[nodiscard]] bool is_superseded(const api::Json& record);
// Whether nothing is left to do once the paper is deposited.
[[nodiscard]] bool stands_freely(const api::Json& record);

// The metadata that the copy is deposited with: one that was rejected is under review until it is
// rejected again, so that a deposit that is repeated finds it.
[[nodiscard]] api::Json metadata_before_fall(api::Json metadata, const api::Json& record);

// Enters holds and fall. `papers` knows the successor, or nobody will.
void restore_standing(const Ask& ask, const warehouse::Uuid& copy, const api::Json& record,
                      const ImportedPapers& papers);

}  // namespace kho::tools
