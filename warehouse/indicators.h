// warehouse/indicators.h - The indicators that a province reports, from the tallies.
//
// QĐ 766/QĐ-TTg: shares of the dossiers received in a period, with two decimals; a period without
// any dossier has no share. Full marks from 80 %. Immutable functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/change_log.h"
#include "warehouse/names.h"
#include "warehouse/tally.h"

namespace kho::warehouse {

enum class Grouping { kNone, kAgency, kProcedure, kAgencyAndProcedure };
inline constexpr NameTable<Grouping, 4> kGroupingNames{
    {{Grouping::kNone, "none"},
     {Grouping::kAgency, "agency"},
     {Grouping::kProcedure, "procedure"},
     {Grouping::kAgencyAndProcedure, "agency,procedure"}}};

struct ReportOrder {
  Date from{0};  // Days of reception, both included.
  Date to{0};
  Grouping by = Grouping::kNone;
  std::string agency = {};     // This one and those below it: H63 takes in H63.12. Empty: all.
  std::string procedure = {};  // Any code of it: local variants count together. Empty: all.
};

// What is not grouped by is empty; a name is empty where the catalogue has none.
struct ReportRow {
  std::string agency;
  std::string agency_name;
  std::string procedure;  // National stem.
  std::string procedure_name;
  Counters counters;
};

struct Report {
  ReportOrder order;            // In normal form.
  std::vector<ReportRow> rows;  // By agency, then by procedure; exactly one where not grouped.
  Counters total;
  store::Position position = 0;      // Of the log that it reflects...
  store::Position log_position = 0;  // ...of all that there was.
};

// In normal form. Throws Error kQueryInvalid.
[[nodiscard]] ReportOrder checked(const ReportOrder& order);
// `order` in normal form.
[[nodiscard]] std::vector<ReportRow> report_rows(const store::TableReader& tables,
                                                 const ReportOrder& order);

// `part` of `whole` in percent, rounded to two decimals: "83.33"; nullopt where `whole` is 0.
[[nodiscard]] std::optional<std::string> percent_text(std::uint64_t part, std::uint64_t whole);
// 80 % or more, before rounding.
[[nodiscard]] bool has_full_marks(std::uint64_t part, std::uint64_t whole);

}  // namespace kho::warehouse
