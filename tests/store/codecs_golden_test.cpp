// Payloads that were written once, under tests/golden/codecs-v1/, must be readable for ever.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/codec.h"
#include "store/codecs/dictionary.h"

namespace kho::store {
namespace {

namespace fs = std::filesystem;

const fs::path kDirectory = fs::path(KHO_GOLDEN_DIRECTORY) / "codecs-v1";

Bytes read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

// dictionary-NUMBER
class GoldenDictionaries : public DictionarySource {
 public:
  std::shared_ptr<const Dictionary> dictionary(std::uint32_t number) const override {
    return std::make_shared<const Dictionary>(
        number, read(kDirectory / ("dictionary-" + std::to_string(number))));
  }
};

// NUMBER-WHAT.payload, packed by the codec of that number, gives NUMBER-WHAT.raw.
TEST(CodecsGolden, EveryPayloadOfVersionOneIsRead) {
  int seen = 0;
  for (const auto& entry : fs::directory_iterator(kDirectory)) {
    if (entry.path().extension() != ".payload") continue;
    ++seen;
    const auto codec = static_cast<Codec>(entry.path().filename().string()[0] - '0');
    const Bytes raw = read(fs::path(entry.path()).replace_extension(".raw"));
    EXPECT_FALSE(raw.empty()) << entry.path();
    EXPECT_EQ(decode(codec, read(entry.path()), raw.size(), GoldenDictionaries()), raw)
        << entry.path();
  }
  EXPECT_GE(seen, 13);
}

}  // namespace
}  // namespace kho::store
