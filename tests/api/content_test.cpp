// A file over HTTP: whole, in ranges, or not at all where the client has it.
#include "api/content.h"

#include <gmock/gmock.h>

#include "store/sha256.h"
#include "tests/api/fixtures.h"
#include "warehouse/base64.h"

namespace kho::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

using Ranges = std::vector<ByteRange>;

TEST(ParseRanges, FirstLastAndSuffix) {
  EXPECT_THAT(parse_ranges("bytes=0-4", 10), Optional(Ranges{{0, 4}}));
  EXPECT_THAT(parse_ranges("bytes=7-", 10), Optional(Ranges{{7, 9}}));
  EXPECT_THAT(parse_ranges("bytes=-3", 10), Optional(Ranges{{7, 9}}));
  EXPECT_THAT(parse_ranges("bytes=-30", 10), Optional(Ranges{{0, 9}}));
  EXPECT_THAT(parse_ranges("bytes=8-99", 10), Optional(Ranges{{8, 9}}));
  EXPECT_THAT(parse_ranges("bytes= 0-0 ,\t2-3,", 10), Optional(Ranges{{0, 0}, {2, 3}}));
}

TEST(ParseRanges, NoneInTheFileIsNone) {
  for (const char* header : {"bytes=10-", "bytes=10-20,99-", "bytes=-0"}) {
    EXPECT_THAT(parse_ranges(header, 10), Optional(IsEmpty())) << header;
  }
  EXPECT_THAT(parse_ranges("bytes=0-", 0), Optional(IsEmpty()));
  EXPECT_THAT(parse_ranges("bytes=99-,1-2", 10), Optional(Ranges{{1, 2}}));
}

TEST(ParseRanges, WhatIsNoListIsIgnored) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=5-4", "bytes=1", "bytes=-",
        "bytes=1-2-3", "lines=1-2", "bytes=1-18446744073709551616", "Bytes=0-1"}) {
    EXPECT_EQ(parse_ranges(header, 10), std::nullopt) << header;
  }
}

// Many small or overlapping ranges would cost more than the file.
TEST(ParseRanges, WhatAsksForTooMuchIsIgnored) {
  EXPECT_EQ(parse_ranges("bytes=0-9,0-0", 10), std::nullopt);
  std::string many = "bytes=0-0";
  for (std::size_t i = 1; i < kRangesMax; ++i) many += "," + std::to_string(i) + "-";
  EXPECT_EQ(parse_ranges(many, 1'000'000), std::nullopt);
  std::string most = "bytes=0-0";
  for (std::size_t i = 1; i < kRangesMax; ++i) {
    most += "," + std::to_string(i) + "-" + std::to_string(i);
  }
  EXPECT_EQ(parse_ranges(most, 1'000'000)->size(), kRangesMax);
  EXPECT_EQ(parse_ranges(most + ",50-50", 1'000'000), std::nullopt);
}

class ContentApiTest : public ApiTest {
 protected:
  ContentApiTest() {
    path_ = json(post_component(kGood, kText)).at("component").at("content");
    tag_ = header(call("GET", path_), "ETag");
  }
  Response get(std::map<std::string, std::string> headers, const char* method = "GET") {
    return call(method, path_, "", std::move(headers));
  }

  const std::string kText = "0123456789";
  std::string path_;
  std::string tag_;
};

TEST_F(ContentApiTest, DigestsAreOfTheFile) {
  const Response whole = get({});
  const std::string digest =
      "sha-256=:" + warehouse::base64(store::Sha256::of(store::as_bytes(kText)).raw()) + ":";
  EXPECT_EQ(header(whole, "Repr-Digest"), digest);
  EXPECT_EQ(header(whole, "Content-Digest"), digest);
  EXPECT_EQ(header(whole, "Accept-Ranges"), "bytes");
  const Response part = get({{"range", "bytes=0-1"}});
  EXPECT_EQ(header(part, "Repr-Digest"), digest);
  EXPECT_EQ(header(part, "Content-Digest"), "");
}

TEST_F(ContentApiTest, OneRangeIsSentAsItIs) {
  const Response part = get({{"range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(header(part, "Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(header(part, "Content-Type"), "text/plain");
  EXPECT_EQ(header(part, "Content-Security-Policy"), "sandbox; default-src 'none'");
}

TEST_F(ContentApiTest, SeveralRangesAreParts) {
  const Response parts = get({{"range", "bytes=0-1,-2"}});
  EXPECT_EQ(parts.status, 206);
  const std::string boundary = "kho-" + tag_.substr(1, 64);
  EXPECT_EQ(header(parts, "Content-Type"), "multipart/byteranges; boundary=" + boundary);
  EXPECT_EQ(parts.body, "--" + boundary +
                            "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
                            "\r\n--" +
                            boundary +
                            "\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89"
                            "\r\n--" +
                            boundary + "--\r\n");
}

TEST_F(ContentApiTest, RangeBehindTheEndIsRefused) {
  const Response refused = get({{"range", "bytes=10-"}});
  EXPECT_EQ(problem(refused), "416 range_not_satisfiable");
  EXPECT_EQ(header(refused, "Content-Range"), "bytes */10");
}

TEST_F(ContentApiTest, RangeOfAnotherFileIsTheWhole) {
  EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-range", tag_}}).status, 206);
  for (const std::string& other :
       {std::string("\"other\""), "W/" + tag_, std::string("Sat, 01 Jan 2022 00:00:00 GMT")}) {
    const Response whole = get({{"range", "bytes=0-1"}, {"if-range", other}});
    EXPECT_EQ(whole.status, 200) << other;
    EXPECT_EQ(whole.body, kText);
  }
  EXPECT_EQ(get({{"range", "bytes=0-1"}, {"if-none-match", tag_}}).status, 304);
}

TEST_F(ContentApiTest, HeadTellsTheSizeAndKnowsNoRanges) {
  const Response head = get({{"range", "bytes=0-1"}}, "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body_bytes(), 10U);
  EXPECT_EQ(header(head, "ETag"), tag_);
}

TEST_F(ContentApiTest, LargeFileIsReadWhileItIsSent) {
  std::string large;
  while (large.size() <= 2 * kGatheredBytesMax) large += std::to_string(large.size()) + " ";
  const std::string path = json(post_component(kGood, large)).at("component").at("content");
  Request request;
  request.method = "GET";
  request.path = path;
  request.headers = {{"host", "localhost"}};
  const Response response = api_.handle(request);
  ASSERT_NE(response.source, nullptr);
  EXPECT_EQ(response.body_bytes(), large.size());
  std::string got;
  char piece[1000];
  while (const std::size_t read = response.source->read(piece)) got.append(piece, read);
  EXPECT_EQ(got, large);
  const std::string middle = call("GET", path, "", {{"range", "bytes=100000-299999"}}).body;
  EXPECT_EQ(middle, large.substr(100000, 200000));
}

}  // namespace
}  // namespace kho::api
