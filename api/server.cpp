#include "api/server.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/ThreadPool.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <system_error>

#include "api/connections.h"
#include "api/problem.h"
#include "api/remote_address.h"
#include "api/request_head.h"
#include "api/request_id.h"
#include "api/spool.h"
#include "api/tls.h"
#include "api/unix_address.h"

namespace kho::api {
namespace {

namespace net = Poco::Net;

constexpr std::uint64_t kDrainBytesMax = 256ULL << 20;
constexpr std::chrono::minutes kBodyTimeMax{2};
constexpr std::chrono::seconds kStopGrace{5};
constexpr std::uint64_t kSentAtOnceBytesMax = 1 << 20;
constexpr unsigned kUnheardMs = 60'000;
constexpr int kThreadIdleSeconds = 60;
constexpr int kThreadStackBytes = 1 << 20;

// Reads a body of `length` bytes, and hands it on piece by piece.
void read_body(std::istream& stream, std::uint64_t length,
               const std::function<void(std::span<const char>)>& take) {
  const auto deadline = std::chrono::steady_clock::now() + kBodyTimeMax;
  char buffer[64 << 10];
  while (length > 0) {
    stream.read(buffer,
                static_cast<std::streamsize>(std::min<std::uint64_t>(sizeof buffer, length)));
    const auto got = static_cast<std::size_t>(stream.gcount());
    if (got == 0) throw Problem(400, "body_incomplete", "the connection ended before the body did");
    take({buffer, got});
    length -= got;
    if (std::chrono::steady_clock::now() > deadline) {
      throw Problem(408, "request_timeout", "the body took longer than two minutes");
    }
  }
}

// The requests being answered, for a stop that waits for them. Thread-safe.
class InProgress {
 public:
  void begin() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  void drain(std::chrono::seconds most) {
    std::unique_lock lock(mutex_);
    draining_ = true;
    none_.wait_for(lock, most, [&] { return count_ == 0; });
  }
  [[nodiscard]] bool draining() const {
    const std::lock_guard lock(mutex_);
    return draining_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable none_;
  int count_ = 0;
  bool draining_ = false;
};

// Any other is a client's text, which may say what must not stand in a log.
std::string_view known_method(const std::string& method) {
  for (const std::string_view known :
       {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    if (method == known) return known;
  }
  return "-";
}

class Handler : public net::HTTPRequestHandler {
 public:
  Handler(const Api& api, Request::From from, const std::function<void(const Access&)>& log,
          InProgress& in_progress, Spool* spool)
      : api_(api), from_(from), log_(log), in_progress_(in_progress), spool_(spool) {
    in_progress_.begin();
    if (auto* connection = Connections::Served::here()) connection->begin_request();
  }
  ~Handler() override {
    if (auto* connection = Connections::Served::here()) connection->end_request();
    in_progress_.end();
  }
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  // Poco answers nothing at all for an exception that is not its own, so none leaves here.
  void handleRequest(net::HTTPServerRequest& in, net::HTTPServerResponse& out) override {
    const auto begin = std::chrono::steady_clock::now();
    Request request;
    Response response;
    try {
      request = request_head(in);
      request.from = from_;
      if (from_ != Request::From::kDirectory) {
        request.address = in.clientAddress().host().toString();
      }
      read_body_of(in, out, request);
      response = api_.handle(request);
    } catch (...) {
      // What is left of the body must not be taken for the next request.
      out.setKeepAlive(false);
      response = problem_response(problem_of(std::current_exception()),
                                  language_of(request.header("accept-language")));
    }
    const std::string id = request_id(request);
    response.headers.emplace_back("X-Request-Id", id);
    if (in_progress_.draining()) out.setKeepAlive(false);
    try {
      send(in, out, response);
    } catch (...) {
      // The client went away in the middle of the answer.
      out.setKeepAlive(false);
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    log_({known_method(in.getMethod()), response.route.empty() ? "-" : response.route,
          response.status, response.body_bytes(),
          std::chrono::duration_cast<std::chrono::microseconds>(took).count(), id,
          trace_id(request)});
  }

 private:
  void read_body_of(net::HTTPServerRequest& in, net::HTTPServerResponse& out,
                    Request& request) const {
    const std::uint64_t length = body_length(in);
    if (length > kBodyInMemoryBytesMax) {
      try {
        if (length > api_.body_bytes_max(request.path)) throw api_.body_too_large(request.path);
        api_.admit(request);
      } catch (const Problem&) {
        // A client that waits for leave to send is refused at once; of another the body is read
        // first, up to a bound, so that it reads the answer instead of a reset.
        if (!in.getExpectContinue()) {
          read_body(in.stream(), std::min(length, kDrainBytesMax), [](std::span<const char>) {});
        }
        throw;
      }
    }
    if (in.getExpectContinue()) out.sendContinue();
    if (spool_ != nullptr && length > kBodyInMemoryBytesMax && api_.takes_files(request.path)) {
      const auto spooled = spool_->begin(length);
      read_body(in.stream(), length, [&](std::span<const char> piece) { spooled->append(piece); });
      request.held = spooled->view();
      request.keeper = spooled;
    } else if (length > 0) {
      read_body(in.stream(), length, [&](std::span<const char> piece) {
        request.body.append(piece.data(), piece.size());
      });
    }
  }

  static void send(net::HTTPServerRequest& in, net::HTTPServerResponse& out,
                   const Response& response) {
    out.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(response.status));
    for (const auto& [name, value] : response.headers) out.set(name, value);
    if (response.status == 304) {
      out.send();
      return;
    }
    if (response.stream) {
      out.setKeepAlive(false);  // Its end is the connection's.
      out.send().flush();
      if (in.getMethod() == net::HTTPRequest::HTTP_HEAD) return;
      send_stream(*response.stream, dynamic_cast<net::HTTPServerRequestImpl&>(in).socket());
      return;
    }
    out.setContentLength64(static_cast<Poco::Int64>(response.body_bytes()));
    if (in.getMethod() == net::HTTPRequest::HTTP_HEAD) {
      out.send();
    } else if (response.source) {
      out.send().flush();  // The head.
      send_source(*response.source, dynamic_cast<net::HTTPServerRequestImpl&>(in).socket());
    } else {
      out.sendBuffer(response.body.data(), response.body.size());
    }
  }

  // Past Poco's stream, whose 8 KiB at a time are slower than reading the file. What cannot be read
  // ends the connection before its length: the client sees that.
  static void send_source(BodySource& source, net::StreamSocket& socket) {
    std::vector<char> buffer(
        static_cast<std::size_t>(std::min<std::uint64_t>(source.size(), kSentAtOnceBytesMax)));
    while (const std::size_t read = source.read(buffer)) {
      send_all(std::string_view(buffer.data(), read), socket);
    }
  }

  // For as long as the client takes what is sent.
  static void send_stream(BodyStream& stream, net::StreamSocket& socket) {
    // A client that vanished without a word acknowledges nothing. (No matter on a Unix socket.)
    (void)::setsockopt(socket.impl()->sockfd(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnheardMs,
                       sizeof kUnheardMs);
    while (true) {
      if (auto* connection = Connections::Served::here()) connection->begin_piece();
      const std::string piece = stream.next();
      if (piece.empty()) return;
      send_all(piece, socket);
    }
  }

  static void send_all(std::string_view bytes, net::StreamSocket& socket) {
    while (!bytes.empty()) {
      const int sent = socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) throw std::system_error(EPIPE, std::generic_category(), "a client");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  const Api& api_;
  const Request::From from_;
  const std::function<void(const Access&)>& log_;
  InProgress& in_progress_;
  Spool* const spool_;  // Null: bodies stay in memory.
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  Factory(const Api& api, Request::From from, const std::function<void(const Access&)>& log,
          InProgress& in_progress, Spool* spool)
      : api_(api), from_(from), log_(log), in_progress_(in_progress), spool_(spool) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& in) override {
    // Of a request that is fine so far, Poco would give leave to send the body before we looked.
    if (in.getExpectContinue()) in.response().setStatus(net::HTTPResponse::HTTP_EXPECTATION_FAILED);
    return new Handler(api_, from_, log_, in_progress_, spool_);  // Poco takes ownership.
  }

 private:
  const Api& api_;
  const Request::From from_;
  const std::function<void(const Access&)>& log_;
  InProgress& in_progress_;
  Spool* const spool_;
};

// A connection that can be cut off.
class Connection : public net::HTTPServerConnection {
 public:
  Connection(const net::StreamSocket& socket, const net::HTTPServerParams::Ptr& params,
             const net::HTTPRequestHandlerFactory::Ptr& handlers, Connections& connections)
      : HTTPServerConnection(socket, params, handlers), connections_(connections) {}

  void run() override {
    try {
      const net::SocketAddress peer = socket().peerAddress();
      const bool is_local = peer.family() == net::SocketAddress::UNIX_LOCAL;
      const Connections::Served served(connections_, socket().impl()->sockfd(),
                                       is_local ? "" : network_of(peer.host().toString()));
      HTTPServerConnection::run();
    } catch (const std::system_error&) {
      // No descriptor is left for it, or its address has too many: it is closed.
    }
  }

 private:
  Connections& connections_;
};

class ConnectionFactory : public net::TCPServerConnectionFactory {
 public:
  ConnectionFactory(net::HTTPServerParams::Ptr params, net::HTTPRequestHandlerFactory::Ptr handlers,
                    Connections& connections, const Tls* tls)
      : params_(std::move(params)),
        handlers_(std::move(handlers)),
        connections_(connections),
        tls_(tls) {}
  // Called by the thread that will serve it, which shakes hands when it reads the first request.
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(tls_ == nullptr ? socket : tls_->secured(socket), params_, handlers_,
                          connections_);  // Poco takes ownership.
  }

 private:
  const net::HTTPServerParams::Ptr params_;
  const net::HTTPRequestHandlerFactory::Ptr handlers_;
  Connections& connections_;
  const Tls* tls_;
};

net::HTTPServerParams::Ptr parameters(const ServerOptions& options) {
  net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
  params->setMaxThreads(options.threads_max);
  params->setMaxQueued(options.queue_max);
  params->setKeepAlive(true);
  // Short: an idle connection holds a thread.
  params->setKeepAliveTimeout(Poco::Timespan(3, 0));
  params->setMaxKeepAliveRequests(0);  // As many as the client likes.
  params->setTimeout(Poco::Timespan(30, 0));
  params->setSoftwareVersion("kho/" KHO_VERSION);
  return params;
}

}  // namespace

ListenAddress parse_listen_address(const std::string& text) {
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
  in6_addr address{};
  if (::inet_pton(AF_INET, host.c_str(), &address) != 1 &&
      ::inet_pton(AF_INET6, host.c_str(), &address) != 1) {
    throw std::invalid_argument("an address to listen on looks like 127.0.0.1:8420");
  }
  return {host, static_cast<std::uint16_t>(std::stoi(port))};
}

bool ListenAddress::is_loopback() const { return host == "::1" || host.starts_with("127."); }

struct Server::Impl {
  Impl(const Api& api, const ServerOptions& options, std::function<void(const Access&)> log_)
      : log(std::move(log_)),
        connections(options.limits),
        spool(spool_of(options)),
        pool(2, options.threads_max + 1, kThreadIdleSeconds, kThreadStackBytes),
        tcp_socket(listening(options.listen)),
        tcp(served_by(api, Request::From::kNetwork, options, options.tls), pool, tcp_socket,
            parameters(options)) {
    if (options.admin) {
      admin_socket = listening(*options.admin);
      admin = std::make_unique<net::TCPServer>(
          served_by(api, Request::From::kAdmin, options, options.tls), admin_pool, admin_socket,
          parameters(options));
    }
    if (options.socket.empty()) return;
    // The lock on the warehouse is held: whatever lies here was left by a server that died.
    std::filesystem::remove(options.socket);
    socket_path = options.socket;
    const UnixAddress address(options.socket);
    unix_socket.bind(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, address.text()), false);
    ::chmod(options.socket.c_str(), 0660);
    unix_socket.listen(128);
    local = std::make_unique<net::TCPServer>(
        served_by(api, Request::From::kDirectory, options, nullptr), local_pool, unix_socket,
        parameters(options));
  }

  static net::ServerSocket listening(const ListenAddress& address) {
    net::ServerSocket socket;
    // Never SO_REUSEPORT: two servers on one port would each get some of the requests.
    socket.bind(net::SocketAddress(address.host, address.port), true, false);
    socket.listen(128);
    return socket;
  }

  net::TCPServerConnectionFactory::Ptr served_by(const Api& api, Request::From from,
                                                 const ServerOptions& options, const Tls* tls) {
    return new ConnectionFactory(parameters(options),
                                 new Factory(api, from, log, in_progress, spool.get()), connections,
                                 tls);
  }

  const std::function<void(const Access&)> log;
  static std::unique_ptr<Spool> spool_of(const ServerOptions& options) {
    if (options.spool.empty()) return nullptr;
    return std::make_unique<Spool>(options.spool, options.spooled_bytes_max);
  }

  InProgress in_progress;
  Connections connections;
  const std::unique_ptr<Spool> spool;
  Poco::ThreadPool pool;
  // Of its own, so that commands get through when the network has taken all threads.
  Poco::ThreadPool local_pool{2, 16};
  Poco::ThreadPool admin_pool{2, 64};  // Likewise.
  net::ServerSocket tcp_socket;
  net::TCPServer tcp;
  net::ServerSocket admin_socket;
  std::unique_ptr<net::TCPServer> admin;
  std::filesystem::path socket_path;
  net::ServerSocket unix_socket;
  std::unique_ptr<net::TCPServer> local;
};

Server::Server(const Api& api, const ServerOptions& options,
               std::function<void(const Access&)> log) {
  try {
    impl_ = std::make_unique<Impl>(api, options, std::move(log));
    impl_->tcp.start();
    if (impl_->admin) impl_->admin->start();
    if (impl_->local) impl_->local->start();
  } catch (const Poco::Exception& error) {
    throw std::system_error(error.code(), std::generic_category(), error.displayText());
  }
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return impl_->tcp_socket.address().port(); }

std::uint16_t Server::admin_port() const {
  return impl_->admin ? impl_->admin_socket.address().port() : 0;
}

void Server::stop() {
  // First the name, so that no new command comes in.
  if (!impl_->socket_path.empty()) {
    std::error_code ignored;
    std::filesystem::remove(impl_->socket_path, ignored);
    impl_->socket_path.clear();
  }
  impl_->tcp.stop();
  if (impl_->admin) impl_->admin->stop();
  if (impl_->local) impl_->local->stop();
  // Requests in progress are answered; idle connections, and clients that send or read slowly, are
  // cut off. (Poco's own gentle stop waits for a stalled client for as long as it likes.)
  impl_->in_progress.drain(kStopGrace);
  impl_->connections.cut_all();
  impl_->pool.joinAll();
  impl_->admin_pool.joinAll();
  impl_->local_pool.joinAll();
}

}  // namespace kho::api
