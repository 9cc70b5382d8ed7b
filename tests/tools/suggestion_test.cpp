#include "tools/suggestion.h"

#include <gtest/gtest.h>

namespace kho::tools {
namespace {

const std::vector<std::string> kNames = {"deposit", "doctor",  "dossier",     "get",
                                         "init",    "--owner", "--owner-name"};

TEST(Suggestion, NearestIsByLettersLeftOutAddedChangedAndSwapped) {
  EXPECT_EQ(nearest("depost", kNames), "deposit");
  EXPECT_EQ(nearest("deeposit", kNames), "deposit");
  EXPECT_EQ(nearest("dopsier", kNames), "dossier");
  EXPECT_EQ(nearest("inti", kNames), "init");
  EXPECT_EQ(nearest("--onwer", kNames), "--owner");
}

TEST(Suggestion, NothingIsNearToWhatIsQuiteDifferent) {
  EXPECT_EQ(nearest("banana", kNames), std::nullopt);
  EXPECT_EQ(nearest("x", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
}

class UnknownWordTest : public testing::Test {
 protected:
  UnknownWordTest() : app_("", "kho") {
    app_.add_flag("--json");
    app_.add_option("--by", text_);
    app_.require_subcommand(1);
    CLI::App* webhook = app_.add_subcommand("webhook", "");
    webhook->require_subcommand(1);
    CLI::App* schedule = app_.add_subcommand("schedule", "");
    schedule->add_option("DIR", text_);
    schedule->add_subcommand("pause", "");
    CLI::App* add = webhook->add_subcommand("add", "");
    add->add_option("DIR", text_);
    add->add_option("--name", text_);
    webhook->add_subcommand("list", "");
  }
  // "WORD in COMMAND, meant WORD".
  std::string unknown(const std::vector<std::string>& arguments) {
    const auto found = unknown_word(app_, arguments);
    if (!found) return "";
    return found->word + " in " + found->command + (found->meant ? ", meant " + *found->meant : "");
  }

  std::string text_;
  CLI::App app_;
};

TEST_F(UnknownWordTest, IsASubcommandOrAnOption) {
  EXPECT_EQ(unknown({"webhok", "add"}), "webhok in kho, meant webhook");
  EXPECT_EQ(unknown({"--json", "webhook", "ad"}), "ad in kho webhook, meant add");
  EXPECT_EQ(unknown({"webhook", "add", "D", "--nmae", "x"}),
            "--nmae in kho webhook add, meant --name");
  EXPECT_EQ(unknown({"webhook", "add", "D", "--jsom"}), "--jsom in kho webhook add, meant --json");
}

TEST_F(UnknownWordTest, IsNoValueAndNoPositional) {
  EXPECT_EQ(unknown({"--by", "webhok", "webhook", "list"}), "");
  EXPECT_EQ(unknown({"webhook", "add", "lst", "--name=lst"}), "");
  EXPECT_EQ(unknown({"webhook", "add", "--", "--nmae"}), "");
  EXPECT_EQ(unknown({"schedule", "puase"}), "");  // It may be a folder.
}

}  // namespace
}  // namespace kho::tools
