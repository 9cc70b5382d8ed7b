// ingest/image/citizen_card.h - What the QR code of a citizen's card (CCCD) says.
//
// Seven fields between bars: "personal number|old CMND|name|birth ddmmyyyy|sex|residence|issued
// ddmmyyyy". The code is printed, not signed: it spares typing and proves nothing.
//
// Pure function of any bytes. Source: cards issued since 2021 (TT 06/2021/TT-BCA), as read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kho::ingest {

enum class Sex { kMale, kFemale };

struct CitizenCard {
  std::string personal_number;      // 12 digits.
  std::string old_identity_number;  // 9 digits (CMND), 12, or none.
  std::string name;                 // As printed.
  std::chrono::year_month_day birth;
  Sex sex = Sex::kMale;
  std::string residence;  // May be empty.
  std::chrono::year_month_day issued;
};

// nullopt for what is not exactly that: other fields, days that no calendar has, a card issued
// before its holder was born, text that is not printable UTF-8 or longer than any card's.
[[nodiscard]] std::optional<CitizenCard> parse_citizen_card(std::string_view qr_text);

}  // namespace kho::ingest
