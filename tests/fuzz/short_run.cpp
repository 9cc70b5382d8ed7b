// A fuzz target as an ordinary test: its seeds, and mutations of them, always the same.
//
//   fuzz_NAME_short              the seeds and kMutations mutations
//   fuzz_NAME_short --seeds DIR  writes the seeds into DIR, for libFuzzer
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/fuzz/fuzz_target.h"
#include "tests/counted.h"

namespace {

constexpr int kMutations = 20'000;
constexpr std::size_t kInputBytesMax = 1 << 20;

// mt19937's outputs are fixed by the standard, those of the distributions are not.
class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string next() {
    std::string input = seeds_[below(seeds_.size())];
    for (std::size_t n = 1 + below(6); n > 0; --n) mutate(input);
    if (input.size() > kInputBytesMax) input.resize(kInputBytesMax);
    return input;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  // Half of the stretches are short: fields and words rather than halves of files.
  std::size_t length(std::size_t most) {
    return below(std::min<std::size_t>(most, below(2) == 0 ? 8 : most) + 1);
  }

  void mutate(std::string& input) {
    const std::size_t at = below(input.size() + 1);
    const std::size_t rest = input.size() - at;
    switch (below(7)) {
      case 0:
        if (rest > 0) input[at] = static_cast<char>(below(256));
        break;
      case 1:
        if (rest > 0) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        break;
      case 2:
        input.erase(at, length(rest));
        break;
      case 3:  // A stretch again, at another place.
        input.insert(below(input.size() + 1), input.substr(at, length(rest)));
        break;
      case 4: {  // A stretch of another seed.
        const std::string& other = seeds_[below(seeds_.size())];
        const std::size_t from = below(other.size() + 1);
        input.insert(at, other.substr(from, length(other.size() - from)));
        break;
      }
      case 5:
        input.resize(at);
        break;
      case 6:  // Digits and length fields: one more or less.
        if (rest > 0) input[at] = static_cast<char>(input[at] + (below(2) == 0 ? 1 : -1));
        break;
    }
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 random_{20261123};
};

int run(std::string_view input) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> seeds = kho::fuzz::seeds();
  if (argc == 3 && std::string_view(argv[1]) == "--seeds") {
    std::filesystem::create_directories(argv[2]);
    for (std::size_t i = 0; i < seeds.size(); ++i) {
      std::ofstream file(std::filesystem::path(argv[2]) / ("seed-" + std::to_string(i)),
                         std::ios::binary);
      file << seeds[i];
      file.close();
      kho::fuzz::require(file.good(), "a seed could not be written");
    }
    return 0;
  }
  kho::fuzz::require(argc == 1 && !seeds.empty(), "usage: fuzz_NAME_short [--seeds DIR]");
  for (const std::string& seed : seeds) run(seed);
  Mutator mutator(seeds);
  for (int i = 0; i < kMutations; ++i) run(mutator.next());
  kho::test::counted("fuzz_inputs", seeds.size() + kMutations);
  return 0;
}
