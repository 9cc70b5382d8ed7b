#include "api/tls.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <signal.h>

#include <fstream>
#include <random>

#include "api/server.h"
#include "tests/api/certificates.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Outcome = Reload::Outcome;

class TlsTest : public ApiTest {
 protected:
  TlsTest() {
    ::signal(SIGPIPE, SIG_IGN);  // As the kho command does.
    first_.save(files_.certificate, files_.key);
  }
  [[nodiscard]] Server serve(const Tls& tls, ConnectionLimits limits = {}) {
    ServerOptions options;
    options.listen.port = 0;
    options.tls = &tls;
    options.limits = limits;
    return {api_, options, [](const Access&) {}};
  }
  static bool is_answered(const Server& server, const TlsClient::Options& options) {
    TlsClient client(server.port(), options);
    const auto answer = client.get("/livez");
    EXPECT_TRUE(!answer || answer->starts_with("HTTP/1.1 200 "));
    return answer.has_value();
  }

  const test::ScratchDirectory certificates_;
  TlsFiles files_{certificates_ / "cert.pem", certificates_ / "key.pem", {}, false};
  const TestCertificate first_{"DNS:kho.example,DNS:*.tinh.example,IP:127.0.0.1"};
  const TestCertificate second_{"DNS:second.example"};
};

TEST_F(TlsTest, FilesAreSentWholeOverTls) {
  std::mt19937 random(7);
  std::string large(1'000'000, '\0');
  for (char& c : large) c = static_cast<char>(random());
  const std::string id = deposited(nullptr, large);
  const Tls tls(files_);
  const Server server = serve(tls);
  TlsClient client(server.port(), {.trusted = &first_});
  const auto answer = client.get("/v1/components/" + id + "/content");
  ASSERT_TRUE(answer);
  EXPECT_THAT(*answer, EndsWith("\r\n\r\n" + large));
  EXPECT_THAT(client.get("/livez").value_or(""), StartsWith("HTTP/1.1 200 "));  // Kept open.
}

TEST_F(TlsTest, OldProtocolsAndPlainHttpAreRefused) {
  const Tls tls(files_);
  const Server server = serve(tls);
  EXPECT_TRUE(is_answered(server, {.version_max = TLS1_3_VERSION}));
  EXPECT_TRUE(is_answered(server, {.version_max = TLS1_2_VERSION}));
  EXPECT_FALSE(is_answered(server, {.version_max = TLS1_1_VERSION}));
}

TEST_F(TlsTest, ChangedFilesAreTakenAndConnectionsThatStandGoOn) {
  Tls tls(files_);
  const Server server = serve(tls);
  TlsClient standing(server.port(), {.trusted = &first_});
  EXPECT_TRUE(standing.get("/livez"));
  EXPECT_EQ(tls.reload(false).outcome, Outcome::kUnchanged);
  second_.save(files_.certificate, files_.key);
  EXPECT_EQ(tls.reload(false).outcome, Outcome::kLoaded);
  EXPECT_TRUE(standing.get("/livez"));
  EXPECT_TRUE(is_answered(server, {.trusted = &second_}));
  EXPECT_FALSE(is_answered(server, {.trusted = &first_}));
}

TEST_F(TlsTest, ABrokenPairLeavesTheOldOneAndIsToldOnce) {
  Tls tls(files_);
  const Server server = serve(tls);
  std::ofstream(files_.certificate) << second_.pem();  // The key is still the first one's.
  const Reload failed = tls.reload(false);
  EXPECT_EQ(failed.outcome, Outcome::kFailed);
  EXPECT_THAT(failed.text, HasSubstr("key.pem: is not the key of the certificate"));
  EXPECT_EQ(tls.reload(false).outcome, Outcome::kUnchanged);
  EXPECT_EQ(tls.reload(true).outcome, Outcome::kFailed);  // Whoever asks is told again.
  EXPECT_TRUE(tls.is_stale());
  EXPECT_TRUE(is_answered(server, {.trusted = &first_}));
  for (const std::string broken : {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"}) {
    std::ofstream(files_.certificate) << broken;
    EXPECT_EQ(tls.reload(false).outcome, Outcome::kFailed) << broken;
  }
  std::filesystem::remove(files_.certificate);
  EXPECT_EQ(tls.reload(false).outcome, Outcome::kFailed);
  first_.save(files_.certificate, files_.key);
  EXPECT_EQ(tls.reload(false).outcome, Outcome::kLoaded);
  EXPECT_FALSE(tls.is_stale());
}

TEST_F(TlsTest, AnExpiredCertificateReplacesNone) {
  Tls tls(files_);
  const auto end = tls.ends_at_s();
  TestCertificate("DNS:kho.example", nullptr, -60).save(files_.certificate, files_.key);
  EXPECT_THAT(tls.reload(false).text, HasSubstr("has expired"));
  EXPECT_EQ(tls.ends_at_s(), end);
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreNamed) {
  std::filesystem::permissions(files_.key, std::filesystem::perms(0644));
  EXPECT_THROW(Tls{files_}, SetupError);
  std::filesystem::permissions(files_.key, std::filesystem::perms(0640));
  EXPECT_NO_THROW(Tls{files_});
  std::filesystem::resize_file(files_.certificate, kSetupFileBytesMax + 1);
  EXPECT_THROW(Tls{files_}, SetupError);
}

TEST_F(TlsTest, ClientsNeedACertificateOfTheAuthority) {
  const TestCertificate authority("DNS:authority");
  const TestCertificate client("DNS:client", &authority);
  const TestCertificate stranger("DNS:client", &second_);
  files_.client_ca = certificates_ / "clients.pem";
  std::ofstream(files_.client_ca) << authority.pem();
  const Tls tls(files_);
  const Server server = serve(tls);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_TRUE(is_answered(server, {.own = &client, .version_max = version}));
    EXPECT_FALSE(is_answered(server, {.version_max = version}));
    EXPECT_FALSE(is_answered(server, {.own = &stranger, .version_max = version}));
  }
  files_.client_optional = true;
  const Tls lenient(files_);
  const Server other = serve(lenient);
  EXPECT_TRUE(is_answered(other, {}));
  EXPECT_TRUE(is_answered(other, {.own = &client}));
  EXPECT_FALSE(is_answered(other, {.own = &stranger}));
}

TEST_F(TlsTest, WhoShakesNoHandsHoldsUpNobodyAndIsCutOff) {
  const Tls tls(files_);
  const Server server = serve(tls, {.head = std::chrono::milliseconds(300)});
  std::jthread silent([&] { wait_for_end_of_silent_connection(server.port()); });
  EXPECT_TRUE(is_answered(server, {}));
}

TEST_F(TlsTest, NamesOfTheCertificateAndOfOptionsAreTheServers) {
  const Tls tls(files_);
  const Api plain(*warehouse_, [](const std::string&) {});
  const Api named(*warehouse_, [](const std::string&) {}, {.hosts = {"kho.local"}});
  const Api secure(*warehouse_, [](const std::string&) {}, {.tls = &tls});
  const auto status = [](const Api& api, const std::string& host) {
    Request request;
    request.from = Request::From::kNetwork;
    request.method = "GET";
    request.path = "/livez";
    request.headers["host"] = host;
    return api.handle(request).status;
  };
  for (const Api* each : {&plain, &named, &secure}) {
    EXPECT_EQ(status(*each, "localhost:8420"), 200);
    EXPECT_EQ(status(*each, "evil.example"), 403);
    EXPECT_EQ(status(*each, ""), 403);
  }
  EXPECT_EQ(status(named, "Kho.Local:8420"), 200);
  EXPECT_EQ(status(plain, "kho.example"), 403);
  EXPECT_EQ(status(secure, "KHO.example:8420"), 200);
  EXPECT_EQ(status(secure, "a.tinh.example"), 200);
  EXPECT_EQ(status(secure, "a.b.tinh.example"), 403);
  EXPECT_EQ(status(secure, ".tinh.example"), 403);
  EXPECT_EQ(status(secure, "tinh.example"), 403);
}

TEST_F(TlsTest, WhereOthersReachItATokenIsAlwaysAskedFor) {
  const Api open(*warehouse_, [](const std::string&) {}, {.token_always = true});
  Request request;
  request.from = Request::From::kNetwork;
  request.method = "GET";
  request.path = "/v1/component-types";
  request.headers["host"] = "localhost";
  EXPECT_EQ(problem(open.handle(request)), "401 token_missing");
}

TEST_F(TlsTest, EndOfTheCertificateIsMeasured) {
  const Tls tls(files_);
  const Api secure(*warehouse_, [](const std::string&) {}, {.tls = &tls});
  EXPECT_THAT(secure.metrics_text(), HasSubstr("kho_tls_certificate_not_after_seconds " +
                                               std::to_string(tls.ends_at_s()) + "\n"));
  EXPECT_THAT(secure.metrics_text(), HasSubstr("kho_reload_failing{what=\"tls\"} 0\n"));
  EXPECT_THAT(api_.metrics_text(), Not(HasSubstr("kho_tls_certificate_not_after_seconds 1")));
}

TEST(ListenAddress, IsReadAndKnowsThisMachine) {
  EXPECT_TRUE(parse_listen_address("8420").is_loopback());
  EXPECT_TRUE(parse_listen_address("[::1]:0").is_loopback());
  EXPECT_FALSE(parse_listen_address("0.0.0.0:8443").is_loopback());
  EXPECT_FALSE(parse_listen_address("[::]:8443").is_loopback());
  EXPECT_EQ(parse_listen_address("10.1.2.3:8443").port, 8443);
  for (const char* wrong : {"", "kho.example:80", "1.2.3.4", "1.2.3.4:99999", "1.2.3.4:x"}) {
    EXPECT_THROW((void)parse_listen_address(wrong), std::invalid_argument) << wrong;
  }
}

TEST(Reloader, LooksWhenItIsAskedTo) {
  std::mutex mutex;
  std::condition_variable changed;
  int looks = 0;
  Reloader reloader(std::chrono::hours(1), [&](bool at_once) {
    EXPECT_TRUE(at_once);
    const std::lock_guard lock(mutex);
    ++looks;
    changed.notify_one();
  });
  reloader.look_now();
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::minutes(1), [&] { return looks == 1; }));
}

TEST(Reloader, LooksFromTimeToTime) {
  std::mutex mutex;
  std::condition_variable changed;
  int looks = 0;
  const Reloader reloader(std::chrono::milliseconds(1), [&](bool at_once) {
    EXPECT_FALSE(at_once);
    const std::lock_guard lock(mutex);
    ++looks;
    changed.notify_one();
  });
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::minutes(1), [&] { return looks >= 2; }));
}

}  // namespace
}  // namespace kho::api
