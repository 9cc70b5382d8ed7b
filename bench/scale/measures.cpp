#include "bench/scale/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/corpus/random.h"
#include "bench/scale/population.h"
#include "bench/scale/process.h"
#include "store/backup_repository.h"
#include "warehouse/warehouse.h"

namespace kho::scale {
namespace {

using corpus::Random;
using nlohmann::json;
using warehouse::Job;
using warehouse::Uuid;
using warehouse::Warehouse;

constexpr std::chrono::hours kJobMax{12};
constexpr const char* kProgram = "bench_scale";

void require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

// All papers are of one year, so the index is one shard, its worst case; and a deposit now comes
// behind all that were filled in.
class Clock : public warehouse::Clock {
 public:
  [[nodiscard]] std::int64_t now_ms() const override {
    constexpr std::int64_t kNowMs = kFirstMs + std::int64_t{360} * 24 * 3600 * 1000;
    return kNowMs + std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - begin_)
                        .count();
  }

 private:
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

const Clock& bench_clock() {
  static const Clock clock;
  return clock;
}

// As a server opens it, but for the reading of files: what is read here is text already.
class Opened : public Warehouse {
 public:
  explicit Opened(const std::filesystem::path& directory)
      : Warehouse(directory, {}, bench_clock(), warehouse::system_random(),
                  [](std::span<const std::byte> file, const ingest::ExtractionOrder&) {
                    return scale::extraction_of(std::string(store::as_text(file)));
                  }) {
    require(search_index().failure().empty(), "index: " + search_index().failure());
  }
};

// Papers that are there, as they were filled in.
class Sample {
 public:
  Sample(const Extent& extent, const char* what)
      : first_(owner_of_paper(extent.destroyed) + 1),
        owners_(owner_of_paper(extent.filled - 1)),
        random_(2, what, extent.filled) {
    require(first_ < owners_, "too few owners to choose from");
  }
  [[nodiscard]] std::uint64_t owner() { return first_ + random_.below(owners_ - first_); }
  // One with 200 papers, or with 10.
  [[nodiscard]] std::uint64_t owner(bool many) {
    const std::uint64_t first = (first_ + kOwnersInBlock - 1) / kOwnersInBlock;
    if (many) {
      require(first * kOwnersInBlock < owners_, "no owner with many papers");
      return (first + random_.below((owners_ - 1) / kOwnersInBlock - first + 1)) * kOwnersInBlock;
    }
    std::uint64_t found = owner();
    while (has_many(found)) found = owner();
    return found;
  }
  [[nodiscard]] std::uint64_t paper() {
    const std::uint64_t of = owner();
    return first_paper_of(of) + random_.below(has_many(of) ? kManyPapers : kFewPapers);
  }

 private:
  std::uint64_t first_;
  std::uint64_t owners_;
  Random random_;
};

// The next paper for one of the owners; of no number that is filled in.
std::uint64_t deposited_number(const Extent& extent) { return (1ULL << 40) + extent.deposited; }

Uuid deposit_one(Warehouse& warehouse, const Extent& extent, std::uint64_t owner) {
  const std::uint64_t number = deposited_number(extent);
  const std::string bytes = file_text(number);
  warehouse::Deposit deposit;
  deposit.owner = owner_key(owner);
  deposit.owner_name = owner_name(owner);
  deposit.facts = facts(number);
  deposit.file_name = "scan.txt";
  deposit.file = store::as_bytes(bytes);
  const warehouse::Deposited done = warehouse.deposits().deposit(deposit);
  require(done.new_component && !done.new_owner, "a deposit was not what it should be");
  return done.component.id;
}

void deposit_some(Warehouse& warehouse, Extent& extent, std::uint64_t count) {
  Sample sample(extent, "deposit");
  for (std::uint64_t i = 0; i < count; ++i, ++extent.deposited) {
    (void)deposit_one(warehouse, extent, sample.owner());
  }
}

std::string content(Warehouse& warehouse, const Uuid& id) {
  const auto version = warehouse.current_version(id);
  require(version.has_value(), "component " + id.text() + " is missing");
  return std::string(store::as_text(warehouse.bytes_of(*version, store::Store::Verify::kIdentity)));
}

void require_paper(Warehouse& warehouse, std::uint64_t number) {
  require(content(warehouse, component_id(number)) == file_text(number),
          fmt::format("paper {} has other bytes", number));
}

json reuse(Warehouse& warehouse, const Extent& extent, bool many, bool recorded,
           std::uint64_t rounds) {
  Sample sample(extent, "reuse");
  std::uint64_t candidates = 0;
  json measured = timed(rounds, [&] {
    warehouse::ReuseQuestion question;
    question.owner = owner_key(sample.owner(many));
    question.procedure = kProcedure;
    question.location = "Tổ 5, xã Nghĩa Lộ";
    const warehouse::ReuseAnswer answer = warehouse.reuse().ask(question);
    if (recorded) warehouse.reuse().record(answer, {}, {});
    require(answer.owner_found == warehouse::OwnerFound::kKnown, "an owner is missing");
    for (const auto& requirement : answer.requirements) {
      for (const auto& alternative : requirement.alternatives) {
        for (const auto& type : alternative.types) candidates += type.candidates_held;
      }
    }
  });
  require(candidates > 0, "no owner holds any paper that is asked for");
  measured["candidates"] =
      static_cast<double>(candidates) / static_cast<double>(rounds + rounds / 10);
  return measured;
}

json search(Warehouse& warehouse, const Extent& extent, const char* what, std::uint64_t rounds,
            const std::function<warehouse::SearchQuestion(std::uint64_t paper)>& question_about) {
  Sample sample(extent, what);
  std::uint64_t totals = 0;
  json measured = timed(rounds, [&] {
    const std::uint64_t paper = sample.paper();
    const warehouse::SearchAnswer answer = warehouse.searches().search(question_about(paper));
    require(answer.total > 0, std::string("nothing was found: ") + what);
    totals += answer.total;
    if (answer.total > answer.hits.size()) return;  // On a later page, perhaps.
    require(std::ranges::any_of(answer.hits,
                                [&](const auto& hit) {
                                  return hit.component.component.id == component_id(paper);
                                }),
            std::string("a paper was not found: ") + what);
  });
  measured["found"] = static_cast<double>(totals) / static_cast<double>(rounds + rounds / 10);
  return measured;
}

// The report of a job that has ended well.
template <typename Report>
Report report_of(Warehouse& warehouse, const Job& started) {
  const auto job = warehouse.jobs().find(started.id, kJobMax);
  require(job.has_value() && job->state != warehouse::JobState::kRunning, "a job went on too long");
  if (job->failure) std::rethrow_exception(job->failure);
  return std::get<Report>(*job->report);
}

void add_rate(json& cost, std::uint64_t bytes) {
  cost["bytes"] = bytes;
  cost["mb_per_second"] =
      static_cast<double>(bytes) / 1e6 / std::max(cost["seconds"].get<double>(), 1e-9);
}

}  // namespace

json deposit(const Place& place, Extent& extent, std::uint64_t count) {
  Extent after = extent;
  after.deposited += count;
  json measured = apart([&] {
    Opened warehouse(place.warehouse);
    Sample sample(extent, "deposit");
    std::vector<double> us;
    Uuid last;
    for (; extent.deposited < after.deposited; ++extent.deposited) {
      const std::uint64_t owner = sample.owner();
      us.push_back(seconds_of([&] { last = deposit_one(warehouse, extent, owner); }) * 1e6);
    }
    --extent.deposited;
    require(content(warehouse, last) == file_text(deposited_number(extent)),
            "what was deposited last has other bytes");
    return percentiles(us);
  });
  extent = after;
  return measured;
}

json follow(const Place& place) {
  json measured = apart([&]() -> json {
    json costs;
    Opened warehouse(place.warehouse);
    costs["audit"] = cost_of([&] {
      while (warehouse.audit().step()) {
      }
    });
    if (!place.indexed) return costs;
    const store::Position from = warehouse.search_index().position();
    costs["feed"] = cost_of([&] {
      warehouse.search_index().want(warehouse.log_position());
      while (warehouse.search_index().step()) {
      }
    });
    costs["feed"]["entries"] = warehouse.log_position() - from;
    warehouse.catch_up();  // Reads the files that were deposited one by one.
    return costs;
  });
  if (!place.indexed) return measured;
  measured["idle"] = apart([&]() -> json {
    Opened warehouse(place.warehouse);
    const store::Position before = warehouse.log_position();
    json cost = cost_of([&] { warehouse.catch_up(); });
    require(warehouse.search_index().position() == before && warehouse.log_position() == before,
            "there was something left to do");
    return cost;
  });
  return measured;
}

json start(const Place& place, Extent& extent, std::uint64_t count) {
  json measured;
  apart_and_killed([&] {
    // Never closed: the process ends before.
    auto* warehouse = new Opened(place.warehouse);
    deposit_some(*warehouse, extent, count);
  });
  extent.deposited += count;
  const auto open = [&](bool cold) {
    return apart([&] {
      if (cold) forget_cached(place.warehouse);
      Sample sample(extent, "start");
      std::optional<Opened> warehouse;
      json costs;
      costs["open"] = cost_of([&] { warehouse.emplace(place.warehouse); });
      costs["first_get"] = cost_of([&] { require_paper(*warehouse, sample.paper()); });
      costs["close"] = cost_of([&] { warehouse.reset(); });
      return costs;
    });
  };
  measured["killed"] = open(false);
  measured["cold"] = open(true);
  measured["warm"] = open(false);
  return measured;
}

json ask(const Place& place, const Extent& extent, std::uint64_t rounds) {
  return apart([&] {
    json measured;
    Opened warehouse(place.warehouse);
    measured["reuse_few_us"] = reuse(warehouse, extent, false, false, rounds);
    measured["reuse_many_us"] = reuse(warehouse, extent, true, false, rounds);
    measured["reuse_many_recorded_us"] = reuse(warehouse, extent, true, true, rounds);
    Sample sample(extent, "get");
    measured["get_us"] = timed(rounds, [&] { require_paper(warehouse, sample.paper()); });
    const std::uint64_t searches = std::max<std::uint64_t>(rounds / 5, 20);
    if (place.indexed) {
      measured["search_number_us"] =
          search(warehouse, extent, "number", searches, [](std::uint64_t paper) {
            warehouse::SearchQuestion question;
            question.text = facts(paper).number;
            return question;
          });
      // The place and who signed: six words, all of which must match.
      measured["search_words_us"] =
          search(warehouse, extent, "words", searches, [](std::uint64_t paper) {
            const warehouse::Facts of = facts(paper);
            warehouse::SearchQuestion question;
            question.text = of.location.substr(of.location.find("xã ")) + " " + of.signer;
            return question;
          });
      measured["search_owner_type_us"] =
          search(warehouse, extent, "owner and type", searches, [](std::uint64_t paper) {
            warehouse::SearchQuestion question;
            question.owner = owner_key(owner_of_paper(paper));
            question.types = {facts(paper).type};
            return question;
          });
    }
    measured["resident_mb"] = status_megabytes("VmRSS");
    measured["anonymous_mb"] = status_megabytes("RssAnon");
    return measured;
  });
}

json overview(const Place& place, const Extent& extent) {
  return apart([&] {
    json measured;
    Opened warehouse(place.warehouse);
    warehouse::Statistics totals;
    measured["statistics"] = cost_of([&] { totals = warehouse.statistics(); });
    measured["doctor"] = cost_of([&] { (void)warehouse.diagnose(); });
    measured["status"] = cost_of([&] { (void)warehouse.status(); });
    require(totals.components == extent.components(),
            fmt::format("there are {} components instead of {}", totals.components,
                        extent.components()));
    measured["owners"] = totals.owners;
    measured["log_entries"] = totals.log_position;
    measured["segments"] = totals.store.segments;
    measured["segment_bytes"] = totals.segment_file_bytes;
    measured["table_bytes"] = totals.table_file_bytes;
    measured["index_bytes"] = totals.index_file_bytes;
    measured["record_bytes"] = totals.store.record_bytes;
    measured["chunks"] = totals.store.chunks.chunks;
    return measured;
  });
}

json destroy_and_compact(const Place& place, Extent& extent, std::uint64_t count,
                         std::uint64_t bytes_max) {
  json measured = apart([&] {
    json out;
    Opened warehouse(place.warehouse);
    std::vector<double> us;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Uuid id = component_id(extent.destroyed + i);
      us.push_back(seconds_of([&] {
                     (void)warehouse.destroy(id, {"hết thời hạn lưu trữ", "hội đồng"});
                   }) *
                   1e6);
      require(!warehouse.component(id), "a paper that was destroyed is there");
    }
    out["destroy_us"] = percentiles(us);
    store::CompactionPolicy policy;
    policy.dead_share = 1e-6;  // As many segments as the bound of bytes lets it.
    policy.bytes_max = bytes_max;
    store::CompactionReport report;
    json cost = cost_of([&] {
      report = report_of<store::CompactionReport>(warehouse, warehouse.start_compaction(policy));
    });
    require(report.segments_retired > 0 && report.failures.empty(), "nothing was compacted");
    add_rate(cost, report.bytes_read);
    cost["segments"] = report.segments_retired;
    out["compact"] = cost;
    return out;
  });
  extent.destroyed += count;
  return measured;
}

json check(const Place& place, const Extent& extent, bool read_data) {
  return apart([&] {
    Opened warehouse(place.warehouse);
    warehouse::CheckOrder order;
    order.read_data = read_data;
    warehouse::CheckReport report;
    json cost = cost_of([&] {
      report = report_of<warehouse::CheckReport>(warehouse, warehouse.start_check(order));
    });
    require(report.clean() && !report.stopped && report.components == extent.components(),
            report.findings.empty() ? "the check did not count all components"
                                    : "the check found: " + report.findings.front().text);
    if (read_data) add_rate(cost, report.store.bytes_read);
    return cost;
  });
}

json back_up(const Place& place, Extent& extent, std::uint64_t count) {
  std::filesystem::remove_all(place.backups);
  const auto once = [&](std::uint64_t papers_before) {
    return apart([&] {
      Opened warehouse(place.warehouse);
      deposit_some(warehouse, extent, papers_before);
      store::BackupReport report;
      json cost = cost_of([&] {
        report = report_of<store::BackupReport>(
            warehouse, warehouse.start_backup(place.backups, kProgram));
      });
      require(!report.snapshot.empty() && report.findings.empty(), "a backup is not whole");
      add_rate(cost, report.bytes_copied);
      return cost;
    });
  };
  json measured;
  measured["first"] = once(0);
  measured["second"] = once(count);
  extent.deposited += count;
  std::filesystem::remove_all(place.restored);
  measured["restore"] = apart([&]() -> json {
    const auto repository =
        store::BackupRepository::open(store::posix_file_system(), place.backups);
    const store::BackupSnapshot snapshot = repository.snapshot(repository.snapshots().back());
    store::RestoreReport report;
    json cost = cost_of([&] {
      report = Warehouse::restore(repository, snapshot, place.restored,
                                  [](std::uint64_t, std::uint64_t) {});
    });
    require(report.findings.empty(), "the restored copy is not whole");
    add_rate(cost, report.bytes_copied);
    return cost;
  });
  (void)apart([&]() -> json {
    Opened original(place.warehouse);
    Opened copy(place.restored);
    require(copy.log_position() == original.log_position() &&
                copy.statistics().components == extent.components(),
            "the restored copy has not the same");
    Sample sample(extent, "restored");
    for (int i = 0; i < 100; ++i) require_paper(copy, sample.paper());
    return nullptr;
  });
  std::filesystem::remove_all(place.restored);
  return measured;
}

}  // namespace kho::scale
