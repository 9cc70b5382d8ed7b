#include "api/request_head.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <string>

#include "api/problem.h"

namespace kho::api {

Request request_head(const Poco::Net::HTTPRequest& in) {
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

// Chunked bodies are refused because Poco cannot tell one that was cut off from a whole.
std::uint64_t body_length(const Poco::Net::HTTPRequest& in) {
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

}  // namespace kho::api
