#include "tools/sync/mapping.h"

#include "tests/tools/sync/sync_fixture.h"
#include "tools/command_error.h"
#include "tools/sync/partner.h"

namespace kho::tools {
namespace {

class MappingTest : public SyncFixture {
 protected:
  std::string refusal_of(const Json& changed) {
    try {
      static_cast<void>(mapping(changed));
    } catch (const CommandError& error) {
      return error.code();
    }
    return "none";
  }
};

TEST_F(MappingTest, GoodOneIsRead) {
  const Mapping read = mapping();
  EXPECT_EQ(read.token, "s3cret");
  EXPECT_EQ(read.attempts, 3u);
  EXPECT_EQ(read.widths.subject, 500u);
  EXPECT_EQ(refusal_of({{"create", "https://portal.example/api"}}), "none");
  EXPECT_EQ(refusal_of({{"create", "http://localhost/api"}}), "none");
}

TEST_F(MappingTest, BadOnesAreRefused) {
  for (const Json& bad :
       {Json{{"create", "http://portal.example/api"}}, Json{{"create", "ftp://127.0.0.1/"}},
        Json{{"update", ""}}, Json{{"update", "https://"}}, Json{{"attempts", 0}},
        Json{{"attempts", 101}}, Json{{"unknown", 1}}, Json{{"types", "x"}},
        Json{{"types", {{"A", nullptr}}}}, Json{{"names", {{"A", 1}}}},
        Json{{"widths", {{"unknown", 1}}}}, Json{{"answer", {{"code", "x"}}}},
        Json{{"timeout_ms", -1}}}) {
    EXPECT_EQ(refusal_of(bad), "mapping_invalid") << bad;
  }
}

TEST_F(MappingTest, TokenThatEverybodyCanReadIsRefused) {
  std::filesystem::permissions(scratch_ / "token", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(refusal_of(Json::object()), "mapping_invalid");
  EXPECT_EQ(refusal_of({{"token_file", "nowhere"}}), "file_not_found");
}

TEST_F(MappingTest, PartnerThatDoesNotSpeakTlsIsUnreachable) {
  std::string secure = portal_.url() + "/create";
  secure.replace(0, 4, "https");
  const PartnerAnswer answer = partner_over_http(mapping())(secure, "{}");
  EXPECT_EQ(answer.outcome, PartnerAnswer::Outcome::kFailed);
  EXPECT_TRUE(answer.reason == "unreachable" || answer.reason == "timeout") << answer.reason;
  EXPECT_TRUE(portal_.received().empty());
}

struct Understood {
  const char* name;
  int status;
  const char* body;
  PartnerAnswer::Outcome outcome;
  const char* reason;
};
void PrintTo(const Understood& one, std::ostream* out) { *out << one.name; }

class UnderstoodTest : public testing::TestWithParam<Understood> {};

TEST_P(UnderstoodTest, AnswerMeansWhatItSays) {
  Mapping mapping;
  mapping.exists_codes = {"-2"};
  const PartnerAnswer answer = understood(GetParam().status, GetParam().body, mapping);
  EXPECT_EQ(answer.outcome, GetParam().outcome);
  EXPECT_EQ(answer.reason, GetParam().reason);
}

using Outcome = PartnerAnswer::Outcome;
INSTANTIATE_TEST_SUITE_P(
    Answers, UnderstoodTest,
    testing::Values(
        Understood{"Zero", 200, R"({"error_code":0})", Outcome::kAccepted, ""},
        Understood{"ZeroAsText", 201, R"({"error_code":"0"})", Outcome::kAccepted, ""},
        Understood{"ZeroOfAFailure", 500, R"({"error_code":0})", Outcome::kFailed,
                   "http_500_code_0"},
        Understood{"ExistsByCode", 200, R"({"error_code":-2})", Outcome::kExists, ""},
        Understood{"ExistsByText", 409, R"({"error_code":9,"message":"Hồ sơ Đã Tồn Tại"})",
                   Outcome::kExists, ""},
        Understood{"ExistsDecomposed", 200,
                   "{\"error_code\":9,\"message\":\"\xc4\x91\x61\xcc\x83 t\xc3\xb4\xcc\x80n "
                   "ta\xcc\xa3i\"}",
                   Outcome::kExists, ""},
        Understood{"OtherCode", 200, R"({"error_code":5,"message":"sai"})", Outcome::kFailed,
                   "http_200_code_5"},
        Understood{"CodeThatRepeatsANumber", 200, R"({"error_code":"015085001234"})",
                   Outcome::kFailed, "http_200_code_unreadable"},
        Understood{"NoCode", 200, "{}", Outcome::kFailed, "http_200"},
        Understood{"NoJson", 200, "<html>", Outcome::kFailed, "http_200"},
        Understood{"Array", 200, "[]", Outcome::kFailed, "http_200"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace kho::tools
