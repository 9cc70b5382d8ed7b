#include "ingest/media_type.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

using namespace std::string_literals;

std::string sniff(const std::string& file) { return std::string(sniff_media_type(bytes_of(file))); }

TEST(MediaType, MagicNumbersAtTheStart) {
  EXPECT_EQ(sniff("\xFF\xD8\xFF\xE0 jpeg"), "image/jpeg");
  EXPECT_EQ(sniff("\x89PNG\r\n\x1A\n png"), "image/png");
  EXPECT_EQ(sniff("II*\0 tiff"s), "image/tiff");
  EXPECT_EQ(sniff("MM\0* tiff"s), "image/tiff");
  EXPECT_EQ(sniff("\xFF\x0A jxl"), "image/jxl");
  EXPECT_EQ(sniff("\0\0\0\x0CJXL \r\n\x87\n jxl"s), "image/jxl");
  EXPECT_EQ(sniff("PK\x03\x04 docx"), "application/zip");
}

TEST(MediaType, PdfHeaderMayStandInTheFirst1024Bytes) {
  EXPECT_EQ(sniff("%PDF-1.7\n"), "application/pdf");
  EXPECT_EQ(sniff(std::string(1019, '\n') + "%PDF-1.7\n"), "application/pdf");
  EXPECT_NE(sniff(std::string(1020, '\n') + "%PDF-1.7\n"), "application/pdf");
}

TEST(MediaType, TextIsUtf8WithoutControls) {
  EXPECT_EQ(sniff("Giấy phép kinh doanh\r\n\tsố 12"), "text/plain");
  EXPECT_EQ(sniff("\xEF\xBB\xBFGiấy phép"), "text/plain");
  EXPECT_EQ(sniff("Giấy\x01"), "application/octet-stream");
  EXPECT_EQ(sniff("\x1B[31m"), "application/octet-stream");
  EXPECT_EQ(sniff("Gi\xA2y ph\xD0p"), "application/octet-stream");  // TCVN3.
  EXPECT_EQ(sniff(""), "application/octet-stream");
}

TEST(MediaType, TextMayBeCutByTheWindowButNotByItsOwnEnd) {
  EXPECT_EQ(sniff(std::string(4095, 'a') + "ế"), "text/plain");
  EXPECT_EQ(sniff(std::string(4094, 'a') + "\xE1\xBA"), "application/octet-stream");
}

TEST(MediaType, XmlAndJsonByTheirFirstToken) {
  EXPECT_EQ(sniff("<?xml version=\"1.0\"?><a/>"), "application/xml");
  EXPECT_EQ(sniff("\xEF\xBB\xBF<?xml version=\"1.0\"?><a/>"), "application/xml");
  EXPECT_EQ(sniff("<?xmlish"), "text/plain");
  EXPECT_EQ(sniff("{\"code\": 1}"), "application/json");
  EXPECT_EQ(sniff(" [\n {} ]"), "application/json");
  EXPECT_EQ(sniff("{curly} prose"), "text/plain");
  EXPECT_EQ(sniff("["), "text/plain");
  EXPECT_EQ(sniff("   "), "text/plain");
}

TEST(MediaType, EveryPrefixOfEveryMagicIsHandled) {
  const std::string magic = "\0\0\0\x0CJXL \r\n\x87\n"s;
  for (std::size_t size = 0; size < magic.size(); ++size) {
    EXPECT_EQ(sniff(magic.substr(0, size)), "application/octet-stream");
  }
}

}  // namespace
}  // namespace kho::ingest
