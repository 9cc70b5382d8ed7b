#include "tools/import/csv_manifest.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kho::tools {
namespace {

using api::Json;

// Beside those of "validity" and "conversion". "supersedes" is not among them: what it names has no
// id before it is imported itself.
constexpr std::array<std::string_view, 28> kTexts = {"type",
                                                     "owner",
                                                     "owner_name",
                                                     "owner_sex",
                                                     "kind",
                                                     "number",
                                                     "issue_date",
                                                     "issuer",
                                                     "issuer_name",
                                                     "signer",
                                                     "subject",
                                                     "scope",
                                                     "location",
                                                     "origin",
                                                     "form",
                                                     "source_dossier",
                                                     "source_procedure",
                                                     "digitised_by",
                                                     "digitised_unit",
                                                     "digitised_on",
                                                     "signature",
                                                     "dossier_id",
                                                     "requirement",
                                                     "ocr",
                                                     "keep_until",
                                                     "review_state",
                                                     "file",
                                                     "file_name"};
constexpr std::array<std::string_view, 8> kOthers = {
    "sha256",     "owner_birth_year", "validity_from", "validity_to",
    "indefinite", "conversion_by",    "conversion_on", "conversion_signature"};

bool is_text(std::string_view column) { return std::ranges::find(kTexts, column) != kTexts.end(); }

// JSON can hold nothing else.
bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

bool flag_from(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  throw invalid_line("indefinite is true or false");
}

int year_from(const std::string& text) {
  if (text.size() != 4 || text.find_first_not_of("0123456789") != std::string::npos) {
    throw invalid_line("owner_birth_year is a year of four digits");
  }
  return std::stoi(text);
}

void take(Json& out, const std::string& column, const std::string& text) {
  if (is_text(column) || column == "sha256") {
    out[column] = text;
  } else if (column == "owner_birth_year") {
    out[column] = year_from(text);
  } else if (column == "indefinite") {
    if (flag_from(text)) out["validity"]["indefinite"] = true;
  } else {
    // "validity_to" is member "to" of "validity".
    const std::size_t cut = column.find('_');
    out[column.substr(0, cut)][column.substr(cut + 1)] = text;
  }
}

}  // namespace

CsvManifest::CsvManifest(const std::filesystem::path& file, Json defaults)
    : reader_(file), defaults_(std::move(defaults)) {
  const auto fail = [](const std::string& why) {
    return CommandError(kRefused, "manifest_invalid", "the manifest's header line: " + why);
  };
  auto header = reader_.next();
  if (!header) throw fail("there is none");
  if (!header->problem.empty()) throw fail(header->problem);
  columns_ = std::move(header->fields);
  for (const std::string& column : columns_) {
    if (!is_text(column) && std::ranges::find(kOthers, column) == kOthers.end()) {
      throw fail("no field is called \"" + (is_utf8(column) ? column : "") + "\"");
    }
    if (std::ranges::count(columns_, column) > 1) throw fail("\"" + column + "\" stands twice");
  }
  if (std::ranges::find(columns_, "file") == columns_.end()) throw fail("has no \"file\"");
}

std::optional<LineSource::Item> CsvManifest::next() {
  const auto record = reader_.next();
  if (!record) return std::nullopt;
  Item item;
  item.number = record->line;
  try {
    item.line = line_from(*record);
  } catch (const CommandError& error) {
    item.problem = error;
  }
  return item;
}

ImportLine CsvManifest::line_from(const CsvReader::Record& record) const {
  if (!record.problem.empty()) throw invalid_line(record.problem);
  if (record.fields.size() != columns_.size()) {
    throw invalid_line("has " + std::to_string(record.fields.size()) + " fields, the header " +
                       std::to_string(columns_.size()));
  }
  Json object = Json::object();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!is_utf8(record.fields[i])) throw invalid_line(columns_[i] + " is not UTF-8");
    if (!record.fields[i].empty()) take(object, columns_[i], record.fields[i]);
  }
  return import_line_from(api::dump(object), record.line, defaults_);
}

}  // namespace kho::tools
