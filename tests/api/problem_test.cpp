// Refusals in two languages, and the names by which requests are found in logs.
#include "api/problem.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "api/request_id.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(LanguageOf, IsVietnameseWhereThatIsWantedMore) {
  for (const char* header :
       {"vi", "vi-VN", "vi-VN,vi;q=0.9,en;q=0.8", "fr, vi;q=0.5", "en;q=0.2,vi"}) {
    EXPECT_EQ(language_of(header), Language::kVietnamese) << header;
  }
  for (const char* header :
       {"", "en", "en-US,en;q=0.9,vi;q=0.1", "vi;q=0", "*", "fr", "vie", "vi;q=x", ",;,"}) {
    EXPECT_EQ(language_of(header), Language::kEnglish) << header;
  }
}

TEST(Vietnamese, HasEveryCodeOfTheInterface) {
  std::ifstream file(KHO_ERRORS_DOCUMENT);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string table = text.substr(0, text.find("## Of commands only"));
  const std::regex row("\\n\\| `([a-z_]+)` \\| [0-9]{3} \\|");
  int codes = 0;
  for (std::sregex_iterator it(table.begin(), table.end(), row), end; it != end; ++it, ++codes) {
    EXPECT_FALSE(vietnamese((*it)[1].str()).empty()) << (*it)[1];
  }
  EXPECT_GT(codes, 60);
}

class ProblemApiTest : public ApiTest {};

TEST_F(ProblemApiTest, SaysInVietnameseWhatTheCodeMeans) {
  const Response response =
      call("GET", "/v1/component-types/KHONG_CO", "", {{"accept-language", "vi"}});
  EXPECT_EQ(header(response, "Content-Language"), "vi");
  const Json document = json(response);
  EXPECT_EQ(document.at("code"), json(call("GET", "/v1/component-types/KHONG_CO")).at("code"));
  EXPECT_THAT(document.at("detail").get<std::string>(),
              StartsWith(document.at("title").get<std::string>() + " ["));
  EXPECT_EQ(json(call("PUT", "/v1/events", "", {{"accept-language", "vi"}})).at("title"),
            "Đường dẫn này không nhận phương thức đó");
}

TEST(RequestId, IsTheCallersWhereItIsOne) {
  const auto id_of = [](const std::string& given) {
    Request request;
    request.headers["x-request-id"] = given;
    return request_id(request);
  };
  EXPECT_EQ(id_of("a-1_b.C"), "a-1_b.C");
  EXPECT_EQ(id_of(std::string(64, 'x')), std::string(64, 'x'));
  for (const std::string& bad : {std::string(), std::string(65, 'x'), std::string("a b"),
                                 std::string("a\nb"), std::string("số"),
                                 std::string("015085001234"), std::string("cccd.015085001234")}) {
    EXPECT_EQ(id_of(bad).size(), 36U) << bad;
  }
  EXPECT_NE(id_of(""), id_of(""));
}

TEST(TraceId, IsThatOfAGoodTraceparent) {
  const auto trace_of = [](const std::string& given) {
    Request request;
    request.headers["traceparent"] = given;
    return trace_id(request);
  };
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  EXPECT_EQ(trace_of("00-" + trace + "-00f067aa0ba902b7-01"), trace);
  for (const std::string& bad :
       {std::string(), "00-" + trace, "01-" + trace + "-00f067aa0ba902b7-01",
        "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
        "00-" + trace.substr(1) + "G-00f067aa0ba902b7-01"}) {
    EXPECT_THAT(trace_of(bad), IsEmpty()) << bad;
  }
}

}  // namespace
}  // namespace kho::api
