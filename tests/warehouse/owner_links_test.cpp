#include "warehouse/owner_links.h"

#include <gmock/gmock.h>

#include "tests/warehouse/owners_fixtures.h"
#include "warehouse/owner_codec.h"

namespace kho::warehouse {
namespace {

using testing::HasSubstr;

class OwnerLinksTest : public OwnersTest {
 protected:
  OwnerLinksTest() {
    hoa_ = owner("cccd:015085001234");
    lan_ = owner("cccd:015185004321");
    alias(hoa_, "cmnd:060123456");
    merge(lan_, hoa_);
    AuthorisationOrder order;
    order.agent = owner("mst:0100109106");
    order.evidence = deposit("uỷ quyền", "HD_THUE", "cccd:015085001234").component.id;
    order.by = kBy;
    authorisation_ = warehouse_->authorise(hoa_, order).id;
  }

  // What a check finds after a change behind the warehouse's back, which is then taken back.
  std::string found_after(Table table, const std::string& key,
                          const std::optional<std::string>& value) {
    std::optional<std::string> before;
    const auto set = [&](const std::optional<std::string>& to) {
      below([&](store::Store& store) {
        store.commit([&](store::Transaction& transaction) {
          const auto held = transaction.tables().get(table, key);
          before = held ? std::optional(std::string(*held)) : std::nullopt;
          if (to) {
            transaction.tables().put(table, key, *to);
          } else {
            transaction.tables().erase(table, key);
          }
        });
      });
    };
    set(value);
    const std::optional<std::string> original = before;
    std::string texts;
    for (const CheckFinding& finding : check().findings) texts += finding.text + "\n";
    set(original);
    EXPECT_TRUE(check().clean());
    EXPECT_EQ(texts.find("060123456"), std::string::npos);
    return texts;
  }
  static std::string raw(const Uuid& id) { return std::string(id.raw()); }

  const std::string alias_key_ = alias_prefix("cmnd:060123456");
  Uuid hoa_, lan_, authorisation_;
};

TEST_F(OwnerLinksTest, WholeLinksAreClean) { EXPECT_TRUE(check().clean()); }

TEST_F(OwnerLinksTest, BrokenAliasesAreFound) {
  EXPECT_THAT(found_after(kAliasesByOwner, raw(hoa_) + "cmnd:060123456", {}),
              HasSubstr("an alias of owner " + hoa_.text() + " is not listed"));
  EXPECT_THAT(found_after(kOwnerAliases, alias_key_ + raw(hoa_), {}),
              HasSubstr("1 aliases are listed, 0 are there"));
  EXPECT_THAT(found_after(kOwnerAliases, alias_key_ + raw(hoa_), "rubbish"),
              HasSubstr(hoa_.text() + " is damaged"));
  EXPECT_THAT(found_after(kOwnerKeys, "cmnd:060123456", raw(hoa_)), HasSubstr("owner's own key"));
}

TEST_F(OwnerLinksTest, BrokenMergesAreFound) {
  EXPECT_THAT(found_after(kOwnerMerges, raw(hoa_) + raw(lan_), {}),
              HasSubstr("the merge of owner " + lan_.text() + " is not listed"));
  EXPECT_THAT(found_after(kOwnerMerges, raw(lan_), {}), HasSubstr("1 merges are listed"));
  Merge link;
  link.from = hoa_;
  link.into = lan_;
  link.evidence.document = kDocument;
  EXPECT_THAT(found_after(kOwnerMerges, raw(hoa_), encode(link)), HasSubstr("is damaged"));
  link.from = lan_;
  link.into = authorisation_;  // No owner.
  EXPECT_THAT(found_after(kOwnerMerges, raw(lan_), encode(link)),
              HasSubstr("lacks an owner's record"));
}

TEST_F(OwnerLinksTest, BrokenAuthorisationsAreFound) {
  EXPECT_THAT(found_after(kAuthorisations, raw(authorisation_), {}),
              HasSubstr("1 authorisations of agents are listed, 0 are there"));
  EXPECT_THAT(found_after(kAuthorisations, raw(authorisation_), "rubbish"),
              HasSubstr(authorisation_.text() + " is damaged"));
  EXPECT_THAT(found_after(kAuthorisationsByAgent, raw(hoa_) + raw(authorisation_), ""),
              HasSubstr("2 authorisations of agents"));
}

TEST_F(OwnerLinksTest, DamagedCounterIsFound) {
  EXPECT_THAT(found_after(kCodeCounters, "K.", "rubbish"), HasSubstr("counter"));
}

}  // namespace
}  // namespace kho::warehouse
