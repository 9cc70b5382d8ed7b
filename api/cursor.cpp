#include "api/cursor.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "api/counted_text.h"
#include "api/problem.h"
#include "warehouse/base64.h"
#include "warehouse/hmac.h"

namespace kho::api {
namespace {

constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kCursorBytesMax = 4096;

std::string tag_of(const std::string& key, std::string_view text) {
  return warehouse::hmac_sha256(key, text).substr(0, kTagBytes);
}

// What append_counted() put in front.
std::optional<std::string> take(std::string_view& all) {
  const std::size_t colon = all.find(':');
  if (colon == 0 || colon > 5) return std::nullopt;
  std::size_t size = 0;
  for (const char digit : all.substr(0, colon))
    size = size * 10 + static_cast<std::size_t>(digit - '0');
  all.remove_prefix(colon + 1);
  if (size > all.size()) return std::nullopt;
  std::string text(all.substr(0, size));
  all.remove_prefix(size);
  return text;
}

std::string signed_text(std::string_view path, std::string_view payload) {
  std::string text;
  append_counted(text, path);
  text.append(payload);
  return text;
}

}  // namespace

std::string sealed_cursor(const std::string& key, std::string_view path,
                          const Parameters& parameters) {
  std::string payload;
  for (const auto& [name, value] : parameters) {
    append_counted(payload, name);
    append_counted(payload, value);
  }
  return warehouse::base64url(tag_of(key, signed_text(path, payload)) + payload);
}

std::optional<Parameters> open_cursor(const std::string& key, std::string_view path,
                                      std::string_view cursor) {
  if (cursor.size() > kCursorBytesMax) return std::nullopt;
  const auto bytes = warehouse::from_base64url(cursor);
  if (!bytes || bytes->size() < kTagBytes) return std::nullopt;
  std::string_view payload = std::string_view(*bytes).substr(kTagBytes);
  const std::string tag = tag_of(key, signed_text(path, payload));
  if (::CRYPTO_memcmp(tag.data(), bytes->data(), kTagBytes) != 0) return std::nullopt;
  Parameters parameters;
  while (!payload.empty()) {
    auto name = take(payload);
    auto value = name ? take(payload) : std::nullopt;
    if (!value) return std::nullopt;
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

bool is_cursor(const Parameters& parameters) {
  return parameters.size() == 1 && parameters.front().first == "cursor";
}

void open_cursor_of(Request& request, const std::string& key) {
  auto parameters = open_cursor(key, request.path, request.query.front().second);
  if (!parameters) {
    throw Problem(400, "cursor_invalid", "cursor: pass the one of the last page's Link, as it is");
  }
  request.query = *std::move(parameters);
}

std::string next_link(const std::string& key, std::string_view path, Parameters parameters,
                      Parameters::value_type next) {
  std::erase_if(parameters, [&](const auto& each) { return each.first == next.first; });
  parameters.push_back(std::move(next));
  return "<" + std::string(path) + "?cursor=" + sealed_cursor(key, path, parameters) +
         ">; rel=\"next\"";
}

}  // namespace kho::api
