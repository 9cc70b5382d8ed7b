#include "api/rate_limit.h"

#include <gtest/gtest.h>

#include "api/remote_address.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, BucketEmptiesAndFillsAgain) {
  RateLimiter limiter({.per_second = 2, .burst = 3});
  const RateLimiter::Time begin{};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.take("a", begin)) << i;
  EXPECT_EQ(limiter.take("a", begin), 1U);
  EXPECT_FALSE(limiter.take("b", begin));  // Another's.
  EXPECT_EQ(limiter.take("a", begin + 499ms), 1U);
  EXPECT_FALSE(limiter.take("a", begin + 500ms));
  EXPECT_EQ(limiter.take("a", begin + 500ms), 1U);
  // Never more than a full bucket; a clock that went back takes nothing away.
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.take("a", begin + 1h)) << i;
  EXPECT_TRUE(limiter.take("a", begin + 1h));
  EXPECT_TRUE(limiter.take("a", begin));
}

TEST(RateLimiter, TellsHowLongToWait) {
  RateLimiter limiter({.per_second = 0.1, .burst = 1});
  EXPECT_FALSE(limiter.take("a", {}));
  EXPECT_EQ(limiter.take("a", {}), 10U);
  EXPECT_EQ(limiter.take("a", RateLimiter::Time{} + 9500ms), 1U);
}

TEST(RateLimiter, ForgetsWhoAskedLongestAgo) {
  RateLimiter limiter({.per_second = 0.001, .burst = 1}, 2);
  EXPECT_FALSE(limiter.take("a", {}));
  EXPECT_FALSE(limiter.take("b", {}));
  EXPECT_TRUE(limiter.take("a", {}));
  EXPECT_FALSE(limiter.take("c", {}));  // In the place of b.
  EXPECT_TRUE(limiter.take("a", {}));
  EXPECT_FALSE(limiter.take("b", {}));
}

TEST(RemoteAddress, OfIpv6IsTheNetwork) {
  EXPECT_EQ(network_of("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("2001:db8:1:2::9"), "2001:db8:1:2::");
  EXPECT_EQ(network_of("::ffff:10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(network_of(""), "");
}

class RateLimitsTest : public ApiTest {
 protected:
  static Response ask(const Api& api, const std::string& address, const std::string& bearer,
                      Request::From from = Request::From::kNetwork) {
    Request request;
    request.from = from;
    request.method = "GET";
    request.path = "/v1/component-types";
    request.address = address;
    request.headers = {{"host", "localhost"}};
    if (!bearer.empty()) request.headers["authorization"] = "Bearer " + bearer;
    return api.handle(request);
  }
  std::string made_token() {
    warehouse::TokenOrder order;
    order.name = "x";
    order.role = warehouse::Role::kAuditor;
    order.by = "lan";
    return warehouse_->tokens().make(order).secret;
  }
};

TEST_F(RateLimitsTest, EachTokenHasItsOwnWhereverItComesFrom) {
  RateLimits limits(Rate{.per_second = 0.001, .burst = 2});
  const Api api(*warehouse_, [](const std::string&) {}, {.limits = &limits});
  const std::string first = made_token();
  const std::string second = made_token();
  EXPECT_EQ(ask(api, "10.0.0.1", first).status, 200);
  EXPECT_EQ(ask(api, "10.0.0.2", first).status, 200);
  const Response refused = ask(api, "10.0.0.3", first);
  EXPECT_EQ(problem(refused), "429 rate_limited");
  EXPECT_EQ(header(refused, "Retry-After"), "1000");
  EXPECT_EQ(ask(api, "10.0.0.1", second).status, 200);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask(api, "", "", Request::From::kDirectory).status, 200);
  }
}

TEST_F(RateLimitsTest, WithoutATokenTheAddressCounts) {
  RateLimits limits(Rate{.per_second = 0.001, .burst = 2});
  const Api api(*warehouse_, [](const std::string&) {}, {.limits = &limits});
  EXPECT_EQ(ask(api, "10.0.0.1", "").status, 200);
  EXPECT_EQ(ask(api, "10.0.0.1", "").status, 200);
  EXPECT_EQ(problem(ask(api, "10.0.0.1", "")), "429 rate_limited");
  EXPECT_EQ(ask(api, "10.0.0.2", "").status, 200);
}

TEST_F(RateLimitsTest, WrongTokensAreLimitedAlsoWhereNothingElseIs) {
  RateLimits limits(std::nullopt, Rate{.per_second = 0.001, .burst = 2});
  const Api api(*warehouse_, [](const std::string&) {}, {.limits = &limits});
  const std::string good = made_token();
  EXPECT_EQ(problem(ask(api, "10.0.0.1", "kho_a")), "401 token_refused");
  EXPECT_EQ(problem(ask(api, "10.0.0.1", "kho_b")), "401 token_refused");
  EXPECT_EQ(problem(ask(api, "10.0.0.1", "kho_c")), "429 rate_limited");
  EXPECT_EQ(problem(ask(api, "10.0.0.2", "kho_c")), "401 token_refused");
  // Others may stand behind the same proxy: who has a good token is let in.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(api, "10.0.0.1", good).status, 200);
}

TEST_F(RateLimitsTest, WhatAdministratorsNeedIsServedAtTheirAddressOnly) {
  const Api api(*warehouse_, [](const std::string&) {}, {.admin_apart = true});
  const auto status = [&](Request::From from, const RouteInfo& route) {
    Request request;
    request.from = from;
    request.method = route.method;
    request.path = route.pattern;
    for (const auto& [hole, value] :
         {std::pair{"{id}", "019a0000-0000-7000-8000-000000000000"}, std::pair{"{name}", "x"},
          std::pair{"{code}", "X"}, std::pair{"{position}", "9"}, std::pair{"{page}", "1"}}) {
      const std::size_t at = request.path.find(hole);
      if (at != std::string::npos) request.path.replace(at, std::string(hole).size(), value);
    }
    request.headers = {{"host", "localhost"}};
    request.body = route.method == "GET" ? "" : "[";
    const Response response = api.handle(request);
    return response.status == 404 &&
                   response.body.find("nothing under this path") != std::string::npos
               ? 0
               : response.status;
  };
  int hidden = 0;
  for (const RouteInfo& route : route_list()) {
    SCOPED_TRACE(std::string(route.method) + " " + std::string(route.pattern));
    using enum Right;
    const bool is_admins = route.right == kAdminister || route.right == kKeep ||
                           route.right == kWriteCatalogue || route.right == kWatch ||
                           route.right == kAudit;
    if (route.right == kDirectory) {
      EXPECT_EQ(status(Request::From::kNetwork, route), 0);
      EXPECT_EQ(status(Request::From::kAdmin, route), 0);
      continue;
    }
    const int seen = status(Request::From::kNetwork, route);
    // A path may have another method that is everybody's.
    EXPECT_EQ(seen == 0 || seen == 405, is_admins) << seen;
    EXPECT_NE(status(Request::From::kAdmin, route), 0);
    EXPECT_NE(status(Request::From::kDirectory, route), 0);
    hidden += is_admins ? 1 : 0;
  }
  EXPECT_GT(hidden, 20);
}

}  // namespace
}  // namespace kho::api
