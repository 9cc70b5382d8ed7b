// warehouse/statistics.h - What a warehouse holds and what that takes. Plain values.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "store/statistics.h"
#include "store/store.h"
#include "warehouse/names.h"

namespace kho::warehouse {

struct TypeTotals {
  std::uint64_t components = 0;
  std::uint64_t files = 0;          // Versions.
  std::uint64_t logical_bytes = 0;  // Of the files.
};

struct Statistics {
  std::uint64_t components = 0;
  std::uint64_t owners = 0;
  std::uint64_t damaged_records = 0;  // Components that cannot be counted by type.
  std::map<std::string, TypeTotals> by_type;
  store::Statistics store;  // Files and their texts.
  store::Position log_position = 0;
  // Taken on disk.
  std::uint64_t segment_file_bytes = 0;
  std::uint64_t table_file_bytes = 0;
  std::uint64_t index_file_bytes = 0;

  // How many bytes were deposited (and read as text) for one that is stored.
  [[nodiscard]] double ratio() const {
    return store.stored_bytes == 0
               ? 0
               : static_cast<double>(store.logical_bytes) / static_cast<double>(store.stored_bytes);
  }
};

// docs/format/splitting.md and codecs.md.
inline constexpr NameTable<store::Media, 6> kMediaNames{{{store::Media::kUnknown, "unknown"},
                                                         {store::Media::kJpeg, "jpeg"},
                                                         {store::Media::kFaxG4, "fax_g4"},
                                                         {store::Media::kDeflate, "deflate"},
                                                         {store::Media::kSkeleton, "skeleton"},
                                                         {store::Media::kText, "text"}}};
inline constexpr NameTable<store::Codec, 6> kCodecNames{
    {{store::Codec::kRaw, "raw"},
     {store::Codec::kZstd, "zstd"},
     {store::Codec::kZstdWithDictionary, "zstd_with_dictionary"},
     {store::Codec::kJpegXl, "jpeg_xl"},
     {store::Codec::kDeflate, "deflate_redone"},
     {store::Codec::kFax, "fax"}}};

// Walks all records: linear in their number. Throws store::Error kCorrupt.
[[nodiscard]] Statistics statistics_of(const store::Store& store);

}  // namespace kho::warehouse
