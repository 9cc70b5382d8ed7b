// store/transaction.h - What a change may do, inside Store::commit().
#pragma once

#include <set>
#include <string>

#include "store/blob_writer.h"
#include "store/blobs.h"
#include "store/change_log.h"
#include "store/core.h"

namespace kho::store {

struct PutResult {
  BlobId id;
  bool inserted = false;           // False: these bytes were already stored.
  std::uint64_t stored_bytes = 0;  // Added on disk, after compression; 0 if not inserted.
};

// What the changes of one group have in common.
struct Group {
  std::string operations;  // To be done again; packed.
  LiveBytes live;
  std::set<SegmentId> given_up;  // Retired by this group.
};

// Thread-confined; lives inside commit() only.
class Transaction {
 public:
  // Every put and erase here is kept for replay.
  [[nodiscard]] WriteTransaction& tables() { return recorded_; }
  // Stores the blob if it is new, and counts one more reference to it.
  PutResult put_blob(const PreparedBlob& blob);
  // Counts one more reference to a blob that is stored. False: there is none.
  bool reference_blob(const BlobId& blob);
  // Counts one reference less; the last one gives the bytes up. False: there is no such blob.
  // Throws kHeld where a hold forbids that.
  bool release_blob(const BlobId& blob);
  // Forbids to give the blob up until then (seconds since 1970, or kForever); a hold of the same
  // name is replaced. Names are of 1..kHoldNameBytesMax bytes. False: there is no such blob.
  bool hold_blob(const BlobId& blob, std::string_view name, std::uint64_t until);
  bool lift_hold(const BlobId& blob, std::string_view name);  // False: there was none.
  // An entry of the change log, of at most kLogPayloadBytesMax bytes. Throws kTooLarge.
  Position append_log(std::string_view payload);

 private:
  friend class Store;
  friend class Compactor;

  class Recorded : public WriteTransaction {
   public:
    Recorded(Transaction& owner) : owner_(owner) {}
    std::optional<std::string_view> get(TableId table, std::string_view key) const override;
    std::unique_ptr<Cursor> cursor(TableId table) const override;
    void put(TableId table, std::string_view key, std::string_view value) override;
    bool erase(TableId table, std::string_view key) override;

   private:
    [[nodiscard]] std::uint64_t number_of(TableId table) const;
    Transaction& owner_;
  };

  Transaction(Core& core, WriteTransaction& tables, const ChangeLog& log, Group& group)
      : core_(core),
        tables_(tables),
        log_(log),
        group_(group),
        blobs_(tables, core.own, group.live),
        recorded_(*this) {}

  Core& core_;
  WriteTransaction& tables_;
  const ChangeLog& log_;
  Group& group_;
  Blobs blobs_;
  Recorded recorded_;
};

}  // namespace kho::store
