// JPEG files rewritten as JPEG XL: what comes back, what is refused, what it costs.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/codecs/jpeg_xl.h"
#include "store/error.h"
#include "tests/counted.h"
#include "tests/store/made_media.h"

namespace kho::store {
namespace {

using test::jpeg;

// libjxl says on stderr what it thinks of damaged bytes, line by line: not while this lives.
class Quiet {
 public:
  Quiet() : stderr_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~Quiet() {
    dup2(stderr_, STDERR_FILENO);
    close(stderr_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  int stderr_;
};

void expect_round_trip(const Bytes& raw, const char* what) {
  const std::optional<Bytes> packed = pack_jpeg(raw);
  ASSERT_TRUE(packed.has_value()) << what;
  EXPECT_LT(packed->size(), raw.size()) << what;
  EXPECT_EQ(unpack_jpeg(*packed, raw.size()), raw) << what;
}

TEST(CodecsJpeg, GreyColourAndProgressiveComeBackSmaller) {
  expect_round_trip(jpeg({300, 200, 1, false, 0}, 1), "grey");
  expect_round_trip(jpeg({300, 200, 3, false, 0}, 2), "colour");
  expect_round_trip(jpeg({301, 203, 3, true, 0}, 3), "progressive, of odd size");
}

TEST(CodecsJpeg, WhatFollowsTheEndIsKept) {
  Bytes raw = jpeg({300, 200, 3, false, 0}, 4);
  for (const char c : std::string_view("\r\n\0\xff\xd9junk", 10)) {
    raw.push_back(static_cast<std::byte>(c));
    expect_round_trip(raw, "tail");
  }
  raw.resize(raw.size() + (64 << 10) + 1);
  EXPECT_EQ(pack_jpeg(raw), std::nullopt);
}

TEST(CodecsJpeg, RestartMarkersComeBackOrAreNoticed) {
  const Quiet quiet;
  const Bytes raw = jpeg({320, 240, 3, false, 1}, 5);
  const std::optional<Bytes> packed = pack_jpeg(raw);
  if (!packed) return;
  try {
    EXPECT_EQ(unpack_jpeg(*packed, raw.size()), raw);
  } catch (const Error& error) {
    EXPECT_EQ(error.errc(), Errc::kCorrupt);
  }
}

TEST(CodecsJpeg, OtherBytesAreLeftAlone) {
  const Quiet quiet;
  EXPECT_EQ(pack_jpeg({}), std::nullopt);
  EXPECT_EQ(pack_jpeg(as_bytes("\xff\xd8\xff\xd9")), std::nullopt);
  EXPECT_EQ(pack_jpeg(test::noise(5000, 6)), std::nullopt);
  EXPECT_EQ(pack_jpeg(jpeg({100, 100, 4, false, 0}, 7)), std::nullopt) << "four colours";
  const Bytes raw = jpeg({64, 64, 3, false, 0}, 8);
  for (std::size_t n = 0; n < raw.size(); ++n) {
    EXPECT_EQ(pack_jpeg(ByteView(raw).first(n)), std::nullopt) << n;
  }
}

// Replaces the dimensions in the frame header.
Bytes with_dimensions(Bytes raw, unsigned width, unsigned height) {
  for (std::size_t i = 2; i + 9 < raw.size(); ++i) {
    if (raw[i] != std::byte{0xff} || raw[i + 1] != std::byte{0xc0}) continue;
    raw[i + 5] = static_cast<std::byte>(height >> 8);
    raw[i + 6] = static_cast<std::byte>(height);
    raw[i + 7] = static_cast<std::byte>(width >> 8);
    raw[i + 8] = static_cast<std::byte>(width);
    return raw;
  }
  throw std::logic_error("no frame header");
}

TEST(CodecsJpeg, DimensionsAreBounded) {
  const Quiet quiet;
  const Bytes raw = jpeg({640, 640, 3, false, 0}, 9);
  EXPECT_EQ(pack_jpeg(with_dimensions(raw, 60'000, 60'000)), std::nullopt);
  EXPECT_EQ(pack_jpeg(with_dimensions(raw, 0, 640)), std::nullopt);
  EXPECT_EQ(pack_jpeg(with_dimensions(raw, 640, 0)), std::nullopt);
  // Millions of pixels for a few bytes.
  EXPECT_EQ(pack_jpeg(with_dimensions(jpeg({16, 16, 3, false, 0}, 9), 5999, 5999)), std::nullopt);
}

TEST(CodecsJpeg, EveryFlippedByteOfAPayloadIsNoticed) {
  const Quiet quiet;
  const Bytes raw = jpeg({120, 90, 1, false, 0}, 1);
  const Bytes packed = pack_jpeg(raw).value();
  for (std::size_t i = 0; i < packed.size(); ++i) {
    Bytes damaged = packed;
    damaged[i] ^= std::byte{0x5a};
    try {
      // Some bytes of the container mean nothing: then the right bytes come out.
      EXPECT_EQ(unpack_jpeg(damaged, raw.size()), raw) << i;
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  for (std::size_t n = 0; n < packed.size(); ++n) {
    try {
      EXPECT_EQ(unpack_jpeg(ByteView(packed).first(n), raw.size()), raw) << n;
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  EXPECT_THROW((void)unpack_jpeg(packed, raw.size() - 1), Error);
  EXPECT_THROW((void)unpack_jpeg(packed, raw.size() + 1), Error);
  EXPECT_THROW((void)unpack_jpeg(packed, std::uint64_t{1} << 60), Error);
}

TEST(CodecsJpeg, MutatedFilesComeBackOrAreLeftAlone) {
  const Quiet quiet;
  const Bytes raw = jpeg({160, 120, 3, true, 0}, 11);
  test::Noise source(12);
  int taken = 0;
  for (int round = 0; round < 400; ++round) {
    Bytes mutated = raw;
    for (std::uint64_t n = 1 + source.below(4); n > 0; --n) {
      mutated[source.below(mutated.size())] = static_cast<std::byte>(source.next());
    }
    const std::optional<Bytes> packed = pack_jpeg(mutated);
    if (!packed) continue;
    ++taken;
    try {
      EXPECT_EQ(unpack_jpeg(*packed, mutated.size()), mutated) << round;
    } catch (const Error& error) {
      EXPECT_EQ(error.errc(), Errc::kCorrupt);
    }
  }
  EXPECT_GT(taken, 20) << "the mutations are too coarse to test anything";
  kho::test::counted("damaged_inputs", 400);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// In a process of its own, since the peak of a process never falls.
TEST(CodecsJpeg, TheLargestPageStaysBelowTheStatedMemory) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const Bytes raw = jpeg({6000, 6000, 3, true, 0, true}, 13);
    const std::optional<Bytes> packed = pack_jpeg(raw);
    if (!packed || unpack_jpeg(*packed, raw.size()) != raw) _exit(2);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    _exit(static_cast<std::size_t>(usage.ru_maxrss) * 1024 < kJpegMemoryMax ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: too much memory, 2: did not come back";
}
#endif

}  // namespace
}  // namespace kho::store
