// store/chunk_reader.h - From a place in a segment to the bytes of a chunk.
//
// Decodes, checks, and keeps what was dear to decode for the next reader. Thread-safe.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "store/codecs/dictionary.h"
#include "store/own_tables.h"
#include "store/segments.h"

namespace kho::store {

// Whether decoding takes longer than reading.
[[nodiscard]] inline bool is_dear(Codec codec) {
  return codec != Codec::kRaw && codec != Codec::kZstd && codec != Codec::kZstdWithDictionary;
}

class ChunkReader : public DictionarySource {
 public:
  ChunkReader(const Segments& segments, const Tables& tables, const OwnTables& own,
              std::uint64_t cache_bytes)
      : segments_(segments), tables_(tables), own_(own), cache_bytes_max_(cache_bytes) {}

  // The chunk's raw bytes. Throws kCorrupt.
  [[nodiscard]] std::shared_ptr<const Bytes> read(const Sha256& chunk,
                                                  const Location& location) const;
  // The same, past the cache: what the disk holds.
  [[nodiscard]] Bytes read_from_disk(const Sha256& chunk, const Location& location) const;
  // Those that the tables know, read when first asked for and then kept.
  [[nodiscard]] std::shared_ptr<const Dictionary> dictionary(std::uint32_t number) const override;

 private:
  const Segments& segments_;
  const Tables& tables_;
  const OwnTables& own_;
  const std::uint64_t cache_bytes_max_;

  struct Cached {
    Sha256 chunk;
    std::shared_ptr<const Bytes> bytes;
  };
  mutable std::mutex mutex_;
  mutable std::list<Cached> recent_;  // The most recent first. Protected by mutex_.
  mutable std::map<Sha256, std::list<Cached>::iterator> by_chunk_;  // Protected by mutex_.
  mutable std::uint64_t cached_bytes_ = 0;                          // Protected by mutex_.
  mutable std::map<std::uint32_t, std::shared_ptr<const Dictionary>>
      dictionaries_;  // Protected by mutex_.
};

}  // namespace kho::store
