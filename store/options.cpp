#include "store/options.h"

#include <chrono>
#include <random>

namespace kho::store {

std::int64_t system_seconds() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch())
      .count();
}

std::uint64_t system_random() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace kho::store
