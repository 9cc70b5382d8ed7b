// A whole bag, and each way in which one can be wrong.
#include "tools/import/bag.h"

#include <sys/stat.h>

#include <map>

#include "tests/tools/import/import_fixture.h"
#include "tools/import/bag_info.h"
#include "tools/import/bag_source.h"
#include "tools/import/bag_writer.h"
#include "tools/import/digests.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;

// A bag of other people's making, file by file.
class BagFolder {
 public:
  explicit BagFolder(fs::path root) : root_(std::move(root)) {
    files_["data/a.pdf"] = "giấy a";
    files_["data/thư mục/b.pdf"] = "giấy b";
    files_["bagit.txt"] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
    files_["bag-info.txt"] = "Payload-Oxum: 16.2\n";
    files_["kho-manifest.jsonl"] = "{\"file\":\"data/a.pdf\"}\n{\"file\":\"data/thư mục/b.pdf\"}\n";
  }

  std::string& operator[](const std::string& path) { return files_[path]; }
  void erase(const std::string& path) { files_.erase(path); }
  // Lines for what is there now.
  std::string manifest(const std::string& algorithm, bool of_tags) const {
    std::string lines;
    for (const auto& [path, content] : files_) {
      if (path.starts_with("data/") == of_tags || path.starts_with("tagmanifest-")) continue;
      lines += digest(algorithm, content) + "  " + bag_path_encoded(path) + "\n";
    }
    return lines;
  }
  void list(const std::string& algorithm) {
    files_["manifest-" + algorithm + ".txt"] = manifest(algorithm, false);
  }
  void list_tags(const std::string& algorithm) {
    files_["tagmanifest-" + algorithm + ".txt"] = manifest(algorithm, true);
  }
  void write() const {
    for (const auto& [path, content] : files_) {
      fs::create_directories((root_ / path).parent_path());
      std::ofstream(root_ / path, std::ios::binary) << content;
    }
  }
  const fs::path& root() const { return root_; }

 private:
  std::string digest(const std::string& algorithm, const std::string& content) const {
    std::ofstream(root_.string() + ".tmp", std::ios::binary | std::ios::trunc) << content;
    const Folder beside(root_.parent_path());
    return digests_of(beside.open(root_.filename().string() + ".tmp"), {algorithm}).at(algorithm);
  }

  const fs::path root_;
  std::map<std::string, std::string> files_;
};

std::string verdict(const fs::path& root) {
  return code_of([&] {
    const Folder folder(root);
    Bag bag(folder, [](std::uint64_t, std::uint64_t) { return true; });
  });
}

class BagTest : public FolderTest {
 protected:
  BagFolder whole() const {
    BagFolder bag(folder_);
    bag.list("sha256");
    bag.list_tags("sha256");
    return bag;
  }
};

TEST_F(BagTest, WholeOneIsTaken) {
  whole().write();
  const Folder folder(folder_);
  const Bag bag(folder, [](std::uint64_t, std::uint64_t) { return true; });
  EXPECT_EQ(bag.payload_files(), 2u);
  EXPECT_EQ(bag.payload_bytes(), 16u);
  EXPECT_EQ(bag.metadata(), "kho-manifest.jsonl");
  EXPECT_TRUE(bag.has_payload("data/thư mục/b.pdf"));
  EXPECT_FALSE(bag.has_payload("bagit.txt"));
  EXPECT_EQ(bag.sha256_of("data/a.pdf"), store::Sha256::of(store::as_bytes("giấy a")));
  BagSource source(folder, bag, api::Json::object());
  const auto first = source.next();
  ASSERT_TRUE(first && first->line);
  EXPECT_EQ(first->line->sha256, bag.sha256_of("data/a.pdf"));
}

TEST_F(BagTest, LineOfAFileThatIsNotInTheBagIsWrong) {
  BagFolder bag(folder_);
  bag["kho-manifest.jsonl"] = "{\"file\":\"bagit.txt\"}\n{\"file\":\"data/none\"}\n";
  bag.list("sha256");
  bag.list_tags("sha256");
  bag.write();
  const Folder folder(folder_);
  const Bag verified(folder, [](std::uint64_t, std::uint64_t) { return true; });
  BagSource source(folder, verified, api::Json::object());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(source.next()->problem->code(), "bag_unlisted");
  EXPECT_FALSE(source.next());
}

TEST_F(BagTest, VerifyingCanBeStopped) {
  whole().write();
  const Folder folder(folder_);
  EXPECT_EQ(code_of([&] { Bag bag(folder, [](std::uint64_t, std::uint64_t) { return false; }); }),
            "bag_stopped");
}

struct Case {
  const char* name;
  const char* verdict;
  void (*change)(BagFolder& bag);  // Then it is written.
};

class BagCase : public BagTest, public testing::WithParamInterface<Case> {};

void relist(BagFolder& bag) {
  bag.list("sha256");
  bag.list_tags("sha256");
}

const Case kCases[] = {
    {"Sha512Alone", "none",
     [](BagFolder& bag) {
       bag.erase("manifest-sha256.txt");
       bag.erase("tagmanifest-sha256.txt");
       bag.list("sha512");
       bag.list_tags("sha512");
     }},
    {"Md5AndSha1Besides", "none",
     [](BagFolder& bag) {
       bag.list("md5");
       bag.list("sha1");
       bag.list_tags("sha256");
     }},
    {"OlderVersion", "none",
     [](BagFolder& bag) {
       bag["bagit.txt"] = "BagIt-Version: 0.97\r\nTag-File-Character-Encoding: UTF-8\r\n";
       relist(bag);
     }},
    {"DigestsInUpperCase", "none",
     [](BagFolder& bag) {
       std::string& lines = bag["manifest-sha256.txt"];
       for (std::size_t i = 0; i < 64; ++i) lines[i] = static_cast<char>(std::toupper(lines[i]));
       bag.list_tags("sha256");
     }},
    {"NoTagManifestAndNoTagFiles", "none",
     [](BagFolder& bag) {
       bag.erase("kho-manifest.jsonl");
       bag.erase("tagmanifest-sha256.txt");
       bag["data/manifest.jsonl"] = "";
       bag["bag-info.txt"] = "Payload-Oxum: 16.3\n";
       bag.list("sha256");
     }},
    {"OddNames", "none",
     [](BagFolder& bag) {
       bag["data/100%\n.pdf"] = "x";
       bag["bag-info.txt"] = "payload-oxum: 17.3\n";
       relist(bag);
     }},
    {"NoOxum", "none",
     [](BagFolder& bag) {
       bag["bag-info.txt"] = "Source-Organization: Sở\n  Công Thương\n";
       relist(bag);
     }},
    {"NoDeclaration", "bag_invalid", [](BagFolder& bag) { bag.erase("bagit.txt"); }},
    {"OtherVersion", "bag_invalid",
     [](BagFolder& bag) {
       bag["bagit.txt"] = "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n";
       relist(bag);
     }},
    {"OtherEncoding", "bag_invalid",
     [](BagFolder& bag) {
       bag["bagit.txt"] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n";
       relist(bag);
     }},
    {"DeclarationWithMark", "bag_invalid",
     [](BagFolder& bag) {
       bag["bagit.txt"].insert(0, "\xef\xbb\xbf");
       relist(bag);
     }},
    {"DeclarationTooLong", "file_too_large",
     [](BagFolder& bag) {
       bag["bagit.txt"] += std::string(2000, '\n');
       relist(bag);
     }},
    {"DeclarationWithMore", "bag_invalid",
     [](BagFolder& bag) {
       bag["bagit.txt"] += "More: x\n";
       relist(bag);
     }},
    {"Fetch", "bag_incomplete",
     [](BagFolder& bag) {
       bag["fetch.txt"] = "http://example.com/x 1 data/x\n";
       relist(bag);
     }},
    {"NoManifest", "bag_invalid",
     [](BagFolder& bag) {
       bag.erase("manifest-sha256.txt");
       bag.list_tags("sha256");
     }},
    {"WeakDigestsAlone", "bag_weak",
     [](BagFolder& bag) {
       bag.erase("manifest-sha256.txt");
       bag.list("md5");
       bag.list("sha1");
       bag.list_tags("sha256");
     }},
    {"WeakDigestsOfTags", "bag_weak",
     [](BagFolder& bag) {
       bag.erase("tagmanifest-sha256.txt");
       bag.list_tags("md5");
     }},
    {"UnknownDigests", "bag_invalid",
     [](BagFolder& bag) {
       bag["manifest-crc32.txt"] = "00000000  data/a.pdf\n";
       bag.list_tags("sha256");
     }},
    {"FileMissing", "bag_incomplete", [](BagFolder& bag) { bag.erase("data/a.pdf"); }},
    {"TagFileMissing", "bag_incomplete", [](BagFolder& bag) { bag.erase("bag-info.txt"); }},
    {"PayloadChanged", "bag_damaged", [](BagFolder& bag) { bag["data/a.pdf"] = "giấy c"; }},
    {"PayloadChangedForMd5", "bag_damaged",
     [](BagFolder& bag) {
       bag.list("md5");
       bag["manifest-md5.txt"].replace(0, 2, "00");
       bag.list_tags("sha256");
     }},
    {"MetadataChanged", "bag_damaged",
     [](BagFolder& bag) { bag["kho-manifest.jsonl"] += "{\"file\":\"data/a.pdf\"}\n"; }},
    {"OxumOfBytes", "bag_damaged",
     [](BagFolder& bag) {
       bag["bag-info.txt"] = "Payload-Oxum: 17.2\n";
       relist(bag);
     }},
    {"OxumOfFiles", "bag_damaged",
     [](BagFolder& bag) {
       bag["bag-info.txt"] = "Payload-Oxum: 16.3\n";
       relist(bag);
     }},
    {"OxumTwice", "bag_invalid",
     [](BagFolder& bag) {
       bag["bag-info.txt"] += "Payload-Oxum: 16.2\n";
       relist(bag);
     }},
    {"InfoWithoutLabel", "bag_invalid",
     [](BagFolder& bag) {
       bag["bag-info.txt"] += "no label\n";
       relist(bag);
     }},
    {"PayloadNotListed", "bag_unlisted",
     [](BagFolder& bag) {
       bag["data/more.pdf"] = "";
       bag["bag-info.txt"] = "Payload-Oxum: 16.3\n";
       bag.list_tags("sha256");
     }},
    {"PayloadNotListedInOneOfTwo", "bag_unlisted",
     [](BagFolder& bag) {
       bag.list("md5");
       std::string& lines = bag["manifest-md5.txt"];
       lines.erase(lines.find('\n') + 1);
       bag.list_tags("sha256");
     }},
    {"TagFileNotListed", "bag_unlisted", [](BagFolder& bag) { bag["more.txt"] = "x"; }},
    {"MetadataWithoutTagManifest", "bag_unlisted",
     [](BagFolder& bag) { bag.erase("tagmanifest-sha256.txt"); }},
    {"ListedTwice", "bag_invalid",
     [](BagFolder& bag) {
       std::string& lines = bag["manifest-sha256.txt"];
       lines += lines.substr(0, lines.find('\n') + 1);
       bag.list_tags("sha256");
     }},
    {"DigestTooShort", "bag_invalid",
     [](BagFolder& bag) { bag["manifest-sha256.txt"] += "abc  data/x\n"; }},
    {"DigestOfOtherCharacters", "bag_invalid",
     [](BagFolder& bag) { bag["manifest-sha256.txt"] += std::string(64, 'x') + "  data/a.pdf\n"; }},
    {"LineWithoutPath", "bag_invalid",
     [](BagFolder& bag) { bag["manifest-sha256.txt"] += std::string(64, '0') + "\n"; }},
    {"LineWithEmptyPath", "path_outside",
     [](BagFolder& bag) { bag["manifest-sha256.txt"] += std::string(64, '0') + "  \n"; }},
    {"LineTooLong", "bag_invalid",
     [](BagFolder& bag) {
       bag["manifest-sha256.txt"] += std::string(64, '0') + "  data/" + std::string(20'000, 'x');
     }},
    {"PathUpwards", "path_outside",
     [](BagFolder& bag) {
       bag["manifest-sha256.txt"] += std::string(64, '0') + "  data/../../x\n";
     }},
    {"PathUpwardsEscaped", "path_outside",
     [](BagFolder& bag) {
       bag["manifest-sha256.txt"] += std::string(64, '0') + "  data/%2e%2e/%2e%2e/x\n";
     }},
    {"PathAbsolute", "path_outside",
     [](BagFolder& bag) {
       bag["manifest-sha256.txt"] += std::string(64, '0') + "  /etc/passwd\n";
     }},
    {"PathOfATag", "bag_invalid",
     [](BagFolder& bag) { bag["manifest-sha256.txt"] += std::string(64, '0') + "  bagit.txt\n"; }},
    {"TagPathOfPayload", "bag_invalid",
     [](BagFolder& bag) {
       bag["tagmanifest-sha256.txt"] += std::string(64, '0') + "  data/a.pdf\n";
     }},
    {"TagManifestOfItself", "bag_invalid",
     [](BagFolder& bag) {
       bag["tagmanifest-sha256.txt"] += std::string(64, '0') + "  tagmanifest-sha256.txt\n";
     }},
};

TEST_P(BagCase, HasItsVerdict) {
  BagFolder bag = whole();
  GetParam().change(bag);
  bag.write();
  EXPECT_EQ(verdict(folder_), GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(Bags, BagCase, testing::ValuesIn(kCases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(BagTest, LinksAndPipesAreRefused) {
  whole().write();
  fs::create_symlink("a.pdf", folder_ / "data/link.pdf");
  EXPECT_EQ(verdict(folder_), "bag_invalid");
  fs::remove(folder_ / "data/link.pdf");
  EXPECT_EQ(verdict(folder_), "none");
  ASSERT_EQ(::mkfifo((folder_ / "data/pipe").c_str(), 0600), 0);
  EXPECT_EQ(verdict(folder_), "bag_invalid");
}

TEST_F(BagTest, BagWithoutMetadataHasNoList) {
  BagFolder bag(folder_);
  bag.erase("kho-manifest.jsonl");
  relist(bag);
  bag.write();
  const Folder folder(folder_);
  const Bag verified(folder, [](std::uint64_t, std::uint64_t) { return true; });
  EXPECT_EQ(code_of([&] { BagSource source(folder, verified, {}); }), "bag_invalid");
}

TEST(BagPath, RoundTrips) {
  for (const std::string path : {"data/a b", "data/100%", "data/a\nb\rc", "data/%0A", "data/ấ"}) {
    EXPECT_EQ(bag_path_decoded(bag_path_encoded(path), true), path);
  }
  EXPECT_EQ(bag_path_decoded("data/100%", true), std::nullopt);
  EXPECT_EQ(bag_path_decoded("data/%20", true), std::nullopt);
  EXPECT_EQ(bag_path_decoded("data/100%", false), "data/100%");
  EXPECT_EQ(bag_path_decoded("data/a%0ab", false), "data/a\nb");
  EXPECT_EQ(bag_path_decoded("data/%25", false), "data/%25");
}

TEST(BagInfoText, ValuesGoOnBehindABlank) {
  const BagInfo info = bag_info_from("A-B:  one\r\n\ttwo \rC:x:y\n\n");
  ASSERT_EQ(info.size(), 2u);
  EXPECT_EQ(info[0].label, "a-b");
  EXPECT_EQ(info[0].value, "one two");
  EXPECT_EQ(info[1].value, "x:y");
}

class Writing : public FolderTest {
 protected:
  static void add(BagWriter& bag, const std::string& path, const std::string& content) {
    bag.add(path, content, store::Sha256::of(store::as_bytes(content)));
    bag.add_line({{"file", "data/" + path}});
  }
  const fs::path out_ = scratch_ / "out";
};

TEST_F(Writing, WhatIsWrittenIsAWholeBagForItsOwnerAlone) {
  {
    BagWriter bag(out_);
    add(bag, "aa/1.pdf", "một");
    add(bag, "aa/2.pdf", "hai");
    add(bag, "bb/3 %.pdf", "ba");
    EXPECT_FALSE(fs::exists(out_));
    bag.finish({{"Bagging-Date", "2026-11-27"}});
  }
  EXPECT_FALSE(fs::exists(scratch_ / "out.partial"));
  EXPECT_EQ(verdict(out_), "none");
  EXPECT_NE(content(out_ / "bag-info.txt").find("Payload-Oxum: 10.3\n"), std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(out_)) {
    EXPECT_EQ(entry.status().permissions(), entry.is_directory()
                                                ? fs::perms::owner_all
                                                : fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
  }
}

TEST_F(Writing, UnfinishedOneGoesAway) {
  {
    BagWriter bag(out_);
    add(bag, "aa/1.pdf", "một");
    EXPECT_TRUE(fs::exists(scratch_ / "out.partial"));
  }
  EXPECT_FALSE(fs::exists(scratch_ / "out.partial"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Writing, NothingIsOverwritten) {
  fs::create_directory(out_);
  EXPECT_EQ(code_of([&] { BagWriter bag(out_); }), "output_exists");
  EXPECT_EQ(code_of([&] { BagWriter bag(out_ / ""); }), "output_exists");
  fs::remove(out_);
  std::ofstream(scratch_ / "out.partial") << "somebody's";
  EXPECT_EQ(code_of([&] { BagWriter bag(out_); }), "output_exists");
  EXPECT_EQ(content(scratch_ / "out.partial"), "somebody's");
  fs::remove(scratch_ / "out.partial");
  BagWriter bag(out_);
  fs::create_directory(out_);
  EXPECT_EQ(code_of([&] { bag.finish({}); }), "output_exists");
}

}  // namespace
}  // namespace kho::tools
