// Holds the architecture: which folder may include which, and where third parties may be seen.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = KHO_SOURCE_DIRECTORY;

// Data flows one way: tools -> api -> warehouse -> store, index, ingest.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"store", {"store"}},
    {"index", {"index"}},
    {"ingest", {"ingest"}},
    {"warehouse", {"warehouse", "store", "index", "ingest"}},
    {"api", {"api", "warehouse", "store", "index"}},
    {"tools", {"tools", "api", "warehouse", "store", "ingest", "index"}},
    {"samples", {"samples"}},
    {"examples", {"examples"}},
};

// Header prefix -> the folders that may see it.
const std::vector<std::pair<std::string, std::set<std::string>>> kThirdParties = {
    {"lmdb.h", {"store"}},
    {"zstd.h", {"store"}},
    {"zdict.h", {"store"}},
    {"jxl/", {"store"}},
    {"xxhash.h", {"store"}},
    {"openssl/", {"store", "ingest", "warehouse", "api", "examples"}},
    {"xapian", {"index"}},
    {"unicode/", {"index"}},
    {"poppler", {"ingest"}},
    {"pugixml", {"ingest"}},
    {"zip.h", {"ingest"}},
    {"seccomp.h", {"ingest"}},
    {"leptonica/", {"ingest"}},
    {"tiffio.h", {"ingest"}},
    {"qpdf/", {"ingest"}},
    {"tesseract/", {"ingest"}},
    {"ZXing/", {"ingest"}},
    {"linux/landlock.h", {"ingest"}},
    {"rapidjson/", {"api"}},
    {"google/protobuf", {"warehouse", "ingest"}},
    {"records.pb.h", {"warehouse"}},
    {"findings.pb.h", {"ingest"}},
    {"Poco/", {"api", "tools"}},
    {"nlohmann/", {"api", "tools", "samples", "examples"}},
    {"CLI/", {"tools"}},
    {"curl/", {"tools", "examples"}},
    {"spdlog/", {"tools"}},
    {"toml++/", {"tools"}},
    {"cairo", {"samples"}},
    {"pango", {"samples"}},
};

struct Include {
  std::string folder;
  std::string file;
  bool quoted;
  std::string target;
};

std::vector<Include> includes() {
  static const std::regex line(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  std::vector<Include> found;
  for (const auto& [folder, unused] : kMayInclude) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      std::ifstream stream(entry.path());
      for (std::string text; std::getline(stream, text);) {
        std::smatch match;
        if (std::regex_search(text, match, line)) {
          found.push_back({folder, fs::relative(entry.path(), kRoot), match[1] == "\"", match[2]});
        }
      }
    }
  }
  return found;
}

TEST(Layout, FoldersIncludeOnlyWhatLiesBelowThem) {
  std::size_t seen = 0;
  for (const Include& include : includes()) {
    const std::size_t slash = include.target.find('/');
    if (!include.quoted || slash == std::string::npos) continue;
    const std::string target = include.target.substr(0, slash);
    if (!kMayInclude.contains(target)) continue;
    ++seen;
    EXPECT_TRUE(kMayInclude.at(include.folder).contains(target))
        << include.file << " includes " << include.target;
  }
  EXPECT_GT(seen, 100u);
}

TEST(Layout, ThirdPartiesStayInTheirFolders) {
  std::size_t seen = 0;
  for (const Include& include : includes()) {
    for (const auto& [prefix, folders] : kThirdParties) {
      if (!include.target.starts_with(prefix)) continue;
      ++seen;
      EXPECT_TRUE(folders.contains(include.folder)) << include.file << " sees " << include.target;
    }
  }
  EXPECT_GT(seen, 10u);
}

TEST(Layout, EveryHeaderSaysWhatItIs) {
  for (const auto& [folder, unused] : kMayInclude) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      if (entry.path().extension() != ".h") continue;
      std::ifstream stream(entry.path());
      std::string first;
      std::getline(stream, first);
      const std::string name = fs::relative(entry.path(), kRoot);
      EXPECT_TRUE(first.starts_with("// " + name + " - ")) << name << ": " << first;
    }
  }
}

}  // namespace
