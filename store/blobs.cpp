#include "store/blobs.h"

#include <algorithm>

#include "store/error.h"

namespace kho::store {
namespace {

std::string hold_key(const BlobId& blob, std::string_view name) {
  std::string key(blob.raw());
  key.append(name);
  return key;
}

}  // namespace

bool Blobs::contains(const BlobId& blob) const {
  return tables_.get(own_.blobs, blob.raw()).has_value();
}

bool is_whole(const TableReader& reader, const OwnTables& own, const BlobId& blob) {
  const auto known = reader.get(own.blobs, blob.raw());
  if (!known) return false;
  const Recipe recipe = unpack_recipe(*known);
  return std::ranges::all_of(recipe.chunks, [&](const Sha256& chunk) {
    return reader.get(own.chunks, chunk.raw()).has_value();
  });
}

void Blobs::add(const AddBlobOperation& operation) {
  Recipe recipe = operation.recipe;
  recipe.references = 1;
  // One that is known had lost chunks, and its bytes came once more. What is left of it is counted.
  Recipe before;
  if (const auto known = tables_.get(own_.blobs, operation.blob.raw())) {
    before = unpack_recipe(*known);
    recipe.references = before.references + 1;
    std::erase_if(before.chunks,
                  [&](const Sha256& chunk) { return !tables_.get(own_.chunks, chunk.raw()); });
  }
  for (std::size_t i = 0; i < operation.recipe.chunks.size(); ++i) {
    const Sha256& chunk = operation.recipe.chunks[i];
    ChunkEntry entry;
    if (const auto known = tables_.get(own_.chunks, chunk.raw())) {
      entry = unpack_chunk_entry(*known);
    } else if (operation.brought[i]) {
      entry.location = *operation.brought[i];
      live_[entry.location.segment] += record_size(entry.location);
    } else if (missing_) {
      missing_(operation.blob, chunk);
      continue;
    } else {
      throw Error(Errc::kCorrupt, "chunk " + chunk.hex() + " is missing");
    }
    ++entry.references;
    tables_.put(own_.chunks, chunk.raw(), pack(entry));
  }
  release_chunks(before);
  tables_.put(own_.blobs, operation.blob.raw(), pack(recipe));
}

bool Blobs::reference(const BlobId& blob) {
  const auto known = tables_.get(own_.blobs, blob.raw());
  if (!known) return false;
  Recipe recipe = unpack_recipe(*known);
  ++recipe.references;
  tables_.put(own_.blobs, blob.raw(), pack(recipe));
  return true;
}

void Blobs::release_chunks(const Recipe& recipe) {
  for (const Sha256& chunk : recipe.chunks) {
    const auto value = tables_.get(own_.chunks, chunk.raw());
    if (!value) continue;  // Damage that kho check reports; it must not keep the blob alive.
    ChunkEntry entry = unpack_chunk_entry(*value);
    if (entry.references > 1) {
      --entry.references;
      tables_.put(own_.chunks, chunk.raw(), pack(entry));
    } else if (missing_) {
      // A later commit may name it again, and does not say again where it lies.
      entry.references = 0;
      tables_.put(own_.chunks, chunk.raw(), pack(entry));
    } else {
      live_[entry.location.segment] -= record_size(entry.location);
      tables_.erase(own_.chunks, chunk.raw());
    }
  }
}

bool Blobs::release(const BlobId& blob) {
  const auto known = tables_.get(own_.blobs, blob.raw());
  if (!known) return false;
  Recipe recipe = unpack_recipe(*known);
  if (recipe.references > 1) {
    --recipe.references;
    tables_.put(own_.blobs, blob.raw(), pack(recipe));
    return true;
  }
  release_chunks(recipe);
  tables_.erase(own_.blobs, blob.raw());
  // Holds that ran out would otherwise wait for a blob of the same bytes.
  std::vector<std::string> holds;
  const auto cursor = tables_.cursor(own_.holds);
  for (bool more = cursor->seek(blob.raw()); more && cursor->key().starts_with(blob.raw());
       more = cursor->next()) {
    holds.emplace_back(cursor->key());
  }
  for (const std::string& key : holds) tables_.erase(own_.holds, key);
  return true;
}

bool Blobs::held(const BlobId& blob, std::uint64_t now) const {
  const auto cursor = tables_.cursor(own_.holds);
  for (bool more = cursor->seek(blob.raw()); more && cursor->key().starts_with(blob.raw());
       more = cursor->next()) {
    if (cursor->value().size() != 8) throw Error(Errc::kCorrupt, "hold of wrong length");
    if (get_le<std::uint64_t>(cursor->value(), 0) > now) return true;
  }
  return false;
}

bool Blobs::last_reference(const BlobId& blob) const {
  const auto known = tables_.get(own_.blobs, blob.raw());
  return known && unpack_recipe(*known).references <= 1;
}

void Blobs::hold(const HoldBlobOperation& operation) {
  std::string until;
  put_le(until, operation.until);
  tables_.put(own_.holds, hold_key(operation.blob, operation.name), until);
}

bool Blobs::lift(const LiftHoldOperation& operation) {
  return tables_.erase(own_.holds, hold_key(operation.blob, operation.name));
}

bool Blobs::move(const Sha256& chunk, const Location& from, const Location& to) {
  const auto known = tables_.get(own_.chunks, chunk.raw());
  if (!known) return false;
  ChunkEntry entry = unpack_chunk_entry(*known);
  if (!entry.location.same_place(from)) return false;
  live_[entry.location.segment] -= record_size(entry.location);
  entry.location = to;
  live_[entry.location.segment] += record_size(entry.location);
  tables_.put(own_.chunks, chunk.raw(), pack(entry));
  return true;
}

}  // namespace kho::store
