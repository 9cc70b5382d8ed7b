// warehouse/webhook.h - A webhook: an address that is told of events, and how far it was told.
//
//   position ──> next event that it wants ──> delivered ──> position moves
//                  │ failed: tried again after kWebhookPauses, one after the other
//                  ├──> all in vain: dead letter, position moves
//                  └──> 410, or nothing for days: disabled, position stays
//
// So a webhook gets its events in the order of the log, each at least once. Plain values and pure
// rules. Errors: Error kWebhookInvalid.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change_log.h"
#include "warehouse/event.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

inline constexpr std::size_t kWebhooksMax = 100;
inline constexpr std::size_t kWebhookNameMax = 100;  // Characters.
inline constexpr std::size_t kWebhookUrlBytesMax = 2000;
inline constexpr std::size_t kWebhookTypesMax = 50;
inline constexpr std::size_t kDeadLettersMax = 1000;  // Of one webhook.
inline constexpr std::size_t kWebhookSecretBytes = 32;
// Behind each failure but the last; each is prolonged by chance, by up to a fifth.
inline constexpr std::array<std::chrono::milliseconds, 7> kWebhookPauses{
    std::chrono::seconds(5), std::chrono::minutes(5), std::chrono::minutes(30),
    std::chrono::hours(2),   std::chrono::hours(5),   std::chrono::hours(10),
    std::chrono::hours(10)};
inline constexpr std::chrono::milliseconds kWebhookFailingMax = std::chrono::days(5);
// How long a replaced secret still signs beside the new one.
inline constexpr std::chrono::milliseconds kWebhookSecretOverlap = std::chrono::hours(24);

struct Webhook {
  Uuid id;
  std::string name;
  std::string url;
  std::vector<std::string> types;  // Names of events, or with ".*" at the end; none: all.
  std::string secret;              // kWebhookSecretBytes
  std::string previous_secret;     // Likewise, or empty.
  std::int64_t previous_until_ms = 0;
  std::int64_t created_at_ms = 0;
  std::string created_by;
};

// Why it is told nothing. Numbers are on disk.
enum class WebhookEnd {
  kNone = 0,
  kGone = 1,             // It answered 410.
  kFailing = 2,          // Nothing was delivered for kWebhookFailingMax.
  kDeadLettersFull = 3,  // kDeadLettersMax
};
inline constexpr NameTable<WebhookEnd, 4> kWebhookEndNames{
    {{WebhookEnd::kNone, "none"},
     {WebhookEnd::kGone, "gone"},
     {WebhookEnd::kFailing, "failing"},
     {WebhookEnd::kDeadLettersFull, "dead_letters_full"}}};

struct WebhookProgress {
  store::Position position = 0;  // Everything up to here is done with.
  std::uint32_t attempts = 0;    // In vain, of what comes next.
  std::int64_t due_at_ms = 0;    // Not before.
  std::optional<std::int64_t> failing_since_ms;
  std::string last_failure;  // A few words of ours, never of the receiver.
  std::optional<std::int64_t> last_delivered_at_ms;
  WebhookEnd disabled = WebhookEnd::kNone;
  std::optional<std::int64_t> disabled_at_ms;
  std::vector<store::Position> redeliver;  // Dead letters to be tried again, in order.
};

struct DeadLetter {
  store::Position position = 0;
  std::uint32_t attempts = 0;
  std::string failure;  // Of the last.
  std::int64_t at_ms = 0;
};

// What a failure means for what comes next, `progress` changed accordingly. `chance`: 0 to 1.
enum class AfterFailure { kTryAgain, kDeadLetter, kDisabled };
[[nodiscard]] AfterFailure note_failure(WebhookProgress& progress, bool gone,
                                        const std::string& failure, std::int64_t now_ms,
                                        double chance);

// Whether it is told of `event`. Of views of papers none is, of a test the one that is tested.
[[nodiscard]] bool wants(const Webhook& webhook, const Event& event);

// "https://host[:port][/path][?query]", or http. No account, no fragment, ports 80, 443 and 1024
// up. Which machine it means is asked when it is connected to.
void check_webhook_url(const std::string& url);
// Each is the name of an event, or the beginning of one up to a dot, and ".*".
void check_webhook_types(const std::vector<std::string>& types);

}  // namespace kho::warehouse
