#include "store/store.h"

#include <algorithm>
#include <array>
#include <span>

#include "store/error.h"
#include "store/file_creation.h"
#include "store/recovery.h"

namespace kho::store {
namespace {

constexpr std::string_view kNewMarkerFile = "KHO.new";
constexpr std::size_t kQueueMax = 4096;
constexpr std::size_t kGroupMax = 64;
constexpr std::uint64_t kOperationsMax = 16 << 20;  // Of one group.
constexpr std::uint64_t kZerosAtOnce = 2 << 20;
constexpr std::uint64_t kOverdueTimes = 3;
// What a group rewrites of the tables, about: fifteen pages, and one or two for each entry.
constexpr std::uint64_t kTableBytesAGroup = 60 << 10;
constexpr std::uint64_t kTableBytesAnOperationByte = 32;

// Refuses what is not a store before anything (a lock, a table file) is made inside it.
const std::filesystem::path& require_whole(FileSystem& file_system,
                                           const std::filesystem::path& directory) {
  require_marker(file_system, directory);
  // Opening the engine would make them anew, and the first write would overwrite the segments.
  for (const std::string_view name : {kTablesFile, kCheckpointFile}) {
    if (!file_system.exists(directory / "tables" / name)) {
      throw Error(Errc::kCorrupt, "the tables of " + directory.string() + " are missing");
    }
  }
  // Whoever made it may have been killed before its marker was sure.
  file_system.sync_directory(directory);
  return directory;
}

CheckpointFile restored(FileSystem& file_system, const std::filesystem::path& directory) {
  CheckpointFile checkpoint(file_system, directory / "tables");
  checkpoint.restore();
  return checkpoint;
}

}  // namespace

struct Store::Waiter {
  const std::function<void(Transaction&)>* change;
  Urgency urgency;
  std::condition_variable woken;
  bool done = false;
  std::exception_ptr error;
};

void Store::create(FileSystem& file_system, const std::filesystem::path& given) {
  const std::filesystem::path directory = whole_path(given);
  if (file_system.exists(directory.parent_path() / kMarkerFile)) {
    throw Error(Errc::kAlreadyExists, directory.string() + " lies inside a warehouse");
  }
  file_system.make_directory(directory);
  // What a creation that was cut off has left is finished; anything else belongs to somebody.
  for (const std::string& name : file_system.list(directory)) {
    if (name != "tables" && name != "segments" && name != kNewMarkerFile) {
      throw Error(Errc::kAlreadyExists, directory.string() + " is not empty");
    }
  }
  const std::filesystem::path tables = directory / "tables";
  file_system.make_directory(tables);
  file_system.make_directory(directory / "segments");
  for (const std::string& name : file_system.list(tables)) file_system.remove(tables / name);
  create_tables(file_system, tables, {});
  // The marker comes last, and whole: a directory without it is not a store yet, and one with it
  // must not vanish.
  file_system.sync_directory(directory.parent_path());
  create_whole(file_system, directory / kMarkerFile, FileSystem::Mode::kCreateNew, kMarker);
}

Store::Store(FileSystem& file_system, const std::filesystem::path& directory,
             std::vector<std::string> tables, const Options& options)
    : lock_(require_whole(file_system, directory)),
      checkpoint_(restored(file_system, directory)),
      core_(file_system, directory, options, std::move(tables)),
      log_(core_.own.log) {
  const auto reader = snapshot();
  const auto format = reader->get(core_.own.meta, kFormatKey);
  // Tables without it are not those of this store: writing on would overwrite its segments.
  if (!format) throw Error(Errc::kCorrupt, "the tables of " + directory.string() + " are missing");
  const std::uint32_t version = checks_tables() ? kTablesVersion : 1;
  if (format->size() != 4 || get_le<std::uint32_t>(*format, 0) != version) {
    throw Error(Errc::kUnsupportedFormat, "the tables have another format");
  }
  if (applied_in(*reader, core_.own) != checkpoint_.applied()) {
    throw Error(Errc::kCorrupt, "the tables are not those of their checkpoint");
  }
  checkpoint_reader_ = snapshot();
  table_bytes_at_checkpoint_ = core_.tables->used_bytes();
  if (recover(core_)) checkpoint();
  position_ = log_.last(*snapshot());
  give_reserve_back();
  if (options.background) {
    tender_ = std::jthread([this](std::stop_token stop) { tend(std::move(stop)); });
  }
}

Store::~Store() {
  tender_ = {};
  try {
    if (!writable()) return;
    if (groups_since_checkpoint_ > 0) checkpoint();
    core_.segments.trim(Segments::Stream::kPut);
    core_.segments.trim(Segments::Stream::kCompaction);
    core_.file_system.open(core_.directory / "tables" / kTablesFile, FileSystem::Mode::kReadWrite)
        ->truncate(core_.tables->used_bytes());
  } catch (const std::exception&) {
    // The next opening replays.
  }
}

PreparedBlob Store::prepare(ByteView raw) {
  if (raw.size() > kBlobBytesMax) throw Error(Errc::kTooLarge, "blob too large");
  require_writable();
  return BlobWriter(core_).prepare(raw);
}

void Store::commit(const std::function<void(Transaction&)>& change, Urgency urgency) {
  Waiter self;
  self.change = &change;
  self.urgency = urgency;
  std::unique_lock lock(queue_mutex_);
  if (queue_.size() >= kQueueMax) throw Error(Errc::kBusy, "too many writers are waiting");
  queue_.push_back(&self);
  self.woken.wait(lock, [&] { return self.done || queue_.front() == &self; });
  if (!self.done) {
    // On the stack: nothing may throw between here and letting the others go.
    std::array<Waiter*, kGroupMax> members{};
    // Of one urgency: on a full disk, deleting must not fail for a deposit's sake.
    std::size_t count = 0;
    while (count < std::min(queue_.size(), kGroupMax) && queue_[count]->urgency == self.urgency) {
      members[count] = queue_[count];
      ++count;
    }
    lock.unlock();
    const std::size_t ran = run_group({members.data(), count});
    lock.lock();
    for (Waiter* waiter : std::span(members.data(), ran)) {
      queue_.pop_front();
      waiter->done = true;
      waiter->woken.notify_one();
    }
    if (!queue_.empty()) queue_.front()->woken.notify_one();
  }
  lock.unlock();
  if (self.error) std::rethrow_exception(self.error);
}

std::size_t Store::run_changes(std::span<Waiter* const> group, EngineTransaction& transaction,
                               Group& shared, bool& any) {
  std::size_t ran = 0;
  for (Waiter* waiter : group) {
    // The commit record of all must fit a segment; the others are the next group.
    if (shared.operations.size() > operations_max()) break;
    ++ran;
    // What it adds to the group goes with it if it fails.
    const std::size_t operations = shared.operations.size();
    const LiveBytes live = shared.live;
    const std::set<SegmentId> given_up = shared.given_up;
    try {
      // Each change in a transaction of its own, so that one that fails takes no other with it.
      const auto inner = transaction.nested();
      Transaction own_change(core_, *inner, log_, shared);
      (*waiter->change)(own_change);
      inner->commit();
      any = true;
    } catch (...) {
      waiter->error = std::current_exception();
      shared.operations.resize(operations);
      shared.live = live;
      shared.given_up = given_up;
    }
  }
  return ran;
}

std::uint64_t Store::operations_max() const {
  return std::min(kOperationsMax, core_.segments.payload_bytes_max() / 4);
}

std::size_t Store::run_group(std::span<Waiter* const> group) noexcept {
  bool finishing = false;
  Group shared;
  std::optional<Segments::Slot> slot;
  try {
    require_writable();
    const Urgency urgency = group.front()->urgency;
    const auto transaction = core_.tables->begin_write();
    bool any = false;
    group = group.first(run_changes(group, *transaction, shared, any));
    if (!any) return group.size();

    // The commit record is written last, so that whatever fails before it has left nothing.
    RecordHeader header;
    header.kind = RecordKind::kCommit;
    std::optional<Bytes> packed;
    ByteView payload = as_bytes(shared.operations);
    if (!shared.operations.empty()) {
      header.raw_length = payload.size();
      if ((packed = compress_if_smaller(payload))) {
        header.codec = Codec::kZstd;
        payload = *packed;
      }
      header.stored_length = payload.size();
      const std::uint64_t sequence = applied_in(*transaction, core_.own) + 1;
      header.name = RecordHeader::name_of_commit(sequence);
      slot = core_.segments.reserve(Segments::Stream::kPut, payload.size(), urgency);
      shared.live[slot->segment] += static_cast<std::int64_t>(record_bytes(payload.size()));
      transaction->put(core_.own.commits, be64(sequence),
                       pack(RecordPlace{slot->segment, static_cast<std::uint32_t>(slot->offset)}));
      put_applied(*transaction, core_.own, sequence);
    }
    reserve_table_space(shared.operations.size(), urgency);
    // Before the commit, so that no later group names what lies there.
    for (const SegmentId segment : shared.given_up) {
      core_.segments.set_state(segment, SegmentState::kRetired);
    }
    const auto changes = store_segments(core_, *transaction, shared.live);
    const Position last = log_.last(*transaction);

    finishing = true;
    if (slot) core_.segments.write(*slot, header, payload);
    core_.segments.sync();
    transaction->commit();
    core_.segments.stored(changes);
    {
      const std::lock_guard lock(position_mutex_);
      position_ = last;
    }
    position_changed_.notify_all();
    ++groups_since_checkpoint_;
    table_bytes_rewritten_ +=
        kTableBytesAGroup + kTableBytesAnOperationByte * shared.operations.size();
  } catch (const std::exception& failed) {
    std::exception_ptr error = std::current_exception();
    if (finishing) {
      // The disk may hold the group or not, and a second fsync would claim success: stop here.
      mark_broken();
      try {
        error = std::make_exception_ptr(Error(
            Errc::kReadOnly, std::string("the outcome of a write is unknown: ") + failed.what()));
      } catch (const std::bad_alloc&) {
        // Then what failed speaks for itself.
      }
    } else {
      if (slot) core_.segments.abandon(*slot);
      for (const SegmentId segment : shared.given_up) {
        core_.segments.set_state(segment, SegmentState::kSealed);
      }
    }
    for (Waiter* waiter : group) {
      if (!waiter->error) waiter->error = error;
    }
    return group.size();
  }
  wake_tender();
  return group.size();
}

// So that the tables never find the disk full once the segment says that something happened.
void Store::reserve_table_space(std::uint64_t change_bytes, Urgency urgency) {
  const std::uint64_t ahead = core_.options.tables_ahead_bytes;
  if (ahead == 0) return;
  // A changed entry rewrites its page and those above it: many small ones cost more than their
  // bytes, but they share pages.
  const std::uint64_t needed = core_.tables->used_bytes() + ahead / 2 + 8 * change_bytes;
  if (needed <= table_bytes_allocated_) return;
  const auto file = core_.file_system.open(core_.directory / "tables" / kTablesFile,
                                           FileSystem::Mode::kReadWrite);
  core_.segments.with_reserve(urgency, [&] { file->allocate(needed + ahead / 2); });
  table_bytes_allocated_ = needed + ahead / 2;
}

void Store::give_reserve_back() {
  if (core_.options.reserve_bytes == 0) return;
  const std::filesystem::path path = core_.directory / "reserve";
  const bool there = core_.file_system.exists(path);
  try {
    core_.file_system
        .open(path, there ? FileSystem::Mode::kReadWrite : FileSystem::Mode::kCreateNew)
        ->allocate(core_.options.reserve_bytes);
  } catch (const std::exception&) {
    // No room for it now: the next opening or checkpoint tries again.
    try {
      if (core_.file_system.exists(path)) core_.file_system.remove(path);
    } catch (const std::exception&) {
    }
  }
}

void Store::checkpoint(const std::function<void(const Snapshot&)>& look) {
  require_writable();
  const std::lock_guard one(checkpoint_mutex_);
  bool begun = false;
  try {
    CheckpointFile::Pending pending;
    std::vector<SegmentInfo> retired;
    std::uint64_t groups = 0;
    std::uint64_t rewritten = 0;
    {
      // Nobody writes now: the newest snapshot and the roots in the file belong together.
      const auto nobody_writes = core_.tables->begin_write();
      groups = groups_since_checkpoint_;
      rewritten = table_bytes_rewritten_;
      bytes_at_checkpoint_ = core_.segments.appended_bytes();
      table_bytes_at_checkpoint_ = core_.tables->used_bytes();
      auto reader = snapshot();
      const std::uint64_t applied = applied_in(*reader, core_.own);
      for (const SegmentEntry& entry : segment_entries(*reader, core_.own)) {
        if (entry.info.state == SegmentState::kRetired) retired.push_back(entry.info);
      }
      pending = checkpoint_.begin(std::move(reader), applied, core_.tables->used_bytes());
    }
    begun = true;
    checkpoint_reader_ = checkpoint_.finish(std::move(pending));
    groups_since_checkpoint_ -= groups;
    table_bytes_rewritten_ -= rewritten;
    // No durable tables name them any more.
    for (const SegmentInfo& info : retired) core_.segments.free_retired(info);
  } catch (...) {
    // Before it began, nothing happened: there is no room for it yet, say.
    if (begun) mark_broken();
    throw;
  }
  core_.tables->forget_dead_readers();
  give_reserve_back();
  if (look) look(*checkpoint_reader_);
}

std::uint64_t Store::oldest_snapshot_behind() const {
  const std::uint64_t behind = core_.tables->oldest_snapshot_behind();
  return behind > groups_since_checkpoint_ ? behind : 0;
}

bool Store::checkpoint_due() const { return checkpoint_overdue(1); }

bool Store::checkpoint_overdue(std::uint64_t times) const {
  // Pages that the last checkpoint needs are not used again before the next: the tables' file grows
  // by what all groups since then have rewritten.
  const std::uint64_t grown = core_.tables->used_bytes() - table_bytes_at_checkpoint_;
  const std::uint64_t rewritten = table_bytes_rewritten_;
  const std::uint64_t table_bytes =
      std::clamp(table_bytes_at_checkpoint_ / 4, core_.options.checkpoint_table_bytes,
                 8 * core_.options.checkpoint_table_bytes);
  return groups_since_checkpoint_ >= times * core_.options.checkpoint_commits ||
         core_.segments.appended_bytes() - bytes_at_checkpoint_ >=
             times * core_.options.checkpoint_bytes ||
         std::max(grown, rewritten) >= times * table_bytes;
}

void Store::wake_tender() {
  if (!checkpoint_due() && !(core_.options.background && core_.segments.wants_zeros())) return;
  // So that neither the tables nor a later recovery grow without bound, writers wait if need be.
  if (!core_.options.background || checkpoint_overdue(kOverdueTimes)) {
    try {
      checkpoint();
    } catch (const std::exception&) {
      // The group is durable; the store refuses writes from now on.
    }
    return;
  }
  const std::lock_guard lock(tend_mutex_);
  tend_now_ = true;
  tend_wanted_.notify_one();
}

void Store::tend(std::stop_token stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(tend_mutex_);
      if (!tend_wanted_.wait(lock, stop, [&] { return tend_now_; })) return;
      tend_now_ = false;
    }
    try {
      // A little at a time: while a checkpoint is due, the tables grow with every commit.
      do {
        if (checkpoint_due()) checkpoint();
      } while (!stop.stop_requested() && core_.segments.wants_zeros() &&
               core_.segments.zero_ahead(kZerosAtOnce));
    } catch (const Error& error) {
      if (error.errc() == Errc::kNoSpace) continue;  // Until somebody makes room.
      mark_broken();
      return;
    } catch (const std::exception&) {
      mark_broken();
      return;
    }
  }
}

bool Store::writable() const {
  const std::lock_guard lock(queue_mutex_);
  return !broken_;
}

void Store::require_writable() const {
  if (!writable()) throw Error(Errc::kReadOnly, "an earlier write failed; reopen the warehouse");
}

void Store::mark_broken() {
  const std::lock_guard lock(queue_mutex_);
  broken_ = true;
}

std::size_t Store::waiting_writers() const {
  const std::lock_guard lock(queue_mutex_);
  return queue_.size();
}

std::optional<std::uint64_t> Store::blob_size(const BlobId& id) const {
  const auto reader = snapshot();
  const auto value = reader->get(core_.own.blobs, id.raw());
  if (!value) return std::nullopt;
  return unpack_recipe(*value).size;
}

std::optional<BlobReader> Store::open_blob(const BlobId& id) const {
  return BlobReader::open(core_, id);
}

std::optional<Bytes> Store::get(const BlobId& id, Verify verify) const {
  std::optional<BlobReader> reader = open_blob(id);
  if (!reader) return std::nullopt;
  Bytes blob = reader->read_all();
  if (verify == Verify::kIdentity && Sha256::of(blob) != id) {
    throw Error(Errc::kCorrupt, "blob " + id.hex() + " has other bytes than its name says");
  }
  return blob;
}

Position Store::last_position() const {
  const std::lock_guard lock(position_mutex_);
  return position_;
}

void Store::wait_past(Position position, std::stop_token stop,
                      std::optional<std::chrono::milliseconds> wait_max) const {
  std::unique_lock lock(position_mutex_);
  const auto passed = [&] { return position_ > position; };
  if (wait_max) {
    position_changed_.wait_for(lock, stop, *wait_max, passed);
  } else {
    position_changed_.wait(lock, stop, passed);
  }
}

void require_marker(FileSystem& file_system, const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kMarkerFile;
  if (!file_system.exists(path)) {
    throw Error(Errc::kNotAStore, directory.string() + " is not a warehouse");
  }
  Bytes marker(kMarker.size() + 1);
  marker.resize(file_system.open(path, FileSystem::Mode::kRead)->read_at(0, marker));
  if (as_text(marker) != kMarker) {
    throw Error(Errc::kUnsupportedFormat, directory.string() + " has another format");
  }
}

void create_tables(FileSystem& file_system, const std::filesystem::path& folder,
                   const std::vector<std::string>& upper) {
  const auto tables = open_lmdb_tables(folder, OwnTables::with_upper(upper));
  const OwnTables own(upper.size());
  const auto transaction = tables->begin_write();
  std::string format;
  put_le(format, kTablesVersion);
  transaction->put(own.meta, kFormatKey, format);
  put_applied(*transaction, own, 0);
  transaction->commit();
  CheckpointFile checkpoint(file_system, folder);
  checkpoint.create();
  (void)checkpoint.finish(checkpoint.begin(tables->snapshot(), 0, tables->used_bytes()));
  file_system.sync_directory(folder);
}

std::vector<Segments::Change> store_segments(const Core& core, WriteTransaction& tables,
                                             const LiveBytes& live) {
  const auto live_before = [&](const SegmentInfo& info) -> std::uint64_t {
    const auto known = tables.get(core.own.segments, be32(info.id));
    if (!known) return 0;
    const SegmentEntry entry = unpack_segment_entry(be32(info.id), *known);
    // An earlier use of the file says nothing of this one.
    return entry.info.stamp.generation == info.stamp.generation ? entry.live_bytes : 0;
  };
  const auto put = [&](const SegmentInfo& info) {
    const auto delta = live.find(info.id);
    const std::int64_t change = delta == live.end() ? 0 : delta->second;
    SegmentEntry entry{info, live_before(info) + static_cast<std::uint64_t>(change)};
    tables.put(core.own.segments, be32(info.id), pack(entry));
  };
  std::vector<Segments::Change> changes = core.segments.changes();
  for (const Segments::Change& change : changes) put(change.info);
  for (const auto& [segment, delta] : live) {
    const auto is_it = [id = segment](const auto& change) { return change.info.id == id; };
    if (std::ranges::any_of(changes, is_it)) continue;
    if (const auto info = core.segments.info(segment)) put(*info);
  }
  return changes;
}

}  // namespace kho::store
