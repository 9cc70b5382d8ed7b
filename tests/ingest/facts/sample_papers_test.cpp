// The sample papers, whose truth is in papers.jsonl: what their text layer says of them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "ingest/extractor.h"
#include "ingest/facts/facts.h"
#include "tests/ingest/facts/fact_text.h"

namespace kho::ingest {
namespace {

using nlohmann::json;
using testing_facts::kThisYear;
using testing_facts::text_of;

std::vector<json> read_papers() {
  std::ifstream file(std::string(KHO_SAMPLES_DIR) + "/papers.jsonl");
  std::vector<json> papers;
  for (std::string line; std::getline(file, line);) papers.push_back(json::parse(line));
  return papers;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// One blank for each line end of a heading that is printed in two lines.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// How often a fact was found, and found wrong, among the papers that print it.
struct Tally {
  int printed = 0;
  int right = 0;
  int wrong = 0;

  void count(const std::string& file, const char* name, const std::string& truth,
             const std::string& found) {
    ++printed;
    if (found == truth) {
      ++right;
      return;
    }
    if (found != "-") ++wrong;
    fmt::print("{:8} {}: \"{}\" for \"{}\"\n", name, file, found, truth);
  }
};

TEST(SamplePapers, SayWhatIsPrintedOnThem) {
  const Extractor extractor({KHO_EXTRACTION_CHILD}, {});
  std::map<std::string, Tally> tallies;
  int read = 0;
  for (const json& paper : read_papers()) {
    const std::string name = paper.at("file");
    const std::string file = read_file(std::string(KHO_SAMPLES_DIR) + "/" + name);
    const Extraction extraction =
        extractor.extract(std::as_bytes(std::span(file)), {Recognise::kNever});
    if (extraction.outcome != Outcome::kText) continue;  // Drawn as a scan.
    ++read;
    const Facts facts = find_facts(extraction.pages, kThisYear);
    const json& metadata = paper.at("metadata");
    const json& content = paper.at("content");
    std::string text;
    for (const std::string& page : extraction.pages) text += page;
    const std::string number = metadata.at("number");
    if (text.find(number) != std::string::npos) {
      tallies["number"].count(name, "number", number, text_of(facts.number));
    }
    // Most templates print the day of issue; a card, a plan and an invoice have it elsewhere.
    const std::string issued = metadata.at("issue_date");
    if (content.contains("place") || content.contains("registered")) {
      tallies["issued"].count(name, "issued", issued, text_of(facts.issue_date));
    }
    if (content.contains("agency")) {
      tallies["issuer"].count(name, "issuer", one_line(content.at("agency")),
                              text_of(facts.issuer));
    }
    if (content.contains("parent")) {
      tallies["parent"].count(name, "parent", one_line(content.at("parent")),
                              text_of(facts.issuer_parent));
    }
    if (content.contains("title") && facts.type) {
      const std::string title = one_line(content.at("title"));
      tallies["type"].count(name, "type", title, facts.type->title.value.substr(0, title.size()));
    }
    if (content.contains("sign")) {
      const std::string signer = metadata.at("signer");
      const std::string found = text_of(facts.signer);
      tallies["signer"].count(name, "signer", signer, signer.ends_with(found) ? signer : found);
    }
    const std::string owner = paper.at("owner");
    if (!facts.owner_ids.empty() && owner.starts_with("mst:")) {
      // A branch's certificate was brought by its company, and is the branch's own.
      const std::string found = text_of(facts.owner_ids);
      tallies["holder"].count(name, "holder", owner, found == "mst:" + number ? owner : found);
    }
    const json& validity = metadata.at("validity");
    if (facts.validity.to && validity.contains("to")) {
      tallies["to"].count(name, "to", validity.at("to"), facts.validity.to->value);
    }
  }
  EXPECT_GE(read, 50);
  for (const auto& [name, tally] : tallies) {
    fmt::print("{:8} {} printed, {} right, {} wrong\n", name, tally.printed, tally.right,
               tally.wrong);
    EXPECT_GE(tally.right * 100, tally.printed * 95) << name;
    EXPECT_LE(tally.wrong * 50, tally.printed) << name;
  }
}

}  // namespace
}  // namespace kho::ingest
