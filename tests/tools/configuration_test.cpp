#include "tools/configuration.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "tests/scratch_directory.h"
#include "tools/command_error.h"

namespace kho::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ConfigurationTest : public testing::Test {
 protected:
  ConfigurationTest() {
    sources_.usual_file = scratch_ / "absent.toml";
    sources_.environment = [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    };
  }

  std::string write(const std::string& text) {
    const std::string path = scratch_ / "kho.toml";
    std::ofstream(path) << text;
    sources_.file = path;
    return path;
  }
  // What is said against it.
  std::string refused() {
    try {
      (void)configure(sources_);
    } catch (const CommandError& error) {
      EXPECT_EQ(error.code(), "config_invalid");
      EXPECT_EQ(error.status(), kUsage);
      return error.what();
    }
    ADD_FAILURE() << "it was taken";
    return {};
  }
  static const std::string& origin(const Configured& configured, std::string_view key) {
    const auto found = std::ranges::find(settings(), key, &Setting::key);
    return configured.origins.at(static_cast<std::size_t>(found - settings().begin()));
  }

  test::ScratchDirectory scratch_;
  Sources sources_;
  std::map<std::string, std::string> environment_;
};

TEST_F(ConfigurationTest, DefaultsHoldWhereNothingIsSaid) {
  const Configured configured = configure(sources_);
  EXPECT_EQ(configured.values.listen, "127.0.0.1:8420");
  EXPECT_TRUE(configured.file.empty());
  EXPECT_THAT(configured.origins, testing::Each("default"));
  EXPECT_EQ(configured.origins.size(), settings().size());
  // The defaults of the command are those of the rule, and none is out of its own bounds.
  const warehouse::SchedulePolicy policy = policy_of(configured.values.schedule), plain;
  EXPECT_EQ(policy.quiet_hours.text(), "22:00-05:00");
  EXPECT_EQ(policy.check_parts, plain.check_parts);
  EXPECT_EQ(policy.dead_share, plain.dead_share);
  EXPECT_EQ(policy.ripe_after_seconds, plain.ripe_after_seconds);
  EXPECT_EQ(policy.bytes_per_second, plain.bytes_per_second);
  EXPECT_EQ(policy.time_max, plain.time_max);
  EXPECT_EQ(policy.start_delay, plain.start_delay);
}

TEST_F(ConfigurationTest, FlagBeforeEnvironmentBeforeFileBeforeDefault) {
  const std::string file = write(
      "[server]\nlisten = \"127.0.0.1:1\"\nadmin_listen = \"127.0.0.1:1\"\n"
      "hosts = [\"a.example\", \"b.example\"]\n[reading]\nthreads = 3\n");
  environment_ = {{"KHO_SERVER_LISTEN", "127.0.0.1:2"},
                  {"KHO_SERVER_ADMIN_LISTEN", "127.0.0.1:2"},
                  {"KHO_WEBHOOKS_ALLOW", "10.1.0.0/16, 10.2.0.0/16"},
                  {"KHO_SERVER_QUIET", "true"}};
  sources_.flags = {{"server.listen", {"127.0.0.1:3"}}};
  const Configured configured = configure(sources_);
  EXPECT_EQ(configured.values.listen, "127.0.0.1:3");
  EXPECT_EQ(configured.values.admin_listen, "127.0.0.1:2");
  EXPECT_EQ(configured.values.reading_threads, 3u);
  EXPECT_TRUE(configured.values.quiet);
  EXPECT_THAT(configured.values.doors.hosts, ElementsAre("a.example", "b.example"));
  EXPECT_THAT(configured.values.webhook_allow, ElementsAre("10.1.0.0/16", "10.2.0.0/16"));
  EXPECT_EQ(configured.values.ocr, "auto");
  EXPECT_EQ(origin(configured, "server.listen"), "flag --listen");
  EXPECT_EQ(origin(configured, "server.admin_listen"), "environment KHO_SERVER_ADMIN_LISTEN");
  EXPECT_EQ(origin(configured, "reading.threads"), file + ":6");
  EXPECT_EQ(origin(configured, "reading.ocr"), "default");
}

TEST_F(ConfigurationTest, EveryKeyIsTakenFromFileAndEnvironment) {
  const std::map<std::string_view, std::string> others = {
      {"server.listen", "127.0.0.2:9"}, {"server.admin_listen", "127.0.0.2:8"},
      {"reading.ocr", "off"},           {"schedule.quiet_hours", "01:00-02:00"},
      {"webhooks.allow", "10.0.0.0/8"},
  };
  std::string text;
  for (const Setting& setting : settings()) {
    Configuration unused;
    const Place place = setting.place(unused);
    std::string value = others.contains(setting.key) ? others.at(setting.key) : "/x";
    if (auto* const* flag = std::get_if<bool*>(&place)) value = **flag ? "false" : "true";
    if (auto* const* number = std::get_if<std::uint64_t*>(&place)) {
      value = std::to_string(**number == setting.most ? setting.least : **number + 1);
    }
    environment_[setting.environment()] = value;
    const bool bare = value == "true" || value == "false" || setting.most > 0;
    const bool list = std::holds_alternative<std::vector<std::string>*>(place);
    const std::string quoted = bare ? value : "\"" + value + "\"";
    text += std::string(setting.key) + " = " + (list ? "[" + quoted + "]" : quoted) + "\n";
  }
  Configured by_environment = configure(sources_);
  environment_.clear();
  write(text);
  Configured by_file = configure(sources_);
  Configuration plain;
  std::uint32_t line = 0;
  for (const Setting& setting : settings()) {
    const std::string told = toml_text(setting.place(by_file.values));
    EXPECT_NE(told, toml_text(setting.place(plain))) << setting.key;
    EXPECT_EQ(told, toml_text(setting.place(by_environment.values))) << setting.key;
    EXPECT_EQ(origin(by_file, setting.key), sources_.file->string() + ":" + std::to_string(++line));
  }
}

TEST_F(ConfigurationTest, UnknownKeysAreToldWithWhatWasMeant) {
  const std::string file = write(
      "[server]\nlisten = \"127.0.0.1:1\"\nlsiten = \"127.0.0.1:1\"\n\n[tls]\ncertficate = \"x\"\n"
      "quiet = true\n[nothing]\nlike = \"it\"\n[tsl]\n");
  const std::string told = refused();
  EXPECT_THAT(
      told,
      HasSubstr(file + ":3: server.lsiten: there is no such key; did you mean server.listen?"));
  EXPECT_THAT(
      told,
      HasSubstr(file + ":6: tls.certficate: there is no such key; did you mean tls.certificate?"));
  EXPECT_THAT(told,
              HasSubstr(file + ":7: tls.quiet: there is no such key; did you mean server.quiet?"));
  EXPECT_THAT(told, HasSubstr(file + ":9: nothing.like: there is no such key"));
  EXPECT_THAT(told, Not(HasSubstr("nothing.like: there is no such key;")));
  EXPECT_THAT(told, HasSubstr(file + ":10: tsl.: there is no such key"));
}

TEST_F(ConfigurationTest, WrongTypesAndValuesNameFileLineAndKey) {
  const std::pair<const char*, const char*> wrong[] = {
      {"server.quiet = 1", "give true or false"},
      {"server.quiet = \"true\"", "give true or false"},
      {"server.listen = 8420", "give a text"},
      {"server.listen = \"localhost\"", ""},
      {"server.hosts = \"a\"", "give a list"},
      {"server.hosts = [1]", "give a list"},
      {"webhooks.allow = [\"10.0.0.0/99\"]", ""},
      {"reading.threads = -1", "give a whole number, 0 to 256"},
      {"reading.threads = 257", "give a whole number, 0 to 256"},
      {"reading.threads = 1.5", "give a whole number"},
      {"reading.ocr = \"sometimes\"", "auto, off or always"},
      {"schedule.quiet_hours = \"22-5\"", "22:00-05:00"},
      {"schedule.check_parts = 0", "1 to 10000"},
      {"server = 1", "no such key"},
      {"server.listen.deeper = 1", "no such key"},
      {"server.listen", ""},
      {"server.listen = \"127.0.0.1:1\"\nserver.listen = \"127.0.0.1:2\"", ""}};
  for (const auto& [text, why] : wrong) {
    const std::string file = write(std::string("\n") + text + "\n");
    const std::string told = refused();
    EXPECT_THAT(told, HasSubstr(file + ":")) << text;
    EXPECT_THAT(told, HasSubstr(why)) << text;
  }
}

TEST_F(ConfigurationTest, WrongEnvironmentAndFlagsAreNamed) {
  environment_["KHO_READING_THREADS"] = "many";
  sources_.flags = {{"rate.requests_per_second", {"fast"}}};
  const std::string told = refused();
  EXPECT_THAT(told, HasSubstr("environment KHO_READING_THREADS: reading.threads: give a whole"));
  EXPECT_THAT(told, HasSubstr("flag --rate: rate.requests_per_second: give a whole number"));
}

TEST_F(ConfigurationTest, WhatGoesTogetherIsNotGivenAlone) {
  for (const char* alone : {"tls.certificate = \"c\"", "tls.key = \"k\"", "tls.client_ca = \"c\"",
                            "tls.client_optional = true", "jwt.keys = \"k\"", "jwt.issuer = \"i\"",
                            "jwt.audience = \"a\"", "rate.burst = 3"}) {
    write(alone);
    EXPECT_THAT(refused(), HasSubstr("needs")) << alone;
  }
}

TEST_F(ConfigurationTest, PathsOfTheFileAreMeantFromWhereItLies) {
  write("[tls]\ncertificate = \"tls/live.crt\"\nkey = \"/absolute.key\"\n");
  const Configured configured = configure(sources_);
  EXPECT_EQ(configured.values.doors.tls.certificate, scratch_ / "tls/live.crt");
  EXPECT_EQ(configured.values.doors.tls.key, "/absolute.key");
}

TEST_F(ConfigurationTest, FileIsTheOneNamedOrTheUsualOne) {
  const std::string named = write("[reading]\nthreads = 7\n");
  sources_.file.reset();
  EXPECT_EQ(configure(sources_).values.reading_threads, 0u);
  environment_["KHO_CONFIG"] = named;
  EXPECT_EQ(configure(sources_).values.reading_threads, 7u);
  environment_["KHO_CONFIG"] = scratch_ / "nowhere.toml";
  EXPECT_THAT(refused(), HasSubstr("nowhere.toml"));
  sources_.file = named;
  EXPECT_EQ(configure(sources_).values.reading_threads, 7u);
  sources_.file.reset();
  environment_.clear();
  sources_.usual_file = named;
  EXPECT_EQ(configure(sources_).file, named);
}

TEST_F(ConfigurationTest, SampleHasEveryKeyWithItsDefault) {
  std::ifstream stream(KHO_SOURCE_DIRECTORY "/packaging/kho.toml");
  const std::string sample{std::istreambuf_iterator<char>(stream), {}};
  write(sample);
  Configured as_it_is = configure(sources_);
  EXPECT_EQ(as_it_is.values.directory, "/var/lib/kho");
  write(std::regex_replace(sample, std::regex("(^|\n)#([a-z_]+ = )"), "$1$2"));
  Configured live = configure(sources_);
  Configuration plain;
  for (const Setting& setting : settings()) {
    EXPECT_NE(origin(live, setting.key), "default") << setting.key << " is not in the sample";
    if (setting.key == "server.directory") continue;  // Where the package puts it.
    EXPECT_EQ(toml_text(setting.place(live.values)), toml_text(setting.place(plain)))
        << setting.key;
    EXPECT_EQ(origin(as_it_is, setting.key), "default") << setting.key;
  }
}

TEST_F(ConfigurationTest, EveryKeyIsDescribed) {
  std::ifstream stream(KHO_SOURCE_DIRECTORY "/docs/configuration.md");
  const std::string described{std::istreambuf_iterator<char>(stream), {}};
  for (const Setting& setting : settings()) {
    const std::string name(setting.key.substr(setting.key.find('.') + 1));
    EXPECT_THAT(described, HasSubstr("| `" + name + "` |")) << setting.key;
    if (!setting.flag.empty()) {
      EXPECT_THAT(described, HasSubstr("`" + std::string(setting.flag)));
    }
  }
}

}  // namespace
}  // namespace kho::tools
