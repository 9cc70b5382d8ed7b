#include "tools/client.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include "api/unix_address.h"
#include "tools/command_error.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

namespace net = Poco::Net;

net::StreamSocket connect_local(const std::filesystem::path& path) {
  const api::UnixAddress address(path);
  net::StreamSocket socket;
  socket.connect(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, address.text()));
  return socket;
}

}  // namespace

std::optional<Client> Client::local(const std::filesystem::path& socket) {
  if (!std::filesystem::exists(socket)) return std::nullopt;
  try {
    connect_local(socket);
  } catch (const Poco::Exception&) {
    return std::nullopt;  // Left behind by a server that was killed.
  }
  return Client("localhost", 0, socket);
}

api::Response Client::call(const api::Request& request) const {
  try {
    net::HTTPClientSession session = socket_.empty()
                                         ? net::HTTPClientSession(host_, port_)
                                         : net::HTTPClientSession(connect_local(socket_));
    session.setTimeout(Poco::Timespan(120, 0));
    Poco::URI uri;
    uri.setPath(request.path);
    for (const auto& [name, value] : request.query) uri.addQueryParameter(name, value);
    net::HTTPRequest out(request.method, uri.getPathAndQuery(), net::HTTPMessage::HTTP_1_1);
    out.setHost(host_);
    for (const auto& [name, value] : request.headers) out.set(name, value);
    out.setContentLength64(static_cast<Poco::Int64>(request.body.size()));
    std::ostream& body = session.sendRequest(out);
    body.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    net::HTTPResponse in;
    std::istream& answer = session.receiveResponse(in);
    api::Response response;
    response.status = in.getStatus();
    for (const auto& [name, value] : in) response.headers.emplace_back(name, value);
    Poco::StreamCopier::copyToString(answer, response.body);
    if (in.hasContentLength() && request.method != "HEAD" &&
        response.body.size() != static_cast<std::size_t>(in.getContentLength64())) {
      throw CommandError(kUnavailable, "server_unreachable", tr("the server broke off its answer"));
    }
    return response;
  } catch (const Poco::Exception& error) {
    throw CommandError(kUnavailable, "server_unreachable",
                       tr("the server does not answer: ") + error.displayText());
  }
}

}  // namespace kho::tools
