// Plays the scenarios of tests/scenarios/*.json, each on a warehouse of its own, and holds every
// answer against the expected one, to the last reason. How to write one: tests/scenarios/README.md.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "index/analysis/text.h"
#include "tests/counted.h"
#include "tests/scenarios/stage.h"

namespace kho::scenarios {
namespace {

Json read(const std::filesystem::path& path) {
  std::ifstream in(path);
  return Json::parse(in);
}

const Json& catalogue() {
  static const Json json = read(std::filesystem::path(KHO_SCENARIO_DIRECTORY) / "catalogue.json");
  return json;
}

struct Scenario {
  std::string file;
  Json defaults;
  Json json;
};

void PrintTo(const Scenario& scenario, std::ostream* out) {
  *out << scenario.file << ": " << scenario.json.at("title").get<std::string>();
}

std::vector<Scenario> scenarios() {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(KHO_SCENARIO_DIRECTORY)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".json" && path.stem() != "catalogue") paths.insert(path);
  }
  std::vector<Scenario> all;
  for (const auto& path : paths) {
    const Json file = read(path);
    for (const Json& each : file.at("scenarios")) {
      all.push_back({path.stem(), file.value("defaults", Json::object()), each});
    }
  }
  return all;
}

// "validity: Hết hạn đúng ngày" as validity_het_han_dung_ngay: a test's name has plain letters
// only.
std::string test_name(const testing::TestParamInfo<Scenario>& info) {
  std::string name = info.param.file + "_";
  for (const char c : index::fold(info.param.json.at("title").get<std::string>())) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      name.push_back(c);
    } else if (name.back() != '_') {
      name.push_back('_');
    }
  }
  return name;
}

// Plays a step and holds what it states against what came of it.
void play(Stage& stage, const Json& step) {
  SCOPED_TRACE(step.dump());
  Json result;
  try {
    result = stage.play(step);
  } catch (const warehouse::Error& error) {
    EXPECT_EQ(step.value("refused", ""), warehouse::code_name(error.code())) << error.what();
    return;
  }
  EXPECT_FALSE(step.contains("refused")) << "nothing was refused";
  for (const auto& [name, came] : result.items()) {
    if (!step.contains(name) || &step.begin().value() == &step.at(name)) continue;
    // One verdict alone may stand without a list.
    Json expected = step.at(name);
    if (name == "answer") {
      for (auto& [code, lines] : expected.items()) {
        if (lines.is_string()) lines = Json::array({lines});
      }
    }
    EXPECT_EQ(expected.dump(1), came.dump(1)) << name;
  }
}

class ScenarioTest : public testing::TestWithParam<Scenario> {};

TEST_P(ScenarioTest, IsAnsweredExactly) {
  const Scenario& scenario = GetParam();
  Stage stage(catalogue(), scenario.defaults);
  for (const Json& step : scenario.json.value("given", Json::array())) play(stage, step);
  if (scenario.json.contains("ask")) {
    Json step = {{"ask", true}};
    step.update(scenario.json.at("ask"));
    for (const char* name : {"answer", "owner_found", "procedure_since", "refused"}) {
      if (scenario.json.contains(name)) step[name] = scenario.json.at(name);
    }
    ASSERT_TRUE(step.contains("answer") || step.contains("refused"));
    play(stage, step);
  }
  for (const Json& step : scenario.json.value("then", Json::array())) play(stage, step);
  test::counted("stories", 1);
}

INSTANTIATE_TEST_SUITE_P(Reuse, ScenarioTest, testing::ValuesIn(scenarios()), test_name);

// Every verdict that a scenario expects: "outcome: reasons (warnings)".
void collect_verdicts(const Json& json, std::string& all) {
  for (const auto& [name, value] : json.items()) {
    if (name == "answer") {
      all += value.dump() + "\n";
    } else if (value.is_structured()) {
      collect_verdicts(value, all);
    }
  }
}

TEST(ScenariosTest, EveryOutcomeAndEveryReasonIsExpectedSomewhere) {
  std::string verdicts;
  for (const Scenario& scenario : scenarios()) collect_verdicts(scenario.json, verdicts);
  const auto expect_named = [&](std::string_view name) {
    // As a whole word: "expired" is no "expires_before_due".
    const std::string word(name);
    bool found = false;
    for (std::size_t at = verdicts.find(word); at != std::string::npos && !found;
         at = verdicts.find(word, at + 1)) {
      const auto in_word = [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
      };
      found = !in_word(verdicts[at - 1]) && !in_word(verdicts[at + word.size()]);
    }
    EXPECT_TRUE(found) << "no scenario expects " << name;
  };
  for (const auto& [outcome, name] : warehouse::kReuseOutcomeNames) expect_named(name);
  for (const auto& [reason, name] : warehouse::kReasonNames) expect_named(name);
}

}  // namespace
}  // namespace kho::scenarios
