// Many papers at once, in and out: kho import and kho export, with a running server and without.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "tests/e2e/fixtures.h"
#include "tests/counted.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

std::size_t lines_in(const fs::path& file) {
  const std::string text = read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

class ImportEndToEnd : public EndToEnd {
 protected:
  ImportEndToEnd() { fs::create_directory(folder_); }

  void file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  // So many small papers and their manifest.
  std::string papers(std::size_t count) {
    std::string csv = "file,owner,owner_name,type,number,indefinite\r\n";
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = "paper " + std::to_string(i) + ".txt";
      file(name, "giấy số " + std::to_string(i));
      csv += "\"" + name + "\"," + kOwner + ",\"Công ty A, chi nhánh\",GCN_DKDN,N" +
             std::to_string(i) + ",true\r\n";
    }
    return write("list.csv", csv);
  }
  Json stats() const { return kho_json({"stats", warehouse_}); }

  const fs::path folder_ = scratch_ / "folder";
};

class ImportWays : public ImportEndToEnd, public testing::WithParamInterface<bool> {
 protected:
  ImportWays() {
    if (GetParam()) server_ = std::make_unique<KhoServer>(warehouse_);
  }
  std::unique_ptr<KhoServer> server_;
};

TEST_P(ImportWays, ManifestIsImportedOnceHoweverOftenItRuns) {
  std::string csv = read_file(papers(5));
  csv += "nothing.txt,mst:0100109106,,GCN_DKDN,,\r\n\"paper 0.txt\",mst:1,,GCN_DKDN,,\r\n";
  const std::string manifest = write("list.csv", csv);
  const Json dry = Json::parse(
      kho({"--json", "import", warehouse_, folder_, "--manifest", manifest, "--dry-run"}).out);
  EXPECT_EQ(dry.at("valid"), 5);
  EXPECT_EQ(dry.at("failed"), 2);
  EXPECT_EQ(stats().at("components"), 0);

  const Ran first = kho({"import", warehouse_, folder_, "--manifest", manifest});
  EXPECT_EQ(first.status, 3);
  EXPECT_THAT(first.out, HasSubstr("5 imported, 0 held already, 2 wrong"));
  EXPECT_THAT(first.err, HasSubstr("line 7: "));
  EXPECT_THAT(first.err, HasSubstr("[file_not_found]"));
  EXPECT_THAT(first.err, HasSubstr("[owner_key_invalid]"));
  EXPECT_EQ(stats().at("components"), 5);

  const Ran second = kho({"--json", "import", warehouse_, folder_, "--manifest", manifest});
  EXPECT_EQ(second.status, 3);
  EXPECT_EQ(Json::parse(second.out).at("done_before"), 5);
  EXPECT_EQ(Json::parse(second.out).at("failed_before"), 2);
  file("nothing.txt", "nay có");
  const Ran third =
      kho({"--json", "import", warehouse_, folder_, "--manifest", manifest, "--retry-failed"});
  EXPECT_EQ(third.status, 3);
  EXPECT_EQ(Json::parse(third.out).at("imported"), 1);
  EXPECT_EQ(Json::parse(third.out).at("problems").at(0).at("line"), 8);
  EXPECT_EQ(stats().at("components"), 6);
  EXPECT_TRUE(comes_true([&] { return is_found("\"giấy số 3\""); }));
}

TEST_P(ImportWays, KilledImportGoesOnAndNothingIsMissingOrTwice) {
  constexpr std::size_t kPapers = 150;
  const std::string manifest = papers(kPapers);
  const fs::path state = manifest + ".kho-import";
  std::size_t known = 0;
  for (const std::size_t kill_at : {20u, 70u}) {
    KhoCommand command({"import", warehouse_, folder_, "--manifest", manifest});
    ASSERT_TRUE(comes_true([&] { return lines_in(state) > kill_at; }));
    EXPECT_EQ(command.stop(SIGKILL).status, 128 + SIGKILL);
    EXPECT_GT(lines_in(state), known);
    known = lines_in(state);
    counted("kills", 1);
  }
  const Json rest = kho_json({"import", warehouse_, folder_, "--manifest", manifest});
  EXPECT_GE(rest.at("done_before"), 70);
  EXPECT_LE(rest.at("held"), 1);  // The line that was under way.
  EXPECT_EQ(stats().at("components"), kPapers);
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
}

TEST_P(ImportWays, ControlCStopsBetweenTwoPapers) {
  const std::string manifest = papers(300);
  KhoCommand command({"--json", "import", warehouse_, folder_, "--manifest", manifest});
  ASSERT_TRUE(comes_true([&] { return lines_in(manifest + ".kho-import") > 5; }));
  const Ran stopped = command.stop(SIGINT);
  EXPECT_EQ(stopped.status, 7) << stopped.err;
  const Json report = Json::parse(stopped.out);
  EXPECT_EQ(report.at("stopped"), true);
  EXPECT_EQ(stats().at("components"), report.at("imported"));
  EXPECT_EQ(kho_json({"import", warehouse_, folder_, "--manifest", manifest}).at("held"), 0);
  EXPECT_EQ(stats().at("components"), 300);
}

TEST_P(ImportWays, FolderWithoutAListHasOneOwnerAndType) {
  papers(3);
  const Json done = kho_json(
      {"import", warehouse_, folder_, "--owner", kOwner, "--type", "GCN_DKDN", "--indefinite"});
  EXPECT_EQ(done.at("imported"), 3);
  EXPECT_EQ(kho({"import", warehouse_, folder_}).status, 2);
}

// What a copy must have in common with its original; by SHA-256.
std::map<std::string, Json> papers_of(const std::string& warehouse) {
  std::map<std::string, Json> papers;
  const Json found = kho_json({"search", warehouse, "", "--limit", "100"});
  for (const Json& hit : found.at("hits")) {
    Json component = hit.at("component");
    const Json version = component.at("versions").back();
    for (const char* own : {"id", "code", "owner_id", "created_at", "content", "dossier_id",
                            "supersedes", "versions", "text"}) {
      component.erase(own);
    }
    for (Json& hold : component.at("holds")) hold.erase("since");
    if (component.at("review").is_object()) component.at("review").erase("at");
    if (component.at("revocation").is_object()) component.at("revocation").erase("at");
    if (component.at("superseded").is_object()) component.at("superseded") = "yes";
    component["file_name"] = version.at("file_name");
    component["signature"] = version.at("signature");
    papers[version.at("sha256")] = component;
  }
  return papers;
}

TEST_P(ImportWays, BagTakesPapersToAnotherWarehouseAsTheyWere) {
  const auto put = [&](const std::string& name, const Json& metadata) -> std::string {
    const std::string paper = write(name, "nội dung của " + name);
    const std::string meta = write("meta.json", metadata.dump());
    return kho_json({"deposit", warehouse_, paper, "--meta", meta}).at("component").at("id");
  };
  const Json base = {{"owner", kOwner}, {"owner_name", "Công ty A"}, {"type", "GCN_DKDN"}};
  const auto with = [&](Json more) {
    Json all = base;
    all.update(more);
    return all;
  };
  put("đủ mọi thứ.pdf",
      with({{"number", "12/GCN-SCT"},
            {"issue_date", "2021-03-16"},
            {"issuer", "H63.12"},
            {"issuer_name", "Sở Công Thương"},
            {"signer", "Ông B"},
            {"subject", "Trích yếu"},
            {"validity", {{"from", "2021-03-16"}, {"to", "2099-01-01"}}},
            {"scope", "toàn tỉnh"},
            {"location", "Yên Bái"},
            {"origin", "certified_ecopy"},
            {"form", "copy"},
            {"source_dossier", "H63.12-230601-0001"},
            {"source_procedure", "2.001646"},
            {"digitised_by", "sct.lan"},
            {"digitised_unit", "Một cửa"},
            {"digitised_on", "2023-06-01"},
            {"signature", "intact"},
            {"keep_until", "2040-01-01"},
            {"conversion", {{"by", "sct.lan"}, {"on", "2023-06-01"}, {"signature", "CA"}}}}));
  const std::string held = put("bị giữ", with({{"validity", {{"indefinite", true}}}}));
  const std::string revoked = put("thu hồi", base);
  const std::string rejected = put("bị loại", with({{"review_state", "captured"}}));
  const std::string old_paper = put("cũ", with({{"issue_date", "2019-01-01"}}));
  const std::string new_paper = put("mới", with({{"issue_date", "2020-01-01"}}));
  put("chưa duyệt", with({{"review_state", "captured"}, {"kind", "verification_result"}}));
  EXPECT_EQ(
      kho({"hold", warehouse_, held, "vu-an", "--reason", "Vụ án", "--until", "2099-01-01"}).status,
      0);
  EXPECT_EQ(
      kho({"revoke", warehouse_, revoked, "--reason", "Thu hồi", "--on", "2026-02-01"}).status, 0);
  EXPECT_EQ(kho({"reject", warehouse_, rejected, "--reason", "Không rõ"}).status, 0);
  EXPECT_EQ(kho({"supersede", warehouse_, old_paper, new_paper}).status, 0);

  const std::string bag = scratch_ / "bag";
  const Json exported = kho_json({"export", warehouse_, bag, "--bag", "--owner", kOwner});
  EXPECT_EQ(exported.at("papers"), 7);
  EXPECT_EQ(kho({"export", warehouse_, bag, "--bag", "--owner", kOwner}).status, 3);

  const std::string other = scratch_ / "other";
  ASSERT_EQ(kho({"init", other}).status, 0);
  ASSERT_EQ(kho({"catalog", "import", other, samples_ / "catalogue.jsonl"}).status, 0);
  const Json imported = kho_json({"import", other, bag, "--bag"});
  EXPECT_EQ(imported.at("imported"), 7);
  EXPECT_EQ(kho_json({"import", other, bag, "--bag"}).at("done_before"), 7);
  const auto originals = papers_of(warehouse_);
  const auto copies = papers_of(other);
  ASSERT_EQ(originals.size(), 7u);
  ASSERT_EQ(copies.size(), 7u);
  for (const auto& [hash, original] : originals) {
    ASSERT_TRUE(copies.contains(hash));
    EXPECT_EQ(copies.at(hash), original) << hash;
  }

  // The state file knows where it belongs.
  const std::string third = scratch_ / "third";
  ASSERT_EQ(kho({"init", third}).status, 0);
  EXPECT_THAT(kho({"import", third, bag, "--bag"}).err, HasSubstr("catalogue_empty"));
  ASSERT_EQ(kho({"catalog", "import", third, samples_ / "catalogue.jsonl"}).status, 0);
  EXPECT_THAT(kho({"import", third, bag, "--bag"}).err, HasSubstr("import_state_other"));
  // A bag in which one byte changed is not taken at all.
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(bag) / "data")) {
    if (!entry.is_regular_file()) continue;
    std::fstream(entry.path(), std::ios::in | std::ios::out | std::ios::binary).put('X');
    break;
  }
  const Ran damaged = kho({"import", third, bag, "--bag", "--state", scratch_ / "third.state"});
  EXPECT_EQ(damaged.status, 6);
  EXPECT_THAT(damaged.err, HasSubstr("bag_damaged"));
  EXPECT_EQ(kho_json({"stats", third}).at("components"), 0);
}

TEST_P(ImportWays, DossierIsExportedWithItsPapers) {
  const std::string code = "H63.12-261123-0001";
  ASSERT_EQ(kho({"dossier", "open", warehouse_, code, "--owner", kOwner, "--procedure", "2.001646"})
                .status,
            0);
  const std::string paper = write("paper.txt", "giấy của hồ sơ");
  ASSERT_EQ(kho({"deposit", warehouse_, paper, "--dossier", code, "--type", "GCN_DKDN", "--by",
                 "sct.lan"})
                .status,
            0);
  deposit(write("other.txt", "giấy khác"));
  const std::string bag = scratch_ / "bag";
  const Json exported = kho_json({"export", warehouse_, bag, "--bag", "--dossier", code});
  EXPECT_EQ(exported.at("papers"), 1);
  EXPECT_THAT(read_file(fs::path(bag) / "kho-manifest.jsonl"), HasSubstr(kOwner));
  EXPECT_EQ(kho({"export", warehouse_, scratch_ / "x", "--bag"}).status, 2);
  EXPECT_EQ(
      kho({"export", warehouse_, scratch_ / "x", "--bag", "--owner", "mst:0300588569"}).status, 4);
  EXPECT_FALSE(fs::exists(scratch_ / "x"));
  EXPECT_FALSE(fs::exists(scratch_ / "x.partial"));
}

TEST_P(ImportWays, WatchedFolderIsDrainedOnce) {
  file("a.txt", "giấy a");
  file("a.txt.json", std::string(kMetadata));
  file("b.txt", "giấy b");
  file("b.txt.json", R"({"owner":"mst:0100109106","type":"NO_SUCH"})");
  file("c.txt", "giấy c");
  const std::vector<std::string> watch = {"--json",  "import", warehouse_, folder_,
                                          "--watch", "--once", "--settle", "0"};
  const Ran first = kho(watch);
  EXPECT_EQ(first.status, 3) << first.err;
  const Json report = Json::parse(first.out);
  EXPECT_EQ(report.at("imported"), 1);
  EXPECT_EQ(report.at("failed"), 1);
  EXPECT_EQ(report.at("waiting"), 1);
  EXPECT_EQ(read_file(folder_ / "done/a.txt"), "giấy a");
  EXPECT_TRUE(fs::exists(folder_ / "done/a.txt.json"));
  EXPECT_EQ(Json::parse(read_file(folder_ / "failed/b.txt.error.json")).at("code"), "type_unknown");
  EXPECT_TRUE(fs::exists(folder_ / "c.txt"));
  EXPECT_EQ(kho(watch).status, 0);
  // As after a crash between deposit and move: it is not imported twice.
  fs::rename(folder_ / "done/a.txt", folder_ / "a.txt");
  fs::rename(folder_ / "done/a.txt.json", folder_ / "a.txt.json");
  EXPECT_EQ(Json::parse(kho(watch).out).at("held"), 1);
  EXPECT_EQ(stats().at("components"), 1);
}

INSTANTIATE_TEST_SUITE_P(Ways, ImportWays, testing::Bool(),
                         [](const auto& way) { return way.param ? "Server" : "Alone"; });

TEST_F(ImportEndToEnd, AllIsExportedBesideAServerAndWithoutOne) {
  const std::vector<std::string> owners = {kOwner, "cccd:015085001234", "agency:H63.12"};
  for (const std::string& owner : owners) {
    ASSERT_EQ(kho({"deposit", warehouse_, write("p", "giấy của " + owner), "--owner", owner,
                   "--owner-name", "Tên", "--type", "GCN_DKDN"})
                  .status,
              0);
  }
  const auto expect_all = [&](const std::string& bag) {
    EXPECT_EQ(kho_json({"export", warehouse_, bag, "--bag", "--all"}).at("papers"), 3);
    const std::string list = read_file(fs::path(bag) / "kho-manifest.jsonl");
    for (const std::string& owner : owners) EXPECT_THAT(list, HasSubstr("\"" + owner + "\""));
    EXPECT_EQ(fs::status(bag).permissions(), fs::perms::owner_all);
  };
  expect_all(scratch_ / "bag");
  const KhoServer server(warehouse_);
  expect_all(scratch_ / "bag-beside-a-server");
  // The keys are for who has the directory, not for who asks over the network.
  EXPECT_EQ(server.get("/v1/owners/keys").status, 404);
}

TEST_F(ImportEndToEnd, WatchedFolderTakesAPaperOnlyWhenItIsWhole) {
  const KhoServer server(warehouse_);
  KhoCommand watch({"--json", "import", warehouse_, folder_, "--watch", "--settle", "3600"});
  ASSERT_TRUE(comes_true([&] { return fs::exists(folder_ / "failed"); }));
  const int writer = ::open((folder_ / "half.txt").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ASSERT_EQ(::write(writer, "mot ", 4), 4);
  file("half.txt.json", kMetadata);
  // One that is whole is taken meanwhile.
  file("whole.txt", "nguyên vẹn");
  file("whole.txt.json", kMetadata);
  ASSERT_TRUE(comes_true([&] { return fs::exists(folder_ / "done/whole.txt.json"); }));
  EXPECT_TRUE(fs::exists(folder_ / "half.txt"));
  EXPECT_EQ(stats().at("components"), 1);
  ASSERT_EQ(::write(writer, "hai", 3), 3);
  ::close(writer);
  ASSERT_TRUE(comes_true([&] { return fs::exists(folder_ / "done/half.txt.json"); }));
  EXPECT_EQ(read_file(folder_ / "done/half.txt"), "mot hai");
  const Ran stopped = watch.stop(SIGTERM);
  EXPECT_EQ(stopped.status, 0) << stopped.err;
  EXPECT_EQ(Json::parse(stopped.out).at("imported"), 2);
  EXPECT_TRUE(comes_true([&] { return is_found("\"mot hai\""); }));
}

TEST_F(ImportEndToEnd, WatchingWithoutAServerNeedsAnEnd) {
  EXPECT_EQ(kho({"import", warehouse_, folder_, "--watch"}).status, 2);
  EXPECT_EQ(kho({"import", warehouse_, folder_, "--watch", "--dry-run"}).status, 2);
  EXPECT_EQ(kho({"import", warehouse_, folder_, "--once"}).status, 2);
  EXPECT_EQ(kho({"import", warehouse_, folder_, "--bag", "--manifest", "x"}).status, 2);
  EXPECT_EQ(kho({"import", warehouse_, scratch_ / "nowhere", "--bag"}).status, 4);
}

}  // namespace
}  // namespace kho::test
