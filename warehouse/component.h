// warehouse/component.h - What the warehouse keeps of a digitised paper. Plain values.
//
// Vietnamese terms: docs/terms.md. Numbers of enumerators are on disk (docs/format/records.md) and
// never change meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

enum class ReviewState { kCaptured = 1, kApproved = 2, kRejected = 3 };
inline constexpr NameTable<ReviewState, 3> kReviewStateNames{
    {{ReviewState::kCaptured, "captured"},
     {ReviewState::kApproved, "approved"},
     {ReviewState::kRejected, "rejected"}}};

// From when until when a paper may be relied on, both days included. Unknown stays unknown: there
// is no default such as "six months".
struct Validity {
  enum class Kind { kUnknown = 0, kIndefinite = 1, kUntil = 2 };
  Kind kind = Kind::kUnknown;
  std::optional<Date> from;
  std::optional<Date> to;  // Set exactly where kind is kUntil.
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
  std::string location;  // The place that the paper concerns, if any.
  Origin origin = Origin::kDeskScan;
  Form form = Form::kOriginal;   // Of the paper that was digitised.
  std::string source_dossier;    // Code of the dossier that brought it.
  std::string source_procedure;  // Code of the procedure of that dossier.
  std::string digitised_by;      // The officer; a name or an account, not a personal number.
  ReviewState review = ReviewState::kApproved;
};
// 60 and 500 characters of up to four bytes each.
inline constexpr std::size_t kNumberBytesMax = 240;
inline constexpr std::size_t kTextBytesMax = 2000;
inline constexpr std::size_t kCodeBytesMax = 100;

// One file of a component. Immutable once stored.
struct Version {
  std::uint32_t number = 1;  // 1, 2, 3...
  std::string sha256;        // 32 raw bytes: the blob.
  std::uint64_t size = 0;
  std::string media_type;  // Found from the content.
  std::string file_name;   // As deposited; may be empty.
  std::int64_t stored_at_ms = 0;
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

  [[nodiscard]] const Version& current() const { return versions.back(); }
};

// What reading the text of a file came to. Belongs to the bytes, not to a component.
struct TextState {
  enum class Outcome { kPending = 0, kText = 1, kNoText = 2, kUnsupported = 3, kFailed = 4 };
  Outcome outcome = Outcome::kPending;
  std::string failure;  // Stable name of the reason where outcome is kFailed.
  std::uint32_t pages = 0;
  std::string text_sha256;  // Blob with the pages' text where outcome is kText; 32 raw bytes.
};
inline constexpr NameTable<TextState::Outcome, 5> kTextOutcomeNames{
    {{TextState::Outcome::kPending, "pending"},
     {TextState::Outcome::kText, "text"},
     {TextState::Outcome::kNoText, "no_text"},
     {TextState::Outcome::kUnsupported, "unsupported"},
     {TextState::Outcome::kFailed, "extraction_failed"}}};

}  // namespace kho::warehouse
