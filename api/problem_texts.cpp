#include "api/problem_texts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace kho::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 90> kTexts{{
    {"owner_key_invalid", "Số định danh của chủ giấy tờ sai dạng hoặc sai số kiểm tra"},
    {"owner_key_placeholder", "Số nhập cho có (toàn một chữ số, đếm dần): hãy nhập số thật"},
    {"owner_ambiguous", "Số này là số phụ của nhiều chủ: hãy dùng số khác của đúng người"},
    {"alias_is_owner", "Số này là số chính của chủ khác: hãy gộp hai chủ"},
    {"alias_exists", "Chủ giấy tờ đã có số này"},
    {"alias_not_found", "Chủ giấy tờ không có số phụ này"},
    {"aliases_too_many", "Một chủ có nhiều nhất 100 số phụ"},
    {"merge_refused", "Không thể gộp hai chủ này thành một"},
    {"not_merged", "Chủ này chưa được gộp vào chủ khác"},
    {"evidence_invalid", "Căn cứ nêu ra không chứng minh được điều gì"},
    {"authorisation_revoked", "Uỷ quyền đã bị thu hồi"},
    {"dossier_code_invalid", "Mã hồ sơ sai dạng, hoặc ngày trong mã không có thật"},
    {"type_unknown", "Không có loại giấy tờ này: hãy nạp danh mục hoặc sửa mã"},
    {"procedure_unknown", "Không có thủ tục này, hoặc không có hiệu lực vào ngày đó"},
    {"procedure_ambiguous", "Mã chung có nhiều biến thể địa phương: hãy ghi mã đầy đủ"},
    {"metadata_invalid", "Siêu dữ liệu có trường lạ, thiếu, sai dạng hoặc mâu thuẫn"},
    {"catalogue_invalid", "Danh mục có bản ghi không dùng được; chưa nạp gì"},
    {"query_invalid", "Câu hỏi hoặc câu tìm không dùng được"},
    {"owner_in_url", "Số định danh cá nhân không được đặt trong địa chỉ: hãy dùng POST"},
    {"file_empty", "Tệp không có nội dung"},
    {"file_too_large", "Tệp lớn hơn mức kho nhận"},
    {"body_too_large", "Yêu cầu lớn hơn mức đường dẫn này nhận"},
    {"body_incomplete", "Kết nối đứt trước khi gửi xong; chưa lưu gì"},
    {"json_invalid", "Không phải JSON bằng UTF-8, lồng quá sâu, hoặc trùng khoá"},
    {"header_invalid", "Tiêu đề Kho-… không đúng dạng, quá dài, hoặc có số định danh cá nhân"},
    {"cursor_invalid", "Con trỏ trang không phải của danh sách này: hãy dùng đúng Link đã nhận"},
    {"idempotency_key_invalid", "Idempotency-Key không dùng được cho yêu cầu này"},
    {"request_in_progress", "Yêu cầu có cùng Idempotency-Key đang được xử lý: hãy chờ rồi hỏi lại"},
    {"idempotency_key_reused", "Idempotency-Key này đã dùng cho yêu cầu khác: hãy lấy khoá mới"},
    {"precondition_failed", "Bản ghi không còn như If-Match nêu: hãy đọc lại"},
    {"length_required", "Hãy gửi Content-Length; không nhận thân gửi từng khúc"},
    {"request_timeout", "Gửi thân yêu cầu quá hai phút"},
    {"multipart_expected", "Hãy gửi multipart/form-data"},
    {"multipart_broken", "Thân multipart hỏng hoặc bị cắt; chưa lưu gì"},
    {"multipart_part_missing", "Thiếu phần metadata, hoặc phần content khi nộp giấy tờ"},
    {"request_invalid", "Không đọc được yêu cầu"},
    {"uri_too_long", "Địa chỉ quá dài"},
    {"component_held", "Giấy tờ đang bị giữ, không được tiêu huỷ"},
    {"retention_not_over", "Chưa hết thời hạn lưu trữ"},
    {"retention_only_prolonged", "Thời hạn lưu trữ chỉ được kéo dài"},
    {"hold_exists", "Đã có lệnh giữ mang tên này"},
    {"hold_not_found", "Không có lệnh giữ mang tên này"},
    {"holds_too_many", "Một giấy tờ có nhiều nhất 100 lệnh giữ"},
    {"component_closed", "Giấy tờ đã bị thu hồi hoặc thay thế: không làm gì thêm được"},
    {"component_in_use", "Có hồ sơ đã tái sử dụng giấy tờ này: phải giữ lại"},
    {"review_impossible", "Tình trạng rà soát không cho phép quyết định đó"},
    {"supersession_invalid", "Hai giấy tờ này không thể thay thế nhau"},
    {"owner_differs", "Giấy tờ của người khác, không phải của chủ hồ sơ"},
    {"dossier_not_found", "Không có hồ sơ này"},
    {"dossier_exists", "Mã hồ sơ này đã thuộc về hồ sơ khác"},
    {"dossier_invalid", "Hồ sơ có trường thiếu, sai dạng hoặc mâu thuẫn"},
    {"dossier_closed", "Hồ sơ đã kết thúc: không thêm được gì nữa"},
    {"state_impossible", "Hồ sơ không thể chuyển sang trạng thái đó"},
    {"query_not_found", "Không có câu hỏi tái sử dụng này, hoặc đã quá 30 ngày: hãy hỏi lại"},
    {"receipt_not_found", "Không có biên nhận này"},
    {"not_reusable", "Quy tắc không cho tái sử dụng giấy tờ này, hoặc cần ghi đã kiểm tra gì"},
    {"access_log_full", "Không ghi được nhật ký truy cập, nên không cho xem"},
    {"job_running", "Đang có một việc bảo trì: hãy chờ hoặc dừng việc đó"},
    {"job_invalid", "Không thể chạy việc này như vậy"},
    {"backup_place_unusable", "Không thể sao lưu vào thư mục này: hãy chọn thư mục khác"},
    {"backup_of_other_warehouse", "Thư mục này chứa bản sao lưu của kho khác"},
    {"backup_busy", "Một lệnh khác đang dùng thư mục sao lưu này: hãy chờ"},
    {"backup_damaged", "Nơi sao lưu trả về dữ liệu khác với dữ liệu đã ghi"},
    {"backup_failed", "Không sao lưu được; chi tiết nêu lý do"},
    {"format_unsupported", "Được ghi bởi một phiên bản Kho khác"},
    {"shard_invalid", "Không có mảnh chỉ mục này, hoặc nhãn hay địa chỉ không dùng được"},
    {"shard_unusable", "Nơi đó không phục vụ đúng mảnh chỉ mục này"},
    {"range_not_satisfiable", "Tệp kết thúc trước đoạn được hỏi"},
    {"token_missing", "Cần gửi thẻ truy cập: Authorization: Bearer kho_..."},
    {"token_refused", "Thẻ truy cập không có, đã thu hồi hoặc hết hạn"},
    {"token_invalid", "Không thể tạo thẻ truy cập như vậy"},
    {"token_revoked", "Thẻ truy cập đã bị thu hồi"},
    {"webhook_invalid", "Không thể đăng ký webhook như vậy"},
    {"webhook_disabled", "Webhook đang tắt: hãy bật lại trước"},
    {"dossier_needed", "Cần có hồ sơ đang xử lý (Kho-Dossier), hoặc nêu lý do xem ngoài hồ sơ"},
    {"page_not_found", "Tệp không có trang này"},
    {"page_not_drawable", "Tệp vẫn được giữ, nhưng không vẽ được trang này"},
    {"previews_busy", "Đang vẽ quá nhiều trang: hãy hỏi lại"},
    {"streams_busy", "Đang có quá nhiều luồng sự kiện mở: hãy thử lại"},
    {"signing_key_unusable", "Khoá ký không dùng được"},
    {"not_found", "Không có"},
    {"method_not_allowed", "Đường dẫn này không nhận phương thức đó"},
    {"access_refused", "Không có quyền"},
    {"rate_limited", "Gửi quá nhiều yêu cầu: hãy chờ rồi thử lại"},
    {"busy", "Quá nhiều yêu cầu đang chờ: hãy thử lại"},
    {"read_only", "Một lần ghi đã hỏng: kho chỉ còn cho đọc"},
    {"index_damaged", "Không đọc được chỉ mục tìm kiếm; những việc khác vẫn chạy"},
    {"no_space", "Đĩa của kho đã đầy"},
    {"data_damaged", "Dữ liệu lưu bị hỏng; không trả gì sai"},
    {"internal", "Lỗi của kho; nhật ký máy chủ ghi rõ hơn"},
}};

// The weight that the list gives a language; -1 where it is not named.
double weight_of(std::string_view list, std::string_view language) {
  double best = -1;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string each(list.substr(begin, end - begin));
    begin = end + 1;
    std::erase(each, ' ');
    const std::size_t semicolon = each.find(';');
    const std::string_view range = std::string_view(each).substr(0, semicolon);
    if (range.substr(0, range.find('-')) != language) continue;
    double weight = 1;
    if (semicolon != std::string::npos && each.compare(semicolon, 3, ";q=") == 0) {
      const char* first = each.data() + semicolon + 3;
      if (std::from_chars(first, each.data() + each.size(), weight).ec != std::errc()) weight = 0;
    }
    best = std::max(best, weight);
  }
  return best;
}

}  // namespace

Language language_of(std::string_view accept_language) {
  const double wanted = weight_of(accept_language, "vi");
  return wanted > 0 && wanted >= weight_of(accept_language, "en") ? Language::kVietnamese
                                                                  : Language::kEnglish;
}

std::string_view vietnamese(std::string_view code) {
  const auto found =
      std::ranges::find(kTexts, code, &std::pair<std::string_view, std::string_view>::first);
  return found == kTexts.end() ? std::string_view() : found->second;
}

}  // namespace kho::api
