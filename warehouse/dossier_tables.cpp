#include "warehouse/dossier_tables.h"

#include "warehouse/dossier_codec.h"
#include "warehouse/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

std::string use_key(const Uuid& component, const Uuid& dossier, std::string_view requirement) {
  std::string key(component.raw());
  key += dossier.raw();
  key += requirement;
  return key;
}

}  // namespace

std::optional<Dossier> find_dossier(const store::TableReader& tables, const Uuid& id) {
  const auto record = tables.get(kDossiers, id.raw());
  if (!record) return std::nullopt;
  return decode_dossier(*record);
}

std::optional<Uuid> dossier_coded(const store::TableReader& tables, std::string_view code) {
  const auto id = tables.get(kDossierCodes, code);
  return id ? Uuid::from_raw(*id) : std::nullopt;
}

Dossier dossier_at(const store::TableReader& tables, const Uuid& id) {
  auto dossier = find_dossier(tables, id);
  if (!dossier) throw Error(Errc::kDossierNotFound, "there is no such dossier");
  return std::move(*dossier);
}

Dossier open_dossier_at(const store::TableReader& tables, const Uuid& id) {
  Dossier dossier = dossier_at(tables, id);
  if (is_final(dossier.state())) {
    throw Error(Errc::kDossierClosed,
                "the dossier is " + std::string(name_in(kDossierStateNames, dossier.state())) +
                    ": nothing is added to it any more");
  }
  return dossier;
}

void put_dossier(store::WriteTransaction& tables, const Dossier& dossier) {
  tables.put(kDossiers, dossier.id.raw(), encode(dossier));
  tables.put(kDossierCodes, dossier.code, dossier.id.raw());
}

void pin_procedure(store::WriteTransaction& tables, std::string_view code, Date valid_from) {
  tables.put(kPinnedProcedures, procedure_key(parse_procedure_code(code).value(), valid_from), "");
}

bool is_pinned(const store::TableReader& tables, std::string_view code, Date valid_from) {
  const auto parsed = parse_procedure_code(code);
  return parsed && tables.get(kPinnedProcedures, procedure_key(*parsed, valid_from)).has_value();
}

void put_use(store::WriteTransaction& tables, const Use& use) {
  tables.put(kUses, use_key(use.component, use.dossier, use.requirement), use.receipt.raw());
}

std::optional<Use> find_use(const store::TableReader& tables, const Uuid& component,
                            const Uuid& dossier, std::string_view requirement) {
  const auto receipt = tables.get(kUses, use_key(component, dossier, requirement));
  if (!receipt) return std::nullopt;
  return Use{component, dossier, std::string(requirement), Uuid::from_raw(*receipt).value()};
}

std::vector<Use> uses_of(const store::TableReader& tables, const Uuid& component) {
  std::vector<Use> uses;
  each_with_prefix(
      tables, kUses, component.raw(), [&](std::string_view key, std::string_view receipt) {
        key.remove_prefix(Uuid::kSize);
        uses.push_back({component, Uuid::from_raw(key.substr(0, Uuid::kSize)).value(),
                        std::string(key.substr(Uuid::kSize)), Uuid::from_raw(receipt).value()});
        return true;
      });
  return uses;
}

bool is_used(const store::TableReader& tables, const Uuid& component) {
  bool used = false;
  each_with_prefix(tables, kUses, component.raw(), [&](std::string_view, std::string_view) {
    used = true;
    return false;
  });
  return used;
}

std::optional<Receipt> find_receipt(const store::TableReader& tables, const Uuid& id) {
  const auto record = tables.get(kReceipts, id.raw());
  if (!record) return std::nullopt;
  return decode_receipt(*record);
}

void put_receipt(store::WriteTransaction& tables, const Receipt& receipt) {
  tables.put(kReceipts, receipt.id.raw(), encode(receipt));
}

void tell_dossiers(store::Transaction& transaction, const Uuid& component, Notice::What what,
                   std::int64_t now_ms) {
  std::optional<Uuid> told;
  // A dossier may have used it for several requirements; their uses are neighbours.
  for (const Use& use : uses_of(transaction.tables(), component)) {
    if (told == use.dossier) continue;
    told = use.dossier;
    Dossier dossier = dossier_at(transaction.tables(), use.dossier);
    // The oldest of very many goes; the log has them all.
    if (dossier.notices.size() >= kAttachmentsMax) dossier.notices.erase(dossier.notices.begin());
    dossier.notices.push_back({what, component, now_ms});
    put_dossier(transaction.tables(), dossier);
    Event event{Event::Type::kDossierTold, now_ms, component, {}, {}, {}};
    event.dossier = dossier.id;
    event.number = static_cast<std::uint32_t>(what);
    transaction.append_log(encode(event));
  }
}

}  // namespace kho::warehouse
