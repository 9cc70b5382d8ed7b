#include "tools/webhooks/webhook_post.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

namespace kho::tools {
namespace {

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

// One request, as libcurl's callbacks see it.
struct Delivery {
  const AddressGuard& guard;
  const std::stop_token& stop;
  bool encrypted = false;
  std::size_t bytes_left = 0;
  bool refused = false;    // An address was.
  bool cut_short = false;  // The answer went on for too long.
};

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
  auto& delivery = *static_cast<Delivery*>(data);
  if (!delivery.guard.lets_through(address->addr, delivery.encrypted)) {
    delivery.refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t drop(char*, std::size_t size, std::size_t count, void* data) {
  auto& delivery = *static_cast<Delivery*>(data);
  const std::size_t bytes = size * count;
  delivery.cut_short = bytes > delivery.bytes_left;
  delivery.bytes_left -= std::min(bytes, delivery.bytes_left);
  return delivery.cut_short ? 0 : bytes;
}

int may_go_on(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Delivery*>(data)->stop.stop_requested() ? 1 : 0;
}

// A handle of this thread's own, which keeps its connections for the next delivery.
CURL* handle() {
  static thread_local const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  if (!easy) throw std::bad_alloc();
  curl_easy_reset(easy.get());
  return easy.get();
}

List headers_of(const api::WebhookRequest& request) {
  List list;
  const auto add = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list.release();
    list.reset(longer);
  };
  for (const auto& [name, value] : request.headers) add(name + ": " + value);
  add("Expect:");  // The body is small: not asked for first.
  return list;
}

std::string failure_of(CURLcode code, const Delivery& delivery) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer in time";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "the host is unknown";
    case CURLE_COULDNT_CONNECT:
      return delivery.refused ? "the address is not allowed (kho serve --webhook-allow)"
                              : "no connection";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the certificate is not trusted";
    case CURLE_SSL_CONNECT_ERROR:
      return "no TLS connection";
    default:
      return "the connection broke";
  }
}

void set_up(CURL* easy, const api::WebhookRequest& request, const PostLimits& limits,
            curl_slist* headers, Delivery& delivery) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // Nor one that the environment names.
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &delivery);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &delivery);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, may_go_on);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &delivery);
}

}  // namespace

api::PostWebhook webhook_post(AddressGuard guard, PostLimits limits) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) throw std::runtime_error("libcurl is unusable");
  return [guard = std::move(guard), limits](const api::WebhookRequest& request,
                                            const std::stop_token& stop) {
    Delivery delivery{guard, stop, request.url.starts_with("https://"), limits.answer_bytes};
    const List headers = headers_of(request);
    CURL* easy = handle();
    set_up(easy, request, limits, headers.get(), delivery);
    const CURLcode code = curl_easy_perform(easy);
    api::WebhookAnswer answer;
    if (code == CURLE_OK || delivery.cut_short) {
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      answer.status = static_cast<int>(status);
    } else {
      answer.failure = failure_of(code, delivery);
    }
    return answer;
  };
}

}  // namespace kho::tools
