// api/http.h - A request and its answer, free of the server that carries them.
//
// Plain values, so that the same routes serve a socket, a test and a command in one process.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kho::api {

struct Request {
  std::string method;                                      // Upper case.
  std::string path;                                        // Decoded, without the query.
  std::vector<std::pair<std::string, std::string>> query;  // Decoded, in order.
  std::map<std::string, std::string> headers;              // Names in lower case.
  std::string body;

  // The header's value; empty where it is absent.
  [[nodiscard]] std::string_view header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string_view route;  // The pattern that matched, for logs: never holds an id.
};

}  // namespace kho::api
