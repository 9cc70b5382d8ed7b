// Puts every file of a folder durably into a store, reads all of them back, and says what that
// took: Kho's part of bench/storage.sh, which measures other systems on the same folder.
//
// Usage: bench_storage_kho FOLDER --scratch DIR --measured FILE --digests PREFIX
//                          [--threads N] [--ripen none|once|deep]

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "store/compaction.h"
#include "store/statistics.h"
#include "store/store.h"

namespace {

using namespace kho::store;
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;

struct Document {
  fs::path path;
  std::uint64_t size = 0;
  BlobId id;  // Known when it was put.
};

double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(fs::file_size(path), '\0');
  if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
    throw std::runtime_error(path.string() + ": cannot be read");
  }
  return bytes;
}

// Sorted by path, and read once, so that no disk decides.
std::vector<Document> list_documents(const fs::path& folder) {
  std::vector<Document> documents;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) documents.push_back({entry.path(), entry.file_size(), {}});
  }
  std::ranges::sort(documents, {}, [](const Document& each) { return each.path.string(); });
  for (const Document& document : documents) read_file(document.path);
  return documents;
}

// Calls work(i) for i in [0, count) in `threads` threads; throws what the first that failed threw.
// Returns the seconds of all.
double in_threads(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto begin = SteadyClock::now();
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t) {
      all.emplace_back([&] {
        try {
          for (std::size_t i = next++; i < count; i = next++) work(i);
        } catch (...) {
          const std::lock_guard lock(failure_mutex);
          if (!failure) failure = std::current_exception();
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
  return seconds_since(begin);
}

double put_all(Store& store, std::vector<Document>& documents, unsigned threads) {
  return in_threads(documents.size(), threads, [&](std::size_t i) {
    Document& document = documents[i];
    const std::string bytes = read_file(document.path);
    const PreparedBlob blob = store.prepare(as_bytes(bytes));
    store.commit([&](Transaction& transaction) { document.id = transaction.put_blob(blob).id; });
  });
}

// Every document back, proved by its name, compared with the file. Returns the seconds of each
// get, sorted.
std::vector<double> verify_all(const Store& store, const std::vector<Document>& documents) {
  std::vector<double> took;
  for (const Document& document : documents) {
    const auto begin = SteadyClock::now();
    const auto bytes = store.get(document.id, Store::Verify::kIdentity);
    took.push_back(seconds_since(begin));
    if (!bytes || as_text(*bytes) != read_file(document.path)) {
      throw std::runtime_error(document.path.string() + ": other bytes came back");
    }
  }
  std::sort(took.begin(), took.end());
  return took;
}

// Of all files of a closed store, as du -b. The reserve, which is constant and holds nothing, is
// left out.
std::uint64_t bytes_of(const fs::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().filename() != "reserve") bytes += entry.file_size();
  }
  return bytes;
}

// Packs what lies in the store as tightly as it can. Returns the seconds.
double ripen(Store& store, bool deep) {
  const auto begin = SteadyClock::now();
  CompactionPolicy policy;
  policy.ripen = true;
  policy.deep = deep;
  const CompactionReport report = compact(store, policy);
  fmt::print(stderr, "  {} of {} chunks ripened, {:.1f} -> {:.1f} MB\n", report.chunks_ripened,
             report.chunks_moved, static_cast<double>(report.bytes_read) / 1e6,
             static_cast<double>(report.bytes_written) / 1e6);
  return seconds_since(begin);
}

// What bench/storage.sh gathers: measurements a line, and for each system the names and digests of
// all files that came back, in the form of sha256sum.
class Findings {
 public:
  Findings(const fs::path& measured, std::string digests)
      : measured_(measured), digests_(std::move(digests)) {}

  void note(const std::string& system, std::string_view measure, double value,
            bool higher = false) {
    measured_ << fmt::format(R"({{"measure":"{}","system":"{}","value":{},"better":"{}"}})",
                             measure, system, value, higher ? "higher" : "lower")
              << std::endl;
    if (!measured_) throw std::runtime_error("what was measured cannot be written");
  }
  void note_digests(const std::string& system, const fs::path& folder,
                    const std::vector<Document>& documents) const {
    std::ofstream out(digests_ + "." + system);
    for (const Document& document : documents) {
      out << document.id.hex() << "  " << document.path.lexically_relative(folder).string() << "\n";
    }
    if (!out.flush()) throw std::runtime_error("digests cannot be written");
  }

 private:
  std::ofstream measured_;
  const std::string digests_;
};

void measure(const fs::path& folder, std::vector<Document>& documents, const fs::path& directory,
             unsigned threads, int ripenings, Findings& findings) {
  double megabytes = 0;
  for (const Document& document : documents) megabytes += static_cast<double>(document.size) / 1e6;
  const std::string name = threads == 1 ? "kho" : fmt::format("kho, {} writers", threads);
  fs::remove_all(directory);
  Store::create(posix_file_system(), directory);
  Options options;
  options.free_segments_kept = 0;
  // `change` returns its seconds. Behind it all documents are read, each held against its file.
  const auto report = [&](const std::string& system, const std::function<double(Store&)>& change) {
    double seconds = 0;
    double records_bytes = 0;
    std::vector<double> took;
    {
      Store store(posix_file_system(), directory, {"records"}, options);
      seconds = change(store);
      took = verify_all(store, documents);
      records_bytes = static_cast<double>(statistics_of(store.core()).stored_bytes);
    }
    findings.note(system, "stored, bytes", static_cast<double>(bytes_of(directory)));
    findings.note(system, "of it whole records, bytes", records_bytes);
    findings.note(system, system == name ? "in, MB/s" : "ripened, MB/s", megabytes / seconds, true);
    findings.note(system, "one document back, in its process, ms", took[took.size() / 2] * 1e3);
    findings.note_digests(system, folder, documents);
    fmt::print("{}: {:.2f} s; all {} documents back: median {:.2f} ms, slowest {:.2f} ms\n", system,
               seconds, took.size(), took[took.size() / 2] * 1e3, took.back() * 1e3);
  };
  report(name, [&](Store& store) { return put_all(store, documents, threads); });
  if (ripenings > 0) report(name + ", ripened", [](Store& store) { return ripen(store, false); });
  if (ripenings > 1)
    report(name + ", ripened deep", [](Store& store) { return ripen(store, true); });
  fs::remove_all(directory);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  CLI::App app{"Kho's part of bench/storage.sh"};
  fs::path folder;
  fs::path scratch;
  fs::path measured;
  std::string digests;
  std::vector<unsigned> threads{1};
  int ripenings = 2;
  app.add_option("FOLDER", folder)->required()->check(CLI::ExistingDirectory);
  app.add_option("--scratch", scratch, "Where the store is made, on the disk to be measured")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--measured", measured, "What was measured: a line each, for bench/results.py")
      ->required();
  app.add_option("--digests", digests,
                 "Begins the names of files with what came back of each system")
      ->required();
  app.add_option("--threads", threads, "Writers; several numbers give several systems")
      ->check(CLI::Range(1, 64))
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--ripen", ripenings, "How far it is ripened afterwards")
      ->transform(CLI::CheckedTransformer(
          std::vector<std::pair<std::string, int>>{{"none", 0}, {"once", 1}, {"deep", 2}}));
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<Document> documents = list_documents(folder);
    if (documents.empty()) throw std::runtime_error("no files");
    Findings findings(measured, digests);
    for (const unsigned count : threads) {
      measure(folder, documents, scratch / "kho-bench-storage", count, ripenings, findings);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_storage_kho: {}\n", error.what());
    return kExitFailure;
  }
  return 0;
}
