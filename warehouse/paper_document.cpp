#include "warehouse/paper_document.h"

#include <algorithm>
#include <utility>

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_code.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/error.h"

namespace kho::warehouse {
namespace {

// Once each.
void add_filter(index::Document& document, index::Field field, std::string value) {
  const index::Filter filter{field, std::move(value)};
  if (filter.value.empty() || filter.value.size() > index::kValueBytesMax) return;
  const auto same = std::ranges::find(document.filters, filter);
  if (same == document.filters.end()) document.filters.push_back(filter);
}

// Found by its full code and by its stem.
void add_procedure(index::Document& document, const std::string& code) {
  for (const std::string& value : procedure_filters(code)) {
    add_filter(document, index::Field::kProcedure, value);
  }
}

// The words by which the paper is known, whatever its file says.
std::string title_of(const Facts& facts, const std::string& type_name) {
  std::string title = type_name;
  for (const std::string* part : {&facts.subject, &facts.issuer_name, &facts.location}) {
    if (!part->empty()) title += ". " + *part;
  }
  return title;
}

std::vector<std::string> names_of(const Facts& facts, const Owner& owner) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && names.size() < index::kNamesMax) names.push_back(name);
  };
  add(owner.name);
  for (const OwnerName& other : owner.other_names) add(other.name);
  add(facts.signer);
  return names;
}

void add_filters(index::Document& document, const Component& component) {
  const Facts& facts = component.facts;
  add_filter(document, index::Field::kOwner, component.owner.text());
  add_filter(document, index::Field::kType, facts.type);
  add_filter(document, index::Field::kKind, std::string(name_in(kKindNames, facts.kind)));
  add_filter(document, index::Field::kAgency, facts.issuer);
  add_procedure(document, facts.source_procedure);
  add_filter(document, index::Field::kDossier, dossier_filter(facts.source_dossier));
  add_filter(document, index::Field::kStatus, std::string(standing_name(component)));
  if (component.hidden_from_owner) {
    add_filter(document, index::Field::kWithheld, kWithheldFromOwner);
  }
  if (facts.issue_date) {
    add_filter(document, index::Field::kYear, std::to_string(facts.issue_date->year()));
    document.issued_days = facts.issue_date->days();
  }
}

// The pages that together have at most kSearchableTextBytesMax; of a page that is longer, its
// beginning.
std::vector<std::string> first_pages(std::vector<std::string> pages) {
  std::size_t left = kSearchableTextBytesMax;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].size() > left) {
      pages[i].resize(left);  // The index takes a cut character for what it is.
      pages.resize(i + 1);
    }
    left -= pages[i].size();
  }
  return pages;
}

}  // namespace

std::vector<std::string> procedure_filters(const std::string& code) {
  const auto parsed = parse_procedure_code(code);
  if (!parsed) return {code};
  if (parsed->suffix.empty()) return {parsed->stem};
  return {parsed->stem + "." + parsed->suffix, parsed->stem};
}

std::string dossier_filter(const std::string& code) {
  try {
    return code.empty() ? code : parse_dossier_code(code).normal;
  } catch (const Error&) {
    return code;  // Of another system, in a form of its own.
  }
}

std::vector<std::string> searchable_pages(const store::Store& store, const TextState& text) {
  if (text.outcome != TextState::Outcome::kText) return {};
  const auto blob = store::BlobId::from_raw(text.text_sha256);
  if (!blob) return {};
  try {
    if (const auto bytes = store.get(*blob, store::Store::Verify::kChecksum)) {
      if (auto extraction = ingest::decode(*bytes)) {
        return first_pages(std::move(extraction->pages));
      }
    }
  } catch (const std::system_error& error) {
    if (!store::is_damage(error)) throw;
  }
  return {};
}

std::optional<PaperDocument> paper_document(const store::Store& store, const Uuid& id) {
  PaperDocument paper;
  TextState text;
  {
    // The snapshot goes before the text is read, which takes long.
    const auto reader = store.snapshot();
    const auto component = find_component(*reader, id.raw());
    if (!component) return std::nullopt;
    const auto type = find_type(*reader, component->facts.type);
    const auto owner = owner_of(*reader, component->owner);
    paper.document.id = id.text();
    paper.document.number = component->facts.number;
    const std::string type_name = type ? type->name : "";
    paper.document.title = title_of(component->facts, type_name);
    // Not the subject, which may name people.
    paper.document.completed_from = type_name + ". " + component->facts.issuer_name;
    paper.document.names = names_of(component->facts, owner.value_or(Owner{}));
    add_filters(paper.document, *component);
    if (component->dossier) {
      if (const auto dossier = find_dossier(*reader, *component->dossier)) {
        add_procedure(paper.document, dossier->procedure);
        add_filter(paper.document, index::Field::kDossier, dossier->code);
      }
    }
    paper.year = Date::in_vietnam(component->created_at_ms).year();
    text = text_state_of(*reader, component->current().sha256);
  }
  paper.document.pages = searchable_pages(store, text);
  return paper;
}

}  // namespace kho::warehouse
