// The main path beside what a careful program would do with plain files: durable put and get of
// 500 KB, once of bytes that do not compress and once of a scan, a PDF around one JPEG stream,
// which the store takes apart; and the reuse answer in process. docs/benchmarks.md holds results.
//
// Usage: bench_main_path DIRECTORY [rounds]   (on the file system to be measured)

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
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
#include "store/store.h"
#include "warehouse/warehouse.h"

namespace {

using namespace kho;
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr std::size_t kFileBytes = 500'000;

// Bytes that do not compress, as a scan's.
std::string noise(std::uint64_t seed, std::size_t size = kFileBytes) {
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

void print(const char* name, const Times& times, const Times* peer = nullptr) {
  fmt::print("{:<34} p50 {:>8.1f} us   p99 {:>8.1f} us   {:>9.0f} /s", name, times.p50_us,
             times.p99_us, times.per_second);
  if (peer != nullptr) fmt::print("   {:.2f}x p50 of peer", times.p50_us / peer->p50_us);
  fmt::print("\n");
  std::fflush(stdout);
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

// `kind` names what `make(i)` gives: the i-th content of about 500 KB.
void bench_store(const fs::path& directory, std::size_t rounds, std::string_view kind,
                 std::string (*make)(std::uint64_t)) {
  fmt::print("{}\n", kind);
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

  Times plain =
      measure(rounds, 1, [&](std::size_t i) { put_plain_file(files, folder_fd, i, contents[i]); });
  print("put 500 KB: file+fsync+rename", plain);
  print("put 500 KB: kho", measure(rounds, 1, put), &plain);
  plain = measure(rounds, 8, [&](std::size_t i) {
    put_plain_file(files, folder_fd, rounds + i, contents[rounds + i]);
  });
  print("put, 8 threads: file+fsync+rename", plain);
  print("put, 8 threads: kho", measure(rounds, 8, [&](std::size_t i) { put(rounds + i); }), &plain);

  const auto read_plain = [&](std::size_t i) {
    std::string bytes(contents[i].size(), '\0');
    const int fd = ::open((files / std::to_string(i)).c_str(), O_RDONLY);
    require(
        fd >= 0 && ::pread(fd, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()),
        "read");
    ::close(fd);
  };
  const auto get = [&](std::size_t i) {
    require(store.get(ids[i], store::Store::Verify::kChecksum)->size() == contents[i].size(),
            "get");
  };
  plain = measure(rounds * 2, 1, read_plain);
  print("get 500 KB: open+pread+close", plain);
  print("get 500 KB: kho", measure(rounds * 2, 1, get), &plain);
  plain = measure(rounds * 2, 8, read_plain);
  print("get, 8 threads: open+pread+close", plain);
  print("get, 8 threads: kho", measure(rounds * 2, 8, get), &plain);
  ::close(folder_fd);
}

// Owners of 20 papers each, one of 200; a procedure of ten requirements.
void bench_reuse(const fs::path& directory, std::size_t rounds) {
  constexpr int kOwners = 1000;
  constexpr int kTypes = 40;
  warehouse::Warehouse::create(directory / "warehouse");
  warehouse::Warehouse warehouse(
      directory / "warehouse", {}, warehouse::system_clock(), warehouse::system_random(),
      [](std::span<const std::byte>, const kho::ingest::ExtractionOrder&) {
        ingest::Extraction nothing;
        nothing.outcome = ingest::Outcome::kUnsupported;
        nothing.media_type = "application/octet-stream";
        return nothing;
      });
  warehouse::Catalogue catalogue;
  warehouse::Procedure procedure;
  procedure.code = "2.001646";
  procedure.name = "Thủ tục";
  for (int i = 0; i < kTypes; ++i) {
    const std::string type = "T" + std::to_string(i);
    catalogue.types.push_back({type, "Loại giấy tờ"});
    if (i < 10) procedure.requirements.push_back({std::to_string(i), "Giấy tờ", {{type}}});
  }
  catalogue.procedures = {procedure};
  warehouse.import_catalogue(catalogue);

  const auto owner = [](int i) { return fmt::format("cccd:0150{:02}{:06}", i % 90 + 5, i + 7001); };
  measure(kOwners, 8, [&](std::size_t o) {
    for (int i = 0; i < (o == 0 ? 200 : 20); ++i) {
      warehouse::Deposit deposit;
      deposit.owner = owner(static_cast<int>(o));
      deposit.facts.type = "T" + std::to_string(i % kTypes);
      deposit.facts.issue_date = warehouse::Date(18000 + i);
      deposit.facts.number = std::to_string(i) + "/GCN-SCT";
      deposit.facts.issuer_name = "Sở Công Thương tỉnh Yên Bái";
      deposit.facts.subject = "Giấy chứng nhận đủ điều kiện kinh doanh";
      deposit.facts.validity.kind = warehouse::Validity::Kind::kIndefinite;
      const std::string content = fmt::format("paper {} of {}", i, o);
      deposit.file = store::as_bytes(content);
      warehouse.deposits().deposit(deposit);
    }
  });
  const auto ask = [&](int o) {
    const auto answer = warehouse.reuse().ask({owner(o), "2.001646", {}, {}});
    require(answer.requirements[0].outcome == warehouse::ReuseOutcome::kReusable, "reuse");
  };
  print("reuse, owner with 20 papers", measure(rounds * 20, 1, [&](std::size_t i) {
          ask(1 + static_cast<int>(i) % (kOwners - 1));
        }));
  print("reuse, owner with 200 papers", measure(rounds * 20, 1, [&](std::size_t) { ask(0); }));
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
    bench_store(directory / "noise", rounds, "incompressible bytes",
                [](std::uint64_t seed) { return noise(seed); });
    bench_store(directory / "scans", rounds, "scans: a PDF with one JPEG stream of 480 KB", scan);
    fmt::print("reuse\n");
    bench_reuse(directory, rounds);
    fs::remove_all(directory);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_main_path: {}\n", error.what());
    return 1;
  }
  return 0;
}
