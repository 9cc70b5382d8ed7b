// store/codecs/dictionary_digests.h - A dictionary as zstd wants it. Private to store/codecs.
#pragma once

#include <zstd.h>

#include <map>
#include <mutex>

#include "store/codecs/dictionary.h"

namespace kho::store {

struct FreeZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

struct Dictionary::Digests {
  // Valid as long as the dictionary; levels are bounded by zstd's.
  const ZSTD_CDict* for_packing(int level);

  Bytes content;
  std::unique_ptr<ZSTD_DDict, FreeZstd> for_unpacking;

 private:
  std::mutex mutex_;
  std::map<int, std::unique_ptr<ZSTD_CDict, FreeZstd>> for_packing_;  // Protected by mutex_.
};

}  // namespace kho::store
