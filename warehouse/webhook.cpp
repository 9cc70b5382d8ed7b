#include "warehouse/webhook.h"

#include <algorithm>
#include <charconv>

#include "warehouse/error.h"
#include "warehouse/event_names.h"
#include "warehouse/log_text.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

[[noreturn]] void refuse_webhook(const std::string& why) {
  throw Error(Errc::kWebhookInvalid, why);
}

bool consists_of(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [more](char c) {
    return kLettersAndDigits.find(c) != std::string_view::npos ||
           more.find(c) != std::string_view::npos;
  });
}

bool is_usable_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port > 65'535) return false;
  return port == 80 || port == 443 || port >= 1024;
}

bool names(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with(".*")) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool is_sent(Event::Type type) { return type != Event::Type::kAccessed; }

// Whether some event that this version knows is meant.
bool names_any(std::string_view pattern) {
  constexpr int kTypeNumbersEnd = 1000;
  for (int number = 1; number < kTypeNumbersEnd; ++number) {
    const auto type = static_cast<Event::Type>(number);
    const std::string name = event_name(type);
    if (is_sent(type) && !name.starts_with("vn.kho.event.") && names(pattern, name)) return true;
  }
  return false;
}

}  // namespace

AfterFailure note_failure(WebhookProgress& progress, bool gone, const std::string& failure,
                          std::int64_t now_ms, double chance) {
  progress.last_failure = failure;
  if (!progress.failing_since_ms) progress.failing_since_ms = now_ms;
  ++progress.attempts;
  const bool too_long = now_ms - *progress.failing_since_ms >= kWebhookFailingMax.count();
  if (gone || too_long) {
    progress.disabled = gone ? WebhookEnd::kGone : WebhookEnd::kFailing;
    progress.disabled_at_ms = now_ms;
    return AfterFailure::kDisabled;
  }
  if (progress.attempts > kWebhookPauses.size()) return AfterFailure::kDeadLetter;
  const auto pause = static_cast<double>(kWebhookPauses[progress.attempts - 1].count());
  progress.due_at_ms = now_ms + static_cast<std::int64_t>(pause * (1 + chance / 5));
  return AfterFailure::kTryAgain;
}

bool wants(const Webhook& webhook, const Event& event) {
  if (!is_sent(event.type)) return false;
  if (event.type == Event::Type::kWebhookTested) return event.related == webhook.id;
  if (webhook.types.empty()) return true;
  const std::string name = event_name(event.type);
  return std::ranges::any_of(webhook.types,
                             [&](const std::string& pattern) { return names(pattern, name); });
}

void check_webhook_url(const std::string& url) {
  if (url.size() > kWebhookUrlBytesMax) refuse_webhook("url: too long");
  std::string_view left = url;
  if (left.starts_with("https://")) {
    left.remove_prefix(8);
  } else if (left.starts_with("http://")) {
    left.remove_prefix(7);
  } else {
    refuse_webhook("url: begins with https:// (or http://, where the administrator allows it)");
  }
  // Whatever two readers could take apart differently is refused.
  const std::size_t path = std::min(left.find_first_of("/?"), left.size());
  if (!consists_of(left.substr(path), "-._~:/?[]@!$&'()*+,;=%")) {
    refuse_webhook("url: the path has a character that must be percent-encoded, or a fragment");
  }
  std::string_view authority = left.substr(0, path);
  if (authority.find('@') != std::string_view::npos) {
    refuse_webhook("url: an account or password in it is refused; deliveries are signed");
  }
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    if (!is_usable_port(authority.substr(colon + 1))) {
      refuse_webhook("url: the port is 80, 443, or 1024 to 65535");
    }
    authority = authority.substr(0, colon);
  }
  const bool is_v6 = authority.starts_with('[') && authority.ends_with(']');
  if (is_v6) authority = authority.substr(1, authority.size() - 2);
  if (authority.empty() || !consists_of(authority, is_v6 ? ":." : "-.")) {
    refuse_webhook("url: the host is a name or an address");
  }
  if (holds_personal_number(url)) refuse_webhook("url: it holds twelve digits in a row");
}

void check_webhook_types(const std::vector<std::string>& types) {
  if (types.size() > kWebhookTypesMax) refuse_webhook("types: too many");
  for (const std::string& type : types) {
    if (!names_any(type)) refuse_webhook("types: one of them is the name of no event that is sent");
  }
}

}  // namespace kho::warehouse
