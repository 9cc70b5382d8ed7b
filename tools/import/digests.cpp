#include "tools/import/digests.h"

#include <Poco/Crypto/DigestEngine.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "tools/command_error.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

struct Algorithm {
  std::string_view name;
  const char* engine;  // What OpenSSL calls it.
  std::size_t digits;
  bool is_strong;
};

constexpr std::array<Algorithm, 4> kAlgorithms = {{{"md5", "MD5", 32, false},
                                                   {"sha1", "SHA1", 40, false},
                                                   {"sha256", "SHA256", 64, true},
                                                   {"sha512", "SHA512", 128, true}}};

const Algorithm* algorithm(std::string_view name) {
  for (const Algorithm& each : kAlgorithms) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace

bool is_digest_algorithm(std::string_view name) { return algorithm(name) != nullptr; }

bool is_strong_digest(std::string_view name) {
  const Algorithm* found = algorithm(name);
  return found != nullptr && found->is_strong;
}

std::size_t digest_digits(std::string_view name) { return algorithm(name)->digits; }

std::map<std::string, std::string> digests_of(const Folder::File& file,
                                              const std::set<std::string>& algorithms) {
  std::vector<std::pair<std::string, std::unique_ptr<Poco::Crypto::DigestEngine>>> engines;
  for (const std::string& name : algorithms) {
    engines.emplace_back(name,
                         std::make_unique<Poco::Crypto::DigestEngine>(algorithm(name)->engine));
  }
  std::vector<char> buffer(1 << 20);
  while (true) {
    const ssize_t n = ::read(file.descriptor.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      throw CommandError(kFailed, "file_unreadable",
                         std::string(tr("cannot read the file: ")) + std::strerror(errno));
    }
    if (n == 0) break;
    for (auto& [name, engine] : engines) engine->update(buffer.data(), static_cast<unsigned>(n));
  }
  std::map<std::string, std::string> digests;
  for (auto& [name, engine] : engines) {
    digests[name] = Poco::DigestEngine::digestToHex(engine->digest());
  }
  return digests;
}

}  // namespace kho::tools
