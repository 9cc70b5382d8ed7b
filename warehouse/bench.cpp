#include "warehouse/bench.h"

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "store/error.h"
#include "warehouse/bench_sample.h"
#include "warehouse/error.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// Enough that a warehouse larger than memory is read from its disk.
constexpr std::size_t kFilesMax = 20'000;
constexpr std::size_t kReuseMax = 20'000;
constexpr std::size_t kSearchesMax = 5'000;  // Each costs the reading of a text.

// As a server sends it: a piece at a time.
std::uint64_t read_whole(const store::Store& store, const store::BlobId& file) {
  constexpr std::uint64_t kPieceBytes = 1 << 20;
  try {
    auto reader = store.open_blob(file);
    if (!reader) return 0;  // Destroyed since it was drawn.
    store::Bytes piece(static_cast<std::size_t>(std::min(reader->size(), kPieceBytes)));
    std::uint64_t done = 0;
    while (const std::size_t read = reader->read(done, piece)) done += read;
    return done;
  } catch (const store::Error&) {
    if (store.blob_size(file)) throw;
    return 0;
  }
}

std::uint64_t disk_bytes_read() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<std::uint64_t>(used.ru_inblock) * 512;
}

// What is asked of a part, by number.
struct Requests {
  std::optional<LeftOut> left_out;
  std::uint64_t sample = 0;
  LoadRequest make;
};

class Bench {
 public:
  Bench(const BenchSubject& subject, const BenchOrder& order, const Clock& clock,
        LoadClock& load_clock, const std::stop_token& stop)
      : subject_(subject), order_(order), clock_(clock), load_clock_(load_clock), stop_(stop) {
    report_.cores = std::max(1U, std::thread::hardware_concurrency());
    report_.seconds = order.seconds;
    report_.threads = order.threads == 0 ? std::min<std::uint64_t>(report_.cores, kBenchThreadsMax)
                                         : order.threads;
    report_.seed = order.seed;
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    if (pages > 0) {
      report_.memory_bytes =
          static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    }
    if (utsname name{}; ::uname(&name) == 0) {
      report_.kernel = std::string(name.sysname) + " " + name.release + " " + name.machine;
    }
    report_.components = subject.store.core().tables->entries(kComponents);
    report_.log_position = subject.store.last_position();
  }

  BenchReport run() {
    for (const auto& [part, name] : kBenchPartNames) {
      const bool is_wanted =
          order_.parts.empty() || std::ranges::find(order_.parts, part) != order_.parts.end();
      if (!is_wanted) continue;
      if (stop_.stop_requested()) break;
      report_.parts.push_back(measured(part));
    }
    report_.stopped = stop_.stop_requested();
    return std::move(report_);
  }

 private:
  BenchPartReport measured(BenchPart part) {
    BenchPartReport out;
    out.part = part;
    const Requests requests = requests_of(part);
    out.left_out = requests.left_out;
    out.sample = requests.sample;
    if (out.left_out) return out;
    LoadOrder load;
    load.time = std::chrono::seconds(order_.seconds);
    load.threads = static_cast<unsigned>(report_.threads);
    load.seed = order_.seed;
    const std::uint64_t before = disk_bytes_read();
    out.most = closed_loop(load, load_clock_, requests.make, stop_);
    const std::uint64_t between = disk_bytes_read();
    out.most_disk_bytes = between - before;
    const double half = std::min(out.most.per_second() / 2, static_cast<double>(kBenchHalfMax));
    load.per_second = order_.per_second == 0 ? half : static_cast<double>(order_.per_second);
    if (stop_.stop_requested() || load.per_second <= 0) return out;
    out.rate = load.per_second;
    // Goes on in the sample where the first ended, so that it finds as little in memory.
    const auto further = [&](std::uint64_t number) {
      return requests.make(out.most.planned + number);
    };
    out.steady = open_loop(load, load_clock_, further, stop_);
    out.steady_disk_bytes = disk_bytes_read() - between;
    return out;
  }

  [[nodiscard]] SampleOrder sample_of(std::size_t most) const {
    const LoadClock::Time until = load_clock_.now() + std::chrono::seconds(order_.seconds);
    return {order_.seed, most,
            [this, until] { return stop_.stop_requested() || load_clock_.now() >= until; }};
  }

  template <typename Each, typename Ask>
  static Requests by_turns(std::vector<Each> sample, Ask ask) {
    if (sample.empty()) return {LeftOut::kNoComponents, 0, {}};
    const std::uint64_t size = sample.size();
    return {std::nullopt, size,
            [sample = std::move(sample), ask](std::uint64_t number) -> std::uint64_t {
              return ask(sample[number % sample.size()]);
            }};
  }

  Requests requests_of(BenchPart part) {
    const store::Store& store = subject_.store;
    if (report_.components == 0) return {LeftOut::kNoComponents, 0, {}};
    switch (part) {
      case BenchPart::kRetrieval:
        return by_turns(sample_files(store, sample_of(kFilesMax)),
                        [&store](const store::BlobId& file) { return read_whole(store, file); });
      case BenchPart::kReuse: {
        auto sample = sample_reuse(store, sample_of(kReuseMax), Date::in_vietnam(clock_.now_ms()));
        if (sample.empty() && !stop_.stop_requested()) return {LeftOut::kNoProcedures, 0, {}};
        return by_turns(std::move(sample), [this](const ReuseQuestion& question) {
          (void)subject_.reuse.ask(question);
          return 0;
        });
      }
      case BenchPart::kSearch: {
        if (!subject_.has_index) return {LeftOut::kIndexUnusable, 0, {}};
        SearchQuestion everything;
        everything.limit = 1;
        if (subject_.searches.search(everything).total == 0) return {LeftOut::kIndexEmpty, 0, {}};
        return by_turns(sample_searches(store, sample_of(kSearchesMax)),
                        [this](const SearchQuestion& question) { return search(question); });
      }
    }
    return {};
  }

  std::uint64_t search(const SearchQuestion& question) {
    try {
      (void)subject_.searches.search(question);
    } catch (const Error& error) {
      // Its text may quote the query, which is from somebody's paper.
      throw std::runtime_error(std::string(code_name(error.code())));
    }
    return 0;
  }

  const BenchSubject& subject_;
  const BenchOrder& order_;
  const Clock& clock_;
  LoadClock& load_clock_;
  const std::stop_token& stop_;
  BenchReport report_;
};

}  // namespace

BenchReport bench(const BenchSubject& subject, const BenchOrder& order, const Clock& clock,
                  LoadClock& load_clock, const std::stop_token& stop) {
  return Bench(subject, order, clock, load_clock, stop).run();
}

}  // namespace kho::warehouse
