// The interface over sockets: tokens, ranges, HEAD, files that are read while they are sent, and
// the description that the server gives of itself.
#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <sstream>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Interface : public EndToEnd {
 protected:
  static std::string ask(const KhoServer& server, const std::string& line,
                         const std::string& headers = {}) {
    return server.raw(line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers +
                      "\r\n");
  }
  static std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
  std::string content_path(const std::string& file) {
    return kho_json({"deposit", warehouse_, file, "--owner", kOwner, "--type", "GCN_DKDN",
                     "--indefinite", "--ocr", "off"})
        .at("component")
        .at("content");
  }
  // Noise, so that nothing about it is easy.
  static std::string noise(std::size_t bytes) {
    std::mt19937 random(7);
    std::string out(bytes, '\0');
    for (char& c : out) c = static_cast<char>(random());
    return out;
  }
};

TEST_F(Interface, LargeFileIsSentWholeAndInPieces) {
  const std::string large = noise(5 << 20);
  const std::string path = content_path(write("large.bin", large));
  const KhoServer server(warehouse_);
  EXPECT_EQ(server.get(path).body, large);
  const std::string part = ask(server, "GET " + path, "Range: bytes=1000000-2999999\r\n");
  EXPECT_THAT(part, StartsWith("HTTP/1.1 206 "));
  EXPECT_THAT(part, HasSubstr("Content-Range: bytes 1000000-2999999/5242880\r\n"));
  EXPECT_EQ(body_of(part), large.substr(1'000'000, 2'000'000));
  const std::string parts = ask(server, "GET " + path, "Range: bytes=0-9,-600000\r\n");
  EXPECT_THAT(parts, HasSubstr("multipart/byteranges"));
  EXPECT_THAT(parts, HasSubstr(large.substr(large.size() - 600'000)));
  const std::string head = ask(server, "HEAD " + path);
  EXPECT_THAT(head, HasSubstr("Content-Length: 5242880\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
}

TEST_F(Interface, TokensAreAskedForOverTcpAndNotOfWhoHasTheDirectory) {
  const KhoServer server(warehouse_);
  EXPECT_EQ(server.get("/v1/procedures").status, 200);
  const Json made = kho_json({"token", "create", warehouse_, "--name", "Một cửa", "--role",
                              "intake", "--agency", "H63.12"});
  const std::string secret = made.at("secret");
  EXPECT_EQ(server.get("/v1/procedures").status, 401);
  EXPECT_EQ(server.get("/livez").status, 200);
  const std::string token = "Authorization: Bearer " + secret + "\r\n";
  EXPECT_THAT(ask(server, "GET /v1/procedures", token), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask(server, "GET /v1/admin/tokens", token), StartsWith("HTTP/1.1 403 "));
  const Ran list = kho({"token", "list", warehouse_});
  EXPECT_THAT(list.out, HasSubstr("Một cửa"));
  EXPECT_THAT(list.out, Not(HasSubstr(secret)));
  const std::string id = made.at("token").at("id");
  EXPECT_EQ(kho({"token", "revoke", warehouse_, id}).status, 0);
  EXPECT_THAT(ask(server, "GET /v1/procedures", token), StartsWith("HTTP/1.1 401 "));
  EXPECT_EQ(kho({"token", "revoke", warehouse_, id}).status, 3);
  EXPECT_EQ(kho({"token", "revoke", warehouse_, "x"}).status, 2);
}

// Sixteen times a large file held in memory would show.
TEST_F(Interface, LargeUploadsDoNotFillMemory) {
  const KhoServer server(warehouse_);
  const auto resident_kib = [&](const char* what) {
    std::istringstream status(read_file("/proc/" + std::to_string(server.pid()) + "/status"));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(what)) return std::stol(line.substr(line.find(':') + 1));
    }
    return 0L;
  };
  // Each sends most of a body of 50 MB, and waits.
  const std::string begun =
      "POST /v1/components HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "Content-Type: multipart/form-data; boundary=B\r\n"
      "Content-Length: 50000000\r\n\r\n";
  const long before = resident_kib("RssAnon");
  std::vector<std::shared_ptr<void>> uploads;
  for (int i = 0; i < 16; ++i) {
    uploads.push_back(server.half_open(begun + std::string(16 << 20, 'x')));
  }
  EXPECT_TRUE(comes_true([&] { return server.get("/livez").status == 200; }));
  EXPECT_LT(resident_kib("RssAnon") - before, 64 << 10);
  EXPECT_EQ(server.deposit(kMetadata, noise(20 << 20)).status, 201);
}

TEST_F(Interface, LargeUploadOfWhoMayNotIsRefusedBeforeItIsTaken) {
  const KhoServer server(warehouse_);
  kho_json({"token", "create", warehouse_, "--name", "x", "--role", "admin"});
  const std::string head =
      "POST /v1/components HTTP/1.1\r\nHost: 127.0.0.1\r\n"
      "Content-Type: multipart/form-data; boundary=B\r\n";
  // Leave to send is not given.
  const std::string asked =
      server.raw(head + "Expect: 100-continue\r\nContent-Length: 50000000\r\n\r\n");
  EXPECT_THAT(asked, StartsWith("HTTP/1.1 401 "));
  // Who sends all the same is told.
  const std::string sent =
      server.raw(head + "Content-Length: 5000000\r\n\r\n" + std::string(5'000'000, 'x'));
  EXPECT_THAT(sent, StartsWith("HTTP/1.1 401 "));
}

TEST_F(Interface, RepeatedDepositAfterACrashIsMadeOnce) {
  const std::string request = [] {
    const std::string body =
        std::string("--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n") +
        kMetadata +
        "\r\n--B\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n"
        "a paper\r\n--B--\r\n";
    return "POST /v1/components HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
           "Content-Type: multipart/form-data; boundary=B\r\nIdempotency-Key: \"k-1\"\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }();
  std::string first;
  {
    KhoServer server(warehouse_);
    first = server.raw(request);
    EXPECT_THAT(first, StartsWith("HTTP/1.1 201 "));
    server.stop(SIGKILL);
  }
  const KhoServer server(warehouse_);
  const std::string again = server.raw(request);
  EXPECT_THAT(again, HasSubstr("Idempotent-Replayed: true\r\n"));
  EXPECT_EQ(body_of(again), body_of(first));
}

TEST_F(Interface, RequestsAreFoundByTheirId) {
  const KhoServer server(warehouse_);
  EXPECT_THAT(ask(server, "GET /livez", "X-Request-Id: desk-7.1\r\n"),
              HasSubstr("X-Request-Id: desk-7.1\r\n"));
  EXPECT_THAT(ask(server, "GET /nothing"), HasSubstr("X-Request-Id: "));
}

TEST_F(Interface, FiveHundredSlowClientsDoNotStopAFastOne) {
  const KhoServer server(warehouse_);
  std::vector<std::shared_ptr<void>> slow;
  for (int i = 0; i < 500; ++i) {
    slow.push_back(server.half_open("GET /v1/procedures HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A:"));
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(server.get("/v1/procedures").status, 200);
}

TEST_F(Interface, ServerDescribesItself) {
  const KhoServer server(warehouse_);
  const Json description = server.get("/openapi.json").json();
  EXPECT_EQ(description.at("openapi"), "3.1.0");
  EXPECT_GT(description.at("paths").size(), 50U);
  const std::string page = server.get("/docs").body;
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  for (const char* outside : {"http://", "https://", "src=", "@import"}) {
    EXPECT_THAT(page, Not(HasSubstr(outside))) << "the page loads something";
  }
}

}  // namespace
}  // namespace kho::test
