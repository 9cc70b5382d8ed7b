#include "tools/tthc/item.h"

#include "tools/tthc/alternatives.h"
#include "tools/tthc/conditional.h"
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
  constexpr std::array<TextView, 11> kFragments{U"có chứng thực",
                                                U"kèm bản chính",
                                                U"kèm theo bản",
                                                U"(khoản",
                                                U"(điểm",
                                                U"có xác nhận",
                                                U"công chứng)",
                                                U"và xuất trình",
                                                U"và 01 bản",
                                                U"bản fax",
                                                U"chứng từ dưới dạng dữ liệu"};
  constexpr std::size_t kShortestName = 4;
  if (name.size() < kShortestName || raw.starts_with(U")") || starts_with_any(name, kFragments)) {
    return Outcome::kFragment;
  }
  if (name.starts_with(U"số lượng") || name.starts_with(U"số bộ hồ sơ")) return Outcome::kQuantity;
  if (name.size() < 10 && name.ends_with(U" bộ")) return Outcome::kQuantity;
  const TextView unbracketed = name.starts_with(U"(") ? name.substr(1) : name;
  // The second half says what an application must hold, or what becomes of it.
  constexpr std::array<TextView, 44> kProse{U"trường hợp",
                                            U"trong trường",
                                            U"trừ trường hợp",
                                            U"lưu ý",
                                            U"ghi chú",
                                            U"người ",
                                            U"cá nhân ",
                                            U"cơ quan đăng ký",
                                            U"nếu ",
                                            U"tùy từng",
                                            U"hồ sơ được lập",
                                            U"tuỳ từng",
                                            U"hồ sơ phải được",
                                            U"ngoài ra",
                                            U"việc ",
                                            U"đối với giấy tờ",
                                            U"không có",
                                            U"các giấy tờ trên",
                                            U"không quy định",
                                            U"khi ",
                                            U"chậm nhất",
                                            U"ngoài các ",
                                            U"ngoài hồ sơ",
                                            U"ngoài số lượng",
                                            U"thực hiện theo",
                                            U"thực hiện một",
                                            U"cơ quan nhà nước",
                                            U"cơ quan có thẩm",
                                            U"cơ quan chi trả",
                                            U"cơ quan chủ quản",
                                            U"sau khi ",
                                            U"doanh nghiệp không",
                                            U"để ",
                                            U"theo đề nghị",
                                            U"theo quy định",
                                            U"tổ chức phát hành",
                                            U"tổ chức thiết kế",
                                            U"tổ chức, cá nhân ",
                                            U"yêu cầu doanh",
                                            U"tên, địa",
                                            U"tên nhà đầu tư",
                                            U"tên dự án",
                                            U"thời hạn, ",
                                            U"mục tiêu"};
  const bool announces = raw.ends_with(U":");
  if (starts_with_any(unbracketed, kProse)) {
    return announces ? Outcome::kHeading : Outcome::kProse;
  }
  constexpr std::array<TextView, 8> kHeadings{U"giấy tờ phải", U"thành phần hồ sơ", U"hồ sơ",
                                              U"một trong",    U"đối với",          U"các giấy tờ",
                                              U"các tài liệu", U"xuất trình"};
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

// What the portal tore: ") Bản sao giấy chứng nhận" lost the letter of its enumerator, "có chứng
// thực giấy tờ do ... cấp" the "Bản sao" before it.
Text mended(Text raw) {
  constexpr std::size_t kShortest = 12;
  if (raw.size() > kShortest && raw.starts_with(U") ") && is_upper(raw[2])) raw.erase(0, 2);
  constexpr TextView kCertified = U"có chứng thực ";
  if (raw.starts_with(kCertified) && names_a_paper(clean_name(raw).substr(kCertified.size()))) {
    raw.insert(0, U"Bản sao ");
  }
  return raw;
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
  constexpr std::array<TextView, 9> kSeveral{U"; giấy ",     U"; quyết định ", U"; hợp đồng ",
                                             U"; văn bản ",  U"; bản sao ",    U"; bản chính ",
                                             U" và bản sao", U" và bản chính", U" và giấy "};
  if (item.papers.size() == 1 && contains_any(name, kSeveral)) {
    item.doubts.push_back("several_papers_suspected");
  }
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
  Text raw = mended(tidy(decode(utf8)));
  item.name = clean_name(raw);
  constexpr TextView kOr = U"hoặc ";
  if (lower(item.name).starts_with(kOr)) {
    item.joined = true;
    item.name.erase(0, kOr.size());
  }
  item.outcome = classify(lower(raw), lower(item.name));
  const bool too_long = encode(item.name).size() > kNameBytesMax;
  const bool sentence =
      item.outcome == Outcome::kProse || lower(item.name).starts_with(U"đối với ");
  const auto in_case = sentence && !too_long ? paper_in_case(item.name) : std::nullopt;
  if (in_case) {
    item.outcome = Outcome::kPaper;
    item.doubts.push_back("asked_in_some_cases");
  }
  if (item.outcome == Outcome::kProse && seems_to_ask(item.name)) item.outcome = Outcome::kAsks;
  if (item.outcome == Outcome::kPaper && too_long) item.outcome = Outcome::kTooLong;
  if (item.outcome != Outcome::kPaper) return item;

  FormedName formed = take_forms(in_case.value_or(item.name));
  read_forms(item, formed.forms);
  if (formed.forms.kinds() == 0 && speaks_of_forms(item.name)) {
    item.doubts.push_back("form_words_unused");
  }
  Alternatives alternatives = split_alternatives(formed.name);
  if (alternatives.names.size() > 1) item.doubts.push_back("or_group");
  if (alternatives.open) item.doubts.push_back("open_alternative");
  if (alternatives.suspected) item.doubts.push_back("or_suspected");
  item.papers = std::move(alternatives.names);
  item.required = !in_case && !conditional(lower(item.name));
  if (ends_with_file(item.name)) item.doubts.push_back("file_name_left");
  suspect(item, lower(item.name));
  return item;
}

}  // namespace kho::tthc
