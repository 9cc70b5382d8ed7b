#include "index/indexer.h"

#include <xapian.h>

#include <algorithm>
#include <list>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "index/document_terms.h"
#include "index/error.h"
#include "index/open_shard.h"
#include "index/remote_shard.h"
#include "index/schema.h"
#include "index/sealed_shard.h"
#include "index/shard_list.h"
#include "index/xapian_error.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;

ShardList read_or_create_list(const fs::path& directory) {
  fs::create_directories(directory);
  if (has_shard_list(directory)) return read_shard_list(directory);
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename() == "SHARDS.new") continue;  // Of a process that died here.
    throw Error(Errc::kDamaged, "No index, and not empty: " + directory.string());
  }
  ShardList list;
  list.shards.push_back({list.next_name(), ShardEntry::State::kLive, "-", "", ""});
  write_shard_list(directory, list);
  return list;
}

// Folders and lists of members that no shard has: of a process that died in seal() or compact().
void remove_leftovers(const fs::path& directory, const ShardList& list) {
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().stem().string();
    const bool is_ours = name.size() == 6 && name.find_first_not_of("0123456789") == name.npos;
    if (is_ours && std::ranges::find(list.shards, name, &ShardEntry::name) == list.shards.end()) {
      fs::remove_all(entry.path());
    }
  }
}

bool is_label(const std::string& label) {
  return !label.empty() && label.size() <= 40 && std::ranges::all_of(label, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

}  // namespace

// Between two commits there is always one open transaction on the live shard: inside it, Xapian
// may write its tables when its buffer is full, but makes no revision of them, so that what
// upsert() and remove() did becomes visible and durable with the position or not at all.
struct Indexer::Impl {
  explicit Impl(const fs::path& where)
      : directory(where),
        list(read_or_create_list(directory)),
        live(open_or_create_shard(live_directory())),
        position(schema::read_position(live)),
        bookmark(live.get_metadata(schema::kBookmarkKey)) {
    remove_leftovers(directory, list);
    open_others();
    live.begin_transaction();
  }

  [[nodiscard]] fs::path live_directory() const { return directory / list.live().name; }

  void open_others() {
    sealed.clear();
    remote.clear();
    for (const ShardEntry& entry : list.shards) {
      if (entry.state == ShardEntry::State::kSealed) sealed.emplace_back(directory / entry.name);
      if (entry.state != ShardEntry::State::kRemote) continue;
      remote.emplace_back(directory, entry,
                          schema::read_ids(live.get_metadata(schema::kRemovalsKey + entry.name)));
    }
  }

  // Runs `change` on the open transaction. After a failure nobody knows what the transaction
  // holds, and it must never be committed: everything refuses from then on.
  template <class Change>
  void apply(Change&& change) {
    if (failed) throw Error(Errc::kUnavailable, "An earlier change failed: reopen the index.");
    failed = true;
    try {
      translated(std::forward<Change>(change));
    } catch (const std::system_error& error) {  // From std::filesystem.
      throw Error(Errc::kUnavailable, error.what());
    }
    failed = false;
  }

  void remove_elsewhere(std::string_view id) {
    const std::string term = schema::id_term(id);
    for (SealedShard& shard : sealed) shard.remove(term);
    for (RemoteShard& shard : remote) shard.remove(id);
  }

  void set_metadata(Xapian::WritableDatabase& database) {
    database.set_metadata(schema::kPositionKey, std::to_string(position));
    database.set_metadata(schema::kBookmarkKey, bookmark);
    for (const RemoteShard& shard : remote) {
      database.set_metadata(schema::kRemovalsKey + shard.name(),
                            schema::ids_value(shard.removals()));
    }
  }

  void commit() {
    // First the documents, then what they replace, then the position: a document is found twice
    // for a moment, never not at all, and the position stands for everything before it.
    if (std::ranges::any_of(sealed, &SealedShard::has_changes) ||
        std::ranges::any_of(remote, &RemoteShard::is_due)) {
      live.commit_transaction();
      live.begin_transaction();
      for (SealedShard& shard : sealed) shard.commit();
    }
    for (RemoteShard& shard : remote) shard.try_removals();
    set_metadata(live);
    live.commit_transaction();
    live.begin_transaction();
    pending_bytes = 0;
    has_changes = false;
  }

  // Puts the live shard, compacted, in its own place, or with `label` among the sealed ones before
  // a new live one. Nothing is pending.
  void rewrite_live(const std::string& label) {
    const fs::path old = live_directory();
    ShardList next = list;
    next.shards.pop_back();
    const auto add = [&](ShardEntry::State state, const std::string& its_label) {
      // Numbers rise from the live one's, which goes.
      const std::string name = (next.shards.empty() || next.shards.back().name < list.live().name)
                                   ? list.next_name()
                                   : next.next_name();
      next.shards.push_back({name, state, its_label, "", ""});
      return directory / name;
    };
    const bool seals = !label.empty();
    compact_shard(old, add(seals ? ShardEntry::State::kSealed : ShardEntry::State::kLive,
                           seals ? label : "-"));
    if (seals) {
      fs::remove_all(add(ShardEntry::State::kLive, "-"));
    }
    Xapian::WritableDatabase fresh = open_or_create_shard(directory / next.live().name);
    if (seals) {
      set_metadata(fresh);
      fresh.commit();
    }
    write_shard_list(directory, next);
    list = std::move(next);
    drop_changes(live);
    live = std::move(fresh);
    fs::remove_all(old);
    open_others();
    live.begin_transaction();
  }

  const fs::path directory;
  ShardList list;
  Xapian::WritableDatabase live;
  std::list<SealedShard> sealed;
  std::list<RemoteShard> remote;
  Position position;
  std::string bookmark;
  std::uint64_t pending_bytes = 0;
  bool has_changes = false;
  bool failed = false;
};

Indexer::Indexer(const fs::path& directory)
    : impl_(translated([&] {
        try {
          return std::make_unique<Impl>(directory);
        } catch (const std::system_error& error) {  // From std::filesystem.
          throw Error(Errc::kUnavailable, error.what());
        }
      })) {}

Indexer::~Indexer() {
  try {
    drop_changes(impl_->live);
  } catch (const Xapian::Error&) {
    // What was not committed has never been promised.
  }
}

Position Indexer::position() const { return impl_->position; }

const std::string& Indexer::bookmark() const { return impl_->bookmark; }

std::uint64_t Indexer::pending_bytes() const { return impl_->pending_bytes; }

void Indexer::upsert(const Document& document) {
  check_bounds(document);
  impl_->apply([&] {
    impl_->has_changes = true;
    impl_->live.replace_document(schema::id_term(document.id), xapian_document(document));
    impl_->remove_elsewhere(document.id);
  });
  impl_->pending_bytes += document.number.size() + document.title.size();
  for (const std::string& name : document.names) impl_->pending_bytes += name.size();
  for (const std::string& page : document.pages) impl_->pending_bytes += page.size();
}

void Indexer::remove(std::string_view id) {
  if (id.empty() || id.size() > kValueBytesMax) {
    throw std::invalid_argument("The id of a document must have 1 to 200 bytes");
  }
  impl_->apply([&] {
    impl_->has_changes = true;
    impl_->live.delete_document(schema::id_term(id));
    impl_->remove_elsewhere(id);
  });
}

void Indexer::commit(Position position, std::string_view bookmark) {
  if (bookmark.size() > kBookmarkBytesMax) {
    throw std::invalid_argument("A bookmark has at most 1000 bytes");
  }
  impl_->apply([&] {
    impl_->position = position;
    impl_->bookmark = bookmark;
    impl_->commit();
  });
}

bool Indexer::seal(const std::string& label) {
  if (!is_label(label)) {
    throw std::invalid_argument("A label has 1 to 40 letters, digits, '-' and '_'");
  }
  if (impl_->list.shards.size() == kShardsMax) {
    throw Error(Errc::kUnavailable, "The index has 64 shards already: rebuild it.");
  }
  bool sealed = false;
  impl_->apply([&] {
    impl_->commit();
    if (impl_->live.get_doccount() == 0) return;
    impl_->rewrite_live(label);
    sealed = true;
  });
  return sealed;
}

void Indexer::compact() {
  impl_->apply([&] {
    impl_->commit();
    impl_->rewrite_live("");
  });
}

void Indexer::move_out(const std::string& name, const std::string& address) {
  ShardList next = impl_->list;
  const auto entry = std::ranges::find(next.shards, name, &ShardEntry::name);
  if (entry == next.shards.end() || entry->state != ShardEntry::State::kSealed) {
    throw std::invalid_argument("There is no sealed shard " + name);
  }
  if (!is_shard_address(address)) {
    throw std::invalid_argument("An address is HOST:PORT");
  }
  impl_->apply([&] { impl_->commit(); });
  const fs::path folder = impl_->directory / name;
  const Xapian::Database here = translated([&] { return open_shard(folder); });
  translated([&] {
    // What is served must be a copy of what is here, for what is here goes.
    const Xapian::Database there = open_remote_shard(address, here.get_uuid());
    if (there.get_doccount() != here.get_doccount()) {
      throw Error(Errc::kUnavailable, "What " + address + " serves is an older copy of " + name);
    }
  });
  impl_->apply([&] {
    write_members(impl_->directory, name, here);
    entry->state = ShardEntry::State::kRemote;
    entry->address = address;
    entry->uuid = here.get_uuid();
    write_shard_list(impl_->directory, next);
    impl_->list = next;
    impl_->open_others();
    fs::remove_all(folder);
  });
}

std::vector<ShardInfo> Indexer::shards() const {
  return translated([&] {
    std::vector<ShardInfo> infos;
    auto sealed = impl_->sealed.begin();
    auto remote = impl_->remote.begin();
    for (const ShardEntry& entry : impl_->list.shards) {
      ShardInfo info;
      info.name = entry.name;
      info.address = entry.address;
      if (entry.label != "-") info.label = entry.label;
      switch (entry.state) {
        case ShardEntry::State::kLive:
          info.documents = impl_->live.get_doccount();
          break;
        case ShardEntry::State::kSealed:
          info.state = ShardInfo::State::kSealed;
          info.documents = (sealed++)->documents();
          break;
        case ShardEntry::State::kRemote:
          info.state = ShardInfo::State::kRemote;
          info.documents = remote->documents();
          info.removals_waiting = (remote++)->removals().size();
          break;
      }
      if (info.state != ShardInfo::State::kRemote) {
        info.bytes = bytes_of_shard(impl_->directory / entry.name);
      }
      infos.push_back(std::move(info));
    }
    return infos;
  });
}

}  // namespace kho::index
