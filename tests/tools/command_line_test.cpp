// The command line as a whole: every command is described in both languages, completed and has a
// manual page; wrong lines are told how to go on.
#include "tools/command_line.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "tests/scratch_directory.h"
#include "tools/completions.h"
#include "tools/exit_status.h"
#include "tools/language.h"
#include "tools/manual.h"

namespace kho::tools {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string read(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What `command` prints, as the shell runs it.
std::string shell(const std::string& command) {
  std::string out;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    out.append(buffer, n);
  EXPECT_EQ(::pclose(pipe), 0) << command << "\n" << out;
  return out;
}

class CommandLineTest : public testing::Test {
 protected:
  ~CommandLineTest() override { set_language(Language::kEnglish); }

  std::unique_ptr<CLI::App> build(Language language) {
    set_language(language);
    global_ = {};
    return command_line(global_, chosen_);
  }
  // What is said of a wrong line.
  std::string said_of(const std::vector<std::string>& arguments,
                      Language language = Language::kEnglish) {
    const auto app = build(language);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
      app->parse(reversed);
    } catch (const CLI::ParseError& error) {
      return usage_text(*app, error, arguments);
    }
    return "accepted";
  }

  Global global_;
  Action chosen_;
};

void collect(const CLI::App& app, const std::string& name, std::set<std::string>& missing) {
  const std::set<std::string_view> same_in_both = {"Options", "Subcommands"};
  const auto look = [&](const std::string& description, const std::string& of) {
    if (description.empty()) {
      missing.insert(of + " says nothing");
      return;
    }
    for (const auto& [english, vietnamese] : kVietnamese) {
      if (english == description) return;
    }
    missing.insert(of + ": " + description);
  };
  look(app.get_description(), name);
  for (const CLI::Option* option : app.get_options()) {
    look(option->get_description(), name + " " + option->get_name());
  }
  for (const CLI::App* each : app.get_subcommands({})) {
    collect(*each, name + " " + each->get_name(), missing);
  }
}

TEST_F(CommandLineTest, EveryDescriptionHasItsVietnamese) {
  const auto app = build(Language::kEnglish);
  std::set<std::string> missing;
  collect(*app, "kho", missing);
  EXPECT_THAT(missing, testing::IsEmpty());
}

TEST_F(CommandLineTest, HelpIsInTheLanguageThatWasSet) {
  EXPECT_THAT(build(Language::kVietnamese)->help(), HasSubstr("Các lệnh"));
  EXPECT_THAT(build(Language::kEnglish)->help(), HasSubstr("Subcommands"));
}

TEST_F(CommandLineTest, EveryCommandStandsInTheDocument) {
  const std::string document = read(std::filesystem::path(KHO_SOURCE_DIRECTORY) / "docs/cli.md");
  const auto app = build(Language::kEnglish);
  for (const CLI::App* each : app->get_subcommands({})) {
    EXPECT_NE(document.find("`kho " + each->get_name()), std::string::npos) << each->get_name();
  }
}

TEST_F(CommandLineTest, ExitStatusesStandInTheDocument) {
  const std::string document = read(std::filesystem::path(KHO_SOURCE_DIRECTORY) / "docs/cli.md");
  const std::regex row(R"re(\n\| (\d) \| )re");
  std::vector<int> documented;
  for (std::sregex_iterator at(document.begin(), document.end(), row), end; at != end; ++at) {
    documented.push_back(std::stoi((*at)[1]));
  }
  std::vector<int> known;
  for (const auto& [status, says] : kExitStatusTexts) known.push_back(status);
  EXPECT_EQ(documented, known);
}

TEST_F(CommandLineTest, WrongLinesAreToldWhatWasMeantAndWhereToRead) {
  EXPECT_EQ(said_of({"depost", "D"}),
            "kho knows no depost. Did you mean deposit?\nAll that can be typed: kho --help");
  EXPECT_EQ(said_of({"webhook", "lst", "D"}),
            "kho webhook knows no lst. Did you mean list?\n"
            "All that can be typed: kho webhook --help");
  EXPECT_EQ(said_of({"stats", "D", "--jso"}),
            "kho stats knows no --jso. Did you mean --json?\n"
            "All that can be typed: kho stats --help");
  EXPECT_EQ(said_of({}), "say what to do, e.g. kho init DIR\nAll that can be typed: kho --help");
  EXPECT_EQ(said_of({"depost"}, Language::kVietnamese),
            "kho không có depost. Có phải ý bạn là deposit?\nMọi điều gõ được: kho --help");
  EXPECT_THAT(said_of({"stats"}), HasSubstr("DIR is required"));
}

TEST_F(CommandLineTest, EveryCommandHasAManualPageThatNamesItsOptions) {
  const auto app = build(Language::kEnglish);
  const std::vector<ManualPage> pages = manual_pages(*app);
  EXPECT_EQ(pages.size(), commands_of(*app).size() + 1);
  for (const ManualPage& page : pages) {
    EXPECT_THAT(page.source, HasSubstr(".SH \"EXIT STATUS\"")) << page.name;
    // No line may be taken for a request by chance.
    EXPECT_FALSE(std::regex_search(page.source, std::regex(R"(\n\.[a-z])"))) << page.name;
  }
  const auto deposit = std::ranges::find(pages, "kho-deposit.1", &ManualPage::name);
  ASSERT_NE(deposit, pages.end());
  EXPECT_THAT(deposit->source, HasSubstr("\\-\\-owner OWNER"));
}

TEST_F(CommandLineTest, BashCompletesCommandsOptionsAndFiles) {
  const auto app = build(Language::kEnglish);
  const test::ScratchDirectory scratch;
  std::ofstream(scratch / "kho.bash") << bash_completions(*app);
  std::ofstream(scratch / "paper.pdf") << "x";
  const auto completed = [&](const std::string& words) {
    return shell("cd '" + std::string(scratch / ".") +
                 "' && bash -c 'set -u; complete() { :; }; source ./kho.bash; COMP_WORDS=(" +
                 words +
                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _kho; "
                 "printf \"%s \" \"${COMPREPLY[@]}\"'");
  };
  EXPECT_EQ(completed("kho depo"), "deposit ");
  EXPECT_EQ(completed("kho webhook redel"), "redeliver ");
  EXPECT_EQ(completed("kho --json webhook re"), "remove redeliver ");
  EXPECT_EQ(completed("kho deposit --ow"), "--owner --owner-name ");
  EXPECT_EQ(completed("kho deposit W --meta pap"), "paper.pdf ");
  EXPECT_EQ(completed("kho deposit W pap"), "paper.pdf ");
}

TEST_F(CommandLineTest, OtherShellsKnowEveryCommand) {
  const auto app = build(Language::kEnglish);
  const std::string zsh = zsh_completions(*app);
  const std::string fish = fish_completions(*app);
  for (const Command& each : commands_of(*app)) {
    EXPECT_NE(zsh.find("'kho " + each.name + "')"), std::string::npos) << each.name;
    const std::string last = each.name.substr(each.name.rfind(' ') + 1);
    EXPECT_NE(fish.find(" -a " + last + " "), std::string::npos) << each.name;
  }
}

}  // namespace
}  // namespace kho::tools
