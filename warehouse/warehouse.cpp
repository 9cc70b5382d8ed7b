#include "warehouse/warehouse.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <thread>
#include <utility>

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/backing_up.h"
#include "warehouse/component_tables.h"
#include "warehouse/damage_marks.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/identity.h"
#include "warehouse/owner_codec.h"
#include "warehouse/owner_entry.h"
#include "warehouse/paper_rights.h"
#include "warehouse/reading_feeder.h"
#include "warehouse/reading_queue.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"
#include "warehouse/symptoms.h"
#include "warehouse/tallier.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {

struct Warehouse::Impl {
  Impl(const std::filesystem::path& directory_, Settings given, const Clock& clock_,
       Random& random_, ReadFile read_file, DrawPage draw_page)
      : directory(directory_),
        settings(given),
        clock(clock_),
        random(random_),
        store(store::posix_file_system(), directory, table_names()),
        readings(store, clock, std::move(read_file), settings.reading),
        reading_feeder(store, [this] { readings.notice(); }),
        reading_loop(store, reading_feeder),
        previews(std::move(draw_page)),
        keys(directory / "keys"),
        audit_tree(store, clock, random, keys, settings.checkpoints),
        audit_loop(store, audit_tree),
        tallier(store),
        tally_loop(store, tallier),
        search_index(store, clock, directory / "index"),
        index_loop(store, search_index),
        searches(store, search_index, [this](store::Position position, auto wait_max) {
          wait_searchable(position, std::chrono::steady_clock::now() + wait_max);
        }) {
    scheduler.set_policy(settings.schedule);
  }

  // What was read stands in the log behind `position`.
  bool wait_searchable(store::Position position,
                       std::chrono::steady_clock::time_point deadline) const {
    return search_index.failure().empty() && reading_loop.wait_until(position, deadline) &&
           readings.wait_until(position, deadline) &&
           index_loop.wait_until(store.last_position(), deadline);
  }

  Date today() const { return Date::in_vietnam(clock.now_ms()); }

  // What no text about this component may hold.
  std::vector<std::string> keys_around(const Uuid& component) const {
    const auto tables = store.snapshot();
    return warehouse::keys_around(*tables, component_at(*tables, component).owner);
  }

  store::Bytes blob(const std::string& sha256, store::Store::Verify verify) const {
    const store::BlobId id = *store::BlobId::from_raw(sha256);
    auto bytes = store.get(id, verify);
    if (!bytes) throw store::Error(store::Errc::kCorrupt, "blob " + id.hex() + " is missing");
    return std::move(*bytes);
  }

  // As well as it can be: whoever reads the file must hear of the damage, not of this.
  void mark_damaged(const std::string& sha256) {
    try {
      warehouse::mark_damaged(store, sha256, clock.now_ms());
    } catch (const std::system_error&) {
      // The store refuses writes: status() tells. The next check marks it.
    }
  }

  // Checks, and enters what was found. A warehouse that cannot be written to is checked, too.
  CheckReport check(const store::CheckOptions& options, const std::stop_token& stop,
                    const Jobs::Progress& progress) {
    CheckReport report = warehouse::check(store, options, stop, progress);
    try {
      enter_findings(store, report, options.read_data, clock.now_ms());
    } catch (const std::system_error& error) {
      ++report.errors;
      report.findings.push_back({store::Finding::Severity::kError,
                                 std::string("damaged files could not be marked: ") + error.what(),
                                 {},
                                 {},
                                 0});
    }
    return report;
  }

  Job start_check(const store::CheckOptions& options) {
    return jobs.start(
        JobKind::kCheck,
        [this, options](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
          CheckReport report = check(options, stop, progress);
          const bool read_all = options.read_data && options.parts == 1 && !report.stopped;
          if (read_all && report.clean()) scheduler.note_whole();
          return report;
        });
  }

  Job start_compaction(const store::CompactionPolicy& policy) {
    return jobs.start(
        JobKind::kCompact,
        [this, policy](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
          return store::compact(store, policy, stop, progress);
        });
  }

  Job start_scheduled(const SchedulePolicy& policy, ScheduledTask task, std::uint32_t part) {
    if (task == ScheduledTask::kCheck) {
      return start_check({true, policy.check_parts, part, policy.bytes_per_second});
    }
    store::CompactionPolicy compaction;
    compaction.dead_share = policy.dead_share;
    compaction.ripen = task == ScheduledTask::kRipen;
    compaction.ripe_after_seconds = policy.ripe_after_seconds;
    compaction.bytes_per_second = policy.bytes_per_second;
    return start_compaction(compaction);
  }

  // Changes the record of a component inside one commit.
  ComponentView change(const Uuid& id, const ComponentTerms& terms,
                       const std::function<void(store::Transaction&, Component&)>& how,
                       store::Store::Urgency urgency = store::Store::Urgency::kNormal) {
    ComponentView changed;
    store.commit(
        [&](store::Transaction& transaction) {
          Component component = component_at(transaction.tables(), id);
          terms.check([&] { return component_view(transaction.tables(), component); });
          how(transaction, component);
          changed = component_view(transaction.tables(), std::move(component));
          terms.settle(transaction, changed);
        },
        urgency);
    return changed;
  }

  // Changes what is known of an owner inside one commit.
  OwnerView change_owner(const Uuid& id, const OwnerTerms& terms,
                         const std::function<void(store::Transaction&, std::int64_t)>& how) {
    const std::int64_t now_ms = clock.now_ms();
    OwnerView changed;
    store.commit([&](store::Transaction& transaction) {
      how(transaction, now_ms);
      changed = owner_view(transaction.tables(), id);
      terms.settle(transaction, changed);
    });
    return changed;
  }

  const std::filesystem::path directory;
  const Settings settings;
  const Clock& clock;
  Random& random;
  store::Store store;
  DepositDesk deposits{
      store, clock, random, {settings.file_bytes_max, CodeTemplate::parse(settings.code_template)}};
  Dossiers dossiers{store, clock, random};
  TokenDesk tokens{store, clock, random};
  KeptAnswers answers{store, clock};
  std::once_flag cursor_key_made;
  std::string cursor_key;
  WebhookDeliveries webhook_deliveries{store, clock, random};
  WebhookDesk webhooks{store, clock, random, webhook_deliveries};
  AccessJournal accesses{store, clock};
  ReuseDesk reuse{store, clock, random, accesses};
  Readings readings;
  ReadingFeeder reading_feeder;
  FollowerLoop reading_loop;
  PagePreviews previews;
  KeyRing keys;
  AuditTree audit_tree;
  FollowerLoop audit_loop;
  Tallier tallier;
  FollowerLoop tally_loop;
  SearchIndex search_index;
  FollowerLoop index_loop;
  SearchDesk searches;
  Jobs jobs{clock, random};
  Scheduler scheduler{store, clock, jobs,
                      [this](const SchedulePolicy& policy, ScheduledTask task, std::uint32_t part) {
                        return start_scheduled(policy, task, part);
                      }};
  std::stop_source waiting;  // Of those who wait for an event.
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

store::RestoreReport Warehouse::restore(const store::BackupRepository& repository,
                                        const store::BackupSnapshot& snapshot,
                                        const std::filesystem::path& directory,
                                        const store::BackupProgress& progress) {
  require_apart(directory, repository.folder());
  return store::restore(store::posix_file_system(), repository, snapshot, directory, table_names(),
                        {}, progress);
}

Warehouse::Warehouse(const std::filesystem::path& directory, Settings settings, const Clock& clock,
                     Random& random, ReadFile read_file, DrawPage draw_page)
    : impl_(std::make_unique<Impl>(directory, settings, clock, random, std::move(read_file),
                                   std::move(draw_page))) {}

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

ImportCounts Warehouse::import_catalogue(const Catalogue& catalogue, bool dry_run) {
  struct DryRun {};  // Thrown out of a change, it undoes it.
  ImportCounts counts;
  const auto change = [&](store::Transaction& transaction) {
    const store::TableReader& tables = transaction.tables();
    const auto pinned = [&](std::string_view code, Date valid_from) {
      return is_pinned(tables, code, valid_from);
    };
    counts = warehouse::import_catalogue(transaction.tables(), catalogue, pinned);
    if (dry_run) throw DryRun();
    if (counts.added + counts.changed == 0) return;
    transaction.append_log(encode(Event{
        Event::Type::kCatalogueImported,
        impl_->clock.now_ms(),
        {},
        {},
        {},
        std::to_string(counts.added) + " added, " + std::to_string(counts.changed) + " changed"}));
  };
  try {
    impl_->store.commit(change);
  } catch (const DryRun&) {
  }
  return counts;
}

CatalogueReader Warehouse::catalogue() const { return CatalogueReader(impl_->store.snapshot()); }

DepositDesk& Warehouse::deposits() { return impl_->deposits; }
Dossiers& Warehouse::dossiers() { return impl_->dossiers; }
ReuseDesk& Warehouse::reuse() { return impl_->reuse; }
Readings& Warehouse::readings() { return impl_->readings; }

void Warehouse::read_again(const Uuid& id, Reading::Extent extent) {
  impl_->readings.ask(component_at(*impl_->store.snapshot(), id).current().sha256, extent);
}

std::vector<QuarantinedFile> Warehouse::quarantined(std::size_t limit) const {
  const auto tables = impl_->store.snapshot();
  std::vector<QuarantinedFile> files;
  for (QueuedReading& each : quarantined_readings(*tables, limit)) {
    files.push_back({components_with(*tables, each.sha256), std::move(each.reading)});
  }
  return files;
}

TokenDesk& Warehouse::tokens() { return impl_->tokens; }

const std::string& Warehouse::cursor_key() {
  std::call_once(impl_->cursor_key_made,
                 [this] { impl_->cursor_key = ensure_cursor_key(impl_->store, impl_->random); });
  return impl_->cursor_key;
}

KeptAnswers& Warehouse::answers() { return impl_->answers; }

WebhookDesk& Warehouse::webhooks() { return impl_->webhooks; }

WebhookDeliveries& Warehouse::webhook_deliveries() { return impl_->webhook_deliveries; }

bool Warehouse::may_see_paper(const Uuid& id, const Purpose& purpose) const {
  const auto tables = impl_->store.snapshot();
  const auto component = find_component(*tables, id.raw());
  return component && may_see(*tables, purpose, *component);
}

bool Warehouse::may_see_dossier(const Uuid& id, const Purpose& purpose) const {
  const auto dossier = find_dossier(*impl_->store.snapshot(), id);
  return dossier && may_see(purpose, *dossier);
}

AccessJournal& Warehouse::accesses() { return impl_->accesses; }

std::optional<ComponentView> Warehouse::component(const Uuid& id) const {
  const auto tables = impl_->store.snapshot();
  auto component = find_component(*tables, id.raw());
  if (!component) return std::nullopt;
  return component_view(*tables, std::move(*component));
}

std::optional<ComponentView> Warehouse::look_at(const Uuid& id, Access::Action action,
                                                const Purpose& purpose) {
  const auto tables = impl_->store.snapshot();
  auto component = find_component(*tables, id.raw());
  if (!component || !may_see(*tables, purpose, *component)) return std::nullopt;
  impl_->accesses.record({action, 0, component->owner, id, std::nullopt,
                          checked(purpose, keys_around(*tables, component->owner))});
  return component_view(*tables, std::move(*component));
}

std::optional<Version> Warehouse::current_version(const Uuid& id) const {
  const auto component = find_component(*impl_->store.snapshot(), id.raw());
  if (!component) return std::nullopt;
  return component->current();
}

store::Bytes Warehouse::bytes_of(const Version& version, store::Store::Verify verify) const {
  try {
    return impl_->blob(version.sha256, verify);
  } catch (const std::system_error& error) {
    if (store::is_damage(error)) impl_->mark_damaged(version.sha256);
    throw;
  }
}

FileReader Warehouse::open_file(const Version& version) const {
  const auto mark = [this, sha256 = version.sha256] { impl_->mark_damaged(sha256); };
  try {
    const store::BlobId id = *store::BlobId::from_raw(version.sha256);
    auto blob = impl_->store.open_blob(id);
    if (!blob) throw store::Error(store::Errc::kCorrupt, "blob " + id.hex() + " is missing");
    return {*std::move(blob), mark};
  } catch (const std::system_error& error) {
    if (store::is_damage(error)) mark();
    throw;
  }
}

std::optional<ingest::Extraction> Warehouse::extraction_of(const TextState& text) const {
  if (text.text_sha256.empty()) return std::nullopt;
  auto extraction = ingest::decode(impl_->blob(text.text_sha256, store::Store::Verify::kChecksum));
  if (!extraction) throw store::Error(store::Errc::kCorrupt, "damaged text of a file");
  return extraction;
}

std::vector<std::string> Warehouse::pages_of(const TextState& text) const {
  auto extraction = extraction_of(text);
  return extraction ? std::move(extraction->pages) : std::vector<std::string>();
}

FileFindings Warehouse::findings_of(const ComponentView& view) const {
  FileFindings findings;
  auto extraction = extraction_of(view.text);
  if (!extraction) return findings;
  findings.extraction = *std::move(extraction);
  findings.warnings = file_warnings(findings.extraction);
  findings.card = card_found(findings.extraction);
  const auto tables = impl_->store.snapshot();
  findings.differences =
      fact_differences(findings.extraction, view.component.facts,
                       keys_of(*tables, members_of(*tables, view.component.owner)));
  findings.similar = similar_papers(*tables, view.component);
  return findings;
}

Png Warehouse::page_of(const Version& version, std::uint32_t page, std::uint32_t width) {
  return impl_->previews.page(version.sha256, page, width,
                              [&] { return bytes_of(version, store::Store::Verify::kChecksum); });
}

ComponentView Warehouse::review(const Uuid& id, const ReviewOrder& order,
                                const ComponentTerms& terms) {
  const ReviewOrder good = checked(order, impl_->keys_around(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, terms, [&](store::Transaction& transaction, Component& component) {
    warehouse::review(transaction, component, good, now_ms);
  });
}

ComponentView Warehouse::revoke(const Uuid& id, const RevocationOrder& order,
                                const ComponentTerms& terms) {
  const RevocationOrder good = checked(order, impl_->keys_around(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, terms, [&](store::Transaction& transaction, Component& component) {
    warehouse::revoke(transaction, component, good, now_ms);
  });
}

ComponentView Warehouse::supersede(const Uuid& earlier, const Uuid& later, const std::string& by,
                                   const ComponentTerms& terms) {
  const std::string good = log_text("by", by, impl_->keys_around(earlier));
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(earlier, terms, [&](store::Transaction& transaction, Component& component) {
    Component next = component_at(transaction.tables(), later);
    warehouse::supersede(transaction, earlier, next, good, now_ms);
    put_component(transaction.tables(), next);
    component = component_at(transaction.tables(), earlier);
  });
}

std::vector<RecordedAccess> Warehouse::accesses_of_component(const Uuid& id, store::Position after,
                                                             std::size_t limit) {
  impl_->accesses.flush();
  const auto tables = impl_->store.snapshot();
  return accesses_of(*tables, component_at(*tables, id).owner, id, after, limit);
}

OwnerAccesses Warehouse::accesses_of_owner(const OwnerAccessQuestion& question,
                                           const Purpose& purpose) {
  impl_->accesses.flush();
  const auto tables = impl_->store.snapshot();
  const Purpose good = checked(purpose, keys_around(*tables, OwnerKey::parse(question.owner)));
  OwnerAccesses out = owner_accesses(*tables, question);
  const bool is_one = out.found == Identity::Found::kOne;
  impl_->accesses.record({Access::Action::kAccessesViewed,
                          0,
                          is_one ? std::optional(out.root) : std::nullopt,
                          {},
                          {},
                          good,
                          {}});
  return out;
}

ComponentView Warehouse::hold(const Uuid& id, const HoldOrder& order, const ComponentTerms& terms) {
  const HoldOrder good = checked(order, impl_->today(), impl_->keys_around(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, terms, [&](store::Transaction& transaction, Component& component) {
    place_hold(transaction, component, good, now_ms);
  });
}

ComponentView Warehouse::lift_hold(const Uuid& id, const std::string& name,
                                   const ComponentTerms& terms) {
  const std::int64_t now_ms = impl_->clock.now_ms();
  // On a full disk it may stand in the way of a destruction.
  return impl_->change(
      id, terms,
      [&](store::Transaction& transaction, Component& component) {
        warehouse::lift_hold(transaction, component, name, now_ms);
      },
      store::Store::Urgency::kFreesSpace);
}

ComponentView Warehouse::keep_until(const Uuid& id, Date day, const ComponentTerms& terms) {
  const std::int64_t now_ms = impl_->clock.now_ms();
  return impl_->change(id, terms, [&](store::Transaction& transaction, Component& component) {
    prolong_retention(transaction, component, day, now_ms);
  });
}

Destruction Warehouse::plan_destruction(const Uuid& id) const {
  const auto tables = impl_->store.snapshot();
  return warehouse::plan_destruction(*tables, component_at(*tables, id), impl_->today());
}

Destruction Warehouse::destroy(const Uuid& id, const DestructionOrder& order,
                               const Terms<ComponentView, Destruction>& terms) {
  const DestructionOrder good = checked(order, impl_->keys_around(id));
  const std::int64_t now_ms = impl_->clock.now_ms();
  Destruction done;
  impl_->store.commit(
      [&](store::Transaction& transaction) {
        const Component component = component_at(transaction.tables(), id);
        terms.check([&] { return component_view(transaction.tables(), component); });
        done = warehouse::destroy(transaction, component, good, now_ms);
        terms.settle(transaction, done);
      },
      store::Store::Urgency::kFreesSpace);
  return done;
}

OwnerAnswer Warehouse::look_up_owner(const OwnerQuestion& question, const Purpose& purpose) {
  const auto tables = impl_->store.snapshot();
  const Purpose good = checked(purpose, keys_around(*tables, OwnerKey::parse(question.owner)));
  OwnerAnswer out = warehouse::look_up_owner(*tables, question, impl_->today());
  const bool is_one = out.found == Identity::Found::kOne;
  impl_->accesses.record({Access::Action::kOwnerLookedUp,
                          0,
                          is_one ? std::optional(out.owners.front().id) : std::nullopt,
                          {},
                          {},
                          good});
  return out;
}

void Warehouse::record_search(const std::vector<SearchAnswer::Hit>& shown, const Purpose& purpose) {
  constexpr auto kSearched = Access::Action::kSearched;
  const auto tables = impl_->store.snapshot();
  std::vector<Access> accesses{{kSearched, 0, {}, {}, {}, checked(purpose, {})}};
  for (const SearchAnswer::Hit& hit : shown) {
    const Component& component = hit.component.component;
    accesses.push_back({kSearched,
                        0,
                        component.owner,
                        component.id,
                        {},
                        checked(purpose, keys_around(*tables, component.owner))});
  }
  for (Access& access : accesses) impl_->accesses.record(std::move(access));
}

std::vector<Owner> Warehouse::owners_behind(const std::optional<Uuid>& after,
                                            std::size_t limit) const {
  const auto tables = impl_->store.snapshot();
  const auto cursor = tables->cursor(kOwners);
  std::vector<Owner> owners;
  bool any = cursor->seek(after ? after->raw() : "");
  if (any && after && cursor->key() == after->raw()) any = cursor->next();
  for (; any && owners.size() < limit; any = cursor->next()) {
    owners.push_back(decode_owner(cursor->value()));
  }
  return owners;
}

OwnerView Warehouse::enter_owner(const std::string& key, const std::string& name,
                                 const OwnerTerms& terms) {
  const OwnerKey parsed = OwnerKey::parse(key);
  const std::string normal = normal_owner_name(name);
  const Uuid fresh = Uuid::make(impl_->clock, impl_->random);
  const std::int64_t now_ms = impl_->clock.now_ms();
  OwnerView entered;
  impl_->store.commit([&](store::Transaction& transaction) {
    Warnings unused;
    const OwnerEntry owner =
        warehouse::enter_owner(transaction, {parsed, key, normal}, fresh, now_ms, unused);
    entered = owner_view(transaction.tables(), owner.id);
    terms.settle(transaction, entered);
  });
  return entered;
}

OwnerView Warehouse::add_alias(const Uuid& owner, const AliasOrder& order,
                               const OwnerTerms& terms) {
  return impl_->change_owner(owner, terms,
                             [&](store::Transaction& transaction, std::int64_t now_ms) {
                               warehouse::add_alias(transaction, owner, order, now_ms);
                             });
}

OwnerView Warehouse::remove_alias(const Uuid& owner, const std::string& key, const std::string& by,
                                  const OwnerTerms& terms) {
  return impl_->change_owner(owner, terms,
                             [&](store::Transaction& transaction, std::int64_t now_ms) {
                               warehouse::remove_alias(transaction, owner, key, by, now_ms);
                             });
}

OwnerView Warehouse::merge_owners(const Uuid& into, const MergeOrder& order,
                                  const OwnerTerms& terms) {
  return impl_->change_owner(into, terms,
                             [&](store::Transaction& transaction, std::int64_t now_ms) {
                               merge(transaction, into, order, now_ms);
                             });
}

OwnerView Warehouse::unmerge_owner(const Uuid& from, const std::string& reason,
                                   const std::string& by, const OwnerTerms& terms) {
  return impl_->change_owner(from, terms,
                             [&](store::Transaction& transaction, std::int64_t now_ms) {
                               unmerge(transaction, from, reason, by, now_ms);
                             });
}

Authorisation Warehouse::authorise(const Uuid& principal, const AuthorisationOrder& order,
                                   const AuthorisationTerms& terms) {
  const Uuid id = Uuid::make(impl_->clock, impl_->random);
  const std::int64_t now_ms = impl_->clock.now_ms();
  Authorisation made;
  impl_->store.commit([&](store::Transaction& transaction) {
    made = warehouse::authorise(transaction, id, principal, order, now_ms);
    terms.settle(transaction, made);
  });
  return made;
}

Authorisation Warehouse::revoke_authorisation(const Uuid& id, const std::string& by,
                                              const std::string& why,
                                              const AuthorisationTerms& terms) {
  const std::int64_t now_ms = impl_->clock.now_ms();
  Authorisation revoked;
  impl_->store.commit([&](store::Transaction& transaction) {
    revoked = warehouse::revoke_authorisation(transaction, id, by, why, now_ms);
    terms.settle(transaction, revoked);
  });
  return revoked;
}

FeedPage Warehouse::events(const FeedOrder& order) const {
  return read_feed(impl_->store, order, impl_->waiting.get_token());
}

Report Warehouse::report(const ReportOrder& order) const {
  Report report;
  report.order = checked(order);
  // Before the snapshot, which then has all that was counted up to there.
  report.position = impl_->tallier.position();
  const auto tables = impl_->store.snapshot();
  report.log_position = impl_->store.log().last(*tables);
  report.rows = report_rows(*tables, report.order);
  for (const ReportRow& row : report.rows) report.total += row.counters;
  return report;
}

DossierExport Warehouse::export_dossier(const Uuid& id, const Purpose& purpose) {
  const auto tables = impl_->store.snapshot();
  DossierExport out = warehouse::export_dossier(*tables, id);
  out.position = impl_->store.log().last(*tables);
  Purpose good = checked(purpose, keys_around(*tables, out.dossier.owner));
  good.dossier = out.dossier.code;
  impl_->accesses.record({Access::Action::kExported,
                          impl_->clock.now_ms(),
                          out.dossier.owner,
                          {},
                          {},
                          std::move(good)});
  return out;
}

OwnedPapers Warehouse::owned_papers(const OwnerKey& owner, const std::vector<AskedPaper>& asked,
                                    const Purpose& purpose) {
  const auto tables = impl_->store.snapshot();
  const Purpose good = checked(purpose, keys_around(*tables, owner));
  OwnedPapers out = warehouse::owned_papers(*tables, owner, asked, impl_->today());
  const std::int64_t now_ms = impl_->clock.now_ms();
  // That somebody asked, and each paper that was told of.
  impl_->accesses.record({Access::Action::kExported, now_ms, out.owner, {}, {}, good});
  for (const OwnedPaper& paper : out.papers) {
    impl_->accesses.record(
        {Access::Action::kExported, now_ms, paper.component.owner, paper.component.id, {}, good});
  }
  return out;
}

const SearchDesk& Warehouse::searches() const { return impl_->searches; }
SearchIndex& Warehouse::search_index() { return impl_->search_index; }

store::Position Warehouse::log_position() const { return impl_->store.last_position(); }

Status Warehouse::status() const {
  Status status;
  status.writable = impl_->store.writable();
  status.searchable = impl_->search_index.failure().empty();
  status.log_position = log_position();
  status.text_position = impl_->readings.position(impl_->reading_feeder.position());
  status.index_position = impl_->search_index.position();
  status.audit_position = impl_->audit_tree.position();
  status.indicator_position = impl_->tallier.position();
  status.readings = impl_->readings.progress();
  status.accesses_waiting = impl_->accesses.waiting();
  status.last_check = last_check();
  status.file_bytes_max = impl_->settings.file_bytes_max;
  std::error_code unknown;
  const auto space = std::filesystem::space(impl_->directory, unknown);
  if (!unknown) status.free_bytes = space.available;
  const auto tell = [&](Part part, const char* what, const std::string& failure) {
    if (!failure.empty()) status.failures.push_back({part, what + failure});
  };
  tell(Part::kAccessLog, "", impl_->accesses.failure());
  tell(Part::kIndex, "index: ", impl_->search_index.failure());
  tell(Part::kText, "queue of readings: ", impl_->reading_loop.failure());
  tell(Part::kText, "reading: ", impl_->readings.failure());
  tell(Part::kTally, "indicators: ", impl_->tally_loop.failure());
  tell(Part::kIndex, "index feeder: ", impl_->index_loop.failure());
  tell(Part::kSigningKey, "signing key: ", impl_->keys.failure());
  tell(Part::kAudit, "audit: ", impl_->audit_loop.failure());
  return status;
}

Statistics Warehouse::statistics() const { return statistics_of(impl_->store); }

std::vector<Diagnosis> Warehouse::diagnose() {
  Symptoms seen = symptoms_of(impl_->store, impl_->clock.now_ms());
  seen.status = status();
  seen.tokens = impl_->tokens.list();
  seen.webhooks = impl_->webhooks.list();
  for (const TaskView& task : impl_->scheduler.tasks()) {
    if (task.task == ScheduledTask::kCheck && task.enabled) {
      seen.checked_at_ms = task.record.succeeded_at_ms;
    }
  }
  std::set<JobKind> kinds;  // Of which the newest job was seen.
  for (const Job& job : impl_->jobs.all()) {
    if (kinds.insert(job.kind).second && job.state == JobState::kFailed) {
      seen.failed_jobs.emplace_back(name_in(kJobKindNames, job.kind));
    }
  }
  return warehouse::diagnose(seen);
}

Job Warehouse::start_compaction(const store::CompactionPolicy& policy) {
  return impl_->start_compaction(policy);
}

Job Warehouse::start_check(const CheckOrder& order) {
  if (order.parts < 1 || order.parts > kCheckPartsMax || order.part.value_or(0) >= order.parts) {
    throw Error(Errc::kJobInvalid, "parts are 1 to " + std::to_string(kCheckPartsMax) +
                                       ", and a part is one of them, from 0");
  }
  // So that all parts have their turn when each day checks one.
  const auto day = static_cast<std::uint32_t>(std::max(impl_->today().days(), 0));
  return impl_->start_check({order.read_data, order.parts, order.part.value_or(day % order.parts)});
}

Job Warehouse::start_audit(const AuditOrder& order) {
  return impl_->jobs.start(
      JobKind::kAudit,
      [this, order](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
        return warehouse::audit(impl_->store, impl_->keys, order, stop, progress);
      });
}

Job Warehouse::start_reindex(bool anew) {
  return impl_->jobs.start(
      JobKind::kReindex,
      [this, anew](const std::stop_token& stop, const Jobs::Progress& progress) -> JobReport {
        return impl_->search_index.rebuild(anew, stop, progress);
      });
}

Job Warehouse::start_backup(const std::filesystem::path& to, const std::string& program) {
  require_apart(impl_->directory, to);
  return impl_->jobs.start(JobKind::kBackup,
                           [this, to, program](const std::stop_token& stop,
                                               const Jobs::Progress& progress) -> JobReport {
                             return back_up(impl_->store, to, program, impl_->clock, impl_->random,
                                            stop, progress);
                           });
}

Job Warehouse::start_bench(const BenchOrder& order) {
  const auto require = [](bool good, const char* what, std::uint64_t most) {
    if (!good) throw Error(Errc::kJobInvalid, what + std::to_string(most));
  };
  require(order.seconds >= 1 && order.seconds <= kBenchSecondsMax, "seconds are 1 to ",
          kBenchSecondsMax);
  require(order.per_second <= kBenchRateMax, "per_second is at most ", kBenchRateMax);
  require(order.threads <= kBenchThreadsMax, "threads are at most ", kBenchThreadsMax);
  require(order.seed <= kBenchSeedMax, "seed is at most ", kBenchSeedMax);
  return impl_->jobs.start(
      JobKind::kBench,
      [this, order](const std::stop_token& stop, const Jobs::Progress&) -> JobReport {
        return bench(
            {impl_->store, impl_->reuse, impl_->searches, impl_->search_index.failure().empty()},
            order, impl_->clock, load_clock(), stop);
      });
}

AuditTree& Warehouse::audit() { return impl_->audit_tree; }

KeyRing& Warehouse::keys() { return impl_->keys; }

LogPage Warehouse::log_page(store::Position after, std::uint64_t entries_max) const {
  return read_log(impl_->store, after, entries_max);
}

Jobs& Warehouse::jobs() { return impl_->jobs; }

Scheduler& Warehouse::scheduler() { return impl_->scheduler; }

std::optional<Findings> Warehouse::last_check() const {
  // What the nightly check found stays until that part, or everything, is read again.
  const std::optional<Findings> nightly = impl_->scheduler.last_findings();
  if (nightly && nightly->is_bad()) return nightly;
  for (const Job& job : impl_->jobs.all()) {
    const auto* report = std::get_if<CheckReport>(job.report.get());
    if (report == nullptr || job.state != JobState::kDone) continue;
    return Findings{report->notes, report->errors, report->damages};
  }
  return nightly;
}

void Warehouse::start_followers() {
  assert(impl_->threads.empty());
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->reading_loop.run(stop); });
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const unsigned readers = impl_->settings.reading_threads;
  for (unsigned i = 0; i < (readers == 0 ? cores : readers); ++i) {
    impl_->threads.emplace_back([this](std::stop_token stop) { impl_->readings.run(stop); });
  }
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->tally_loop.run(stop); });
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->index_loop.run(stop); });
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->audit_loop.run(stop); });
  if (impl_->settings.schedule.quiet_hours.is_empty()) return;
  impl_->threads.emplace_back([this](std::stop_token stop) { impl_->scheduler.run(stop); });
}

void Warehouse::stop_waiting() {
  impl_->waiting.request_stop();
  impl_->webhook_deliveries.stop_waiting();
  impl_->reading_loop.stop_waiting();
  impl_->readings.stop_waiting();
  impl_->index_loop.stop_waiting();
  impl_->audit_loop.stop_waiting();
  impl_->jobs.shut_down();
}

void Warehouse::catch_up(const std::stop_token& stop_reading) {
  const auto read_one = [&] {
    return !stop_reading.stop_requested() && impl_->readings.work(stop_reading);
  };
  try {
    while (impl_->reading_feeder.step() || read_one()) {
    }
  } catch (const std::system_error&) {
    if (!stop_reading.stop_requested()) throw;
  }
  impl_->search_index.want(impl_->store.last_position());
  while (impl_->search_index.step()) {
  }
  while (impl_->audit_tree.step()) {
  }
  while (impl_->tallier.step()) {
  }
}

bool Warehouse::wait_searchable(store::Position position,
                                std::chrono::steady_clock::time_point deadline) const {
  return impl_->wait_searchable(position, deadline);
}

}  // namespace kho::warehouse
