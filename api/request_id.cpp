#include "api/request_id.h"

#include <algorithm>
#include <string_view>

#include "warehouse/environment.h"
#include "warehouse/log_text.h"
#include "warehouse/uuid.h"

namespace kho::api {
namespace {

constexpr std::size_t kIdBytesMax = 64;

bool is_id(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '_' || c == '-';
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string request_id(const Request& request) {
  const std::string_view given = request.header("x-request-id");
  const bool is_good = !given.empty() && given.size() <= kIdBytesMax &&
                       std::ranges::all_of(given, is_id) &&
                       !warehouse::holds_personal_number(given, {});
  if (is_good) return std::string(given);
  return warehouse::Uuid::make(warehouse::system_clock(), warehouse::system_random()).text();
}

std::string trace_id(const Request& request) {
  // "00-" 32 digits "-" 16 digits "-" 2 digits
  const std::string_view given = request.header("traceparent");
  const bool has_form =
      given.size() == 55 && given.starts_with("00-") && given[35] == '-' && given[52] == '-';
  if (!has_form) return {};
  const std::string_view trace = given.substr(3, 32);
  const bool is_good = is_hex(trace) && is_hex(given.substr(36, 16)) && is_hex(given.substr(53)) &&
                       trace.find_first_not_of('0') != std::string_view::npos;
  return is_good ? std::string(trace) : std::string();
}

}  // namespace kho::api
