#include "tools/import/manifest.h"

#include <gmock/gmock.h>

#include "tests/tools/import/import_fixture.h"

namespace kho::tools {
namespace {

using api::Json;

class Manifest : public FolderTest {
 protected:
  std::vector<LineSource::Item> read(const std::string& name, const std::string& text,
                                     const Json& defaults = Json::object()) const {
    const auto source = open_manifest(write(name, text), defaults);
    std::vector<LineSource::Item> items;
    while (auto item = source->next()) items.push_back(std::move(*item));
    EXPECT_EQ(source->share_read(), 1);
    return items;
  }
  static std::string code(const LineSource::Item& item) {
    return item.problem ? item.problem->code() : "none";
  }
};

constexpr const char* kHash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST_F(Manifest, CsvColumnsBecomeMetadata) {
  const auto items =
      read("list.csv",
           "file,owner,type,number,validity_from,validity_to,indefinite,owner_birth_year,"
           "conversion_by,conversion_on,sha256\n"
           "a/b.pdf,mst:0100109106,GCN_DKDN,12/HĐ,2021-01-01,2026-01-01,,1985,sct.lan,2021-02-01," +
               std::string(kHash) + "\nc.pdf,mst:0100109106,GCN_DKDN,,,,TRUE,,,,\n");
  ASSERT_EQ(items.size(), 2u);
  ASSERT_TRUE(items[0].line && items[1].line);
  EXPECT_EQ(items[0].line->file, "a/b.pdf");
  EXPECT_EQ(items[0].line->file_name, "b.pdf");
  EXPECT_EQ(items[0].line->sha256->hex(), kHash);
  EXPECT_EQ(items[0].line->metadata,
            Json({{"owner", "mst:0100109106"},
                  {"type", "GCN_DKDN"},
                  {"number", "12/HĐ"},
                  {"owner_birth_year", 1985},
                  {"validity", {{"from", "2021-01-01"}, {"to", "2026-01-01"}}},
                  {"conversion", {{"by", "sct.lan"}, {"on", "2021-02-01"}}}}));
  EXPECT_EQ(items[1].line->metadata, Json({{"owner", "mst:0100109106"},
                                           {"type", "GCN_DKDN"},
                                           {"validity", {{"indefinite", true}}}}));
  EXPECT_EQ(items[1].number, 3u);
}

TEST_F(Manifest, CsvHeaderThatCannotBeUsedIsRefusedAtOnce) {
  for (const char* header : {"", "owner,type\n", "file,nmber\n", "file,file\n", "file,\"x\n",
                             "file,supersedes\n", "file,\xff\n"}) {
    EXPECT_EQ(code_of([&] { static_cast<void>(read("list.csv", header)); }), "manifest_invalid")
        << header;
  }
}

TEST_F(Manifest, WrongCsvLinesHaveTheirNumberAndCode) {
  const auto items = read("list.csv",
                          "file,sha256,indefinite,owner_birth_year\n"
                          "a.pdf,,,\n"
                          "a.pdf,\n"
                          "a.pdf,abc,,\n"
                          "a.pdf,,maybe,\n"
                          "a.pdf,,,85\n"
                          ",,,\n"
                          "a.pdf\xff,,,\n"
                          "../a.pdf,,,\n"
                          "\"a.pdf\"x,,,\n"
                          "b.pdf,,false,\n");
  std::vector<std::string> codes;
  for (const auto& item : items) codes.push_back(std::to_string(item.number) + " " + code(item));
  EXPECT_THAT(codes,
              testing::ElementsAre("2 none", "3 manifest_line_invalid", "4 manifest_line_invalid",
                                   "5 manifest_line_invalid", "6 manifest_line_invalid",
                                   "7 manifest_line_invalid", "8 manifest_line_invalid",
                                   "9 path_outside", "10 manifest_line_invalid", "11 none"));
}

TEST_F(Manifest, JsonLinesAreMetadataAsTheyAre) {
  const auto items =
      read("list.jsonl",
           "\xef\xbb\xbf{\"file\":\"a.pdf\",\"file_name\":\"gốc.pdf\",\"type\":\"T\","
           "\"validity\":{\"indefinite\":true},\"record\":{\"id\":\"x\"}}\n\n"
           "{\"file\":\"b.pdf\",\"owner\":null}\r\n");
  ASSERT_EQ(items.size(), 2u);
  ASSERT_TRUE(items[0].line && items[1].line);
  EXPECT_EQ(items[0].line->file_name, "gốc.pdf");
  EXPECT_EQ(items[0].line->metadata, Json({{"type", "T"}, {"validity", {{"indefinite", true}}}}));
  EXPECT_EQ(items[0].line->record, Json({{"id", "x"}}));
  EXPECT_EQ(items[1].number, 3u);
}

TEST_F(Manifest, WrongJsonLinesDoNotStopTheRest) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  const auto items =
      read("list.jsonl",
           "{\"file\":\"a.pdf\"\n[]\n{}\n{\"file\":1}\n{\"file\":\"a\",\"file\":\"b\"}\n"
           "{\"file\":\"a\",\"x\":" +
               deep + "}\n{\"file\":\"a\",\"supersedes\":\"x\"}\n" +
               std::string(kManifestLineBytesMax + 1, ' ') +
               "\n{\"file\":\"/etc/passwd\"}\n{\"file\":\"a\\u0000b\"}\n{\"file\":\"ok\"}\n");
  ASSERT_EQ(items.size(), 11u);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(code(items[i]), "manifest_line_invalid") << i;
  EXPECT_EQ(code(items[8]), "path_outside");
  EXPECT_EQ(code(items[9]), "path_outside");
  EXPECT_EQ(code(items[10]), "none");
}

TEST_F(Manifest, FormIsKnownByTheFirstCharacterWhereTheNameDoesNotTell) {
  EXPECT_TRUE(read("list", " {\"file\":\"a\"}\n").at(0).line);
  EXPECT_TRUE(read("list", "\n\nfile\na\n").at(0).line);
}

TEST_F(Manifest, LinesGoBeforeDefaults) {
  const Json defaults = {{"type", "T"}, {"validity", {{"indefinite", true}}}};
  const auto items = read("list.csv", "file,type,validity_to\na,,\nb,U,2026-01-01\n", defaults);
  ASSERT_TRUE(items[0].line && items[1].line);
  EXPECT_EQ(items[0].line->metadata, defaults);
  EXPECT_EQ(items[1].line->metadata, Json({{"type", "U"}, {"validity", {{"to", "2026-01-01"}}}}));
}

TEST_F(Manifest, LinesThatSayTheSameAreTheSameWhereverTheyStand) {
  const auto items = read("list.csv", "file,number\na,1\na,2\nb,1\na,1\n");
  const auto id = [&](std::size_t i) { return items[i].line->identity(); };
  EXPECT_EQ(id(0), id(3));
  EXPECT_NE(id(0), id(1));
  EXPECT_NE(id(0), id(2));
}

TEST_F(Manifest, FolderIsListedInOrderWithoutHiddenFilesAndLinks) {
  write("b.pdf", "1");
  write("a/c.pdf", "2");
  write(".hidden", "3");
  write(".git/d.pdf", "4");
  std::filesystem::create_symlink("b.pdf", folder_ / "link.pdf");
  const Folder folder(folder_);
  const auto source = list_folder(folder, {{"type", "T"}});
  std::vector<std::string> files;
  while (const auto item = source->next()) {
    files.push_back(item->line->file);
    EXPECT_EQ(item->line->metadata, Json({{"type", "T"}}));
  }
  EXPECT_THAT(files, testing::ElementsAre("a/c.pdf", "b.pdf"));
}

}  // namespace
}  // namespace kho::tools
