// ingest/facts/facts.h - From the text of a paper's pages to what the paper says about itself.
//
// Layout and abbreviations: Nghị định 30/2020/NĐ-CP, annexes I and III (official papers);
// registration certificates, permits, identity papers and contracts by the forms in use. The text
// may come from a text layer or from OCR: columns interleaved, diacritics lost, digits that look
// like letters. Rules and what they were measured on: docs/facts.md.
//
// Nothing is guessed: what is not found, or found in two ways that disagree, is absent. A number or
// a date of another paper that this one refers to is never taken for its own.
//
// Pure functions over untrusted text: thread-safe, linear, never fail; bytes that are not UTF-8 are
// read as damage. Only the first kFactsTextBytesMax bytes of all pages together are looked at.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kho::ingest {

inline constexpr std::size_t kFactsTextBytesMax = 2U << 20;

// The steps of a confidence, meant as the share of facts of this step that are right; set on the
// checked lists (docs/facts.md). A person looks at anything below kConfidenceClear.
inline constexpr double kConfidenceClear = 0.98;  // Whole, where the layout wants it.
inline constexpr double kConfidenceLikely = 0.9;  // One sign is missing or stands elsewhere.
// Letters read as digits, words as similar ones.
inline constexpr double kConfidenceRepaired = 0.75;

struct Fact {
  std::string value;       // Normal form; UTF-8, NFC, single blanks.
  std::string as_written;  // Its parts as they stand on the page, joined by line ends.
  double confidence = 0;   // One of the steps above.
  std::uint32_t page = 0;  // From 0.
  std::size_t offset = 0;  // Bytes of that page: the shortest stretch that holds all its parts.
  std::size_t length = 0;
};

struct DocumentType {
  Fact title;  // In capitals, e.g. "QUYẾT ĐỊNH", "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP".
  std::string code;  // The abbreviation of the kind ("QĐ", "TTr"); empty where it has none.
};

enum class IdScheme {
  kPersonalNumber,  // CCCD, số định danh: 12 digits.
  kCmnd,            // 9 digits.
  kTaxCode,         // MST, mã số doanh nghiệp: 10 digits or 10-3, the check digit is right.
  kPassport,        // "VNM:C1234567" where the country is known, else the number alone.
};

struct OwnerId {
  IdScheme scheme;
  Fact number;
};

// What the paper says of its own validity. All absent: it says nothing.
struct Validity {
  std::optional<Fact> from;        // YYYY-MM-DD
  std::optional<Fact> to;          // YYYY-MM-DD, the last day.
  std::optional<Fact> indefinite;  // "không thời hạn"; never together with `to`.
};

struct Facts {
  std::optional<Fact> number;      // Số, ký hiệu: "12/QĐ-UBND"; a register's code or serial.
  std::optional<Fact> issue_date;  // YYYY-MM-DD
  std::optional<Fact> issuer;      // As printed: "SỞ CÔNG THƯƠNG".
  std::optional<Fact> issuer_parent;    // The agency in the line above: "UBND TỈNH YÊN BÁI".
  std::optional<Fact> place;            // Địa danh of the date.
  std::optional<Fact> signer;           // Name without rank or degree.
  std::optional<Fact> signer_position;  // "PHÓ GIÁM ĐỐC"; as_written has "KT. GIÁM ĐỐC" too.
  std::optional<Fact> subject;          // Trích yếu, without "V/v" or "Về việc".
  std::optional<DocumentType> type;
  std::vector<OwnerId> owner_ids;  // Of the one holder; several where it has several numbers.
  std::optional<Fact> owner_name;
  Validity validity;
};

// `this_year` bounds dates: a paper is issued from 1945 to the year after it.
[[nodiscard]] Facts find_facts(std::span<const std::string> pages, std::chrono::year this_year);

}  // namespace kho::ingest
