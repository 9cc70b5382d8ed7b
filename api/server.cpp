#include "api/server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <sys/stat.h>

#include <chrono>
#include <system_error>

#include "api/problem.h"
#include "api/unix_address.h"

namespace kho::api {
namespace {

namespace net = Poco::Net;

// A refused body is still read up to here, so that the client reads the answer instead of a reset.
constexpr std::uint64_t kDrainBytesMax = 256ULL << 20;
constexpr std::size_t kUriBytesMax = 8192;

// Reads the body into `out`; false if it is longer than `bytes_max`.
bool read_body(std::istream& stream, std::uint64_t expected, std::uint64_t bytes_max,
               std::string& out) {
  out.reserve(std::min(expected, bytes_max));
  char buffer[64 << 10];
  std::uint64_t total = 0;
  while (stream.read(buffer, sizeof buffer), stream.gcount() > 0) {
    total += static_cast<std::uint64_t>(stream.gcount());
    if (total <= bytes_max) {
      out.append(buffer, static_cast<std::size_t>(stream.gcount()));
    } else if (total > kDrainBytesMax) {
      break;
    }
  }
  return total <= bytes_max;
}

Request request_head(const net::HTTPServerRequest& in) {
  if (in.getURI().size() > kUriBytesMax) {
    throw Problem(414, "uri_too_long", "the request's path and query are too long");
  }
  Request request;
  request.method = in.getMethod();
  try {
    const Poco::URI uri(in.getURI());
    request.path = uri.getPath();
    request.query = uri.getQueryParameters();
  } catch (const Poco::Exception&) {
    throw Problem(400, "request_invalid", "the request's path cannot be read");
  }
  for (const auto& [name, value] : in) request.headers[Poco::toLower(name)] = value;
  return request;
}

class Handler : public net::HTTPRequestHandler {
 public:
  Handler(const Api& api, const std::function<void(const Access&)>& log) : api_(api), log_(log) {}

  // Poco answers nothing at all for an exception that is not its own, so none leaves here.
  void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
    const auto begin = std::chrono::steady_clock::now();
    Response response;
    try {
      response = answer(in, out);
    } catch (...) {
      response = problem_response(problem_of(std::current_exception()));
    }
    try {
      send(in, out, response);
    } catch (...) {
      // The client went away in the middle of the answer.
      out.setKeepAlive(false);
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    log_({in.getMethod(), response.route.empty() ? "-" : response.route, response.status,
          response.body.size(),
          std::chrono::duration_cast<std::chrono::microseconds>(took).count()});
  }

 private:
  Response answer(net::HTTPServerRequest& in, net::HTTPServerResponse& out) const {
    Request request = request_head(in);
    const std::uint64_t most = api_.body_bytes_max();
    const bool known_length = in.hasContentLength();
    const auto length =
        known_length ? static_cast<std::uint64_t>(std::max<Poco::Int64>(in.getContentLength64(), 0))
                     : 0;
    const Problem too_large(413, "body_too_large",
                            "the body has more than " + std::to_string(most) + " bytes");
    if (length > most && in.getExpectContinue()) {
      // The client waits for leave to send: refuse at once.
      out.setKeepAlive(false);
      throw too_large;
    }
    if (in.getExpectContinue()) out.sendContinue();
    if (!read_body(in.stream(), length, most, request.body)) {
      out.setKeepAlive(false);
      throw too_large;
    }
    if (known_length && request.body.size() != length) {
      out.setKeepAlive(false);
      throw Problem(400, "body_incomplete", "the connection ended before the body did");
    }
    return api_.handle(request);
  }

  static void send(const net::HTTPServerRequest& in, net::HTTPServerResponse& out,
                   const Response& response) {
    out.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(response.status));
    for (const auto& [name, value] : response.headers) out.set(name, value);
    if (response.status == 304) {
      out.send();
      return;
    }
    out.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
    if (in.getMethod() == net::HTTPRequest::HTTP_HEAD) {
      out.send();
    } else {
      out.sendBuffer(response.body.data(), response.body.size());
    }
  }

  const Api& api_;
  const std::function<void(const Access&)>& log_;
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  Factory(const Api& api, const std::function<void(const Access&)>& log) : api_(api), log_(log) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(api_, log_);  // Poco takes ownership.
  }

 private:
  const Api& api_;
  const std::function<void(const Access&)>& log_;
};

net::HTTPServerParams::Ptr parameters(const ServerOptions& options) {
  net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
  params->setMaxThreads(options.threads_max);
  params->setMaxQueued(options.queue_max);
  params->setKeepAlive(true);
  params->setKeepAliveTimeout(Poco::Timespan(15, 0));
  params->setMaxKeepAliveRequests(0);  // As many as the client likes.
  params->setTimeout(Poco::Timespan(30, 0));
  params->setSoftwareVersion("kho/" KHO_VERSION);
  return params;
}

}  // namespace

void parse_listen_address(const std::string& text, ServerOptions& options) {
  const std::size_t colon = text.rfind(':');
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "127.0.0.1";
  if (host == "localhost") host = "127.0.0.1";
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(port) > 65535) {
    throw std::invalid_argument("an address to listen on looks like 127.0.0.1:8420");
  }
  net::IPAddress address;
  if (!net::IPAddress::tryParse(host, address)) {
    throw std::invalid_argument("an address to listen on looks like 127.0.0.1:8420");
  }
  if (!address.isLoopback()) {
    throw std::invalid_argument(
        "kho listens on this machine only (127.0.0.1 or [::1]): there are no access tokens yet. "
        "Put a proxy that authenticates in front of it");
  }
  options.host = host;
  options.port = static_cast<std::uint16_t>(std::stoi(port));
}

struct Server::Impl {
  Impl(const Api& api, const ServerOptions& options, std::function<void(const Access&)> log_)
      : log(std::move(log_)),
        pool(2, options.threads_max + 2),
        tcp_socket(net::SocketAddress(options.host, options.port), 128),
        tcp(new Factory(api, log), pool, tcp_socket, parameters(options)) {
    if (options.socket.empty()) return;
    // The lock on the warehouse is held: whatever lies here was left by a server that died.
    std::filesystem::remove(options.socket);
    socket_path = options.socket;
    const UnixAddress address(options.socket);
    unix_socket.bind(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, address.text()), true);
    ::chmod(options.socket.c_str(), 0660);
    unix_socket.listen(128);
    local = std::make_unique<net::HTTPServer>(new Factory(api, log), pool, unix_socket,
                                              parameters(options));
  }

  const std::function<void(const Access&)> log;
  Poco::ThreadPool pool;
  net::ServerSocket tcp_socket;
  net::HTTPServer tcp;
  std::filesystem::path socket_path;
  net::ServerSocket unix_socket;
  std::unique_ptr<net::HTTPServer> local;
};

Server::Server(const Api& api, const ServerOptions& options,
               std::function<void(const Access&)> log) {
  try {
    impl_ = std::make_unique<Impl>(api, options, std::move(log));
    impl_->tcp.start();
    if (impl_->local) impl_->local->start();
  } catch (const Poco::Exception& error) {
    throw std::system_error(error.code(), std::generic_category(), error.displayText());
  }
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return impl_->tcp_socket.address().port(); }

void Server::stop() {
  impl_->tcp.stopAll(false);
  if (impl_->local) impl_->local->stopAll(false);
  impl_->pool.joinAll();
  if (!impl_->socket_path.empty()) {
    std::error_code ignored;
    std::filesystem::remove(impl_->socket_path, ignored);
    impl_->socket_path.clear();
  }
}

}  // namespace kho::api
