#include "store/checkpoint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::string_view kMagic = "KHOCKPT1";
constexpr std::size_t kHeadBytes = 4096;
constexpr std::size_t kRootBytes = 2 * 4096;
constexpr std::size_t kSlotBytes = kHeadBytes + kRootBytes;
constexpr std::size_t kChecksumAt = kHeadBytes - 8;

std::uint64_t checksum(std::string_view slot) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, slot.data(), kChecksumAt);
  XXH3_64bits_update(&state, slot.data() + kHeadBytes, kRootBytes);
  return XXH3_64bits_digest(&state);
}

std::string pack_slot(std::uint64_t number, const CheckpointFile::Pending& pending) {
  std::string slot(kMagic);
  put_le(slot, number);
  put_le(slot, pending.applied);
  put_le(slot, pending.used_bytes);
  slot.resize(kHeadBytes, '\0');
  slot.append(as_text(pending.roots));
  std::string sum;
  put_le(sum, checksum(slot));
  slot.replace(kChecksumAt, sum.size(), sum);
  return slot;
}

bool is_valid(std::string_view slot) {
  return slot.size() == kSlotBytes && slot.substr(0, kMagic.size()) == kMagic &&
         get_le<std::uint64_t>(slot, kChecksumAt) == checksum(slot);
}

// One after the other: at any moment one of them is whole. The second lets either be lost to the
// medium; it must not be the checkpoint before, whose pages are written over from now on.
void write_slots(File& file, std::string_view slot) {
  for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{kSlotBytes}}) {
    file.write_at(at, as_bytes(slot));
    file.sync();
  }
}

}  // namespace

CheckpointFile::CheckpointFile(FileSystem& file_system, std::filesystem::path tables)
    : file_system_(file_system), tables_(std::move(tables)) {}

void CheckpointFile::create() {
  file_system_.open(tables_ / kCheckpointFile, FileSystem::Mode::kCreateNew);
}

std::string CheckpointFile::newest_slot() const {
  const auto file = file_system_.open(tables_ / kCheckpointFile, FileSystem::Mode::kRead);
  Bytes both(2 * kSlotBytes);
  both.resize(file->read_at(0, both));
  std::string_view newest;
  for (std::size_t at = 0; at + kSlotBytes <= both.size(); at += kSlotBytes) {
    const std::string_view slot = as_text(both).substr(at, kSlotBytes);
    if (is_valid(slot) &&
        (newest.empty() || get_le<std::uint64_t>(slot, 8) > get_le<std::uint64_t>(newest, 8))) {
      newest = slot;
    }
  }
  if (newest.empty()) throw Error(Errc::kCorrupt, "the checkpoint of the tables is damaged");
  return std::string(newest);
}

std::string CheckpointFile::restore_number() {
  std::string newest = newest_slot();
  number_ = get_le<std::uint64_t>(newest, 8);
  applied_ = get_le<std::uint64_t>(newest, 16);
  return newest;
}

void CheckpointFile::restore() {
  const std::string newest = restore_number();
  const auto tables = file_system_.open(tables_ / kTablesFile, FileSystem::Mode::kReadWrite);
  // LMDB maps the file: what is cut off would kill the process when it is touched.
  if (tables->size() < get_le<std::uint64_t>(newest, 24)) {
    throw Error(Errc::kCorrupt, "the tables' file is cut off");
  }
  tables->write_at(0, as_bytes(std::string_view(newest).substr(kHeadBytes)));
  // Whoever wrote it may have been killed before it was sure, and the pages of the one before are
  // written over from now on.
  write_slots(*file_system_.open(tables_ / kCheckpointFile, FileSystem::Mode::kReadWrite), newest);
}

CheckpointFile::Pending CheckpointFile::begin(std::unique_ptr<Snapshot> reader,
                                              std::uint64_t applied,
                                              std::uint64_t used_bytes) const {
  Pending pending{std::move(reader), Bytes(kRootBytes), applied, used_bytes};
  const auto file = file_system_.open(tables_ / kTablesFile, FileSystem::Mode::kReadWrite);
  file->allocate(used_bytes);  // Pages that were taken and freed again may lie at the end.
  if (file->read_at(0, pending.roots) != kRootBytes) {
    throw Error(Errc::kCorrupt, "the tables' file is cut off");
  }
  return pending;
}

std::unique_ptr<Snapshot> CheckpointFile::finish(Pending pending) {
  file_system_.open(tables_ / kTablesFile, FileSystem::Mode::kReadWrite)->sync();
  const std::string slot = pack_slot(number_ + 1, pending);
  const auto file = file_system_.open(tables_ / kCheckpointFile, FileSystem::Mode::kReadWrite);
  write_slots(*file, slot);
  ++number_;
  applied_ = pending.applied;
  return std::move(pending.reader);
}

}  // namespace kho::store
