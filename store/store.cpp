#include "store/store.h"

#include <algorithm>
#include <array>
#include <span>

#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::string_view kMarker = "kho 0\n";
constexpr std::string_view kMarkerFile = "KHO";
constexpr std::string_view kFormatKey = "format";
constexpr std::uint32_t kFormatVersion = 0;
constexpr std::size_t kQueueMax = 4096;
constexpr std::size_t kGroupMax = 64;

// Refuses what is not a store before anything (a lock, a table file) is made inside it.
const std::filesystem::path& require_marker(FileSystem& file_system,
                                            const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kMarkerFile;
  if (!file_system.exists(path)) {
    throw Error(Errc::kNotAStore, directory.string() + " is not a warehouse");
  }
  Bytes marker(kMarker.size() + 1);
  marker.resize(file_system.open(path, FileSystem::Mode::kRead)->read_at(0, marker));
  if (as_text(marker) != kMarker) {
    throw Error(Errc::kUnsupportedFormat, directory.string() + " has another format");
  }
  // Opening the engine would make them anew, and the first write would overwrite the segments.
  if (!file_system.exists(directory / "tables" / "data.mdb")) {
    throw Error(Errc::kCorrupt, "the tables of " + directory.string() + " are missing");
  }
  return directory;
}

std::vector<std::string> with_own_tables(std::vector<std::string> names) {
  for (const char* own : {"meta", "blobs", "chunks", "segments", "log"}) names.emplace_back(own);
  return names;
}

}  // namespace

struct Store::Waiter {
  const std::function<void(Transaction&)>* change;
  std::condition_variable woken;
  bool done = false;
  std::exception_ptr error;
};

void Store::create(FileSystem& file_system, const std::filesystem::path& given) {
  // Without a trailing slash, so that its parent is its parent.
  std::filesystem::path directory = std::filesystem::absolute(given).lexically_normal();
  if (!directory.has_filename()) directory = directory.parent_path();
  if (file_system.exists(directory.parent_path() / kMarkerFile)) {
    throw Error(Errc::kAlreadyExists, directory.string() + " lies inside a warehouse");
  }
  file_system.make_directory(directory);
  // What a creation that was cut off has left is finished; anything else belongs to somebody.
  for (const std::string& name : file_system.list(directory)) {
    if (name != "tables" && name != "segments") {
      throw Error(Errc::kAlreadyExists, directory.string() + " is not empty");
    }
  }
  file_system.make_directory(directory / "tables");
  file_system.make_directory(directory / "segments");
  {
    const auto tables = open_lmdb_tables(directory / "tables", with_own_tables({}));
    const auto transaction = tables->begin_write();
    std::string format;
    put_le(format, kFormatVersion);
    transaction->put(0, kFormatKey, format);
    transaction->commit();
  }
  file_system.sync_directory(directory / "tables");
  // The marker comes last: a directory without it is not a store yet.
  const auto marker = file_system.open(directory / kMarkerFile, FileSystem::Mode::kCreateNew);
  marker->write_at(0, as_bytes(kMarker));
  marker->sync();
  file_system.sync_directory(directory);
  file_system.sync_directory(directory.parent_path());
}

Store::Store(FileSystem& file_system, const std::filesystem::path& directory,
             std::vector<std::string> tables)
    : file_system_(file_system),
      directory_(require_marker(file_system, directory)),
      lock_(directory_),
      own_{tables.size(), tables.size() + 1, tables.size() + 2, tables.size() + 3,
           tables.size() + 4},
      tables_(open_lmdb_tables(directory_ / "tables", with_own_tables(std::move(tables)))),
      log_(own_.log),
      segments_(file_system_, directory_ / "segments", newest_tail()) {
  const auto reader = snapshot();
  const auto format = reader->get(own_.meta, kFormatKey);
  // Tables without it are not those of this store: writing on would overwrite its segments.
  if (!format) throw Error(Errc::kCorrupt, "the tables of " + directory_.string() + " are missing");
  if (format->size() != 4 || get_le<std::uint32_t>(*format, 0) != kFormatVersion) {
    throw Error(Errc::kUnsupportedFormat, "the tables have another format");
  }
  position_ = log_.last(*reader);
}

std::optional<Tail> Store::newest_tail() const {
  const auto reader = tables_->snapshot();
  const auto cursor = reader->cursor(own_.segments);
  if (!cursor->last()) return std::nullopt;
  return unpack_tail(cursor->key(), cursor->value());
}

PreparedBlob Store::prepare(ByteView raw) const {
  if (raw.size() > kBlobBytesMax) throw Error(Errc::kTooLarge, "blob too large");
  PreparedBlob blob{Sha256::of(raw), raw, std::nullopt};
  if (!blob_size(blob.id)) blob.packed = compress_if_smaller(raw);
  return blob;
}

PutResult Transaction::put_blob(const PreparedBlob& blob) {
  const Store::OwnTables& own = store_.own_;
  PutResult result{blob.id, false, 0};
  Recipe recipe;
  if (const auto known = tables_.get(own.blobs, blob.id.raw())) {
    recipe = unpack_recipe(*known);
  } else {
    result.inserted = true;
    recipe.size = blob.raw.size();
    if (!blob.raw.empty()) {
      // For now every blob is one chunk, so its name is the blob's.
      recipe.extents.push_back({blob.id, 0, recipe.size});
      ChunkEntry entry;
      entry.references = 1;
      entry.location =
          store_.segments_.append(blob.id, blob.packed ? Codec::kZstd : Codec::kRaw,
                                  blob.packed ? ByteView(*blob.packed) : blob.raw, blob.raw.size());
      tables_.put(own.chunks, blob.id.raw(), pack(entry));
      result.stored_bytes = entry.location.stored_length;
    }
  }
  ++recipe.references;
  tables_.put(own.blobs, blob.id.raw(), pack(recipe));
  return result;
}

Position Transaction::append_log(std::string_view payload) {
  return store_.log_.append(tables_, payload);
}

void Store::commit(const std::function<void(Transaction&)>& change) {
  Waiter self;
  self.change = &change;
  std::unique_lock lock(queue_mutex_);
  if (queue_.size() >= kQueueMax) throw Error(Errc::kBusy, "too many writers are waiting");
  queue_.push_back(&self);
  self.woken.wait(lock, [&] { return self.done || queue_.front() == &self; });
  if (!self.done) {
    // On the stack: nothing may throw between here and letting the others go.
    std::array<Waiter*, kGroupMax> members{};
    const std::size_t count = std::min(queue_.size(), kGroupMax);
    std::copy_n(queue_.begin(), count, members.begin());
    const std::span<Waiter* const> group(members.data(), count);
    lock.unlock();
    run_group(group);
    lock.lock();
    for (Waiter* waiter : group) {
      queue_.pop_front();
      waiter->done = true;
      waiter->woken.notify_one();
    }
    if (!queue_.empty()) queue_.front()->woken.notify_one();
  }
  lock.unlock();
  if (self.error) std::rethrow_exception(self.error);
}

void Store::run_group(std::span<Waiter* const> group) noexcept {
  const std::optional<Tail> before = segments_.tail();
  bool finishing = false;
  try {
    if (!writable()) throw Error(Errc::kReadOnly, "an earlier write failed; reopen the warehouse");
    const auto transaction = tables_->begin_write();
    bool any = false;
    for (Waiter* waiter : group) {
      const std::optional<Tail> mark = segments_.tail();
      try {
        // Each change in a transaction of its own, so that one that fails takes no other with it.
        const auto inner = transaction->nested();
        Transaction own_change(*this, *inner);
        (*waiter->change)(own_change);
        inner->commit();
        any = true;
      } catch (...) {
        waiter->error = std::current_exception();
        segments_.rewind(mark);
      }
    }
    if (!any) return;
    for (const auto& [segment, tail] : segments_.unsynced()) {
      transaction->put(own_.segments, be64(segment), pack_tail_value(tail));
    }
    const Position last = log_.last(*transaction);
    finishing = true;
    segments_.sync();
    transaction->commit();
    {
      const std::lock_guard lock(position_mutex_);
      position_ = last;
    }
    position_changed_.notify_all();
  } catch (const std::exception& failed) {
    segments_.rewind(before);
    std::exception_ptr error = std::current_exception();
    if (finishing) {
      // The disk may hold the group or not, and a second fsync would claim success: stop here.
      error = std::make_exception_ptr(Error(
          Errc::kReadOnly, std::string("the outcome of a write is unknown: ") + failed.what()));
      const std::lock_guard lock(queue_mutex_);
      broken_ = true;
    }
    for (Waiter* waiter : group) {
      if (!waiter->error) waiter->error = error;
    }
  }
}

bool Store::writable() const {
  const std::lock_guard lock(queue_mutex_);
  return !broken_;
}

std::size_t Store::waiting_writers() const {
  const std::lock_guard lock(queue_mutex_);
  return queue_.size();
}

std::optional<std::uint64_t> Store::blob_size(const BlobId& id) const {
  const auto reader = tables_->snapshot();
  const auto value = reader->get(own_.blobs, id.raw());
  if (!value) return std::nullopt;
  return unpack_recipe(*value).size;
}

std::optional<Bytes> Store::get(const BlobId& id, Verify verify) const {
  Recipe recipe;
  std::vector<Location> locations;
  {
    const auto reader = tables_->snapshot();
    const auto value = reader->get(own_.blobs, id.raw());
    if (!value) return std::nullopt;
    recipe = unpack_recipe(*value);
    for (const Extent& extent : recipe.extents) {
      const auto entry = reader->get(own_.chunks, extent.chunk.raw());
      if (!entry) throw Error(Errc::kCorrupt, "chunk " + extent.chunk.hex() + " is missing");
      locations.push_back(unpack_chunk_entry(*entry).location);
    }
  }
  Bytes blob;
  for (std::size_t i = 0; i < recipe.extents.size(); ++i) {
    const Extent& extent = recipe.extents[i];
    Bytes chunk = segments_.read(extent.chunk, locations[i]);
    if (extent.offset > chunk.size() || extent.length > chunk.size() - extent.offset) {
      throw Error(Errc::kCorrupt, "recipe of " + id.hex() + " leaves its chunk");
    }
    if (recipe.extents.size() == 1 && chunk.size() == recipe.size) {
      blob = std::move(chunk);
    } else {
      const auto begin = chunk.begin() + static_cast<std::ptrdiff_t>(extent.offset);
      blob.insert(blob.end(), begin, begin + static_cast<std::ptrdiff_t>(extent.length));
    }
  }
  if (verify == Verify::kIdentity && Sha256::of(blob) != id) {
    throw Error(Errc::kCorrupt, "blob " + id.hex() + " has other bytes than its name says");
  }
  return blob;
}

BlobStatistics Store::statistics() const {
  BlobStatistics total;
  const auto reader = tables_->snapshot();
  const auto blobs = reader->cursor(own_.blobs);
  for (bool more = blobs->seek({}); more; more = blobs->next()) {
    const Recipe recipe = unpack_recipe(blobs->value());
    ++total.blobs;
    total.unique_bytes += recipe.size;
    total.logical_bytes += recipe.size * recipe.references;
  }
  const auto chunks = reader->cursor(own_.chunks);
  for (bool more = chunks->seek({}); more; more = chunks->next()) {
    total.stored_bytes += unpack_chunk_entry(chunks->value()).location.stored_length;
  }
  return total;
}

Position Store::last_position() const {
  const std::lock_guard lock(position_mutex_);
  return position_;
}

void Store::wait_past(Position position, std::stop_token stop) const {
  std::unique_lock lock(position_mutex_);
  position_changed_.wait(lock, stop, [&] { return position_ > position; });
}

}  // namespace kho::store
