// What a put and a get cost, and what memory and tables take, as the store grows: small data files
// as a desk receives them (bench/corpus/data_files.h), about 2 KB each, measured at 10,000 blobs,
// at 100,000 and so on up to --blobs. What does not grow with the store has ratios near 1.
//
// Usage: bench_scale DIRECTORY [--blobs N] [--rounds N]   (on the file system to be measured)

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bench/corpus/data_files.h"
#include "bench/corpus/random.h"
#include "store/store.h"

namespace {

using namespace kho::store;
using kho::corpus::Random;
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr std::uint64_t kFirstRow = 10'000;
constexpr std::size_t kBlobsPerCommit = 250;  // While filling: durability is not what is measured.

std::string content(std::uint64_t number) {
  static const std::vector<std::string> kParagraphs{
      "Đề nghị cơ quan có thẩm quyền xem xét, giải quyết theo quy định của pháp luật.",
      "Tôi xin chịu hoàn toàn trách nhiệm về tính chính xác của nội dung đã khai."};
  return kho::corpus::data_file(Random(1, "scale", number), kParagraphs).bytes;
}

// Kilobytes of a line of /proc/self/status: "VmRSS", "RssAnon".
std::uint64_t status_kilobytes(std::string_view name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(name)) return std::stoull(line.substr(line.find(':') + 1));
  }
  throw std::runtime_error("no " + std::string(name) + " in /proc/self/status");
}

std::uint64_t bytes_under(const fs::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

struct Row {
  std::uint64_t blobs = 0;
  double fill_us = 0;  // Of a blob in a commit of many.
  double put_p50_us = 0;
  double put_p99_us = 0;
  double get_p50_us = 0;
  double get_p99_us = 0;
  double resident_mb = 0;   // With the pages of the tables that are mapped.
  double anonymous_mb = 0;  // Without them: what cannot be given back.
  double table_bytes_per_blob = 0;
};

class Scale {
 public:
  Scale(const fs::path& directory, std::size_t rounds) : rounds_(rounds), directory_(directory) {
    Store::create(posix_file_system(), directory);
    store_.emplace(posix_file_system(), directory, std::vector<std::string>{"records"});
  }

  Row grow_to(std::uint64_t blobs) {
    Row row;
    const std::uint64_t before = ids_.size();
    double filling = 0;
    while (ids_.size() + rounds_ < blobs) filling += fill(blobs - rounds_);
    row.fill_us = filling * 1e6 / static_cast<double>(ids_.size() - before);
    std::vector<double> puts;
    while (ids_.size() < blobs) puts.push_back(put_one());
    std::vector<double> gets;
    Random random(2, "gets", blobs);
    for (std::size_t i = 0; i < rounds_ * 10; ++i) gets.push_back(get_one(random));
    row.blobs = ids_.size();
    std::tie(row.put_p50_us, row.put_p99_us) = percentiles(std::move(puts));
    std::tie(row.get_p50_us, row.get_p99_us) = percentiles(std::move(gets));
    // The ids are this program's own.
    const double own = static_cast<double>(ids_.size() * sizeof(BlobId)) / 1e6;
    row.resident_mb = static_cast<double>(status_kilobytes("VmRSS")) / 1e3 - own;
    row.anonymous_mb = static_cast<double>(status_kilobytes("RssAnon")) / 1e3 - own;
    row.table_bytes_per_blob =
        static_cast<double>(bytes_under(directory_ / "tables")) / static_cast<double>(ids_.size());
    return row;
  }

 private:
  static std::pair<double, double> percentiles(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    return {seconds[seconds.size() / 2] * 1e6, seconds[seconds.size() * 99 / 100] * 1e6};
  }
  static double since(SteadyClock::time_point begin) {
    return std::chrono::duration<double>(SteadyClock::now() - begin).count();
  }

  // One commit of many blobs, up to `end` in all. Returns its seconds.
  double fill(std::uint64_t end) {
    std::vector<std::string> contents;
    while (contents.size() < kBlobsPerCommit && ids_.size() + contents.size() < end) {
      contents.push_back(content(ids_.size() + contents.size()));
    }
    const auto begin = SteadyClock::now();
    std::vector<PreparedBlob> blobs;
    for (const std::string& each : contents) blobs.push_back(store_->prepare(as_bytes(each)));
    store_->commit([&](Transaction& transaction) {
      for (const PreparedBlob& blob : blobs) transaction.put_blob(blob);
    });
    const double seconds = since(begin);
    for (const PreparedBlob& blob : blobs) ids_.push_back(blob.id);
    return seconds;
  }

  double put_one() {
    const std::string bytes = content(ids_.size());
    const auto begin = SteadyClock::now();
    const PreparedBlob blob = store_->prepare(as_bytes(bytes));
    store_->commit([&](Transaction& transaction) { transaction.put_blob(blob); });
    const double seconds = since(begin);
    ids_.push_back(blob.id);
    return seconds;
  }

  double get_one(Random& random) {
    const BlobId& id = random.pick(ids_);
    const auto begin = SteadyClock::now();
    if (!store_->get(id, Store::Verify::kChecksum)) throw std::runtime_error("a blob is missing");
    return since(begin);
  }

  const std::size_t rounds_;
  const fs::path directory_;
  std::optional<Store> store_;
  std::vector<BlobId> ids_;
};

void print(const Row& row, const Row& first) {
  const auto cell = [](double value, double base) {
    return fmt::format("{:.1f} ({:.2f}x)", value, value / base);
  };
  fmt::print("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", row.blobs,
             cell(row.fill_us, first.fill_us), cell(row.put_p50_us, first.put_p50_us),
             cell(row.put_p99_us, first.put_p99_us), cell(row.get_p50_us, first.get_p50_us),
             cell(row.get_p99_us, first.get_p99_us), cell(row.resident_mb, first.resident_mb),
             cell(row.anonymous_mb, first.anonymous_mb),
             cell(row.table_bytes_per_blob, first.table_bytes_per_blob));
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  CLI::App app{"Cost of put and get, and memory, as a store grows"};
  fs::path directory;
  std::uint64_t blobs = 1'000'000;
  std::size_t rounds = 500;
  app.add_option("DIRECTORY", directory)->required()->check(CLI::ExistingDirectory);
  app.add_option("--blobs", blobs, "Size of the largest row")
      ->check(CLI::Range(kFirstRow, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
  app.add_option("--rounds", rounds, "Single durable puts in each row; ten times as many gets")
      ->check(CLI::Range(std::size_t{100}, std::size_t{5'000}))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const fs::path store = directory / "kho-bench-scale";
  try {
    fs::remove_all(store);
    Scale scale(store, rounds);
    fmt::print(
        "| blobs | fill, us each | put p50, us | put p99 | get p50, us | get p99 | resident, MB | "
        "of it anonymous | tables, bytes a blob |\n|---|---|---|---|---|---|---|---|---|\n");
    std::optional<Row> first;
    for (std::uint64_t size = kFirstRow; size <= blobs; size *= 10) {
      const Row row = scale.grow_to(size);
      if (!first) first = row;
      print(row, *first);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_scale: {}\n", error.what());
    fs::remove_all(store);
    return kExitFailure;
  }
  fs::remove_all(store);
  return 0;
}
