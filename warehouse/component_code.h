// warehouse/component_code.h - Codes that components are shown and passed on under.
//
// A template says how codes look; by default "{owner_id}.{procedure}.{type}.{NN}":
//
//   {owner_id}   14 letters made of the owner's id; never a number of the owner, for codes are
//                shown, and stand in the URLs of partners
//   {procedure}  stem of the procedure code; "0" where there is none
//   {type}       component type code
//   {year}       four digits
//   {NN}         serial: at least as many digits as there are N; grows beyond them
//
// The serial comes last, behind a dot, a hyphen or an underscore, so that a code is made of its
// prefix and its serial in one way only. It is a counter of the prefix, kept in the table
// code_counters: changed in the caller's transaction, never counted out of what is there, and
// never given twice, not even after a deletion or under another template.
//
// Immutable values, functions over the caller's transaction. Errors: Error kMetadataInvalid.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

inline constexpr std::string_view kDefaultCodeTemplate = "{owner_id}.{procedure}.{type}.{NN}";

class CodeTemplate {
 public:
  enum class Part { kText, kOwnerId, kProcedure, kType, kYear };

  // At most 100 bytes: letters, digits, '.', '-', '_' and the placeholders, each at most once.
  static CodeTemplate parse(std::string_view text);

  struct Piece {
    Part part;
    std::string text;  // Of kText.
  };
  [[nodiscard]] const std::vector<Piece>& prefix() const { return prefix_; }
  [[nodiscard]] std::size_t serial_digits() const { return serial_digits_; }

 private:
  CodeTemplate() = default;
  std::vector<Piece> prefix_;      // All before the serial.
  std::size_t serial_digits_ = 0;  // At least.
};

struct CodeFields {
  Uuid owner;
  std::string procedure;  // Procedure code, or empty.
  std::string type;       // Component type code.
  int year = 0;           // 1000..9999
};

// The next code, which no component ever had.
[[nodiscard]] std::string allocate_code(store::WriteTransaction& tables,
                                        const CodeTemplate& code_template,
                                        const CodeFields& fields);

// What stands for {owner_id}: of 56 of the id's random bits, letters without vowels, so that it is
// neither a number nor a word.
[[nodiscard]] std::string short_owner_id(const Uuid& owner);

}  // namespace kho::warehouse
