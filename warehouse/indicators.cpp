#include "warehouse/indicators.h"

#include <fmt/format.h>

#include <map>

#include "store/tables.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/error.h"
#include "warehouse/owner_key.h"
#include "warehouse/paper_rights.h"
#include "warehouse/schema.h"
#include "warehouse/tally_codec.h"

namespace kho::warehouse {
namespace {

std::string agency_name(const store::TableReader& tables, const std::string& code) {
  const auto record = code.empty() ? std::nullopt : tables.get(kAgencies, code);
  return record ? decode_agency(*record).name : std::string();
}

// Of the last version of the last local variant.
std::string procedure_name(const store::TableReader& tables, const std::string& stem) {
  std::string name;
  if (stem.empty()) return name;
  each_with_prefix(tables, kProcedures, stem + '\0', [&](std::string_view, std::string_view value) {
    name = decode_procedure(value).name;
    return true;
  });
  return name;
}

}  // namespace

ReportOrder checked(const ReportOrder& order) {
  ReportOrder good = order;
  if (order.to < order.from) throw Error(Errc::kQueryInvalid, "to: lies before from");
  if (!order.agency.empty()) {
    try {
      good.agency = normal_agency_code(order.agency);
    } catch (const Error& error) {
      throw Error(Errc::kQueryInvalid, std::string("agency: ") + error.what());
    }
  }
  if (!order.procedure.empty()) {
    const auto code = parse_procedure_code(order.procedure);
    if (!code) throw Error(Errc::kQueryInvalid, "procedure: a code looks like 2.001646");
    good.procedure = code->stem;
  }
  return good;
}

std::vector<ReportRow> report_rows(const store::TableReader& tables, const ReportOrder& order) {
  const bool by_agency = order.by == Grouping::kAgency || order.by == Grouping::kAgencyAndProcedure;
  const bool by_procedure =
      order.by == Grouping::kProcedure || order.by == Grouping::kAgencyAndProcedure;
  std::map<std::pair<std::string, std::string>, Counters> groups;
  if (order.by == Grouping::kNone) groups[{}];
  const auto cursor = tables.cursor(kTallies);
  for (bool more = cursor->seek(order.agency); more && cursor->key().starts_with(order.agency);) {
    const TallyKey key = parse_tally_key(cursor->key());
    const bool asked = (order.agency.empty() || covers(order.agency, key.agency)) &&
                       (order.procedure.empty() || key.stem == order.procedure);
    if (!asked || key.day > order.to) {
      // Past every day of this agency and procedure.
      more = cursor->seek(tally_key(key.agency, key.stem, Date(INT32_MAX)) + '\0');
    } else if (key.day < order.from) {
      more = cursor->seek(tally_key(key.agency, key.stem, order.from));
    } else {
      groups[{by_agency ? key.agency : "", by_procedure ? key.stem : ""}] +=
          decode_counters(cursor->value());
      more = cursor->next();
    }
  }
  std::vector<ReportRow> rows;
  for (const auto& [group, counters] : groups) {
    const auto& [agency, procedure] = group;
    rows.push_back({agency, agency_name(tables, agency), procedure,
                    procedure_name(tables, procedure), counters});
  }
  return rows;
}

std::optional<std::string> percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  const std::uint64_t hundredths = (part * 10'000 * 2 + whole) / (2 * whole);
  return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

bool has_full_marks(std::uint64_t part, std::uint64_t whole) {
  return whole > 0 && part * 100 >= whole * 80;
}

}  // namespace kho::warehouse
