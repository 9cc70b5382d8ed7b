// Puts every file of some folders durably into a store, reads all of them back, and says what that
// took: Kho's rows of bench/storage.sh, which measures other systems on the same folders.
//
// Usage: bench_storage_kho FOLDER... --scratch DIR [--threads N] [--json FILE]

#include <fmt/format.h>
#include <sys/stat.h>

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
#include <nlohmann/json.hpp>
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

struct Sizes {
  std::uint64_t files_bytes = 0;    // Of all files of the store's directory: du -b.
  std::uint64_t disk_bytes = 0;     // What they take on the disk: du.
  std::uint64_t payload_bytes = 0;  // Of the records' payloads.
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
std::vector<Document> list_documents(const std::vector<fs::path>& folders) {
  std::vector<Document> documents;
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) documents.push_back({entry.path(), entry.file_size(), {}});
    }
  }
  std::sort(documents.begin(), documents.end(),
            [](const Document& a, const Document& b) { return a.path < b.path; });
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

// Of a closed store. The reserve, which is constant and holds nothing, is left out.
Sizes sizes_of(const fs::path& directory, std::uint64_t payload_bytes) {
  Sizes sizes;
  sizes.payload_bytes = payload_bytes;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    struct stat status {};
    if (!entry.is_regular_file() || entry.path().filename() == "reserve" ||
        ::stat(entry.path().c_str(), &status) != 0) {
      continue;
    }
    sizes.files_bytes += static_cast<std::uint64_t>(status.st_size);
    sizes.disk_bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
  }
  return sizes;
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

nlohmann::ordered_json row(std::string_view system, std::string_view command, const Sizes& sizes,
                           double seconds, std::uint64_t logical, double one_document_seconds) {
  return {{"system", system},
          {"command", command},
          {"stored_bytes", sizes.files_bytes},
          {"disk_bytes", sizes.disk_bytes},
          {"payload_bytes", sizes.payload_bytes},
          {"seconds", seconds},
          {"mb_per_second", static_cast<double>(logical) / 1e6 / seconds},
          {"one_document_seconds", one_document_seconds}};
}

nlohmann::ordered_json measure(std::vector<Document>& documents, const fs::path& directory,
                               unsigned threads) {
  std::uint64_t logical = 0;
  for (const Document& document : documents) logical += document.size;
  const std::string name = fmt::format("kho, {} writer{}", threads, threads == 1 ? "" : "s");
  constexpr std::string_view kCommand = "Store::prepare + Store::commit, each file durable";
  fs::remove_all(directory);
  Store::create(posix_file_system(), directory);
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  Options options;
  options.free_segments_kept = 0;
  const auto opened = [&](const std::function<void(Store&)>& work) {
    Store store(posix_file_system(), directory, {"records"}, options);
    work(store);
    return statistics_of(store.core()).stored_bytes;
  };
  const auto report = [&](const std::string& system, std::string_view command, double seconds,
                          const std::vector<double>& took, std::uint64_t payload_bytes) {
    rows.push_back(row(system, command, sizes_of(directory, payload_bytes), seconds, logical,
                       took[took.size() / 2]));
    fmt::print(stderr, "{}: {:.2f} s; all {} documents back: median {:.2f} ms, slowest {:.2f} ms\n",
               system, seconds, took.size(), took[took.size() / 2] * 1e3, took.back() * 1e3);
  };
  double seconds = 0;
  std::vector<double> took;
  std::uint64_t payload_bytes = opened([&](Store& store) {
    seconds = put_all(store, documents, threads);
    took = verify_all(store, documents);
  });
  report(name, kCommand, seconds, took, payload_bytes);
  for (const bool deep : {false, true}) {
    payload_bytes = opened([&](Store& store) {
      seconds = ripen(store, deep);
      took = verify_all(store, documents);
    });
    report(name + (deep ? ", ripened deep" : ", ripened"),
           deep ? "kho compact --ripen --deep" : "kho compact --ripen", seconds, took,
           payload_bytes);
  }
  fs::remove_all(directory);
  return rows;
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  CLI::App app{"Kho's part of bench/storage.sh"};
  std::vector<fs::path> folders;
  fs::path scratch;
  fs::path json_file;
  std::vector<unsigned> threads{1, 2};
  app.add_option("FOLDER", folders)->required()->check(CLI::ExistingDirectory);
  app.add_option("--scratch", scratch, "Where the store is made, on the disk to be measured")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--threads", threads, "Writers; several numbers give several rows")
      ->check(CLI::Range(1, 64))
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--json", json_file, "Where the rows go; standard output by default");
  CLI11_PARSE(app, argc, argv);
  try {
    std::vector<Document> documents = list_documents(folders);
    if (documents.empty()) throw std::runtime_error("no files");
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const unsigned count : threads) {
      for (auto& each : measure(documents, scratch / "kho-bench-storage", count)) {
        rows.push_back(std::move(each));
      }
    }
    if (json_file.empty()) {
      fmt::print("{}\n", rows.dump(2));
    } else {
      std::ofstream out(json_file);
      out << rows.dump(2) << '\n';
      if (!out.flush()) throw std::runtime_error(json_file.string() + ": cannot be written");
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_storage_kho: {}\n", error.what());
    return kExitFailure;
  }
  return 0;
}
