// tests/tools/import/import_fixture.h - A folder of files for a test, and what is thrown as a code.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "tests/scratch_directory.h"
#include "tools/command_error.h"

namespace kho::tools {

class FolderTest : public testing::Test {
 protected:
  FolderTest() { std::filesystem::create_directory(folder_); }

  // `name` may stand in folders that are not there yet.
  std::filesystem::path write(const std::string& name, const std::string& content) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  static std::string content(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const test::ScratchDirectory scratch_;
  const std::filesystem::path folder_ = scratch_ / "folder";
};

// The code of the CommandError that `action` throws; "none" where it throws none.
inline std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const CommandError& error) {
    return error.code();
  }
  return "none";
}

}  // namespace kho::tools
