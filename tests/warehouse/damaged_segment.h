// tests/warehouse/damaged_segment.h - One byte of a stored file flipped on disk, and flipped back.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kho::test {

// Flips the first byte of `bytes` in the first segment of a closed warehouse that holds them as
// they are, and says where; flip_at() undoes it.
struct Flipped {
  std::filesystem::path segment;
  std::streamoff at = 0;
};

inline void flip_at(const Flipped& place) {
  std::fstream file(place.segment, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(place.at);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(place.at);
  file.put(byte);
}

inline Flipped flip_byte_of(const std::filesystem::path& warehouse, const std::string& bytes) {
  for (const auto& entry : std::filesystem::directory_iterator(warehouse / "segments")) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const std::size_t at = content.find(bytes);
    if (at == std::string::npos) continue;
    const Flipped place{entry.path(), static_cast<std::streamoff>(at)};
    flip_at(place);
    return place;
  }
  ADD_FAILURE() << "no segment holds these bytes";
  return {};
}

}  // namespace kho::test
