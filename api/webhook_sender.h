// api/webhook_sender.h - Delivers events to webhooks: signed CloudEvents, in order, again and again
// until they are taken (docs/webhooks.md).
//
// What is due and what becomes of failures is decided by warehouse/webhook_deliveries.h; how bytes
// get to a receiver is passed in. Thread-safe.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "warehouse/environment.h"
#include "warehouse/webhook_deliveries.h"

namespace kho::api {

// A POST.
struct WebhookRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct WebhookAnswer {
  int status = 0;       // 0: there was none.
  std::string failure;  // Why; of ours, and without the URL.
};

// Never throws for what the receiver or the network does. `stop` ends it early, without a status.
using PostWebhook = std::function<WebhookAnswer(const WebhookRequest&, const std::stop_token&)>;

// As it is sent now.
[[nodiscard]] WebhookRequest webhook_request(const warehouse::Webhook& webhook,
                                             const warehouse::FeedPage::Entry& entry,
                                             std::int64_t now_ms);

class WebhookSender {
 public:
  // `report` is told of dead letters, disabled webhooks and failures of our own, for the log: one
  // line, without URLs.
  WebhookSender(warehouse::WebhookDeliveries& deliveries, const warehouse::Clock& clock,
                PostWebhook post, std::function<void(const std::string&)> report)
      : deliveries_(deliveries),
        clock_(clock),
        post_(std::move(post)),
        report_(std::move(report)) {}

  // Delivers what is due to one webhook. False: nothing is.
  bool step(const std::stop_token& stop);
  // Does so until `stop`, and waits where nothing is. In as many threads as may wait for slow
  // receivers at a time.
  void run(const std::stop_token& stop);

 private:
  void deliver(const warehouse::WebhookTurn& turn, const std::stop_token& stop);

  warehouse::WebhookDeliveries& deliveries_;
  const warehouse::Clock& clock_;
  const PostWebhook post_;
  const std::function<void(const std::string&)> report_;
};

}  // namespace kho::api
