// warehouse/warehouse.h - The warehouse: deposits, reuse answers, search and content, as one
// object.
//
// Composes the store (bytes and records), the index (words) and the text reader (files). All that
// the API offers goes through here.
//
// Thread-safe. Errors: warehouse::Error for what is refused; store::Error, index::Error and
// std::system_error where the machine fails.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "store/compaction.h"
#include "store/rebuild.h"
#include "store/restore.h"
#include "store/store.h"
#include "warehouse/access_journal.h"
#include "warehouse/audit_tree.h"
#include "warehouse/catalogue_import.h"
#include "warehouse/catalogue_reader.h"
#include "warehouse/component_view.h"
#include "warehouse/depositing.h"
#include "warehouse/diagnosis.h"
#include "warehouse/dossier_export.h"
#include "warehouse/dossiers.h"
#include "warehouse/environment.h"
#include "warehouse/event_feed.h"
#include "warehouse/file_findings.h"
#include "warehouse/file_reader.h"
#include "warehouse/indicators.h"
#include "warehouse/jobs.h"
#include "warehouse/keeping.h"
#include "warehouse/kept_answers.h"
#include "warehouse/key_ring.h"
#include "warehouse/log_page.h"
#include "warehouse/owned_papers.h"
#include "warehouse/owner_accesses.h"
#include "warehouse/owner_key.h"
#include "warehouse/owner_view.h"
#include "warehouse/owners.h"
#include "warehouse/page_previews.h"
#include "warehouse/readiness.h"
#include "warehouse/readings.h"
#include "warehouse/reuse_desk.h"
#include "warehouse/review.h"
#include "warehouse/scheduler.h"
#include "warehouse/search_desk.h"
#include "warehouse/search_index.h"
#include "warehouse/statistics.h"
#include "warehouse/terms.h"
#include "warehouse/token_desk.h"
#include "warehouse/webhook_desk.h"

namespace kho::warehouse {

struct Settings {
  std::uint64_t file_bytes_max = 60ULL << 20;  // 60 MiB
  // How codes of components look (warehouse/component_code.h).
  std::string code_template = std::string(kDefaultCodeTemplate);
  CheckpointPolicy checkpoints = {};
  unsigned reading_threads = 0;  // Files read at a time; 0: as many as there are cores.
  // Of files for which nothing else was ordered; not kAsSet, not kSignatures.
  Reading::Extent reading = Reading::Extent::kOcrWhereNeeded;
  // What the followers' threads do by themselves besides; nothing, where it has no quiet hours.
  SchedulePolicy schedule = {};
};

struct QuarantinedFile {
  std::vector<Uuid> components;
  Reading reading;
};

struct CheckOrder {
  bool read_data = false;             // Reads the bytes, too.
  std::uint32_t parts = 1;            // 1..kCheckPartsMax: reads one part in so many.
  std::optional<std::uint32_t> part;  // 0..parts - 1; today's by the number of the day, if absent.
};
inline constexpr std::uint32_t kCheckPartsMax = 10000;

using OwnerTerms = Terms<Nothing, OwnerView>;
using AuthorisationTerms = Terms<Nothing, Authorisation>;

class Warehouse {
 public:
  // Makes an empty warehouse in `directory`, which must be absent or empty. Throws store::Error.
  static void create(const std::filesystem::path& directory);
  // Makes the tables of a closed warehouse anew from its segments; where something was lost, the
  // index goes, too, and is fed anew after the next opening. Throws store::Error.
  static store::RebuildReport rebuild(
      const std::filesystem::path& directory,
      const std::function<void(std::uint64_t, std::uint64_t)>& progress);

  // Makes a warehouse of a snapshot of its backups; the index is fed anew after the opening. As
  // store::restore().
  static store::RestoreReport restore(const store::BackupRepository& repository,
                                      const store::BackupSnapshot& snapshot,
                                      const std::filesystem::path& directory,
                                      const store::BackupProgress& progress);

  // Opens it for this process alone. An unreadable index or signing key does not stop the rest:
  // status() tells.
  Warehouse(const std::filesystem::path& directory, Settings settings, const Clock& clock,
            Random& random, ReadFile read_file, DrawPage draw_page = {});
  ~Warehouse();
  Warehouse(const Warehouse&) = delete;
  Warehouse& operator=(const Warehouse&) = delete;

  // All or nothing, or with `dry_run` nothing but the answer. Throws Error kCatalogueInvalid.
  ImportCounts import_catalogue(const Catalogue& catalogue, bool dry_run = false);
  [[nodiscard]] CatalogueReader catalogue() const;

  // Papers in, applications, and the question what can be reused for them.
  [[nodiscard]] DepositDesk& deposits();
  [[nodiscard]] Dossiers& dossiers();
  [[nodiscard]] ReuseDesk& reuse();
  // Files that wait to be read.
  [[nodiscard]] Readings& readings();
  // Has the current file of a component read again, before others. Throws kNotFound.
  void read_again(const Uuid& id, Reading::Extent extent = Reading::Extent::kAsSet);
  // Files that could not be read, with who has them; the oldest first, at most `limit`.
  [[nodiscard]] std::vector<QuarantinedFile> quarantined(std::size_t limit) const;
  // Who is let in, and what they may see.
  [[nodiscard]] TokenDesk& tokens();
  // paper_rights.h; what is not there may not be seen.
  [[nodiscard]] bool may_see_paper(const Uuid& id, const Purpose& purpose) const;
  [[nodiscard]] bool may_see_dossier(const Uuid& id, const Purpose& purpose) const;
  // What callers were told of their changes, for those who ask again.
  [[nodiscard]] KeptAnswers& answers();
  // For what is given out to be passed back (warehouse_id.h).
  [[nodiscard]] const std::string& cursor_key();
  // Whoever passes on what a view shows records it here.
  [[nodiscard]] AccessJournal& accesses();

  [[nodiscard]] std::optional<ComponentView> component(const Uuid& id) const;
  // The same for somebody's eyes: nullopt, too, where they may not see it; entered into the journal
  // before it is returned. Throws kAccessLogFull, and kMetadataInvalid where the purpose holds the
  // owner's number.
  [[nodiscard]] std::optional<ComponentView> look_at(const Uuid& id, Access::Action action,
                                                     const Purpose& purpose);
  // The record of the current file, and the bytes of a file by its record. Throws store::Error
  // kCorrupt where they are damaged or missing, which marks the components (damage_marks.h).
  [[nodiscard]] std::optional<Version> current_version(const Uuid& id) const;
  [[nodiscard]] store::Bytes bytes_of(const Version& version, store::Store::Verify verify) const;
  [[nodiscard]] FileReader open_file(const Version& version) const;
  // All that was found in a file; nullopt where nothing was. Throw store::Error kCorrupt.
  [[nodiscard]] std::optional<ingest::Extraction> extraction_of(const TextState& text) const;
  // Its text page by page; empty unless its outcome is kText.
  [[nodiscard]] std::vector<std::string> pages_of(const TextState& text) const;
  // The same held against the record of the component that has it, and its owner's other papers.
  [[nodiscard]] FileFindings findings_of(const ComponentView& view) const;
  // A page, from 0, as PNG, `width` pixels wide (page_previews.h). Throws kPageNotFound,
  // kPageNotDrawable, kPreviewsBusy; store::Error kCorrupt.
  [[nodiscard]] Png page_of(const Version& version, std::uint32_t page, std::uint32_t width);

  // What becomes of a component (warehouse/review.h). All throw Error kNotFound, kMetadataInvalid,
  // and, as every change below, what its terms throw (warehouse/terms.h).
  ComponentView review(const Uuid& id, const ReviewOrder& order, const ComponentTerms& terms = {});
  ComponentView revoke(const Uuid& id, const RevocationOrder& order,
                       const ComponentTerms& terms = {});
  // Returns the earlier one, to which the terms apply.
  ComponentView supersede(const Uuid& earlier, const Uuid& later, const std::string& by,
                          const ComponentTerms& terms = {});
  // Who saw it. Throws kNotFound.
  [[nodiscard]] std::vector<RecordedAccess> accesses_of_component(const Uuid& id,
                                                                  store::Position after,
                                                                  std::size_t limit);
  // Who saw any paper of an owner (owner_accesses.h); is itself recorded before it is
  // returned. Throws as that, kMetadataInvalid, kAccessLogFull.
  [[nodiscard]] OwnerAccesses accesses_of_owner(const OwnerAccessQuestion& question,
                                                const Purpose& purpose);

  // How long a component is kept (warehouse/keeping.h). All throw Error kNotFound,
  // kMetadataInvalid. Throws kHoldExists, kHoldsTooMany.
  ComponentView hold(const Uuid& id, const HoldOrder& order, const ComponentTerms& terms = {});
  // Throws kHoldNotFound.
  ComponentView lift_hold(const Uuid& id, const std::string& name,
                          const ComponentTerms& terms = {});
  // Throws kRetentionOnlyProlonged.
  ComponentView keep_until(const Uuid& id, Date day, const ComponentTerms& terms = {});
  // Says what would go.
  [[nodiscard]] Destruction plan_destruction(const Uuid& id) const;
  // Gives up the component, its files that no other has, and their texts, and leaves a record in
  // the log. Works on a full disk. Throws kComponentHeld, kRetentionNotOver, kComponentInUse.
  Destruction destroy(const Uuid& id, const DestructionOrder& order,
                      const Terms<ComponentView, Destruction>& terms = {});

  // Owners (warehouse/owners.h, authorisations.h). Each change names its officer. All throw Error
  // kNotFound, kMetadataInvalid, kEvidenceInvalid.
  // Is recorded. Throws kOwnerKeyInvalid, kOwnerKeyPlaceholder, kAccessLogFull.
  [[nodiscard]] OwnerAnswer look_up_owner(const OwnerQuestion& question,
                                          const Purpose& purpose = {});
  // In the order of their ids, at most `limit`; keys in clear.
  [[nodiscard]] std::vector<Owner> owners_behind(const std::optional<Uuid>& after,
                                                 std::size_t limit) const;
  // Makes known who owns nothing yet: somebody who is to act for another. As held where known.
  OwnerView enter_owner(const std::string& key, const std::string& name,
                        const OwnerTerms& terms = {});
  // Throws kAliasIsOwner, kAliasExists, kAliasesTooMany, and as look_up_owner().
  OwnerView add_alias(const Uuid& owner, const AliasOrder& order, const OwnerTerms& terms = {});
  // Throws kAliasNotFound.
  OwnerView remove_alias(const Uuid& owner, const std::string& key, const std::string& by,
                         const OwnerTerms& terms = {});
  // Throws kMergeRefused.
  OwnerView merge_owners(const Uuid& into, const MergeOrder& order, const OwnerTerms& terms = {});
  // Throws kNotMerged.
  OwnerView unmerge_owner(const Uuid& from, const std::string& reason, const std::string& by,
                          const OwnerTerms& terms = {});
  // Throws kTypeUnknown.
  Authorisation authorise(const Uuid& principal, const AuthorisationOrder& order,
                          const AuthorisationTerms& terms = {});
  // Throws kAuthorisationRevoked.
  Authorisation revoke_authorisation(const Uuid& id, const std::string& by, const std::string& why,
                                     const AuthorisationTerms& terms = {});
  // What others are told. stop_waiting() ends the wait of a feed that has nothing new.
  [[nodiscard]] FeedPage events(const FeedOrder& order) const;
  // Who is told of events by themselves, and what is to be delivered to them.
  [[nodiscard]] WebhookDesk& webhooks();
  [[nodiscard]] WebhookDeliveries& webhook_deliveries();
  [[nodiscard]] Report report(const ReportOrder& order) const;  // Throws Error kQueryInvalid.
  // Both hold or tell of an owner's papers, and are recorded as exported for `purpose` before they
  // are answered. Throw kDossierNotFound, kMetadataInvalid, kAccessLogFull.
  [[nodiscard]] DossierExport export_dossier(const Uuid& id, const Purpose& purpose);
  [[nodiscard]] OwnedPapers owned_papers(const OwnerKey& owner,
                                         const std::vector<AskedPaper>& asked,
                                         const Purpose& purpose);

  // Papers found by words and facts, and the index behind that.
  [[nodiscard]] const SearchDesk& searches() const;
  // That somebody searched, and each paper that it showed; what was looked for is nobody's
  // business. Throws kMetadataInvalid, kAccessLogFull; then nothing is to be shown.
  void record_search(const std::vector<SearchAnswer::Hit>& shown, const Purpose& purpose);
  [[nodiscard]] SearchIndex& search_index();

  [[nodiscard]] store::Position log_position() const;
  // Counts the files that wait: linear in their number.
  [[nodiscard]] Status status() const;
  [[nodiscard]] Statistics statistics() const;
  // What to look at (warehouse/diagnosis.h). Linear in the number of components.
  [[nodiscard]] std::vector<Diagnosis> diagnose();

  // Maintenance in a thread of its own, which ends with the warehouse. Throws kJobRunning,
  // kJobInvalid.
  Job start_compaction(const store::CompactionPolicy& policy);
  Job start_check(const CheckOrder& order);
  Job start_audit(const AuditOrder& order);
  // Builds the index anew beside the one that answers; goes on where an earlier job stopped, unless
  // `anew`.
  Job start_reindex(bool anew);
  // Copies what is new to a folder that holds the backups of this warehouse, or to an absent or
  // empty one (store/backup.h); `program` is the version of what does so. Throws
  // kBackupPlaceUnusable; the job fails with what backing_up.h says.
  Job start_backup(const std::filesystem::path& to, const std::string& program);
  // Measures it with what it holds; what runs beside it is slowed down.
  Job start_bench(const BenchOrder& order);
  // Watches and stops it.
  [[nodiscard]] Jobs& jobs();
  // What a server does of it by itself, and when.
  [[nodiscard]] Scheduler& scheduler();
  // What the last check found that ran to its end; nullopt: none is known.
  [[nodiscard]] std::optional<Findings> last_check() const;
  [[nodiscard]] const Settings& settings() const;

  // The change log as it can be proved to others: its checkpoints and proofs, and the keys that
  // sign them.
  [[nodiscard]] AuditTree& audit();
  [[nodiscard]] KeyRing& keys();
  [[nodiscard]] LogPage log_page(store::Position after, std::uint64_t entries_max) const;

  // Reads texts, feeds the index, counts dossiers, signs checkpoints and does what is scheduled in
  // threads of their own from now on. Once.
  void start_followers();
  // Lets everybody go who waits in search(), events(), wait_searchable() or for a job, now and
  // later, and stops the job: the end is near.
  void stop_waiting();
  // Does in this thread all that the followers would do now. Not after start_followers(). Once
  // `stop_reading` is requested, files that were not read by then stay in the queue.
  void catch_up(const std::stop_token& stop_reading = {});
  // Waits until everything up to `position`, texts included, is searchable. False: `deadline`
  // passed first.
  bool wait_searchable(store::Position position,
                       std::chrono::steady_clock::time_point deadline) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::warehouse
