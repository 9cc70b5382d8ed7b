#include "warehouse/owner_key.h"

#include <algorithm>
#include <array>
#include <vector>

#include "index/analysis/text.h"

namespace kho::warehouse {
namespace {

// Digits 1-3 of a personal number: province of birth registration (catalogue of TT 59/2021/TT-BCA,
// before the mergers of 2025; numbers given out keep their prefix).
constexpr std::array<std::string_view, 63> kProvincePrefixes = {
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020",
    "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038",
    "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060",
    "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082",
    "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096"};

// ISO 3166-1 alpha-3, sorted.
constexpr std::string_view kCountries =
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD "
    "BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR "
    "COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH "
    "ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL "
    "GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR "
    "JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR "
    "MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL "
    "NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY "
    "PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP "
    "SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA "
    "UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE";

constexpr std::size_t kTextBytesMax = 100;
constexpr std::size_t kAgencyCodeBytesMax = 35;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

[[noreturn]] void invalid(const std::string& why) { throw Error(Errc::kOwnerKeyInvalid, why); }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Upper case, without what `dropped` says.
template <typename Dropped>
std::string without(std::string_view text, const Dropped& dropped) {
  // Word processors put other dashes and blanks where people typed the plain ones.
  const bool plain =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::string out;
  for (const char c : plain ? std::string(text) : index::clean(text)) {
    if (!dropped(c)) out.push_back(to_upper(c));
  }
  return out;
}

// Without the blanks, dots and hyphens that people group digits with.
std::string compact(std::string_view text) {
  return without(text, [](char c) { return is_blank(c) || c == '.' || c == '-'; });
}

// Numbers that people type to get past a required field: one character repeated, or digits that
// count up or down. Unrelated people would end up sharing one record.
void refuse_placeholder(std::string_view number) {
  const auto steps_by = [&](int step) {
    for (std::size_t i = 1; i < number.size(); ++i) {
      if (step == 0 ? number[i] != number[0]
                    : (number[i] - number[i - 1] - step) % 10 != 0 || !is_digit(number[i])) {
        return false;
      }
    }
    return true;
  };
  // One character repeats nothing, but zero is no number.
  if (number == "0" || (number.size() > 1 && (steps_by(0) || steps_by(1) || steps_by(-1)))) {
    throw Error(Errc::kOwnerKeyPlaceholder,
                "the number is a placeholder (all equal, or counting); enter the real one");
  }
}

// No register begins to count at the front of such a number: 000000000001.
void refuse_zeros(std::string_view number) {
  if (number.find_first_not_of('0') >= number.size() - 3) {
    throw Error(Errc::kOwnerKeyPlaceholder,
                "the number is a placeholder (hardly anything but zeros); enter the real one");
  }
}

std::string normal_personal_number(std::string_view typed) {
  std::string number = compact(typed);
  if (number.size() != 12 || !all_digits(number)) {
    invalid("a personal number (CCCD) has exactly 12 digits");
  }
  refuse_placeholder(number);
  refuse_zeros(number);
  return number;
}

std::string normal_old_card_number(std::string_view typed) {
  std::string number = compact(typed);
  if (number.size() != 9 || !all_digits(number)) {
    invalid("an old identity card number (CMND) has exactly 9 digits");
  }
  refuse_placeholder(number);
  refuse_zeros(number);
  return number;
}

std::string normal_tax_code(std::string_view typed) {
  std::string number = compact(typed);
  if ((number.size() != 10 && number.size() != 13) || !all_digits(number)) {
    invalid("a tax code (MST) has 10 digits, or 13 for a branch (NNNNNNNNNN-NNN)");
  }
  refuse_placeholder(std::string_view(number).substr(0, 10));
  refuse_zeros(std::string_view(number).substr(0, 10));
  constexpr std::array<int, 9> kWeights = {31, 29, 23, 19, 17, 13, 7, 5, 3};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (number[i] - '0');
  if (number[9] - '0' != 10 - sum % 11) {
    invalid("the check digit of the tax code is wrong; one of its digits is mistyped");
  }
  if (number.size() == 13) {
    if (number.substr(10) == "000") invalid("the branch suffix of a tax code is 001 to 999");
    number.insert(10, "-");
  }
  return number;
}

std::string normal_passport(std::string_view typed) {
  const std::size_t colon = typed.find(':');
  if (colon == std::string_view::npos) invalid("a passport is written passport:COUNTRY:NUMBER");
  const std::string country = compact(typed.substr(0, colon));
  const std::string number = compact(typed.substr(colon + 1));
  if (country.size() != 3 || kCountries.find(country) % 4 != 0) {
    invalid("the passport's country is not an ISO 3166-1 alpha-3 code");
  }
  const bool alphanumeric =
      std::all_of(number.begin(), number.end(), [](char c) { return is_digit(c) || is_upper(c); });
  if (number.empty() || number.size() > 9 || !alphanumeric) {
    invalid("a passport number has 1 to 9 letters and digits");
  }
  refuse_placeholder(number);
  return country + ":" + number;
}

std::vector<std::string> split_at_dots(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back().push_back(to_upper(c));
    }
  }
  return parts;
}

bool is_agency_root(const std::string& part) {
  return part.size() == 3 && part[0] >= 'A' && part[0] <= 'Y' && is_digit(part[1]) &&
         is_digit(part[2]);
}

}  // namespace

std::string normal_agency_code(std::string_view typed) {
  if (typed.size() > kTextBytesMax) invalid("an agency code has at most 35 characters");
  const std::string code = without(typed, is_blank);
  if (code.size() > kAgencyCodeBytesMax) invalid("an agency code has at most 35 characters");
  std::vector<std::string> parts = split_at_dots(code);
  // QCVN 102:2016 reads from right to left and fills unused levels with zeros: 000.00.12.H63.
  const bool old_form = parts.size() == 4 && is_agency_root(parts[3]) && parts[0].size() == 3 &&
                        parts[1].size() == 2 && parts[2].size() == 2 && all_digits(parts[0]) &&
                        all_digits(parts[1]) && all_digits(parts[2]);
  if (old_form) {
    std::reverse(parts.begin(), parts.end());
    while (parts.size() > 1 && parts.back().find_first_not_of('0') == std::string::npos) {
      parts.pop_back();
    }
  }
  if (!is_agency_root(parts[0])) invalid("an agency code looks like H63.12 or 000.00.12.H63");
  std::string normal = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool plain = std::all_of(parts[i].begin(), parts[i].end(),
                                   [](char c) { return is_digit(c) || is_upper(c); });
    if (parts[i].empty() || !plain) invalid("an agency code looks like H63.12 or 000.00.12.H63");
    normal += "." + parts[i];
  }
  return normal;
}

OwnerKey OwnerKey::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (text.size() > kTextBytesMax || colon == std::string_view::npos) {
    invalid("an owner key is written kind:number, with the kind cccd, mst, passport or agency");
  }
  const std::string_view kind = text.substr(0, colon);
  const std::string_view number = text.substr(colon + 1);
  if (kind == "cccd") return {OwnerKind::kPerson, "cccd:" + normal_personal_number(number)};
  if (kind == "mst") {
    if (compact(number).size() == 12) {
      return {OwnerKind::kPerson, "cccd:" + normal_personal_number(number)};
    }
    return {OwnerKind::kOrganisation, "mst:" + normal_tax_code(number)};
  }
  if (kind == "passport") return {OwnerKind::kForeigner, "passport:" + normal_passport(number)};
  if (kind == "agency") return {OwnerKind::kAgency, "agency:" + normal_agency_code(number)};
  if (kind == "cmnd") {
    return {OwnerKind::kOldIdentityCard, "cmnd:" + normal_old_card_number(number)};
  }
  invalid("unknown kind of owner key; use cccd, mst, passport, agency or cmnd");
}

std::optional<OwnerKey> OwnerKey::parent() const {
  const std::size_t suffix = text_.find('-');
  if (!text_.starts_with("mst:") || suffix == std::string::npos) return std::nullopt;
  return OwnerKey(kind_, text_.substr(0, suffix));
}

std::string masked_owner_key(std::string_view normal) {
  std::string masked(normal);
  // Agencies are public.
  if (masked.starts_with("agency:")) return masked;
  for (std::size_t i = masked.find(':') + 1; i + 3 < masked.size(); ++i) masked[i] = '*';
  return masked;
}

Warnings OwnerKey::warnings(Date today, const Declared& declared) const {
  Warnings warnings;
  if (kind_ != OwnerKind::kPerson) return warnings;
  const std::string_view number = std::string_view(text_).substr(5);
  if (!std::binary_search(kProvincePrefixes.begin(), kProvincePrefixes.end(),
                          number.substr(0, 3))) {
    warnings.push_back({"cccd_province_unknown",
                        "digits 1-3 of the personal number are no Vietnamese province (right for "
                        "people registered abroad)"});
  }
  // Digit 4: century and sex; 0/1 is the 20th century, 2/3 the 21st, and so on.
  const int year = 1900 + (number[3] - '0') / 2 * 100 + (number[4] - '0') * 10 + (number[5] - '0');
  if (year > today.year()) {
    warnings.push_back({"cccd_birth_year_in_future",
                        "digits 4-6 of the personal number give a year of birth in the future"});
  }
  const Sex sex = (number[3] - '0') % 2 == 0 ? Sex::kMale : Sex::kFemale;
  if (declared.sex && *declared.sex != sex) {
    warnings.push_back(
        {"cccd_sex_differs", "digit 4 of the personal number gives another sex than declared"});
  }
  if (declared.birth_year && *declared.birth_year != year) {
    warnings.push_back({"cccd_birth_year_differs",
                        "digits 4-6 of the personal number give another year of birth than "
                        "declared"});
  }
  return warnings;
}

}  // namespace kho::warehouse
