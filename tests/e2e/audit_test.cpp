// kho audit, with a running server and without, and what is verified without either.
#include <gmock/gmock.h>
#include <signal.h>

#include <memory>
#include <sstream>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

// True: through a running server.
class Audit : public EndToEnd, public testing::WithParamInterface<bool> {
 protected:
  Audit() {
    if (GetParam()) server_ = std::make_unique<KhoServer>(warehouse_);
    deposit(write("one", "một"));
    deposit(write("two", "hai"));
  }
  std::string file(const std::string& name) const { return scratch_ / name; }

  std::unique_ptr<KhoServer> server_;
};

TEST_P(Audit, ProofIsCheckedWithoutTheWarehouse) {
  const std::string proof = file("proof.json");
  EXPECT_EQ(kho({"audit", "prove", warehouse_, "3", "-o", proof}).status, 0);
  const std::string key = write("key.pem", kho({"audit", "key", warehouse_}).out);
  server_.reset();
  fs::remove_all(warehouse_);
  const Ran good = kho({"audit", "check-proof", proof, "--key", key});
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("vn.kho.component.deposited"));
  const Json json = kho_json({"audit", "check-proof", proof, "--key", key});
  EXPECT_EQ(json.at("good"), true);
  EXPECT_EQ(json.at("entry").at("position"), 3);

  Json changed = Json::parse(read_file(proof));
  auto payload = changed.at("payload").get<std::string>();
  payload[3] = payload[3] == 'A' ? 'B' : 'A';
  changed["payload"] = payload;
  const Ran bad = kho({"audit", "check-proof", write("bad.json", changed.dump()), "--key", key});
  EXPECT_EQ(bad.status, 6);
  EXPECT_THAT(bad.err, HasSubstr("proof_invalid"));
  EXPECT_EQ(kho({"audit", "check-proof", key, "--key", key}).status, 6);
  EXPECT_EQ(kho({"audit", "check-proof", proof, "--key", proof}).status, 3);
  EXPECT_EQ(kho({"audit", "check-proof", proof}).status, 2);
  EXPECT_EQ(kho({"audit", "check-proof", file("absent"), "--key", key}).status, 4);
}

TEST_P(Audit, CheckpointKeptOutsideIsContinued) {
  const std::string kept = file("kept");
  EXPECT_EQ(kho({"audit", "checkpoint", warehouse_, "-o", kept}).status, 0);
  // A running server goes on reading texts, so the next may be of more entries.
  const std::string next = kho_json({"audit", "checkpoint", warehouse_}).at("checkpoint");
  EXPECT_EQ(next.substr(0, next.find('\n')), read_file(kept).substr(0, next.find('\n')));
  deposit(write("three", "ba"));
  const Ran good = kho({"audit", "verify", warehouse_, "--checkpoint", kept});
  EXPECT_EQ(good.status, 0) << good.out << good.err;
  EXPECT_THAT(good.out, HasSubstr("good"));
  std::string changed = read_file(kept);
  const std::size_t root = changed.find('\n', changed.find('\n') + 1) + 1;
  changed[root] = changed[root] == 'A' ? 'B' : 'A';
  const Ran bad = kho({"audit", "verify", warehouse_, "--checkpoint", write("bad", changed)});
  EXPECT_EQ(bad.status, 6);
  EXPECT_THAT(bad.out, HasSubstr("NOT GOOD"));
  const Ran json = kho({"--json", "audit", "verify", warehouse_, "--checkpoint", file("bad")});
  EXPECT_EQ(json.status, 6);
  EXPECT_EQ(Json::parse(json.out).at("report").at("outside_checkpoint"), "signature_invalid");
}

TEST_P(Audit, RotatedKeyVerifiesWhatItSigned) {
  const std::string proof = file("proof.json");
  EXPECT_EQ(kho({"audit", "prove", warehouse_, "1", "-o", proof}).status, 0);
  const std::string before = kho_json({"audit", "key", warehouse_}).at("signing");
  const Json after = kho_json({"audit", "rotate-key", warehouse_});
  EXPECT_NE(after.at("signing"), before);
  const std::string only_new = write("new.pem", after.at("pem").get<std::string>().substr(0, 113));
  EXPECT_EQ(kho({"audit", "check-proof", proof, "--key", only_new}).status, 6);
  const std::string all = write("all.pem", kho({"audit", "key", warehouse_}).out);
  EXPECT_EQ(kho({"audit", "check-proof", proof, "--key", all}).status, 0);
  EXPECT_EQ(kho({"audit", "check-proof", proof, "--key", only_new, "--key", all}).status, 0);
  EXPECT_EQ(kho({"audit", "verify", warehouse_}).status, 0);
}

TEST_P(Audit, ExportHasEveryEntryOnce) {
  const auto exported = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"audit", "export", warehouse_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = kho(arguments);
    EXPECT_EQ(ran.status, 0) << ran.err;
    std::vector<Json> entries;
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) entries.push_back(Json::parse(line));
    return entries;
  };
  const std::vector<Json> all = exported({});
  ASSERT_GE(all.size(), 4u);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].at("position"), i + 1);
  EXPECT_EQ(all[0].at("type"), "vn.kho.catalogue.imported");
  const std::vector<Json> rest = exported({"--after", "2"});
  ASSERT_GE(rest.size(), all.size() - 2);
  EXPECT_EQ(rest.front(), all[2]);
  EXPECT_TRUE(exported({"--after", "1000"}).empty());
}

TEST_P(Audit, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(kho({"audit", "prove", warehouse_, "1000"}).status, 4);
  EXPECT_EQ(kho({"audit", "prove", warehouse_, "0"}).status, 4);
  EXPECT_EQ(kho({"audit", "prove", warehouse_, "x"}).status, 2);
  EXPECT_EQ(kho({"audit", "verify", warehouse_, "--checkpoint", file("absent")}).status, 4);
  EXPECT_EQ(kho({"audit"}).status, 2);
}

INSTANTIATE_TEST_SUITE_P(Ways, Audit, testing::Bool(),
                         [](const auto& way) { return way.param ? "Server" : "Alone"; });

TEST(AuditReceipt, IsCheckedAsItIsAndInsideJson) {
  const ScratchDirectory scratch;
  const fs::path golden = fs::path(KHO_SOURCE_DIRECTORY) / "tests/golden/audit-v1";
  const std::string key = golden / "public-key.pem";
  const std::string jws = read_file(golden / "statement.jws");
  const auto write = [&](const std::string& content) {
    std::ofstream(scratch / "receipt", std::ios::binary) << content;
    return std::string(scratch / "receipt");
  };
  const auto check = [&](const std::string& content) {
    return kho({"audit", "check-receipt", write(content), "--key", key});
  };
  EXPECT_EQ(check(jws).out, "{\"position\":123}\n");
  EXPECT_EQ(check(jws + "\n").status, 0);
  EXPECT_EQ(check(Json{{"jws", jws}, {"more", 1}}.dump()).out, "{\"position\":123}\n");
  EXPECT_EQ(kho_json({"audit", "check-receipt", write(jws), "--key", key}).at("payload"),
            (Json{{"position", 123}}));
  std::string wrong = jws;
  wrong.back() = wrong.back() == 'A' ? 'Q' : 'A';
  for (const std::string& bad : {wrong, std::string(), std::string("{}"),
                                 std::string("{\"jws\":1}"), std::string("{"), jws + "x"}) {
    const Ran ran = check(bad);
    EXPECT_EQ(ran.status, 6) << bad;
    EXPECT_THAT(ran.err, HasSubstr("receipt_invalid"));
  }
}

}  // namespace
}  // namespace kho::test
