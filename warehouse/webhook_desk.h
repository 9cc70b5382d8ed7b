// warehouse/webhook_desk.h - Registers, lists, enables and removes webhooks; their secrets and dead
// letters.
//
// Each change is one commit with its event; no event has a URL or a secret. What is delivered:
// webhook_deliveries.h. Thread-safe. Errors: Error kWebhookInvalid, kWebhookDisabled, kNotFound;
// store::Error.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"
#include "warehouse/webhook.h"
#include "warehouse/webhook_deliveries.h"

namespace kho::warehouse {

struct WebhookOrder {
  std::string name;                      // 1..kWebhookNameMax characters, no personal number.
  std::string url;                       // check_webhook_url()
  std::vector<std::string> types;        // check_webhook_types()
  std::optional<store::Position> after;  // Told of what is behind it; from now on, if absent.
  std::string by;
};

struct WebhookView {
  Webhook webhook;
  WebhookProgress progress;
  std::size_t dead_letters = 0;
};

class WebhookDesk {
 public:
  WebhookDesk(store::Store& store, const Clock& clock, Random& random,
              WebhookDeliveries& deliveries)
      : store_(store), clock_(clock), random_(random), deliveries_(deliveries) {}

  // Its secret is in it.
  WebhookView add(const WebhookOrder& order);
  [[nodiscard]] std::vector<WebhookView> list() const;  // In the order in which they were made.
  [[nodiscard]] WebhookView find(const Uuid& id) const;
  void remove(const Uuid& id, const std::string& by);
  // Tells it from where it stopped, at once.
  WebhookView enable(const Uuid& id, const std::string& by);
  // A new secret; the one before signs beside it for kWebhookSecretOverlap.
  WebhookView rotate_secret(const Uuid& id, const std::string& by);
  // Puts an event into the log that only this webhook is told of. Its position.
  store::Position test(const Uuid& id, const std::string& by);

  [[nodiscard]] std::vector<DeadLetter> dead_letters(const Uuid& id, store::Position after,
                                                     std::size_t limit) const;
  // Orders one more attempt for these dead letters, or for all where none is named. How many.
  std::size_t redeliver(const Uuid& id, const std::vector<store::Position>& positions);

 private:
  [[nodiscard]] WebhookView view(const store::TableReader& tables, Webhook webhook) const;
  WebhookView change(const Uuid& id, Event::Type type, const std::string& by,
                     const std::function<void(Webhook&, WebhookProgress&)>& how);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  WebhookDeliveries& deliveries_;
};

}  // namespace kho::warehouse
