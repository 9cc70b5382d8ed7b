// The main path beside what a careful program would do with plain files: durable put, get whole and
// get a range, of 4 KB and 500 KB that do not compress and of a scan, a PDF around one JPEG stream,
// which the store takes apart. Part of bench/retrieval/run.sh: writes lines for bench/results.py.
//
// Usage: bench_main_path DIRECTORY [rounds]   (on the file system to be measured)

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <span>
#include <thread>

#include "bench/corpus/image_stream.h"
#include "bench/corpus/pdf_writer.h"
#include "bench/corpus/random.h"
#include "bench/corpus/raster.h"
#include "store/sha256.h"
#include "store/store.h"

namespace {

using namespace kho;
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr std::size_t kSmallBytes = 4'000;
constexpr std::size_t kLargeBytes = 500'000;

// Bytes that do not compress, as a scan's.
std::string noise(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 random(seed);
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i + 8 <= size; i += 8) {
    const std::uint64_t value = random();
    std::copy_n(reinterpret_cast<const char*>(&value), 8, &bytes[i]);
  }
  return bytes;
}

// A grainy grey picture of `height` rows, as JPEG.
corpus::ImageStream grainy_jpeg(std::uint64_t seed, int height) {
  corpus::Raster picture(1000, height, 1);
  corpus::NormalNoise grain{corpus::Random(seed)};
  for (std::size_t i = 0; i < picture.samples.size(); ++i) {
    const float shade = 140 + 60 * static_cast<float>(i / 9000 % 2) + 14 * grain.next();
    picture.samples[i] = static_cast<std::uint8_t>(std::clamp(shade, 0.0F, 255.0F));
  }
  return corpus::encode_jpeg(picture, {.quality = 85}, 200);
}

// A scan of one page: a PDF whose picture has about 480 KB, no two alike.
std::string scan(std::uint64_t seed) {
  constexpr std::size_t kStreamBytes = 480'000;
  constexpr int kProbeRows = 400;
  static const int height =
      static_cast<int>(kStreamBytes * kProbeRows / grainy_jpeg(0, kProbeRows).bytes.size());
  const corpus::ImageStream picture = grainy_jpeg(seed, height);
  return corpus::image_pdf(std::span(&picture, 1),
                           {"Scan", "Desk Scan 1.9", "Desk Scan PDF Library", "2026-11-23"},
                           corpus::PdfManner::kScanner);
}

struct Times {
  double p50_us = 0;
  double p99_us = 0;
  double per_second = 0;
};

// Runs `work(i)` for i in [0, rounds) in `threads` threads.
Times measure(std::size_t rounds, std::size_t threads,
              const std::function<void(std::size_t)>& work) {
  std::vector<std::vector<double>> took(threads);
  const auto begin = SteadyClock::now();
  {
    std::vector<std::jthread> all;
    for (std::size_t t = 0; t < threads; ++t) {
      all.emplace_back([&, t] {
        for (std::size_t i = t; i < rounds; i += threads) {
          const auto start = SteadyClock::now();
          work(i);
          took[t].push_back(
              std::chrono::duration<double, std::micro>(SteadyClock::now() - start).count());
        }
      });
    }
  }
  const double seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  std::vector<double> merged;
  for (const auto& each : took) merged.insert(merged.end(), each.begin(), each.end());
  std::sort(merged.begin(), merged.end());
  return {merged[merged.size() / 2], merged[merged.size() * 99 / 100],
          static_cast<double>(rounds) / seconds};
}

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

// What a careful program does for a durable file: write, fsync, rename, fsync the folder.
void put_plain_file(const fs::path& folder, int folder_fd, std::size_t i,
                    const std::string& bytes) {
  const std::string name = (folder / std::to_string(i)).string();
  const int fd = ::open((name + ".part").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  require(fd >= 0 && ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "write");
  require(::fsync(fd) == 0 && ::close(fd) == 0, "fsync");
  require(::rename((name + ".part").c_str(), name.c_str()) == 0 && ::fsync(folder_fd) == 0,
          "rename");
}

// Writes a line for bench/results.py.
void note(std::string_view measure, std::string_view system, double value, bool higher = false) {
  fmt::print(R"({{"measure":"{}","system":"{}","value":{},"better":"{}"}})"
             "\n",
             measure, system, value, higher ? "higher" : "lower");
}
// Of one thread how long each took; of several how many came through.
void note_times(std::string_view work, std::string_view system, std::size_t threads,
                const Times& times) {
  note(fmt::format("{}, p50, us", work), system, times.p50_us);
  if (threads == 1) {
    note(fmt::format("{}, p99, us", work), system, times.p99_us);
  } else {
    note(fmt::format("{}, a second", work), system, times.per_second, true);
  }
}

// What a careful program does to read a file, or a part of it.
std::string get_plain_file(const fs::path& folder, std::size_t i, std::uint64_t offset,
                           std::size_t size) {
  std::string bytes(size, '\0');
  const int fd = ::open((folder / std::to_string(i)).c_str(), O_RDONLY);
  require(fd >= 0 && ::pread(fd, bytes.data(), size, static_cast<off_t>(offset)) ==
                         static_cast<ssize_t>(size),
          "read");
  ::close(fd);
  return bytes;
}

std::string get_range(const store::Store& store, const store::BlobId& id, std::uint64_t offset,
                      std::size_t size) {
  std::string bytes(size, '\0');
  auto reader = store.open_blob(id);
  require(reader && reader->read(offset, std::as_writable_bytes(std::span(bytes))) == size,
          "range");
  return bytes;
}

// `kind` names what `make(i)` gives: the i-th content, all of about one size.
void bench_store(const fs::path& directory, std::size_t rounds, std::string_view kind,
                 std::string (*make)(std::uint64_t)) {
  fs::create_directories(directory);
  const fs::path files = directory / "files";
  fs::create_directory(files);
  const int folder_fd = ::open(files.c_str(), O_RDONLY | O_DIRECTORY);
  store::Store::create(store::posix_file_system(), directory / "store");
  store::Store store(store::posix_file_system(), directory / "store", {"records"});
  std::vector<std::string> contents;
  for (std::size_t i = 0; i < rounds * 2; ++i) contents.push_back(make(i));
  std::vector<store::BlobId> ids(rounds * 2);
  const auto put = [&](std::size_t i) {
    const auto blob = store.prepare(store::as_bytes(contents[i]));
    store.commit([&](store::Transaction& transaction) {
      ids[i] = transaction.put_blob(blob).id;
      transaction.append_log(blob.id.raw());
    });
  };
  const auto put_plain = [&](std::size_t i) { put_plain_file(files, folder_fd, i, contents[i]); };
  const auto get = [&](std::size_t i) {
    require(store.get(ids[i], store::Store::Verify::kChecksum)->size() == contents[i].size(),
            "get");
  };
  const auto get_plain = [&](std::size_t i) { get_plain_file(files, i, 0, contents[i].size()); };
  // An eighth of the file, from its middle on.
  const auto part = [&](std::size_t i) { return contents[i].size() / 8; };
  const auto get_part = [&](std::size_t i) {
    return get_range(store, ids[i], contents[i].size() / 2, part(i));
  };
  const auto get_plain_part = [&](std::size_t i) {
    return get_plain_file(files, i, contents[i].size() / 2, part(i));
  };

  const auto beside = [&](std::string_view what, std::size_t count, std::size_t threads,
                          const std::function<void(std::size_t)>& plain,
                          const std::function<void(std::size_t)>& ours) {
    const std::string work = fmt::format("{}, {}{}", what, kind, threads == 1 ? "" : ", 8 threads");
    note_times(work, "plain files", threads, measure(count, threads, plain));
    note_times(work, "kho", threads, measure(count, threads, ours));
  };
  beside("put", rounds, 1, put_plain, put);
  const auto second = [&](const auto& work) { return [&](std::size_t i) { work(rounds + i); }; };
  beside("put", rounds, 8, second(put_plain), second(put));
  beside("get", rounds * 2, 1, get_plain, get);
  beside("get", rounds * 2, 8, get_plain, get);
  beside(
      "get a range", rounds * 2, 1, [&](std::size_t i) { get_plain_part(i); },
      [&](std::size_t i) { get_part(i); });

  // Not timed: what both gave is the same.
  store::Sha256Hasher plain;
  store::Sha256Hasher ours;
  for (std::size_t i = 0; i < rounds * 2; ++i) {
    plain.update(store::as_bytes(get_plain_file(files, i, 0, contents[i].size())));
    plain.update(store::as_bytes(get_plain_part(i)));
    ours.update(*store.get(ids[i], store::Store::Verify::kIdentity));
    ours.update(store::as_bytes(get_part(i)));
  }
  const auto did = [&](std::string_view system, const store::Sha256& digest) {
    fmt::print(
        R"({{"work":"bytes of {} files and of their ranges, {}","system":"{}","value":"{}"}})"
        "\n",
        rounds * 2, kind, system, digest.hex().substr(0, 16));
  };
  did("plain files", plain.finish());
  did("kho", ours.finish());
  ::close(folder_fd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_main_path DIRECTORY [rounds]\n");
    return 2;
  }
  try {
    const fs::path directory = fs::path(argv[1]) / "kho-bench-main-path";
    fs::remove_all(directory);
    fs::create_directories(directory);
    const std::size_t rounds = argc > 2 ? std::stoul(argv[2]) : 500;
    bench_store(directory / "small", rounds, "4 KB of noise",
                [](std::uint64_t seed) { return noise(seed, kSmallBytes); });
    bench_store(directory / "noise", rounds, "500 KB of noise",
                [](std::uint64_t seed) { return noise(seed, kLargeBytes); });
    bench_store(directory / "scans", rounds, "a PDF with a JPEG of 480 KB", scan);
    fs::remove_all(directory);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_main_path: {}\n", error.what());
    return 1;
  }
  return 0;
}
