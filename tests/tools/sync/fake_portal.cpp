#include "tests/tools/sync/fake_portal.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>

#include <condition_variable>
#include <mutex>

namespace kho::test {

namespace net = Poco::Net;
using Json = nlohmann::json;

struct FakePortal::Impl {
  class Handler : public net::HTTPRequestHandler {
   public:
    explicit Handler(Impl& portal) : portal_(portal) {}
    void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
      std::string text;
      Poco::StreamCopier::copyToString(in.stream(), text);
      portal_.answer(in, text, out);
    }

   private:
    Impl& portal_;
  };
  class Factory : public net::HTTPRequestHandlerFactory {
   public:
    explicit Factory(Impl& portal) : portal_(portal) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
      return new Handler(portal_);  // Poco takes ownership.
    }

   private:
    Impl& portal_;
  };

  Impl()
      : socket(net::SocketAddress("127.0.0.1", 0)),
        server(new Factory(*this), socket, new net::HTTPServerParams) {
    server.start();
  }
  ~Impl() { server.stopAll(true); }

  void answer(net::HTTPServerRequest& in, const std::string& text, net::HTTPServerResponse& out) {
    const std::lock_guard lock(mutex);
    all.push_back({in.getURI(), in.get("Authorization", ""), Json::parse(text, nullptr, false)});
    Behaviour behaviour = otherwise;
    if (!scripted.empty()) {
      behaviour = scripted.front();
      scripted.pop_front();
    }
    switch (behaviour) {
      case Behaviour::kNormal:
        send(out, 200, take(all.back()).dump());
        break;
      case Behaviour::kError:
        send(out, 200, Json{{"error_code", 7}, {"message", text}}.dump());
        break;
      case Behaviour::kHttp500:
        send(out, 500, "");
        break;
      case Behaviour::kRubbish:
        send(out, 200, "<html>");
        break;
      case Behaviour::kHangUp:
        dynamic_cast<net::HTTPServerRequestImpl&>(in).detachSocket().close();
        break;
      case Behaviour::kSlow:
        stalled.push_back(dynamic_cast<net::HTTPServerRequestImpl&>(in).detachSocket());
        break;
    }
    changed.notify_all();
  }

  Json take(const Received& request) {
    const std::string code = request.body.at("MaHoSo");
    const bool create = request.path == "/create";
    if (create && known.contains(code)) {
      return {{"error_code", -2}, {"message", "Hồ sơ ĐÃ TỒN TẠI trên hệ thống"}};
    }
    if (!create && !known.contains(code)) return {{"error_code", 4}, {"message", "chưa có"}};
    known[code] = request.body;
    return {{"error_code", 0}, {"message", "OK"}};
  }

  static void send(net::HTTPServerResponse& out, int status, const std::string& body) {
    out.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
    out.sendBuffer(body.data(), body.size());
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Behaviour> scripted;
  Behaviour otherwise = Behaviour::kNormal;
  std::vector<Received> all;
  std::map<std::string, Json> known;
  std::vector<net::StreamSocket> stalled;
  // Last, so that no handler outlives what it uses.
  net::ServerSocket socket;
  net::HTTPServer server;
};

FakePortal::FakePortal() : impl_(std::make_unique<Impl>()) {}
FakePortal::~FakePortal() = default;

void FakePortal::script(std::deque<Behaviour> behaviours) {
  const std::lock_guard lock(impl_->mutex);
  impl_->scripted = std::move(behaviours);
}

void FakePortal::always(Behaviour behaviour) {
  const std::lock_guard lock(impl_->mutex);
  impl_->otherwise = behaviour;
}

std::string FakePortal::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->socket.address().port());
}

std::vector<FakePortal::Received> FakePortal::received() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->all;
}

std::map<std::string, Json> FakePortal::known() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->known;
}

bool FakePortal::wait_for(const std::function<bool(const Known&)>& enough,
                          std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->changed.wait_until(lock, deadline, [&] { return enough(impl_->known); });
}

}  // namespace kho::test
