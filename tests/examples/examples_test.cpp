// Holds examples/ to what they say: each runs against a real server, and prints what that did.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <stdio.h>
#include <sys/wait.h>

#include "store/sha256.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kCode = "H63.12-261123-0101";

std::string sha256_of(const fs::path& file) {
  return store::Sha256::of(store::as_bytes(read_file(file))).hex();
}

class Examples : public EndToEnd {
 protected:
  Examples() {
    registration_ = kho_json({"deposit", warehouse_, registration_file_, "--owner",
                              "mst:5299101378", "--type", "GCN_DKDN", "--number", "5299101378",
                              "--issue-date", "2021-03-16", "--indefinite"})
                        .at("component")
                        .at("id");
    server_ = std::make_unique<KhoServer>(warehouse_);
    token_ = kho_json({"token", "create", warehouse_, "--name", "Một cửa", "--role", "intake",
                       "--agency", "H63.12"})
                 .at("secret");
    fs::copy_file(samples_ / "0004-hd-nha-cung-cap-suoi-giang.pdf", paper_);
  }

  // The lines that it printed, refusals included.
  std::vector<std::string> run(const std::string& program) {
    const std::string command = fmt::format(
        "KHO_URL=http://127.0.0.1:{} KHO_TOKEN={} PYTHONDONTWRITEBYTECODE=1 '{}' {} '{}' 2>&1",
        server_->port(), token_, program, kCode, paper_);
    std::vector<std::string> lines(1);
    FILE* out = ::popen(command.c_str(), "r");
    for (int c = ::fgetc(out); c != EOF; c = ::fgetc(out)) {
      if (c == '\n') {
        lines.emplace_back();
      } else {
        lines.back().push_back(static_cast<char>(c));
      }
    }
    lines.pop_back();
    const int status = ::pclose(out);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << testing::PrintToString(lines);
    return lines;
  }

  // That `lines` are what was done, as the warehouse tells it.
  void expect_done(const std::vector<std::string>& lines) {
    const Json dossier = kho_json({"dossier", "show", warehouse_, kCode});
    const Json& attachments = dossier.at("attachments");
    ASSERT_EQ(attachments.size(), 2u) << testing::PrintToString(lines);
    EXPECT_EQ(attachments.at(0).at("component_id"), registration_);
    const std::string receipt = attachments.at(0).at("receipt_id");
    const std::string deposited = attachments.at(1).at("component_id");
    const std::string sha256 = sha256_of(paper_);
    EXPECT_THAT(
        lines,
        ElementsAre(fmt::format("dossier {} received", kCode), "requirement 1: not_reusable_type",
                    "requirement 2: reusable", "requirement 3: missing", "requirement 4: missing",
                    "requirement 5: missing",
                    fmt::format("receipt {} accepted true sha256 {}", receipt,
                                sha256_of(registration_file_)),
                    fmt::format("deposited {} sha256 {}", deposited, sha256),
                    "fetched sha256 " + sha256,
                    fmt::format("range 206 bytes 0-3/{} %PDF", fs::file_size(paper_)),
                    "not modified 304", "search 1 " + deposited, "attached 2 reused_component",
                    "attached 4 digitised", HasSubstr("refused 409 not_reusable Quy tắc")));
    // Who it was is in the access log of what it fetched.
    const Json looks = kho_json({"access-log", warehouse_, deposited}).at("accesses");
    ASSERT_GT(looks.size(), 2u);
    for (const Json& look : looks) {
      EXPECT_EQ(look.at("by"), "tran.thi.mai");
      EXPECT_EQ(look.at("dossier"), kCode);
      EXPECT_EQ(look.at("purpose"), "Tiếp nhận hồ sơ");
    }
  }

  const fs::path registration_file_ = samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf";
  const std::string paper_ = scratch_ / "paper.pdf";
  std::string registration_;
  std::string token_;
  std::unique_ptr<KhoServer> server_;
};

TEST_F(Examples, Curl) { expect_done(run(KHO_EXAMPLES_DIR "/curl/example.sh")); }

TEST_F(Examples, Python) { expect_done(run(KHO_EXAMPLES_DIR "/python/example.py")); }

TEST_F(Examples, Cpp) { expect_done(run(KHO_EXAMPLE_CLIENT)); }

}  // namespace
}  // namespace kho::test
