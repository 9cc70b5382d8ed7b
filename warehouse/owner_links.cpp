#include "warehouse/owner_links.h"

#include "store/error.h"
#include "warehouse/identity.h"
#include "warehouse/owner_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

class Checker {
 public:
  Checker(const store::TableReader& tables, const std::function<bool()>& stopped,
          const std::function<void(const OwnerLinkFinding&)>& found)
      : tables_(tables), stopped_(stopped), found_(found) {}

  bool run() {
    return check_aliases() && check_merges() && check_authorisations() && check_counters();
  }

 private:
  void error(std::string text) { found_({false, std::move(text)}); }
  bool has_owner(const Uuid& id) const { return tables_.get(kOwners, id.raw()).has_value(); }

  // Keys end with the id that may be printed; what stands before it may be an owner's number.
  template <typename Visit>
  bool each(const char* what, Table table, const Visit& visit) {
    bool whole = true;
    each_with_prefix(tables_, table, {}, [&](std::string_view key, std::string_view value) {
      if (stopped_()) return whole = false;
      const auto id =
          key.size() < Uuid::kSize ? std::nullopt : Uuid::from_raw(key.substr(key.size() - 16));
      try {
        visit(key, value, id.value_or(Uuid()));
      } catch (const store::Error& failed) {
        if (!store::is_damage(failed)) throw;
        found_({true, std::string(what) + " " + id.value_or(Uuid()).text() + " is damaged"});
      }
      return true;
    });
    return whole;
  }

  bool expect_equal(const char* what, std::uint64_t listed, std::uint64_t there) {
    if (listed != there) {
      error(std::to_string(listed) + " " + what + " are listed, " + std::to_string(there) +
            " are there");
    }
    return true;
  }

  bool check_aliases() {
    std::uint64_t aliases = 0;
    std::uint64_t listed = 0;
    return each("an alias of owner", kOwnerAliases,
                [&](std::string_view key, std::string_view value, const Uuid& owner) {
                  ++aliases;
                  const Alias alias = decode_alias(value);
                  const std::string name = "an alias of owner " + owner.text();
                  if (joined(alias_prefix(alias.key), owner.raw()) != key) {
                    error(name + " lies under another key");
                  }
                  if (!has_owner(owner)) error(name + " has no owner's record");
                  if (tables_.get(kOwnerKeys, alias.key)) error(name + " is an owner's own key");
                  if (!tables_.get(kAliasesByOwner, joined(owner.raw(), alias.key))) {
                    error(name + " is not listed under its owner");
                  }
                }) &&
           each("an alias listed", kAliasesByOwner,
                [&](std::string_view, std::string_view, const Uuid&) { ++listed; }) &&
           expect_equal("aliases", listed, aliases);
  }

  bool check_merges() {
    std::uint64_t links = 0;
    std::uint64_t listed = 0;
    return each("the merge of owner", kOwnerMerges,
                [&](std::string_view key, std::string_view value, const Uuid& from) {
                  if (key.size() != Uuid::kSize) {
                    ++listed;
                    return;
                  }
                  ++links;
                  const Merge merge = decode_merge(value);
                  const std::string name = "the merge of owner " + from.text();
                  if (merge.from != from) error(name + " lies under another owner");
                  if (!has_owner(from) || !has_owner(merge.into)) {
                    error(name + " lacks an owner's record");
                  }
                  if (!tables_.get(kOwnerMerges, joined(merge.into.raw(), from.raw()))) {
                    error(name + " is not listed under the other owner");
                  }
                  (void)root_of(tables_, from);  // Damage, if it ends nowhere.
                }) &&
           expect_equal("merges", listed, links);
  }

  bool check_authorisations() {
    std::uint64_t there = 0;
    std::uint64_t by_principal = 0;
    std::uint64_t by_agent = 0;
    return each("authorisation", kAuthorisations,
                [&](std::string_view key, std::string_view value, const Uuid& id) {
                  ++there;
                  const Authorisation found = decode_authorisation(value);
                  const std::string name = "authorisation " + id.text();
                  if (found.id.raw() != key) error(name + " lies under another id");
                  if (!has_owner(found.principal) || !has_owner(found.agent)) {
                    error(name + " lacks an owner's record");
                  }
                  const std::string agent = joined(found.agent.raw(), key);
                  if (!tables_.get(kAuthorisationsByAgent, agent) ||
                      !tables_.get(kAuthorisationsByPrincipal,
                                   joined(found.principal.raw(), agent))) {
                    error(name + " is not listed under its owners");
                  }
                }) &&
           each("authorisation", kAuthorisationsByPrincipal,
                [&](std::string_view, std::string_view, const Uuid&) { ++by_principal; }) &&
           each("authorisation", kAuthorisationsByAgent,
                [&](std::string_view, std::string_view, const Uuid&) { ++by_agent; }) &&
           expect_equal("authorisations of principals", by_principal, there) &&
           expect_equal("authorisations of agents", by_agent, there);
  }

  bool check_counters() {
    bool whole = true;
    each_with_prefix(tables_, kCodeCounters, {}, [&](std::string_view key, std::string_view value) {
      if (stopped_()) return whole = false;
      if (value.size() != 8) {
        found_({true, "the counter of component codes " + std::string(key) + " is damaged"});
      }
      return true;
    });
    return whole;
  }

  const store::TableReader& tables_;
  const std::function<bool()>& stopped_;
  const std::function<void(const OwnerLinkFinding&)>& found_;
};

}  // namespace

bool check_owner_links(const store::TableReader& tables, const std::function<bool()>& stopped,
                       const std::function<void(const OwnerLinkFinding&)>& found) {
  return Checker(tables, stopped, found).run();
}

}  // namespace kho::warehouse
