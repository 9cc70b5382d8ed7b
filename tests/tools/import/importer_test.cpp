// An import against the real routes, stopped and killed wherever it can be.
#include "tools/import/importer.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "tests/api/dossier_fixtures.h"
#include "tests/counted.h"
#include "tests/tools/import/import_fixture.h"
#include "tools/requests.h"

namespace kho::tools {
namespace {

using api::Json;
namespace fs = std::filesystem;

// What a test throws in place of a kill: nothing catches it.
struct Killed {};

class Import : public api::DossierApiTest {
 protected:
  Import() { fs::create_directory(folder_); }

  void file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  // A line for `name`, whose file says its name.
  Json line(const std::string& name, const Json& more = Json::object()) const {
    file(name, "giấy " + name);
    Json json = {
        {"file", name}, {"owner", "mst:0100109106"}, {"type", "GCN_DKDN"}, {"number", name}};
    json.update(more);
    return json;
  }
  void list(const std::vector<Json>& lines) const {
    std::ofstream out(manifest_, std::ios::trunc);
    for (const Json& each : lines) out << each.dump() << "\n";
  }

  // Answers as a server would; the request of that number kills, before or after it was answered.
  Ask ask(int kill_at = -1, bool after = false) {
    return [this, kill_at, after](api::Request request) {
      const bool kills = asked_++ == kill_at;
      if (kills && !after) throw Killed();
      api::Response response = call(std::move(request));
      if (kills) throw Killed();
      throw_if_problem(response);
      return response;
    };
  }
  ImportCounts run(const ImportRules& rules = {}, int kill_at = -1, bool after = false,
                   int stop_after_lines = -1) {
    asked_ = 0;
    problems_.clear();
    const Folder folder(folder_);
    std::unique_ptr<ImportState> state;
    if (!rules.dry_run) state = std::make_unique<ImportState>(state_, "kho/test", 1'000'000);
    int lines = 0;
    Importer importer(folder, state.get(), rules,
                      {ask(kill_at, after), [&] { return lines++ == stop_after_lines; },
                       [this](std::uint64_t number, const CommandError& error) {
                         problems_.push_back(std::to_string(number) + " " + error.code());
                       },
                       [](const ImportCounts&, double) {}});
    const auto source = open_manifest(manifest_, Json::object());
    finished_ = importer.run(*source);
    return importer.counts();
  }

  // Number of the paper -> its standing; twice the same number is an error.
  std::map<std::string, std::string> standings() {
    warehouse_->catch_up();
    std::map<std::string, std::string> found;
    const Json answer = json(post("/v1/search", {{"limit", 100}}));
    for (const Json& hit : answer.at("hits")) {
      const Json& component = hit.at("component");
      EXPECT_TRUE(found.emplace(component.at("number"), component.at("standing")).second)
          << component.at("number");
    }
    return found;
  }

  const fs::path folder_ = scratch_ / "folder";
  const fs::path manifest_ = scratch_ / "list.jsonl";
  const fs::path state_ = scratch_ / "list.state";
  std::vector<std::string> problems_;
  bool finished_ = false;
  int asked_ = 0;
};

// Records of an export; ids are those of the warehouse that they came from.
std::string old_id(int n) { return "01a2092a-0000-7000-8000-00000000000" + std::to_string(n); }
Json record(int n, const Json& more = Json::object()) {
  Json json = {{"id", old_id(n)},       {"review_state", "approved"}, {"review", nullptr},
               {"revocation", nullptr}, {"superseded", nullptr},      {"holds", Json::array()}};
  json.update(more);
  return {{"record", json}};
}
Json superseded_by(int n) { return {{"superseded", {{"by", old_id(n)}, {"since", "2026-01-01"}}}}; }

TEST_F(Import, WrongLinesAreReportedAndTheRestIsImported) {
  Json wrong_hash = line("f", {{"sha256", std::string(64, '0')}});
  list({line("a"), line("b", {{"type", "NO_SUCH"}}), line("c", {{"owner", "mst:0100233480"}}),
        Json{{"file", "nothing"}, {"owner", "mst:0100109106"}, {"type", "GCN_DKDN"}},
        line("d", {{"issue_date", "31/12/2020"}}), line("e", {{"nmber", "x"}}), wrong_hash,
        Json{{"file", "../a"}}, line("g")});
  const ImportCounts counts = run();
  EXPECT_TRUE(finished_);
  EXPECT_EQ(counts.lines, 9u);
  EXPECT_EQ(counts.imported, 2u);
  EXPECT_EQ(counts.failed, 7u);
  EXPECT_THAT(problems_,
              testing::ElementsAre("2 type_unknown", "3 owner_key_invalid", "4 file_not_found",
                                   "5 metadata_invalid", "6 metadata_invalid", "7 sha256_differs",
                                   "8 path_outside"));
  EXPECT_EQ(standings().size(), 2u);
}

TEST_F(Import, SecondRunDoesWhatIsLeftAndNothingElse) {
  list({line("a"), line("b", {{"type", "NO_SUCH"}}), line("c")});
  run();
  list({line("c"), line("a", {{"subject", "nay khác"}}), line("b", {{"type", "NO_SUCH"}}),
        line("d")});
  const ImportCounts again = run();
  EXPECT_EQ(again.done_before, 1u);    // c, wherever it stands now.
  EXPECT_EQ(again.imported, 2u);       // a says something else now, d is new.
  EXPECT_EQ(again.failed_before, 1u);  // b.
  EXPECT_EQ(again.failed, 0u);
  const ImportCounts third = run({.retry_failed = true});
  EXPECT_EQ(third.done_before, 3u);
  EXPECT_EQ(third.failed, 1u);
  EXPECT_EQ(third.failed_before, 0u);
}

TEST_F(Import, PaperThatIsHeldIsCountedAsHeld) {
  list({line("a")});
  run();
  fs::remove(state_);
  const ImportCounts counts = run();
  EXPECT_EQ(counts.held, 1u);
  EXPECT_EQ(counts.imported, 0u);
  EXPECT_EQ(standings().size(), 1u);
}

TEST_F(Import, DryRunFindsWhatIsWrongAndChangesNothing) {
  file("empty", "");
  list({line("a"), line("b", {{"type", "NO_SUCH"}}), line("c", {{"sha256", std::string(64, '0')}}),
        line("d", {{"owner", "mst:1111111111"}}),
        Json{{"file", "empty"}, {"owner", "mst:0100109106"}, {"type", "GCN_DKDN"}},
        line("e", {{"owner", ""}})});
  const auto before = warehouse_->status().log_position;
  const ImportCounts counts = run({.dry_run = true});
  EXPECT_EQ(counts.valid, 1u);
  EXPECT_THAT(problems_,
              testing::ElementsAre("2 type_unknown", "3 sha256_differs", "4 owner_key_placeholder",
                                   "5 file_empty", "6 metadata_invalid"));
  EXPECT_EQ(warehouse_->status().log_position, before);
  EXPECT_FALSE(fs::exists(state_));
}

TEST_F(Import, StopComesBetweenLines) {
  list({line("a"), line("b"), line("c")});
  const ImportCounts counts = run({}, -1, false, 2);
  EXPECT_FALSE(finished_);
  EXPECT_EQ(counts.imported, 2u);
  EXPECT_EQ(run().imported, 1u);
  EXPECT_EQ(standings().size(), 3u);
}

TEST_F(Import, WarehouseThatFailsEndsIt) {
  list({line("a"), line("b")});
  const Folder folder(folder_);
  ImportState state(state_, "kho/test", 1'000'000);
  Importer importer(
      folder, &state, {},
      {[](const api::Request&) -> api::Response { throw CommandError(kUnavailable, "busy", ""); },
       [] { return false; }, [](std::uint64_t, const CommandError&) { FAIL(); },
       [](const ImportCounts&, double) {}});
  const auto source = open_manifest(manifest_, Json::object());
  EXPECT_EQ(code_of([&] { importer.run(*source); }), "busy");
}

TEST_F(Import, CopiesStandAsTheirOriginals) {
  list({line("rejected", record(1, {{"review_state", "rejected"},
                                    {"review", {{"by", "sct.lan"}, {"reason", "không rõ"}}}})),
        line("revoked",
             record(2, {{"revocation",
                         {{"on", "2026-02-01"}, {"by", "sct.lan"}, {"reason", "Thu hồi"}}}})),
        // The first of a chain, before those that it leads to.
        line("oldest", record(3, superseded_by(4))), line("older", record(4, superseded_by(5))),
        line("newest", record(5)),
        // Nobody knows what took its place.
        line("orphan", record(6, superseded_by(7))),
        line("held", record(8, {{"holds",
                                 {{{"name", "vu-an"}, {"reason", "Vụ án"}, {"until", nullptr}}}}})),
        line("circle", record(9, superseded_by(9)))});
  EXPECT_EQ(run().imported, 8u);
  EXPECT_THAT(problems_, testing::IsEmpty());
  const std::map<std::string, std::string> expected = {
      {"rejected", "rejected"}, {"revoked", "revoked"}, {"oldest", "superseded"},
      {"older", "superseded"},  {"newest", "approved"}, {"orphan", "revoked"},
      {"held", "approved"},     {"circle", "revoked"}};
  EXPECT_EQ(standings(), expected);
  EXPECT_EQ(run().done_before, 8u);
}

TEST_F(Import, DecisionThatThisLogCannotHoldIsEnteredInShort) {
  list({line("a", record(1, {{"revocation", {{"by", "015085001234"}, {"reason", ""}}}}))});
  EXPECT_EQ(run().imported, 1u);
  EXPECT_EQ(standings().at("a"), "revoked");
}

TEST_F(Import, RecordThatNoExportWroteIsRefused) {
  list({line("a", {{"record", 1}}), line("b", {{"record", Json::object()}}),
        line("c", record(1, {{"revocation", "yes"}})), line("d", record(1, {{"holds", 1}})),
        line("e", record(1, {{"holds", {1}}}))});
  EXPECT_EQ(run().failed, 5u);
  for (const std::string& problem : problems_) EXPECT_THAT(problem, testing::HasSubstr("record"));
  EXPECT_EQ(standings().size(), 0u);
}

TEST_F(Import, KilledAtAnyRequestItGoesOnAndNothingIsTwice) {
  const std::vector<Json> lines = {
      line("plain"),
      line("rejected", record(1, {{"review_state", "rejected"}})),
      line("revoked", record(2, {{"revocation", {{"by", "a"}, {"reason", "b"}}}})),
      line("old", record(3, superseded_by(4))),
      line("new", record(4)),
      line("held", record(5, {{"holds", {{{"name", "x"}, {"reason", "y"}}}}}))};
  const std::map<std::string, std::string> expected = {
      {"plain", "approved"}, {"rejected", "rejected"}, {"revoked", "revoked"},
      {"old", "superseded"}, {"new", "approved"},      {"held", "approved"}};
  std::uint64_t kills = 0;
  for (const bool after : {false, true}) {
    bool killed = true;
    for (int at = 0; killed; ++at) {
      ASSERT_LT(at, 60);
      // Other papers each time, in the same warehouse.
      std::vector<Json> fresh = lines;
      const std::string mark = (after ? "after " : "before ") + std::to_string(at) + " ";
      const std::string day = (after ? "2012-" : "2011-") + std::to_string(10 + at / 20) + "-" +
                              std::to_string(10 + at % 20);
      for (Json& each : fresh) {
        const std::string name = each.at("file");
        file(name, mark + name);
        each["number"] = mark + name;
        each["issue_date"] = day;
      }
      list(fresh);
      fs::remove(state_);
      killed = false;
      try {
        run({}, at, after);
      } catch (const Killed&) {
        killed = true;
      }
      run();
      EXPECT_TRUE(finished_);
      EXPECT_THAT(problems_, testing::IsEmpty()) << mark;
      warehouse_->catch_up();
      std::map<std::string, std::string> found;
      const Json answer =
          json(post("/v1/search", {{"limit", 100}, {"issued_from", day}, {"issued_to", day}}));
      for (const Json& hit : answer.at("hits")) {
        const std::string number = hit.at("component").at("number");
        EXPECT_TRUE(
            found.emplace(number.substr(mark.size()), hit.at("component").at("standing")).second)
            << number;
      }
      EXPECT_EQ(found, expected) << mark;
      kills += killed ? 1 : 0;
    }
  }
  test::counted("crash_points", kills);
}

}  // namespace
}  // namespace kho::tools
