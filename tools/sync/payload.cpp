#include "tools/sync/payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "warehouse/dossier.h"

namespace kho::tools {
namespace {

using api::Json;

Json mapped(const CodeTable& table, const std::string& code, Json otherwise) {
  const auto found = table.find(code);
  return found == table.end() ? otherwise : found->second;
}
Json mapped(const CodeTable& table, const std::string& code) { return mapped(table, code, code); }

std::string fitting(const std::string& field, const std::string& text, std::size_t width) {
  const auto characters = std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  if (width > 0 && static_cast<std::size_t>(characters) > width) throw WidthExceeded(field, width);
  return text;
}

// The number that states and channels have in the exchange is the one that they have here.
template <typename Enum, std::size_t N>
int number_of(const warehouse::NameTable<Enum, N>& table, const std::string& name) {
  return static_cast<int>(value_in(table, name).value());
}

Json owner_kind(const std::string& kind, const Mapping& mapping) {
  int number = 4;
  if (kind == "person" || kind == "foreigner") number = 1;
  if (kind == "organisation") number = 2;
  if (kind == "agency") number = 3;
  return mapped(mapping.owner_kinds, kind, number);
}

Json identifiers(const Json& owner) {
  Json list = Json::array();
  for (const Json& each : owner.at("identifiers")) {
    const std::string kind = each.at("kind");
    if (kind != "cccd" && kind != "cmnd") continue;
    list.push_back({{"LoaiDinhDanh", kind == "cccd" ? 1 : 2}, {"SoDinhDanh", each.at("number")}});
  }
  return list;
}

// What the partner calls the paper that was handed in: by procedure and requirement, or else by its
// type.
Json component_code(const Json& attachment, const std::string& procedure, const Mapping& mapping) {
  const std::string requirement = attachment.at("requirement");
  const Json& paper = attachment.at("paper");
  const std::string type = paper.is_null() ? attachment.at("type_asked").get<std::string>()
                                           : paper.at("type").get<std::string>();
  const auto found = mapping.requirements.find(procedure + "/" + requirement);
  if (found != mapping.requirements.end()) return found->second;
  return type.empty() ? Json(requirement) : mapped(mapping.types, type);
}

std::string file_address(const Json& paper, const Mapping& mapping) {
  return mapping.file_url.empty() ? "" : mapping.file_url + paper.at("content").get<std::string>();
}

Json attachment_json(const Json& attachment, const std::string& procedure, const Mapping& mapping) {
  const auto source =
      value_in(warehouse::kSourceNames, attachment.at("source").get<std::string>()).value();
  const bool reused =
      source == warehouse::Source::kReusedComponent || source == warehouse::Source::kReusedResult;
  const bool shared = source == warehouse::Source::kReference;
  const Json& paper = attachment.at("paper");
  Json json = {{"TepDinhKemId", ""},
               {"TenTepDinhKem", ""},
               {"MaThanhPhanHoSo", component_code(attachment, procedure, mapping)},
               {"DuongDanTaiTepTin", ""},
               // 0 not digitised, 1 digitised, 2 reused from a component, 3 from a result.
               {"DuocSoHoa", shared ? 0 : static_cast<int>(source)},
               {"DuocTaiSuDung", reused ? 1 : 0},
               {"DuocLayTuKhoDMQG", shared ? 1 : 0},
               {"MaKetQuaThayThe", ""}};
  if (paper.is_null()) return json;
  const std::string id = paper.at("id");
  const std::string name = paper.at("file_name");
  json["TepDinhKemId"] = fmt::format("{}.{}", id, paper.at("version").get<int>());
  json["TenTepDinhKem"] = name.empty() ? id : name;
  json["DuongDanTaiTepTin"] = file_address(paper, mapping);
  if (source == warehouse::Source::kReusedResult) {
    json["MaKetQuaThayThe"] = mapped(mapping.results, paper.at("type"));
  }
  return json;
}

Json result_json(const Json& paper, const Mapping& mapping) {
  const Widths& widths = mapping.widths;
  const std::string issuer = paper.at("issuer_name").get<std::string>().empty()
                                 ? paper.at("issuer").get<std::string>()
                                 : paper.at("issuer_name").get<std::string>();
  return {{"TenGiayTo", fitting("TenGiayTo", paper.at("type_name"), widths.type_name)},
          {"MaThanhPhanHoSo", mapped(mapping.types, paper.at("type"))},
          {"GiayToId", paper.at("id")},
          {"DuongDanTepTinKetQua", file_address(paper, mapping)},
          {"MaGiayToKetQua", mapped(mapping.results, paper.at("type"))},
          {"SoKyHieu", fitting("SoKyHieu", paper.at("number"), widths.notation)},
          {"TrichYeu", fitting("TrichYeu", paper.at("subject"), widths.subject)},
          {"CoQuanBanHanh", fitting("CoQuanBanHanh", issuer, widths.organisation)}};
}

Json databases(const Json& attachments, const Mapping& mapping) {
  Json list = Json::array();
  for (const Json& attachment : attachments) {
    const std::string database = attachment.at("database");
    if (database.empty()) continue;
    Json entry = {{"MaCSDL", mapped(mapping.databases, database)}};
    if (std::ranges::find(list, entry) == list.end()) list.push_back(std::move(entry));
  }
  return list;
}

Json renamed(const Json& json, const Mapping& mapping) {
  if (json.is_array()) {
    Json out = Json::array();
    for (const Json& each : json) out.push_back(renamed(each, mapping));
    return out;
  }
  if (!json.is_object()) return json;
  Json out = Json::object();
  for (const auto& [name, value] : json.items()) {
    const auto found = mapping.names.find(name);
    if (found != mapping.names.end() && !found->second) continue;
    out[found == mapping.names.end() ? name : *found->second] = renamed(value, mapping);
  }
  return out;
}

}  // namespace

std::string vietnam_time(std::int64_t ms) {
  // As UTC of a clock that stands seven hours ahead.
  const std::string text = warehouse::utc_text(ms + 7 * 60 * 60 * 1000);
  std::string out;
  std::ranges::copy_if(text.substr(0, 19), std::back_inserter(out),
                       [](char c) { return c >= '0' && c <= '9'; });
  return out;
}

Json payload_of(const Json& dossier, const Mapping& mapping) {
  const Json& owner = dossier.at("owner");
  const Json& procedure = dossier.at("procedure");
  const std::string procedure_code = procedure.at("code");
  const std::string kind = owner.at("kind");
  const std::string state = dossier.at("state");
  const bool person = kind == "person" || kind == "foreigner";
  Json attachments = Json::array();
  for (const Json& each : dossier.at("attachments")) {
    attachments.push_back(attachment_json(each, procedure_code, mapping));
  }
  Json results = Json::array();
  for (const Json& each : dossier.at("results")) results.push_back(result_json(each, mapping));
  const Json& received = dossier.at("received_at_ms");
  return renamed(
      {{"MaHoSo", dossier.at("code")},
       {"MaTTHC", mapped(mapping.procedures, procedure_code)},
       {"TenTTHC", procedure.at("name")},
       {"MaLinhVuc", mapped(mapping.fields, procedure.at("field"))},
       {"KenhThucHien", number_of(warehouse::kChannelNames, dossier.at("channel"))},
       {"ChuHoSo", fitting("ChuHoSo", owner.at("name"),
                           person ? mapping.widths.full_name : mapping.widths.organisation)},
       {"LoaiDoiTuong", owner_kind(kind, mapping)},
       {"MaDoiTuong", owner.at("identifiers").at(0).at("number")},
       {"NgayTiepNhan", received.is_null() ? "" : vietnam_time(received.get<std::int64_t>())},
       {"TrangThaiHoSo",
        mapped(mapping.states, state, number_of(warehouse::kDossierStateNames, state))},
       {"TaiLieuNop", std::move(attachments)},
       {"DanhSachGiayToKetQua", std::move(results)},
       {"DinhDanhCHS", identifiers(owner)},
       {"DSKetNoiCSDL", databases(dossier.at("attachments"), mapping)}},
      mapping);
}

}  // namespace kho::tools
