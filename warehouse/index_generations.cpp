#include "warehouse/index_generations.h"

#include <fmt/format.h>

#include <algorithm>
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
  if (number_ == 0) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write_current(1);
  }
  remove_all_but({current(), next()});
}

fs::path IndexGenerations::current() const { return folder_ / name_of(number_); }

fs::path IndexGenerations::next() const { return folder_ / name_of(number_ % kNumberMax + 1); }

void IndexGenerations::promote() { write_current(number_ % kNumberMax + 1); }

void IndexGenerations::remove_others() { remove_all_but({current()}); }

void IndexGenerations::remove_all_but(const std::vector<fs::path>& kept) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    const bool stays =
        entry.path().filename() == kCurrent || std::ranges::find(kept, entry.path()) != kept.end();
    if (!stays) fs::remove_all(entry.path());
  }
}

void IndexGenerations::remove_next() { fs::remove_all(next()); }

void IndexGenerations::write_current(unsigned number) {
  index::replace_file(folder_ / kCurrent, name_of(number) + "\n");
  number_ = number;
}

}  // namespace kho::warehouse
