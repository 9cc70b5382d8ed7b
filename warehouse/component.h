// warehouse/component.h - What the warehouse keeps of a digitised paper. Plain values.
//
// Vietnamese terms: docs/terms.md. Numbers of enumerators are on disk (docs/format/records.md) and
// never change meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/image/page_hash.h"
#include "warehouse/date.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

enum class Kind { kComponent = 1, kResult = 2, kVerificationResult = 3 };
inline constexpr NameTable<Kind, 3> kKindNames{
    {{Kind::kComponent, "component"},
     {Kind::kResult, "result"},
     {Kind::kVerificationResult, "verification_result"}}};

// Where the file comes from; its strength as evidence falls in this order.
enum class Origin {
  kBornDigitalResult = 1,
  kEcopyFromRegister = 2,
  kCertifiedEcopy = 3,
  kDeskScanSigned = 4,
  kDeskScan = 5,
  kOwnerUpload = 6,
  kExternalReference = 7,
};
inline constexpr NameTable<Origin, 7> kOriginNames{
    {{Origin::kBornDigitalResult, "born_digital_result"},
     {Origin::kEcopyFromRegister, "ecopy_from_register"},
     {Origin::kCertifiedEcopy, "certified_ecopy"},
     {Origin::kDeskScanSigned, "desk_scan_signed"},
     {Origin::kDeskScan, "desk_scan"},
     {Origin::kOwnerUpload, "owner_upload"},
     {Origin::kExternalReference, "external_reference"}}};

enum class Form { kOriginal = 1, kCopy = 2, kElectronic = 3 };
inline constexpr NameTable<Form, 3> kFormNames{
    {{Form::kOriginal, "original"}, {Form::kCopy, "copy"}, {Form::kElectronic, "electronic"}}};

// Once approved a component may still be revoked, superseded or held, and its validity may end.
enum class ReviewState { kCaptured = 1, kApproved = 2, kRejected = 3, kUnderReview = 4 };
inline constexpr NameTable<ReviewState, 4> kReviewStateNames{
    {{ReviewState::kCaptured, "captured"},
     {ReviewState::kUnderReview, "under_review"},
     {ReviewState::kApproved, "approved"},
     {ReviewState::kRejected, "rejected"}}};

// What is known of the electronic signatures in a file.
enum class Signature { kUnchecked = 0, kNone = 1, kIntact = 2, kTrusted = 3, kInvalid = 4 };
inline constexpr NameTable<Signature, 5> kSignatureNames{{{Signature::kUnchecked, "unchecked"},
                                                          {Signature::kNone, "none"},
                                                          {Signature::kIntact, "intact"},
                                                          {Signature::kTrusted, "trusted"},
                                                          {Signature::kInvalid, "invalid"}}};

// From when until when a paper may be relied on, both days included. Unknown stays unknown: there
// is no default such as "six months".
struct Validity {
  enum class Kind { kUnknown = 0, kIndefinite = 1, kUntil = 2 };
  Kind kind = Kind::kUnknown;
  std::optional<Date> from;
  std::optional<Date> to;  // Set exactly where kind is kUntil.
};

// That a paper was turned into the file, which then stands for it (Luật Giao dịch điện tử 2023,
// article 12).
struct Conversion {
  std::string by;  // Officer or unit; empty where nobody vouched for it.
  std::optional<Date> on;
  std::string signature;  // Of whom, with what certificate.

  friend bool operator==(const Conversion&, const Conversion&) = default;
};

// What is said of the paper by whoever deposits it. Lengths in bytes; beyond a bound is refused,
// never cut.
struct Facts {
  Kind kind = Kind::kComponent;
  std::string type;                // Component type code of the catalogue.
  std::string number;              // Số, ký hiệu; at most kNumberBytesMax.
  std::optional<Date> issue_date;  // Ngày ban hành.
  std::string issuer;              // Agency code in normal form, or empty.
  std::string issuer_name;         // Cơ quan ban hành.
  std::string signer;              // Người ký.
  std::string subject;             // Trích yếu.
  Validity validity;
  std::string scope;     // Where or for what it is valid, in the paper's words.
  std::string location;  // The place that the paper concerns, if any.
  Origin origin = Origin::kDeskScan;
  Form form = Form::kOriginal;   // Of the paper that was digitised.
  std::string source_dossier;    // Code of the dossier that brought it.
  std::string source_procedure;  // Code of the procedure of that dossier.
  std::string digitised_by;      // The officer; a name or an account, not a personal number.
  std::string digitised_unit;
  std::optional<Date> digitised_on;
  Conversion conversion;
  ReviewState review = ReviewState::kApproved;
};
// 60 and 500 characters of up to four bytes each.
inline constexpr std::size_t kNumberBytesMax = 240;
inline constexpr std::size_t kTextBytesMax = 2000;
inline constexpr std::size_t kCodeBytesMax = 100;

// One file of a component, with what was said of it. Immutable once stored: a correction makes a
// new one.
struct Version {
  std::uint32_t number = 1;  // 1, 2, 3...
  std::string sha256;        // 32 raw bytes: the blob.
  std::uint64_t size = 0;
  std::string media_type;  // Found from the content.
  std::string file_name;   // As deposited; may be empty.
  std::int64_t stored_at_ms = 0;
  Signature signature = Signature::kUnchecked;
  std::string by = {};  // Who corrected, and why; empty of the first.
  std::string reason = {};
  std::uint64_t position = 0;       // Of a correction in the change log; 0 of the first.
  std::optional<Facts> facts = {};  // Of an earlier version; the last one's are the component's.
};
inline constexpr std::size_t kVersionsMax = 100;  // Of one component.

// The decision of a reviewer.
struct Review {
  std::string by;
  std::string reason;  // Empty for an approval without remarks.
  std::int64_t at_ms = 0;
};

// The authority took the paper back: it is evidence of nothing from then on, whatever the day that
// is asked about.
struct Revocation {
  Date on{0};  // From this day by the decision.
  std::string by;
  std::string reason;
  std::int64_t at_ms = 0;
};

// A later paper took its place.
struct Supersession {
  Uuid by;
  std::optional<Date> since;  // The first day of the later paper; empty where that is not known.
};

// Forbids to destroy a component while it is in force: a lawsuit, an inspection.
struct Hold {
  std::string name;  // 1..kHoldNameBytesMax letters, digits, '-' and '_'; one of a component.
  std::string reason;
  std::int64_t since_ms = 0;
  std::optional<Date> until;  // The last day; empty: until it is lifted.

  [[nodiscard]] bool in_force(Date today) const { return !until || today <= *until; }
};
inline constexpr std::size_t kHoldNameBytesMax = 200;
inline constexpr std::size_t kHoldsMax = 100;  // Of one component.

struct Component {
  Uuid id;
  Uuid owner;
  Facts facts;
  std::vector<Version> versions;  // At least one; the last is current.
  std::int64_t created_at_ms = 0;
  std::optional<Date> keep_until;  // Retention: the last day on which it must be there.
  std::vector<Hold> holds;         // Those that ran out included.
  std::string code = {};  // For partners (warehouse/component_code.h); unique, never used again.
  std::optional<Uuid> dossier = {};   // That brought it or that it was issued in.
  std::optional<Review> review = {};  // The last decision of a reviewer, if there was one.
  std::optional<Revocation> revocation = {};
  std::optional<Uuid> supersedes = {};
  std::optional<Supersession> superseded = {};
  bool hidden_from_owner = false;                     // A result until it is returned.
  std::optional<std::int64_t> damaged_since_ms = {};  // The stored file failed its check.

  [[nodiscard]] const Version& current() const { return versions.back(); }
};

// How the component stands: revoked, superseded, or else its review state.
[[nodiscard]] inline std::string_view standing_name(const Component& component) {
  if (component.revocation) return "revoked";
  if (component.superseded) return "superseded";
  return name_in(kReviewStateNames, component.facts.review);
}

// What reading the text of a file came to. Belongs to the bytes, not to a component.
struct TextState {
  enum class Outcome { kPending = 0, kText = 1, kNoText = 2, kUnsupported = 3, kFailed = 4 };
  Outcome outcome = Outcome::kPending;
  std::string failure;  // Stable name of the reason where outcome is kFailed.
  std::uint32_t pages = 0;
  std::string text_sha256;  // Blob of the extraction record (docs/format/extraction.md), where it
                            // has a text or findings; 32 raw bytes, else empty.
  Signature signature = Signature::kUnchecked;  // As Kho found it.
  bool knows_whom_to_trust = false;             // There were anchors: kIntact is not trusted, then.
  bool is_signed = false;                       // It holds signatures, whatever they are worth.
  std::optional<ingest::PageHash> first_page = {};  // Where it could be looked at.

  friend bool operator==(const TextState&, const TextState&) = default;
};
inline constexpr NameTable<TextState::Outcome, 5> kTextOutcomeNames{
    {{TextState::Outcome::kPending, "pending"},
     {TextState::Outcome::kText, "text"},
     {TextState::Outcome::kNoText, "no_text"},
     {TextState::Outcome::kUnsupported, "unsupported"},
     {TextState::Outcome::kFailed, "extraction_failed"}}};

}  // namespace kho::warehouse
