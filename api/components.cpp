// Papers in, their records and files out.

#include <algorithm>
#include <cctype>

#include "api/api.h"
#include "api/handler.h"
#include "api/json_component.h"
#include "api/multipart.h"
#include "api/problem.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

Problem not_found() { return {404, "not_found", "there is no such component"}; }

const Part* part_named(const std::vector<Part>& parts, std::string_view name) {
  const Part* found = nullptr;
  for (const Part& part : parts) {
    if (part.name != name) continue;
    if (found != nullptr) {
      throw Problem(400, "multipart_broken", "part " + std::string(name) + " occurs twice");
    }
    found = &part;
  }
  return found;
}

// Whether an If-None-Match header names this entity tag (RFC 9110, 13.1.2).
bool matches_tag(std::string_view header, std::string_view tag) {
  if (header == "*") return true;
  for (std::size_t begin = 0; begin < header.size();) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    std::string_view each = header.substr(begin, end - begin);
    begin = end + 1;
    while (each.starts_with(' ') || each.starts_with('\t')) each.remove_prefix(1);
    while (each.ends_with(' ') || each.ends_with('\t')) each.remove_suffix(1);
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each == tag) return true;
  }
  return false;
}

// A header value with the file's name (RFC 6266, RFC 8187). Only what cannot hold a script is shown
// in a browser's window.
std::string content_disposition(const warehouse::Version& version) {
  const std::string& type = version.media_type;
  const bool shown = type == "application/pdf" || type == "image/jpeg" || type == "image/png";
  std::string value = shown ? "inline" : "attachment";
  const std::string& file_name = version.file_name;
  if (file_name.empty()) return value;
  value += "; filename*=UTF-8''";
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain && byte < 0x80) {
      value.push_back(c);
    } else {
      value.push_back('%');
      value.push_back(kHex[byte >> 4]);
      value.push_back(kHex[byte & 15]);
    }
  }
  return value;
}

}  // namespace

Response post_component(const Call& call) {
  const std::vector<Part> parts =
      parse_multipart(call.request.header("content-type"), call.request.body);
  const Part* metadata = part_named(parts, "metadata");
  const Part* content = part_named(parts, "content");
  if (metadata == nullptr || content == nullptr) {
    throw Problem(400, "multipart_part_missing",
                  "send two parts: metadata (JSON) and content (the file)");
  }
  if (metadata->content.size() > kMetadataBytesMax) {
    throw Problem(413, "body_too_large", "the metadata part is too large");
  }
  warehouse::Deposit deposit = deposit_from(parse_json(metadata->content));
  deposit.file = store::as_bytes(content->content);
  deposit.file_name = content->file_name;
  deposit.declared_media_type = content->content_type;
  const warehouse::Deposited deposited = call.warehouse.deposits().deposit(deposit);
  Response response = json_response(201, to_json(deposited));
  response.headers.emplace_back("Location", "/v1/components/" + deposited.component.id.text());
  return response;
}

Response get_component(const Call& call) {
  const auto view = call.warehouse.component(call.id);
  if (!view) throw not_found();
  return json_response(200, to_json(*view));
}

Response get_content(const Call& call) {
  const auto version = call.warehouse.current_version(call.id);
  if (!version) throw not_found();
  const store::Sha256 hash = *store::Sha256::from_raw(version->sha256);
  const std::string tag = "\"" + hash.hex() + "\"";
  Response response;
  response.headers = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"X-Content-Type-Options", "nosniff"}};
  if (matches_tag(call.request.header("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", version->media_type);
  response.headers.emplace_back("Content-Disposition", content_disposition(*version));
  // A paper is shown, never run: one that holds a script would read all others in its reader's
  // name.
  response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  response.body =
      store::as_text(call.warehouse.bytes_of(*version, store::Store::Verify::kChecksum));
  return response;
}

}  // namespace kho::api
