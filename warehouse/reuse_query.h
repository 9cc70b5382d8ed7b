// warehouse/reuse_query.h - A question of the desk, and the receipt for what was decided on it.
//
// Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/change_log.h"
#include "warehouse/access.h"
#include "warehouse/date.h"
#include "warehouse/reuse.h"

namespace kho::warehouse {

// Whose papers to look at for a third-party requirement, and by what right.
struct ThirdParty {
  std::string requirement;  // Its code.
  std::string owner;        // Owner key in any accepted spelling.
  std::string ground;       // A lawful ground, where no authorisation is on record; may be empty.
};
inline constexpr std::size_t kThirdPartiesMax = 100;

struct ReuseQuestion {
  std::string owner;             // Owner key in any accepted spelling.
  std::string procedure;         // Procedure code.
  std::optional<Date> on;        // Day of reception; today in Vietnam if absent.
  std::string location;          // The place that the application concerns, if any.
  std::string owner_name = {};   // As the application gives it; may be empty.
  std::optional<Date> due = {};  // By when it must be answered.
  // Where it is open already: owner, procedure, days and location are the dossier's.
  std::optional<Uuid> dossier = {};
  std::vector<ThirdParty> third_parties = {};
  Purpose purpose = {};
};

// As kept, so that a decision can be traced to what was asked and what was answered.
struct ReuseQuery {
  Uuid id;
  std::int64_t at_ms = 0;
  ReuseQuestion question;
  std::string request_hash;      // SHA-256 of the request as it came, 32 raw bytes...
  std::string answer_hash;       // ...and of the answer as it went; empty where nobody said.
  store::Position position = 0;  // The log position that the answer reflects.
};

struct Receipt {
  Uuid id;
  Uuid query;
  Uuid dossier;
  std::string dossier_code;
  std::string requirement;
  Uuid component;
  std::string component_code;
  std::uint32_t version = 0;
  std::string sha256;  // Of the file; 32 raw bytes.
  bool accepted = false;
  ReuseOutcome outcome = ReuseOutcome::kMissing;  // When it was decided...
  std::vector<Reason> reasons;                    // ...and why not better.
  std::string by;
  std::string remark;  // Of whoever decided.
  std::int64_t at_ms = 0;
  std::string request_hash;
  std::string answer_hash;
  store::Position position = 0;  // Of the decision in the change log.
};

[[nodiscard]] std::string encode(const ReuseQuery& query);
[[nodiscard]] std::string encode(const Receipt& receipt);
// Throw store::Error kCorrupt.
[[nodiscard]] ReuseQuery decode_reuse_query(std::string_view bytes);
[[nodiscard]] Receipt decode_receipt(std::string_view bytes);

}  // namespace kho::warehouse
