// Holds what a document becomes against tests/golden/index-v2: whoever changes it changes what
// older indexes mean, and must raise schema::kSchemaVersion and begin a new folder.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "index/document_terms.h"
#include "index/schema.h"

namespace kho::index {
namespace {

Document everything() {
  Document document;
  document.id = "0190a3c4-0000-7000-8000-000000000001";
  document.filters = {{Field::kOwner, "o-1"},          {Field::kType, "GP_BAN_LE"},
                      {Field::kKind, "result"},        {Field::kAgency, "H63.12"},
                      {Field::kProcedure, "2.000620"}, {Field::kDossier, "H63.12-261123-0001"},
                      {Field::kStatus, "approved"},    {Field::kYear, "2022"},
                      {Field::kWithheld, "owner"}};
  document.number = "012/GP-SCT";
  document.title = "Giấy phép bán lẻ rượu. Thuỷ sản Hoà Bình";
  document.completed_from = "Giấy phép bán lẻ rượu. Sở Công Thương, 015085001234";
  document.names = {"Nguyễn Văn Quý", "Công ty TNHH Thương mại và Dịch vụ Thác Bà"};
  document.pages = {"Căn cứ Luật số 45/2019/QH14, ngày 5 tháng 6 năm 2022;\nCCCD 015 085 001 234",
                    "Céng hßa x· héi chñ nghÜa ViÖt Nam",
                    "Kết quả: Ðạt.\nk ä- nà sh ng m\" - v à ng"};
  document.issued_days = 19000;
  return document;
}

std::string dump(const Xapian::Document& document) {
  std::string text;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    text += fmt::format("{}\t{}\t", *term, term.get_wdf());
    for (auto place = term.positionlist_begin(); place != term.positionlist_end(); ++place) {
      text += fmt::format(" {}", *place);
    }
    text += "\n";
  }
  for (auto value = document.values_begin(); value != document.values_end(); ++value) {
    text += fmt::format("value {}\t", value.get_valueno());
    for (const char c : *value) {
      const auto byte = static_cast<unsigned char>(c);
      text += byte > 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
    }
    text += "\n";
  }
  return text;
}

TEST(TermsGolden, DocumentBecomesWhatItAlwaysBecame) {
  ASSERT_EQ(schema::kSchemaVersion, 2);
  std::ifstream file(KHO_GOLDEN "/index-v2/terms.txt");
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(dump(xapian_document(everything())), expected);
}

}  // namespace
}  // namespace kho::index
