// store/blobs.h - What the operations on blobs do to the tables.
//
// The same code runs when a change is made, when it is replayed after a crash, and when the tables
// are made anew from segments, so that all three give the same tables.
//
// Thread-confined.
#pragma once

#include <map>

#include "store/operations.h"
#include "store/own_tables.h"
#include "store/tables.h"

namespace kho::store {

// By how much the bytes that something names grow or shrink, by segment.
using LiveBytes = std::map<SegmentId, std::int64_t>;

// Whether the blob is known and none of its chunks was lost.
[[nodiscard]] bool is_whole(const TableReader& reader, const OwnTables& own, const BlobId& blob);

class Blobs {
 public:
  // `missing`, where given, hears of chunks that a blob names and that are nowhere, and the blob
  // is added all the same: for tables made anew from damaged segments.
  Blobs(WriteTransaction& tables, const OwnTables& own, LiveBytes& live,
        std::function<void(const BlobId&, const Sha256& chunk)> missing = {})
      : tables_(tables), own_(own), live_(live), missing_(std::move(missing)) {}

  [[nodiscard]] bool contains(const BlobId& blob) const;
  // Throws kCorrupt where a chunk is neither stored nor brought, and nobody wants to hear of it.
  void add(const AddBlobOperation& operation);
  // False: there is no such blob.
  bool reference(const BlobId& blob);
  bool release(const BlobId& blob);
  // Whether releasing the last reference is forbidden now.
  [[nodiscard]] bool held(const BlobId& blob, std::uint64_t now) const;
  [[nodiscard]] bool last_reference(const BlobId& blob) const;
  void hold(const HoldBlobOperation& operation);
  bool lift(const LiftHoldOperation& operation);

  // The chunk lies at `to` from now on, if it lay at `from`.
  bool move(const Sha256& chunk, const Location& from, const Location& to);

 private:
  void release_chunks(const Recipe& recipe);

  WriteTransaction& tables_;
  const OwnTables& own_;
  LiveBytes& live_;
  const std::function<void(const BlobId&, const Sha256&)> missing_;
};

}  // namespace kho::store
