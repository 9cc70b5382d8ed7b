#include "examples/cpp/client.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <functional>
#include <random>
#include <thread>

namespace kho_client {
namespace {

constexpr std::size_t kAnswerBytesMax = 64 << 20;  // Of one that is held in memory.
constexpr double kFirstWaitSeconds = 0.1;          // At most; then four times as long each time.
constexpr double kWaitSecondsMax = 30;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

struct FreeForm {
  void operator()(curl_mime* form) const { curl_mime_free(form); }
};
using Form = std::unique_ptr<curl_mime, FreeForm>;

void add(Headers& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)headers.release();
  headers.reset(longer);
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

std::string random_key() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) throw std::runtime_error("no randomness");
  return hex(bytes.data(), bytes.size());
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_) throw std::bad_alloc();
    begin();
  }
  void begin() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(const char* bytes, std::size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }
  std::string end() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return hex(digest.data(), digest.size());
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

// Where the body of an answer goes; false ends the transfer.
using Sink = std::function<bool(const char*, std::size_t)>;

// libcurl is C: nothing may be thrown through it.
std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* sink) noexcept {
  try {
    return (*static_cast<Sink*>(sink))(bytes, size) ? size : 0;
  } catch (...) {
    return 0;
  }
}

}  // namespace

Problem::Problem(long status, const Json& document)
    : runtime_error(std::to_string(status) + " " + document.value("code", "") + ": " +
                    document.value("detail", "")),
      status_(status),
      code_(document.value("code", "")),
      title_(document.value("title", "")) {}

struct Client::Impl {
  explicit Impl(Settings given) : settings(std::move(given)) {
    // Counted by libcurl: it may be called for each client.
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
    curl = curl_easy_init();
    if (curl == nullptr) throw std::bad_alloc();
  }
  ~Impl() {
    curl_easy_cleanup(curl);
    curl_global_cleanup();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::string escaped(const std::string& text) const {
    const std::unique_ptr<char, decltype(&curl_free)> out(
        curl_easy_escape(curl, text.data(), static_cast<int>(text.size())), &curl_free);
    if (!out) throw std::bad_alloc();
    return out.get();
  }

  std::string header_of_answer(const char* name) const {
    curl_header* found = nullptr;
    return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
                                                                                  : "";
  }

  Headers headers_for(const std::string& dossier, const std::vector<std::string>& more) const {
    Headers headers;
    add(headers, "Authorization: Bearer " + settings.token);
    add(headers, "Accept-Language: " + settings.language);
    add(headers, "Kho-Officer: " + escaped(settings.officer));
    add(headers, "Kho-Purpose: " + escaped(settings.purpose));
    if (!dossier.empty()) add(headers, "Kho-Dossier: " + escaped(dossier));
    // Without this curl would ask before it sends a large body, and wait for an answer.
    add(headers, "Expect:");
    for (const std::string& line : more) add(headers, line);
    return headers;
  }

  // One request, asked again where that may help. `set_body` sets what is sent, for each attempt;
  // `restart` is called before each one, `sink` gets the body of a 2xx answer.
  Answer ask(const std::string& path, const std::string& dossier,
             const std::vector<std::string>& more, const std::function<void()>& set_body,
             const std::function<void()>& restart, const Sink& sink) {
    const Headers headers = headers_for(dossier, more);
    std::string failure = "never asked";
    for (int attempt = 0; attempt < settings.attempts_max; ++attempt) {
      if (attempt > 0) wait(attempt);
      Answer answer;
      Sink take = [&](const char* bytes, std::size_t size) {
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (status < 300) return sink(bytes, size);
        if (answer.body.size() + size > kAnswerBytesMax) return false;
        answer.body.append(bytes, size);
        return true;
      };
      curl_easy_reset(curl);  // Options go, the connection stays.
      curl_easy_setopt(curl, CURLOPT_URL, (settings.url + path).c_str());
      curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
      curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
      curl_easy_setopt(curl, CURLOPT_TIMEOUT, settings.timeout_s);
      curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
      curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
      curl_easy_setopt(curl, CURLOPT_WRITEDATA, &take);
      set_body();
      restart();
      const CURLcode result = curl_easy_perform(curl);
      curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
      if (result != CURLE_OK) {
        failure = curl_easy_strerror(result);
        continue;
      }
      if (answer.status < 300 || answer.status == 304) {
        answer.etag = header_of_answer("ETag");
        answer.content_range = header_of_answer("Content-Range");
        return answer;
      }
      const Json document = Json::parse(answer.body, nullptr, false);
      const Problem problem(answer.status, document.is_object() ? document : Json::object());
      // The server did nothing, and says so.
      const bool is_busy = answer.status == 429 || answer.status == 503;
      if (!is_busy || attempt + 1 == settings.attempts_max) throw problem;
    }
    throw Unreachable(failure);
  }

  Answer ask_in_memory(const std::string& path, const std::string& dossier,
                       const std::vector<std::string>& more,
                       const std::function<void()>& set_body) {
    std::string body;
    Answer answer = ask(
        path, dossier, more, set_body, [&] { body.clear(); },
        [&](const char* bytes, std::size_t size) {
          if (body.size() + size > kAnswerBytesMax) return false;
          body.append(bytes, size);
          return true;
        });
    answer.body = std::move(body);
    return answer;
  }

  // Longer each time, and never all clients at once; but never less than the server asked for.
  void wait(int attempt) {
    double longest = kFirstWaitSeconds;
    for (int i = 1; i < attempt; ++i) longest *= 4;
    curl_off_t asked = 0;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &asked);
    const double seconds =
        std::clamp(std::uniform_real_distribution<>(0, longest)(random),
                   std::min(static_cast<double>(asked), kWaitSecondsMax), kWaitSecondsMax);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  }

  const Settings settings;
  CURL* curl = nullptr;
  std::minstd_rand random{std::random_device()()};
};

Client::Client(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
Client::~Client() = default;

Json Client::get(const std::string& path, const std::string& dossier) {
  return Json::parse(get_raw(path, {}, dossier).body);
}

Answer Client::get_raw(const std::string& path, const std::vector<std::string>& headers,
                       const std::string& dossier) {
  return impl_->ask_in_memory(path, dossier, headers, [] {});
}

Json Client::post(const std::string& path, const Json& body, const std::string& dossier) {
  const std::string text = body.dump();
  const Answer answer = impl_->ask_in_memory(
      path, dossier, {"Content-Type: application/json", "Idempotency-Key: " + random_key()}, [&] {
        curl_easy_setopt(impl_->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(text.size()));
        curl_easy_setopt(impl_->curl, CURLOPT_POSTFIELDS, text.c_str());
      });
  return Json::parse(answer.body);
}

Json Client::deposit(const Json& metadata, const std::filesystem::path& file,
                     const std::string& media_type, const std::string& dossier) {
  const Form form(curl_mime_init(impl_->curl));
  if (!form) throw std::bad_alloc();
  curl_mimepart* part = curl_mime_addpart(form.get());
  const std::string text = metadata.dump();
  curl_mime_name(part, "metadata");
  curl_mime_type(part, "application/json");
  curl_mime_data(part, text.data(), text.size());
  part = curl_mime_addpart(form.get());
  curl_mime_name(part, "content");
  curl_mime_type(part, media_type.c_str());
  if (curl_mime_filedata(part, file.c_str()) != CURLE_OK) {
    throw std::runtime_error("cannot read " + file.string());
  }
  const Answer answer =
      impl_->ask_in_memory("/v1/components", dossier, {"Idempotency-Key: " + random_key()},
                           [&] { curl_easy_setopt(impl_->curl, CURLOPT_MIMEPOST, form.get()); });
  return Json::parse(answer.body);
}

std::string Client::fetch(const std::string& component_id, const std::filesystem::path& file,
                          const std::string& dossier) {
  std::ofstream out;
  Sha256 sha256;
  const Answer answer = impl_->ask(
      "/v1/components/" + component_id + "/content", dossier, {}, [] {},
      [&] {
        out = std::ofstream(file, std::ios::binary | std::ios::trunc);
        sha256.begin();
      },
      [&](const char* bytes, std::size_t size) {
        sha256.add(bytes, size);
        return static_cast<bool>(out.write(bytes, static_cast<std::streamsize>(size)));
      });
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
  std::string digest = sha256.end();
  if (answer.etag != '"' + digest + '"') throw WrongBytes("the file has SHA-256 " + digest);
  return digest;
}

}  // namespace kho_client
