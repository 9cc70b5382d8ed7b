// Searching and the search index by command, with a running server and without.
#include <gmock/gmock.h>
#include <signal.h>

#include <memory>
#include <system_error>
#include <thread>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// True: through a running server.
class Searching : public EndToEnd, public testing::WithParamInterface<bool> {
 protected:
  Searching() {
    contract_ = put("Hợp đồng thuê nhà xưởng tại Thác Bà", "HD_THUE_DIA_DIEM", "2020-05-17");
    licence_ = put("Giấy phép bán lẻ rượu, CCCD 015085001234", "GP_BAN_LE_RUOU", "2022-01-31");
    if (!GetParam()) return;
    server_ = std::make_unique<KhoServer>(warehouse_);
    (void)server_->search("", server_->search("", 0).at("log_position"));  // All is indexed.
  }

  std::string put(const std::string& text, const std::string& type, const std::string& issued) {
    const std::string file = write("paper" + std::to_string(++papers_), text);
    const Json answer = kho_json({"deposit", warehouse_, file, "--owner", kOwner, "--type", type,
                                  "--indefinite", "--issue-date", issued});
    return answer.at("component").at("id");
  }
  std::vector<std::string> found(std::vector<std::string> more) const {
    std::vector<std::string> all = {"search", warehouse_};
    all.insert(all.end(), more.begin(), more.end());
    std::vector<std::string> ids;
    const Json answer = kho_json(all);
    for (const Json& hit : answer.at("hits")) ids.push_back(hit.at("component").at("id"));
    return ids;
  }

  int papers_ = 0;
  std::string contract_;
  std::string licence_;
  std::unique_ptr<KhoServer> server_;
};

TEST_P(Searching, FindsByWordsFactsAndDays) {
  using Ids = std::vector<std::string>;
  EXPECT_EQ(found({"nha xuong"}), Ids{contract_});
  EXPECT_EQ(found({"\"nhà xưởng\" date:2020"}), Ids{contract_});
  EXPECT_EQ(found({"giấy OR hợp -type:HD_THUE_DIA_DIEM"}), Ids{licence_});
  EXPECT_EQ(found({"", "--from", "2021-01-01"}), Ids{licence_});
  EXPECT_EQ(found({"", "--sort", "oldest"}), (Ids{contract_, licence_}));
  EXPECT_EQ(found({"", "--as-owner", "mst:0101248141"}), Ids{});
  EXPECT_EQ(found({"015085001234"}), Ids{licence_});
  EXPECT_EQ(found({"giaays phesp"}), Ids{licence_});
}

TEST_P(Searching, PrintsForPeople) {
  const Ran ran = kho({"search", warehouse_, "bán lẻ", "--facets", "type,year"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(licence_));
  EXPECT_THAT(ran.out, HasSubstr("p. 1: Giấy phép bán lẻ rượu, CCCD *********234"));
  EXPECT_THAT(ran.out, HasSubstr("  1  GP_BAN_LE_RUOU"));
  EXPECT_THAT(ran.out, HasSubstr("1 found"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));  // It is no terminal.
  EXPECT_THAT(kho({"search", warehouse_, "bán lẻẻ xxưởng"}).out,
              HasSubstr("none with all words as typed"));
  EXPECT_THAT(kho({"complete", warehouse_, "hợp đ"}).out, HasSubstr("hợp đồng thuê"));
}

TEST_P(Searching, PagesByCursor) {
  const Json first = kho_json({"search", warehouse_, "", "--limit", "1"});
  const std::string next = first.at("next");
  EXPECT_EQ(found({"", "--limit", "1", "--cursor", next}).size(), 1U);
  EXPECT_THAT(kho({"search", warehouse_, "", "--limit", "1"}).out,
              HasSubstr("more with --cursor " + next));
}

TEST_P(Searching, BadSyntaxIsRefusedWithItsPlace) {
  const Ran ran = kho({"search", warehouse_, "nhà \"xưởng"});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("(character 5)"));
  EXPECT_THAT(ran.err, HasSubstr("[query_invalid]"));
  EXPECT_EQ(kho({"search", warehouse_, "nhà \"xưởng", "--plain"}).status, 0);
}

TEST_P(Searching, IndexIsShownSealedAndBuiltAnew) {
  Json shown;
  EXPECT_TRUE(comes_true([&] {  // Views are entered into the log shortly behind.
    shown = kho_json({"index", "show", warehouse_});
    return shown.at("position") == shown.at("log_position");
  }));
  ASSERT_EQ(shown.at("shards").size(), 1U);
  EXPECT_EQ(shown.at("shards")[0].at("documents"), 2);
  EXPECT_EQ(kho({"index", "seal", warehouse_, "--label", "2026"}).status, 0);
  EXPECT_THAT(kho({"index", "show", warehouse_}).out, HasSubstr("2026"));
  EXPECT_EQ(kho({"index", "seal", warehouse_, "--label", "a b"}).status, 3);
  EXPECT_EQ(kho({"index", "move", warehouse_, "000009", "--to", "127.0.0.1:1"}).status, 3);
  const Ran ran = kho({"reindex", warehouse_});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("2 papers indexed"));
  EXPECT_EQ(found({"nha xuong"}), std::vector{contract_});
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutServer, Searching, testing::Bool(),
                         [](const auto& served) { return served.param ? "Served" : "Direct"; });

// What comes and goes meanwhile counts or not.
std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end;
       it.increment(failed)) {
    std::error_code ignored;
    const std::uint64_t size = it->file_size(ignored);
    if (!ignored) bytes += size;
  }
  return bytes;
}

TEST_F(EndToEnd, ReindexThatIsKilledGoesOn) {
  constexpr int kPapers = 150;
  {
    const KhoServer server(warehouse_);
    for (int i = 0; i < kPapers; ++i) {
      std::string text = "giấy số " + std::to_string(i) + ":";
      for (int word = 0; word < 2500; ++word) text += " chữ" + std::to_string(word * i % 5003);
      EXPECT_EQ(server.deposit(kMetadata, text).status, 201);
    }
  }
  // It dies at its beginning, and behind its first commits.
  const fs::path index = fs::path(warehouse_) / "index";
  for (const std::uint64_t bytes : {1ULL, 1ULL << 20}) {
    KhoCommand command({"reindex", warehouse_});
    while (bytes_in(index / "000002") < bytes && read_file(index / "CURRENT") == "000001\n") {
      std::this_thread::yield();
    }
    command.stop(SIGKILL);
  }
  const Json job = kho_json({"reindex", warehouse_});
  EXPECT_EQ(job.at("state"), "done");
  const Json report = job.at("report");
  EXPECT_TRUE(report.at("resumed").get<bool>() || report.at("components") == kPapers) << report;
  const Json answer = kho_json({"search", warehouse_, "giấy", "--limit", "1"});
  EXPECT_EQ(answer.at("total").at("value"), kPapers);
  EXPECT_EQ(answer.at("total").at("exact"), true);
}

TEST_F(EndToEnd, SearchGoesOnWhileTheIndexIsBuiltAnew) {
  const KhoServer server(warehouse_);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(server.deposit(kMetadata, "giấy số " + std::to_string(i)).status, 201);
  }
  const auto all = [&](std::uint64_t position) {
    const Json question = {{"q", "giấy"}, {"limit", 1}, {"wait_for_position", position}};
    return server.post("/v1/search", "application/json", question.dump()).json();
  };
  const std::uint64_t last = all(0).at("log_position");
  EXPECT_EQ(all(last).at("total").at("value"), 50);
  KhoCommand command({"--json", "reindex", warehouse_});
  for (int i = 0; i < 30; ++i) EXPECT_EQ(all(0).at("total").at("value"), 50);
  const Ran ran = command.stop(0);
  EXPECT_EQ(ran.status, 0) << ran.err;
  // One whose file is read meanwhile is indexed again.
  EXPECT_GE(Json::parse(ran.out).at("report").at("components"), 50);
  EXPECT_EQ(all(0).at("total").at("value"), 50);
  EXPECT_EQ(server.deposit(kMetadata, "giấy đến sau").status, 201);
  EXPECT_EQ(all(all(0).at("log_position")).at("total").at("value"), 51);
}

}  // namespace
}  // namespace kho::test
