#include "tools/sync/mapping.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/URI.h>

#include "api/json_fields.h"
#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/requests.h"

namespace kho::tools {
namespace {

using api::Fields;
using api::Json;

constexpr std::uint64_t kMappingBytesMax = 16 << 20;
constexpr std::uint64_t kTokenBytesMax = 64 << 10;

[[noreturn]] void invalid(const std::string& why) {
  throw CommandError(kRefused, "mapping_invalid", tr("the mapping file cannot be used: ") + why);
}

bool is_this_machine(const std::string& host) {
  if (host == "localhost") return true;
  Poco::Net::IPAddress address;
  return Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback();
}

// What is sent holds personal numbers: it does not cross a network in clear.
std::string url_from(Fields& fields, const std::string& field) {
  const std::string url = fields.required_text(field);
  try {
    const Poco::URI uri(url);
    if (uri.getScheme() == "https" && !uri.getHost().empty()) return url;
    if (uri.getScheme() == "http" && is_this_machine(uri.getHost())) return url;
  } catch (const Poco::Exception&) {
    // No URL at all.
  }
  fields.refuse(field, tr("must be an https URL; http is for this machine only"));
}

CodeTable table_from(Fields& fields, const std::string& field) {
  CodeTable table;
  const Json& given = fields.member(field);
  if (given.is_null()) return table;
  if (!given.is_object()) fields.refuse(field, tr("must be an object"));
  for (const auto& [ours, theirs] : given.items()) {
    if (!theirs.is_string() && !theirs.is_number_integer()) {
      fields.refuse(field, tr("its members must be texts or whole numbers"));
    }
    table[ours] = theirs;
  }
  return table;
}

std::map<std::string, std::optional<std::string>> names_from(Fields& fields) {
  std::map<std::string, std::optional<std::string>> names;
  const Json& given = fields.member("names");
  if (given.is_null()) return names;
  if (!given.is_object()) fields.refuse("names", tr("must be an object"));
  for (const auto& [ours, theirs] : given.items()) {
    if (!theirs.is_null() && !theirs.is_string()) {
      fields.refuse("names", tr("its members must be texts or null"));
    }
    names[ours] = theirs.is_null() ? std::nullopt : std::optional(theirs.get<std::string>());
  }
  return names;
}

Widths widths_from(Fields& outer) {
  constexpr std::uint64_t kMost = 1'000'000;
  Widths widths;
  const Json& given = outer.member("widths");
  if (given.is_null()) return widths;
  Fields fields(given, "widths", warehouse::Errc::kMetadataInvalid);
  widths.subject = fields.number("subject", widths.subject, kMost);
  widths.organisation = fields.number("organisation", widths.organisation, kMost);
  widths.type_name = fields.number("type_name", widths.type_name, kMost);
  widths.notation = fields.number("notation", widths.notation, kMost);
  widths.full_name = fields.number("full_name", widths.full_name, kMost);
  fields.finish();
  return widths;
}

void read_answer(Fields& outer, Mapping& mapping) {
  if (const Json& given = outer.member("answer"); !given.is_null()) {
    Fields fields(given, "answer", warehouse::Errc::kMetadataInvalid);
    mapping.code_field = fields.required_text("code");
    mapping.text_field = fields.required_text("text");
    fields.finish();
  }
  if (const Json& given = outer.member("exists"); !given.is_null()) {
    Fields fields(given, "exists", warehouse::Errc::kMetadataInvalid);
    mapping.exists_codes = fields.texts("codes");
    mapping.exists_texts = fields.texts("texts");
    fields.finish();
  }
}

std::string token_from(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::string token = read_file(file, kTokenBytesMax);
  if ((std::filesystem::status(file).permissions() & perms::others_read) != perms::none) {
    invalid(tr("everybody can read the token file: chmod o= ") + file.string());
  }
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos) {
    invalid(tr("the token file must hold one word"));
  }
  return token;
}

std::chrono::milliseconds ms_from(Fields& fields, const std::string& field,
                                  std::chrono::milliseconds otherwise) {
  return std::chrono::milliseconds(
      fields.number(field, static_cast<std::uint64_t>(otherwise.count()), 3'600'000));
}

Mapping read(const Json& json, const std::filesystem::path& folder) {
  Mapping mapping;
  Fields fields(json, "mapping", warehouse::Errc::kMetadataInvalid);
  mapping.create_url = url_from(fields, "create");
  mapping.update_url = url_from(fields, "update");
  if (const std::string file = fields.text("token_file"); !file.empty()) {
    mapping.token = token_from(folder / file);
  }
  mapping.timeout = ms_from(fields, "timeout_ms", mapping.timeout);
  mapping.attempts = static_cast<std::uint32_t>(fields.number("attempts", mapping.attempts, 100));
  if (mapping.attempts == 0) fields.refuse("attempts", tr("must be 1 or more"));
  mapping.pause = ms_from(fields, "pause_ms", mapping.pause);
  mapping.pause_max = ms_from(fields, "pause_ms_max", mapping.pause_max);
  read_answer(fields, mapping);
  mapping.types = table_from(fields, "types");
  mapping.results = table_from(fields, "results");
  mapping.requirements = table_from(fields, "requirements");
  mapping.procedures = table_from(fields, "procedures");
  mapping.fields = table_from(fields, "fields");
  mapping.databases = table_from(fields, "databases");
  mapping.states = table_from(fields, "states");
  mapping.owner_kinds = table_from(fields, "owner_kinds");
  mapping.names = names_from(fields);
  mapping.file_url = fields.text("file_url");
  mapping.widths = widths_from(fields);
  fields.finish();
  return mapping;
}

}  // namespace

Mapping mapping_from(const Json& json, const std::filesystem::path& folder) {
  try {
    return read(json, folder);
  } catch (const warehouse::Error& error) {
    invalid(error.what());
  }
}

Mapping read_mapping(const std::filesystem::path& file) {
  const auto json = api::parse_strictly(read_file(file, kMappingBytesMax));
  if (!json) invalid(tr("not JSON in UTF-8, nested too deeply, or a key stands twice"));
  return mapping_from(*json, file.parent_path());
}

}  // namespace kho::tools
