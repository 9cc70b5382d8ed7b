// The server as other machines reach it: TLS, certificates, tokens of another issuer, limits; asked
// by curl, with certificates that openssl makes.
#include <gmock/gmock.h>
#include <signal.h>
#include <stdio.h>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Network : public EndToEnd {
 protected:
  Network() {
    make_certificate("first");
    make_certificate("second");
    install("first");
  }

  // What a command prints.
  static std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    EXPECT_NE(pipe, nullptr) << command;
    char buffer[4096];
    for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      out.append(buffer, n);
    }
    ::pclose(pipe);
    return out;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return scratch_ / name; }
  void make_certificate(const std::string& name) const {
    const std::string said =
        output_of("openssl req -x509 -newkey ed25519 -nodes -days 30 -subj /CN=" + name +
                  " -addext " + "'subjectAltName=DNS:kho.example,IP:127.0.0.1' -keyout " +
                  path(name + ".key") + " -out " + path(name + ".crt"));
    EXPECT_TRUE(fs::exists(path(name + ".crt"))) << said;
  }
  // Puts a pair in the place that the server reads.
  void install(const std::string& name) const {
    for (const char* end : {".crt", ".key"}) {
      fs::copy_file(path(name + end), path(std::string("live") + end),
                    fs::copy_options::overwrite_existing);
    }
  }
  [[nodiscard]] std::vector<std::string> tls(std::vector<std::string> more) const {
    more.insert(more.end(), {"--tls-cert", path("live.crt"), "--tls-key", path("live.key")});
    return more;
  }
  // The status line's number and the body: "200 {...}".
  [[nodiscard]] std::string curl(const std::string& url, const std::string& options) const {
    return output_of("curl -sS --max-time 60 -w '\\n%{http_code}' " + options + " " + url);
  }
  [[nodiscard]] std::string curl(const KhoServer& server, const std::string& where,
                                 const std::string& options) const {
    return curl("https://127.0.0.1:" + std::to_string(server.port()) + where, options);
  }
  [[nodiscard]] std::string trusting(const std::string& name) const {
    return "--cacert " + path(name + ".crt");
  }
};

TEST_F(Network, OtherMachinesNeedTlsAndSomethingToShow) {
  for (const auto& options :
       {std::vector<std::string>{"--listen", "0.0.0.0:0"}, tls({"--listen", "0.0.0.0:0"}),
        tls({"--admin-listen", "0.0.0.0:0", "--listen", "127.0.0.1:0"})}) {
    std::vector<std::string> all = {"serve", warehouse_};
    all.insert(all.end(), options.begin(), options.end());
    const Ran refused = kho(all);
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("[listen_address_invalid]"));
  }
  const std::string secret =
      kho_json({"token", "create", warehouse_, "--name", "x", "--role", "admin"}).at("secret");
  const KhoServer server(warehouse_, tls({"--listen", "0.0.0.0:0"}));
  EXPECT_THAT(curl(server, "/v1/procedures", trusting("first")), HasSubstr("token_missing"));
  const std::string bearer = " -H 'Authorization: Bearer " + secret + "'";
  EXPECT_THAT(curl(server, "/v1/procedures", trusting("first") + bearer), HasSubstr("\n200"));
  // By its name, and by one that the certificate has not.
  const std::string port = std::to_string(server.port());
  const auto named = [&](const std::string& name) {
    return curl("https://" + name + ":" + port + "/version",
                trusting("first") + " -k --connect-to " + name + ":" + port + ":127.0.0.1:" + port);
  };
  EXPECT_THAT(named("kho.example"), HasSubstr("\n200"));
  EXPECT_THAT(named("evil.example"), HasSubstr("access_refused"));
}

TEST_F(Network, NewCertificateIsTakenOnSighup) {
  const KhoServer server(warehouse_, tls({"--listen", "127.0.0.1:0"}));
  EXPECT_THAT(curl(server, "/livez", trusting("first")), HasSubstr("\n200"));
  EXPECT_THAT(curl(server, "/livez", trusting("second")), HasSubstr("certificate"));
  install("second");
  ::kill(server.pid(), SIGHUP);
  EXPECT_TRUE(comes_true([&] {
    return curl(server, "/livez", trusting("second")).find("\n200") != std::string::npos;
  }));
}

TEST_F(Network, FilesTravelWholeInBothDirections) {
  const KhoServer server(warehouse_, tls({"--listen", "127.0.0.1:0"}));
  std::string large(8 << 20, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * i >> 7);
  const std::string sent = write("large.bin", large);
  const std::string answer =
      curl(server, "/v1/components",
           trusting("first") + " -F metadata='" + kMetadata + "' -F content=@" + sent);
  ASSERT_THAT(answer, HasSubstr("\n201"));
  const std::string id = Json::parse(answer.substr(0, answer.rfind('\n'))).at("component").at("id");
  EXPECT_THAT(curl(server, "/v1/components/" + id + "/content",
                   trusting("first") + " -o " + path("back.bin")),
              HasSubstr("200"));
  EXPECT_TRUE(read_file(path("back.bin")) == large);
}

TEST_F(Network, ClientsShowTheirCertificate) {
  const KhoServer server(warehouse_,
                         tls({"--listen", "127.0.0.1:0", "--tls-client-ca", path("second.crt")}));
  EXPECT_THAT(curl(server, "/livez", trusting("first")), HasSubstr("\n000"));
  EXPECT_THAT(
      curl(server, "/livez",
           trusting("first") + " --cert " + path("second.crt") + " --key " + path("second.key")),
      HasSubstr("\n200"));
}

TEST_F(Network, AdministratorsAskElsewhere) {
  const KhoServer server(warehouse_,
                         tls({"--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"}));
  EXPECT_THAT(curl(server, "/metrics", trusting("first")), HasSubstr("\n404"));
  EXPECT_THAT(server.admin_url(), StartsWith("https://127.0.0.1:"));
  const std::string metrics = curl(server.admin_url() + "/metrics", trusting("first"));
  EXPECT_THAT(metrics, HasSubstr("kho_tls_certificate_not_after_seconds 1"));
  EXPECT_THAT(metrics, HasSubstr("\n200"));
  EXPECT_EQ(kho({"stats", warehouse_}).status, 0);  // Through the Unix socket.
}

TEST_F(Network, WhoAsksTooOftenIsToldToWait) {
  const KhoServer server(warehouse_,
                         tls({"--listen", "127.0.0.1:0", "--rate", "1/s", "--rate-burst", "2"}));
  EXPECT_TRUE(comes_true([&] {
    return curl(server, "/livez", trusting("first") + " -i").find("Retry-After: 1") !=
           std::string::npos;
  }));
  EXPECT_EQ(kho({"stats", warehouse_}).status, 0);
}

TEST_F(Network, FilesThatCannotBeUsedAreSaid) {
  const auto refused = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"serve", warehouse_, "--listen", "127.0.0.1:0"});
    const Ran ran = kho(options);
    return std::to_string(ran.status) + " " + ran.err;
  };
  EXPECT_THAT(refused({"--tls-cert", path("first.crt"), "--tls-key", path("second.key")}),
              testing::AllOf(StartsWith("3 "), HasSubstr("[tls_unusable]")));
  EXPECT_THAT(
      refused({"--jwt-keys", path("first.crt"), "--jwt-issuer", "i", "--jwt-audience", "a"}),
      testing::AllOf(StartsWith("3 "), HasSubstr("[jwt_keys_unusable]")));
  EXPECT_THAT(refused({"--tls-cert", path("first.crt")}), StartsWith("2 "));
  EXPECT_THAT(refused({"--jwt-keys", path("first.crt")}), StartsWith("2 "));
  EXPECT_THAT(refused({"--rate", "fast"}), StartsWith("2 "));
}

}  // namespace
}  // namespace kho::test
