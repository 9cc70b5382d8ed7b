#include "warehouse/schema.h"

#include "store/bytes.h"
#include "store/error.h"

namespace kho::warehouse {
namespace {

// Days as an unsigned big-endian number, so that earlier days come first.
std::string day_key(Date day) {
  return store::be32(static_cast<std::uint32_t>(day.days()) ^ 0x80000000U);
}

// With the byte that keeps one text from being the beginning of another.
std::string ended(std::string_view text) {
  std::string key(text);
  key.push_back('\0');
  return key;
}

}  // namespace

std::vector<std::string> table_names() {
  return {"owners", "owner_keys", "components", "components_by_owner", "components_by_blob",
          "texts", "agencies", "types", "procedures", "positions", "dossiers", "dossier_codes",
          "uses", "receipts", "reuse_queries", "accesses", "owner_aliases", "aliases_by_owner",
          "owner_merges", "authorisations", "authorisations_by_principal",
          "authorisations_by_agent", "code_counters", "type_predecessors", "pinned_procedures",
          // The audit of the log.
          "warehouse", "log_tree", "checkpoints",
          // The indicators.
          "tally_marks", "tallies",
          // Of papers that went.
          "fates",
          // Of files that wait to be read.
          "readings", "reading_order",
          // Who may ask.
          "tokens", "tokens_by_secret",
          // What callers were told.
          "answers", "answers_by_time",
          // Who is told of events.
          "webhooks", "webhook_progress", "dead_letters"};
}

std::string joined(std::string_view a, std::string_view b) {
  std::string key(a);
  key += b;
  return key;
}

std::string owner_type_prefix(const Uuid& owner, std::string_view type) {
  return joined(owner.raw(), ended(type));
}

std::string alias_prefix(std::string_view owner_key) { return ended(owner_key); }

std::string type_predecessors_prefix(std::string_view successor) { return ended(successor); }

std::string procedure_prefix(const ProcedureCode& code) {
  return ended(code.stem) + ended(code.suffix);
}

std::string procedure_key(const ProcedureCode& code, Date valid_from) {
  return procedure_prefix(code) + day_key(valid_from);
}

std::string tally_key(std::string_view agency, std::string_view stem, Date day) {
  return ended(agency) + ended(stem) + day_key(day);
}

TallyKey parse_tally_key(std::string_view key) {
  const std::size_t agency_end = key.find('\0');
  const std::size_t stem_end =
      agency_end == std::string_view::npos ? agency_end : key.find('\0', agency_end + 1);
  if (stem_end == std::string_view::npos || key.size() != stem_end + 5) {
    throw store::Error(store::Errc::kCorrupt, "damaged key of a tally");
  }
  return {std::string(key.substr(0, agency_end)),
          std::string(key.substr(agency_end + 1, stem_end - agency_end - 1)),
          Date(static_cast<std::int32_t>(store::get_be32(key.substr(stem_end + 1)) ^ 0x80000000U))};
}

void each_with_prefix(const store::TableReader& reader, Table table, std::string_view prefix,
                      const std::function<bool(std::string_view, std::string_view)>& visit) {
  const auto cursor = reader.cursor(table);
  for (bool more = cursor->seek(prefix); more && cursor->key().starts_with(prefix);
       more = cursor->next()) {
    if (!visit(cursor->key(), cursor->value())) return;
  }
}

}  // namespace kho::warehouse
