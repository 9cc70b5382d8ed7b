// api/http.h - A request and its answer, free of the server that carries them.
//
// Plain values, so that the same routes serve a socket, a test and a command in one process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kho::api {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Request {
  // How it came: from who has the warehouse's directory (this process, its Unix socket), over TCP,
  // or over TCP where administrators ask.
  enum class From { kDirectory, kNetwork, kAdmin };
  std::string method;                          // Upper case.
  std::string path;                            // Decoded, without the query.
  Parameters query;                            // Decoded, in order.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;                            // In memory, or else:
  std::string_view held;  // Elsewhere, kept by `keeper`; only where the route takes files.
  std::shared_ptr<void> keeper;
  From from = From::kDirectory;
  std::string address;  // Of the machine that asks over TCP. For limits: never logged.

  // The body, wherever it is.
  [[nodiscard]] std::string_view content() const { return keeper ? held : std::string_view(body); }

  // The header's value; empty where it is absent.
  [[nodiscard]] std::string_view header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

// A body that is made while it is sent. Thread-confined.
class BodySource {
 public:
  virtual ~BodySource() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;  // Of all, in bytes.
  // The next bytes; how many, 0 at the end. Throws where they cannot be had.
  virtual std::size_t read(std::span<char> out) = 0;
};

// A body that ends when whoever makes it says so: told as it happens. The connection ends with it.
// Thread-confined.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // The next bytes, waited for, but not for long; empty: that was all. Throws as BodySource.
  virtual std::string next() = 0;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<BodySource> source;  // In the place of `body`, where it is set.
  std::shared_ptr<BodyStream> stream;  // Likewise; of no known size.
  std::string_view route;              // The pattern that matched, for logs: never holds an id.
  // The parameter that asks for the next page of a list; api.cpp makes a Link of it.
  std::optional<Parameters::value_type> next;

  [[nodiscard]] std::uint64_t body_bytes() const { return source ? source->size() : body.size(); }
};

// Reads the source, if there is one, into the body. Throws what it throws.
void gather(Response& response);

}  // namespace kho::api
