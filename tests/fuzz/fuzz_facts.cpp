// Any text as the pages of a paper: facts are found or not, and each stands where it says.
//
// Input: pages, parted by form feeds.
#include <chrono>
#include <optional>

#include "ingest/facts/facts.h"
#include "ingest/utf8.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using kho::fuzz::require;
using kho::ingest::Fact;

void check(const std::optional<Fact>& fact, const std::vector<std::string>& pages) {
  if (!fact) return;
  require(!fact->value.empty(), "an empty fact");
  require(kho::ingest::is_utf8(fact->value), "a value that is not UTF-8");
  require(fact->page < pages.size(), "a page beyond the paper");
  const std::string& page = pages[fact->page];
  require(fact->offset <= page.size() && fact->length <= page.size() - fact->offset,
          "a stretch beyond its page");
  require(fact->confidence > 0 && fact->confidence <= 1, "a confidence that is none");
  const std::string stretch = page.substr(fact->offset, fact->length);
  require(
      stretch.find(fact->as_written.substr(0, fact->as_written.find('\n'))) != std::string::npos,
      "what was written is not there");
}

void check_day(const std::optional<Fact>& fact) {
  if (!fact) return;
  require(fact->value.size() == 10 && fact->value[4] == '-' && fact->value[7] == '-',
          "a day that is none");
}

}  // namespace

std::vector<std::string> kho::fuzz::seeds() {
  return {
      "UBND TỈNH YÊN BÁI CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ CÔNG THƯƠNG Độc lập - Tự do - "
      "Hạnh phúc\nSố: 12/QĐ-SCT Yên Bái, ngày 05 tháng 6 năm 2023\nQUYẾT ĐỊNH\nVề việc thành "
      "lập\n\nCăn cứ Luật;\fNơi nhận: KT. GIÁM ĐỐC\n- Lưu: VT. PHÓ GIÁM ĐỐC\nTS. Lê Văn An\n",
      "UBND TỈNH\nSỞ Y TẾ\nSố: 7/SYT-NV\nV/v cấp phép\nHà Nội, ngày 5 tháng 6 năm 2023\nKính gửi:",
      "GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP\nMã số doanh nghiệp: 5299101378\nĐăng ký lần đầu: "
      "ngày 09 tháng 4 năm 2014\nTên công ty viết bằng tiếng Việt: CÔNG TY A\nCCCD: 015183004217",
      "HỘ CHIẾU\nDate of issue 30 JUN 2021\n5123456789USA7904130M3106291<<<<<<<<<<<<<<<4\n",
      "Giấy phép này có giá trị 05 (năm) năm kể từ ngày ký, đến hết ngày 05/6/2028; không thời hạn",
      "quyÕt ®Þnh\nSè: 15/Q§-UB Yªn B¸i, ngµy 05 th¸ng 6 n¨m 1999\nVÒ viÖc thµnh lËp tr¹m y tÕ",
      "Bé Tµi chÝnh\fSố: 469/VBHN-BTC\nXÁC THỰC VĂN BẢN HỢP NHẤT\nHà Nội, ngày 1 tháng 2 năm 2025",
      "Hợp đồng\nHôm nay, ngày 0l tháng O1 năm 2O26\nso\xCC\x82\xCC\x81 AB 123456\nSố hiệu: QH01"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = kho::fuzz::text_of(data, size);
  std::vector<std::string> pages;
  while (true) {
    const std::size_t end = text.find('\f');
    pages.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  const kho::ingest::Facts facts = kho::ingest::find_facts(pages, std::chrono::year(2026));
  for (const auto* fact :
       {&facts.number, &facts.issue_date, &facts.issuer, &facts.issuer_parent, &facts.place,
        &facts.signer, &facts.signer_position, &facts.subject, &facts.owner_name,
        &facts.validity.from, &facts.validity.to, &facts.validity.indefinite}) {
    check(*fact, pages);
  }
  if (facts.type) check(facts.type->title, pages);
  for (const kho::ingest::OwnerId& id : facts.owner_ids) check(id.number, pages);
  check_day(facts.issue_date);
  check_day(facts.validity.from);
  check_day(facts.validity.to);
  require(!facts.validity.indefinite || !facts.validity.to, "an end of what has none");
  return 0;
}
