#include "bench/scale/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bench/corpus/random.h"

namespace kho::scale {
namespace {

using corpus::Random;
using warehouse::Date;
using warehouse::Uuid;
using warehouse::Validity;

// Everything that is at random of one paper or owner comes from its number and this.
constexpr std::uint64_t kSeed = 1;

constexpr std::array kFamilyNames{"Nguyễn", "Trần", "Lê",  "Phạm", "Hoàng", "Huỳnh", "Phan",
                                  "Vũ",     "Võ",   "Đặng", "Bùi", "Đỗ",    "Hồ",    "Ngô",
                                  "Dương",  "Lý",   "Nông", "Lò",  "Giàng", "Sùng"};
constexpr std::array kMiddleNames{"Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Hữu",
                                  "Xuân", "Thu", "Hồng", "Gia", "Bảo", "Tuấn", "Kim", "Mạnh"};
constexpr std::array kGivenNames{
    "Anh",  "Bình", "Cường", "Dũng", "Giang", "Hà",   "Hải",  "Hạnh", "Hiền",  "Hoa",
    "Hùng", "Hương", "Khánh", "Lan", "Linh",  "Long", "Mai",  "Nam",  "Nga",   "Phúc",
    "Quân", "Quỳnh", "Sơn",  "Tâm",  "Thảo",  "Thắng", "Trang", "Trung", "Tùng", "Yến"};
constexpr std::array kFirstSyllables{"An",   "Bình", "Cẩm",  "Châu", "Đông", "Gia",  "Hải",
                                     "Hòa",  "Hưng", "Kim",  "Lâm",  "Liên", "Long", "Mỹ",
                                     "Nghĩa", "Phú", "Quảng", "Sơn", "Tân",  "Thanh", "Thuận",
                                     "Trung", "Văn", "Xuân", "Yên"};
constexpr std::array kLastSyllables{"Bảo", "Cường", "Dương", "Đồng", "Giang", "Hà",   "Hiệp",
                                    "Khê", "Lạc",   "Lộc",   "Minh", "Ninh",  "Phong", "Phước",
                                    "Sơn", "Tâm",   "Thành", "Thịnh", "Thủy", "Tiến", "Trạch",
                                    "Trị", "Tường", "Vinh",  "Yên"};
constexpr std::array kTrades{
    "bán buôn rượu",         "bán lẻ thuốc lá",      "kinh doanh xăng dầu",   "an toàn thực phẩm",
    "phòng cháy chữa cháy",  "khám bệnh chữa bệnh",  "kinh doanh karaoke",    "dịch vụ lưu trú",
    "sản xuất giống cây trồng", "khai thác khoáng sản", "vận tải hành khách", "dạy nghề lái xe",
    "kinh doanh thuốc thú y", "in ấn xuất bản phẩm", "hoạt động xây dựng",    "nuôi trồng thủy sản",
    "chăn nuôi tập trung",   "quảng cáo ngoài trời", "kinh doanh vàng",       "giáo dục mầm non"};
constexpr std::array kOffices{"Sở Công Thương",       "Sở Y tế",     "Sở Xây dựng",
                              "Sở Tài chính",         "Sở Nội vụ",   "Sở Giáo dục và Đào tạo",
                              "Sở Văn hóa và Thể thao", "Công an tỉnh"};
constexpr int kProvinces = 63;

std::string place_name(Random& random) {
  return fmt::format("{} {}", random.pick(kFirstSyllables), random.pick(kLastSyllables));
}

std::string person_name(Random& random) {
  return fmt::format("{} {} {}", random.pick(kFamilyNames), random.pick(kMiddleNames),
                     random.pick(kGivenNames));
}

Uuid id_of(const char* kind, std::uint64_t number, std::int64_t ms) {
  Random random(kSeed, kind, number);
  std::string raw;
  for (int shift = 40; shift >= 0; shift -= 8) raw.push_back(static_cast<char>(ms >> shift));
  while (raw.size() < Uuid::kSize) raw.push_back(static_cast<char>(random.next() >> 32));
  raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x70);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  return *Uuid::from_raw(raw);
}

}  // namespace

std::string type_code(int number) { return fmt::format("LOAI_GIAY_TO_{:03}", number); }

warehouse::Catalogue catalogue() {
  warehouse::Catalogue all;
  for (int i = 0; i < kTypes; ++i) {
    all.types.push_back({type_code(i), fmt::format("Giấy tờ số {}", i)});
  }
  all.types.push_back({"DON", "Đơn đề nghị", warehouse::Kind::kComponent, false});
  warehouse::Procedure procedure;
  procedure.code = kProcedure;
  procedure.name = "Cấp Giấy phép bán buôn rượu trên địa bàn tỉnh";
  procedure.requirements = {
      {"1", "Đơn đề nghị cấp Giấy phép", {{"DON"}}},
      {"2", "Giấy chứng nhận đăng ký doanh nghiệp", {{type_code(0)}}},
      {"3", "Hệ thống bán buôn", {{type_code(1), type_code(2)}, {type_code(3)}}},
      {"4", "Giấy phép của nhà cung cấp", {{type_code(4)}}, true, false, true},
      {"5", "Giấy tờ về địa điểm", {{type_code(5)}}, true, true},
      {"6", "Giấy tờ về an toàn thực phẩm", {{type_code(6)}, {type_code(7)}}}};
  all.procedures = {procedure};
  return all;
}

std::uint64_t owner_of_paper(std::uint64_t number) {
  const std::uint64_t owner = number / kPapersInBlock * kOwnersInBlock;
  const std::uint64_t in_block = number % kPapersInBlock;
  return in_block < kManyPapers ? owner : owner + 1 + (in_block - kManyPapers) / kFewPapers;
}

std::uint64_t first_paper_of(std::uint64_t owner) {
  const std::uint64_t paper = owner / kOwnersInBlock * kPapersInBlock;
  const std::uint64_t in_block = owner % kOwnersInBlock;
  return in_block == 0 ? paper : paper + kManyPapers + (in_block - 1) * kFewPapers;
}

bool has_many(std::uint64_t owner) { return owner % kOwnersInBlock == 0; }

std::string owner_key(std::uint64_t owner) {
  // Scattered, as the numbers of those who come to a desk are: an odd factor keeps them apart.
  constexpr std::uint64_t kNumbers = 1'000'000'000;
  constexpr std::uint64_t kFactor = 387'420'489;
  return fmt::format("cccd:001{:09}", (owner + 1) % kNumbers * kFactor % kNumbers);
}

std::string owner_name(std::uint64_t owner) {
  Random random(kSeed, "name", owner);
  return person_name(random);
}

std::int64_t deposited_ms(std::uint64_t number) {
  return kFirstMs + static_cast<std::int64_t>(number) * 1000;
}

Uuid owner_id(std::uint64_t owner) {
  return id_of("owner", owner, deposited_ms(first_paper_of(owner)));
}

Uuid component_id(std::uint64_t number) {
  return id_of("component", number, deposited_ms(number));
}

warehouse::Facts facts(std::uint64_t number) {
  Random random(kSeed, "facts", number);
  warehouse::Facts facts;
  // Some types are common, as business registrations are.
  facts.type = type_code(static_cast<int>(std::min(random.below(kTypes), random.below(kTypes))));
  const int province = random.between(1, kProvinces);
  const int office = random.between(0, static_cast<int>(kOffices.size()) - 1);
  facts.number = fmt::format("{}/GCN-{:02}", number, province);
  facts.issue_date = Date(17000 + static_cast<int>(random.below(3500)));
  facts.issuer = fmt::format("H{:02}.{:02}", province, office + 1);
  facts.issuer_name = fmt::format("{} {}", kOffices[static_cast<std::size_t>(office)],
                                  kFirstSyllables[static_cast<std::size_t>(province) % 25]);
  facts.signer = person_name(random);
  const std::string place = place_name(random);
  facts.subject = fmt::format("Giấy chứng nhận đủ điều kiện {}", random.pick(kTrades));
  facts.location = fmt::format("Tổ {}, xã {}", random.between(1, 20), place);
  if (random.below(2) == 0) {
    facts.validity.kind = Validity::Kind::kIndefinite;
  } else {
    facts.validity = {Validity::Kind::kUntil, facts.issue_date,
                      Date(facts.issue_date->days() + 1825)};
  }
  facts.digitised_by = fmt::format("canbo.{:03}", random.below(200));
  return facts;
}

std::string file_text(std::uint64_t number) {
  const warehouse::Facts paper = facts(number);
  Random random(kSeed, "text", number);
  return fmt::format(
      "{}\nSố: {}\nNgày {}\n{}\nCấp cho: {}\nĐịa chỉ: {}\nNgười đại diện: {}, {}\nNgười ký: {}\n",
      paper.issuer_name, paper.number, paper.issue_date->text(), paper.subject,
      owner_name(owner_of_paper(number)), paper.location, person_name(random), place_name(random),
      paper.signer);
}

ingest::Extraction extraction_of(std::string text) {
  ingest::Extraction extraction;
  extraction.outcome = ingest::Outcome::kText;
  extraction.media_type = "text/plain";
  extraction.page_count = 1;
  extraction.pages.push_back(std::move(text));
  return extraction;
}

}  // namespace kho::scale
