#include "api/multipart.h"

#include <Poco/Exception.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>

#include <algorithm>
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

// The parameter of a Content-Disposition header. Poco would take every backslash for an escape,
// which eats the folders of a Windows path; here only \" and \\ are (RFC 7578, RFC 9110), and %22
// is the quote as browsers write it.
std::string disposition_parameter(std::string_view header, std::string_view name) {
  const std::string start = std::string(name) + "=";
  for (std::size_t at = header.find(';'); at != std::string_view::npos;) {
    at = header.find_first_not_of(" \t", at + 1);
    if (at == std::string_view::npos) return {};
    const bool wanted = Poco::icompare(std::string(header.substr(at, start.size())), start) == 0;
    at = header.find('=', at);
    if (at == std::string_view::npos) return {};
    std::string value;
    if (header.substr(at + 1).starts_with('"')) {
      for (at += 2; at < header.size() && header[at] != '"'; ++at) {
        const bool escape = header[at] == '\\' && at + 1 < header.size() &&
                            (header[at + 1] == '"' || header[at + 1] == '\\');
        if (escape) ++at;
        value.push_back(header[at]);
      }
      at = header.find(';', at);
    } else {
      const std::size_t end = std::min(header.find(';', at), header.size());
      value = Poco::trim(std::string(header.substr(at + 1, end - at - 1)));
      at = end == header.size() ? std::string_view::npos : end;
    }
    if (wanted) return Poco::replace(value, "%22", "\"");
  }
  return {};
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
  const std::string disposition = header.get("Content-Disposition", "");
  const std::string kind = Poco::trim(disposition.substr(0, disposition.find(';')));
  part.name = disposition_parameter(disposition, "name");
  if (Poco::icompare(kind, std::string("form-data")) != 0 || part.name.empty()) {
    broken("a part without its name");
  }
  part.file_name = disposition_parameter(disposition, "filename");
  // Some clients send a whole path.
  if (const auto slash = part.file_name.find_last_of("/\\"); slash != std::string::npos) {
    part.file_name.erase(0, slash + 1);
  }
  const std::string type = header.get("Content-Type", "");
  part.content_type = Poco::toLower(Poco::trim(type.substr(0, type.find(';'))));
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
    if (body.substr(at).starts_with("--")) {
      // Anything but blanks behind it is content that looks like the end: refuse, never cut.
      const std::size_t rest = body.find_first_not_of(" \t", at + 2);
      if (rest != std::string_view::npos && !body.substr(rest).starts_with("\r\n")) {
        broken("the closing boundary does not end its line");
      }
      return parts;
    }
    // Padding after a boundary is allowed (RFC 2046).
    while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;
    if (!body.substr(at).starts_with("\r\n")) broken("a boundary line does not end");
    at += 2;
    const std::size_t head_end = body.substr(0, at + kPartHeaderBytesMax).find("\r\n\r\n", at);
    if (head_end == std::string_view::npos) broken("a part header does not end");
    if (parts.size() == kPartsMax) broken("too many parts");
    parts.push_back(parse_head(body.substr(at, head_end + 4 - at)));
    const std::size_t begin = head_end + 4;
    // An empty part's boundary may follow the header's own line break.
    const std::size_t end = body.find("\r\n" + delimiter, head_end + 2);
    if (end == std::string_view::npos) broken("the closing boundary is missing");
    parts.back().content = body.substr(begin, end < begin ? 0 : end - begin);
    at = end + 2;
  }
}

}  // namespace kho::api
