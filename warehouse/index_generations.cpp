#include "warehouse/index_generations.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "index/durable_file.h"

namespace kho::warehouse {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCurrent = "CURRENT";
constexpr unsigned kNumberMax = 999'999;

std::string name_of(unsigned number) { return fmt::format("{:06}", number); }

// 0: there is none, or none that can be read.
unsigned read_current(const fs::path& folder) {
  std::ifstream file(folder / kCurrent);
  std::string name;
  if (!std::getline(file, name) || name.size() != 6 ||
      name.find_first_not_of("0123456789") != std::string::npos) {
    return 0;
  }
  return static_cast<unsigned>(std::stoul(name));
}

}  // namespace

IndexGenerations::IndexGenerations(fs::path folder)
    : folder_(std::move(folder)), number_(read_current(folder_)) {
  if (number_ != 0) return;
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  number_ = 1;
  write_current();
}

fs::path IndexGenerations::current() const { return folder_ / name_of(number_); }

fs::path IndexGenerations::next() const { return folder_ / name_of(number_ % kNumberMax + 1); }

void IndexGenerations::promote() {
  number_ = number_ % kNumberMax + 1;
  write_current();
}

void IndexGenerations::remove_others() {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    if (entry.path() != current() && entry.path().filename() != kCurrent) {
      fs::remove_all(entry.path());
    }
  }
}

void IndexGenerations::remove_next() { fs::remove_all(next()); }

void IndexGenerations::write_current() {
  index::replace_file(folder_ / kCurrent, name_of(number_) + "\n");
}

}  // namespace kho::warehouse
