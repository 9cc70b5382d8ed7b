// kho backup, snapshots and restore, with a running server and without, and the drill.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <map>
#include <thread>

#include "tests/e2e/fixtures.h"
#include "tests/counted.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Backup : public EndToEnd {
 protected:
  // Bytes that do not compress.
  static std::string noise(std::size_t size, std::uint64_t seed) {
    std::string out(size, '\0');
    for (char& c : out) {
      seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
      c = static_cast<char>(seed >> 56);
    }
    return out;
  }
  std::string deposit_bytes(const std::string& bytes) {
    return deposit(write("paper", bytes)).at("component").at("id");
  }
  Json back_up() const { return kho_json({"backup", warehouse_, repository_}).at("report"); }
  Json snapshots() const { return kho_json({"snapshots", repository_}).at("snapshots"); }
  fs::path data_file() const {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(repository_) / "data")) {
      if (entry.is_regular_file() && entry.file_size() > 20'000) return entry.path();
    }
    return {};
  }

  const std::string repository_ = scratch_ / "backups";
  const std::string restored_ = scratch_ / "restored";
};

TEST_F(Backup, UnderLoadHoldsWhatWasAcknowledgedAndTheNextOnlyWhatIsNew) {
  const KhoServer server(warehouse_, {"--ocr", "off"});
  const std::string file = read_file(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  std::map<std::string, std::string> before;  // Acknowledged, by id.
  for (std::uint64_t i = 0; i < 5; ++i) {
    const std::string bytes = i == 0 ? file : noise(300'000, i);
    const Answer answer = server.deposit(kMetadata, bytes);
    ASSERT_EQ(answer.status, 201) << answer.body;
    before[answer.json().at("component").at("id")] = bytes;
  }
  EXPECT_EQ(kho({"audit", "checkpoint", warehouse_, "-o", scratch_ / "kept"}).status, 0);
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> deposited{0};
  std::thread load([&] {
    for (std::uint64_t seed = 100; !done; ++seed) {
      if (server.deposit(kMetadata, noise(20'000, seed)).status == 201) ++deposited;
      (void)server.get("/v1/components/" + before.begin()->first + "/content");
    }
  });
  EXPECT_TRUE(comes_true([&] { return deposited > 0; }));
  const Json first = back_up();
  const std::uint64_t at_first = deposited;
  EXPECT_TRUE(comes_true([&] { return deposited > at_first + 1; }));
  done = true;
  load.join();
  EXPECT_GT(first.at("bytes_copied"), 1'200'000);
  EXPECT_EQ(first.at("parent"), nullptr);

  const Json second = back_up();
  EXPECT_EQ(second.at("parent"), first.at("snapshot"));
  EXPECT_EQ(second.at("findings"), Json::array());
  // A few papers of 20 KB and what was read of them, not the megabyte before.
  EXPECT_LT(second.at("bytes_copied"), 100'000 + 40'000 * deposited);
  EXPECT_EQ(snapshots().size(), 2u);

  for (const Json& report : {first, second}) {
    fs::remove_all(restored_);
    const std::string name = report.at("snapshot");
    const Json restored = kho_json({"restore", repository_, restored_, "--snapshot", name});
    EXPECT_EQ(restored.at("clean"), true);
    EXPECT_EQ(restored.at("log_position"), report.at("log_position"));
    EXPECT_EQ(kho({"check", restored_, "--read-data"}).status, 0);
    for (const auto& [id, bytes] : before) EXPECT_EQ(kho({"get", restored_, id}).out, bytes);
    const Ran audited = kho({"audit", "verify", restored_, "--checkpoint", scratch_ / "kept"});
    EXPECT_EQ(audited.status, 0) << audited.out << audited.err;
  }
  const Json there = kho_json({"stats", warehouse_});
  EXPECT_EQ(kho_json({"stats", restored_}).at("components"), there.at("components"));
  EXPECT_EQ(kho({"search", restored_, "Thác Bà Xanh"}).status, 0);
}

TEST_F(Backup, CompactionBetweenAndEarlierSnapshots) {
  const std::string gone = deposit_bytes(noise(100'000, 1));
  const std::string stays = deposit_bytes(noise(50'000, 2));
  const std::string first = back_up().at("snapshot");
  EXPECT_EQ(
      kho({"delete", warehouse_, gone, "--reason", "hết hạn", "--approved-by", "GĐ", "--apply"})
          .status,
      0);
  EXPECT_EQ(kho({"compact", warehouse_, "--threshold", "0"}).status, 0);
  const std::string later = deposit_bytes(noise(50'000, 3));
  (void)back_up();
  const Ran newest = kho({"restore", repository_, restored_});
  EXPECT_EQ(newest.status, 0) << newest.err;
  EXPECT_THAT(newest.out, HasSubstr("2 components"));
  EXPECT_THAT(newest.out, HasSubstr("kho audit verify"));
  EXPECT_EQ(kho({"get", restored_, gone}).status, 4);
  EXPECT_EQ(kho({"get", restored_, later}).out, noise(50'000, 3));
  EXPECT_EQ(kho({"get", restored_, stays}).out, noise(50'000, 2));
  const Ran again = kho({"restore", repository_, restored_});
  EXPECT_EQ(again.status, 3);
  EXPECT_THAT(again.err, HasSubstr("directory_not_empty"));

  const std::string earlier = scratch_ / "earlier";
  const std::string time = snapshots().at(0).at("taken_at");
  EXPECT_EQ(kho({"restore", repository_, earlier, "--at", time}).status, 0);
  EXPECT_EQ(kho({"get", earlier, gone}).out, noise(100'000, 1));
  EXPECT_EQ(kho({"get", earlier, later}).status, 4);
  const std::string nowhere = scratch_ / "nowhere";
  EXPECT_EQ(kho({"restore", repository_, nowhere, "--at", "2001-01-01"}).status, 4);
  EXPECT_EQ(kho({"restore", repository_, nowhere, "--at", "2001-01-01T00:00Z"}).status, 4);
  EXPECT_EQ(kho({"restore", repository_, nowhere, "--at", "yesterday"}).status, 2);
  EXPECT_EQ(kho({"restore", repository_, nowhere, "--snapshot", "x"}).status, 4);
  EXPECT_FALSE(fs::exists(nowhere));

  const Ran plan = kho({"snapshots", repository_, "--keep", "1"});
  EXPECT_EQ(plan.status, 0);
  EXPECT_THAT(plan.out, HasSubstr(first));
  EXPECT_THAT(plan.out, HasSubstr("--apply"));
  EXPECT_EQ(snapshots().size(), 2u);
  EXPECT_EQ(kho_json({"snapshots", repository_, "--keep", "1", "--apply"}).at("removed"), true);
  EXPECT_EQ(snapshots().size(), 1u);
  EXPECT_EQ(kho({"snapshots", repository_, "--check"}).status, 0);
  EXPECT_EQ(kho({"snapshots", repository_, "--apply"}).status, 2);
}

TEST_F(Backup, DamageIsFoundAndNotRestored) {
  deposit_bytes(noise(50'000, 1));
  (void)back_up();
  EXPECT_THAT(kho({"snapshots", repository_, "--check"}).out, HasSubstr("clean"));
  const fs::path file = data_file();
  std::fstream(file, std::ios::binary | std::ios::in | std::ios::out).seekp(10'000).put('!');
  const Ran checked = kho({"snapshots", repository_, "--check"});
  EXPECT_EQ(checked.status, 6);
  EXPECT_THAT(checked.out, HasSubstr(file.filename()));
  const Ran refused = kho({"restore", repository_, restored_});
  EXPECT_EQ(refused.status, 6);
  EXPECT_THAT(refused.err, HasSubstr("backup_damaged"));
  EXPECT_EQ(kho({"stats", restored_}).status, 4);
}

TEST_F(Backup, PlacesThatCannotBeAreRefused) {
  deposit_bytes("kho");
  (void)back_up();
  const std::string other = scratch_ / "other";
  EXPECT_EQ(kho({"init", other}).status, 0);
  const Ran wrong = kho({"backup", other, repository_});
  EXPECT_EQ(wrong.status, 3);
  EXPECT_THAT(wrong.err, HasSubstr("backup_of_other_warehouse"));
  for (const std::string& place : {warehouse_ + "/backups", warehouse_, scratch_.path().string()}) {
    const Ran refused = kho({"backup", warehouse_, place});
    EXPECT_EQ(refused.status, 3) << place;
    EXPECT_THAT(refused.err, HasSubstr("backup_place_unusable")) << place;
  }
  fs::create_directory(scratch_ / "mine");
  std::ofstream(scratch_ / "mine" / "letter") << "x";
  EXPECT_THAT(kho({"backup", warehouse_, scratch_ / "mine"}).err,
              HasSubstr("backup_place_unusable"));
  EXPECT_THAT(kho({"backup", warehouse_, scratch_ / "no" / "such"}).err,
              HasSubstr("backup_failed"));
  EXPECT_EQ(kho({"restore", repository_, repository_ + "/inside"}).status, 3);
  EXPECT_EQ(kho({"snapshots", warehouse_}).status, 4);
  std::ofstream(fs::path(repository_) / "KHO-BACKUP") << "kho-backup 9\n";
  const Ran newer = kho({"backup", warehouse_, repository_});
  EXPECT_EQ(newer.status, 1);
  EXPECT_THAT(newer.err, HasSubstr("format_unsupported"));
  EXPECT_THAT(kho({"snapshots", repository_}).err, HasSubstr("format_unsupported"));
  const KhoServer server(warehouse_);
  const Answer relative =
      server.post("/v1/admin/jobs", "application/json", R"({"kind":"backup","to":"backups"})");
  EXPECT_EQ(relative.status, 422) << relative.body;
}

TEST_F(Backup, KilledInTheMiddleTheNextGoesOn) {
  // Large enough that the kill finds it at work, wherever it is then.
  for (std::uint64_t i = 0; i < 3; ++i) deposit_bytes(noise(8'000'000, i));
  for (const bool has_snapshot : {false, true}) {
    KhoCommand command({"backup", warehouse_, repository_});
    EXPECT_TRUE(comes_true([&] {
      return has_snapshot ? fs::exists(fs::path(repository_) / "lock")
                          : fs::exists(fs::path(repository_) / "incoming");
    }));
    (void)command.stop(SIGKILL);
    EXPECT_EQ(kho({"snapshots", repository_, "--check"}).status, 0);
    EXPECT_EQ(back_up().at("findings"), Json::array());
    EXPECT_EQ(kho({"snapshots", repository_, "--check"}).status, 0);
    deposit_bytes(noise(1'000'000, 9));
  }
  {
    KhoCommand command({"restore", repository_, restored_});
    EXPECT_TRUE(comes_true([&] { return fs::exists(restored_ + "/segments/0000000001.seg"); }));
    (void)command.stop(SIGKILL);
  }
  if (!fs::exists(restored_ + "/KHO")) {
    EXPECT_THAT(kho({"check", restored_}).err, HasSubstr("not_a_warehouse"));
    EXPECT_EQ(kho({"init", restored_}).status, 3);
    const Ran again = kho({"restore", repository_, restored_});
    EXPECT_EQ(again.status, 0) << again.err;
  }
  EXPECT_EQ(kho({"check", restored_, "--read-data"}).status, 0);
  counted("kills", 3);
}

TEST_F(Backup, DrillSaysInOneLineWhetherItCanBeRestored) {
  deposit_bytes(noise(50'000, 1));
  EXPECT_EQ(kho({"audit", "checkpoint", warehouse_, "-o", scratch_ / "kept"}).status, 0);
  (void)back_up();
  const auto drill = [&](const std::string& more) {
    const std::string command =
        std::string(KHO_SOURCE_DIRECTORY) + "/packaging/backup-drill " + repository_ +
        " --kho " KHO_BINARY " --tmp " + scratch_.path().string() + " " + more + " >" +
        (scratch_ / "said").string() + " 2>" + (scratch_ / "complaint").string();
    const int status = std::system(command.c_str());
    return WEXITSTATUS(status);
  };
  EXPECT_EQ(drill("--checkpoint " + (scratch_ / "kept").string()), 0)
      << read_file(scratch_ / "complaint");
  const std::string said = read_file(scratch_ / "said");
  EXPECT_THAT(said, HasSubstr("Z ok " + repository_));
  EXPECT_THAT(said, HasSubstr("1 components"));
  EXPECT_THAT(said, HasSubstr("log continues the checkpoint"));
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1);
  // A checkpoint of another log; and damage.
  const std::string other = scratch_ / "other";
  EXPECT_EQ(kho({"init", other}).status, 0);
  EXPECT_EQ(kho({"catalog", "import", other, samples_ / "catalogue.jsonl"}).status, 0);
  EXPECT_EQ(kho({"audit", "checkpoint", other, "-o", scratch_ / "foreign"}).status, 0);
  EXPECT_EQ(drill("--checkpoint " + (scratch_ / "foreign").string()), 6);
  EXPECT_THAT(read_file(scratch_ / "said"), HasSubstr("FAILED"));
  std::fstream(data_file(), std::ios::binary | std::ios::in | std::ios::out).seekp(9000).put('!');
  EXPECT_EQ(drill(""), 6);
  EXPECT_THAT(read_file(scratch_ / "complaint"), HasSubstr("backup_damaged"));
  for (const auto& entry : fs::directory_iterator(scratch_.path())) {
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("kho-drill")));
  }
}

}  // namespace
}  // namespace kho::test
