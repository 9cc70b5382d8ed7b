// A number that a client puts where none belongs: into each parameter, header and text of each
// route that the server describes, of papers that are there and of none. It may be refused or
// taken; nothing that outlives the request repeats it.
#include <signal.h>

#include "tests/counted.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

constexpr const char* kNumber = "015085001234";

// The document as often as it has texts, at any depth: each time another one is the number.
std::vector<std::string> with_the_number(const Json& document) {
  std::vector<std::string> all;
  const Json flat = document.flatten();
  for (const auto& [place, value] : flat.items()) {
    if (!value.is_string()) continue;
    Json changed = document;
    changed[Json::json_pointer(place)] = kNumber;
    all.push_back(changed.dump());
  }
  return all;
}

// What the description gives as a body of this type.
std::vector<Json> examples(const Json& operation, const std::string& type) {
  const Json body = operation.value("requestBody", Json::object());
  const Json content = body.value("content", Json::object()).value(type, Json::object());
  std::vector<Json> all;
  if (content.contains("example")) all.push_back(content.at("example"));
  const Json named = content.value("examples", Json::object());
  for (const Json& example : named) all.push_back(example.at("value"));
  return all;
}

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
  const Answer put = server.deposit(paper.dump(), std::string("Số định danh: ") + kNumber);
  ASSERT_EQ(put.status, 201) << put.body;
  const Json component = put.json().at("component");
  const std::string json = "Content-Type: application/json\r\n";
  const Answer asked = server.post("/v1/reuse-queries", "application/json",
                                   Json({{"owner", owner}, {"procedure", "2.000620"}}).dump());
  ASSERT_EQ(asked.status, 200) << asked.body;
  const Answer opened = server.post("/v1/dossiers", "application/json",
                                    Json({{"code", "H63.12-261123-0001"},
                                          {"owner", owner},
                                          {"procedure", "2.000620"},
                                          {"by", "a"}})
                                        .dump());
  ASSERT_EQ(opened.status, 201) << opened.body;
  const std::map<std::string, std::string> there = {
      {"/v1/components/", component.at("id")},
      {"/v1/owners/", component.at("owner_id")},
      {"/v1/dossiers/", opened.json().at("dossier").at("id")},
      {"/v1/reuse-queries/", asked.json().at("id")}};

  const Json description = Json::parse(told_by(server, "/openapi.json"));
  std::vector<std::pair<std::string, Json>> routes;
  for (const auto& [pattern, methods] : description.at("paths").items()) {
    if (pattern == "/v1/events/stream") continue;  // It would wait for events.
    const std::size_t id = pattern.find("{id}");
    const auto real = id == std::string::npos ? there.end() : there.find(pattern.substr(0, id));
    std::string path = pattern;
    if (real != there.end()) {
      path.replace(id, 4, real->second);
      routes.emplace_back(path, methods);
      path = pattern;
    }
    for (std::size_t at; (at = path.find('{')) != std::string::npos;) {
      path.replace(at, path.find('}') - at + 1, kNumber);
    }
    routes.emplace_back(path, methods);
  }
  for (const auto& [path, methods] : routes) {
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
      for (const Json& example : examples(operation, "application/json")) {
        for (const std::string& sent : with_the_number(example)) send(server, line, json, sent);
      }
      for (const Json& example : examples(operation, "multipart/form-data")) {
        for (const std::string& sent : with_the_number(example.at("metadata"))) {
          (void)server.post_paper(path, sent, "tệp");
          ++requests_;
        }
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

  for (const std::string& path : std::vector<std::string>{
           "/v1/components/" + there.at("/v1/components/") + "/access-log", "/metrics",
           "/v1/events?limit=1000", "/v1/audit/entries?limit=1000", "/v1/admin/stats",
           "/v1/admin/diagnosis", "/v1/admin/jobs", "/v1/admin/readings", "/v1/admin/index",
           "/readyz", "/v1/webhooks", "/v1/admin/tokens", "/v1/admin/schedule",
           "/v1/reports/reuse?from=2026-11-01&to=2026-11-30&by=agency,procedure"}) {
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
