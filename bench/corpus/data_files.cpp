#include "bench/corpus/data_files.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "bench/corpus/image_stream.h"

namespace kho::corpus {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 10> kFamilyNames{"Nguyễn", "Trần", "Lê",    "Phạm", "Hoàng",
                                                        "Vũ",     "Lò",   "Giàng", "Đỗ",   "Bùi"};
constexpr std::array<std::string_view, 8> kMiddleNames{"Văn",   "Thị", "Hữu", "Minh",
                                                       "Thanh", "Đức", "Thu", "Quốc"};
constexpr std::array<std::string_view, 12> kGivenNames{
    "An", "Bình", "Châu", "Dũng", "Hà", "Hương", "Khánh", "Lan", "Mai", "Phúc", "Sơn", "Yến"};
constexpr std::array<std::string_view, 8> kProcedures{
    "2.001646", "2.001636", "2.000620", "2.000591", "2.001547", "2.001175", "2.000063", "2.000190"};
constexpr std::array<std::string_view, 8> kTypes{
    "GCN_DKDN",         "DON_BAN_BUON_RUOU", "HD_NHA_CUNG_CAP_RUOU", "GCN_ATTP", "QD_PHE_DUYET_DTM",
    "HD_THUE_DIA_DIEM", "BANG_CAP",          "DS_TAP_HUAN"};
constexpr std::array<std::string_view, 6> kWards{"Hồng Hà",  "Đồng Tâm", "Pú Trạng",
                                                 "Yên Ninh", "Minh Tân", "Nguyễn Thái Học"};

std::string digits(Random& random, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += static_cast<char>('0' + random.below(10));
  return text;
}
std::string person(Random& random) {
  return fmt::format("{} {} {}", random.pick(kFamilyNames), random.pick(kMiddleNames),
                     random.pick(kGivenNames));
}
std::string company(Random& random) {
  return fmt::format("Công ty {} {} {} {}", random.chance(0.6) ? "TNHH" : "Cổ phần",
                     random.pick(kMiddleNames), random.pick(kGivenNames), random.between(1, 99));
}
std::string address(Random& random) {
  return fmt::format("Số {}, tổ {}, phường {}, thành phố Yên Bái, tỉnh Yên Bái",
                     random.between(1, 400), random.between(1, 60), random.pick(kWards));
}
std::string day(Random& random) {
  return fmt::format("{:04}-{:02}-{:02}", random.between(2019, 2026), random.between(1, 12),
                     random.between(1, 28));
}
std::string moment(Random& random) {
  std::string text = day(random);
  std::erase(text, '-');
  return fmt::format("{}{:02}{:02}{:02}", text, random.between(7, 17), random.between(0, 59),
                     random.between(0, 59));
}
std::string dossier_code(Random& random) {
  return fmt::format("H63.12-{:02}{:02}{:02}-{:04}", random.between(21, 26), random.between(1, 12),
                     random.between(1, 28), random.between(1, 9999));
}
std::string uuid(Random& random) {
  const std::uint64_t a = random.next();
  const std::uint64_t b = random.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32, a >> 16 & 0xFFFF, a & 0xFFF,
                     b >> 48 & 0xFFF, b & 0xFFFFFFFFFFFF);
}

DataFile synchronisation(Random& random) {
  Json message;
  const std::string code = dossier_code(random);
  message["MaHoSo"] = code;
  message["MaTTHC"] = fmt::format("{}.000.00.00.H63", random.pick(kProcedures));
  message["MaLinhVuc"] =
      fmt::format("G{:02}-CT{:02}", random.between(1, 20), random.between(1, 30));
  message["KenhThucHien"] = std::to_string(random.between(1, 3));
  message["ChuHoSo"] = company(random);
  message["LoaiDoiTuong"] = "2";
  message["MaDoiTuong"] = digits(random, 10);
  message["DiaChi"] = address(random);
  message["NgayTiepNhan"] = moment(random);
  message["NgayHenTra"] = moment(random);
  message["TrangThaiHoSo"] = std::to_string(random.between(1, 10));
  message["NguoiNop"] = person(random);
  for (int i = random.between(2, 7); i > 0; --i) {
    const auto type = random.pick(kTypes);
    message["TaiLieuNop"].push_back({
        {"TepDinhKemId", uuid(random)},
        {"TenTepDinhKem", fmt::format("{}-{}.pdf", type, digits(random, 6))},
        {"MaThanhPhanHoSo", fmt::format("KQ.G{:02}.{}", random.between(1, 20), digits(random, 6))},
        {"DuongDanTaiTepTin",
         fmt::format("https://motcua.example.vn/api/tep-tin/{}", uuid(random))},
        {"DuocSoHoa", random.between(0, 1)},
        {"DuocTaiSuDung", random.between(0, 1)},
        {"DuocLayTuKhoDMQG", 0},
        {"MaKetQuaThayThe", ""},
    });
  }
  message["DinhDanhCHS"].push_back(
      {{"LoaiDinhDanh", "1"}, {"SoDinhDanh", "015" + digits(random, 9)}});
  message["DanhSachGiayToKetQua"] = Json::array();
  return {fmt::format("dong-bo-{}.json", code), message.dump(2)};
}

DataFile electronic_form(Random& random, const std::vector<std::string>& paragraphs) {
  const std::string code = dossier_code(random);
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ToKhai xmlns=\"urn:vn:motcua:tokhai:1\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" PhienBan=\"1.3\">\n"
      "  <ThongTinChung>\n    <MaHoSo>{}</MaHoSo>\n    <MaThuTuc>{}</MaThuTuc>\n"
      "    <NgayLap>{}</NgayLap>\n    <CoQuanTiepNhan Ma=\"H63.12\">Sở Công Thương tỉnh Yên "
      "Bái</CoQuanTiepNhan>\n  </ThongTinChung>\n"
      "  <NguoiNop>\n    <HoTen>{}</HoTen>\n    <SoDinhDanh>015{}</SoDinhDanh>\n"
      "    <NgaySinh>{}</NgaySinh>\n    <DienThoai>09{}</DienThoai>\n    <DiaChi>{}</DiaChi>\n"
      "  </NguoiNop>\n  <DoanhNghiep>\n    <TenDoanhNghiep>{}</TenDoanhNghiep>\n"
      "    <MaSoThue>{}</MaSoThue>\n    <DiaChiTruSo>{}</DiaChiTruSo>\n"
      "    <VonDieuLe DonVi=\"VND\">{}000000</VonDieuLe>\n  </DoanhNghiep>\n  <NoiDungDeNghi>\n",
      code, random.pick(kProcedures), day(random), person(random), digits(random, 9), day(random),
      digits(random, 8), address(random), company(random), digits(random, 10), address(random),
      random.between(100, 90000));
  for (int i = random.between(1, 4); i > 0; --i) {
    xml += fmt::format("    <Doan Thu=\"{}\">{}</Doan>\n", i, random.pick(paragraphs));
  }
  xml += "  </NoiDungDeNghi>\n  <GiayToKemTheo>\n";
  for (int i = random.between(2, 6); i > 0; --i) {
    xml += fmt::format("    <GiayTo Loai=\"{}\" So=\"{}/{}\" Ngay=\"{}\" BanChinh=\"{}\"/>\n",
                       random.pick(kTypes), random.between(1, 900), random.between(2015, 2026),
                       day(random), random.chance(0.5) ? "true" : "false");
  }
  xml += "  </GiayToKemTheo>\n  <CamKet>true</CamKet>\n</ToKhai>\n";
  return {fmt::format("to-khai-{}.xml", code), xml};
}

DataFile register_extract(Random& random) {
  const std::string code = digits(random, 10);
  std::string xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope "
      "xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
      "<ThongTinDoanhNghiep><MA_SO_DN>{}</MA_SO_DN><TEN_DN>{}</TEN_DN><DIA_CHI>{}</DIA_CHI>"
      "<NGAY_CAP>{}</NGAY_CAP><LAN_THAY_DOI>{}</LAN_THAY_DOI><TRANG_THAI>Đang hoạt "
      "động</TRANG_THAI><NGUOI_DAI_DIEN><HO_TEN>{}</HO_TEN><CHUC_DANH>Giám "
      "đốc</CHUC_DANH><SO_GIAY_TO>015{}</SO_GIAY_TO></NGUOI_DAI_DIEN><NGANH_NGHE>",
      code, company(random), address(random), day(random), random.between(0, 14), person(random),
      digits(random, 9));
  for (int i = random.between(4, 25); i > 0; --i) {
    xml += fmt::format("<NGANH><MA>{}</MA><CHINH>{}</CHINH></NGANH>", random.between(1000, 9700),
                       i == 1 ? "Y" : "N");
  }
  xml += "</NGANH_NGHE></ThongTinDoanhNghiep></soap:Body></soap:Envelope>";
  return {fmt::format("dkkd-{}.xml", code), xml};
}

DataFile result_query(Random& random) {
  Json message;
  message["errorCode"] = 0;
  message["message"] = "Thành công";
  message["signature"] = uuid(random) + uuid(random);
  for (int i = random.between(1, 6); i > 0; --i) {
    message["result"]["DanhSachGiayToKetQua"].push_back({
        {"MaKetQua", "000.00.00.G09-KQ" + digits(random, 6)},
        {"TenGiayTo", random.pick(kTypes)},
        {"SoKyHieu", fmt::format("{}/GP-SCT", random.between(1, 999))},
        {"NgayBanHanh", moment(random)},
        {"CoQuanChuQuan", fmt::format("H63.{:02}", random.between(1, 30))},
        {"ChuSoHuu", {{"Ten", company(random)}, {"SoDinhDanh", digits(random, 10)}}},
        {"DanhSachTepDinhKem",
         Json::array({{{"TenTep", digits(random, 8) + ".pdf"}, {"DuongDan", uuid(random)}}})},
    });
  }
  return {fmt::format("ket-qua-{}.json", digits(random, 8)), message.dump()};
}

DataFile receipt(Random& random) {
  Json message{{"loai", "bien-nhan"},
               {"ma", uuid(random)},
               {"hoSo", dossier_code(random)},
               {"nguoiNop", person(random)},
               {"canBo", person(random)},
               {"luc", moment(random)},
               {"lePhi", random.between(0, 40) * 50000}};
  for (int i = random.between(3, 9); i > 0; --i) {
    message["giayTo"].push_back({{"loai", random.pick(kTypes)},
                                 {"soTrang", random.between(1, 30)},
                                 {"bamSHA256", uuid(random) + uuid(random)},
                                 {"nguon", random.chance(0.3) ? "kho" : "nguoi-nop"}});
  }
  return {fmt::format("bien-nhan-{}.json", digits(random, 8)), message.dump(1, '\t')};
}

// A zip file (PKWARE APPNOTE 6.3) of deflated members.
class ZipWriter {
 public:
  void add(std::string_view name, std::string_view content) {
    // The body of a zlib stream without its frame of 2 and 4 bytes is the raw deflate of a zip.
    std::string packed = deflate(content);
    packed = packed.substr(2, packed.size() - 6);
    const auto sum = static_cast<std::uint32_t>(crc32(
        0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
    std::string common;
    put(common, 20, 2);          // Version needed.
    put(common, 0x0800, 2);      // Names are UTF-8.
    put(common, 8, 2);           // Deflate.
    put(common, 0x5B414000, 4);  // 2025-10-01 08:00:00, always.
    put(common, sum, 4);
    put(common, packed.size(), 4);
    put(common, content.size(), 4);
    put(common, name.size(), 2);
    put(common, 0, 2);
    directory_ += "PK\x01\x02";
    put(directory_, 20, 2);
    directory_ += common;
    put(directory_, 0, 2 + 2 + 2 + 4);
    put(directory_, out_.size(), 4);
    directory_ += name;
    out_ += "PK\x03\x04";
    out_ += common;
    out_ += name;
    out_ += packed;
    ++members_;
  }
  std::string finish() {
    const std::size_t start = out_.size();
    out_ += directory_;
    out_ += "PK\x05\x06";
    put(out_, 0, 4);
    put(out_, members_, 2);
    put(out_, members_, 2);
    put(out_, directory_.size(), 4);
    put(out_, start, 4);
    put(out_, 0, 2);
    return std::move(out_);
  }

 private:
  static void put(std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(i < 8 ? value >> 8 * i & 0xFF : 0);
  }
  std::string out_;
  std::string directory_;
  std::size_t members_ = 0;
};

// The same in every document, as the styles of one version of a word processor are.
std::string styles() {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles "
      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">";
  for (int i = 0; i < 240; ++i) {
    xml += fmt::format(
        "<w:style w:type=\"paragraph\" w:styleId=\"S{0}\"><w:name w:val=\"style {0}\"/><w:basedOn "
        "w:val=\"Normal\"/><w:uiPriority w:val=\"{1}\"/><w:rPr><w:rFonts w:ascii=\"Times New "
        "Roman\"/><w:sz w:val=\"{2}\"/><w:color w:val=\"{3:06X}\"/></w:rPr></w:style>",
        i, i * 7 % 99, 20 + i % 16, i * 2654435 % 0xFFFFFF);
  }
  return xml + "</w:styles>";
}

}  // namespace

DataFile data_file(Random random, const std::vector<std::string>& paragraphs) {
  switch (random.below(5)) {
    case 0:
      return synchronisation(random);
    case 1:
      return electronic_form(random, paragraphs);
    case 2:
      return register_extract(random);
    case 3:
      return result_query(random);
    default:
      return receipt(random);
  }
}

DataFile office_file(Random random, const std::vector<std::string>& paragraphs) {
  static const std::string kStyles = styles();
  std::string document =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document "
      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
  for (int i = random.between(15, 120); i > 0; --i) {
    document += fmt::format(
        "<w:p w:rsidR=\"{:08X}\" w:rsidRDefault=\"{:08X}\"><w:pPr><w:pStyle w:val=\"S{}\"/><w:jc "
        "w:val=\"both\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:t "
        "xml:space=\"preserve\">{} {}</w:t></w:r></w:p>",
        random.next() >> 32, random.next() >> 32, random.between(0, 12), random.pick(paragraphs),
        person(random));
  }
  document += "</w:body></w:document>";
  ZipWriter zip;
  zip.add("[Content_Types].xml",
          "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types "
          "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
          "Extension=\"rels\" "
          "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
          "Extension=\"xml\" ContentType=\"application/xml\"/><Override "
          "PartName=\"/word/document.xml\" ContentType=\"application/"
          "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
  zip.add("_rels/.rels",
          "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
          "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
          "Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
          "officeDocument\" Target=\"word/document.xml\"/></Relationships>");
  zip.add("word/document.xml", document);
  zip.add("word/styles.xml", kStyles);
  return {fmt::format("van-ban-{}.docx", digits(random, 6)), zip.finish()};
}

}  // namespace kho::corpus
