// The reuse answer in process, over a large warehouse: owners with 10 papers and owners with 200,
// at random, so that little of what an answer reads is in the processor's caches. A real procedure
// asks for six papers; so does this one (bench/README.md).
//
// Usage: bench_reuse DIRECTORY [--components N] [--rounds N] [--keep]

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/corpus/random.h"
#include "bench/scale/population.h"
#include "bench/scale/process.h"
#include "warehouse/component_tables.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"
#include "warehouse/warehouse.h"

namespace {

using namespace kho::warehouse;
using kho::corpus::Random;
using kho::scale::kFewPapers;
using kho::scale::kManyPapers;
using kho::scale::kProcedure;
using kho::scale::kTypes;
using kho::scale::type_code;
using SteadyClock = std::chrono::steady_clock;
namespace fs = std::filesystem;
namespace store = kho::store;

constexpr std::int64_t kNowMs = 1795395600000;  // 2026-11-23

// Owner keys that pass their check: personal numbers of Hà Nội, none of them anybody's.
std::string owner_key(std::uint64_t owner) {
  return fmt::format("cccd:0010{:08}", owner * 7 + 10'000'019);
}

Component component(Random& random, const Uuid& id, const Uuid& owner, std::size_t number,
                    const store::BlobId& blob) {
  Component made;
  made.id = id;
  made.owner = owner;
  made.created_at_ms = kNowMs;
  Facts& facts = made.facts;
  // Some types are common, as business registrations are.
  facts.type = type_code(static_cast<int>(std::min(random.below(kTypes), random.below(kTypes))));
  facts.number = fmt::format("{}/GCN-SCT", number);
  facts.issue_date = Date(17000 + static_cast<int>(random.below(3500)));
  facts.issuer = "H63.12";
  facts.issuer_name = "Sở Công Thương tỉnh Yên Bái";
  facts.signer = "Hoàng Văn Quyết";
  facts.subject = "Giấy chứng nhận đủ điều kiện kinh doanh trên địa bàn thị xã Nghĩa Lộ";
  facts.location = "Tổ 5, phường Trung Tâm, thị xã Nghĩa Lộ";
  if (random.below(2) == 0) {
    facts.validity.kind = Validity::Kind::kIndefinite;
  } else {
    facts.validity = {Validity::Kind::kUntil, facts.issue_date,
                      Date(facts.issue_date->days() + 1825)};
  }
  facts.digitised_by = "canbo.motcua";
  made.versions.push_back(
      {1, std::string(blob.raw()), 500'000, "application/pdf", "scan.pdf", kNowMs});
  return made;
}

// Fills a warehouse, as deposits would, many of them in one commit. How many owners have few
// papers.
std::uint64_t fill(const fs::path& directory, std::uint64_t components, std::uint64_t owners_many) {
  store::Store store(store::posix_file_system(), directory, table_names());
  Random random(1, "reuse", 0);
  std::uint64_t owners = 0;
  for (std::uint64_t done = 0; done < components;) {
    const std::uint64_t owner_number = owners++;
    const std::size_t papers = owner_number < owners_many ? kManyPapers : kFewPapers;
    const Uuid owner = Uuid::make(system_clock(), system_random());
    std::vector<store::PreparedBlob> blobs;
    for (std::size_t i = 0; i < papers; ++i) {
      const std::string bytes = fmt::format("paper {} of {}", i, owner_number);
      blobs.push_back(store.prepare(store::as_bytes(bytes)));
    }
    store.commit([&](store::Transaction& transaction) {
      put_owner(transaction.tables(), {owner, owner_key(owner_number), "Công ty", kNowMs});
      for (std::size_t i = 0; i < papers; ++i) {
        transaction.put_blob(blobs[i]);
        const Component made = component(random, Uuid::make(system_clock(), system_random()), owner,
                                         done + i, blobs[i].id);
        put_component(transaction.tables(), made);
        transaction.append_log(encode(Event{
            Event::Type::kComponentDeposited, kNowMs, made.id, owner, made.current().sha256, {}}));
      }
    });
    done += papers;
  }
  return owners - owners_many;
}

void measure(Warehouse& warehouse, const std::string& what, std::uint64_t first,
             std::uint64_t owners, std::size_t rounds, bool recorded) {
  Random random(2, what, 0);
  std::vector<double> us;
  std::uint64_t candidates = 0;
  for (std::size_t i = 0; i < rounds + rounds / 10; ++i) {
    ReuseQuestion question;
    question.owner = owner_key(first + random.below(owners));
    question.procedure = kProcedure;
    question.on = Date::parse("2026-11-23");
    question.location = "tổ 5, phường Trung Tâm, thị xã Nghĩa Lộ";
    const auto begin = SteadyClock::now();
    const ReuseAnswer answer = warehouse.reuse().ask(question);
    if (recorded) warehouse.reuse().record(answer, {}, {});
    const double took =
        std::chrono::duration<double, std::micro>(SteadyClock::now() - begin).count();
    if (answer.owner_found != OwnerFound::kKnown) throw std::runtime_error("an owner is missing");
    if (i < rounds / 10) continue;  // The first answers map the tables.
    us.push_back(took);
    for (const RequirementAnswer& requirement : answer.requirements) {
      for (const AlternativeAnswer& alternative : requirement.alternatives) {
        for (const TypeAnswer& type : alternative.types) candidates += type.candidates_held;
      }
    }
  }
  const auto p = kho::scale::percentiles(std::move(us));
  const auto at = [&](const char* name) { return p.at(name).get<double>(); };
  fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.1f} | {:.0f} |\n", what,
             static_cast<double>(candidates) / static_cast<double>(rounds), at("p50"), at("p90"),
             at("p99"), at("p999"), at("max"));
  std::fflush(stdout);
}

void run(const fs::path& directory, std::uint64_t components, std::size_t rounds) {
  // Half of the papers belong to owners with many.
  const std::uint64_t owners_many = std::max<std::uint64_t>(components / 2 / kManyPapers, 1);
  if (!fs::exists(directory)) {
    const auto begin = SteadyClock::now();
    Warehouse::create(directory);
    const std::uint64_t owners_few = fill(directory, components, owners_many);
    fmt::print("{} components of {} owners filled in {:.0f} s\n\n", components,
               owners_many + owners_few,
               std::chrono::duration<double>(SteadyClock::now() - begin).count());
  }
  const std::uint64_t owners_few = (components - owners_many * kManyPapers) / kFewPapers;
  Warehouse warehouse(directory, {}, system_clock(), system_random(),
                      [](std::span<const std::byte>, const kho::ingest::ExtractionOrder&) {
                        return kho::ingest::Extraction();
                      });
  warehouse.import_catalogue(kho::scale::catalogue());
  fmt::print(
      "| owners with | candidates | p50, us | p90 | p99 | p99.9 | worst |\n"
      "|---|---|---|---|---|---|---|\n");
  measure(warehouse, "10 papers", owners_many, owners_few, rounds, false);
  measure(warehouse, "200 papers", 0, owners_many, rounds, false);
  measure(warehouse, "200 papers, each question recorded", 0, owners_many, rounds, true);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The reuse answer over a large warehouse"};
  fs::path directory;
  std::uint64_t components = 2'000'000;
  std::size_t rounds = 100'000;
  bool keep = false;
  app.add_option("DIRECTORY", directory)->required()->check(CLI::ExistingDirectory);
  app.add_option("--components", components)
      ->check(CLI::Range(std::uint64_t{1'000}, std::uint64_t{100'000'000}))
      ->capture_default_str();
  app.add_option("--rounds", rounds, "Questions of each row")
      ->check(CLI::Range(std::size_t{100}, std::size_t{100'000'000}))
      ->capture_default_str();
  app.add_flag("--keep", keep, "Leave the warehouse there, and use one that is there");
  CLI11_PARSE(app, argc, argv);
  const fs::path warehouse = directory / "kho-bench-reuse";
  int status = 0;
  try {
    if (!keep) fs::remove_all(warehouse);
    run(warehouse, components, rounds);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_reuse: {}\n", error.what());
    status = 2;
  }
  if (!keep) fs::remove_all(warehouse);
  return status;
}
