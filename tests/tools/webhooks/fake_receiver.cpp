#include "tests/tools/webhooks/fake_receiver.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace kho::test {

namespace net = Poco::Net;

struct FakeReceiver::Impl {
  class Handler : public net::HTTPRequestHandler {
   public:
    explicit Handler(Impl& receiver) : receiver_(receiver) {}
    void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
      Received request{in.getURI(), {}, {}};
      for (const auto& [name, value] : in) request.headers[Poco::toLower(name)] = value;
      Poco::StreamCopier::copyToString(in.stream(), request.body);
      receiver_.answer(in, std::move(request), out);
    }

   private:
    Impl& receiver_;
  };
  class Factory : public net::HTTPRequestHandlerFactory {
   public:
    explicit Factory(Impl& receiver) : receiver_(receiver) {}
    net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
      return new Handler(receiver_);  // Poco takes ownership.
    }

   private:
    Impl& receiver_;
  };

  Impl()
      : socket(net::SocketAddress("127.0.0.1", 0)),
        server(new Factory(*this), socket, new net::HTTPServerParams) {
    server.start();
  }
  ~Impl() { server.stopAll(true); }

  void answer(net::HTTPServerRequest& in, Received request, net::HTTPServerResponse& out) {
    Behaviour behaviour = Behaviour::kTake;
    {
      const std::lock_guard lock(mutex);
      all.push_back(std::move(request));
      if (!scripted.empty()) {
        behaviour = scripted.front();
        scripted.pop_front();
      }
      if (behaviour == Behaviour::kStall || behaviour == Behaviour::kHangUp) {
        net::StreamSocket taken = dynamic_cast<net::HTTPServerRequestImpl&>(in).detachSocket();
        if (behaviour == Behaviour::kStall) {
          stalled.push_back(taken);
        } else {
          taken.close();
        }
      }
    }
    changed.notify_all();
    switch (behaviour) {
      case Behaviour::kTake:
        return send(out, 200, "thanks");
      case Behaviour::kFail:
        return send(out, 500, "secret words of the receiver");
      case Behaviour::kGone:
        return send(out, 410, "");
      case Behaviour::kLead:
        out.set("Location",
                "http://127.0.0.1:" + std::to_string(socket.address().port()) + "/elsewhere");
        return send(out, 302, "");
      case Behaviour::kChatter:
        return send(out, 200, std::string(1 << 20, 'x'));
      case Behaviour::kStall:
      case Behaviour::kHangUp:
        return;
    }
  }

  static void send(net::HTTPServerResponse& out, int status, const std::string& body) {
    out.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
    out.sendBuffer(body.data(), body.size());
  }

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::deque<Behaviour> scripted;
  std::vector<Received> all;
  std::vector<net::StreamSocket> stalled;
  // Last, so that no handler outlives what it uses.
  net::ServerSocket socket;
  net::HTTPServer server;
};

FakeReceiver::FakeReceiver() : impl_(std::make_unique<Impl>()) {}
FakeReceiver::~FakeReceiver() = default;

void FakeReceiver::script(std::deque<Behaviour> behaviours) {
  const std::lock_guard lock(impl_->mutex);
  impl_->scripted = std::move(behaviours);
}

std::uint16_t FakeReceiver::port() const { return impl_->socket.address().port(); }

std::string FakeReceiver::url() const {
  return "http://127.0.0.1:" + std::to_string(port()) + "/hook";
}

std::vector<FakeReceiver::Received> FakeReceiver::received() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->all;
}

void FakeReceiver::wait_for(std::size_t requests) const {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait_for(lock, std::chrono::minutes(1),
                          [&] { return impl_->all.size() >= requests; });
}

}  // namespace kho::test
