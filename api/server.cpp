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
#include <Poco/URI.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>

#include "api/connections.h"
#include "api/problem.h"
#include "api/request_id.h"
#include "api/unix_address.h"

namespace kho::api {
namespace {

namespace net = Poco::Net;

constexpr std::uint64_t kDrainBytesMax = 256ULL << 20;
constexpr std::chrono::minutes kBodyTimeMax{2};
constexpr std::chrono::seconds kStopGrace{5};
constexpr std::size_t kUriBytesMax = 8192;
constexpr std::uint64_t kSentAtOnceBytesMax = 1 << 20;
constexpr unsigned kUnheardMs = 60'000;
constexpr int kThreadIdleSeconds = 60;
constexpr int kThreadStackBytes = 1 << 20;

// The length of the body. Anything that two readers could understand differently is refused (RFC
// 9112, 6.3). Chunked bodies are refused because Poco cannot tell one that was cut off from a
// whole.
std::uint64_t body_length(const net::HTTPServerRequest& in) {
  if (in.has("Transfer-Encoding")) {
    throw Problem(411, "length_required", "send a Content-Length instead of a chunked body");
  }
  std::string length;
  for (auto it = in.find("Content-Length"); it != in.end(); ++it) {
    if (Poco::icompare(it->first, "Content-Length") != 0) continue;
    if (!length.empty()) throw Problem(400, "request_invalid", "two Content-Length headers");
    length = it->second;
  }
  if (length.empty()) return 0;
  if (length.size() > 18 || length.find_first_not_of("0123456789") != std::string::npos) {
    throw Problem(400, "request_invalid", "the Content-Length is no number");
  }
  return std::stoull(length);
}

// Reads a body of `length` bytes, and keeps it where `keep`.
std::string read_body(std::istream& stream, std::uint64_t length, bool keep) {
  const auto deadline = std::chrono::steady_clock::now() + kBodyTimeMax;
  std::string body;
  char buffer[64 << 10];
  std::uint64_t total = 0;
  while (total < length) {
    const std::uint64_t wanted = std::min<std::uint64_t>(sizeof buffer, length - total);
    stream.read(buffer, static_cast<std::streamsize>(wanted));
    if (stream.gcount() <= 0) {
      throw Problem(400, "body_incomplete", "the connection ended before the body did");
    }
    total += static_cast<std::uint64_t>(stream.gcount());
    if (keep) body.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (std::chrono::steady_clock::now() > deadline) {
      throw Problem(408, "request_timeout", "the body took longer than two minutes");
    }
  }
  return body;
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
  for (const auto& [name, value] : in) {
    // A header that stands twice is one list (RFC 9110, 5.3); a list of hosts is no host.
    std::string& known = request.headers[Poco::toLower(name)];
    known += (known.empty() ? "" : ", ") + value;
  }
  return request;
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

class Handler : public net::HTTPRequestHandler {
 public:
  Handler(const Api& api, Request::From from, const std::function<void(const Access&)>& log,
          InProgress& in_progress)
      : api_(api), from_(from), log_(log), in_progress_(in_progress) {
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
    log_({in.getMethod(), response.route.empty() ? "-" : response.route, response.status,
          response.body_bytes(),
          std::chrono::duration_cast<std::chrono::microseconds>(took).count(), id,
          trace_id(request)});
  }

 private:
  void read_body_of(net::HTTPServerRequest& in, net::HTTPServerResponse& out,
                    Request& request) const {
    const std::uint64_t length = body_length(in);
    const bool too_large = length > api_.body_bytes_max(request.path);
    // A client that waits for leave to send is refused at once; of another the body is read first,
    // up to a bound, so that it reads the answer instead of a reset.
    if (too_large && in.getExpectContinue()) throw api_.body_too_large(request.path);
    if (in.getExpectContinue()) out.sendContinue();
    // Without a length Poco would read to the end of the connection.
    if (length > 0) {
      request.body = read_body(in.stream(), std::min(length, kDrainBytesMax), !too_large);
    }
    if (too_large) throw api_.body_too_large(request.path);
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
};

class Factory : public net::HTTPRequestHandlerFactory {
 public:
  Factory(const Api& api, Request::From from, const std::function<void(const Access&)>& log,
          InProgress& in_progress)
      : api_(api), from_(from), log_(log), in_progress_(in_progress) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(api_, from_, log_, in_progress_);  // Poco takes ownership.
  }

 private:
  const Api& api_;
  const Request::From from_;
  const std::function<void(const Access&)>& log_;
  InProgress& in_progress_;
};

// A connection that can be cut off.
class Connection : public net::HTTPServerConnection {
 public:
  Connection(const net::StreamSocket& socket, const net::HTTPServerParams::Ptr& params,
             const net::HTTPRequestHandlerFactory::Ptr& handlers, Connections& connections)
      : HTTPServerConnection(socket, params, handlers), connections_(connections) {}

  void run() override {
    try {
      const Connections::Served served(connections_, socket().impl()->sockfd());
      HTTPServerConnection::run();
    } catch (const std::system_error&) {
      // No descriptor left for it: it is closed.
    }
  }

 private:
  Connections& connections_;
};

class ConnectionFactory : public net::TCPServerConnectionFactory {
 public:
  ConnectionFactory(net::HTTPServerParams::Ptr params, net::HTTPRequestHandlerFactory::Ptr handlers,
                    Connections& connections)
      : params_(std::move(params)), handlers_(std::move(handlers)), connections_(connections) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(socket, params_, handlers_, connections_);  // Poco takes ownership.
  }

 private:
  const net::HTTPServerParams::Ptr params_;
  const net::HTTPRequestHandlerFactory::Ptr handlers_;
  Connections& connections_;
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
        connections(options.limits),
        pool(2, options.threads_max + 1, kThreadIdleSeconds, kThreadStackBytes),
        tcp_socket(listening(options)),
        tcp(served_by(api, Request::From::kNetwork, options), pool, tcp_socket,
            parameters(options)) {
    if (options.socket.empty()) return;
    // The lock on the warehouse is held: whatever lies here was left by a server that died.
    std::filesystem::remove(options.socket);
    socket_path = options.socket;
    const UnixAddress address(options.socket);
    unix_socket.bind(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, address.text()), false);
    ::chmod(options.socket.c_str(), 0660);
    unix_socket.listen(128);
    local = std::make_unique<net::TCPServer>(served_by(api, Request::From::kDirectory, options),
                                             local_pool, unix_socket, parameters(options));
  }

  static net::ServerSocket listening(const ServerOptions& options) {
    net::ServerSocket socket;
    // Never SO_REUSEPORT: two servers on one port would each get some of the requests.
    socket.bind(net::SocketAddress(options.host, options.port), true, false);
    socket.listen(128);
    return socket;
  }

  net::TCPServerConnectionFactory::Ptr served_by(const Api& api, Request::From from,
                                                 const ServerOptions& options) {
    return new ConnectionFactory(parameters(options), new Factory(api, from, log, in_progress),
                                 connections);
  }

  const std::function<void(const Access&)> log;
  InProgress in_progress;
  Connections connections;
  Poco::ThreadPool pool;
  // Of its own, so that commands get through when the network has taken all threads.
  Poco::ThreadPool local_pool{2, 16};
  net::ServerSocket tcp_socket;
  net::TCPServer tcp;
  std::filesystem::path socket_path;
  net::ServerSocket unix_socket;
  std::unique_ptr<net::TCPServer> local;
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
  // First the name, so that no new command comes in.
  if (!impl_->socket_path.empty()) {
    std::error_code ignored;
    std::filesystem::remove(impl_->socket_path, ignored);
    impl_->socket_path.clear();
  }
  impl_->tcp.stop();
  if (impl_->local) impl_->local->stop();
  // Requests in progress are answered; idle connections, and clients that send or read slowly, are
  // cut off. (Poco's own gentle stop waits for a stalled client for as long as it likes.)
  impl_->in_progress.drain(kStopGrace);
  impl_->connections.cut_all();
  impl_->pool.joinAll();
  impl_->local_pool.joinAll();
}

}  // namespace kho::api
