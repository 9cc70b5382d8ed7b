// warehouse/dossier_code.h - The code of a dossier: agency, day of reception, serial.
//
//   H63.12-230601-0001          agency code of QĐ 20/2020/QĐ-TTg, day as yyMMdd
//   000.00.12.H63-230601-0001   the same dossier, agency code of QCVN 102:2016
//   G09.20-20260609-0092637     day as yyyyMMdd
//
// The agency may be written in either form; day and serial are compared as they are written, for
// leading zeros count. Immutable value. Errors: Error kDossierCodeInvalid.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/date.h"

namespace kho::warehouse {

struct DossierCode {
  std::string text;    // As typed, in upper case.
  std::string normal;  // With the agency in normal form: equal for equal dossiers.
  std::string agency;  // In normal form.
  Date day{0};         // A two-digit year is of this century.
  std::string serial;  // 4 to 8 digits.
};

[[nodiscard]] DossierCode parse_dossier_code(std::string_view typed);

}  // namespace kho::warehouse
