// ingest/facts/mrz.h - The machine-readable zone of passports (TD3) and Vietnamese cards (TD1).
//
// ICAO Doc 9303, parts 4 and 5. Only numbers whose check digits are right are given out, so that an
// OCR error gives nothing. Pure; linear in the text.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ingest/facts/page_text.h"

namespace kho::ingest {

struct MachineReadable {
  std::string country;  // Three letters, of who issued it.
  std::string number;   // Of the passport; of a Vietnamese card the 12 digits.
  bool is_passport = false;
  std::optional<std::chrono::year_month_day> expiry;
  Span number_span;
  Span expiry_span;
};

[[nodiscard]] std::optional<MachineReadable> find_machine_readable(const PageText& page);

}  // namespace kho::ingest
