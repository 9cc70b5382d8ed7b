// index/open_shard.h - Opening the Xapian databases of shards.
//
// Internal to index/. Thread-safe. Errors: Error, Xapian::Error.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace kho::index {

// For writing, made where there is none or half of one. Throws kDamaged for what is no shard or one
// of another schema, Xapian::DatabaseLockError where another has it open.
[[nodiscard]] Xapian::WritableDatabase open_or_create_shard(const std::filesystem::path& directory);

// For reading. Throw kDamaged for another schema, kUnavailable where there is no shard.
[[nodiscard]] Xapian::Database open_shard(const std::filesystem::path& directory);
// "host:port" of xapian-tcpsrv. Throw kUnavailable where it serves not the shard of that UUID.
[[nodiscard]] Xapian::Database open_remote_shard(const std::string& address,
                                                 const std::string& uuid);
[[nodiscard]] Xapian::WritableDatabase open_remote_shard_to_write(const std::string& address,
                                                                  const std::string& uuid);

// Drops what was not committed of `database`, which is in a transaction or whose transaction failed
// to commit; afterwards it is in none.
void drop_changes(Xapian::WritableDatabase& database);

// Writes all that is committed in the shard `from` compactly into the absent directory `to`.
void compact_shard(const std::filesystem::path& from, const std::filesystem::path& to);

[[nodiscard]] std::uint64_t bytes_of_shard(const std::filesystem::path& directory);

}  // namespace kho::index
