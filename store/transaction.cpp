#include "store/transaction.h"

#include "store/error.h"

namespace kho::store {

std::optional<std::string_view> Transaction::Recorded::get(TableId table,
                                                           std::string_view key) const {
  return owner_.tables_.get(table, key);
}

std::unique_ptr<Cursor> Transaction::Recorded::cursor(TableId table) const {
  return owner_.tables_.cursor(table);
}

// docs/format/segment.md, "Commit".
std::uint64_t Transaction::Recorded::number_of(TableId table) const {
  const OwnTables& own = owner_.core_.own;
  assert(table < own.meta || table == own.log);
  return table == own.log ? 0 : table + 1;
}

void Transaction::Recorded::put(TableId table, std::string_view key, std::string_view value) {
  // Recorded first: LMDB may take the views' memory for the new value.
  const std::size_t before = owner_.group_.operations.size();
  pack(PutOperation{number_of(table), key, value}, owner_.group_.operations);
  try {
    owner_.tables_.put(table, key, value);
  } catch (...) {
    // Whoever goes on in spite of it must not find it done again after a crash.
    owner_.group_.operations.resize(before);
    throw;
  }
}

bool Transaction::Recorded::erase(TableId table, std::string_view key) {
  const std::string erased(key);
  const bool was_there = owner_.tables_.erase(table, key);
  if (was_there) pack(EraseOperation{number_of(table), erased}, owner_.group_.operations);
  return was_there;
}

PutResult Transaction::put_blob(const PreparedBlob& blob) {
  // One that lost chunks to damage is stored again instead.
  if (is_whole(tables_, core_.own, blob.id) && reference_blob(blob.id)) return {blob.id, false, 0};
  PutResult result{blob.id, true, 0};
  const auto given_up = [&](SegmentId segment) { return group_.given_up.contains(segment); };
  const AddBlobOperation add =
      BlobWriter(core_).operation(blob, tables_, given_up, result.stored_bytes);
  blobs_.add(add);
  pack(add, group_.operations);
  return result;
}

bool Transaction::reference_blob(const BlobId& blob) {
  if (!blobs_.reference(blob)) return false;
  pack(ReferenceBlobOperation{blob}, group_.operations);
  return true;
}

bool Transaction::release_blob(const BlobId& blob) {
  const auto now = static_cast<std::uint64_t>(core_.options.now());
  if (blobs_.last_reference(blob) && blobs_.held(blob, now)) {
    throw Error(Errc::kHeld, "the blob is held");
  }
  if (!blobs_.release(blob)) return false;
  pack(ReleaseBlobOperation{blob}, group_.operations);
  return true;
}

bool Transaction::hold_blob(const BlobId& blob, std::string_view name, std::uint64_t until) {
  if (name.empty() || name.size() > kHoldNameBytesMax) {
    throw Error(Errc::kTooLarge, "the name of a hold is empty or too long");
  }
  if (!blobs_.contains(blob)) return false;
  const HoldBlobOperation hold{blob, name, until};
  blobs_.hold(hold);
  pack(hold, group_.operations);
  return true;
}

bool Transaction::lift_hold(const BlobId& blob, std::string_view name) {
  const LiftHoldOperation lift{blob, name};
  if (!blobs_.lift(lift)) return false;
  pack(lift, group_.operations);
  return true;
}

Position Transaction::append_log(std::string_view payload) {
  return log_.append(recorded_, payload);
}

}  // namespace kho::store
