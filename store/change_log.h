// store/change_log.h - The ordered, hash-chained log of everything that happened.
//
// Entry n holds SHA-256 of (hash of entry n-1 ‖ n ‖ payload), so that no entry can be changed,
// dropped or moved without changing every later hash. Layout: docs/format/tables.md.
//
// Thread safety: immutable; the readers and transactions passed in are the caller's.
#pragma once

#include <functional>

#include "store/sha256.h"
#include "store/tables.h"

namespace kho::store {

// 1 for the first entry; 0 means "before everything".
using Position = std::uint64_t;

inline constexpr std::size_t kLogPayloadBytesMax = 1 << 20;

struct LogEntry {
  Position position = 0;
  Sha256 hash;               // As stored; first_broken() and chain_hash() tell whether it follows.
  std::string_view payload;  // Valid during the call that hands it over.
};

class ChangeLog {
 public:
  explicit ChangeLog(TableId table) : table_(table) {}

  // The hash of the entry at `position`, behind one with the hash `previous` (zeros before the
  // first).
  [[nodiscard]] static Sha256 chain_hash(const Sha256& previous, Position position,
                                         std::string_view payload);

  // Throws kTooLarge.
  Position append(WriteTransaction& transaction, std::string_view payload) const;
  [[nodiscard]] Position last(const TableReader& reader) const;
  // Calls `visit` for the entries after `after`, in order, until it returns false. The payload
  // is valid during the call.
  void read(const TableReader& reader, Position after,
            const std::function<bool(Position, std::string_view payload)>& visit) const;
  // The same, with their hashes.
  void read_entries(const TableReader& reader, Position after,
                    const std::function<bool(const LogEntry&)>& visit) const;
  // The first position whose hash does not follow from the entries before it; nullopt: all do.
  [[nodiscard]] std::optional<Position> first_broken(const TableReader& reader) const;

 private:
  TableId table_;
};

}  // namespace kho::store
