#include "store/segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::size_t kOpenFilesMax = 512;  // Well below the usual limit of descriptors.
constexpr std::uint64_t kSpaceStep = 1 << 20;
constexpr std::uint64_t kZeroStep = 1 << 20;
constexpr std::size_t kScanWindow = 4 << 20;

std::uint64_t round_up(std::uint64_t value, std::uint64_t step) {
  return (value + step - 1) / step * step;
}

std::optional<SegmentId> parse_segment_file_name(std::string_view name) {
  SegmentId id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || segment_file_name(id) != name) return std::nullopt;
  return id;
}

}  // namespace

Location location_of(SegmentId segment, std::uint64_t offset, const RecordHeader& header) {
  return {segment,
          static_cast<std::uint32_t>(offset),
          static_cast<std::uint32_t>(header.stored_length),
          static_cast<std::uint32_t>(header.raw_length),
          header.codec,
          header.hint};
}

std::string segment_file_name(SegmentId segment) { return fmt::format("{:010}.seg", segment); }

Segments::Segments(FileSystem& file_system, std::filesystem::path directory, const Options& options,
                   std::vector<SegmentInfo> known)
    : file_system_(file_system), directory_(std::move(directory)), options_(options) {
  const std::vector<SegmentId> existing = files();
  for (const SegmentInfo& info : known) {
    next_id_ = std::max(next_id_, info.id + 1);
    // Files of what nothing names may have been removed after the tables were made durable.
    if ((info.state == SegmentState::kFree || info.state == SegmentState::kRetired) &&
        !std::ranges::binary_search(existing, info.id)) {
      continue;
    }
    Segment segment;
    segment.info = info;
    segment.stored_version = segment.version;
    segments_[info.id] = segment;
    // What was written by ripening must not take in what was not tried.
    if (info.state == SegmentState::kActive && info.ripeness == Ripeness::kFresh) {
      active_[0] = info.id;
    }
  }
  if (!existing.empty()) next_id_ = std::max(next_id_, existing.back() + 1);
  for (auto& [id, segment] : segments_) {
    if (segment.info.state != SegmentState::kActive) continue;
    if (std::ranges::binary_search(existing, id)) {
      segment.allocated = file(id)->size();
      segment.zeroed = segment.allocated;
    } else {
      // The disk lost it. Reading what lies there fails; writing goes on elsewhere.
      if (active_[0] == id) active_[0].reset();
    }
  }
}

std::uint64_t Segments::payload_bytes_max() const {
  const std::uint64_t fits =
      options_.segment_bytes - kSuperblockBytes - record_bytes(0) - kRecordAlignment;
  return std::min(fits, kChunkBytesMax + (1 << 20));
}

std::shared_ptr<File> Segments::file(SegmentId segment) const {
  const std::lock_guard lock(open_mutex_);
  if (const auto known = open_.find(segment); known != open_.end()) return known->second;
  std::shared_ptr<File> opened =
      file_system_.open(directory_ / segment_file_name(segment), FileSystem::Mode::kReadWrite);
  // The oldest goes; whoever is using it keeps its descriptor until done.
  if (open_.size() >= kOpenFilesMax) open_.erase(open_.begin());
  open_[segment] = opened;
  return opened;
}

void Segments::with_reserve(Urgency urgency, const std::function<void()>& action) {
  const std::filesystem::path reserve = directory_.parent_path() / "reserve";
  if (urgency == Urgency::kNormal) return action();
  try {
    action();
  } catch (const Error& error) {
    if (error.errc() != Errc::kNoSpace || !file_system_.exists(reserve)) throw;
    file_system_.remove(reserve);
    file_system_.sync_directory(directory_.parent_path());
    action();
  }
}

void Segments::make_space(Segment& segment, std::uint64_t end, Urgency urgency) {
  if (end <= segment.allocated) return;
  const std::uint64_t wanted = std::min(options_.segment_bytes, round_up(end, kSpaceStep));
  with_reserve(urgency, [&] {
    try {
      file(segment.info.id)->allocate(wanted);
      segment.allocated = wanted;
    } catch (const Error& error) {
      if (error.errc() != Errc::kNoSpace || wanted == end) throw;
      file(segment.info.id)->allocate(end);
      segment.allocated = end;
    }
  });
}

Segments::Segment& Segments::start_segment(Urgency urgency) {
  SegmentInfo info;
  info.stamp.salt = options_.random();
  const auto free = std::ranges::find_if(segments_, [](const auto& entry) {
    return entry.second.info.state == SegmentState::kFree && entry.second.writing.empty();
  });
  if (free != segments_.end()) {
    info.id = free->first;
    info.stamp.generation = free->second.info.stamp.generation + 1;
  } else {
    info.id = next_id_;
    info.stamp.generation = 1;
    // First, for a file that was made and then failed to open has its name all the same.
    ++next_id_;
    names_unsynced_ = true;
    with_reserve(urgency, [&] {
      const std::shared_ptr<File> made =
          file_system_.open(directory_ / segment_file_name(info.id), FileSystem::Mode::kCreateNew);
      const std::lock_guard lock(open_mutex_);
      open_[info.id] = made;
    });
  }
  Segment started;
  started.info = info;
  touch(started);
  started.allocated = file(info.id)->size();
  started.zeroed = started.allocated;
  Segment& segment = segments_[info.id] = started;
  try {
    make_space(segment, kSuperblockBytes, urgency);
    file(info.id)->write_at(0, as_bytes(pack_superblock({info.id, info.stamp})));
  } catch (...) {
    // Known, so that it is used again.
    segment.info.state = SegmentState::kFree;
    throw;
  }
  unsynced_.insert(info.id);
  return segment;
}

Segments::Segment& Segments::segment_for(Stream stream, std::uint64_t needed, Urgency urgency) {
  auto& id = active_[static_cast<int>(stream)];
  if (id && segments_[*id].info.tail + needed > options_.segment_bytes) {
    seal_locked(stream);
  }
  if (!id) {
    Segment& started = start_segment(urgency);
    started.info.ripeness = ripeness_[static_cast<int>(stream)];
    id = started.info.id;
  }
  Segment& segment = segments_[*id];
  make_space(segment, segment.info.tail + needed, urgency);
  return segment;
}

Segments::Slot Segments::reserve(Stream stream, std::uint64_t payload_bytes, Urgency urgency) {
  if (payload_bytes > payload_bytes_max()) {
    throw Error(Errc::kTooLarge, "a record does not fit into a segment");
  }
  const std::uint64_t needed = record_bytes(payload_bytes);
  std::unique_lock lock(mutex_);
  Segment* segment = &segment_for(stream, needed, urgency);
  const auto meets_zeroing = [&] {
    return segment->zeroing_to > segment->info.tail &&
           segment->zeroing_from < segment->info.tail + needed;
  };
  while (meets_zeroing()) {
    zeroing_done_.wait(lock);
    segment = &segment_for(stream, needed, urgency);
  }
  const Slot slot{segment->info.id, segment->info.tail, segment->info.stamp};
  segment->writing.insert(slot.offset);
  segment->info.tail += needed;
  touch(*segment);
  appended_bytes_ += needed;
  return slot;
}

Segments::Appended Segments::write(const Slot& slot, const RecordHeader& header, ByteView payload) {
  try {
    const RecordFrame frame = frame_record(header, slot.stamp, payload);
    const std::shared_ptr<File> target = file(slot.segment);
    const ByteView parts[] = {as_bytes(frame.header), payload, as_bytes(frame.trailer)};
    target->write_parts_at(slot.offset, parts);
  } catch (...) {
    abandon(slot);
    throw;
  }
  {
    const std::lock_guard lock(mutex_);
    unsynced_.insert(slot.segment);
  }
  abandon(slot);
  return {location_of(slot.segment, slot.offset, header), slot.stamp.generation};
}

void Segments::abandon(const Slot& slot) {
  const std::lock_guard lock(mutex_);
  segments_.at(slot.segment).writing.erase(slot.offset);
}

Segments::Appended Segments::append(Stream stream, const RecordHeader& header, ByteView payload,
                                    Urgency urgency) {
  return write(reserve(stream, payload.size(), urgency), header, payload);
}

bool Segments::usable(const Appended& appended) const {
  const std::optional<SegmentInfo> now = info(appended.location.segment);
  return now && now->stamp.generation == appended.generation &&
         (now->state == SegmentState::kActive || now->state == SegmentState::kSealed);
}

void Segments::sync() {
  std::set<SegmentId> segments;
  bool names = false;
  {
    const std::lock_guard lock(mutex_);
    segments.swap(unsynced_);
    std::swap(names, names_unsynced_);
  }
  for (const SegmentId segment : segments) file(segment)->sync();
  if (names) file_system_.sync_directory(directory_);
}

std::vector<Segments::Change> Segments::changes() const {
  const std::lock_guard lock(mutex_);
  std::vector<Change> changed;
  for (const auto& [id, segment] : segments_) {
    if (segment.version != segment.stored_version)
      changed.push_back({segment.info, segment.version});
  }
  return changed;
}

void Segments::stored(std::span<const Change> changes) {
  const std::lock_guard lock(mutex_);
  for (const Change& change : changes) {
    const auto segment = segments_.find(change.info.id);
    if (segment != segments_.end()) segment->second.stored_version = change.version;
  }
}

std::vector<SegmentInfo> Segments::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<SegmentInfo> infos;
  for (const auto& [id, segment] : segments_) infos.push_back(segment.info);
  return infos;
}

std::optional<SegmentInfo> Segments::info(SegmentId segment) const {
  const std::lock_guard lock(mutex_);
  const auto known = segments_.find(segment);
  if (known == segments_.end()) return std::nullopt;
  return known->second.info;
}

void Segments::seal_locked(Stream stream) {
  auto& id = active_[static_cast<int>(stream)];
  if (!id) return;
  Segment& segment = segments_[*id];
  segment.info.state = SegmentState::kSealed;
  segment.info.sealed_at = options_.now();
  touch(segment);
  id.reset();
}

void Segments::seal(Stream stream) {
  std::unique_lock lock(mutex_);
  const auto id = active_[static_cast<int>(stream)];
  if (!id) return;
  zeroing_done_.wait(lock, [&] { return segments_[*id].zeroing_to == 0; });
  seal_locked(stream);
  const std::uint64_t tail = segments_[*id].info.tail;
  lock.unlock();
  file(*id)->truncate(tail);
}

std::optional<SegmentId> Segments::active(Stream stream) const {
  const std::lock_guard lock(mutex_);
  return active_[static_cast<int>(stream)];
}

void Segments::set_ripeness(Stream stream, Ripeness ripeness) {
  const auto id = active(stream);
  if (id && info(*id)->ripeness != ripeness) seal(stream);
  const std::lock_guard lock(mutex_);
  ripeness_[static_cast<int>(stream)] = ripeness;
}

void Segments::set_state(SegmentId segment, SegmentState state) {
  const std::lock_guard lock(mutex_);
  Segment& known = segments_.at(segment);
  known.info.state = state;
  touch(known);
}

void Segments::free_retired(const SegmentInfo& durable) {
  const std::lock_guard lock(mutex_);
  const auto known = segments_.find(durable.id);
  if (known == segments_.end()) return;
  SegmentInfo& info = known->second.info;
  if (info.state != SegmentState::kRetired || info.stamp.generation != durable.stamp.generation) {
    return;
  }
  info.state = SegmentState::kFree;
  touch(known->second);
}

void Segments::adopt(const SegmentInfo& info) {
  const std::lock_guard lock(mutex_);
  Segment& segment = segments_[info.id];
  segment.info = info;
  touch(segment);
  names_unsynced_ = true;
  next_id_ = std::max(next_id_, info.id + 1);
  auto& active = active_[static_cast<int>(Stream::kPut)];
  if (info.state == SegmentState::kActive) {
    if (active && active != info.id) seal_locked(Stream::kPut);
    active = info.id;
    segment.allocated = segment.zeroed = file(info.id)->size();
  } else if (active == info.id) {
    active.reset();
  }
}

bool Segments::settle() {
  const std::lock_guard lock(mutex_);
  bool any = false;
  for (auto& [id, segment] : segments_) {
    if (segment.info.state != SegmentState::kActive || active_[0] == id) continue;
    segment.info.state = SegmentState::kSealed;
    segment.info.sealed_at = options_.now();
    touch(segment);
    any = true;
  }
  return any;
}

std::vector<SegmentId> Segments::take_free(std::uint32_t keep) {
  const std::lock_guard lock(mutex_);
  std::vector<SegmentId> taken;
  std::uint32_t kept = 0;
  for (auto known = segments_.begin(); known != segments_.end();) {
    const bool free =
        known->second.info.state == SegmentState::kFree && known->second.writing.empty();
    if (!free || kept < keep) {
      kept += free ? 1 : 0;
      ++known;
    } else {
      taken.push_back(known->first);
      known = segments_.erase(known);
    }
  }
  return taken;
}

void Segments::remove_file(SegmentId segment) {
  file_system_.remove(directory_ / segment_file_name(segment));
  {
    // Only now: a late reader might have opened it again.
    const std::lock_guard lock(open_mutex_);
    open_.erase(segment);
  }
  const std::lock_guard lock(mutex_);
  names_unsynced_ = true;
}

Bytes Segments::read(RecordKind kind, const Sha256& name, const Location& location) const {
  const auto damaged = [&](std::string_view why) {
    return Error(Errc::kCorrupt, fmt::format("record {} in segment {} at {}: {}", name.hex(),
                                             location.segment, location.offset, why));
  };
  const std::optional<SegmentInfo> known = info(location.segment);
  if (!known) throw damaged("there is no such segment");
  if (location.stored_length > kSegmentBytesMax || location.raw_length > kSegmentBytesMax) {
    throw damaged("impossible length");
  }
  const std::shared_ptr<File> source = file(location.segment);
  std::array<std::byte, kRecordHeaderBytes> head;
  std::array<std::byte, kRecordAlignment + kRecordChecksumBytes> tail_bytes;
  const std::span<std::byte> tail(
      tail_bytes.data(),
      record_bytes(location.stored_length) - kRecordHeaderBytes - location.stored_length);
  Bytes payload(location.stored_length);
  const std::uint64_t at = location.offset;
  if (source->read_at(at, head) != head.size() ||
      source->read_at(at + head.size(), payload) != payload.size() ||
      source->read_at(at + head.size() + payload.size(), tail) != tail.size()) {
    throw damaged("the segment ends inside the record");
  }
  if (!record_checksum_matches(as_text(head), payload, as_text(tail), known->stamp)) {
    throw damaged("wrong checksum");
  }
  const auto header = parse_record_header(as_text(head), known->stamp.generation);
  if (!header || header->kind != kind || header->name != name || header->codec != location.codec ||
      header->raw_length != location.raw_length) {
    throw damaged("another record lies there");
  }
  return payload;
}

void Segments::scan(SegmentId segment, std::uint64_t from, std::uint64_t to,
                    const std::function<bool(const ScannedRecord&)>& visit,
                    const std::function<void(std::uint64_t)>& damaged) const {
  const std::optional<SegmentInfo> known = info(segment);
  if (!known) return;
  const std::shared_ptr<File> source = file(segment);
  to = std::min(to, source->size());

  // bytes are those from window_at on; more() makes at least `length` of them from `at` available.
  Bytes window;
  std::uint64_t window_at = 0;
  const auto view = [&](std::uint64_t at, std::uint64_t length) -> ByteView {
    if (at < window_at || at + length > window_at + window.size()) {
      window.resize(std::min<std::uint64_t>(std::max<std::uint64_t>(length, kScanWindow), to - at));
      window_at = at;
      window.resize(source->read_at(at, window));
    }
    const std::uint64_t available = window_at + window.size() - at;
    return ByteView(window).subspan(at - window_at, std::min(length, available));
  };

  bool lost = false;  // No record began where one should: looking for the next.
  std::uint64_t at = from;
  while (at + record_bytes(0) <= to) {
    const auto header =
        parse_record_header(as_text(view(at, kRecordHeaderBytes)), known->stamp.generation);
    if (header && header->stored_length <= to - at &&
        record_bytes(header->stored_length) <= to - at) {
      const std::uint64_t length = record_bytes(header->stored_length);
      const ByteView record = view(at, length);
      const std::uint64_t payload_end = kRecordHeaderBytes + header->stored_length;
      if (record.size() == length &&
          record_checksum_matches(as_text(record.first(kRecordHeaderBytes)),
                                  record.subspan(kRecordHeaderBytes, header->stored_length),
                                  as_text(record.subspan(payload_end)), known->stamp)) {
        lost = false;
        if (!visit({at, *header, record.subspan(kRecordHeaderBytes, header->stored_length)}))
          return;
        at += length;
        continue;
      }
    }
    if (!lost && damaged) damaged(at);
    lost = true;
    at += kRecordAlignment;
  }
  if (!lost && at < to && damaged) damaged(at);
}

std::size_t Segments::read_raw(SegmentId segment, std::uint64_t offset,
                               std::span<std::byte> out) const {
  return file(segment)->read_at(offset, out);
}

std::uint64_t Segments::settled(SegmentId segment, std::uint64_t tail) const {
  const std::lock_guard lock(mutex_);
  const auto& writing = segments_.at(segment).writing;
  return writing.empty() ? tail : std::min(tail, *writing.begin());
}

std::uint64_t Segments::bytes_at(SegmentId segment, std::uint64_t offset) const {
  const std::optional<SegmentInfo> known = info(segment);
  std::array<std::byte, kRecordHeaderBytes> head{};
  if (!known || file(segment)->read_at(offset, head) != head.size()) return 0;
  const auto header = parse_record_header(as_text(head), known->stamp.generation);
  return header ? record_bytes(header->stored_length) : 0;
}

void Segments::write_again(SegmentId segment, std::uint64_t offset, std::uint64_t stored_length) {
  Bytes record(record_bytes(stored_length));
  const std::shared_ptr<File> target = file(segment);
  record.resize(target->read_at(offset, record));
  target->write_at(offset, record);
  const std::lock_guard lock(mutex_);
  unsynced_.insert(segment);
}

void Segments::write_superblock_again(SegmentId segment) {
  const std::lock_guard lock(mutex_);
  const std::string block = pack_superblock({segment, segments_.at(segment).info.stamp});
  file(segment)->write_at(0, as_bytes(block));
  unsynced_.insert(segment);
}

void Segments::erase_record(SegmentId segment, std::uint64_t offset) {
  const std::string zeros(kRecordHeaderBytes, '\0');
  file(segment)->write_at(offset, as_bytes(zeros));
  const std::lock_guard lock(mutex_);
  unsynced_.insert(segment);
}

std::optional<Superblock> Segments::superblock(SegmentId segment) const {
  Bytes block(kSuperblockBytes);
  block.resize(file(segment)->read_at(0, block));
  return parse_superblock(as_text(block));
}

bool Segments::holds_records(SegmentId segment) const {
  const std::shared_ptr<File> source = file(segment);
  Bytes window(kScanWindow);
  for (std::uint64_t at = kSuperblockBytes;; at += window.size()) {
    const std::size_t count = source->read_at(at, window);
    for (std::size_t i = 0; i + kRecordHeaderBytes <= count; i += kRecordAlignment) {
      if (looks_like_record(as_text(window).substr(i, kRecordHeaderBytes))) return true;
    }
    if (count < window.size()) return false;
  }
}

bool Segments::superblock_intact(const SegmentInfo& info) const {
  Bytes block(kSuperblockBytes);
  block.resize(file(info.id)->read_at(0, block));
  return as_text(block) == pack_superblock({info.id, info.stamp});
}

std::vector<SegmentId> Segments::files() const {
  std::vector<SegmentId> ids;
  for (const std::string& name : file_system_.list(directory_)) {
    if (const auto id = parse_segment_file_name(name)) ids.push_back(*id);
  }
  return ids;  // Names sort as numbers.
}

std::uint64_t Segments::file_size(SegmentId segment) const { return file(segment)->size(); }

bool Segments::exists(SegmentId segment) const {
  return file_system_.exists(directory_ / segment_file_name(segment));
}

std::uint64_t Segments::appended_bytes() const {
  const std::lock_guard lock(mutex_);
  return appended_bytes_;
}

bool Segments::wants_zeros() const {
  const std::lock_guard lock(mutex_);
  const auto id = active_[static_cast<int>(Stream::kPut)];
  if (!id || options_.zero_ahead_bytes == 0) return false;
  const Segment& segment = segments_.at(*id);
  return segment.zeroed < options_.segment_bytes &&
         segment.zeroed < segment.info.tail + options_.zero_ahead_bytes / 2;
}

bool Segments::zero_ahead(std::uint64_t bytes_max) {
  std::unique_lock lock(mutex_);
  const auto id = active_[static_cast<int>(Stream::kPut)];
  if (!id || options_.zero_ahead_bytes == 0) return false;
  bool wrote = false;
  const Bytes zeros(kZeroStep);
  std::uint64_t written_bytes = 0;
  while (active_[static_cast<int>(Stream::kPut)] == id && written_bytes < bytes_max) {
    Segment& segment = segments_[*id];
    const std::uint64_t from = std::max(segment.zeroed, round_up(segment.info.tail, 4096));
    const std::uint64_t to = std::min(
        {options_.segment_bytes, from + kZeroStep, segment.info.tail + options_.zero_ahead_bytes});
    if (from >= to) break;
    segment.writing.insert(from);
    segment.zeroing_from = from;
    segment.zeroing_to = to;
    lock.unlock();
    std::exception_ptr failed;
    try {
      file(*id)->write_at(from, ByteView(zeros).first(to - from));
    } catch (...) {
      failed = std::current_exception();
    }
    lock.lock();
    Segment& written = segments_[*id];
    written.zeroing_from = written.zeroing_to = 0;
    written.writing.erase(from);
    zeroing_done_.notify_all();
    if (failed) break;  // A full disk, say: the writers will hear of it when they need the space.
    written.zeroed = to;
    written_bytes += to - from;
    written.allocated = std::max(written.allocated, to);
    wrote = true;
  }
  lock.unlock();
  // Not only for the zeros: whatever this sync reports would not be reported to another one.
  if (wrote) file(*id)->sync();
  return wrote;
}

void Segments::trim(Stream stream) {
  const std::lock_guard lock(mutex_);
  const auto id = active_[static_cast<int>(stream)];
  if (!id) return;
  Segment& segment = segments_[*id];
  file(*id)->truncate(segment.info.tail);
  segment.allocated = segment.zeroed = segment.info.tail;
}

}  // namespace kho::store
