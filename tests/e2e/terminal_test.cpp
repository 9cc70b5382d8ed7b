// Every command three times over: in a pipe without a server, in a pipe with --json through a
// server, and on a terminal through a server. Each answers, ends as documented, and shows colours
// and progress on the terminal only.
#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// One line of the story: a command line in which {NAME} stands for what was kept under that name.
struct Step {
  std::string line;
  int status = 0;
};

// In this order each finds what it needs. Commands of docs/cli.md that are not here are tested
// elsewhere, and listed below.
const std::vector<Step>& story() {
  static const std::vector<Step> all = {
      {"init {scratch}/other"},
      {"catalog import {w} {samples}/catalogue.jsonl"},
      {"catalog show {w} types"},
      {"catalog show {w} agencies H63.12"},
      {"deposit {w} {paper} --owner mst:0100109106 --type GCN_DKDN --indefinite"},
      {"deposit {w} {scratch}/no-such-file --owner mst:0100109106 --type GCN_DKDN", 4},
      {"import {w} {scratch}/folder --owner mst:0100109106 --type GCN_DKDN"},
      {"export {w} {scratch}/bag --bag --all"},
      {"dossier open {w} H63.12-261123-0009 --owner mst:0100109106 --procedure 2.001646 "
       "--received-on 2026-11-23"},
      {"dossier show {w} {code}"},
      {"dossier refer {w} {code} --database CSDLQG_DKDN --reference 123 --requirement 2"},
      {"dossier state {w} {code} in_process"},
      {"reuse {w} --owner mst:0100109106 --procedure 2.001646"},
      {"confirm {w} {query} --requirement 2 --component {first} --decline --remark x"},
      {"receipt {w} {receipt}"},
      {"uses {w} {first}"},
      {"under-review {w} {first}", 3},
      {"approve {w} {first}", 3},
      {"reject {w} {second} --reason sai"},
      {"correct {w} {first} --reason nham --issue-date 2020-01-06 --type GCN_DKDN --indefinite"},
      {"supersede {w} {third} {fourth}"},
      {"search {w} giay"},
      {"complete {w} gia"},
      {"get {w} {first} --metadata"},
      {"get {w} {first} -o {scratch}/fetched.pdf"},
      {"page {w} {first} -o {scratch}/page.png"},
      {"findings {w} {first}"},
      {"access-log {w} {first}"},
      {"hold {w} {first} vu-an --reason can-giu"},
      {"retain {w} {first} 2090-01-01"},
      {"delete {w} {first} --reason x --approved-by y", 3},
      {"delete {w} {fourth} --reason x --approved-by y"},
      {"revoke {w} {fourth} --reason thu-hoi"},
      {"owner add {w} cccd:001099000017 --name Lan"},
      {"owner lookup {w} mst:0100109106"},
      {"owner accesses {w} mst:0100109106"},
      {"owner alias {w} {owner} passport:VNM:C1234567 --evidence {first} --by lan"},
      {"owner unalias {w} {owner} passport:VNM:C1234567 --by lan"},
      {"owner merge {w} {other} {twin} --evidence {card} --reason mot-nguoi --by lan"},
      {"owner unmerge {w} {other} --reason nham --by lan"},
      {"owner authorize {w} {owner} {other} --evidence {first} --by lan"},
      {"owner revoke-authorization {w} {authorization} --reason het --by lan"},
      {"stats {w}"},
      {"doctor {w}"},
      {"bench {w} --seconds 1 --rate 50 --only reuse"},
      {"compact {w} --threshold 0"},
      {"check {w} --read-data"},
      {"backup {w} {scratch}/backups"},
      {"snapshots {scratch}/backups"},
      {"restore {scratch}/backups {scratch}/restored"},
      {"config check {scratch}/kho.toml"},
      {"schedule {w}"},
      {"schedule pause {w} check"},
      {"schedule resume {w}"},
      {"reindex {w}"},
      {"index show {w}"},
      {"index seal {w} --label 2025"},
      {"index move {w} 000999 --to 127.0.0.1:1", 3},
      {"readings show {w}"},
      {"readings work {w}"},
      {"readings retry {w}"},
      {"audit checkpoint {w} -o {scratch}/checkpoint"},
      {"audit verify {w}"},
      {"audit prove {w} 1 -o {scratch}/proof"},
      {"audit export {w}"},
      {"audit key {w}"},
      {"audit check-proof {scratch}/kept-proof --key {scratch}/key.pem"},
      {"audit check-receipt {scratch}/kept-receipt --key {scratch}/key.pem"},
      {"audit rotate-key {w}"},
      {"report reuse {w} --from 2026-11-01 --to 2026-11-30"},
      {"events {w}"},
      {"sync {w} --mapping {scratch}/no-mapping --state {scratch}/state --once", 4},
      {"token create {w} --name x --role auditor"},
      {"token list {w}"},
      {"token revoke {w} {token}"},
      {"webhook add {w} https://example.vn/hook --name x --type vn.kho.catalogue.imported"},
      {"webhook list {w}"},
      {"webhook enable {w} {webhook}"},
      {"webhook rotate-secret {w} {webhook}"},
      {"webhook dead-letters {w} {webhook}"},
      {"webhook redeliver {w} {webhook}"},
      {"webhook remove {w} {webhook}"},
      {"explain not_reusable"},
      {"completions bash"},
      {"man"},
  };
  return all;
}

// In tests of their own: servers, what waits for others, and what wants the warehouse closed.
const std::set<std::string> kElsewhere = {"serve", "demo", "rebuild", "webhook test"};

class EveryCommand : public EndToEnd {
 protected:
  // A warehouse with one of each thing that the story names.
  EveryCommand() {
    const KhoServer server(warehouse_);
    const auto keep = [&](const char* name, const Json& value) { kept_[name] = value; };
    for (const char* name : {"first", "second", "third", "fourth"}) {
      const Json answer =
          kho_json({"deposit", warehouse_, write(name, name), "--owner", kOwner, "--type",
                    "HD_THUE_DIA_DIEM", "--number", name, "--indefinite"});
      keep(name, answer.at("component").at("id"));
    }
    std::filesystem::copy_file(paper_, scratch_ / "paper.pdf");
    keep("first", kho_json({"deposit", warehouse_, scratch_ / "paper.pdf", "--owner", kOwner,
                            "--type", "GCN_DKDN", "--number", "1", "--indefinite"})
                      .at("component")
                      .at("id"));
    write("kho.toml", "[server]\ndirectory = \"" + warehouse_ + "\"\n");
    fs::create_directory(scratch_ / "folder");
    std::ofstream(scratch_ / "folder/a.txt") << "giấy trong thư mục";
    const Json opened = kho_json({"dossier", "open", warehouse_, "H63.12-261123-0001", "--owner",
                                  kOwner, "--procedure", "2.001646"});
    keep("code", opened.at("dossier").at("code"));
    const auto ask = [&] {
      return kho_json({"reuse", warehouse_, "--dossier", "H63.12-261123-0001"}).at("id");
    };
    const std::string query = ask();
    const Json receipt = kho_json({"confirm", warehouse_, query, "--requirement", "2",
                                   "--component", kept_.at("first"), "--decline", "--remark", "x"});
    keep("receipt", receipt.at("id"));
    std::ofstream(scratch_ / "kept-receipt") << receipt.dump();
    keep("query", ask());
    keep("owner", kho_json({"owner", "lookup", warehouse_, kOwner}).at("owners").at(0).at("id"));
    keep("other",
         kho_json({"owner", "add", warehouse_, "cccd:001099000025", "--name", "Minh"}).at("id"));
    keep("card", kho_json({"deposit", warehouse_, write("card", "thẻ"), "--owner",
                           "cccd:001099000025", "--type", "CCCD", "--indefinite"})
                     .at("component")
                     .at("id"));
    keep(
        "twin",
        kho_json({"owner", "add", warehouse_, "passport:VNM:C7654321", "--name", "Minh"}).at("id"));
    keep("authorization",
         kho_json({"owner", "authorize", warehouse_, kept_.at("owner"), kept_.at("other"),
                   "--evidence", kept_.at("first"), "--by", "lan"})
             .at("id"));
    keep("token", kho_json({"token", "create", warehouse_, "--name", "y", "--role", "auditor"})
                      .at("token")
                      .at("id"));
    keep("webhook", kho_json({"webhook", "add", warehouse_, "https://example.vn/h", "--name", "y",
                              "--type", "vn.kho.catalogue.imported"})
                        .at("webhook")
                        .at("id"));
    EXPECT_EQ(kho({"audit", "checkpoint", warehouse_, "-o", scratch_ / "made"}).status, 0);
    EXPECT_EQ(kho({"audit", "prove", warehouse_, "1", "-o", scratch_ / "kept-proof"}).status, 0);
    std::ofstream(scratch_ / "key.pem") << kho({"audit", "key", warehouse_}).out;
    kept_["w"] = warehouse_;
    kept_["scratch"] = fs::path(scratch_ / ".").parent_path();
    kept_["samples"] = samples_;
    kept_["paper"] = paper_;
  }

  std::vector<std::string> arguments_of(const std::string& line) const {
    std::vector<std::string> arguments;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      for (const auto& [name, value] : kept_) {
        const std::string hole = "{" + name + "}";
        if (const std::size_t at = word.find(hole); at != std::string::npos) {
          word.replace(at, hole.size(), value);
        }
      }
      arguments.push_back(word);
    }
    return arguments;
  }

  const fs::path paper_ = samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf";
  std::map<std::string, std::string> kept_;
};

bool is_json_in_lines(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!Json::accept(line)) return false;
  }
  return !text.empty();
}

TEST_F(EveryCommand, SpeaksPlainlyInAPipeWithoutAServer) {
  for (const Step& step : story()) {
    const Ran ran = kho(arguments_of(step.line));
    EXPECT_EQ(ran.status, step.status) << step.line << "\n" << ran.out << ran.err;
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\x1b"))) << step.line;
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\r"))) << step.line;
    const bool is_told = ran.err.starts_with("kho: ") || !ran.out.empty();
    EXPECT_TRUE(is_told) << step.line;
  }
}

TEST_F(EveryCommand, SpeaksJsonInAPipeThroughAServer) {
  const KhoServer server(warehouse_);
  for (const Step& step : story()) {
    std::vector<std::string> arguments = arguments_of(step.line);
    arguments.insert(arguments.begin(), "--json");
    const Ran ran = kho(arguments);
    EXPECT_EQ(ran.status, step.status) << step.line << "\n" << ran.out << ran.err;
    EXPECT_TRUE(is_json_in_lines(ran.out.empty() ? ran.err : ran.out)) << step.line << "\n"
                                                                       << ran.out << ran.err;
  }
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
}

TEST_F(EveryCommand, SpeaksVietnameseOnATerminalThroughAServer) {
  const KhoServer server(warehouse_);
  for (const Step& step : story()) {
    std::vector<std::string> arguments = arguments_of(step.line);
    arguments.insert(arguments.begin(), {"--lang", "vi"});
    const Ran ran = kho_in_terminal(arguments);
    EXPECT_EQ(ran.status, step.status) << step.line << "\n" << ran.out;
    EXPECT_FALSE(ran.out.empty()) << step.line;
    // A progress line is wiped before anything else is said.
    EXPECT_FALSE(ran.out.ends_with("\x1b[K")) << step.line;
  }
}

TEST_F(EndToEnd, EveryCommandIsInTheStoryOrTestedElsewhere) {
  EXPECT_EQ(kho({"man", "--to", scratch_ / "man"}).status, 0);
  for (const auto& page : fs::directory_iterator(scratch_ / "man")) {
    std::string name = page.path().stem();
    if (name == "kho") continue;
    const bool is_told = std::ranges::any_of(story(), [&](const Step& step) {
      // "webhook dead-letters" has the page kho-webhook-dead-letters.
      std::string line = step.line + " ";
      std::ranges::replace(line, ' ', '-');
      return ("kho-" + line).starts_with(name + "-");
    });
    std::string spaced = name.substr(4);
    std::ranges::replace(spaced, '-', ' ');
    EXPECT_TRUE(is_told || kElsewhere.contains(spaced)) << name;
  }
}

TEST_F(EndToEnd, ColoursAreForTerminalsThatTakeThem) {
  const Ran plain = kho({"stats", scratch_ / "nothing"});
  EXPECT_THAT(plain.err, Not(HasSubstr("\x1b")));
  const Ran shown = kho_in_terminal({"stats", scratch_ / "nothing"});
  EXPECT_EQ(shown.status, 4);
  EXPECT_THAT(shown.out, HasSubstr("\x1b[31mkho:\x1b[0m"));
  ::setenv("NO_COLOR", "1", 1);
  const Ran forbidden = kho_in_terminal({"stats", scratch_ / "nothing"});
  ::unsetenv("NO_COLOR");
  EXPECT_THAT(forbidden.out, Not(HasSubstr("\x1b")));
}

TEST_F(EndToEnd, DoctorNamesTheCommandThatMends) {
  deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  const Ran sound = kho({"doctor", warehouse_});
  // The disk of the machine may be low.
  EXPECT_TRUE(sound.status == 0 || sound.out.find("disk_low") != std::string::npos) << sound.out;
  for (const auto& segment : fs::directory_iterator(fs::path(warehouse_) / "segments")) {
    fs::remove(segment);
  }
  const Ran ran = kho({"doctor", warehouse_});
  EXPECT_EQ(ran.status, 6) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("kho check " + warehouse_));
  const Json json = Json::parse(kho({"--json", "doctor", warehouse_}).out);
  EXPECT_EQ(json.at("findings").at(0).at("urgency"), "serious");
  EXPECT_THAT(kho({"--lang", "vi", "doctor", warehouse_}).out, HasSubstr("nguyên nhân"));

  fs::remove_all(fs::path(warehouse_) / "tables");
  const Ran closed = kho({"doctor", warehouse_});
  EXPECT_EQ(closed.status, 6) << closed.err;
  EXPECT_THAT(closed.out, HasSubstr("kho rebuild " + warehouse_));
}

TEST_F(EndToEnd, DemoTellsItsStepsInJsonLines) {
  const Ran ran =
      kho({"--json", "demo", "--exit", "--listen", "127.0.0.1:0", "--samples", samples_});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(is_json_in_lines(ran.out)) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("POST /v1/reuse-queries"));
}

}  // namespace
}  // namespace kho::test
