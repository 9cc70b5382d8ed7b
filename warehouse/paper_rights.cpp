#include "warehouse/paper_rights.h"

#include <algorithm>
#include <optional>

#include "warehouse/dossier_code.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/search_rights.h"

namespace kho::warehouse {
namespace {

bool works_at_a_desk(const Bearer& bearer) {
  return bearer.role == Role::kIntake || bearer.role == Role::kOfficer;
}

bool has_paper(const Dossier& dossier, const Uuid& component) {
  const auto is_it = [&](const Uuid& each) { return each == component; };
  return std::ranges::any_of(dossier.attachments,
                             [&](const Attachment& each) { return each.component == component; }) ||
         std::ranges::any_of(dossier.verification_results, is_it) ||
         std::ranges::any_of(dossier.results, is_it);
}

}  // namespace

bool covers(std::string_view upper, std::string_view agency) {
  if (upper.empty() || !agency.starts_with(upper)) return false;
  return agency.size() == upper.size() || agency[upper.size()] == '.';
}

bool sees_everything(const Purpose& purpose) {
  if (!purpose.bearer) return true;
  return purpose.bearer->role == Role::kOfficer && purpose.breaks_glass && !purpose.why.empty();
}

bool may_see(const Purpose& purpose, const Dossier& dossier) {
  if (!purpose.bearer) return true;
  return works_at_a_desk(*purpose.bearer) && covers(purpose.bearer->agency, dossier.agency);
}

bool may_see(const store::TableReader& tables, const Purpose& purpose, const Component& component) {
  if (sees_everything(purpose)) return true;
  if (!works_at_a_desk(*purpose.bearer) || purpose.dossier.empty()) return false;
  const auto id = dossier_coded(tables, parse_dossier_code(purpose.dossier).normal);
  if (!id) return false;
  const Dossier dossier = dossier_at(tables, *id);
  if (!may_see(purpose, dossier) || is_final(dossier.state())) return false;
  return has_paper(dossier, component.id) ||
         SearchRights::of_dossier(tables, dossier).admits(component);
}

}  // namespace kho::warehouse
