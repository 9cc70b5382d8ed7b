#include "warehouse/component_code.h"

#include <algorithm>
#include <set>

#include "store/bytes.h"
#include "warehouse/catalogue.h"
#include "warehouse/error.h"
#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kTemplateBytesMax = 100;
constexpr std::size_t kSerialDigitsMax = 18;

[[noreturn]] void invalid(const std::string& why) {
  throw Error(Errc::kMetadataInvalid, "component code: " + why);
}

bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }
// What can stand in a URL as it is.
bool is_plain(char c) {
  return is_separator(c) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

CodeTemplate::Part part_named(std::string_view name) {
  if (name == "owner_id") return CodeTemplate::Part::kOwnerId;
  if (name == "procedure") return CodeTemplate::Part::kProcedure;
  if (name == "type") return CodeTemplate::Part::kType;
  if (name == "year") return CodeTemplate::Part::kYear;
  invalid("a placeholder is one of {owner_id}, {procedure}, {type}, {year} and {NN}");
}

std::string value_of(const CodeTemplate::Piece& piece, const CodeFields& fields) {
  switch (piece.part) {
    case CodeTemplate::Part::kText:
      return piece.text;
    case CodeTemplate::Part::kOwnerId:
      return short_owner_id(fields.owner);
    case CodeTemplate::Part::kProcedure: {
      if (fields.procedure.empty()) return "0";
      const auto procedure = parse_procedure_code(fields.procedure);
      if (!procedure) invalid("the procedure code has not the form N.NNNNNN");
      return procedure->stem;
    }
    case CodeTemplate::Part::kType:
      if (!is_type_code(fields.type)) invalid("the component type code is malformed");
      return fields.type;
    case CodeTemplate::Part::kYear:
      if (fields.year < 1000 || fields.year > 9999) invalid("the year has four digits");
      return std::to_string(fields.year);
  }
  invalid("an unknown placeholder");
}

}  // namespace

CodeTemplate CodeTemplate::parse(std::string_view text) {
  if (text.size() > kTemplateBytesMax) invalid("the template has more than 100 characters");
  CodeTemplate made;
  std::set<Part> seen;
  while (!text.empty()) {
    if (made.serial_digits_ != 0) invalid("the serial {NN} comes last");
    if (text.front() != '{') {
      const std::size_t end = std::min(text.find('{'), text.size());
      const std::string_view plain = text.substr(0, end);
      if (!std::ranges::all_of(plain, is_plain)) {
        invalid("between placeholders stand letters, digits, '.', '-' and '_'");
      }
      made.prefix_.push_back({Part::kText, std::string(plain)});
      text.remove_prefix(end);
      continue;
    }
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) invalid("a placeholder is not closed");
    const std::string_view name = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    if (!name.empty() && name.find_first_not_of('N') == std::string_view::npos) {
      if (name.size() > kSerialDigitsMax) invalid("the serial has at most 18 digits");
      if (made.prefix_.empty() || made.prefix_.back().part != Part::kText ||
          !is_separator(made.prefix_.back().text.back())) {
        invalid("before the serial stands '.', '-' or '_'");
      }
      made.serial_digits_ = name.size();
      continue;
    }
    const Part part = part_named(name);
    if (!seen.insert(part).second) invalid("a placeholder occurs twice");
    made.prefix_.push_back({part, {}});
  }
  if (made.serial_digits_ == 0) invalid("the template ends with a serial, such as {NN}");
  return made;
}

std::string allocate_code(store::WriteTransaction& tables, const CodeTemplate& code_template,
                          const CodeFields& fields) {
  std::string code;
  for (const CodeTemplate::Piece& piece : code_template.prefix()) code += value_of(piece, fields);
  std::uint64_t serial = 1;
  if (const auto last = tables.get(kCodeCounters, code)) {
    if (last->size() != 8) corrupt("damaged counter of component codes");
    serial = store::get_be64(*last) + 1;
  }
  tables.put(kCodeCounters, code, store::be64(serial));
  const std::string digits = std::to_string(serial);
  if (digits.size() < code_template.serial_digits()) {
    code.append(code_template.serial_digits() - digits.size(), '0');
  }
  return code + digits;
}

std::string short_owner_id(const Uuid& owner) {
  constexpr std::string_view kLetters = "BCDFGHKLMNPQRSTV";
  std::string text;
  // The last seven bytes of a version 7 id are random.
  for (const char c : owner.raw().substr(Uuid::kSize - 7)) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kLetters[byte >> 4]);
    text.push_back(kLetters[byte & 15]);
  }
  return text;
}

}  // namespace kho::warehouse
