// Dossiers, decisions and receipts as officers meet them: commands, with and without a server.
#include <gtest/gtest.h>

#include "tests/e2e/fixtures.h"
#include "tests/warehouse/damaged_segment.h"

namespace kho::test {
namespace {

constexpr const char* kFirst = "H63.12-261123-0001";
constexpr const char* kSecond = "H63.12-261123-0002";

class DossiersEndToEnd : public EndToEnd {
 protected:
  // As an officer of a desk.
  Json as(const std::string& officer, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--by", officer});
    return kho_json(std::move(arguments));
  }

  Json open(const std::string& officer, const std::string& code) {
    return as(officer, {"dossier", "open", warehouse_, code, "--owner", kOwner, "--procedure",
                        "2.001646", "--received-on", "2026-11-23"});
  }

  Json show(const std::string& code) { return kho_json({"dossier", "show", warehouse_, code}); }

  void expect(const std::vector<std::string>& arguments, int status, const std::string& text) {
    const Ran ran = kho(arguments);
    EXPECT_EQ(ran.status, status) << ran.err;
    EXPECT_NE((ran.out + ran.err).find(text), std::string::npos) << ran.out << ran.err;
  }

  const fs::path paper_ = samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf";
};

TEST_F(DossiersEndToEnd, TwoDesksOnePaperReusedRevokedAndToldOf) {
  const KhoServer server(warehouse_);
  // Desk one scans the paper for its dossier.
  const Json first = open("lan", kFirst);
  EXPECT_EQ(first.at("dossier").at("state"), "received");
  EXPECT_EQ(open("lan", kFirst).at("changed"), false);
  const Json deposited = as(
      "lan", {"deposit", warehouse_, paper_, "--dossier", kFirst, "--requirement", "2", "--type",
              "GCN_DKDN", "--number", "5200123456", "--issue-date", "2020-01-05", "--indefinite"});
  const std::string component = deposited.at("component").at("id");
  EXPECT_EQ(show(kFirst).at("attachments").at(0).at("source"), "digitised");

  // Desk two gets the same paper for another dossier: it is held, nothing is stored.
  open("minh", kSecond);
  const Json again =
      as("minh", {"deposit", warehouse_, paper_, "--owner", kOwner, "--type", "GCN_DKDN",
                  "--number", "5200123456", "--issue-date", "2020-01-05", "--indefinite"});
  EXPECT_EQ(again.at("component").at("id"), component);
  EXPECT_EQ(again.at("new_component"), false);

  // So it asks what can be reused, looks at it, and accepts it.
  const Json answer =
      as("minh", {"reuse", warehouse_, "--dossier", kSecond, "--purpose", "tiếp nhận"});
  EXPECT_EQ(answer.at("requirements").at(1).at("outcome"), "reusable");
  EXPECT_EQ(
      as("minh", {"get", warehouse_, component, "--metadata", "--dossier", kSecond}).at("standing"),
      "approved");
  const std::vector<std::string> confirm = {"confirm",       warehouse_, answer.at("id"),
                                            "--requirement", "2",        "--component",
                                            component,       "--remark", "khớp bản chính"};
  const Json receipt = as("minh", confirm);
  EXPECT_EQ(receipt.at("by"), "minh");
  EXPECT_EQ(as("minh", confirm).at("id"), receipt.at("id"));
  EXPECT_EQ(kho_json({"receipt", warehouse_, receipt.at("id")}), receipt);
  EXPECT_EQ(kho_json({"uses", warehouse_, component}).at("uses"), Json::array({receipt}));
  as("minh", {"dossier", "state", warehouse_, kSecond, "in_process", "--duty", "specialist"});

  // Who looked at it, for what.
  const Json looks = kho_json({"access-log", warehouse_, component}).at("accesses");
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks.at(0).at("by"), "minh");
  EXPECT_EQ(looks.at(0).at("dossier"), kSecond);

  // The authority takes the paper back: the second dossier is told, nobody can reuse it any more.
  as("hoa", {"revoke", warehouse_, component, "--reason", "Quyết định thu hồi số 12"});
  const Json told = show(kSecond);
  ASSERT_EQ(told.at("notices").size(), 1u);
  EXPECT_EQ(told.at("notices").at(0).at("what"), "revoked");
  EXPECT_EQ(told.at("notices").at(0).at("component_id"), component);
  EXPECT_EQ(told.at("notices").at(0).at("number"), "5200123456");
  const Json after = as("lan", {"reuse", warehouse_, "--dossier", kFirst});
  EXPECT_EQ(after.at("requirements").at(1).at("outcome"), "missing");
  EXPECT_EQ(after.at("requirements").at(1).at("reasons"), Json({"revoked"}));
  // The receipt says for good what was decided, and on what.
  EXPECT_EQ(kho_json({"receipt", warehouse_, receipt.at("id")}), receipt);
  expect({"delete", warehouse_, component, "--reason", "a", "--approved-by", "b", "--apply"}, 3,
         "component_in_use");
}

TEST_F(DossiersEndToEnd, DecisionsAndCorrectionsAreCommands) {
  const auto status_of = [&](const std::string& id) {
    return kho_json({"get", warehouse_, id, "--metadata"}).at("standing");
  };
  const std::string meta = write("meta.json", R"({"review_state":"captured"})");
  const auto captured = [&](const std::string& content) -> std::string {
    return kho_json({"deposit", warehouse_, write("p", content), "--meta", meta, "--owner", kOwner,
                     "--type", "GCN_DKDN"})
        .at("component")
        .at("id");
  };
  const std::string one = captured("giấy một");
  as("lan", {"under-review", warehouse_, one});
  as("lan", {"approve", warehouse_, one});
  EXPECT_EQ(status_of(one), "approved");
  const std::string two = captured("giấy hai");
  as("lan", {"approve", warehouse_, two});
  EXPECT_EQ(as("lan", {"supersede", warehouse_, one, two}).at("superseded").at("by"), two);
  EXPECT_EQ(kho_json({"search", warehouse_, "", "--status", "superseded"}).at("hits").size(), 1u);
  const std::string three = captured("giấy ba");
  as("lan", {"reject", warehouse_, three, "--reason", "nhầm chủ"});
  EXPECT_EQ(status_of(three), "rejected");

  const Json corrected = as("lan", {"correct", warehouse_, two, write("q", "giấy hai, quét lại"),
                                    "--subject", "đăng ký thay đổi", "--reason", "quét mờ"});
  EXPECT_EQ(corrected.at("component").at("versions").size(), 2u);
  EXPECT_EQ(corrected.at("component").at("subject"), "đăng ký thay đổi");
  EXPECT_EQ(kho({"get", warehouse_, two}).out, "giấy hai, quét lại");
  const Json referred = [&] {
    open("lan", kFirst);
    return as("lan", {"dossier", "refer", warehouse_, kFirst, "--database", "CSDL-DKDN",
                      "--reference", "2021-7788", "--requirement", "2"});
  }();
  EXPECT_EQ(referred.at("dossier").at("attachments").at(0).at("source"), "reference");
}

TEST_F(DossiersEndToEnd, CommandsSayForPeopleWhatTheyDid) {
  expect({"dossier", "open", warehouse_, kFirst, "--owner", kOwner, "--procedure", "2.001646",
          "--received-on", "2026-11-23", "--by", "lan"},
         0, "received");
  const std::string component = deposit(paper_).at("component").at("id");
  expect({"reuse", warehouse_, "--dossier", kFirst, "--by", "lan"}, 0, "query ");
  const Json answer = as("lan", {"reuse", warehouse_, "--dossier", kFirst});
  expect({"confirm", warehouse_, answer.at("id"), "--requirement", "2", "--component", component,
          "--decline", "--remark", "bản quét mờ", "--by", "lan"},
         0, "declined by lan");
  expect({"uses", warehouse_, component}, 0, "no dossier reused it");
  expect({"access-log", warehouse_, component}, 0, "nobody has looked at it");
  EXPECT_EQ(kho({"get", warehouse_, component, "--by", "hoa", "--purpose", "đối chiếu"}).status, 0);
  expect({"access-log", warehouse_, component}, 0, "hoa: đối chiếu");
  expect({"dossier", "show", warehouse_, kFirst}, 0, kFirst);
  expect({"get", warehouse_, component, "--metadata"}, 0, "approved");
}

TEST_F(DossiersEndToEnd, MistakesEndWithTheirExitStatusAndCode) {
  const std::string component = deposit(paper_).at("component").at("id");
  const std::string unknown = "01a2092a-d270-74e4-90dd-dfb649c690ec";
  expect({"dossier", "show", warehouse_, kFirst}, 4, "dossier_not_found");
  expect({"reuse", warehouse_, "--owner", kOwner}, 2, "give --owner and --procedure");
  expect({"deposit", warehouse_, paper_, "--type", "GCN_DKDN"}, 2, "give --owner");
  expect({"confirm", warehouse_, "nonsense", "--requirement", "2", "--component", component}, 2,
         "not an id");
  expect({"confirm", warehouse_, unknown, "--requirement", "2", "--component", component}, 4,
         "query_not_found");
  expect({"receipt", warehouse_, unknown}, 4, "receipt_not_found");
  expect({"uses", warehouse_, unknown}, 4, "not_found");
  expect({"reject", warehouse_, component}, 2, "--reason");
  expect({"revoke", warehouse_, component, "--reason", "CCCD 015085001234"}, 3, "metadata_invalid");
  expect({"get", warehouse_, component, "--by", "015085001234"}, 3, "header_invalid");
  expect({"correct", warehouse_, component, "--reason", "không đổi gì"}, 3, "metadata_invalid");
}

TEST_F(DossiersEndToEnd, CheckMarksADamagedFileAndUnmarksAMendedOne) {
  const std::string file = write("p", "những byte sẽ hỏng");
  const std::string component = deposit(file).at("component").at("id");
  const auto outcome = [&] {
    return kho_json({"reuse", warehouse_, "--owner", kOwner, "--procedure", "2.001646"})
        .at("requirements")
        .at(1);
  };
  const Flipped place = flip_byte_of(warehouse_, "những byte sẽ hỏng");
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 6);
  EXPECT_EQ(outcome().at("outcome"), "missing");
  EXPECT_EQ(outcome().at("reasons"), Json({"file_damaged"}));
  flip_at(place);
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
  EXPECT_EQ(outcome().at("outcome"), "reusable");
}

}  // namespace
}  // namespace kho::test
