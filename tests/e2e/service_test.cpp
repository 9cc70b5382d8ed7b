// The server as a service: what it is told by a file, what it does by itself, what systemd hears.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Service : public EndToEnd {
 protected:
  Json schedule() const { return kho_json({"schedule", warehouse_}); }
};

TEST_F(Service, ServesAsTheFileSaysAndAFlagBeforeIt) {
  const std::string file = write("kho.toml", "[server]\ndirectory = \"" + warehouse_ +
                                                 "\"\nlisten = \"127.0.0.1:0\"\n"
                                                 "admin_listen = \"127.0.0.1:0\"\n");
  {
    KhoServer server(warehouse_, {"--config", file});
    EXPECT_THAT(server.admin_url(), StartsWith("http://127.0.0.1:"));
    EXPECT_EQ(server.get("/v1/admin/schedule").status, 404);
    EXPECT_EQ(server.stop(SIGTERM), 0);
  }
  KhoServer plain(warehouse_, {"--config", file, "--admin-listen", ""});
  EXPECT_EQ(plain.admin_url(), "");
  EXPECT_EQ(plain.get("/v1/admin/schedule").status, 200);
}

TEST_F(Service, WrongConfigurationStopsItBeforeTheWarehouseIsOpened) {
  const std::string file = write("kho.toml", "[server]\nlsiten = \"127.0.0.1:0\"\n");
  const Ran ran = kho({"serve", "--config", file});
  EXPECT_EQ(ran.status, 2);
  EXPECT_THAT(ran.err, HasSubstr(file + ":2: server.lsiten: there is no such key; did you mean"));
  EXPECT_THAT(ran.err, HasSubstr("[config_invalid]"));
  const Ran nowhere = kho({"serve", "--config", write("empty.toml", "")});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("which warehouse"));
}

TEST_F(Service, ConfigurationIsCheckedWithItsFiles) {
  const std::string key = write("live.key", "secret");
  const std::string file =
      write("kho.toml", "[server]\ndirectory = \"" + warehouse_ +
                            "\"\n[tls]\ncertificate = \"live.crt\"\nkey = \"live.key\"\n");
  fs::permissions(key, fs::perms::owner_read | fs::perms::others_read);
  const Ran bad = kho({"config", "check", file});
  EXPECT_EQ(bad.status, 3);
  EXPECT_THAT(bad.out, HasSubstr("tls.certificate: " + (scratch_ / "live.crt").string()));
  EXPECT_THAT(bad.out, HasSubstr("tls.key: " + key + ": everybody may read it"));
  EXPECT_THAT(bad.out, HasSubstr("tls.key = \"" + key + "\"  # " + file + ":5\n"));
  EXPECT_THAT(bad.out, HasSubstr("reading.ocr = \"auto\"  # default\n"));
  write("live.crt", "certificate");
  fs::permissions(key, fs::perms::owner_read);
  const Json good = kho_json({"config", "check", file});
  EXPECT_EQ(good.at("file"), file);
  EXPECT_TRUE(good.at("problems").empty());
  const Ran none = kho({"config", "check", scratch_ / "nowhere.toml"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("nowhere.toml"));
}

TEST_F(Service, MaintenanceIsDoneByItselfUnlessItIsPaused) {
  deposit(write("paper", "giấy"));
  // Without a server a pause is only written down.
  EXPECT_EQ(schedule().at("quiet_hours"), "");
  EXPECT_EQ(kho({"schedule", "pause", warehouse_, "ripen", "--until", "2999-01-01"}).status, 0);
  const std::string file =
      write("kho.toml", "[schedule]\nquiet_hours = \"00:00-24:00\"\nstart_delay_seconds = 0\n");
  KhoServer server(warehouse_, {"--config", file});
  const auto outcome = [&](std::size_t task) {
    const Json last = schedule().at("tasks").at(task).at("last_run");
    return last.is_null() ? "" : last.at("outcome").get<std::string>();
  };
  // The second task is begun half a minute after the first has ended at the latest.
  EXPECT_TRUE(comes_true([&] { return outcome(0) == "done" && outcome(1) == "done"; }));
  EXPECT_EQ(outcome(2), "");
  EXPECT_EQ(schedule().at("tasks").at(2).at("next_run_at"), "2998-12-31T17:00:00.000Z");
  const std::string metrics = server.get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr(R"(kho_scheduled_runs_total{outcome="done",task="check"} 1)"));
  EXPECT_THAT(metrics, HasSubstr(R"(kho_scheduled_last_success_seconds{task="check"} 1)"));
  EXPECT_THAT(metrics, HasSubstr(R"(kho_check_findings{severity="damage"} 0)"));
  // Its job is one like others.
  const std::string job = schedule().at("tasks").at(0).at("last_run").at("job");
  EXPECT_EQ(server.get("/v1/admin/jobs/" + job).json().at("report").at("clean"), true);
  const Ran shown = kho({"schedule", warehouse_});
  EXPECT_THAT(shown.out, HasSubstr("paused until 2998-12-31T17:00:00.000Z by os:"));
  EXPECT_EQ(kho({"schedule", "pause", warehouse_}).status, 0);
  EXPECT_EQ(schedule().at("tasks").at(0).at("paused").at("until"), nullptr);
  EXPECT_EQ(kho({"schedule", "resume", warehouse_, "check"}).status, 0);
  EXPECT_EQ(schedule().at("tasks").at(0).at("paused"), nullptr);
  EXPECT_EQ(kho({"schedule", "pause", warehouse_, "sweep"}).status, 2);
  EXPECT_EQ(server.post("/v1/admin/schedule/sweep", "application/json", "{\"paused\":true}").status,
            404);
  EXPECT_EQ(server.post("/v1/admin/schedule/check", "application/json", "{}").status, 422);
  EXPECT_EQ(server
                .post("/v1/admin/schedule/check", "application/json",
                      R"({"paused":false,"paused_until":"2999-01-01"})")
                .status,
            422);
}

// What systemd would hear.
class NotifySocket {
 public:
  explicit NotifySocket(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const timeval minute{60, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(fd_);
  }
  std::string heard() const {
    char text[4096];
    const ssize_t size = ::recv(fd_, text, sizeof text, 0);
    return size < 0 ? "nothing" : std::string(text, static_cast<std::size_t>(size));
  }

 private:
  const int fd_;
};

TEST_F(Service, SystemdHearsWhenItIsReadyReloadsAndStops) {
  const NotifySocket socket(scratch_ / "notify");
  KhoServer server(warehouse_);
  EXPECT_EQ(socket.heard(), "READY=1");
  EXPECT_EQ(server.get("/livez").status, 200);
  // It has nothing to read again, and goes on all the same.
  ::kill(server.pid(), SIGHUP);
  EXPECT_THAT(socket.heard(), StartsWith("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_EQ(socket.heard(), "READY=1");
  EXPECT_EQ(server.stop(SIGTERM), 0);
  EXPECT_EQ(socket.heard(), "STOPPING=1");
}

}  // namespace
}  // namespace kho::test
