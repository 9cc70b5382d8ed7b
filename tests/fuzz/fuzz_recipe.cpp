// Recipes from damaged tables: refused or understood, and what is understood stays the same when
// it is packed again.
#include "store/blob_tables.h"
#include "store/error.h"
#include "tests/fuzz/fuzz_target.h"

namespace kho::fuzz {

std::vector<std::string> seeds() {
  std::vector<std::string> seeds = {"", store::pack(store::Recipe{})};
  for (const std::uint32_t chunks : {1, 2, 5}) {
    store::Recipe recipe;
    recipe.references = chunks;
    for (std::uint32_t i = 0; i < chunks; ++i) {
      recipe.chunks.push_back(store::Sha256::of(store::as_bytes(std::string(i, 'x'))));
      recipe.extents.push_back({i, i * 700, 1000});
      recipe.extents.push_back({0, i, 1});
      recipe.size += 1001;
    }
    seeds.push_back(store::pack(recipe));
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
