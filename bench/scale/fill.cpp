#include "bench/scale/fill.h"

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "bench/scale/population.h"
#include "ingest/extraction_codec.h"
#include "store/store.h"
#include "warehouse/component_code.h"
#include "warehouse/component_tables.h"
#include "warehouse/owner_entry.h"
#include "warehouse/owner_key.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::scale {
namespace {

using warehouse::Component;
using warehouse::Event;
using warehouse::TextState;

constexpr std::uint64_t kPapersInCommit = 2'000;

store::Options seldom_checkpointed() {
  store::Options options;
  options.checkpoint_bytes = 2ULL << 30;
  options.checkpoint_table_bytes = 64ULL << 20;
  return options;
}

struct Paper {
  std::uint64_t number = 0;
  Component component;
  TextState text;
  store::PreparedBlob file;
  store::PreparedBlob extraction;
};

Paper prepare(store::Store& store, std::uint64_t number) {
  Paper paper;
  paper.number = number;
  const std::string bytes = file_text(number);
  paper.file = store.prepare(store::as_bytes(bytes));
  paper.extraction = store.prepare(ingest::encode(extraction_of(bytes)));
  paper.text.outcome = TextState::Outcome::kText;
  paper.text.pages = 1;
  paper.text.text_sha256 = paper.extraction.id.raw();
  Component& component = paper.component;
  component.id = component_id(number);
  component.facts = facts(number);
  component.created_at_ms = deposited_ms(number);
  component.versions.push_back({1, std::string(paper.file.id.raw()), bytes.size(), "text/plain",
                                "scan.txt", component.created_at_ms});
  return paper;
}

std::vector<Paper> prepare_all(store::Store& store, std::uint64_t from, std::uint64_t to) {
  std::vector<Paper> papers;
  papers.reserve(to - from);
  for (; from < to; ++from) papers.push_back(prepare(store, from));
  return papers;
}

void enter(store::Transaction& transaction, const warehouse::CodeTemplate& codes, Paper& paper) {
  store::WriteTransaction& tables = transaction.tables();
  Component& component = paper.component;
  const std::uint64_t owner = owner_of_paper(paper.number);
  const std::string key = owner_key(owner);
  warehouse::Warnings unused;
  component.owner = warehouse::enter_owner(
                        transaction,
                        {warehouse::OwnerKey::parse(key), key, owner_name(owner), component.id},
                        owner_id(owner), component.created_at_ms, unused)
                        .id;
  component.code = warehouse::allocate_code(
      tables, codes,
      {component.owner, "", component.facts.type,
       warehouse::Date::in_vietnam(component.created_at_ms).year()});
  transaction.put_blob(paper.file);
  warehouse::put_component(tables, component);
  transaction.append_log(warehouse::encode(
      Event{Event::Type::kComponentDeposited, component.created_at_ms, component.id,
            component.owner, component.current().sha256, {}}));
  transaction.put_blob(paper.extraction);
  warehouse::put_text_state(tables, component.current().sha256, paper.text);
  const store::Position read = transaction.append_log(
      warehouse::encode(Event{Event::Type::kTextExtracted, component.created_at_ms, {}, {},
                              component.current().sha256, {}}));
  // As the reader of files keeps it (warehouse/reading_feeder.cpp): nothing waits to be read.
  tables.put(warehouse::kPositions, "text", store::be64(read));
}

}  // namespace

void fill(const std::filesystem::path& directory, std::uint64_t from, std::uint64_t to) {
  store::Store store(store::posix_file_system(), directory, warehouse::table_names(),
                     seldom_checkpointed());
  const auto codes = warehouse::CodeTemplate::parse(warehouse::kDefaultCodeTemplate);
  const auto begin = [&](std::uint64_t first) {
    return std::async(std::launch::async, prepare_all, std::ref(store), first,
                      std::min(first + kPapersInCommit, to));
  };
  auto next = begin(from);
  while (from < to) {
    std::vector<Paper> papers = next.get();
    from += papers.size();
    next = begin(from);
    store.commit([&](store::Transaction& transaction) {
      for (Paper& paper : papers) enter(transaction, codes, paper);
    });
  }
  next.get();
}

}  // namespace kho::scale
