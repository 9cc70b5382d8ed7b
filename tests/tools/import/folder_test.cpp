#include "tools/import/folder.h"

#include <sys/stat.h>

#include "tests/tools/import/import_fixture.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;

TEST(InnerPath, StaysInside) {
  for (const char* path : {"a", "a/b.pdf", "..a", "a..", "thư mục/giấy.pdf", "a/.hidden", "a b"}) {
    EXPECT_TRUE(is_inner_path(path)) << path;
  }
  EXPECT_TRUE(is_inner_path(std::string(kPathBytesMax, 'a')));
}

TEST(InnerPath, AnythingElseIsNone) {
  for (const char* path : {"", "/", "/etc/passwd", "..", ".", "../a", "a/..", "a/../b", "./a",
                           "a/./b", "a//b", "a/", "//a"}) {
    EXPECT_FALSE(is_inner_path(path)) << path;
  }
  EXPECT_FALSE(is_inner_path(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_inner_path(std::string(kPathBytesMax + 1, 'a')));
}

class Inside : public FolderTest {
 protected:
  std::string code(const std::string& path) const {
    return code_of([&] { static_cast<void>(Folder(folder_).read(path, 100)); });
  }
};

TEST_F(Inside, FilesAreRead) {
  write("a/b.txt", "giấy");
  EXPECT_EQ(Folder(folder_).read("a/b.txt", 100), "giấy");
  EXPECT_EQ(Folder(folder_).open("a/b.txt").size, std::string("giấy").size());
  write("empty", "");
  EXPECT_EQ(Folder(folder_).read("empty", 100), "");
}

TEST_F(Inside, LinksLeadToFilesOfTheFolderAlone) {
  write("a/b.txt", "trong");
  std::ofstream(scratch_ / "secret.txt") << "ngoài";
  fs::create_symlink("a/b.txt", folder_ / "inner");
  fs::create_symlink(scratch_ / "secret.txt", folder_ / "absolute");
  fs::create_symlink("../secret.txt", folder_ / "relative");
  fs::create_symlink("..", folder_ / "parent");
  fs::create_symlink("loop", folder_ / "loop");
  EXPECT_EQ(Folder(folder_).read("inner", 100), "trong");
  EXPECT_EQ(code("absolute"), "path_outside");
  EXPECT_EQ(code("relative"), "path_outside");
  EXPECT_EQ(code("parent/secret.txt"), "path_outside");
  EXPECT_EQ(code("parent/folder"), "path_outside");
  EXPECT_EQ(code("loop"), "file_not_found");
  EXPECT_EQ(code("../secret.txt"), "path_outside");
  EXPECT_EQ(code((scratch_ / "secret.txt").string()), "path_outside");
  // A folder whose name only begins alike is another one.
  fs::create_directory(scratch_ / "folder2");
  std::ofstream(scratch_ / "folder2/x") << "ngoài";
  fs::create_symlink("../folder2/x", folder_ / "alike");
  EXPECT_EQ(code("alike"), "path_outside");
}

TEST_F(Inside, WhatIsNoRegularFileIsRefused) {
  fs::create_directory(folder_ / "sub");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(code("sub"), "file_not_regular");
  EXPECT_EQ(code("pipe"), "file_not_regular");  // And it does not wait for a writer.
  EXPECT_EQ(code("nothing"), "file_not_found");
  write("plain", "x");
  EXPECT_EQ(code("plain/x"), "file_not_found");
}

TEST_F(Inside, SizeIsBounded) {
  write("fits", std::string(100, 'x'));
  write("large", std::string(101, 'x'));
  EXPECT_EQ(Folder(folder_).read("fits", 100).size(), 100u);
  EXPECT_EQ(code("large"), "file_too_large");
}

TEST_F(Inside, FolderThatIsNoneIsNotFound) {
  EXPECT_EQ(code_of([&] { Folder folder(folder_ / "nowhere"); }), "folder_not_found");
  EXPECT_EQ(code_of([&] { Folder folder(write("file", "x")); }), "folder_not_found");
}

}  // namespace
}  // namespace kho::tools
