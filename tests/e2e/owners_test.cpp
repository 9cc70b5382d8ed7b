// kho owner, with a running server and without.
#include <gmock/gmock.h>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

// True: through a running server.
class Owners : public EndToEnd, public testing::WithParamInterface<bool> {
 protected:
  Owners() {
    if (GetParam()) server_ = std::make_unique<KhoServer>(warehouse_);
  }
  // The component of a new paper.
  Json paper(const std::string& key) {
    const std::string number = std::to_string(++papers_);
    return kho_json({"deposit", warehouse_, write("paper" + number, "giấy " + number), "--owner",
                     key, "--type", "GCN_DKDN", "--indefinite"})
        .at("component");
  }
  std::string owner(const std::string& key) { return paper(key).at("owner_id"); }
  Json look_up(const std::string& key) { return kho_json({"owner", "lookup", warehouse_, key}); }

  std::unique_ptr<KhoServer> server_;

 private:
  int papers_ = 0;
};

TEST_P(Owners, AliasesAndMergesAreMadeAndUndone) {
  const std::string hoa = owner("cccd:015085001234");
  EXPECT_EQ(kho_json({"owner", "alias", warehouse_, hoa, "cmnd:060123456", "--evidence",
                      "Giấy xác nhận số 12/CA", "--by", "sct.lan"})
                .at("aliases")
                .size(),
            1u);
  EXPECT_EQ(look_up("cmnd:060 123 456").at("owners").at(0).at("id"), hoa);
  const Ran shown = kho({"owner", "lookup", warehouse_, "cmnd:060123456"});
  EXPECT_THAT(shown.out, HasSubstr("alias cmnd:******456"));
  EXPECT_EQ(shown.out.find("060123456"), std::string::npos);

  const std::string kim = owner("passport:KOR:M11111112");
  const std::vector<std::string> merge = {"owner",      "merge",     warehouse_, kim,
                                          hoa,          "--by",      "sct.lan",  "--reason",
                                          "cùng người", "--evidence"};
  const auto merged_on = [&](const std::string& evidence) {
    std::vector<std::string> all = merge;
    all.push_back(evidence);
    return kho(all);
  };
  const Ran by_name = merged_on("cùng tên");
  EXPECT_EQ(by_name.status, 3);
  EXPECT_THAT(by_name.err, HasSubstr("[evidence_invalid]"));
  EXPECT_EQ(merged_on("Quyết định 7/QĐ-UBND").status, 0);
  EXPECT_EQ(look_up("passport:KOR:M11111112").at("owners").size(), 2u);
  EXPECT_EQ(
      kho({"owner", "unmerge", warehouse_, kim, "--reason", "nhầm", "--by", "sct.lan"}).status, 0);
  EXPECT_EQ(look_up("passport:KOR:M11111112").at("owners").size(), 1u);
  EXPECT_EQ(kho({"owner", "unalias", warehouse_, hoa, "cmnd:060123456", "--by", "sct.lan"}).status,
            0);
  EXPECT_EQ(look_up("cmnd:060123456").at("found"), "none");
}

TEST_P(Owners, AuthorizationIsGivenAndRevoked) {
  const Json evidence = paper("mst:0100109106");
  const std::string agent = owner("cccd:015085001234");
  const Json made =
      kho_json({"owner", "authorize", warehouse_, evidence.at("owner_id"), agent, "--evidence",
                evidence.at("id"), "--procedure", "2.000620", "--by", "sct.lan"});
  EXPECT_EQ(made.at("procedures"), Json({"2.000620"}));
  const Ran shown = kho({"owner", "lookup", warehouse_, "mst:0100109106"});
  EXPECT_THAT(shown.out, HasSubstr("authorization " + made.at("id").get<std::string>()));
  const Json revoked = kho_json({"owner", "revoke-authorization", warehouse_, made.at("id"),
                                 "--reason", "chấm dứt", "--by", "sct.lan"});
  EXPECT_EQ(revoked.at("revoked").at("by"), "sct.lan");
}

TEST_P(Owners, MistakesEndWithTheirExitStatusAndCode) {
  const auto mistake = [&](const std::vector<std::string>& arguments) {
    const Ran ran = kho(arguments);
    EXPECT_NE(ran.status, 0);
    return std::to_string(ran.status) + ran.err.substr(ran.err.rfind(" ["));
  };
  const std::string nobody = "01a2092a-d270-74e4-90dd-dfb649c690ec";
  EXPECT_EQ(mistake({"owner", "unmerge", warehouse_, "x", "--reason", "a", "--by", "b"}),
            "2 [owner_id_invalid]\n");
  EXPECT_EQ(mistake({"owner", "unmerge", warehouse_, nobody, "--reason", "a", "--by", "b"}),
            "4 [not_found]\n");
  EXPECT_EQ(mistake({"owner", "lookup", warehouse_, "cmnd:1"}), "3 [owner_key_invalid]\n");
  EXPECT_EQ(kho({"owner", "lookup", warehouse_}).status, 2);
}

TEST_P(Owners, WhoLookedAtTheirPapersIsTold) {
  const std::string id = paper("cccd:015085001234").at("id");
  kho_json({"get", warehouse_, id, "--metadata", "--by", "an", "--purpose", "thanh tra"});
  const Json told = kho_json({"owner", "accesses", warehouse_, "cccd:015085001234"});
  ASSERT_EQ(told.at("accesses").size(), 1u);
  EXPECT_EQ(told.at("accesses").at(0).at("component_id"), id);
  const Ran shown = kho({"owner", "accesses", warehouse_, "cccd:015085001234", "--as-owner"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("record_viewed    an, GCN_DKDN " + id + ": thanh tra"));
  EXPECT_THAT(shown.out, HasSubstr("accesses_viewed"));  // The one above.
  EXPECT_EQ(shown.out.find("015085001234"), std::string::npos);
  EXPECT_THAT(kho({"owner", "accesses", warehouse_, "mst:0100109106"}).out,
              HasSubstr("nobody is known"));
}

INSTANTIATE_TEST_SUITE_P(Ways, Owners, testing::Bool(), [](const auto& each) {
  return each.param ? "ThroughAServer" : "Directly";
});

}  // namespace
}  // namespace kho::test
