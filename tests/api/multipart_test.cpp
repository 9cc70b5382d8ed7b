#include "api/multipart.h"

#include <gtest/gtest.h>

#include "api/problem.h"

namespace kho::api {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=XX";

std::string code_of(std::string_view type, std::string_view body) {
  try {
    (void)parse_multipart(type, body);
  } catch (const Problem& problem) {
    return problem.code();
  }
  return "parsed";
}

TEST(Multipart, PartsComeWithNameFileAndExactBytes) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{}\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"content\"; "
      "filename=\"C:\\Users\\an\\b.pdf\"\r\n"
      "Content-Type: Application/PDF; x=y\r\n\r\n%PDF\r\n--XX--\r\n";
  const auto parts = parse_multipart(kType, body);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].name, "metadata");
  EXPECT_EQ(parts[0].content, "{}");
  EXPECT_EQ(parts[1].file_name, "b.pdf");
  EXPECT_EQ(parts[1].content_type, "application/pdf");
  EXPECT_EQ(parts[1].content, "%PDF");
}

TEST(Multipart, ContentMayHoldWhatLooksLikeABoundary) {
  const std::string content("\r\n--X\r\n\0--XX--\r", 15);
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n" + content + "\r\n--XX--";
  const auto parts = parse_multipart(kType, body);
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].content, content);
}

TEST(Multipart, FileNamesAreReadAsClientsWriteThem) {
  const auto name_of = [](const std::string& disposition) {
    return parse_multipart(kType, "--XX\r\nContent-Disposition: form-data; " + disposition +
                                      "\r\n\r\n1\r\n--XX--")[0]
        .file_name;
  };
  EXPECT_EQ(name_of(R"(name="c"; filename="giấy phép.pdf")"), "giấy phép.pdf");
  EXPECT_EQ(name_of(R"(name=c; filename=plain.pdf)"), "plain.pdf");
  EXPECT_EQ(name_of(R"(filename="a\"b.pdf"; name="c")"), "a\"b.pdf");
  EXPECT_EQ(name_of(R"(name="c"; filename="a%22b;c.pdf")"), "a\"b;c.pdf");
  EXPECT_EQ(name_of(R"(name="c"; filename="/tmp/x/b.pdf")"), "b.pdf");
  EXPECT_EQ(name_of(R"(name="c"; filename="unfinished)"), "unfinished");
  EXPECT_EQ(name_of(R"(name="c")"), "");
}

TEST(Multipart, EmptyPartsAreEmptyInEitherForm) {
  for (const char* gap : {"\r\n\r\n\r\n", "\r\n\r\n"}) {
    const auto parts = parse_multipart(
        kType, std::string("--XX\r\nContent-Disposition: form-data; name=\"a\"") + gap + "--XX--");
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_EQ(parts[0].content, "");
  }
}

// A file that holds the closing boundary at the start of a line cannot be told from the end of the
// body: it must be refused, never stored cut.
TEST(Multipart, ContentBehindTheClosingBoundaryIsRefused) {
  EXPECT_EQ(code_of(kType,
                    "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nfirst\r\n"
                    "--XX--not the end\r\nrest\r\n--XX--\r\n"),
            "multipart_broken");
}

TEST(Multipart, PreambleAndEpilogueAreSkipped) {
  const auto parts = parse_multipart(
      kType,
      "hello\r\n--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX--\r\nbye");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].content, "1");
}

TEST(Multipart, EveryTruncationIsRefused) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nsome content\r\n--XX--";
  ASSERT_EQ(code_of(kType, body), "parsed");
  for (std::size_t n = 0; n < body.size(); ++n) {
    EXPECT_EQ(code_of(kType, body.substr(0, n)), "multipart_broken") << n;
  }
}

TEST(Multipart, BrokenBodiesAreRefused) {
  EXPECT_EQ(code_of("application/json", "{}"), "multipart_expected");
  EXPECT_EQ(code_of("", "{}"), "multipart_expected");
  EXPECT_EQ(code_of("multipart/form-data", "--XX--"), "multipart_broken");
  EXPECT_EQ(code_of("multipart/form-data; boundary=" + std::string(71, 'X'), ""),
            "multipart_broken");
  EXPECT_EQ(code_of(kType, "--XX\r\n\r\nno name\r\n--XX--"), "multipart_broken");
  EXPECT_EQ(code_of(kType, "--XXContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--XX--"),
            "multipart_broken");
  EXPECT_EQ(code_of(kType, "--XX\r\nX: " + std::string(9000, 'x') + "\r\n\r\n1\r\n--XX--"),
            "multipart_broken");
  std::string many;
  for (std::size_t i = 0; i <= kPartsMax; ++i) {
    many += "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
  }
  EXPECT_EQ(code_of(kType, many + "--XX--"), "multipart_broken");
}

}  // namespace
}  // namespace kho::api
