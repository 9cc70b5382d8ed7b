#include "tools/import/importer.h"

#include <algorithm>
#include <utility>

#include "tools/language.h"
#include "tools/requests.h"
#include "warehouse/warehouse.h"

namespace kho::tools {
namespace {

using Outcome = ImportState::Outcome;

// Bounds of what is kept in memory; beyond them a superseded paper is revoked instead, and a type
// is asked for again.
constexpr std::size_t kWaitingBytesMax = 256 << 20;
constexpr std::size_t kTypesMax = 10'000;

}  // namespace

bool Importer::run(LineSource& source) {
  bool stopped = around_.stop();
  while (!stopped) {
    const auto item = source.next();
    if (!item) break;
    if (++counts_.lines > kImportLinesMax) {
      throw CommandError(kRefused, "manifest_invalid",
                         tr("the manifest has more lines than one import takes: split it"));
    }
    if (item->line) {
      take(*item->line, waiting_bytes_ > kWaitingBytesMax);
    } else {
      fail(item->number, *item->problem);
    }
    around_.progress(counts_, source.share_read());
    stopped = around_.stop();
  }
  if (!stopped) stopped = !take_waiting();
  if (state_ != nullptr) state_->make_durable();
  return !stopped;
}

void Importer::take(const ImportLine& line, bool is_last_chance) {
  const store::Sha256 identity = line.identity();
  const auto before = state_ == nullptr ? std::nullopt : state_->find(identity);
  if (before && (before->outcome == Outcome::kNew || before->outcome == Outcome::kHeld)) {
    papers_.add(line.record, before->component);
    ++counts_.done_before;
    return;
  }
  if (before && before->outcome == Outcome::kFailed && !rules_.retry_failed) {
    ++counts_.failed_before;
    return;
  }
  try {
    check_record(line.record);
    check_metadata(line.metadata);
    if (rules_.dry_run) {
      check(line);
      ++counts_.valid;
      return;
    }
    papers_.add(line.record, std::nullopt);
    if (!is_last_chance && is_superseded(line.record)) {
      waiting_.push_back(line);
      waiting_bytes_ += api::dump(line.metadata).size() + api::dump(line.record).size();
      return;
    }
    put_in(line, identity, before);
  } catch (const CommandError& error) {
    if (is_of_the_warehouse(error)) throw;
    if (state_ != nullptr) {
      state_->add(identity, {Outcome::kFailed, {}}, line.number, error.code(), 0);
    }
    fail(line.number, error);
  }
}

void Importer::put_in(const ImportLine& line, const store::Sha256& identity,
                      const std::optional<ImportState::Entry>& before) {
  ImportState::Entry entry{Outcome::kPending, {}};
  BulkDeposit deposit;
  if (before && before->outcome == Outcome::kPending) {
    deposit.component = before->component;
    deposit.is_new = true;
  } else {
    ImportLine standing = line;
    standing.metadata = metadata_before_fall(line.metadata, line.record);
    deposit = deposit_in_bulk(around_.ask, standing, content_of(folder_, line));
  }
  entry.component = deposit.component;
  if (!stands_freely(line.record)) {
    // Known for certain before it falls: one that fell is not recognised when it comes again.
    state_->add(identity, entry, line.number, {}, deposit.position);
    state_->make_durable();
    restore_standing(around_.ask, entry.component, line.record, papers_);
  }
  entry.outcome = deposit.is_new ? Outcome::kNew : Outcome::kHeld;
  state_->add(identity, entry, line.number, {}, deposit.position);
  papers_.add(line.record, entry.component);
  count(deposit);
}

void Importer::check(const ImportLine& line) {
  const std::string& type = line.metadata.at("type").get_ref<const std::string&>();
  if (!known_types_.contains(type)) {
    try {
      static_cast<void>(around_.ask(get_request("/v1/component-types/" + type)));
    } catch (const CommandError& error) {
      if (error.status() != kNotFound) throw;
      throw CommandError(kRefused, "type_unknown",
                         tr("no such component type in the catalogue; see kho catalog import"));
    }
    if (known_types_.size() == kTypesMax) known_types_.clear();
    known_types_.insert(type);
  }
  if (line.sha256) {
    counts_.bytes += content_of(folder_, line).size();
    return;
  }
  const Folder::File file = folder_.open(line.file);
  check_size(file, warehouse::Settings{}.file_bytes_max);
  if (file.size == 0) throw CommandError(kRefused, "file_empty", tr("the file is empty"));
}

void Importer::count(const BulkDeposit& deposit) {
  ++(deposit.is_new ? counts_.imported : counts_.held);
  counts_.bytes += deposit.size;
  counts_.stored_bytes += deposit.stored_bytes;
  for (const std::string& code : deposit.warnings) ++counts_.warnings[code];
}

void Importer::fail(std::uint64_t line, const CommandError& error) {
  ++counts_.failed;
  around_.report(line, error);
}

bool Importer::take_waiting() {
  // The oldest of each line first: the last paper remembers the one whose place it took last.
  std::vector<std::pair<int, std::size_t>> order;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    order.emplace_back(-papers_.successors_of(waiting_[i].record), i);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [unused, i] : order) {
    if (around_.stop()) return false;
    take(waiting_[i], true);
  }
  return true;
}

}  // namespace kho::tools
