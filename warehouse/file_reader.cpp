#include "warehouse/file_reader.h"

#include <system_error>

#include "store/error.h"

namespace kho::warehouse {

std::size_t FileReader::read(std::uint64_t offset, std::span<std::byte> out) {
  try {
    return blob_.read(offset, out);
  } catch (const std::system_error& error) {
    if (store::is_damage(error)) on_damage_();
    throw;
  }
}

}  // namespace kho::warehouse
