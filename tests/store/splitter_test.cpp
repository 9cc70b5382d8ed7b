// Files of every kind are planned by their rules, and the prefixes that may be stored are found.
#include "store/splitter.h"

#include <gmock/gmock.h>

#include "store/content_cutter.h"
#include "tests/store/pdf_writer.h"
#include "tests/store/plan_check.h"

namespace kho::store {
namespace {

using test::noise;
using test::PdfWriter;

std::string described(std::string_view file, std::uint64_t from = 0) {
  const SplitPlan plan = split(as_bytes(file), from);
  EXPECT_EQ(test::plan_fault(file.size(), from, plan), "");
  return test::describe(plan);
}

std::string one_chunk(Media media, std::size_t size) {
  return fmt::format("{}/0 0+{}\n", static_cast<int>(media), size);
}

TEST(Splitter, NothingGivesNothing) {
  EXPECT_EQ(described(""), "");
  EXPECT_EQ(described("abc", 3), "");
  EXPECT_EQ(described("abc", 4), "");
  EXPECT_EQ(described("abc", 1), "5/0 1+2\n");
}

TEST(Splitter, SmallFileIsOneChunk) {
  for (const std::size_t size : {1u, 1000u, 65535u}) {
    EXPECT_EQ(described("\x01" + noise(size - 1, 1)), one_chunk(Media::kUnknown, size));
  }
  EXPECT_NE(described("\x01" + noise(300'000, 1)), one_chunk(Media::kUnknown, 300'001));
}

TEST(Splitter, TextIsKnownByItsLackOfControlCharacters) {
  for (const std::string_view text : {"<?xml version=\"1.0\"?>\r\n<a/>", "{\"a\": 1}",
                                      "\xef\xbb\xbf"
                                      "Cộng hoà\tViệt Nam\n\f",
                                      "TCVN3: C\xe9ng h\xdf"
                                      "a"}) {
    EXPECT_EQ(described(text), one_chunk(Media::kText, text.size())) << text;
  }
  using std::string_view_literals::operator""sv;
  for (const std::string_view other : {"PK\x03\x04"sv, "a\0b"sv,
                                       "\x7f"
                                       "ELF\x02"sv,
                                       "\xff\xfe<\0"sv}) {
    EXPECT_EQ(described(other), one_chunk(Media::kUnknown, other.size()));
  }
}

TEST(Splitter, LargeFileIsCutByContentAndKeepsItsMedia) {
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i)
    text += fmt::format("<row n=\"{}\"/>\n", i * 7919 % 10007);
  const SplitPlan plan = split(as_bytes(text));
  EXPECT_EQ(test::plan_fault(text.size(), 0, plan), "");
  EXPECT_GT(plan.chunks.size(), 3u);
  for (const PlannedChunk& chunk : plan.chunks) {
    EXPECT_EQ(chunk.hint.media, Media::kText);
    EXPECT_LE(chunk.slices.front().length, kFileCdc.maximum);
  }
}

TEST(Splitter, JpegIsOneChunkLikeTheSameJpegInAPdf) {
  const std::string jpeg = "\xff\xd8\xff\xe0" + noise(300'000, 2) + "\xff\xd9";
  EXPECT_EQ(described(jpeg), one_chunk(Media::kJpeg, jpeg.size()));
  PdfWriter pdf;
  pdf.stream(test::kJpegEntries, jpeg);
  const std::string file = pdf.finish({1});
  const SplitPlan plan = split(as_bytes(file));
  ASSERT_EQ(plan.chunks.size(), 2u);
  EXPECT_EQ(plan.chunks[1].hint, (MediaHint{Media::kJpeg, 0}));
  EXPECT_EQ(test::bytes_of(file, plan.chunks[1]), jpeg);
}

TEST(Splitter, EveryTruncationIsCovered) {
  PdfWriter pdf;
  pdf.stream(test::kFaxEntries, noise(700, 3));
  pdf.stream_with_length("3 0 R", test::kJpegEntries, noise(600, 4), "\r\n", "\r\n");
  pdf.object("600");
  const std::string file = pdf.finish({1, 2}, "/ID[<00><00>]");
  for (std::size_t n = 0; n <= file.size(); ++n) {
    described(std::string_view(file).substr(0, n));
    described(std::string_view(file).substr(n));
    described(file, n);
  }
}

TEST(DocumentPrefixes, EndAtEachEndMarkerWithAndWithoutItsEndOfLine) {
  const auto prefixes = [](std::string_view text) { return document_prefixes(as_bytes(text)); };
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(prefixes("%PDF-1.4 %%EOF"), IsEmpty());  // The whole is no increment.
  EXPECT_THAT(prefixes("%PDF-1.4 %%EOF\n"), ElementsAre(14));
  EXPECT_THAT(prefixes("%PDF-1.4 %%EOF\r\nmore %%EOF\r\n"), ElementsAre(27, 26, 16, 15, 14));
  EXPECT_THAT(prefixes("%PDF-1.4 %%EOF\rmore%%EOF\nmore"), ElementsAre(25, 24, 15, 14));
  EXPECT_THAT(prefixes("%PDF-1.4 %%EOF%%EOF "), ElementsAre(19, 14));
  EXPECT_THAT(prefixes("%PDX-1.4 %%EOF\nmore"), IsEmpty());
  EXPECT_THAT(prefixes(""), IsEmpty());
}

TEST(DocumentPrefixes, AreTheLongestWhereThereAreMany) {
  std::string file = "%PDF-1.4\n";
  for (int i = 0; i < 100; ++i) file += "%%EOF\n";
  const auto lengths = document_prefixes(as_bytes(file));
  ASSERT_EQ(lengths.size(), kDocumentPrefixesMax);
  EXPECT_EQ(lengths.front(), file.size() - 1);
  EXPECT_TRUE(std::is_sorted(lengths.rbegin(), lengths.rend()));
}

TEST(DocumentPrefixes, SignedDocumentHasTheUnsignedOneAmongThem) {
  PdfWriter pdf;
  pdf.stream(test::kJpegEntries, noise(1000, 5));
  const std::string document = pdf.finish({1});
  const std::string increment = "\n9 0 obj\n<</Type/Sig>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
  for (const std::string& base : {document, document.substr(0, document.size() - 1)}) {
    EXPECT_THAT(document_prefixes(as_bytes(base + increment)), testing::Contains(base.size()));
  }
}

}  // namespace
}  // namespace kho::store
