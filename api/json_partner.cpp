#include "api/json_partner.h"

#include "api/number.h"
#include "warehouse/catalogue.h"

namespace kho::api {
namespace {

using warehouse::Errc;

[[noreturn]] void refuse(const std::string& why) {
  throw warehouse::Error(Errc::kQueryInvalid, why);
}

std::string text(const Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end() || found->is_null()) return {};
  // A number has lost its leading zeros: of an identifier that is another one.
  if (!found->is_string()) refuse(std::string(field) + ": must be a text");
  return found->get<std::string>();
}

std::string required_text(const Json& json, const char* field) {
  std::string value = text(json, field);
  if (value.empty()) refuse(std::string(field) + ": is missing");
  return value;
}

void require_object(const Json& json, const char* what) {
  if (!json.is_object()) refuse(std::string(what) + ": must be a JSON object");
}

std::string requester_masked(const std::string& number) {
  if (number.empty()) return {};
  const auto key = warehouse::key_of_bare_number(number);
  return key ? warehouse::masked_owner_key(key->text()) : "unreadable number";
}

std::string stem_of(const std::string& procedure) {
  const auto code = warehouse::parse_procedure_code(procedure);
  if (!code) refuse("MaThuTuc: a procedure code looks like 2.001646");
  return code->stem;
}

std::vector<warehouse::AskedPaper> asked_from(const Json& json) {
  const auto list = json.find("DanhSachDanhMucKetQua");
  if (list == json.end() || !list->is_array() || list->empty()) {
    refuse("DanhSachDanhMucKetQua: name at least one kind of result");
  }
  if (list->size() > warehouse::kAskedPapersMax) refuse("DanhSachDanhMucKetQua: too many");
  std::vector<warehouse::AskedPaper> asked;
  for (const Json& each : *list) {
    require_object(each, "DanhSachDanhMucKetQua");
    asked.push_back({required_text(each, "MaKetQua"), text(each, "SoKyHieu")});
  }
  return asked;
}

warehouse::DossierState state_from(const std::string& number) {
  int value = 0;
  const bool is_whole = is_number(number, value);
  const auto state = static_cast<warehouse::DossierState>(value);
  if (!is_whole || name_in(warehouse::kDossierStateNames, state).empty()) {
    refuse("TrangThaiHoSo: must be 1 to 10");
  }
  return state;
}

}  // namespace

OwnedPapersRequest owned_papers_request_from(const Json& json) {
  require_object(json, "the question");
  OwnedPapersRequest request;
  request.owner = warehouse::key_of_bare_number(required_text(json, "SoDinhDanhChuSoHuu"));
  request.requester_masked = requester_masked(text(json, "SoDinhDanhNguoiYeuCau"));
  request.procedure = stem_of(required_text(json, "MaThuTuc"));
  request.asked = asked_from(json);
  return request;
}

Json to_json(const warehouse::OwnedPapers& papers) {
  Json list = Json::array();
  for (const auto& [component, type_name] : papers.papers) {
    const warehouse::Facts& facts = component.facts;
    const std::string& file_name = component.current().file_name;
    Json file = {{"TenTep", file_name.empty() ? component.id.text() : file_name},
                 {"DuongDan", "/v1/components/" + component.id.text() + "/content"}};
    list.push_back({{"MaKetQua", facts.type},
                    {"TenGiayTo", type_name},
                    {"SoKyHieu", facts.number},
                    {"CoQuanChuQuan", facts.issuer.empty() ? facts.issuer_name : facts.issuer},
                    {"DanhSachTepDinhKem", Json::array({std::move(file)})}});
  }
  return {{"DanhSachGiayToKetQua", std::move(list)}};
}

PartnerState partner_state_from(const Json& json) {
  require_object(json, "the state");
  PartnerState state;
  state.dossier = required_text(json, "MaHoSo");
  // Systems send it as a number or as a text.
  const auto state_given = json.find("TrangThaiHoSo");
  const bool number = state_given != json.end() && state_given->is_number_unsigned();
  state.move.state = state_from(number ? std::to_string(state_given->get<std::uint64_t>())
                                       : required_text(json, "TrangThaiHoSo"));
  state.move.by = text(json, "NguoiXuLy");
  if (state.move.by.empty()) state.move.by = "partner";
  state.move.note = text(json, "NoiDungXuLy");
  return state;
}

Json partner_answer(Json result) {
  return {{"errorCode", 0}, {"message", "OK"}, {"result", std::move(result)}};
}

}  // namespace kho::api
