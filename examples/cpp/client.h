// examples/cpp/client.h - A client of Kho's HTTP interface (docs/http.md): libcurl, nlohmann/json
// and OpenSSL's digest, nothing of Kho. Copy it into your own program.
//
// A refusal is a Problem: decide by its code. Where the server cannot be reached or is too busy, it
// is asked again, a bounded number of times, with the same Idempotency-Key; then it is Unreachable.
// Files are streamed in both directions. Thread-confined: a client keeps one connection.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace kho_client {

using Json = nlohmann::json;

// The server's refusal: a problem document (RFC 9457).
class Problem : public std::runtime_error {
 public:
  Problem(long status, const Json& document);
  [[nodiscard]] long status() const { return status_; }
  [[nodiscard]] const std::string& code() const { return code_; }    // Stable: docs/errors.md.
  [[nodiscard]] const std::string& title() const { return title_; }  // For people.

 private:
  long status_;
  std::string code_;
  std::string title_;
};

// No answer, as often as it was asked for.
class Unreachable : public std::runtime_error {
  using runtime_error::runtime_error;
};

// A file arrived with other bytes than its digest says.
class WrongBytes : public std::runtime_error {
  using runtime_error::runtime_error;
};

struct Settings {
  std::string url;      // http://127.0.0.1:8420
  std::string token;    // kho_...
  std::string officer;  // Who asks, and why: recorded with every look at a paper.
  std::string purpose;
  std::string language = "vi";
  int attempts_max = 5;
  long timeout_s = 60;
};

struct Answer {
  long status = 0;
  std::string body;
  std::string etag;
  std::string content_range;
};

class Client {
 public:
  explicit Client(Settings settings);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // `dossier` is the code of the dossier in hand. Headers are whole lines: "Range: bytes=0-99".
  [[nodiscard]] Json get(const std::string& path, const std::string& dossier = {});
  Json post(const std::string& path, const Json& body, const std::string& dossier = {});
  [[nodiscard]] Answer get_raw(const std::string& path, const std::vector<std::string>& headers,
                               const std::string& dossier = {});

  // Sends a paper; its answer means that it is durable.
  Json deposit(const Json& metadata, const std::filesystem::path& file,
               const std::string& media_type, const std::string& dossier = {});
  // Writes the file of a paper; returns its SHA-256 in hexadecimal. Throws WrongBytes.
  std::string fetch(const std::string& component_id, const std::filesystem::path& file,
                    const std::string& dossier = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho_client
