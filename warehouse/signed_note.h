// warehouse/signed_note.h - Signed notes, and checkpoints of a log as their text.
//
// The formats of C2SP: signed-note (text, blank line, lines "— name base64(key hash ‖ signature)"
// of Ed25519, type 01) and tlog-checkpoint (origin, size, root, a line each). Immutable functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "warehouse/merkle.h"
#include "warehouse/signing_key.h"

namespace kho::warehouse {

inline constexpr std::size_t kNoteBytesMax = 64 << 10;

// `text` ends with a line break. `name` has no space and no plus.
[[nodiscard]] std::string signed_note(std::string_view text, std::string_view name,
                                      const SigningKey& key);
// The text of a note, where one of `keys` has signed it as `name`, and none of them wrongly;
// nullopt otherwise. Lines of other keys are passed over.
[[nodiscard]] std::optional<std::string> verified_text(std::string_view note, std::string_view name,
                                                       std::span<const PublicKey> keys);

struct Checkpoint {
  std::string origin;  // Which log; also the name that it signs with.
  std::uint64_t size = 0;
  Sha256 root;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

[[nodiscard]] std::string signed_checkpoint(const Checkpoint& checkpoint, const SigningKey& key);
// What a note claims to be a checkpoint of; its signatures are not looked at.
[[nodiscard]] std::optional<Checkpoint> claimed_checkpoint(std::string_view note);
// The same, where one of `keys` has signed it as its origin.
[[nodiscard]] std::optional<Checkpoint> verified_checkpoint(std::string_view note,
                                                            std::span<const PublicKey> keys);

}  // namespace kho::warehouse
