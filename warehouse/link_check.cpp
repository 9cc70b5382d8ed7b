#include "warehouse/link_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "store/blob_tables.h"
#include "store/error.h"
#include "store/name_counts.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/component_tables.h"
#include "warehouse/keeping.h"
#include "warehouse/owner_codec.h"
#include "warehouse/owner_links.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using Severity = store::Finding::Severity;

std::string hex(std::string_view raw) {
  const auto hash = store::Sha256::from_raw(raw);
  return hash ? hash->hex() : "of wrong length";
}
std::string id_text(std::string_view raw) {
  const auto id = Uuid::from_raw(raw);
  return id ? id->text() : "of wrong length";
}

class LinkChecker {
 public:
  LinkChecker(const store::Store& store, std::stop_token stop, CheckReport& report)
      : store_(store), own_(store.core().own), stop_(std::move(stop)), report_(report) {}

  // All from one snapshot, so that no writer's half-way state is seen.
  void run() {
    const auto reader = store_.snapshot();
    check_owners(*reader);
    check_owner_links(*reader);
    check_components(*reader);
    check_keys(*reader);
    check_types(*reader);
    check_texts(*reader);
    check_references(*reader);
  }

 private:
  void find(Severity severity, std::string text, std::vector<Uuid> components = {},
            std::vector<Uuid> texts = {}) {
    ++(severity == Severity::kDamage ? report_.damages : report_.errors);
    if (report_.findings.size() >= 2 * store::kFindingsMax) return;
    const std::uint64_t touched = components.size() + texts.size();
    if (texts.size() > kTouchedMax) texts.resize(kTouchedMax);
    report_.findings.push_back(
        {severity, std::move(text), std::move(components), std::move(texts), touched});
  }
  void error(std::string text) { find(Severity::kError, std::move(text)); }

  // Calls `visit` for each entry; a record that cannot be read is damage and does not end it.
  template <typename Visit>
  void each(const store::TableReader& reader, const char* what, Table table, const Visit& visit) {
    each_with_prefix(reader, table, {}, [&](std::string_view key, std::string_view value) {
      if (stop_.stop_requested()) {
        report_.stopped = true;
        return false;
      }
      try {
        visit(key, value);
      } catch (const store::Error& failed) {
        if (!store::is_damage(failed)) throw;
        // An owner's key is a number that must not be printed.
        find(Severity::kDamage, std::string("the record of ") + what + " " +
                                    (table == kTypes             ? std::string(key)
                                     : key.size() == Uuid::kSize ? id_text(key)
                                                                 : hex(key)) +
                                    " is damaged");
      }
      return true;
    });
  }

  void check_owners(const store::TableReader& reader) {
    each(reader, "owner", kOwners, [&](std::string_view key, std::string_view value) {
      ++report_.owners;
      const Owner owner = decode_owner(value);
      const auto known = reader.get(kOwnerKeys, owner.key);
      if (owner.id.raw() != key || !known || *known != key) {
        error("owner " + id_text(key) + " is not found by its key");
      }
    });
    std::uint64_t keys = 0;
    each(reader, "owner key", kOwnerKeys, [&](std::string_view, std::string_view) { ++keys; });
    if (keys != report_.owners && !report_.stopped) {
      error("there are " + std::to_string(keys) + " owner keys of " +
            std::to_string(report_.owners) + " owners");
    }
  }

  void check_owner_links(const store::TableReader& reader) {
    const bool whole = warehouse::check_owner_links(
        reader, [this] { return stop_.stop_requested(); },
        [this](const OwnerLinkFinding& found) {
          find(found.damage ? Severity::kDamage : Severity::kError, found.text);
        });
    if (!whole) report_.stopped = true;
  }

  void check_components(const store::TableReader& reader) {
    each(reader, "component", kComponents, [&](std::string_view key, std::string_view value) {
      ++report_.components;
      const Component component = decode_component(value);
      const std::string name = "component " + id_text(key);
      if (component.id.raw() != key) error(name + " lies under another id");
      const std::string id(key);
      if (!reader.get(kOwners, component.owner.raw())) error(name + " has no owner's record");
      const auto holding = reader.get(
          kComponentsByOwner, owner_type_prefix(component.owner, component.facts.type) + id);
      if (!holding) {
        error(name + " is not listed under its owner and type");
      } else if (!holding->empty() &&  // Empty: written before there were holdings.
                 *holding != encode(holding_in(reader, component))) {
        error(name + " is not what its owner's list says of it");
      }
      ++owner_keys_;
      if (component.damaged_since_ms) report_.marked_files.insert(component.current().sha256);
      std::set<std::string> files;
      for (const Version& version : component.versions) {
        count_reference(version.sha256);
        if (!reader.get(own_.blobs, version.sha256)) {
          report_.damaged_files.insert(version.sha256);
          find(Severity::kDamage,
               name + ", version " + std::to_string(version.number) + ": file " +
                   hex(version.sha256) + " is missing",
               {component.id});
        }
        if (!files.insert(version.sha256).second) continue;
        ++blob_keys_;
        if (!reader.get(kComponentsByBlob, version.sha256 + id)) {
          error(name + " is not listed under its file");
        }
        for (const Hold& hold : component.holds) {
          std::string hold_key = version.sha256;
          hold_key += store_hold_name(component.id, hold.name);
          if (!reader.get(own_.holds, hold_key)) {
            error(name + ": hold " + hold.name + " does not protect file " + hex(version.sha256));
          }
        }
      }
    });
  }

  // Every key was asked for; so equal numbers mean that there is none besides.
  void check_keys(const store::TableReader& reader) {
    std::uint64_t by_owner = 0;
    std::uint64_t by_blob = 0;
    each(reader, "key", kComponentsByOwner, [&](auto, auto) { ++by_owner; });
    each(reader, "key", kComponentsByBlob, [&](auto, auto) { ++by_blob; });
    if (report_.stopped) return;
    if (by_owner != owner_keys_) {
      error(std::to_string(by_owner) + " components are listed under owners, " +
            std::to_string(owner_keys_) + " are there");
    }
    if (by_blob != blob_keys_) {
      error(std::to_string(by_blob) + " components are listed under files, " +
            std::to_string(blob_keys_) + " are there");
    }
  }

  void check_types(const store::TableReader& reader) {
    std::uint64_t with_successor = 0;
    each(reader, "component type", kTypes, [&](std::string_view key, std::string_view value) {
      const ComponentType type = decode_component_type(value);
      if (type.successor.empty()) return;
      ++with_successor;
      if (!reader.get(kTypePredecessors, type_predecessors_prefix(type.successor) + type.code)) {
        error("component type " + std::string(key) + " is not listed under its successor");
      }
    });
    std::uint64_t listed = 0;
    each(reader, "key", kTypePredecessors, [&](auto, auto) { ++listed; });
    if (listed != with_successor && !report_.stopped) {
      error(std::to_string(listed) + " component types are listed under successors, " +
            std::to_string(with_successor) + " have one");
    }
  }

  void check_texts(const store::TableReader& reader) {
    each(reader, "text of file", kTexts, [&](std::string_view key, std::string_view value) {
      ++report_.texts;
      if (!any_component_has(reader, key)) {
        error("the text of file " + hex(key) + " is kept, but no component has that file");
      }
      const TextState state = decode_text_state(value);
      if (state.text_sha256.empty()) return;
      count_reference(state.text_sha256);
      if (!reader.get(own_.blobs, state.text_sha256)) {
        find(Severity::kDamage, "the text of file " + hex(key) + " is missing", {},
             components_with(reader, key));
      }
    });
  }

  // What is no hash names no blob: it was told to be missing.
  void count_reference(std::string_view sha256) {
    if (const auto name = store::Sha256::from_raw(sha256)) references_.add(*name);
  }

  void check_references(const store::TableReader& reader) {
    if (report_.stopped) return;  // Not everything was counted.
    store::NameCounts::Comparison comparison(
        references_,
        [this](const store::Sha256& blob, std::uint64_t named, std::uint64_t recorded) {
          error("blob " + blob.hex() + " is named by " + std::to_string(named) +
                " records, but has " + std::to_string(recorded) + " references");
        });
    const auto cursor = reader.cursor(own_.blobs);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      if (stop_.stop_requested()) {
        report_.stopped = true;
        return;
      }
      std::optional<std::uint64_t> recorded;
      try {
        recorded = store::unpack_recipe(cursor->value()).references;
      } catch (const store::Error& failed) {
        if (!store::is_damage(failed)) throw;  // The store's check tells of it.
      }
      comparison.record(store::Sha256::from_raw(cursor->key()).value_or(store::Sha256()), recorded);
    }
    (void)comparison.end();  // What has no record was told to be missing.
  }

  const store::Store& store_;
  const store::OwnTables& own_;
  const std::stop_token stop_;
  CheckReport& report_;
  store::NameCounts references_;     // Of blobs, by the records.
  std::uint64_t owner_keys_ = 0;                     // That there must be.
  std::uint64_t blob_keys_ = 0;
};

// Which components a lost blob touches: as a file of theirs, or as the text of one.
class Touched {
 public:
  explicit Touched(const store::TableReader& reader) : reader_(reader) {
    each_with_prefix(reader, kTexts, {}, [&](std::string_view key, std::string_view value) {
      try {
        const std::string text = decode_text_state(value).text_sha256;
        if (!text.empty()) files_of_text_[text].emplace_back(key);
      } catch (const store::Error& failed) {
        if (!store::is_damage(failed)) throw;
      }
      return true;
    });
  }

  void add(const store::BlobId& blob, CheckFinding& finding) const {
    add(components_with(reader_, blob.raw()), finding, finding.components);
    const auto files = files_of_text_.find(std::string(blob.raw()));
    if (files == files_of_text_.end()) return;
    for (const std::string& file : files->second) {
      add(components_with(reader_, file), finding, finding.texts);
    }
  }

 private:
  static void add(const std::vector<Uuid>& ids, CheckFinding& finding, std::vector<Uuid>& to) {
    for (const Uuid& id : ids) {
      if (std::ranges::find(to, id) != to.end()) continue;
      ++finding.touched;
      if (to.size() < kTouchedMax) to.push_back(id);
    }
  }

  const store::TableReader& reader_;
  std::map<std::string, std::vector<std::string>> files_of_text_;
};

}  // namespace

CheckReport check(const store::Store& store, const store::CheckOptions& options,
                  std::stop_token stop,
                  const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  CheckReport report;
  report.store = store::check(store.core(), options, stop, progress);
  report.notes = report.store.notes;
  report.errors = report.store.errors;
  report.damages = report.store.damages;
  report.stopped = report.store.stopped;
  {
    const auto reader = store.snapshot();
    std::optional<Touched> touched;
    for (store::Finding& finding : report.store.findings) {
      report.findings.push_back({finding.severity, std::move(finding.text), {}, {}, 0});
      CheckFinding& mine = report.findings.back();
      if (finding.blobs.empty()) continue;
      if (!touched) touched.emplace(*reader);
      for (const store::BlobId& blob : finding.blobs) {
        report.damaged_files.emplace(blob.raw());
        touched->add(blob, mine);
      }
    }
    report.store.findings.clear();
  }
  if (!report.stopped) LinkChecker(store, stop, report).run();
  return report;
}

}  // namespace kho::warehouse
