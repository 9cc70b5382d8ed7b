// The rules of webhooks: what may be registered, what is wanted, what failures lead to, signatures
// and records.
#include "warehouse/webhook.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/base64.h"
#include "warehouse/webhook_codec.h"
#include "warehouse/webhook_signature.h"

namespace kho::warehouse {
namespace {

const Uuid kHook = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");

TEST(WebhookUrl, GoodOnesAreTaken) {
  for (const char* url :
       {"https://a.vn", "https://a.vn/", "https://A.vn:443/kho?x=1&y=%C3%A2",
        "http://127.0.0.1:8080/a", "https://[2001:db8::1]:8443/x", "https://10.0.0.1",
        "https://a.vn?x", "https://a.vn:65535/services/T0/B0/x~y"}) {
    EXPECT_NO_THROW(check_webhook_url(url)) << url;
  }
}

TEST(WebhookUrl, WhatCouldBeMisunderstoodIsRefused) {
  for (const char* url : {"",
                          "ftp://a.vn/",
                          "HTTPS://a.vn/",
                          "//a.vn",
                          "https:/a.vn",
                          "https://",
                          "https:///x",
                          "https://a.vn:/",
                          "https://a.vn:22/",
                          "https://a.vn:99999/",
                          "https://a.vn:4294967739/",
                          "https://a.vn:+443/",
                          "https://u:p@a.vn/",
                          "https://u@a.vn/",
                          "https://a.vn@b.vn/",
                          "https://a.vn/#x",
                          "https://a.vn\\@b.vn/",
                          "https://a.vn/\\x",
                          "https://a.vn/ x",
                          "https://a.vn/\r\nHost: b",
                          "https://a b/",
                          "https://đ.vn/",
                          "https://a.vn/đ",
                          "https://[::1",
                          "https://[::1]x/",
                          "https://[a.vn]:80:80/",
                          "https://a.vn:443:443/",
                          "https://a%2Evn/",
                          "https://[fe80::1%25eth0]/",
                          "https://a.vn/015085001234"}) {
    EXPECT_EQ(refusal([&] { check_webhook_url(url); }), "webhook_invalid") << url;
  }
  EXPECT_EQ(refusal([] { check_webhook_url("https://a.vn/" + std::string(2000, 'x')); }),
            "webhook_invalid");
}

TEST(WebhookTypes, NameEventsOrTheirBeginnings) {
  EXPECT_NO_THROW(check_webhook_types({}));
  EXPECT_NO_THROW(
      check_webhook_types({"vn.kho.component.revoked", "vn.kho.dossier.*", "vn.kho.*"}));
  for (const char* bad : {"", "*", ".*", "vn.kho.dossier", "vn.kho.dossier.*x", "vn.kho.nothing.*",
                          "vn.kho.papers.accessed", "vn.kho.papers.*", "vn.kho.event.99"}) {
    EXPECT_EQ(refusal([&] { check_webhook_types({bad}); }), "webhook_invalid") << bad;
  }
  EXPECT_EQ(refusal([] { check_webhook_types(std::vector<std::string>(51, "vn.kho.*")); }),
            "webhook_invalid");
}

TEST(WebhookWants, ItsTypesAndItsOwnTests) {
  const auto event = [](Event::Type type, std::optional<Uuid> related = {}) {
    Event made{type, 0, {}, {}, {}, {}};
    made.related = related;
    return made;
  };
  Webhook all;
  all.id = kHook;
  Webhook some = all;
  some.types = {"vn.kho.component.revoked", "vn.kho.dossier.*"};
  EXPECT_TRUE(wants(all, event(Event::Type::kTextExtracted)));
  EXPECT_FALSE(wants(all, event(Event::Type::kAccessed)));
  EXPECT_TRUE(wants(some, event(Event::Type::kRevoked)));
  EXPECT_TRUE(wants(some, event(Event::Type::kDossierTold)));
  EXPECT_FALSE(wants(some, event(Event::Type::kReviewed)));
  EXPECT_TRUE(wants(some, event(Event::Type::kWebhookTested, kHook)));
  EXPECT_FALSE(wants(all, event(Event::Type::kWebhookTested, Uuid())));
}

TEST(WebhookFailures, PausesGrowThenItIsADeadLetter) {
  WebhookProgress progress;
  std::int64_t now_ms = 1'000;
  for (const auto pause : kWebhookPauses) {
    ASSERT_EQ(note_failure(progress, false, "status 500", now_ms, 0), AfterFailure::kTryAgain);
    EXPECT_EQ(progress.due_at_ms, now_ms + pause.count());
    now_ms = progress.due_at_ms;
  }
  EXPECT_EQ(note_failure(progress, false, "status 500", now_ms, 0), AfterFailure::kDeadLetter);
  EXPECT_EQ(progress.failing_since_ms, 1'000);
}

TEST(WebhookFailures, ChanceProlongsPausesByAFifthAtMost) {
  WebhookProgress progress;
  (void)note_failure(progress, false, "x", 0, 1);
  EXPECT_EQ(progress.due_at_ms, 6'000);
}

TEST(WebhookFailures, GoneOrFailingForDaysDisables) {
  WebhookProgress progress;
  EXPECT_EQ(note_failure(progress, true, "status 410", 5, 0), AfterFailure::kDisabled);
  EXPECT_EQ(progress.disabled, WebhookEnd::kGone);
  EXPECT_EQ(progress.disabled_at_ms, 5);
  WebhookProgress failing;
  failing.failing_since_ms = 1;
  EXPECT_EQ(note_failure(failing, false, "x", kWebhookFailingMax.count(), 0),
            AfterFailure::kTryAgain);
  EXPECT_EQ(note_failure(failing, false, "x", kWebhookFailingMax.count() + 1, 0),
            AfterFailure::kDisabled);
  EXPECT_EQ(failing.disabled, WebhookEnd::kFailing);
}

// The vector that the libraries of Standard Webhooks test themselves with.
TEST(WebhookSignature, IsAsStandardWebhooksHasIt) {
  Webhook webhook;
  webhook.secret = *from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const auto signature = [&](std::int64_t now_ms) {
    return webhook_signature(webhook, "msg_p5jXN8AQM9LWM0D4loKWxJek", R"({"test": 2432232314})",
                             now_ms);
  };
  const std::string expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  EXPECT_EQ(signature(1614265330'000), expected);
  // The secret before signs beside the new one, for a while.
  webhook.previous_secret = std::exchange(webhook.secret, std::string(32, 'x'));
  webhook.previous_until_ms = 1614265330'001;
  EXPECT_THAT(signature(1614265330'000), testing::EndsWith(" " + expected));
  webhook.previous_until_ms = 1614265330'000;
  EXPECT_EQ(signature(1614265330'000).find(' '), std::string::npos);
  EXPECT_EQ(webhook_secret_text("abc"), "whsec_YWJj");
  EXPECT_EQ(webhook_message_id(kHook, 42), "01a2092a-d270-74e4-90dd-dfb649c690ec-42");
}

Webhook full_webhook() {
  return {kHook,
          "Cổng dịch vụ công",
          "https://a.vn/kho",
          {"vn.kho.dossier.*"},
          std::string(32, 's'),
          std::string(32, 'p'),
          1795395600001,
          1795395600000,
          "quan.tri"};
}
WebhookProgress full_progress() {
  return {42,
          3,
          1795395600002,
          1795395600003,
          "status 500",
          1795395600004,
          WebhookEnd::kFailing,
          1795395600005,
          {7, 9}};
}

void expect_full(const Webhook& webhook, const WebhookProgress& progress,
                 const DeadLetter& letter) {
  EXPECT_EQ(encode(webhook), encode(full_webhook()));
  EXPECT_EQ(webhook.types, full_webhook().types);
  EXPECT_EQ(webhook.previous_secret, full_webhook().previous_secret);
  EXPECT_EQ(webhook.previous_until_ms, full_webhook().previous_until_ms);
  EXPECT_EQ(webhook.created_by, "quan.tri");
  EXPECT_EQ(encode(progress), encode(full_progress()));
  EXPECT_EQ(progress.disabled, WebhookEnd::kFailing);
  EXPECT_EQ(progress.disabled_at_ms, 1795395600005);
  EXPECT_EQ(progress.redeliver, full_progress().redeliver);
  EXPECT_EQ(letter.position, 43U);
  EXPECT_EQ(letter.attempts, 8U);
  EXPECT_EQ(letter.failure, "status 500");
  EXPECT_EQ(letter.at_ms, 1795395600006);
}

TEST(WebhookCodec, RecordsRoundTripInEveryField) {
  expect_full(decode_webhook(encode(full_webhook())),
              decode_webhook_progress(encode(full_progress())),
              decode_dead_letter(43, encode(DeadLetter{43, 8, "status 500", 1795395600006})));
}

TEST(WebhookCodec, RecordsOfTheFirstFormAreStillRead) {
  const auto golden = [](const char* name) {
    std::ifstream stream(std::string(KHO_GOLDEN_DIRECTORY) + "/records-v1/" + name,
                         std::ios::binary);
    EXPECT_TRUE(stream) << name;
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  expect_full(decode_webhook(golden("webhook")),
              decode_webhook_progress(golden("webhook_progress")),
              decode_dead_letter(43, golden("dead_letter")));
}

TEST(WebhookCodec, DamagedRecordsAreRefused) {
  Webhook webhook = full_webhook();
  webhook.secret = "short";
  EXPECT_THROW((void)decode_webhook(encode(webhook)), store::Error);
  WebhookProgress progress = full_progress();
  progress.disabled = static_cast<WebhookEnd>(9);
  EXPECT_THROW((void)decode_webhook_progress(encode(progress)), store::Error);
  EXPECT_THROW((void)decode_dead_letter(1, "\xff"), store::Error);
}

}  // namespace
}  // namespace kho::warehouse
