// Who asks: headers in, entries of the journal out.
#include "api/purpose.h"

#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>
#include <thread>

#include "api/percent.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

TEST(Percent, EncodedTextsComeBack) {
  for (const std::string& text :
       {std::string(), std::string("lan"), std::string("tiếp nhận, đối chiếu"),
        std::string("100% a+b&c=d/e?f#g"), std::string("\0\x7f\xff", 3)}) {
    EXPECT_EQ(percent_decoded(percent_encoded(text)), text);
  }
  EXPECT_EQ(percent_encoded("Đ ~"), "%C4%90%20~");
  EXPECT_EQ(percent_decoded("os:lan@yen-bai"), "os:lan@yen-bai");
}

TEST(Percent, BrokenEscapesAndBareBytesAreNothing) {
  for (const char* text : {"%", "%4", "%4g", "%+4", "%-1", "% 4", "a b", "lan, minh", "ế", "a/b"}) {
    EXPECT_EQ(percent_decoded(text), std::nullopt) << text;
  }
}

class PurposeTest : public ApiTest {
 protected:
  Json accesses(const std::string& component, const std::string& query = "") {
    const Response response = call("GET", "/v1/components/" + component + "/access-log" + query);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response);
  }
};

TEST_F(PurposeTest, MalformedHeadersAreRefusedOnEveryRoute) {
  for (const char* name : {"kho-officer", "kho-dossier", "kho-purpose"}) {
    for (const std::string& value :
         {std::string("a b"), std::string("%zz"), std::string(kPurposeHeaderBytesMax + 1, 'x')}) {
      EXPECT_EQ(problem(call("GET", "/livez", "", {{name, value}})), "400 header_invalid")
          << name << ": " << value.substr(0, 10);
    }
  }
  EXPECT_EQ(problem(call("GET", "/livez", "", {{"kho-officer", "%07"}})), "400 header_invalid");
  const Response refused = call("GET", "/livez", "", {{"kho-officer", "015085001234"}});
  EXPECT_EQ(problem(refused), "400 header_invalid");
  EXPECT_EQ(refused.body.find("015085001234"), std::string::npos);
}

TEST_F(PurposeTest, EveryLookIsRecordedWithWhoWhyAndForWhat) {
  const std::string id = deposited({}, "the bytes");
  const std::string path = "/v1/components/" + id;
  const std::map<std::string, std::string> headers = {{"kho-officer", "lan"},
                                                      {"kho-dossier", "H63.12-261123-0001"},
                                                      {"kho-purpose", "%C4%91%E1%BB%91i"}};
  EXPECT_EQ(call("GET", path, "", headers).status, 200);
  const std::string tag = header(call("GET", path + "/content", "", headers), "ETag");
  EXPECT_EQ(call("GET", path + "/content", "", {{"if-none-match", tag}}).status, 304);
  EXPECT_EQ(call("GET", path + "/text").status, 200);
  const Json log = accesses(id);
  std::vector<std::string> actions;
  for (const Json& each : log.at("accesses")) actions.push_back(each.at("action"));
  EXPECT_EQ(actions, (std::vector<std::string>{"record_viewed", "content_read", "content_read",
                                               "content_read"}));
  const Json& first = log.at("accesses").at(0);
  EXPECT_EQ(first.at("by"), "lan");
  EXPECT_EQ(first.at("dossier"), "H63.12-261123-0001");
  EXPECT_EQ(first.at("purpose"), "đối");
  EXPECT_EQ(first.at("at"), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(log.at("accesses").at(2).at("by"), "");
  EXPECT_EQ(log.at("next"), nullptr);
}

TEST_F(PurposeTest, AccessLogIsReadInPieces) {
  const std::string id = deposited({}, "the bytes");
  for (int times = 0; times < 3; ++times) {
    call("GET", "/v1/components/" + id);
    warehouse_->accesses().flush();  // Entries of one position are never torn apart.
  }
  const Json first = accesses(id, "?limit=2");
  EXPECT_EQ(first.at("accesses").size(), 2u);
  const std::string next = std::to_string(first.at("next").get<std::uint64_t>());
  const Json rest = accesses(id, "?after=" + next + "&limit=2");
  EXPECT_EQ(rest.at("accesses").size(), 1u);
  EXPECT_EQ(rest.at("next"), nullptr);
  const std::string path = "/v1/components/" + id + "/access-log";
  for (const char* query : {"?limit=0", "?limit=1001", "?limit=x", "?after=-1", "?from=1"}) {
    EXPECT_EQ(problem(call("GET", path + query)), "400 query_invalid") << query;
  }
  EXPECT_EQ(problem(call("GET", "/v1/components/01a2092a-d270-74e4-90dd-dfb649c690ec/access-log")),
            "404 not_found");
}

TEST_F(PurposeTest, PurposeThatHoldsTheOwnersNumberShowsNothing) {
  const std::string id = deposited({}, "the bytes");
  for (const char* part : {"", "/content", "/text"}) {
    const Response refused = call("GET", "/v1/components/" + id + part, "",
                                  {{"kho-purpose", "c%C3%B4ng%20ty%200100109106"}});
    EXPECT_EQ(problem(refused), "422 metadata_invalid") << part;
  }
  EXPECT_TRUE(accesses(id).at("accesses").empty());
}

// Stops every thread but the one that made it, until release().
class StallingClock : public warehouse::Clock {
 public:
  std::int64_t now_ms() const override {
    if (std::this_thread::get_id() != mine_) released_.wait();
    return 1795395600000;
  }
  void release() { released_.count_down(); }

 private:
  const std::thread::id mine_ = std::this_thread::get_id();
  mutable std::latch released_{1};
};

TEST_F(PurposeTest, NothingIsShownWhereNoLookCanBeRecorded) {
  const std::string id = deposited({}, "the bytes");
  warehouse_.reset();
  StallingClock clock;  // The journal takes the time when it commits.
  {
    warehouse::Warehouse stalled(path_, warehouse::Settings{1 << 20}, clock, random_, read_file());
    const Api api(stalled, [](const std::string&) {});
    for (std::size_t i = 0; i < warehouse::AccessJournal::kPendingMax; ++i) {
      stalled.accesses().record({});
    }
    for (const char* part : {"", "/content", "/text"}) {
      Request request;
      request.method = "GET";
      request.path = "/v1/components/" + id + part;
      request.headers = {{"host", "localhost"}};
      const Response refused = api.handle(request);
      EXPECT_EQ(problem(refused), "503 access_log_full") << part;
    }
    clock.release();
  }
}

// Fails every thread but the one that made it, and says when it has failed twice.
class FailingClock : public warehouse::Clock {
 public:
  std::int64_t now_ms() const override {
    if (std::this_thread::get_id() == mine_) return 1795395600000;
    if (!failed_twice_.try_wait()) failed_twice_.count_down();
    throw std::runtime_error("no time");
  }
  void wait_until_failed_twice() const { failed_twice_.wait(); }

 private:
  const std::thread::id mine_ = std::this_thread::get_id();
  mutable std::latch failed_twice_{2};
};

TEST_F(PurposeTest, JournalThatCannotBeWrittenIsNotReady) {
  warehouse_.reset();
  const FailingClock clock;
  warehouse::Warehouse failing(path_, warehouse::Settings{1 << 20}, clock, random_, read_file());
  const Api api(failing, [](const std::string&) {});
  Request request;
  request.method = "GET";
  request.path = "/readyz";
  request.headers = {{"host", "localhost"}};
  EXPECT_EQ(api.handle(request).status, 200);
  warehouse::Access access;
  access.at_ms = 1;
  failing.accesses().record(access);
  clock.wait_until_failed_twice();  // By the second time the first is told.
  const Response response = api.handle(request);
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(json(response).at("failures"), Json({"views cannot be recorded: no time"}));
}

TEST_F(PurposeTest, SearchAndWhatItShowedIsRecordedWithoutItsText) {
  const std::string id = deposited({}, "Hợp đồng thuê nhà xưởng");
  warehouse_->catch_up();
  EXPECT_EQ(call("GET", "/v1/search?q=nha xuong", "", {{"kho-officer", "lan"}}).status, 200);
  EXPECT_EQ(call("GET", "/v1/search?q=khong co gi", "", {{"kho-officer", "lan"}}).status, 200);
  warehouse_->accesses().flush();
  const Json seen = accesses(id).at("accesses");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("action"), "searched");
  EXPECT_EQ(seen[0].at("by"), "lan");
  EXPECT_EQ(seen.dump().find("xuong"), std::string::npos);
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, warehouse::table_names());
  const auto found = warehouse::accesses_of(*store.snapshot(), {}, {}, 0, 10);
  ASSERT_EQ(found.size(), 2u);  // Of no paper: that somebody searched, twice.
  EXPECT_EQ(found[0].access.action, warehouse::Access::Action::kSearched);
  EXPECT_EQ(found[0].access.purpose.by, "lan");
  EXPECT_EQ(found[0].access.purpose.why, "");
}

}  // namespace
}  // namespace kho::api
