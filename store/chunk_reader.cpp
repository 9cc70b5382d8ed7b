#include "store/chunk_reader.h"

#include "store/blob_tables.h"

namespace kho::store {

Bytes ChunkReader::read_from_disk(const Sha256& chunk, const Location& location) const {
  Bytes payload = segments_.read(RecordKind::kChunk, chunk, location);
  if (location.codec == Codec::kRaw && location.raw_length == location.stored_length) {
    return payload;
  }
  return decode(location.codec, payload, location.raw_length, *this);
}

std::shared_ptr<const Bytes> ChunkReader::read(const Sha256& chunk,
                                               const Location& location) const {
  if (!is_dear(location.codec)) {
    return std::make_shared<Bytes>(read_from_disk(chunk, location));
  }
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_chunk_.find(chunk); known != by_chunk_.end()) {
      recent_.splice(recent_.begin(), recent_, known->second);
      return known->second->bytes;
    }
  }
  const std::shared_ptr<const Bytes> bytes =
      std::make_shared<Bytes>(read_from_disk(chunk, location));
  if (bytes->size() > cache_bytes_max_ / 4) return bytes;
  const std::lock_guard lock(mutex_);
  if (by_chunk_.contains(chunk)) return bytes;
  recent_.push_front({chunk, bytes});
  by_chunk_[chunk] = recent_.begin();
  cached_bytes_ += bytes->size();
  while (cached_bytes_ > cache_bytes_max_) {
    cached_bytes_ -= recent_.back().bytes->size();
    by_chunk_.erase(recent_.back().chunk);
    recent_.pop_back();
  }
  return bytes;
}

std::shared_ptr<const Dictionary> ChunkReader::dictionary(std::uint32_t number) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = dictionaries_.find(number); known != dictionaries_.end()) {
      return known->second;
    }
  }
  DictionaryEntry entry;
  {
    const auto reader = tables_.snapshot();
    const auto value = reader->get(own_.dictionaries, be32(number));
    if (!value) return nullptr;
    entry = unpack_dictionary_entry(*value);
  }
  const Bytes content = segments_.read(RecordKind::kDictionary, entry.id, entry.location);
  const auto made = std::make_shared<const Dictionary>(number, content);
  const std::lock_guard lock(mutex_);
  return dictionaries_.emplace(number, made).first->second;
}

}  // namespace kho::store
