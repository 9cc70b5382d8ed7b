// store/operations.h - What a commit did, as operations that can be done again.
//
// Bytes on disk: docs/format/segment.md, "Commit". Thread-confined.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/blob_tables.h"

namespace kho::store {

inline constexpr std::uint64_t kForever = ~std::uint64_t{0};

struct PutOperation {
  std::uint64_t table = 0;  // 0: the change log; n: the n-th table of the layer above, from 1.
  std::string_view key;
  std::string_view value;
};
struct EraseOperation {
  std::uint64_t table = 0;
  std::string_view key;
};
struct AddBlobOperation {
  Sha256 blob;
  Recipe recipe;
  // One for each chunk of the recipe: where it lies, for those that came with this blob.
  std::vector<std::optional<Location>> brought;
};
struct ReferenceBlobOperation {
  Sha256 blob;
};
struct ReleaseBlobOperation {
  Sha256 blob;
};
struct HoldBlobOperation {
  Sha256 blob;
  std::string_view name;
  std::uint64_t until = kForever;  // Seconds since 1970.
};
struct LiftHoldOperation {
  Sha256 blob;
  std::string_view name;
};
using Operation =
    std::variant<PutOperation, EraseOperation, AddBlobOperation, ReferenceBlobOperation,
                 ReleaseBlobOperation, HoldBlobOperation, LiftHoldOperation>;

void pack(const Operation& operation, std::string& out);
// Calls `visit` for each, in order; views are valid during the call. Throws kCorrupt.
void each_operation(std::string_view packed, const std::function<void(const Operation&)>& visit);

}  // namespace kho::store
