#include "warehouse/warehouse.h"

#include <algorithm>
#include <cassert>
#include <thread>

#include "index/index.h"
#include "ingest/media_type.h"
#include "store/error.h"
#include "warehouse/component_tables.h"
#include "warehouse/facts_check.h"
#include "warehouse/index_feeder.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kFileNameBytesMax = 255;
constexpr std::size_t kOwnerNameBytesMax = 800;  // 200 characters of up to four bytes.

ComponentView view(const store::TableReader& tables, Component component) {
  ComponentView out;
  if (const auto type = find_type(tables, component.facts.type)) out.type_name = type->name;
  if (const auto owner = owner_of(tables, component.owner)) {
    out.owner_key_masked = masked_owner_key(owner->key);
  }
  if (const auto text = tables.get(kTexts, component.current().sha256)) {
    out.text = decode_text_state(*text);
  }
  out.component = std::move(component);
  return out;
}

void add(Warnings& to, Warnings more) {
  for (Warning& warning : more) to.push_back(std::move(warning));
}

}  // namespace

struct Warehouse::Impl {
  Impl(const std::filesystem::path& directory, Settings given, const Clock& clock_, Random& random_,
       ExtractText extract)
      : settings(given),
        clock(clock_),
        random(random_),
        store(store::posix_file_system(), directory, table_names()),
        text_reader(store, clock, std::move(extract)),
        text_loop(store, text_reader),
        keys(directory / "keys"),
        audit_tree(store, clock, random, keys, settings.checkpoints),
        audit_loop(store, audit_tree) {
    try {
      index_feeder.emplace(store, directory / "index");
      searcher.emplace(directory / "index");
      index_loop.emplace(store, *index_feeder);
    } catch (const index::Error& error) {
      index_failure = error.what();
    }
  }

  Date today() const { return Date::in_vietnam(clock.now_ms()); }

  // Throws kNotFound.
  static Component found(const store::TableReader& tables, const Uuid& id) {
    auto component = find_component(tables, id.raw());
    if (!component) throw Error(Errc::kNotFound, "there is no such component");
    return std::move(*component);
  }

  // In normal form; empty where the owner's record is gone.
  std::string owner_key_of(const Uuid& component) const {
    const auto tables = store.snapshot();
    const auto owner = owner_of(*tables, found(*tables, component).owner);
    return owner ? owner->key : std::string();
  }

  // Changes the record of a component inside one commit.
  ComponentView change(const Uuid& id,
                       const std::function<void(store::Transaction&, Component&)>& how,
                       store::Store::Urgency urgency = store::Store::Urgency::kNormal) {
    ComponentView changed;
    store.commit(
        [&](store::Transaction& transaction) {
          Component component = found(transaction.tables(), id);
          how(transaction, component);
          changed = view(transaction.tables(), std::move(component));
        },
        urgency);
    return changed;
  }

  const Settings settings;
  const Clock& clock;
  Random& random;
  store::Store store;
  TextReader text_reader;
  FollowerLoop text_loop;
  KeyRing keys;
  AuditTree audit_tree;
  FollowerLoop audit_loop;
  // All three are set, or index_failure says why not.
  std::optional<IndexFeeder> index_feeder;
  std::optional<index::Searcher> searcher;
  std::optional<FollowerLoop> index_loop;
  std::string index_failure;
  Jobs jobs{clock, random};
  // Last, so that the threads end before what they use.
  std::vector<std::jthread> threads;
};

void Warehouse::create(const std::filesystem::path& directory) {
  store::Store::create(store::posix_file_system(), directory);
}

store::RebuildReport Warehouse::rebuild(
    const std::filesystem::path& directory,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  store::RebuildReport report =
      store::rebuild_tables(store::posix_file_system(), directory, table_names(), {}, progress);
  const bool lost = std::ranges::any_of(report.findings, [](const store::Finding& finding) {
    return finding.severity != store::Finding::Severity::kNote;
  });
  if (lost) std::filesystem::remove_all(directory / "index");
  return report;
}

Warehouse::Warehouse(const std::filesystem::path& directory, Settings settings, const Clock& clock,
                     Random& random, ExtractText extract)
    : impl_(std::make_unique<Impl>(directory, settings, clock, random, std::move(extract))) {}

Warehouse::~Warehouse() {
  if (impl_->threads.empty()) return;
  impl_->threads.clear();
  try {
    impl_->audit_tree.sign_rest();
  } catch (const std::exception&) {
    // The next opening signs it.
  }
}

const Settings& Warehouse::settings() const { return impl_->settings; }

ImportCounts Warehouse::import_catalogue(const Catalogue& catalogue) {
  ImportCounts counts;
  impl_->store.commit([&](store::Transaction& transaction) {
    counts = warehouse::import_catalogue(transaction.tables(), catalogue);
    if (counts.added + counts.changed == 0) return;
    transaction.append_log(encode(Event{
        Event::Type::kCatalogueImported,
        impl_->clock.now_ms(),
        {},
        {},
        {},
        std::to_string(counts.added) + " added, " + std::to_string(counts.changed) + " changed"}));
  });
  return counts;
}

Deposited Warehouse::deposit(const Deposit& deposit) {
  const OwnerKey key = OwnerKey::parse(deposit.owner);
  if (deposit.file.empty()) throw Error(Errc::kFileEmpty, "the file is empty");
  if (deposit.file.size() > impl_->settings.file_bytes_max) {
    throw Error(Errc::kFileTooLarge, "the file has more than " +
                                         std::to_string(impl_->settings.file_bytes_max) +
                                         " bytes, the limit of this warehouse");
  }
  const std::string file_name = normal_text("file name", deposit.file_name, kFileNameBytesMax);
  const std::string owner_name = normal_text("owner_name", deposit.owner_name, kOwnerNameBytesMax);

  Deposited result;
  Component& component = result.component;
  component.facts = deposit.facts;
  check_facts(component.facts);
  const std::int64_t now_ms = impl_->clock.now_ms();
  component.id = Uuid::make(impl_->clock, impl_->random);
  component.created_at_ms = now_ms;
  component.keep_until = deposit.keep_until;
  const store::PreparedBlob blob = impl_->store.prepare(deposit.file);
  const std::string sha256(blob.id.raw());
  const std::string media_type(ingest::sniff_media_type(deposit.file));
  component.versions.push_back({1, sha256, deposit.file.size(), media_type, file_name, now_ms});
  const Owner new_owner{Uuid::make(impl_->clock, impl_->random), key.text(), owner_name, now_ms};
  Warnings found_inside;

  impl_->store.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    const auto type = find_type(tables, component.facts.type);
    if (!type) {
      throw Error(Errc::kTypeUnknown,
                  "no such component type in the catalogue; see kho catalog import");
    }
    component.facts.kind = deposit.kind.value_or(type->kind);
    const auto known_owner = find_owner(tables, key);
    result.new_owner = !known_owner;
    component.owner = known_owner.value_or(new_owner.id);
    if (!known_owner) {
      put_owner(tables, new_owner);
      transaction.append_log(
          encode(Event{Event::Type::kOwnerCreated, now_ms, {}, new_owner.id, {}, {}}));
    } else {
      Owner owner = owner_of(tables, *known_owner).value();
      if (owner.name.empty() && !owner_name.empty()) {
        owner.name = owner_name;
        put_owner(tables, owner);
        transaction.append_log(
            encode(Event{Event::Type::kOwnerNamed, now_ms, {}, owner.id, {}, {}}));
      } else if (!owner_name.empty() && owner.name != owner_name) {
        found_inside.push_back({"owner_name_differs",
                                "the warehouse knows this owner by another name; the name held "
                                "stays"});
      }
    }
    if (const auto held = same_paper(tables, component)) {
      found_inside.push_back({"already_held", "component " + held->text() +
                                                  " of this owner and type holds the same file"});
    }
    const store::PutResult put = transaction.put_blob(blob);
    result.new_bytes = put.inserted;
    result.stored_bytes = put.stored_bytes;
    put_component(tables, component);
    result.position = transaction.append_log(encode(Event{
        Event::Type::kComponentDeposited, now_ms, component.id, component.owner, sha256, {}}));
  });

  add(result.warnings, key.warnings(impl_->today()));
  add(result.warnings, facts_warnings(component.facts, impl_->today()));
  add(result.warnings, std::move(found_inside));
  if (!deposit.declared_media_type.empty() && deposit.declared_media_type != media_type &&
      deposit.declared_media_type != "application/octet-stream") {
    result.warnings.push_back({"media_type_differs", "the content is " + media_type +
                                                         ", which is not what was declared"});
  }
  return result;
}

std::optional<ComponentView> Warehouse::component(const Uuid& id) const {
  const auto tables = impl_->store.snapshot();
  auto component = find_component(*tables, id.raw());
  if (!component) return std::nullopt;
  return view(*tables, std::move(*component));
}

std::optional<Version> Warehouse::current_version(const Uuid& id) const {
  const auto component = find_component(*impl_->store.snapshot(), id.raw());
  if (!component) return std::nullopt;
  return component->current();
}

store::Bytes Warehouse::bytes_of(const Version& version, store::Store::Verify verify) const {
  const store::BlobId blob = *store::BlobId::from_raw(version.sha256);
  auto bytes = impl_->store.get(blob, verify);
  if (!bytes) throw store::Error(store::Errc::kCorrupt, "blob " + blob.hex() + " is missing");
  return std::move(*bytes);
}

ComponentView Warehouse::hold(const Uuid& id, const HoldOrder& order) {
  const HoldOrder good = checked(order, impl_->today(), impl_->owner_key_of(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, [&](store::Transaction& transaction, Component& component) {
    place_hold(transaction, component, good, now_ms);
  });
}

ComponentView Warehouse::lift_hold(const Uuid& id, const std::string& name) {
  const std::int64_t now_ms = impl_->clock.now_ms();
  // On a full disk it may stand in the way of a destruction.
  return impl_->change(
      id,
      [&](store::Transaction& transaction, Component& component) {
        warehouse::lift_hold(transaction, component, name, now_ms);
      },
      store::Store::Urgency::kFreesSpace);
}

ComponentView Warehouse::keep_until(const Uuid& id, Date day) {
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, [&](store::Transaction& transaction, Component& component) {
    prolong_retention(transaction, component, day, now_ms);
  });
}

Destruction Warehouse::plan_destruction(const Uuid& id) const {
  const auto tables = impl_->store.snapshot();
  return warehouse::plan_destruction(*tables, Impl::found(*tables, id), impl_->today());
}

Destruction Warehouse::destroy(const Uuid& id, const DestructionOrder& order) {
  const DestructionOrder good = checked(order, impl_->owner_key_of(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  Destruction done;
  impl_->store.commit(
      [&](store::Transaction& transaction) {
        const Component component = Impl::found(transaction.tables(), id);
        done = warehouse::destroy(transaction, component, good, now_ms);
      },
      store::Store::Urgency::kFreesSpace);
  return done;
}

ReuseAnswer Warehouse::reuse(const ReuseQuestion& question) const {
  const OwnerKey key = OwnerKey::parse(question.owner);
  ReuseAnswer answer;
  answer.on = question.on.value_or(impl_->today());
  const auto tables = impl_->store.snapshot();
  const Procedure procedure = procedure_in_force(*tables, question.procedure, answer.on);
  const auto owner = find_owner(*tables, key);
  answer.owner_key_masked = masked_owner_key(key.text());
  answer.owner_known = owner.has_value();
  answer.procedure = procedure.code;
  answer.procedure_name = procedure.name;
  answer.procedure_valid_from = procedure.valid_from;
  answer.position = impl_->store.log().last(*tables);
  const Holdings holdings{[&](const std::string& type) {
                            return owner ? components_of(*tables, *owner, type)
                                         : std::vector<Component>{};
                          },
                          [&](const std::string& type) { return find_type(*tables, type); }};
  for (const Requirement& requirement : procedure.requirements) {
    answer.requirements.push_back(judge(requirement, holdings, answer.on, question.location));
  }
  return answer;
}

SearchAnswer Warehouse::search(const SearchQuestion& question) const {
  if (!impl_->searcher) throw index::Error(index::Errc::kDamaged, impl_->index_failure);
  SearchAnswer answer;
  index::Query query;
  query.text = question.text;
  query.limit = question.limit;
  query.offset = question.offset;
  const auto restrict = [&](index::Field field, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      if (value.empty() || value.size() > 200) {
        throw Error(Errc::kQueryInvalid, "a filter value has 1 to 200 bytes");
      }
      query.filters.push_back({field, value});
    }
  };
  restrict(index::Field::kType, question.types);
  restrict(index::Field::kKind, question.kinds);
  restrict(index::Field::kYear, question.years);
  std::optional<Uuid> owner = question.owner_id;
  if (!question.owner.empty()) {
    const OwnerKey key = OwnerKey::parse(question.owner);
    const auto known = find_owner(*impl_->store.snapshot(), key);
    if (!known || (owner && *owner != *known)) {
      // Nobody's papers: the same answer as for an owner without any.
      answer.total_is_exact = true;
      answer.log_position = impl_->store.last_position();
      answer.position = answer.log_position;
      return answer;
    }
    owner = known;
  }
  if (owner) query.filters.push_back({index::Field::kOwner, owner->text()});
  if (question.wait_for_position > 0) {
    wait_searchable(question.wait_for_position,
                    std::chrono::steady_clock::now() + question.wait_max);
  }
  index::Result found;
  try {
    found = impl_->searcher->search(query);
  } catch (const index::Error& error) {
    if (error.code() != index::Errc::kBadQuery) throw;
    throw Error(Errc::kQueryInvalid, error.what());
  }
  const auto tables = impl_->store.snapshot();
  for (const index::Hit& hit : found.hits) {
    const auto id = Uuid::parse(hit.id);
    if (!id) continue;
    try {
      // The index may be behind: what is no longer there is not shown.
      if (auto component = find_component(*tables, id->raw())) {
        answer.hits.push_back({view(*tables, std::move(*component)), hit.score});
      }
    } catch (const store::Error& error) {
      // A damaged record costs one hit, not the search.
      if (!store::is_damage(error)) throw;
    }
  }
  answer.total = found.total;
  answer.total_is_exact = found.total_is_exact;
  answer.position = found.position;
  answer.log_position = impl_->store.log().last(*tables);
  return answer;
}

Status Warehouse::status() const {
  Status status;
  status.writable = impl_->store.writable();
  status.searchable = impl_->searcher.has_value();
  status.log_position = impl_->store.last_position();
  status.text_position = impl_->text_reader.position();
  if (impl_->index_feeder) status.index_position = impl_->index_feeder->position();
  status.audit_position = impl_->audit_tree.position();
  if (!status.writable) status.failures.push_back("writing stopped after a failed write; restart");
  if (!impl_->index_failure.empty()) status.failures.push_back("index: " + impl_->index_failure);
  if (const std::string failure = impl_->text_loop.failure(); !failure.empty()) {
    status.failures.push_back("text reader: " + failure);
  }
  if (impl_->index_loop) {
    if (const std::string failure = impl_->index_loop->failure(); !failure.empty()) {
      status.failures.push_back("index feeder: " + failure);
    }
  }
  if (const std::string failure = impl_->keys.failure(); !failure.empty()) {
    status.failures.push_back("signing key: " + failure);
  }
  if (const std::string failure = impl_->audit_loop.failure(); !failure.empty()) {
    status.failures.push_back("audit: " + failure);
  }
  return status;
}

Statistics Warehouse::statistics() const { return statistics_of(impl_->store); }

Job Warehouse::start_compaction(const store::CompactionPolicy& policy) {
  return impl_->jobs.start(
      JobKind::kCompact,
      [this, policy](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
        return store::compact(impl_->store, policy, stop, progress);
      });
}

Job Warehouse::start_check(const CheckOrder& order) {
  if (order.parts < 1 || order.parts > kCheckPartsMax || order.part.value_or(0) >= order.parts) {
    throw Error(Errc::kJobInvalid, "parts are 1 to " + std::to_string(kCheckPartsMax) +
                                       ", and a part is one of them, from 0");
  }
  // So that all parts have their turn when each day checks one.
  const auto day = static_cast<std::uint32_t>(std::max(impl_->today().days(), 0));
  const store::CheckOptions options{order.read_data, order.parts,
                                    order.part.value_or(day % order.parts)};
  return impl_->jobs.start(
      JobKind::kCheck,
      [this, options](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
        return check(impl_->store, options, stop, progress);
      });
}

Job Warehouse::start_audit(const AuditOrder& order) {
  return impl_->jobs.start(
      JobKind::kAudit,
      [this, order](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
        return warehouse::audit(impl_->store, impl_->keys, order, stop, progress);
      });
}

AuditTree& Warehouse::audit() { return impl_->audit_tree; }

KeyRing& Warehouse::keys() { return impl_->keys; }

LogPage Warehouse::log_page(store::Position after, std::uint64_t entries_max) const {
  return read_log(impl_->store, after, entries_max);
}

Jobs& Warehouse::jobs() { return impl_->jobs; }

void Warehouse::start_followers() {
  assert(impl_->threads.empty());
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->text_loop.run(stop); });
  if (impl_->index_loop) {
    impl_->threads.emplace_back([this](std::stop_token stop) { impl_->index_loop->run(stop); });
  }
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->audit_loop.run(stop); });
}

void Warehouse::stop_waiting() {
  impl_->text_loop.stop_waiting();
  if (impl_->index_loop) impl_->index_loop->stop_waiting();
  impl_->audit_loop.stop_waiting();
  impl_->jobs.shut_down();
}

void Warehouse::catch_up() {
  while (impl_->text_reader.step()) {
  }
  while (impl_->index_feeder && impl_->index_feeder->step()) {
  }
  while (impl_->audit_tree.step()) {
  }
}

bool Warehouse::wait_searchable(store::Position position,
                                std::chrono::steady_clock::time_point deadline) const {
  if (!impl_->index_loop) return false;
  // What the text reader found stands in the log behind `position`.
  return impl_->text_loop.wait_until(position, deadline) &&
         impl_->index_loop->wait_until(impl_->store.last_position(), deadline);
}

}  // namespace kho::warehouse
