// Holds docs/errors.md against the code: every code is listed there, and nothing else is.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = KHO_SOURCE_DIRECTORY;

std::string read(const fs::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::set<std::string> all_matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), pattern);
       it != std::sregex_iterator(); ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

// A code stands behind an HTTP status, an exit status, or at the head of a warning; the codes of
// the warehouse and of failed extractions stand in one switch each.
std::set<std::string> codes_in_source() {
  const std::regex thrown(R"re((?:\d{3}|k[A-Z]\w+),\s*"([a-z]+(?:_[a-z]+)*)")re");
  const std::regex warned(R"re(push_back\(\s*\{"([a-z]+(?:_[a-z]+)+)")re");
  const std::regex of_files(R"re(warn(?:_of_pages)?\((?:warnings, )?"([a-z]+(?:_[a-z]+)+)")re");
  const std::regex named(R"re(return "([a-z]+(?:_[a-z]+)*)";)re");
  // What kho doctor finds.
  const std::regex diagnosed(
      R"re((?:look|serious|behind|expiry)\(\s*"([a-z]+(?:_[a-z]+)+)")re");
  const std::regex expired(R"re(expiry\(\s*"[a-z_]+",\s*"([a-z_]+)")re");
  std::set<std::string> codes;
  for (const char* folder : {"warehouse", "api", "tools"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const std::string text = read(entry.path());
      codes.merge(all_matches(text, thrown));
      codes.merge(all_matches(text, warned));
      codes.merge(all_matches(text, diagnosed));
      codes.merge(all_matches(text, expired));
    }
  }
  codes.merge(all_matches(read(kRoot / "warehouse/error.cpp"), named));
  codes.merge(all_matches(read(kRoot / "warehouse/diagnosis.cpp"), named));
  codes.insert("tables_damaged");  // tools/command_doctor.cpp
  // "none" of where a text is from is no code.
  codes.merge(all_matches(read(kRoot / "ingest/extraction.cpp"), named));
  for (const char* source : {"layer", "recognised"}) codes.erase(source);
  codes.merge(all_matches(read(kRoot / "warehouse/file_findings.cpp"), of_files));
  codes.insert("file_damaged");  // warehouse/readings.cpp
  for (const char* no_code : {"unknown", "none"}) codes.erase(no_code);
  return codes;
}

TEST(DocumentedCodes, EveryCodeIsInTheListAndNoOther) {
  const std::set<std::string> documented = all_matches(
      read(kRoot / "docs/errors.md"), std::regex(R"re((?:^|\n|, )\|? ?`([a-z]+(?:_[a-z]+)*)`)re"));
  const std::set<std::string> used = codes_in_source();
  EXPECT_GT(used.size(), 40u);
  for (const std::string& code : used) {
    EXPECT_TRUE(documented.contains(code)) << code << " is not in docs/errors.md";
  }
  for (const std::string& code : documented) {
    EXPECT_TRUE(used.contains(code)) << code << " is in docs/errors.md but nowhere used";
  }
}

// The codes of the tables in the order in which they stand there.
std::vector<std::string> rows_of(const std::string& document) {
  const std::regex row(R"re(\n\| ((?:`[a-z_]+`(?:, )?)+) \|)re");
  std::vector<std::string> rows;
  for (auto it = std::sregex_iterator(document.begin(), document.end(), row);
       it != std::sregex_iterator(); ++it) {
    rows.push_back((*it)[1]);
  }
  return rows;
}

TEST(DocumentedCodes, StandInVietnameseInTheSameOrder) {
  const std::vector<std::string> english = rows_of(read(kRoot / "docs/errors.md"));
  EXPECT_GT(english.size(), 100u);
  EXPECT_EQ(rows_of(read(kRoot / "docs/vi/errors.md")), english);
}

}  // namespace
