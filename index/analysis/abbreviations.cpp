#include "index/analysis/abbreviations.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "index/analysis/text.h"

namespace kho::index {
namespace {

constexpr std::array kTable = {
    // Thủ tục, một cửa
    Abbreviation{"TTHC", "thủ tục hành chính"},
    Abbreviation{"TTPVHCC", "trung tâm phục vụ hành chính công"},
    Abbreviation{"HCC", "hành chính công"}, Abbreviation{"DVC", "dịch vụ công"},
    Abbreviation{"DVCTT", "dịch vụ công trực tuyến"}, Abbreviation{"CCHC", "cải cách hành chính"},
    Abbreviation{"CBCC", "cán bộ công chức"}, Abbreviation{"CCVC", "công chức viên chức"},
    Abbreviation{"CBCCVC", "cán bộ công chức viên chức"},
    Abbreviation{"CNTT", "công nghệ thông tin"}, Abbreviation{"CSDL", "cơ sở dữ liệu"},
    Abbreviation{"QLNN", "quản lý nhà nước"},
    // Cơ quan
    Abbreviation{"UBND", "ủy ban nhân dân"}, Abbreviation{"HĐND", "hội đồng nhân dân"},
    Abbreviation{"QH", "quốc hội"}, Abbreviation{"UBTVQH", "ủy ban thường vụ quốc hội"},
    Abbreviation{"CP", "chính phủ"}, Abbreviation{"TTg", "thủ tướng chính phủ"},
    Abbreviation{"TTg", "thủ tướng"}, Abbreviation{"VPCP", "văn phòng chính phủ"},
    Abbreviation{"TTCP", "thanh tra chính phủ"}, Abbreviation{"KTNN", "kiểm toán nhà nước"},
    Abbreviation{"NHNN", "ngân hàng nhà nước"}, Abbreviation{"KBNN", "kho bạc nhà nước"},
    Abbreviation{"TAND", "tòa án nhân dân"}, Abbreviation{"TANDTC", "tòa án nhân dân tối cao"},
    Abbreviation{"VKSND", "viện kiểm sát nhân dân"},
    Abbreviation{"VKSNDTC", "viện kiểm sát nhân dân tối cao"},
    Abbreviation{"MTTQ", "mặt trận tổ quốc"}, Abbreviation{"UBMTTQ", "ủy ban mặt trận tổ quốc"},
    Abbreviation{"BHXHVN", "bảo hiểm xã hội việt nam"}, Abbreviation{"TCHQ", "tổng cục hải quan"},
    Abbreviation{"TCT", "tổng cục thuế"}, Abbreviation{"VPĐKĐĐ", "văn phòng đăng ký đất đai"},
    Abbreviation{"BQL", "ban quản lý"}, Abbreviation{"QLTT", "quản lý thị trường"},
    Abbreviation{"TW", "trung ương"}, Abbreviation{"CHXHCN", "cộng hòa xã hội chủ nghĩa"},
    Abbreviation{"XHCN", "xã hội chủ nghĩa"},
    // Bộ, như trong số hiệu văn bản
    Abbreviation{"BCA", "bộ công an"}, Abbreviation{"BCT", "bộ công thương"},
    Abbreviation{"BGDĐT", "bộ giáo dục và đào tạo"}, Abbreviation{"BGTVT", "bộ giao thông vận tải"},
    Abbreviation{"BKHCN", "bộ khoa học và công nghệ"},
    Abbreviation{"BKHĐT", "bộ kế hoạch và đầu tư"},
    Abbreviation{"BLĐTBXH", "bộ lao động thương binh và xã hội"},
    Abbreviation{"BNG", "bộ ngoại giao"}, Abbreviation{"BNNMT", "bộ nông nghiệp và môi trường"},
    Abbreviation{"BNNPTNT", "bộ nông nghiệp và phát triển nông thôn"},
    Abbreviation{"BNV", "bộ nội vụ"}, Abbreviation{"BQP", "bộ quốc phòng"},
    Abbreviation{"BTC", "bộ tài chính"}, Abbreviation{"BTNMT", "bộ tài nguyên và môi trường"},
    Abbreviation{"BTP", "bộ tư pháp"}, Abbreviation{"BTTTT", "bộ thông tin và truyền thông"},
    Abbreviation{"BVHTTDL", "bộ văn hóa thể thao và du lịch"}, Abbreviation{"BXD", "bộ xây dựng"},
    Abbreviation{"BYT", "bộ y tế"},
    // Ngành, sở
    Abbreviation{"GDĐT", "giáo dục và đào tạo"}, Abbreviation{"GTVT", "giao thông vận tải"},
    Abbreviation{"KHCN", "khoa học và công nghệ"}, Abbreviation{"KHCN", "khoa học công nghệ"},
    Abbreviation{"KHĐT", "kế hoạch và đầu tư"},
    Abbreviation{"LĐTBXH", "lao động thương binh và xã hội"},
    Abbreviation{"NNPTNT", "nông nghiệp và phát triển nông thôn"},
    Abbreviation{"TNMT", "tài nguyên và môi trường"},
    Abbreviation{"TTTT", "thông tin và truyền thông"},
    Abbreviation{"VHTTDL", "văn hóa thể thao và du lịch"}, Abbreviation{"SCT", "sở công thương"},
    // Loại văn bản
    Abbreviation{"NĐ", "nghị định"}, Abbreviation{"NQ", "nghị quyết"},
    Abbreviation{"QĐ", "quyết định"}, Abbreviation{"TT", "thông tư"},
    Abbreviation{"TT", "thị trấn"}, Abbreviation{"TTLT", "thông tư liên tịch"},
    Abbreviation{"CT", "chỉ thị"}, Abbreviation{"CV", "công văn"}, Abbreviation{"TTr", "tờ trình"},
    Abbreviation{"BC", "báo cáo"}, Abbreviation{"KH", "kế hoạch"}, Abbreviation{"TB", "thông báo"},
    Abbreviation{"HĐ", "hợp đồng"}, Abbreviation{"BB", "biên bản"},
    Abbreviation{"VBHN", "văn bản hợp nhất"}, Abbreviation{"VBQPPL", "văn bản quy phạm pháp luật"},
    Abbreviation{"QPPL", "quy phạm pháp luật"}, Abbreviation{"QCVN", "quy chuẩn kỹ thuật quốc gia"},
    Abbreviation{"TCVN", "tiêu chuẩn việt nam"}, Abbreviation{"TCVN", "tiêu chuẩn quốc gia"},
    // Giấy tờ
    Abbreviation{"CCCD", "căn cước công dân"}, Abbreviation{"CMND", "chứng minh nhân dân"},
    Abbreviation{"CMTND", "chứng minh thư nhân dân"}, Abbreviation{"GCN", "giấy chứng nhận"},
    Abbreviation{"GCNQSDĐ", "giấy chứng nhận quyền sử dụng đất"},
    Abbreviation{"QSDĐ", "quyền sử dụng đất"}, Abbreviation{"QSH", "quyền sở hữu"},
    Abbreviation{"ĐKDN", "đăng ký doanh nghiệp"},
    Abbreviation{"GCNĐKDN", "giấy chứng nhận đăng ký doanh nghiệp"},
    Abbreviation{"ĐKKD", "đăng ký kinh doanh"},
    Abbreviation{"GCNĐKKD", "giấy chứng nhận đăng ký kinh doanh"},
    Abbreviation{"GPKD", "giấy phép kinh doanh"}, Abbreviation{"GPLĐ", "giấy phép lao động"},
    Abbreviation{"GPLX", "giấy phép lái xe"}, Abbreviation{"GPXD", "giấy phép xây dựng"},
    Abbreviation{"HKTT", "hộ khẩu thường trú"},
    // Doanh nghiệp, thuế
    Abbreviation{"CTCP", "công ty cổ phần"}, Abbreviation{"DN", "doanh nghiệp"},
    Abbreviation{"DNNVV", "doanh nghiệp nhỏ và vừa"}, Abbreviation{"DNTN", "doanh nghiệp tư nhân"},
    Abbreviation{"ĐTNN", "đầu tư nước ngoài"}, Abbreviation{"GTGT", "giá trị gia tăng"},
    Abbreviation{"HKD", "hộ kinh doanh"}, Abbreviation{"HTX", "hợp tác xã"},
    Abbreviation{"KCN", "khu công nghiệp"}, Abbreviation{"CCN", "cụm công nghiệp"},
    Abbreviation{"MST", "mã số thuế"}, Abbreviation{"MTV", "một thành viên"},
    Abbreviation{"SXKD", "sản xuất kinh doanh"}, Abbreviation{"TNCN", "thu nhập cá nhân"},
    Abbreviation{"TNDN", "thu nhập doanh nghiệp"}, Abbreviation{"TNHH", "trách nhiệm hữu hạn"},
    Abbreviation{"VPĐD", "văn phòng đại diện"}, Abbreviation{"XNK", "xuất nhập khẩu"},
    // Người dân
    Abbreviation{"BHTN", "bảo hiểm thất nghiệp"}, Abbreviation{"BHXH", "bảo hiểm xã hội"},
    Abbreviation{"BHYT", "bảo hiểm y tế"}, Abbreviation{"HĐLĐ", "hợp đồng lao động"},
    Abbreviation{"NLĐ", "người lao động"}, Abbreviation{"NSDLĐ", "người sử dụng lao động"},
    Abbreviation{"THCS", "trung học cơ sở"}, Abbreviation{"THPT", "trung học phổ thông"},
    // An toàn, môi trường, đất đai, ngân sách
    Abbreviation{"PCCC", "phòng cháy chữa cháy"}, Abbreviation{"PCCC", "phòng cháy và chữa cháy"},
    Abbreviation{"CNCH", "cứu nạn cứu hộ"}, Abbreviation{"ATTP", "an toàn thực phẩm"},
    Abbreviation{"VSATTP", "vệ sinh an toàn thực phẩm"}, Abbreviation{"ATLĐ", "an toàn lao động"},
    Abbreviation{"ATVSLĐ", "an toàn vệ sinh lao động"}, Abbreviation{"ANTT", "an ninh trật tự"},
    Abbreviation{"ATGT", "an toàn giao thông"}, Abbreviation{"BVMT", "bảo vệ môi trường"},
    Abbreviation{"ĐTM", "đánh giá tác động môi trường"},
    Abbreviation{"GPMB", "giải phóng mặt bằng"}, Abbreviation{"NSNN", "ngân sách nhà nước"},
    Abbreviation{"XDCB", "xây dựng cơ bản"},
    // Địa danh
    Abbreviation{"TP", "thành phố"}, Abbreviation{"TX", "thị xã"},
    Abbreviation{"HCM", "hồ chí minh"}, Abbreviation{"TPHCM", "thành phố hồ chí minh"}};

constexpr std::size_t words_in(std::string_view longer) {
  return static_cast<std::size_t>(std::count(longer.begin(), longer.end(), ' ')) + 1;
}
static_assert(std::all_of(kTable.begin(), kTable.end(), [](const Abbreviation& each) {
  return words_in(each.longer) >= 2 && words_in(each.longer) <= kAbbreviationWordsMax;
}));

constexpr std::string_view kStroke = "Đ";

// True where `typed` may be meant for `shorter`.
bool matches(std::string_view shorter, std::string_view typed) {
  while (!shorter.empty() && !typed.empty()) {
    if (shorter.starts_with(kStroke)) {
      shorter.remove_prefix(kStroke.size());
      if (typed.front() == 'D') {
        typed.remove_prefix(1);
      } else if (typed.starts_with(kStroke)) {
        typed.remove_prefix(kStroke.size());
      } else {
        return false;
      }
      continue;
    }
    const char letter = shorter.front();
    const bool small = letter >= 'a' && letter <= 'z';
    if (typed.front() != letter && !(small && typed.front() == letter - 'a' + 'A')) return false;
    shorter.remove_prefix(1);
    typed.remove_prefix(1);
  }
  return shorter.empty() && typed.empty();
}

using ByLonger = std::unordered_map<std::string, std::string_view>;

ByLonger make_by_longer() {
  ByLonger by_longer;
  for (const Abbreviation& each : kTable) by_longer.emplace(fold(each.longer), each.shorter);
  return by_longer;
}

}  // namespace

std::span<const Abbreviation> abbreviations() { return kTable; }

std::vector<std::string_view> expansions_of(std::string_view capitals) {
  std::vector<std::string_view> expansions;
  for (const Abbreviation& each : kTable) {
    if (matches(each.shorter, capitals)) expansions.push_back(each.longer);
  }
  return expansions;
}

std::string_view abbreviation_of(std::span<const std::string> folded_words) {
  static const ByLonger by_longer = make_by_longer();
  if (folded_words.size() < 2 || folded_words.size() > kAbbreviationWordsMax) return {};
  std::string run;
  for (const std::string& word : folded_words) {
    run.append(run.empty() ? "" : " ").append(word);
  }
  const auto found = by_longer.find(run);
  return found == by_longer.end() ? std::string_view() : found->second;
}

}  // namespace kho::index
