#include "warehouse/signed_note.h"

#include <algorithm>
#include <charconv>

#include "ingest/utf8.h"
#include "warehouse/base64.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space.
constexpr std::size_t kKeyHashBytes = 4;
constexpr char kEd25519 = 0x01;

// The first four bytes of what names a key in a note.
std::string key_hash(std::string_view name, const PublicKey& key) {
  std::string named(name);
  named.push_back('\n');
  named.push_back(kEd25519);
  named.append(key.raw());
  return std::string(Sha256::of(store::as_bytes(named)).raw().substr(0, kKeyHashBytes));
}

struct Parts {
  std::string_view text;
  std::string_view signatures;
};

// Split at the last blank line.
std::optional<Parts> parts_of(std::string_view note) {
  if (note.size() > kNoteBytesMax || !note.ends_with('\n') || !ingest::is_utf8(note)) {
    return std::nullopt;
  }
  const bool plain = std::ranges::all_of(
      note, [](char c) { return c == '\n' || static_cast<unsigned char>(c) >= 0x20; });
  const std::size_t blank = note.rfind("\n\n");
  if (!plain || blank == std::string_view::npos) return std::nullopt;
  return Parts{note.substr(0, blank + 1), note.substr(blank + 2)};
}

// Takes a line, without its end, off the front of a text that ends with a line break.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// "0", or digits that begin with another.
std::optional<std::uint64_t> size_in(std::string_view digits) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (error != std::errc() || end != digits.data() + digits.size() ||
      (digits.size() > 1 && digits.front() == '0')) {
    return std::nullopt;
  }
  return size;
}

std::optional<Checkpoint> checkpoint_in(std::string_view text) {
  if (std::ranges::count(text, '\n') < 3 || text.find("\n\n") != std::string_view::npos) {
    return std::nullopt;
  }
  Checkpoint checkpoint;
  checkpoint.origin = take_line(text);
  const auto size = size_in(take_line(text));
  const auto root = Sha256::from_raw(from_base64(take_line(text)).value_or(""));
  if (checkpoint.origin.empty() || !size || !root) return std::nullopt;
  checkpoint.size = *size;
  checkpoint.root = *root;
  return checkpoint;
}

}  // namespace

std::string signed_note(std::string_view text, std::string_view name, const SigningKey& key) {
  const std::string signature = key_hash(name, key.public_key()) + key.sign(text);
  std::string note(text);
  note.append("\n").append(kDash).append(name).append(" ").append(base64(signature)).append("\n");
  return note;
}

std::optional<std::string> verified_text(std::string_view note, std::string_view name,
                                         std::span<const PublicKey> keys) {
  const auto parts = parts_of(note);
  if (!parts) return std::nullopt;
  bool good = false;
  for (std::string_view left = parts->signatures; !left.empty();) {
    std::string_view line = take_line(left);
    if (!line.starts_with(kDash)) return std::nullopt;
    line.remove_prefix(kDash.size());
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos) return std::nullopt;
    const auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= kKeyHashBytes) return std::nullopt;
    if (line.substr(0, space) != name) continue;
    for (const PublicKey& key : keys) {
      if (bytes->substr(0, kKeyHashBytes) != key_hash(name, key)) continue;
      if (!key.verify(parts->text, bytes->substr(kKeyHashBytes))) return std::nullopt;
      good = true;
    }
  }
  return good ? std::optional(std::string(parts->text)) : std::nullopt;
}

std::string signed_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
                           base64(checkpoint.root.raw()) + "\n";
  return signed_note(text, checkpoint.origin, key);
}

std::optional<Checkpoint> claimed_checkpoint(std::string_view note) {
  const auto parts = parts_of(note);
  return parts ? checkpoint_in(parts->text) : std::nullopt;
}

std::optional<Checkpoint> verified_checkpoint(std::string_view note,
                                              std::span<const PublicKey> keys) {
  auto checkpoint = claimed_checkpoint(note);
  if (!checkpoint || !verified_text(note, checkpoint->origin, keys)) return std::nullopt;
  return checkpoint;
}

}  // namespace kho::warehouse
