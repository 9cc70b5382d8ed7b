// tools/import/import_state.h - What became of each line of an import, so that the next run goes
// on.
//
// A file of JSON lines. The first says which warehouse it belongs to; each other one what became of
// a line, found again by what it says (ImportLine::identity) wherever it stands:
//
//   pending   deposited; what its record tells (standing.h) is still to be done
//   new       imported: a paper that the warehouse had not
//   held      the warehouse had this paper already
//   failed    refused, with a code
//
// A later line about the same one goes before an earlier. Written at once, made durable in batches:
// a killed process loses nothing, a power failure at most a batch, whose papers the warehouse
// recognises when they are deposited again. A torn last line is cut off. One process at a time.
//
// Thread-confined. Errors: CommandError import_running, import_state_invalid, import_state_other,
// import_state_ahead; std::system_error.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "api/json.h"
#include "ingest/descriptor.h"
#include "store/sha256.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::tools {

class ImportState {
 public:
  enum class Outcome : std::uint8_t { kPending, kNew, kHeld, kFailed };
  struct Entry {
    Outcome outcome = Outcome::kFailed;
    warehouse::Uuid component;  // But of kFailed.
  };

  // `warehouse`: a name that no other has. `log_position`: how far its log is now.
  ImportState(std::filesystem::path file, const std::string& warehouse, std::uint64_t log_position);

  [[nodiscard]] std::optional<Entry> find(const store::Sha256& line) const;
  // `number` and `code` are for people. `position`: of the deposit in the log.
  void add(const store::Sha256& line, const Entry& entry, std::uint64_t number,
           const std::string& code, std::uint64_t position);
  void make_durable();

 private:
  // Half a hash tells lines apart.
  using Key = std::array<std::uint64_t, 2>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key[0]; }
  };
  static Key key_of(const store::Sha256& line);

  void read(const std::string& warehouse, std::uint64_t log_position);
  void take(const api::Json& json, std::uint64_t log_position);
  void append(const api::Json& json);

  const std::filesystem::path file_;
  ingest::Descriptor out_;
  std::unordered_map<Key, Entry, KeyHash> entries_;
  std::uint64_t not_durable_ = 0;
};

inline constexpr warehouse::NameTable<ImportState::Outcome, 4> kImportOutcomeNames{
    {{ImportState::Outcome::kPending, "pending"},
     {ImportState::Outcome::kNew, "new"},
     {ImportState::Outcome::kHeld, "held"},
     {ImportState::Outcome::kFailed, "failed"}}};

}  // namespace kho::tools
