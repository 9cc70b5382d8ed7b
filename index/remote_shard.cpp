#include "index/remote_shard.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "index/durable_file.h"
#include "index/error.h"
#include "index/open_shard.h"
#include "index/schema.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTryAgainAfter{30};

fs::path members_file(const fs::path& index, const std::string& name) {
  return index / (name + ".members");
}

// FNV-1a over the id term. Two ids of one hash would at worst make a removal that removes nothing.
std::uint64_t hash_of(std::string_view id_term) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : id_term) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

// Rising.
std::vector<std::uint64_t> hashes_of(const std::vector<std::string>& ids) {
  std::vector<std::uint64_t> hashes;
  for (const std::string& id : ids) hashes.push_back(hash_of(schema::id_term(id)));
  std::ranges::sort(hashes);
  return hashes;
}

std::vector<std::uint64_t> read_members(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::uint64_t> members(bytes.size() / 8);
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t k = 0; k < 8; ++k) {
      members[i] = members[i] << 8 | static_cast<unsigned char>(bytes[i * 8 + k]);
    }
  }
  if (!file || bytes.size() % 8 != 0 || !std::ranges::is_sorted(members)) {
    throw Error(Errc::kDamaged, "The members of a shard cannot be read: " + path.string());
  }
  return members;
}

void write_members(const fs::path& path, const std::vector<std::uint64_t>& members) {
  std::string bytes;
  bytes.reserve(members.size() * 8);
  for (const std::uint64_t member : members) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(member >> shift);
  }
  replace_file(path, bytes);
}

}  // namespace

RemoteShard::RemoteShard(const fs::path& index, ShardEntry entry, std::vector<std::string> removals)
    : index_(index),
      entry_(std::move(entry)),
      members_(read_members(members_file(index, entry_.name))),
      removals_(std::move(removals)) {}

void RemoteShard::remove(std::string_view id) {
  if (!std::ranges::binary_search(members_, hash_of(schema::id_term(id)))) return;
  if (std::ranges::find(removals_, id) != removals_.end()) return;
  if (removals_.size() == kRemovalsMax) {
    throw Error(Errc::kUnavailable, "Too many removals wait for shard " + entry_.name + " at " +
                                        entry_.address + ": it must answer and be writable.");
  }
  removals_.emplace_back(id);
}

bool RemoteShard::is_due() const {
  return !removals_.empty() && std::chrono::steady_clock::now() >= try_again_at_;
}

void RemoteShard::try_removals() {
  if (!is_due()) return;
  try {
    Xapian::WritableDatabase shard = open_remote_shard_to_write(entry_.address, entry_.uuid);
    for (const std::string& id : removals_) shard.delete_document(schema::id_term(id));
    shard.commit();
  } catch (const Xapian::Error&) {
    try_again_at_ = std::chrono::steady_clock::now() + kTryAgainAfter;
    return;
  } catch (const Error&) {  // Another shard is served there.
    try_again_at_ = std::chrono::steady_clock::now() + kTryAgainAfter;
    return;
  }
  std::erase_if(members_, [gone = hashes_of(removals_)](std::uint64_t member) {
    return std::ranges::binary_search(gone, member);
  });
  write_members(members_file(index_, entry_.name), members_);
  removals_.clear();
}

void write_members(const fs::path& index, const std::string& name, const Xapian::Database& shard) {
  std::vector<std::uint64_t> members;
  for (auto term = shard.allterms_begin("Q"); term != shard.allterms_end("Q"); ++term) {
    members.push_back(hash_of(*term));
  }
  std::ranges::sort(members);
  write_members(members_file(index, name), members);
}

}  // namespace kho::index
