#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class MetricsTest : public ApiTest {};

TEST_F(MetricsTest, RequestsAreCountedByRouteAndNothingPersonalIsInThem) {
  const std::string id = deposited(nullptr, "giấy");
  (void)call("GET", "/v1/components/" + id);
  (void)call("GET", "/v1/components/" + id);
  (void)call("GET", "/v1/components/019a0000-0000-7000-8000-000000000000");
  (void)call("GET", "/nothing/" + id);
  (void)call("BREW", "/other");
  const Response response = call("GET", "/metrics");
  EXPECT_EQ(header(response, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  const std::string& text = response.body;
  const std::string record = R"(kho_http_requests_total{method="GET",route="/v1/components/{id}",)";
  EXPECT_THAT(text, HasSubstr(record + "status=\"200\"} 2"));
  EXPECT_THAT(text, HasSubstr(record + "status=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr(R"({method="none",route="none",status="404"} 2)"));
  EXPECT_THAT(text, HasSubstr("kho_http_request_seconds_bucket{"));
  EXPECT_THAT(text, HasSubstr("kho_writable 1\n"));
  EXPECT_THAT(text, HasSubstr("kho_readings_waiting 0\n"));
  EXPECT_THAT(text, HasSubstr("kho_check{check=\"store\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("kho_check{check=\"signing_key\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("kho_disk_free_bytes "));
  EXPECT_THAT(text, Not(HasSubstr("kho_indicator_lag_entries 0\n")));
  EXPECT_THAT(text, Not(HasSubstr("kho_text_lag_entries 0\n")));  // The file was not read yet.
  EXPECT_THAT(text, Not(HasSubstr(id)));
  EXPECT_THAT(text, Not(HasSubstr("0100109106")));
}

TEST_F(MetricsTest, WhatTheLastCheckFoundIsTold) {
  EXPECT_THAT(call("GET", "/metrics").body, Not(HasSubstr("kho_check_findings{")));
  const Response started = call("POST", "/v1/admin/jobs", R"({"kind":"check"})");
  (void)call("GET", header(started, "Location") + "?wait=30");
  const std::string text = call("GET", "/metrics").body;
  EXPECT_THAT(text, HasSubstr("kho_check_findings{severity=\"note\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("kho_check_findings{severity=\"damage\"} 0\n"));
  // No server does anything by itself here.
  EXPECT_THAT(text, Not(HasSubstr("kho_scheduled_last_success_seconds{")));
}

}  // namespace
}  // namespace kho::api
