#include "ingest/facts/vocabulary.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

// Where a shorter one would be ambiguous, two words: "BAN" begins "BAN QUẢN LÝ", and without its
// diacritics "BẢN" looks the same.
constexpr auto kAgencies = std::to_array<std::string_view>({
    "ubnd",
    "uy ban",
    "hdnd",
    "hoi dong",
    "so",
    "bo",
    "bo tu lenh",
    "cuc",
    "tong cuc",
    "chi cuc",
    "phong",
    "van phong",
    "trung tam",
    "truong",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "ngan hang",
    "hoi",
    "hiep hoi",
    "lien hiep",
    "lien doan",
    "cong an",
    "chinh phu",
    "thu tuong",
    "quoc hoi",
    "chu tich nuoc",
    "toa an",
    "vien",
    "kho bac",
    "bao hiem",
    "doan",
    "chi nhanh",
    "dang uy",
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "thanh tra",
    "hop tac xa",
    "mat tran",
    "hat",
    "dai hoc",
    "hoc vien",
    "benh vien",
    "ban quan ly",
    "ban chi dao",
    "ban to chuc",
    "ban dan toc",
    "ban chap hanh",
    "ban chi huy",
    "ban tuyen giao",
    "quy",
    "kiem toan",
    "kiem lam",
    "doanh nghiep",
    "ho kinh doanh",
    "cong doan",
    "doi",
    "tram",
    "nha may",
    "xi nghiep",
    "trung doan",
    "dai su quan",
    "tong lanh su quan",
    "thue",
    "chi cuc thue",
    "dang cong san",
    "ban quan tri",
    "ban giam doc",
    "vu",
    "thong tan xa",
    "dai truyen hinh",
    "dai phat thanh",
    "lien minh",
    "nha xuat ban",
});

constexpr auto kPositions = std::to_array<std::string_view>({
    "chutich",
    "phochutich",
    "giamdoc",
    "phogiamdoc",
    "tonggiamdoc",
    "photonggiamdoc",
    "botruong",
    "thutruong",
    "thutuong",
    "phothutuong",
    "cuctruong",
    "phocuctruong",
    "vutruong",
    "phovutruong",
    "tongcuctruong",
    "photongcuctruong",
    "chicuctruong",
    "phochicuctruong",
    "truongphong",
    "photruongphong",
    "truongban",
    "photruongban",
    "chanhvanphong",
    "phochanhvanphong",
    "chanhthanhtra",
    "phochanhthanhtra",
    "hieutruong",
    "phohieutruong",
    "vientruong",
    "phovientruong",
    "chanhan",
    "phochanhan",
    "truongcongan",
    "bithu",
    "phobithu",
    "chunhiem",
    "phochunhiem",
    "tongkiemtoan",
    "thongdoc",
    "phothongdoc",
    "doitruong",
    "phodoitruong",
    "tramtruong",
    "hattruong",
    "tulenh",
    "photulenh",
    "chihuytruong",
    "congchungvien",
    "chuho",
    "chuhokinhdoanh",
    "nguoidaidien",
    "nguoilamdon",
    "nguoidenghi",
    "nguoikhai",
    "truongdoan",
    "tongthuky",
    "chutrithietke",
    "thutruongdonvi",
    "nguoiky",
    "truongchinhanh",
    "giamdocchinhanh",
    "truongvanphong",
    "nguoidungdau",
    "tongbithu",
    "chutichquochoi",
    "canbotuphaphotich",
    "congchuctuphaphotich",
    "nguoikygiaykhaisinh",
});

// What may stand before a position: by order, on behalf of, authorised by, acting.
constexpr auto kCapacities = std::to_array<std::string_view>({"kt", "tm", "tl", "tuq", "q", "ktm"});

// Of the Kinh and of the peoples in the country, without diacritics.
constexpr auto kFamilyNames = std::to_array<std::string_view>({
    "a",     "an",    "au",    "bach",   "ban",   "banh",   "be",    "bui",    "but",    "ca",
    "cai",   "cam",   "can",   "cao",    "cha",   "chang",  "chao",  "chau",   "che",    "chi",
    "chieu", "chu",   "chung", "chuong", "co",    "cong",   "cu",    "cung",   "cut",    "dam",
    "dan",   "dang",  "danh",  "dao",    "dau",   "de",     "deo",   "diem",   "diep",   "dieu",
    "dinh",  "do",    "doan",  "doi",    "don",   "dong",   "du",    "dung",   "duong",  "duyen",
    "giang", "giap",  "hach",  "han",    "hang",  "hien",   "ho",    "hoa",    "hoang",  "hong",
    "hua",   "hung",  "huu",   "huynh",  "kha",   "khang",  "khau",  "khieu",  "khoang", "khong",
    "khu",   "khuat", "khuc",  "khuong", "kieu",  "kim",    "kpa",   "ksor",   "la",     "lai",
    "lam",   "lang",  "lau",   "le",     "lenh",  "leo",    "lieng", "lieu",   "linh",   "lo",
    "long",  "lu",    "luc",   "luong",  "luu",   "ly",     "ma",    "mac",    "mai",    "man",
    "mang",  "mau",   "me",    "minh",   "mong",  "mua",    "nay",   "ngan",   "nghiem", "ngo",
    "ngoc",  "ngu",   "nguy",  "nguyen", "nham",  "nhan",   "nhu",   "ninh",   "nong",   "o",
    "ong",   "ong",   "pham",  "phan",   "phi",   "pho",    "phu",   "phung",  "phuong", "quach",
    "quan",  "quang", "que",   "rmah",   "ro",    "rocham", "sam",   "sin",    "son",    "sung",
    "ta",    "tan",   "tang",  "tao",    "tat",   "thach",  "thai",  "tham",   "than",   "thang",
    "thao",  "thi",   "thich", "thieu",  "tho",   "thuong", "thuy",  "tieu",   "tin",    "to",
    "ton",   "tong",  "tra",   "tran",   "trang", "trieu",  "trinh", "truong", "tu",     "tung",
    "uong",  "ung",   "vang",  "van",    "vi",    "vien",   "viet",  "vo",     "vu",     "vuong",
    "vuu",   "vy",    "xa",    "xong",   "xuan",  "y",      "yen",   "nie",    "mlo",    "sieu",
    "dinh",  "h",     "thao",  "giang",  "lau",
});

// Whole tokens, the longest first where one begins another.
constexpr auto kRanks = std::to_array<std::string_view>({
    "thuong ta", "dai ta",      "trung ta",    "thieu ta",     "dai uy",    "thuong uy", "trung uy",
    "thieu uy",  "thieu tuong", "trung tuong", "thuong tuong", "dai tuong", "gs",        "pgs",
    "ts",        "ths",         "ks",          "kts",          "bs",        "cn",        "luat su",
    "ong",       "ba",          "dong chi",    "bscki",        "bsckii",    "nsnd",
});

bool begins_with_any(const PageText& page, Span line, auto& phrases) {
  const std::size_t token = page.token_at(line.begin);
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return has_phrase(page, token, phrase); });
}

}  // namespace

bool begins_agency(const PageText& page, Span line) {
  if (begins_with_any(page, line, kAgencies)) return true;
  // Blanks lost between words that are long enough to be known without them: "CHÍNHPHỦ".
  constexpr std::size_t kLettersMin = 7;
  const std::string letters = squeezed(page.lower(line));
  return std::any_of(kAgencies.begin(), kAgencies.end(), [&](std::string_view phrase) {
    const std::string known = squeezed(phrase);
    return known.size() >= kLettersMin && letters.starts_with(known);
  });
}

bool is_position(const PageText& page, Span line) {
  constexpr std::size_t kLineMax = 90;
  constexpr std::size_t kWordsAfterMax = 40;  // Letters: "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG TỈNH ..."
  if (line.size() > kLineMax || !page.is_capitals(line, 4)) return false;
  const std::size_t first = page.token_at(line.begin);
  const std::vector<Token>& tokens = page.tokens();
  if (first + 1 < tokens.size()) {
    const std::string_view word = page.lower(tokens[first].span);
    const char mark = page.plain()[tokens[first + 1].span.begin];
    if ((mark == '.' || mark == ',' || mark == '/') &&
        std::find(kCapacities.begin(), kCapacities.end(), word) != kCapacities.end()) {
      return true;
    }
  }
  const std::string letters = squeezed(page.plain().substr(line.begin, line.size()));
  return std::any_of(kPositions.begin(), kPositions.end(), [&](std::string_view position) {
    const std::size_t errors = position.size() >= 8 ? 1 : 0;
    if (letters.size() <= position.size() + errors) return is_near(letters, position, errors);
    return letters.starts_with(position) && letters.size() <= position.size() + kWordsAfterMax;
  });
}

bool is_family_name(std::string_view plain_lower) {
  static const std::unordered_set<std::string_view> names(kFamilyNames.begin(), kFamilyNames.end());
  return names.contains(plain_lower);
}

std::size_t rank_tokens(const PageText& page, std::size_t token, std::size_t end) {
  for (const std::string_view rank : kRanks) {
    const std::size_t size = phrase_tokens(rank);
    if (token + size >= end || !has_phrase(page, token, rank)) continue;
    // The dot of an abbreviation: "GS.", "TS.".
    const char mark = page.plain()[page.tokens()[token + size].span.begin];
    return mark == '.' ? size + 1 : size;
  }
  return 0;
}

}  // namespace kho::ingest
