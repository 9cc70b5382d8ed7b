// A number that a client puts where none belongs: into each place of each route that the server
// describes. It may be refused or taken; nothing that outlives the request repeats it.
#include <signal.h>

#include "tests/counted.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

constexpr const char* kNumber = "015085001234";

class PersonalNumbers : public EndToEnd {
 protected:
  // Sends it, and counts.
  std::string send(const KhoServer& server, const std::string& line, const std::string& headers,
                   const std::string& body) {
    ++requests_;
    return server.raw(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers +
                      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  // Of a JSON document of the server's, whatever the status.
  static std::string told_by(const KhoServer& server, const std::string& path) {
    const Answer answer = server.get(path);
    EXPECT_EQ(answer.status, 200) << path;
    return answer.body;
  }

  std::uint64_t requests_ = 0;
};

TEST_F(PersonalNumbers, StandInNoLogMetricEventOrReportWhereverAClientPutsThem) {
  const std::string log = scratch_ / "log";
  KhoServer server(warehouse_, {}, log);
  const std::string owner = std::string("cccd:") + kNumber;
  const Json paper = {{"owner", owner},
                      {"type", "GCN_DKDN"},
                      {"owner_name", "Nguyễn Thị Mơ"},
                      {"validity", {{"indefinite", true}}}};
  // The number has its places, too: as the key of an owner, and in a file.
  ASSERT_EQ(server.deposit(paper.dump(), std::string("Số định danh: ") + kNumber).status, 201);
  const std::string json = "Content-Type: application/json\r\n";
  EXPECT_NE(send(server, "POST /v1/reuse-queries", json + "Kho-Officer: lan\r\n",
                 Json({{"owner", owner}, {"procedure", "2.000620"}}).dump())
                .find(" 200 "),
            std::string::npos);

  const Json description = Json::parse(told_by(server, "/openapi.json"));
  for (const auto& [pattern, methods] : description.at("paths").items()) {
    // It would wait for events.
    if (pattern == "/v1/events/stream") continue;
    std::string path = pattern;
    for (std::size_t at; (at = path.find('{')) != std::string::npos;) {
      path.replace(at, path.find('}') - at + 1, kNumber);
    }
    for (const auto& [name, operation] : methods.items()) {
      if (!operation.is_object() || !operation.contains("responses")) continue;
      std::string method = name;
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      const std::string line = method + " " + path;
      const Json body = {{"owner", owner},     {"name", kNumber}, {"reason", kNumber},
                         {"by", kNumber},      {"code", kNumber}, {"q", kNumber},
                         {"record", {kNumber}}};
      for (const std::string& sent : {std::string(), body.dump(), "[" + body.dump(), '"' + owner}) {
        send(server, line, json, sent);
      }
      for (const Json& parameter : operation.value("parameters", Json::array())) {
        const Json& real = parameter.contains("$ref")
                               ? description.at(Json::json_pointer(
                                     parameter.at("$ref").get<std::string>().substr(1)))
                               : parameter;
        const std::string parameter_name = real.at("name");
        if (real.at("in") == "query") {
          send(server, line + "?" + parameter_name + "=" + kNumber, json, "{}");
        } else if (real.at("in") == "header") {
          send(server, line, json + parameter_name + ": " + kNumber + "\r\n", "{}");
        }
      }
    }
  }
  for (const char* header :
       {"X-Request-Id", "traceparent", "Kho-Officer", "Kho-Dossier", "Kho-Purpose", "Authorization",
        "Idempotency-Key", "If-Match", "If-None-Match", "Accept-Language", "User-Agent", "Referer",
        "Cookie", "Range", "Origin", "X-Forwarded-For"}) {
    send(server, "GET /v1/component-types", std::string(header) + ": " + kNumber + "\r\n", "");
    send(server, "GET /v1/component-types", std::string(header) + ": id-" + kNumber + "\r\n", "");
  }
  send(server, std::string(kNumber) + " /v1/component-types", "", "");
  send(server, std::string("GET /") + kNumber + "?" + kNumber + "=" + kNumber, "", "");
  (void)server.raw(std::string("GET / ") + kNumber + "\r\n\r\n");
  (void)server.raw(std::string(kNumber) + "\r\n\r\n");

  for (const char* path :
       {"/metrics", "/v1/events?limit=1000", "/v1/audit/entries?limit=1000", "/v1/admin/stats",
        "/v1/admin/diagnosis", "/v1/admin/jobs", "/v1/admin/readings", "/v1/admin/index", "/readyz",
        "/v1/webhooks", "/v1/admin/tokens"}) {
    EXPECT_EQ(told_by(server, path).find(kNumber), std::string::npos) << path;
  }
  EXPECT_EQ(server.stop(SIGTERM), 0);
  const std::string logged = read_file(log);
  EXPECT_GT(std::ranges::count(logged, '\n'), static_cast<std::ptrdiff_t>(requests_ / 2));
  for (std::size_t at = logged.find(kNumber); at != std::string::npos;
       at = logged.find(kNumber, at + 1)) {
    const std::size_t begin = logged.rfind('\n', at) + 1;
    ADD_FAILURE() << logged.substr(begin, logged.find('\n', at) - begin);
  }
  EXPECT_GT(requests_, 400u);
  counted("misplaced_numbers", requests_);
}

}  // namespace
}  // namespace kho::test
