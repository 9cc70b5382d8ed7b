#include "tools/sync/partner.h"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <memory>

#include "index/analysis/text.h"

namespace kho::tools {
namespace {

namespace net = Poco::Net;
using api::Json;

constexpr std::size_t kAnswerBytesMax = 1 << 20;

std::unique_ptr<net::HTTPClientSession> session_to(const Poco::URI& uri) {
  if (uri.getScheme() == "http") {
    return std::make_unique<net::HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  net::Context::Ptr context = new net::Context(net::Context::TLS_CLIENT_USE, "", "", "",
                                               net::Context::VERIFY_STRICT, 9, true);
  context->requireMinimumProtocol(net::Context::PROTO_TLSV1_2);
  context->enableExtendedCertificateVerification(true);  // The host's name, too.
  return std::make_unique<net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
}

// At most kAnswerBytesMax of it: what is longer is no answer, and is not understood.
std::string read_answer(std::istream& stream) {
  std::string body;
  std::array<char, 4096> buffer{};
  while (body.size() <= kAnswerBytesMax && stream.read(buffer.data(), buffer.size()).gcount() > 0) {
    body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return body;
}

std::string text_of(const Json& json, const std::string& field) {
  const auto found = json.find(field);
  if (found == json.end()) return {};
  if (found->is_number_integer()) return std::to_string(found->get<std::int64_t>());
  return found->is_string() ? found->get<std::string>() : std::string();
}

// A code of the partner as it can stand in a log.
std::string plain(const std::string& code) {
  const bool short_and_plain =
      !code.empty() && code.size() <= 10 && std::ranges::all_of(code, [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) || c == '-' || c == '_' || c == '.');
      });
  return short_and_plain ? code : "unreadable";
}

bool says_exists(const std::string& code, const std::string& text, const Mapping& mapping) {
  if (std::ranges::find(mapping.exists_codes, code) != mapping.exists_codes.end()) return true;
  const std::string lower = index::lower(index::nfc(text));
  return std::ranges::any_of(mapping.exists_texts, [&](const std::string& each) {
    return !each.empty() && lower.find(index::lower(index::nfc(each))) != std::string::npos;
  });
}

PartnerAnswer ask(const Mapping& mapping, const std::string& url, const std::string& body) {
  const Poco::URI uri(url);
  const auto session = session_to(uri);
  session->setTimeout(Poco::Timespan(mapping.timeout.count() * 1000));
  net::HTTPRequest request(net::HTTPRequest::HTTP_POST, uri.getPathAndQuery(),
                           net::HTTPMessage::HTTP_1_1);
  request.setContentType("application/json");
  request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  if (!mapping.token.empty()) request.set("Authorization", "Bearer " + mapping.token);
  session->sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
  net::HTTPResponse response;
  const std::string answer = read_answer(session->receiveResponse(response));
  return understood(response.getStatus(), answer, mapping);
}

}  // namespace

PartnerAnswer understood(int status, const std::string& body, const Mapping& mapping) {
  const auto json = api::parse_strictly(body);
  if (!json || !json->is_object()) {
    return {PartnerAnswer::Outcome::kFailed, "http_" + std::to_string(status)};
  }
  const std::string code = text_of(*json, mapping.code_field);
  if (code == "0" && status >= 200 && status < 300) return {PartnerAnswer::Outcome::kAccepted, {}};
  if (says_exists(code, text_of(*json, mapping.text_field), mapping)) {
    return {PartnerAnswer::Outcome::kExists, {}};
  }
  return {PartnerAnswer::Outcome::kFailed,
          "http_" + std::to_string(status) + (code.empty() ? "" : "_code_" + plain(code))};
}

AskPartner partner_over_http(const Mapping& mapping) {
  return [mapping](const std::string& url, const std::string& body) -> PartnerAnswer {
    try {
      return ask(mapping, url, body);
    } catch (const Poco::TimeoutException&) {
      return {PartnerAnswer::Outcome::kFailed, "timeout"};
    } catch (const Poco::Exception&) {
      return {PartnerAnswer::Outcome::kFailed, "unreachable"};
    }
  };
}

}  // namespace kho::tools
