#include "tools/tthc/catalogue.h"

#include <fmt/format.h>

#include <stdexcept>

#include "tools/tthc/item_name.h"

namespace kho::tthc {
namespace {

using Json = Catalogue::Json;

std::string hash_code(std::string_view prefix, TextView folded) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, 64 bits.
  for (const char byte : encode(folded)) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  return fmt::format("{}{}", prefix, fmt::format("{:016X}", hash).substr(0, 12));
}

std::string_view reason_of(Outcome outcome) {
  for (const auto& [each, name] : kOutcomeNames) {
    if (each == outcome) return name;
  }
  return {};
}

}  // namespace

std::string Catalogue::component_type(const Text& name) {
  const Text folded = lower(name);
  std::string code = hash_code("TP-", folded);
  const auto [known, inserted] = folded_names_.emplace(code, folded);
  if (!inserted && known->second != folded) throw std::runtime_error("two types have code " + code);
  if (inserted) {
    types_[code] = {{"record", "component_type"},
                    {"code", code},
                    {"name", encode(name)},
                    {"kind", "component"},
                    {"reusable", !written_for_one_dossier(folded)}};
  }
  return code;
}

Json Catalogue::requirements(const std::string& procedure, const Json& parts, Report& report) {
  Json list = Json::array();
  std::set<std::vector<std::string>> seen;
  bool join = false;         // A "hoặc" stands before this item,
  bool after_paper = false;  // and what stands before that is the last of `list`.
  std::size_t number = 0;
  for (const Json& part : parts) {
    ++number;
    const std::string text = part.at("ten").get<std::string>();
    const Item item = read_item(text);
    join = join || item.joined;
    if (item.outcome == Outcome::kOr) join = true;
    if (item.outcome != Outcome::kPaper) {
      report.left_out(procedure, number, text, reason_of(item.outcome));
      if (item.outcome != Outcome::kOr) join = after_paper = false;
      continue;
    }
    const bool joins = std::exchange(join, false) && after_paper;
    after_paper = true;
    std::vector<std::string> codes;
    for (const Text& paper : item.papers) codes.push_back(component_type(paper));
    if (codes.size() == 1 && lower(item.papers[0]) != lower(item.name)) {
      types_[component_type(item.name)]["successor"] = codes[0];
    }
    if (!seen.insert(codes).second) {
      report.left_out(procedure, number, text, reason_of(Outcome::kDuplicate));
      continue;
    }
    if (joins) {
      Json& before = list.back();
      if (before["any_of"].size() == 1) ++or_groups_;
      for (const std::string& code : codes) before["any_of"].push_back(code);
      before["name"] = before["name"].get<std::string>() + "; hoặc " + encode(item.name);
      // Each may be asked for in a form of its own: then none is said.
      if (before.value("form", "") != item.form) before.erase("form");
    } else {
      if (codes.size() > 1) ++or_groups_;
      Json requirement{{"code", std::to_string(list.size() + 1)},
                       {"name", encode(item.name)},
                       {"any_of", codes}};
      if (!item.required) requirement["required"] = false;
      if (!item.form.empty()) requirement["form"] = item.form;
      list.push_back(std::move(requirement));
    }
    report.kept(procedure, number, text, list.back()["code"], joins, item.doubts);
  }
  return list;
}

// "Giấy phép AMã: KQ.G01.000051Giấy phép BMã: ...Từ khóa...": the code ends at its last digit.
Json Catalogue::results(const std::string& procedure, const std::string& crawled, Report& report) {
  constexpr std::string_view kMark = "Mã:";
  Json codes = Json::array();
  std::string_view rest = crawled;
  rest = rest.substr(0, rest.find("Từ khóa"));
  for (std::size_t mark = rest.find(kMark); mark != std::string_view::npos;
       mark = rest.find(kMark)) {
    const std::string text(rest.substr(0, mark));
    const Text name = clean_name(tidy(decode(text)));
    rest.remove_prefix(mark + kMark.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    constexpr std::string_view kCodeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    std::string code(rest.substr(0, std::min(rest.find_first_not_of(kCodeLetters), rest.size())));
    code.erase(code.find_last_of("0123456789") + 1);
    rest.remove_prefix(code.size());
    // Test entries and bare numbers name nothing; the name does.
    if (code.find("KQ") == std::string::npos && !code.starts_with("TP-G")) {
      if (name.empty()) {
        report.result_left_out(procedure, code, "no_code_and_no_name");
        continue;
      }
      code = hash_code("KQ-", lower(name));
    }
    const auto [type, inserted] = types_.try_emplace(code, Json{{"record", "component_type"},
                                                                {"code", code},
                                                                {"name", encode(name)},
                                                                {"kind", "result"}});
    if (type->second["name"].get<std::string>().empty()) {
      type->second["name"] = name.empty() ? code : encode(name);
    } else if (!inserted && lower(decode(type->second["name"].get<std::string>())) != lower(name)) {
      ++renamed_results_;
    }
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) {
      report.result_left_out(procedure, code, "duplicate");
      continue;
    }
    codes.push_back(code);
    report.result_kept();
  }
  return codes;
}

void Catalogue::add(const Json& crawled, Report& report) {
  const std::string code = crawled.at("ma_thu_tuc");
  if (!procedure_codes_.insert(code).second) throw std::runtime_error("repeated procedure " + code);
  Json procedure{
      {"record", "procedure"},
      {"code", code},
      {"name", title(crawled.at("ten_thu_tuc"))},
      {"field", title(crawled.at("linh_vuc"))},
      {"requirements", requirements(code, crawled.at("thanh_phan"), report)},
      {"results", results(code, crawled.at("ket_qua_xu_ly").get<std::string>(), report)}};
  if (procedure["requirements"].empty()) ++without_requirements_;
  procedures_.push_back(std::move(procedure));
}

std::map<std::string, std::vector<std::string>> Catalogue::issued_papers() const {
  std::map<Text, std::vector<std::string>> results;  // By folded name.
  for (const auto& [code, type] : types_) {
    if (type["kind"] == "result") {
      results[lower(decode(type["name"].get<std::string>()))].push_back(code);
    }
  }
  std::map<std::string, std::vector<std::string>> issued;
  for (const auto& [code, folded] : folded_names_) {
    const auto found = results.find(folded);
    if (found != results.end() && types_.at(code)["reusable"].get<bool>()) {
      issued.emplace(code, found->second);
    }
  }
  return issued;
}

void Catalogue::write(std::ostream& out) const {
  const auto issued = issued_papers();
  for (const auto& [code, type] : types_) out << type.dump() << '\n';
  for (Json procedure : procedures_) {
    for (Json& requirement : procedure["requirements"]) {
      const Json papers = requirement["any_of"];
      for (const Json& paper : papers) {
        const auto results = issued.find(paper.get<std::string>());
        if (results == issued.end()) continue;
        for (const std::string& result : results->second) requirement["any_of"].push_back(result);
      }
    }
    out << procedure.dump() << '\n';
  }
}

std::string Catalogue::summary() const {
  std::size_t results = 0, former = 0, reusable = 0;
  for (const auto& [code, type] : types_) {
    if (type["kind"] == "result") {
      ++results;
    } else if (type.contains("successor")) {
      ++former;
    } else if (type["reusable"].get<bool>()) {
      ++reusable;
    }
  }
  const std::size_t components = types_.size() - results - former;
  std::string out = fmt::format("{} procedures, {} of them without requirements\n",
                                procedures_.size(), without_requirements_);
  out += fmt::format("{} requirements are OR-groups\n", or_groups_);
  out +=
      fmt::format("{} component types ({} reusable, {} written for one dossier); {} former ones\n",
                  components, reusable, components - reusable, former);
  out +=
      fmt::format("{} result types, {} of them under a second name; {} papers are such results\n",
                  results, renamed_results_, issued_papers().size());
  return out;
}

}  // namespace kho::tthc
