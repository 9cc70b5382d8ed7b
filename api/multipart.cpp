#include "api/multipart.h"

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>

#include <sstream>

#include "api/problem.h"

namespace kho::api {
namespace {

constexpr std::size_t kBoundaryBytesMax = 70;  // RFC 2046

[[noreturn]] void broken(const char* why) {
  throw Problem(400, "multipart_broken", std::string("the multipart body is broken: ") + why);
}

std::string boundary_of(std::string_view content_type) {
  std::string type;
  Poco::Net::NameValueCollection parameters;
  Poco::Net::MessageHeader::splitParameters(std::string(content_type), type, parameters);
  if (Poco::icompare(type, std::string("multipart/form-data")) != 0) {
    throw Problem(415, "multipart_expected", "send the request as multipart/form-data");
  }
  std::string boundary = parameters.get("boundary", "");
  if (boundary.empty() || boundary.size() > kBoundaryBytesMax) broken("no usable boundary");
  return boundary;
}

Part parse_head(std::string_view head) {
  Part part;
  Poco::Net::MessageHeader header;
  std::istringstream stream{std::string(head)};
  try {
    header.read(stream);
  } catch (const Poco::Exception&) {
    broken("unreadable part header");
  }
  std::string disposition;
  Poco::Net::NameValueCollection parameters;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Disposition", ""), disposition,
                                            parameters);
  part.name = parameters.get("name", "");
  if (Poco::icompare(disposition, std::string("form-data")) != 0 || part.name.empty()) {
    broken("a part without its name");
  }
  part.file_name = parameters.get("filename", "");
  // Browsers of old send a whole path.
  if (const auto slash = part.file_name.find_last_of("/\\"); slash != std::string::npos) {
    part.file_name.erase(0, slash + 1);
  }
  Poco::Net::NameValueCollection ignored;
  Poco::Net::MessageHeader::splitParameters(header.get("Content-Type", ""), part.content_type,
                                            ignored);
  part.content_type = Poco::toLower(part.content_type);
  return part;
}

}  // namespace

std::vector<Part> parse_multipart(std::string_view content_type, std::string_view body) {
  const std::string delimiter = "--" + boundary_of(content_type);
  std::size_t at = 0;
  // A preamble is allowed before the first delimiter, which else begins the body.
  if (!body.starts_with(delimiter)) {
    at = body.find("\r\n" + delimiter);
    if (at == std::string_view::npos) broken("the boundary does not occur");
    at += 2;
  }
  std::vector<Part> parts;
  while (true) {
    at += delimiter.size();
    if (body.substr(at).starts_with("--")) return parts;
    // Padding after a boundary is allowed (RFC 2046).
    while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;
    if (!body.substr(at).starts_with("\r\n")) broken("a boundary line does not end");
    at += 2;
    const std::size_t head_end = body.substr(0, at + kPartHeaderBytesMax).find("\r\n\r\n", at);
    if (head_end == std::string_view::npos) broken("a part header does not end");
    if (parts.size() == kPartsMax) broken("too many parts");
    parts.push_back(parse_head(body.substr(at, head_end + 4 - at)));
    const std::size_t begin = head_end + 4;
    const std::size_t end = body.find("\r\n" + delimiter, begin);
    if (end == std::string_view::npos) broken("the closing boundary is missing");
    parts.back().content = body.substr(begin, end - begin);
    at = end + 2;
  }
}

}  // namespace kho::api
