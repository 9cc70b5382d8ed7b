#include "index/open_shard.h"

#include "index/durable_file.h"
#include "index/error.h"
#include "index/schema.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;

// Long enough for a machine across the country, short enough for a person who waits.
constexpr unsigned kConnectMsMax = 1000;
constexpr unsigned kAnswerMsMax = 5000;

enum class Presence { kAbsent, kPresent };

// A shard is there if its version file is. Without it, tables that hold something are what is
// left of a shard; empty ones are what a process leaves that dies while it creates one.
Presence find_shard(const fs::path& directory) {
  if (fs::exists(directory / "iamglass")) return Presence::kPresent;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const bool is_lock = entry.path().filename() == "flintlock";
    const bool is_empty_table = entry.path().extension() == ".glass" && entry.file_size() == 0;
    if (!is_lock && !is_empty_table) {
      throw Error(Errc::kDamaged, "No shard, and not empty: " + directory.string());
    }
  }
  return Presence::kAbsent;
}

struct Address {
  std::string host;
  unsigned port = 0;
};

Address parse_address(const std::string& address) {
  const std::size_t colon = address.find(':');
  return {address.substr(0, colon), static_cast<unsigned>(std::stoul(address.substr(colon + 1)))};
}

void check_uuid(const Xapian::Database& database, const std::string& address,
                const std::string& uuid) {
  if (database.get_uuid() == uuid) return;
  throw Error(Errc::kUnavailable, "What " + address + " serves is not the shard that it should be");
}

}  // namespace

Xapian::WritableDatabase open_or_create_shard(const fs::path& directory) {
  fs::create_directories(directory);
  const int action =
      find_shard(directory) == Presence::kPresent ? Xapian::DB_OPEN : Xapian::DB_CREATE;
  Xapian::WritableDatabase database(directory.string(), action | Xapian::DB_BACKEND_GLASS);
  if (database.get_metadata(schema::kSchemaKey).empty() && database.get_lastdocid() == 0) {
    database.set_metadata(schema::kSchemaKey, std::to_string(schema::kSchemaVersion));
    database.commit();
    sync_directory(directory.parent_path());
  }
  schema::check_version(database);
  return database;
}

Xapian::Database open_shard(const fs::path& directory) {
  // Xapian takes a file for a stub that names other databases: only a directory will do.
  std::error_code ignored;
  if (!fs::is_directory(directory, ignored)) {
    throw Error(Errc::kUnavailable, "There is no shard: " + directory.string());
  }
  Xapian::Database database(directory.string(), Xapian::DB_BACKEND_GLASS);
  schema::check_version(database);
  return database;
}

Xapian::Database open_remote_shard(const std::string& address, const std::string& uuid) {
  const Address to = parse_address(address);
  Xapian::Database database = Xapian::Remote::open(to.host, to.port, kAnswerMsMax, kConnectMsMax);
  check_uuid(database, address, uuid);
  schema::check_version(database);
  return database;
}

Xapian::WritableDatabase open_remote_shard_to_write(const std::string& address,
                                                    const std::string& uuid) {
  const Address to = parse_address(address);
  Xapian::WritableDatabase database =
      Xapian::Remote::open_writable(to.host, to.port, kAnswerMsMax, kConnectMsMax);
  check_uuid(database, address, uuid);
  return database;
}

void drop_changes(Xapian::WritableDatabase& database) {
  // A commit that failed has ended its transaction and may have left changes behind, which Xapian
  // would commit when the database is closed: they are taken into a transaction again.
  try {
    database.begin_transaction(false);
  } catch (const Xapian::InvalidOperationError&) {
    // There is one, as usual.
  }
  database.cancel_transaction();
}

void compact_shard(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  open_shard(from).compact(to.string());
  sync_directory(to.parent_path());
}

std::uint64_t bytes_of_shard(const fs::path& directory) {
  std::uint64_t bytes = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    std::error_code ignored;
    const std::uint64_t size = entry.file_size(ignored);
    if (!ignored) bytes += size;
  }
  return bytes;
}

}  // namespace kho::index
