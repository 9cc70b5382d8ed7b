// Servers killed with SIGKILL at moments that nobody chose, under every kind of work at once.
// Whatever they had answered holds afterwards, to the byte; what was under way happened or did not.
//
// KHO_KILLS: how many, instead of few. KHO_SEED: what the desks do; the moments are the machine's.
#include <signal.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "store/sha256.h"
#include "tests/counted.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

constexpr std::uint64_t kKillsShort = 4;  // One under each job of kJobs.
constexpr int kDesks = 3;
constexpr const char* kJson = "application/json";
constexpr std::array kJobs = {
    R"({"kind":"compact","threshold_percent":0})", R"({"kind":"compact","ripen":true})",
    R"({"kind":"check","read_data":true})", R"({"kind":"reindex","anew":true})"};

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// What is known of a paper: what was answered, and whether a change of it was left unanswered.
struct Paper {
  std::string id;
  std::string content;
  bool is_revoked = false, is_gone = false;
  bool may_be_revoked = false, may_be_gone = false;
};

// One official's work: papers that nobody else changes.
class Desk {
 public:
  Desk(std::uint64_t seed, int number) : random_(seed), number_(number) {}

  // One request. False: no answer came, the server is gone.
  bool step(const KhoServer& server) {
    const std::uint64_t kind = random_() % 10;
    Paper* paper = papers_.empty() ? nullptr : &papers_[random_() % papers_.size()];
    if (kind < 6 || paper == nullptr || paper->is_gone || paper->may_be_gone) return put(server);
    const std::string path = "/v1/components/" + paper->id;
    if (kind == 6 && !paper->is_revoked && !paper->may_be_revoked) {
      paper->may_be_revoked = true;
      const Answer answer = server.post(path + "/revoke", kJson, R"({"by":"a","reason":"sai"})");
      if (answer.status == 0) return false;
      EXPECT_EQ(answer.status, 200) << answer.body;
      paper->is_revoked = true;
    } else if (kind == 7) {
      paper->may_be_gone = true;
      const Answer answer =
          server.ask("DELETE", path, kJson, R"({"reason":"hết hạn","approved_by":"b"})");
      if (answer.status == 0) return false;
      EXPECT_EQ(answer.status, 200) << answer.body;
      paper->is_gone = true;
    } else {
      const Answer answer = server.get(path + "/content");
      if (answer.status == 0) return false;
      EXPECT_EQ(answer.status, 200);
      EXPECT_TRUE(answer.body == paper->content);
    }
    return true;
  }

  // Holds all that was answered against what the server has; what was left open is known then.
  void compare(const KhoServer& server) {
    for (Paper& paper : papers_) {
      const std::string path = "/v1/components/" + paper.id;
      const Answer record = server.get(path);
      if (paper.is_gone || (paper.may_be_gone && record.status == 404)) {
        EXPECT_EQ(record.status, 404) << paper.id;
        paper.is_gone = true;
        continue;
      }
      paper.may_be_gone = false;
      ASSERT_EQ(record.status, 200) << paper.id;
      const bool revoked = !record.json().at("revocation").is_null();
      if (paper.is_revoked || !paper.may_be_revoked) {
        EXPECT_EQ(revoked, paper.is_revoked) << record.body;
      }
      paper.is_revoked = paper.may_be_revoked = revoked;
      const Answer content = server.get(path + "/content");
      ASSERT_EQ(content.status, 200) << paper.id;
      EXPECT_TRUE(content.body == paper.content) << paper.id;
      EXPECT_EQ(content.etag,
                "\"" + store::Sha256::of(store::as_bytes(paper.content)).hex() + "\"");
    }
  }

  [[nodiscard]] std::uint64_t held() const {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(papers_, [](const Paper& paper) { return !paper.is_gone; }));
  }
  [[nodiscard]] std::uint64_t unanswered() const { return unanswered_; }

 private:
  // Of noise, of text, or with much that others have.
  bool put(const KhoServer& server) {
    std::string content = "desk " + std::to_string(number_) + " paper " + std::to_string(++made_);
    std::mt19937_64 shared(random_() % 4);
    for (std::uint64_t n = random_() % 8'000; n > 0; --n) {
      content.push_back(static_cast<char>(shared() % (made_ % 2 == 0 ? 256 : 4)));
    }
    const Answer answer = server.deposit(kMetadata, content);
    if (answer.status == 0) {
      ++unanswered_;
      return false;
    }
    EXPECT_EQ(answer.status, 201) << answer.body;
    papers_.push_back({answer.json().at("component").at("id"), content});
    return true;
  }

  std::mt19937_64 random_;
  const int number_;
  std::uint64_t made_ = 0;
  std::uint64_t unanswered_ = 0;
  std::vector<Paper> papers_;
};

class KilledServer : public EndToEnd {
 protected:
  // Until `server` is killed, somewhere after so many answers since it took the job.
  static void work(KhoServer& server, std::vector<Desk>& desks, std::uint64_t answers,
                   std::chrono::microseconds later, std::uint64_t job) {
    std::atomic<std::uint64_t> answered = 0;
    std::atomic<std::size_t> working = desks.size();
    std::vector<std::jthread> threads;
    for (Desk& desk : desks) {
      threads.emplace_back([&] {
        while (desk.step(server)) ++answered;
        --working;
      });
    }
    EXPECT_EQ(server.post("/v1/admin/jobs", kJson, kJobs[job % kJobs.size()]).status, 202);
    answered = 0;
    while (answered < answers && working > 0) std::this_thread::yield();
    EXPECT_GT(working, 0u) << "the server ended by itself";
    const auto moment = std::chrono::steady_clock::now() + later;
    while (std::chrono::steady_clock::now() < moment) {
    }
    ::kill(server.pid(), SIGKILL);
  }
};

TEST_F(KilledServer, HadDoneWhatItAnswered) {
  const std::uint64_t seed = number_of("KHO_SEED", 1);
  const std::uint64_t kills = number_of("KHO_KILLS", kKillsShort);
  std::mt19937_64 random(seed);
  std::vector<Desk> desks;
  for (int i = 0; i < kDesks; ++i) desks.emplace_back(random(), i);
  for (std::uint64_t kill = 0; kill < kills && !HasFailure(); ++kill) {
    SCOPED_TRACE(kill);
    KhoServer server(warehouse_);
    for (Desk& desk : desks) desk.compare(server);
    if (HasFailure()) break;
    work(server, desks, 3 + random() % 60, std::chrono::microseconds(random() % 20'000), kill);
    counted("kills", 1);
  }
  std::uint64_t held = 0, unanswered = 0;
  {
    KhoServer server(warehouse_);
    for (Desk& desk : desks) {
      desk.compare(server);
      held += desk.held();
      unanswered += desk.unanswered();
    }
    EXPECT_EQ(server.stop(SIGTERM), 0);
  }
  const std::uint64_t components = kho_json({"stats", warehouse_}).at("components");
  EXPECT_GE(components, held);
  EXPECT_LE(components, held + unanswered);
  const Ran checked = kho({"check", warehouse_, "--read-data"});
  EXPECT_EQ(checked.status, 0) << checked.out;
  EXPECT_EQ(kho({"audit", "verify", warehouse_}).status, 0);
  // And the segments alone say the same.
  EXPECT_EQ(kho({"rebuild", warehouse_}).status, 0);
  const KhoServer server(warehouse_);
  for (Desk& desk : desks) desk.compare(server);
}

TEST_F(KilledServer, TwoOfOneDirectoryAreOneAndARefusal) {
  const KhoServer server(warehouse_);
  const Ran second = kho({"serve", warehouse_, "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.status, 5) << second.err;
  EXPECT_NE(second.err.find("warehouse_busy"), std::string::npos) << second.err;
  // By another name of the directory, too.
  fs::create_symlink(warehouse_, scratch_ / "link");
  EXPECT_EQ(kho({"serve", scratch_ / "link", "--listen", "127.0.0.1:0"}).status, 5);
  EXPECT_EQ(server.deposit(kMetadata, "vẫn nhận").status, 201);
}

}  // namespace
}  // namespace kho::test
