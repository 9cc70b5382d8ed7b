// Recipes from damaged tables: refused or understood, and what is understood stays the same when
// it is packed again.
#include "store/blob_tables.h"
#include "store/error.h"
#include "tests/fuzz/fuzz_target.h"

namespace kho::fuzz {

std::vector<std::string> seeds() {
  std::vector<std::string> seeds = {"", store::pack(store::Recipe{})};
  // Values of the shape that docs/format/tables.md gives: some are whole, the others nearly.
  for (const std::size_t extents : {1, 2, 5}) {
    std::string value;
    store::put_le<std::uint64_t>(value, extents * 100);
    store::put_le<std::uint64_t>(value, 1);
    store::put_le<std::uint32_t>(value, static_cast<std::uint32_t>(extents));
    for (std::size_t i = 0; i < extents; ++i) {
      value += store::Sha256::of(store::as_bytes(std::string(i, 'x'))).raw();
      store::put_le<std::uint64_t>(value, i * 7);
      store::put_le<std::uint64_t>(value, 100);
    }
    seeds.push_back(value);
  }
  return seeds;
}

}  // namespace kho::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kho;
  try {
    const std::string again = store::pack(store::unpack_recipe(fuzz::text_of(data, size)));
    fuzz::require(store::pack(store::unpack_recipe(again)) == again, "a recipe changed");
  } catch (const store::Error& error) {
    fuzz::require(error.errc() == store::Errc::kCorrupt, "refused with another code");
  }
  return 0;
}
