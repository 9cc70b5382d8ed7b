// tests/e2e/fixtures.h - A warehouse that the kho command made, and papers for it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "tests/e2e/kho_process.h"
#include "tests/scratch_directory.h"

namespace kho::test {

using Json = nlohmann::json;
namespace fs = std::filesystem;

inline constexpr const char* kOwner = "mst:0100109106";
inline constexpr const char* kMetadata =
    R"({"owner":"mst:0100109106","type":"GCN_DKDN","validity":{"indefinite":true}})";

inline std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Returns whether `is_so` came true within a minute.
inline bool comes_true(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
  }
  return true;
}

class EndToEnd : public testing::Test {
 protected:
  EndToEnd() {
    EXPECT_EQ(kho({"init", warehouse_}).status, 0);
    EXPECT_EQ(kho({"catalog", "import", warehouse_, samples_ / "catalogue.jsonl"}).status, 0);
  }

  std::string write(const std::string& name, const std::string& content) {
    std::ofstream(scratch_ / name, std::ios::binary) << content;
    return scratch_ / name;
  }
  Json deposit(const fs::path& file, const std::string& type = "GCN_DKDN") {
    return kho_json(
        {"deposit", warehouse_, file, "--owner", kOwner, "--type", type, "--indefinite"});
  }

  // Whether a search finds one paper.
  bool is_found(const std::string& text) const {
    return kho_json({"search", warehouse_, text}).at("hits").size() == 1;
  }

  ScratchDirectory scratch_;
  const fs::path samples_ = KHO_SAMPLES_DIR;
  const std::string warehouse_ = scratch_ / "warehouse";
};

}  // namespace kho::test
