#include "tools/tthc/item.h"

namespace kho::tthc {

bool written_for_one_dossier(TextView name) {
  constexpr std::array<TextView, 6> kForms{
      U"bản chính hoặc biểu mẫu điện tử ", U"bản chính ", U"bản gốc ", U"01 ", U"02 ", U"1 "};
  for (bool again = true; again;) {
    again = false;
    for (const TextView form : kForms) {
      if (!name.starts_with(form)) continue;
      name.remove_prefix(form.size());
      again = true;
    }
  }
  constexpr std::array<TextView, 14> kIssued{
      U"giấy khai sinh",   U"giấy khai tử",   U"giấy báo tử",     U"phiếu tiêm",
      U"phiếu khám",       U"phiếu xác nhận", U"phiếu bảo hành",  U"phiếu lý lịch",
      U"phiếu an toàn",    U"phiếu kết quả",  U"phiếu phân tích", U"phiếu kiểm",
      U"phiếu xét nghiệm", U"phiếu xuất"};
  if (starts_with_any(name, kIssued)) return false;
  if (name.starts_with(U"đơn vị") || name.starts_with(U"đơn thuốc")) return false;
  // "Văn bản của Ủy ban nhân dân cấp xã đề nghị hỗ trợ".
  if (name.starts_with(U"văn bản của ") && name.find(U" đề nghị ") != TextView::npos) return true;
  constexpr std::array<TextView, 42> kWritten{U"đơn ",
                                              U"tờ khai",
                                              U"tờ trình",
                                              U"phiếu ",
                                              U"giấy đề nghị",
                                              U"giấy yêu cầu",
                                              U"giấy khai",
                                              U"giấy báo",
                                              U"giấy cam kết",
                                              U"giấy cam đoan",
                                              U"văn bản đề nghị",
                                              U"văn bản yêu cầu",
                                              U"văn bản đăng ký",
                                              U"văn bản thông báo",
                                              U"văn bản báo cáo",
                                              U"văn bản cam kết",
                                              U"văn bản đề xuất",
                                              U"công văn",
                                              U"đề nghị",
                                              U"bản đề nghị",
                                              U"bản khai",
                                              U"bản kê khai",
                                              U"bản đăng ký",
                                              U"bản cam kết",
                                              U"bản cam đoan",
                                              U"bản báo cáo",
                                              U"bản thông báo",
                                              U"thông báo",
                                              U"báo cáo",
                                              U"đăng ký ",
                                              U"mẫu hộ tịch điện tử",
                                              U"giấy đăng ký kiểm",
                                              U"cam kết ",
                                              U"mẫu đơn",
                                              U"mẫu tờ khai",
                                              U"mẫu điện tử",
                                              U"biểu mẫu điện tử",
                                              U"dự thảo ",
                                              U"văn bản giải trình",
                                              U"bản giải trình",
                                              U"giải trình",
                                              U"thể lệ"};
  return starts_with_any(name, kWritten);
}

}  // namespace kho::tthc
