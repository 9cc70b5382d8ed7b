// warehouse/owner_key.h - The identifiers by which owners are known.
//
//   cccd:015085001234        personal number (số định danh cá nhân / CCCD), 12 digits
//   mst:5200123456[-001]     tax or enterprise code, 10 digits, a branch with its suffix
//   passport:USA:512345678   ISO 3166-1 alpha-3 country and up to 9 letters and digits
//   agency:H63.12            agency code of QĐ 20/2020/QĐ-TTg; the QCVN 102:2016 form is converted
//   cmnd:060123456           old identity card (CMND), 9 digits; only ever an alias of an owner
//
// Always text: leading zeros count. Blanks, dots and hyphens inside numbers are dropped before
// checking, so that what people type and what systems print meet in one key. A tax code of 12
// digits is a person's own number (in force since 1 July 2025) and becomes the cccd key. A prefix
// says where a birth or a taxpayer was registered: never where somebody lives, or which agency is
// competent. All rules, for people: docs/identifiers.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "warehouse/date.h"
#include "warehouse/error.h"
#include "warehouse/names.h"

namespace kho::warehouse {

enum class OwnerKind { kPerson, kForeigner, kOrganisation, kAgency, kOldIdentityCard };

enum class Sex { kMale, kFemale };
inline constexpr NameTable<Sex, 2> kSexNames{{{Sex::kMale, "male"}, {Sex::kFemale, "female"}}};

// What a person says of themselves, where they do.
struct Declared {
  std::optional<Sex> sex;
  std::optional<int> birth_year;
};

// A checked key in its one normal form. Immutable value.
class OwnerKey {
 public:
  // `text` is "kind:number" in any accepted spelling, at most 100 bytes. Throws Error
  // kOwnerKeyInvalid or kOwnerKeyPlaceholder.
  static OwnerKey parse(std::string_view text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] OwnerKind kind() const { return kind_; }
  // Of a branch (mst:NNNNNNNNNN-NNN), the enterprise that it belongs to.
  [[nodiscard]] std::optional<OwnerKey> parent() const;
  // What is odd about a valid key: cccd_province_unknown, cccd_birth_year_in_future; and where it
  // contradicts what is declared: cccd_sex_differs, cccd_birth_year_differs.
  [[nodiscard]] Warnings warnings(Date today, const Declared& declared = {}) const;

  friend bool operator==(const OwnerKey&, const OwnerKey&) = default;

 private:
  OwnerKey(OwnerKind kind, std::string text) : kind_(kind), text_(std::move(text)) {}
  OwnerKind kind_;
  std::string text_;
};

// A key in normal form with all but its kind and its last three characters hidden:
// "cccd:*********234".
[[nodiscard]] std::string masked_owner_key(std::string_view normal);

// An agency code of either form in the normal form of QĐ 20/2020 ("H63.12"), at most 35
// characters. Throws Error kOwnerKeyInvalid.
[[nodiscard]] std::string normal_agency_code(std::string_view typed);

}  // namespace kho::warehouse
