#include "tools/tthc/item.h"

#include "tools/tthc/alternatives.h"
#include "tools/tthc/forms.h"
#include "tools/tthc/item_name.h"

namespace kho::tthc {
namespace {

constexpr std::size_t kNameBytesMax = 16000;  // What the warehouse takes.

// `raw` is tidied lower-case text, `name` the cleaned lower-case name.
Outcome classify(TextView raw, TextView name) {
  if (name == U"hoặc") return Outcome::kOr;
  if (std::none_of(name.begin(), name.end(), [](char32_t c) { return is_letter(c); })) {
    return Outcome::kPunctuation;
  }
  constexpr std::array<TextView, 7> kFragments{U"có chứng thực", U"kèm bản chính", U"kèm theo bản",
                                               U"(khoản",        U"(điểm",         U"có xác nhận",
                                               U"công chứng)"};
  constexpr std::size_t kShortestName = 4;
  if (name.size() < kShortestName || raw.starts_with(U")") || starts_with_any(name, kFragments)) {
    return Outcome::kFragment;
  }
  if (name.starts_with(U"số lượng")) return Outcome::kQuantity;
  if (name.size() < 10 && name.ends_with(U" bộ")) return Outcome::kQuantity;
  const TextView unbracketed = name.starts_with(U"(") ? name.substr(1) : name;
  constexpr std::array<TextView, 18> kProse{
      U"trường hợp",      U"trong trường", U"trừ trường hợp",  U"lưu ý",    U"ghi chú",
      U"người ",          U"cá nhân ",     U"cơ quan đăng ký", U"nếu ",     U"tùy từng",
      U"hồ sơ được lập",  U"tuỳ từng",     U"hồ sơ phải được", U"ngoài ra", U"việc nộp",
      U"đối với giấy tờ", U"không có",     U"các giấy tờ trên"};
  if (starts_with_any(unbracketed, kProse)) return Outcome::kProse;
  constexpr std::array<TextView, 8> kHeadings{U"giấy tờ phải", U"thành phần hồ sơ", U"hồ sơ",
                                              U"một trong",    U"đối với",          U"các giấy tờ",
                                              U"các tài liệu", U"xuất trình"};
  const bool announces = raw.ends_with(U":");
  if ((announces && starts_with_any(name, kHeadings)) || name == U"giấy tờ phải nộp" ||
      name == U"giấy tờ phải xuất trình" || name == U"thành phần hồ sơ") {
    return Outcome::kHeading;
  }
  return Outcome::kPaper;
}

// "nếu có" at the end, or a paper for one kind of applicant: asked for only in some cases.
bool conditional(TextView name) {
  return name.starts_with(U"đối với") || name.ends_with(U"(nếu có)") || name.ends_with(U"nếu có");
}

// Said, never set: whether a paper is somebody else's, or bound to a site, is for a person to say.
void suspect(Item& item, TextView name) {
  constexpr std::array<TextView, 9> kThirdParty{
      U"của bên bán",      U"của bên cho thuê", U"của nhà cung cấp",
      U"của bên cung cấp", U"của thương nhân",  U"của đối tác",
      U"của bên giao",     U"của nhà sản xuất", U"của doanh nghiệp cung cấp"};
  constexpr std::array<TextView, 7> kSite{U"quyền sử dụng đất",  U"phòng cháy", U"địa điểm",
                                          U"mặt bằng",           U"nhà xưởng",  U"thửa đất",
                                          U"tác động môi trường"};
  if (contains_any(name, kThirdParty)) item.doubts.push_back("third_party_suspected");
  if (contains_any(name, kSite)) item.doubts.push_back("site_bound_suspected");
}

void read_forms(Item& item, const Forms& forms) {
  if (forms.kinds() == 1) {
    item.form = forms.original ? "original" : forms.copy ? "copy" : "electronic";
    item.doubts.push_back("form_mapped");
  } else if (forms.kinds() > 1) {
    item.doubts.push_back("several_forms");
  }
  if (forms.copies > 1) item.doubts.push_back("several_copies");
}

}  // namespace

Item read_item(const std::string& utf8) {
  Item item;
  const Text raw = tidy(decode(utf8));
  item.name = clean_name(raw);
  constexpr TextView kOr = U"hoặc ";
  if (lower(item.name).starts_with(kOr)) {
    item.joined = true;
    item.name.erase(0, kOr.size());
  }
  item.outcome = classify(lower(raw), lower(item.name));
  if (item.outcome == Outcome::kPaper && encode(item.name).size() > kNameBytesMax) {
    item.outcome = Outcome::kTooLong;
  }
  if (item.outcome != Outcome::kPaper) return item;

  FormedName formed = take_forms(item.name);
  read_forms(item, formed.forms);
  if (formed.forms.kinds() == 0 && speaks_of_forms(item.name)) {
    item.doubts.push_back("form_words_unused");
  }
  Alternatives alternatives = split_alternatives(formed.name);
  if (alternatives.names.size() > 1) item.doubts.push_back("or_group");
  if (alternatives.suspected) item.doubts.push_back("or_suspected");
  item.papers = std::move(alternatives.names);
  item.required = !conditional(lower(item.name));
  if (ends_with_file(item.name)) item.doubts.push_back("file_name_left");
  suspect(item, lower(item.name));
  return item;
}

}  // namespace kho::tthc
