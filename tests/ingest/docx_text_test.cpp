#include "ingest/docx_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ingest/extractor.h"
#include "ingest/media_type.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

using testing::ElementsAre;

// A ZIP archive of these files.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, content] : files) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    EXPECT_GE(zip_file_add(archive, name.c_str(), source, 0), 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  EXPECT_EQ(zip_source_stat(target, &stat), 0);
  std::string bytes(stat.size, '\0');
  EXPECT_EQ(zip_source_open(target), 0);
  EXPECT_EQ(zip_source_read(target, bytes.data(), bytes.size()),
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

std::string docx_of(const std::string& body) {
  return zip_of({{"[Content_Types].xml", "<Types/>"},
                 {"word/document.xml",
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                  "<w:document xmlns:w=\"x\"><w:body>" +
                      body + "</w:body></w:document>"}});
}

std::string paragraph(const std::string& runs) { return "<w:p>" + runs + "</w:p>"; }
std::string run(const std::string& text) { return "<w:r><w:t>" + text + "</w:t></w:r>"; }

Extraction extract(const std::string& file, const Limits& limits = {}) {
  return Extractor({KHO_EXTRACTION_CHILD}, limits).extract(bytes_of(file), {Recognise::kNever});
}

TEST(DocxText, ParagraphsAreLinesAndBreaksEndPages) {
  const Extraction extraction = extract(
      docx_of(paragraph(run("CỘNG HÒA ") + run("XÃ HỘI &amp; CHỦ NGHĨA")) +
              paragraph("<w:r><w:t>Số:</w:t><w:tab/><w:t>12/GP-SCT</w:t><w:br/>"
                        "<w:t xml:space=\"preserve\"> </w:t></w:r>") +
              paragraph("<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>" + run("mới")) +
              paragraph("<w:r><w:br w:type=\"page\"/></w:r>") +
              paragraph("<w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r>")));
  EXPECT_EQ(extraction.outcome, Outcome::kText);
  EXPECT_EQ(extraction.media_type, kDocxMediaType);
  EXPECT_EQ(extraction.page_count, 2U);
  EXPECT_THAT(extraction.pages,
              ElementsAre("CỘNG HÒA XÃ HỘI & CHỦ NGHĨA\nSố:\t12/GP-SCT\n \nmới\n", "Trang hai"));
}

TEST(DocxText, EmptyOneHasNoText) {
  const Extraction extraction = extract(docx_of(paragraph("")));
  EXPECT_EQ(extraction.outcome, Outcome::kNoText);
  EXPECT_EQ(extraction.page_count, 1U);
}

TEST(DocxText, WhatIsBrokenIsSaidToBe) {
  std::string truncated = docx_of(paragraph(run("một")));
  const std::string directory = truncated.substr(truncated.find("PK\x01\x02"));
  for (const std::string& file :
       {zip_of({{"word/document.xml", "<w:document><w:p>"}}),
        zip_of({{"word/document.xml", "<html/>"}}),
        zip_of({{"word/document.xml", "<w:document>\xFF</w:document>"}}),
        zip_of({{"x/word/document.xml", "<w:document/>"}}),
        truncated.substr(0, 60) + "word/document.xml", "PK\x03\x04" + directory}) {
    const Extraction extraction = extract(file);
    EXPECT_EQ(extraction.outcome, Outcome::kFailed) << file.size();
    EXPECT_EQ(extraction.failure, Failure::kBroken) << file.size();
  }
}

TEST(DocxText, BombIsBounded) {
  const Extraction extraction =
      extract(zip_of({{"word/document.xml", std::string(kDocxBodyBytesMax + 1, ' ')}}));
  EXPECT_EQ(extraction.failure, Failure::kMemory);
}

TEST(DocxText, DeepNestingAndManyPagesAreBounded) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<w:x>";
  deep += run("sâu");
  for (int i = 0; i < 200'000; ++i) deep += "</w:x>";
  EXPECT_THAT(extract(docx_of(deep)).pages, ElementsAre("sâu"));

  std::string pages;
  for (int i = 0; i < 50; ++i) pages += paragraph(run("a") + "<w:r><w:br w:type=\"page\"/></w:r>");
  Limits limits;
  limits.pages = 49;
  EXPECT_EQ(extract(docx_of(pages), limits).failure, Failure::kTooManyPages);
}

TEST(DocxText, TextIsCutBetweenCharacters) {
  Limits limits;
  limits.text_bytes = 5;
  EXPECT_THAT(extract(docx_of(paragraph(run("đđđđ"))), limits).pages, ElementsAre("đđ"));
}

TEST(DocxText, OtherArchivesAreNone) {
  EXPECT_EQ(sniff_media_type(bytes_of(zip_of({{"a.txt", "a"}}))), "application/zip");
  EXPECT_EQ(extract(zip_of({{"a.txt", "a"}})).outcome, Outcome::kUnsupported);
}

}  // namespace
}  // namespace kho::ingest
