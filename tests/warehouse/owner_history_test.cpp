// Random histories of deposits, aliases, merges and their undoing, against a model of maps and
// against a warehouse in which nothing was ever merged.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>

#include "tests/warehouse/owners_fixtures.h"

namespace kho::warehouse {
namespace {

using Found = Identity::Found;
using Group = std::set<std::string>;  // Of owners, by their own keys.

const std::vector<std::string> kKeys = {"cccd:015085001231",      "cccd:015085001232",
                                        "cccd:015085001233",      "cccd:015085001235",
                                        "passport:KOR:M11111112", "passport:KOR:M22222223",
                                        "passport:USA:51234567",  "cmnd:060123451",
                                        "cmnd:060123452",         "cmnd:060123453"};

// What must come out, by the rules and nothing else.
struct Model {
  Group owners;
  std::map<std::string, Group> aliases;
  std::map<std::string, std::string> merged;

  std::string root(std::string owner) const {
    while (merged.contains(owner)) owner = merged.at(owner);
    return owner;
  }
  Group roots(const std::string& key) const {
    if (owners.contains(key)) return {root(key)};
    Group found;
    if (aliases.contains(key)) {
      for (const std::string& owner : aliases.at(key)) found.insert(root(owner));
    }
    return found;
  }
  // All that count as the one who is meant; empty for nobody and for several.
  Group members(const std::string& key) const {
    const Group found = roots(key);
    Group all;
    if (found.size() != 1) return all;
    for (const std::string& owner : owners) {
      if (root(owner) == *found.begin()) all.insert(owner);
    }
    return all;
  }
};

class OwnerHistory : public OwnersTest, public testing::WithParamInterface<int> {
 protected:
  struct Step {
    enum class Kind { kDeposit, kAlias, kUnalias, kMerge, kUnmerge } kind;
    std::string a, b;
  };

  // Whether it was done.
  bool apply(const Step& step) {
    try {
      switch (step.kind) {
        case Step::Kind::kDeposit: {
          const Uuid id = owner(step.a);
          // Not where the key is an alias of the owner.
          if (names_.try_emplace(id, step.a).second) ids_[step.a] = id;
          break;
        }
        case Step::Kind::kAlias:
          alias(id_of(step.a), step.b);
          break;
        case Step::Kind::kUnalias:
          warehouse_->remove_alias(id_of(step.a), step.b, kBy);
          break;
        case Step::Kind::kMerge:
          merge(id_of(step.a), id_of(step.b));
          break;
        case Step::Kind::kUnmerge:
          unmerge(id_of(step.a));
          break;
      }
      return true;
    } catch (const Error&) {
      return false;
    }
  }
  // The model does what the warehouse says it did, where the model's rules agree that it may.
  void expect_and_apply(Model& model, const Step& step) {
    bool may = false;
    const bool known = model.owners.contains(step.a);
    switch (step.kind) {
      case Step::Kind::kDeposit: {
        const Group roots = model.roots(step.a);
        may = roots.size() == 1 || (roots.empty() && !step.a.starts_with("cmnd:"));
        if (may && roots.empty()) model.owners.insert(step.a);
        break;
      }
      case Step::Kind::kAlias:
        may = known && !model.owners.contains(step.b) && !model.aliases[step.b].contains(step.a);
        if (may) model.aliases[step.b].insert(step.a);
        break;
      case Step::Kind::kUnalias:
        may = known && model.aliases[step.b].erase(step.a) == 1;
        break;
      case Step::Kind::kMerge:
        may = known && model.owners.contains(step.b) && step.a != step.b &&
              !model.merged.contains(step.a) && !model.merged.contains(step.b);
        if (may) model.merged[step.a] = step.b;
        break;
      case Step::Kind::kUnmerge:
        may = model.merged.erase(step.a) == 1;
        break;
    }
    EXPECT_EQ(apply(step), may) << static_cast<int>(step.kind) << " " << step.a << " " << step.b;
  }

  // What the warehouse makes of a key.
  Group members_by_key(const std::string& key) {
    const OwnerAnswer answer = look_up(key);
    Group all;
    if (answer.found != Found::kOne) return all;
    for (const OwnerView& each : answer.owners) all.insert(names_.at(each.id));
    return all;
  }
  void expect_resolutions(const Model& model) {
    for (const std::string& key : kKeys) {
      const Group roots = model.roots(key);
      const Found expected = roots.empty()       ? Found::kNone
                             : roots.size() == 1 ? Found::kOne
                                                 : Found::kSeveral;
      ASSERT_EQ(found(key), expected) << key;
      ASSERT_EQ(members_by_key(key), model.members(key)) << key;
    }
  }

  Uuid id_of(const std::string& key) const {
    const auto id = ids_.find(key);
    return id == ids_.end() ? Uuid() : id->second;
  }

  std::map<std::string, Uuid> ids_;    // Of owners, by their own keys.
  std::map<Uuid, std::string> names_;  // The key that made the owner.
};

TEST_P(OwnerHistory, ResolvesAsTheModelAndWithoutMergesAsIfTheyHadNeverBeen) {
  std::mt19937 chance(static_cast<unsigned>(GetParam()));
  const auto any_key = [&] { return kKeys[chance() % kKeys.size()]; };
  Model model;
  std::vector<Step> done;
  std::size_t several = 0;
  std::size_t merged = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    done.push_back({Step::Kind::kDeposit, kKeys[i], {}});
    expect_and_apply(model, done.back());
  }
  for (int i = 0; i < 200; ++i) {
    constexpr Step::Kind kKinds[] = {Step::Kind::kDeposit, Step::Kind::kAlias, Step::Kind::kAlias,
                                     Step::Kind::kUnalias, Step::Kind::kMerge, Step::Kind::kMerge,
                                     Step::Kind::kUnmerge};
    // Only owners have ids; a step without one would be refused for that alone.
    Step step{kKinds[chance() % std::size(kKinds)], any_key(), any_key()};
    if (step.kind != Step::Kind::kDeposit && !model.owners.contains(step.a)) continue;
    expect_and_apply(model, step);
    done.push_back(step);
    expect_resolutions(model);
    for (const std::string& key : kKeys) several += model.roots(key).size() > 1;
    merged += model.merged.size();
  }
  EXPECT_GT(several, 0u);  // Or the history tests little.
  EXPECT_GT(merged, 0u);

  while (!model.merged.empty()) {
    expect_and_apply(model, {Step::Kind::kUnmerge, model.merged.begin()->first, {}});
  }
  expect_resolutions(model);
  std::map<std::string, Group> after_undoing;
  std::map<std::string, Found> found_after_undoing;
  for (const std::string& key : kKeys) {
    after_undoing[key] = members_by_key(key);
    found_after_undoing[key] = found(key);
  }
  EXPECT_TRUE(check().clean());

  // The same history without its merges.
  warehouse_.reset();
  std::filesystem::remove_all(path_);
  Warehouse::create(path_);
  open();
  Catalogue catalogue;
  catalogue.types = {{"GCN_DKDN", "Giấy chứng nhận đăng ký doanh nghiệp"}};
  warehouse_->import_catalogue(catalogue);
  ids_.clear();
  names_.clear();
  for (const Step& step : done) {
    if (step.kind != Step::Kind::kMerge && step.kind != Step::Kind::kUnmerge) (void)apply(step);
  }
  for (const std::string& key : kKeys) {
    EXPECT_EQ(members_by_key(key), after_undoing[key]) << key;
    EXPECT_EQ(found(key), found_after_undoing[key]) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OwnerHistory, testing::Range(1, 7),
                         [](const auto& each) { return "Seed" + std::to_string(each.param); });

}  // namespace
}  // namespace kho::warehouse
