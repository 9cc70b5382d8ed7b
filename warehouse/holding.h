// warehouse/holding.h - What the rules of reuse need to know of one component, and no more.
//
// A holding lies beside the key by which an owner's papers are found, so that the reuse answer
// reads one run of neighbouring entries and no record. It is made from the component whenever that
// is written; `kho check` holds the two against each other. Plain value; bytes:
// docs/format/records.md.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "warehouse/component.h"

namespace kho::warehouse {

// Whether the stored file can be relied on.
enum class FileState {
  kGood = 0,
  kUnreadable = 1,  // Kept, but no parser could read it.
  kDamaged = 2,     // The store's bytes failed their check.
};

struct Holding {
  Uuid component;
  std::string type;  // Component type code; like the id, it stands in the key.
  std::uint32_t version = 1;
  std::array<char, 32> sha256{};  // Of the current file.
  Kind kind = Kind::kComponent;
  ReviewState review = ReviewState::kApproved;
  Origin origin = Origin::kDeskScan;
  Form form = Form::kOriginal;
  Signature signature = Signature::kUnchecked;
  FileState file = FileState::kGood;
  Validity validity;
  std::optional<Date> issue_date;
  std::int64_t created_at_ms = 0;
  bool revoked = false;
  bool superseded = false;
  std::optional<Date> superseded_since;  // Unknown where absent.
  bool held = false;
  std::optional<Date> held_until;  // The last day of the longest hold; absent: until it is lifted.
  bool doubted = false;            // These bytes were rejected once, as a component that is gone.
  std::string number;              // As on the paper, for whoever must recognise it.
  std::string issuer;              // Agency code, or its name where no code is known.
  std::string location;            // As on the paper.
};

// `text` is what reading the current file came to.
[[nodiscard]] Holding holding_of(const Component& component, const TextState& text);

// What is known of the signatures in a file, by what was said when it was deposited and by what was
// found since. The worse counts; a signature that nobody here can trace to somebody is as good as
// the depositing system said.
[[nodiscard]] Signature signature_of(Signature said, const TextState& found);

// What befell a component whose bytes went with it, as a bit set: it befell the paper, whoever
// brings it again. Numbers are on disk.
enum FateBits : std::uint8_t {
  kFateRevoked = 1,
  kFateSuperseded = 2,
  kFateRejected = 4,
  kFateSignatureInvalid = 8,
};
[[nodiscard]] std::uint8_t fate_of(const Component& component);
void suffer(Holding& holding, std::uint8_t fate);

// Of all but `component` and `type`. Throws store::Error kCorrupt.
[[nodiscard]] std::string encode(const Holding& holding);
[[nodiscard]] Holding decode_holding(std::string_view bytes);

}  // namespace kho::warehouse
