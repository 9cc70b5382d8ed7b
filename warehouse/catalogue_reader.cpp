#include "warehouse/catalogue_reader.h"

#include "warehouse/catalogue_codec.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/owner_key.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

template <typename Record, typename Decode>
CataloguePage<Record> page(const store::TableReader& tables, Table table, const std::string& after,
                           std::size_t limit, const Decode& decode) {
  CataloguePage<Record> page;
  const auto cursor = tables.cursor(table);
  // No code has a byte 0: the first key that is not before this one comes behind `after`.
  for (bool found = cursor->seek(after + '\0'); found; found = cursor->next()) {
    page.more = page.records.size() == limit;
    if (page.more) break;
    page.records.push_back(decode(cursor->value()));
  }
  return page;
}

// Behind every version of the variant: no day is that late.
std::string behind(const std::string& prefix) { return prefix + "\xff\xff\xff\xff\xff"; }

}  // namespace

CataloguePage<Agency> CatalogueReader::agencies(const std::string& after, std::size_t limit) const {
  return page<Agency>(*tables_, kAgencies, after, limit, decode_agency);
}

CataloguePage<ComponentType> CatalogueReader::types(const std::string& after,
                                                    std::size_t limit) const {
  return page<ComponentType>(*tables_, kTypes, after, limit, decode_component_type);
}

CataloguePage<Procedure> CatalogueReader::procedures(const std::optional<ProcedureCode>& after,
                                                     std::size_t limit) const {
  CataloguePage<Procedure> page;
  constexpr std::size_t kDayBytes = 4;
  const auto first = tables_->cursor(kProcedures);
  const auto last = tables_->cursor(kProcedures);
  std::string from = after ? behind(procedure_prefix(*after)) : std::string(1, '\0');
  while (first->seek(from)) {
    page.more = page.records.size() == limit;
    if (page.more) break;
    const std::string_view key = first->key();
    from = behind(std::string(key.substr(0, key.size() - kDayBytes)));
    last->seek_at_most(from);
    page.records.push_back(decode_procedure(last->value()));
  }
  return page;
}

std::optional<Agency> CatalogueReader::agency(const std::string& code) const {
  try {
    return find_agency(*tables_, normal_agency_code(code));
  } catch (const Error&) {
    return std::nullopt;  // What has not the form of a code is none that is known.
  }
}

std::optional<ComponentType> CatalogueReader::type(const std::string& code) const {
  return find_type(*tables_, code);
}

std::vector<Procedure> CatalogueReader::versions(const ProcedureCode& code) const {
  if (!code.suffix.empty()) return procedure_versions(*tables_, code);
  std::vector<Procedure> versions;
  each_with_prefix(*tables_, kProcedures, code.stem + '\0',
                   [&](std::string_view, std::string_view value) {
                     versions.push_back(decode_procedure(value));
                     return true;
                   });
  return versions;
}

}  // namespace kho::warehouse
