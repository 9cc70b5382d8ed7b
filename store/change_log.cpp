#include "store/change_log.h"

#include <limits>

#include "store/error.h"

namespace kho::store {
namespace {

Sha256 hash_of(std::string_view entry) {
  if (entry.size() < Sha256::kSize) throw Error(Errc::kCorrupt, "log entry too short");
  return *Sha256::from_raw(entry.substr(0, Sha256::kSize));
}

}  // namespace

Sha256 ChangeLog::chain_hash(const Sha256& previous, Position position, std::string_view payload) {
  Sha256Hasher hasher;
  hasher.update(as_bytes(previous.raw()));
  hasher.update(as_bytes(be64(position)));
  hasher.update(as_bytes(payload));
  return hasher.finish();
}

Position ChangeLog::append(WriteTransaction& transaction, std::string_view payload) const {
  if (payload.size() > kLogPayloadBytesMax) throw Error(Errc::kTooLarge, "log entry too large");
  Sha256 previous;
  Position position = 1;
  if (const auto cursor = transaction.cursor(table_); cursor->last()) {
    previous = hash_of(cursor->value());
    position = get_be64(cursor->key()) + 1;
  }
  std::string entry(chain_hash(previous, position, payload).raw());
  entry.append(payload);
  transaction.put(table_, be64(position), entry);
  return position;
}

Position ChangeLog::last(const TableReader& reader) const {
  const auto cursor = reader.cursor(table_);
  return cursor->last() ? get_be64(cursor->key()) : 0;
}

void ChangeLog::read(const TableReader& reader, Position after,
                     const std::function<bool(Position, std::string_view)>& visit) const {
  read_entries(reader, after,
               [&](const LogEntry& entry) { return visit(entry.position, entry.payload); });
}

void ChangeLog::read_entries(const TableReader& reader, Position after,
                             const std::function<bool(const LogEntry&)>& visit) const {
  if (after == std::numeric_limits<Position>::max()) return;
  const auto cursor = reader.cursor(table_);
  for (bool more = cursor->seek(be64(after + 1)); more; more = cursor->next()) {
    const Sha256 hash = hash_of(cursor->value());
    if (!visit({get_be64(cursor->key()), hash, cursor->value().substr(Sha256::kSize)})) return;
  }
}

std::optional<Position> ChangeLog::first_broken(const TableReader& reader) const {
  Sha256 previous;
  Position expected = 1;
  const auto cursor = reader.cursor(table_);
  for (bool more = cursor->seek({}); more; more = cursor->next(), ++expected) {
    try {
      const std::string_view entry = cursor->value();
      if (get_be64(cursor->key()) != expected || entry.size() < Sha256::kSize) return expected;
      const Sha256 hash = hash_of(entry);
      if (hash != chain_hash(previous, expected, entry.substr(Sha256::kSize))) return expected;
      previous = hash;
    } catch (const Error&) {  // It is not what was written.
      return expected;
    }
  }
  return std::nullopt;
}

}  // namespace kho::store
