#include "ingest/image/exif_orientation.h"

#include <cstdint>
#include <string_view>

namespace kho::ingest {
namespace {

using namespace std::string_view_literals;

constexpr int kUpright = 1;

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// The TIFF structure in an EXIF block. Offsets beyond its end read as 0.
class ExifBlock {
 public:
  explicit ExifBlock(std::string_view bytes)
      : bytes_(bytes), little_(bytes.starts_with("II*\0"sv)) {}

  [[nodiscard]] bool is_valid() const { return little_ || bytes_.starts_with("MM\0*"sv); }
  [[nodiscard]] std::uint32_t u16(std::size_t at) const {
    if (bytes_.size() < 2 || at > bytes_.size() - 2) return 0;
    const std::uint32_t first = byte_at(bytes_, at);
    const std::uint32_t second = byte_at(bytes_, at + 1);
    return little_ ? first | second << 8U : first << 8U | second;
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return little_ ? u16(at) | u16(at + 2) << 16U : u16(at) << 16U | u16(at + 2);
  }

 private:
  std::string_view bytes_;
  bool little_;
};

int orientation_in(const ExifBlock& block) {
  constexpr std::uint32_t kOrientation = 0x0112;
  constexpr std::size_t kEntryBytes = 12;
  if (!block.is_valid()) return kUpright;
  const std::size_t directory = block.u32(4);
  const std::uint32_t entries = block.u16(directory);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (block.u16(entry) != kOrientation) continue;
    const auto value = static_cast<int>(block.u16(entry + 8));
    return value >= 1 && value <= 8 ? value : kUpright;
  }
  return kUpright;
}

}  // namespace

int exif_orientation(std::span<const std::byte> jpeg) {
  constexpr std::uint32_t kStartOfScan = 0xDA;
  constexpr std::uint32_t kApp1 = 0xE1;
  constexpr std::string_view kExif = "Exif\0\0"sv;
  const std::string_view file(reinterpret_cast<const char*>(jpeg.data()), jpeg.size());
  // Segments: FF, marker, two bytes of length that count themselves.
  for (std::size_t at = 2; at + 4 <= file.size() && byte_at(file, at) == 0xFF;) {
    const std::uint32_t marker = byte_at(file, at + 1);
    const std::size_t length = byte_at(file, at + 2) << 8U | byte_at(file, at + 3);
    if (marker == kStartOfScan || length < 2) break;
    const std::string_view payload = file.substr(at + 4, length - 2);
    if (marker == kApp1 && payload.starts_with(kExif)) {
      return orientation_in(ExifBlock(payload.substr(kExif.size())));
    }
    at += 2 + length;
  }
  return kUpright;
}

}  // namespace kho::ingest
