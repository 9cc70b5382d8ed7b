#include "warehouse/jws.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "warehouse/base64.h"

namespace kho::warehouse {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '+' || c == '_';
}

// Takes the JSON of a header apart: an object whose members are plain texts, which is all that a
// header of ours can hold. nullopt for anything else, a member that stands twice included.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view json) : left_(json) {}

  std::optional<std::map<std::string, std::string>> read() {
    std::map<std::string, std::string> members;
    if (!take('{')) return std::nullopt;
    do {
      const auto name = text();
      if (!name || !take(':')) return std::nullopt;
      const auto value = text();
      if (!value || !members.emplace(*name, *value).second) return std::nullopt;
    } while (take(','));
    if (!take('}') || !left_.empty()) return std::nullopt;
    return members;
  }

 private:
  bool take(char wanted) {
    skip_blanks();
    if (!left_.starts_with(wanted)) return false;
    left_.remove_prefix(1);
    skip_blanks();
    return true;
  }
  std::optional<std::string> text() {
    if (!left_.starts_with('"')) return std::nullopt;
    const std::size_t end = left_.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view inside = left_.substr(1, end - 1);
    if (!std::ranges::all_of(inside, is_plain)) return std::nullopt;
    left_.remove_prefix(end + 1);
    return std::string(inside);
  }
  void skip_blanks() {
    const std::size_t first = left_.find_first_not_of(" \t\r\n");
    left_.remove_prefix(std::min(first, left_.size()));
  }

  std::string_view left_;
};

}  // namespace

std::string signed_jws(const SigningKey& key, std::string_view payload, std::string_view typ) {
  assert(!typ.empty() && std::ranges::all_of(typ, is_plain));
  const std::string header = R"({"alg":"EdDSA","kid":")" + key.public_key().id() + R"(","typ":")" +
                             std::string(typ) + R"("})";
  const std::string input = base64url(header) + "." + base64url(payload);
  return input + "." + base64url(key.sign(input));
}

std::optional<std::string> verified_payload(std::string_view jws, std::span<const PublicKey> keys,
                                            std::string_view typ) {
  if (jws.size() > kJwsBytesMax) return std::nullopt;
  const std::size_t first = jws.find('.');
  const std::size_t second = jws.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header = from_base64url(jws.substr(0, first));
  auto payload = from_base64url(jws.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(jws.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;

  const auto members = HeaderReader(*header).read();
  if (!members) return std::nullopt;
  for (const auto& [name, value] : *members) {
    if (name != "alg" && name != "kid" && name != "typ") return std::nullopt;
  }
  const auto alg = members->find("alg");
  const auto kid = members->find("kid");
  if (alg == members->end() || alg->second != "EdDSA" || kid == members->end()) return std::nullopt;
  if (!typ.empty()) {
    const auto given = members->find("typ");
    if (given == members->end() || given->second != typ) return std::nullopt;
  }
  const auto key = std::ranges::find(keys, kid->second, &PublicKey::id);
  if (key == keys.end() || !key->verify(jws.substr(0, second), *signature)) return std::nullopt;
  return payload;
}

}  // namespace kho::warehouse
