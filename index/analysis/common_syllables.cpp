#include "index/analysis/common_syllables.h"

#include <string>
#include <unordered_set>

#include "index/analysis/analyzer.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

// As written, for people to read; the order says nothing. What has no marks is left out.
constexpr std::string_view kCommon =
    "và của có các là được không những với một người này đã để đến từ tại về đó hoặc nếu thì "
    "mà vì bị bởi cũng như nhưng sẽ phải còn lại vào lên trên dưới trước giữa ngoài mình tôi "
    "họ chúng nào gì đâu đây đấy ấy ở ý ông bà chị bạn cháu nước nhà xã hội cộng hòa chủ "
    "nghĩa độc lập tự hạnh phúc nhân dân ủy tỉnh huyện thành phố phường quận thị trấn thôn tổ "
    "vực vùng miền bộ sở cục chính phủ quốc luật pháp nghị định quyết thông tư điều khoản "
    "điểm mục chương phần số ngày tháng năm việc làm thực hiện chức cá cơ đơn vị đồng đối "
    "tượng trường hợp quyền vụ trách nhiệm quản lý kiểm xử phạt phạm thủ tục hồ giấy tờ chứng "
    "nhận phép đăng ký nghiệp công cổ phiếu hữu hạn viên thuế tiền giá phí lệ tài sản đất đai "
    "xây dựng dự án đầu kế hoạch báo cáo đề xét cấp đổi bổ sửa hủy bỏ thời hiệu lực kể dụng "
    "sử bảo hiểm tế giáo dục học động sức khỏe bệnh thuốc bác sĩ tuổi trẻ đình kết hôn tử hộ "
    "khẩu thường trú tạm địa chỉ phương tiện vận tải môi kỹ thuật nghệ xuất nông lâm thủy "
    "điện dầu khí hàng hóa dịch thương mại nhập đủ đúng mới cũ lớn nhỏ nhiều ít hơn nhất cùng "
    "mỗi mọi tất cả toàn riêng khác giống bằng đi nói biết thấy hỏi đọc viết gửi trả lời mở "
    "đóng bắt cuối kỳ lần thứ bốn bảy tám chín mười trăm triệu tỷ nghìn mặt phía bên cạnh gần "
    "đường văn bản tên chữ nội phòng cháy chữa quân đội ích lợi vấn giải nguyên tắc hướng dẫn "
    "đảm mức độ trình tích tính chất lượng yêu cầu cần thiết kiện vốn nguồn ngân sách quả "
    "phát triển hỗ trợ mẹ cách rất đang nên chưa vẫn đều lúc nơi sự cuộc đời sống vậy thể tới "
    "nữa gặp tốt xấu thấp nặng nhẹ vừa quá thế chắc rồi thật thượng hạ tá úy tướng cấm mẫu "
    "bảng biểu tiêu chuẩn chế phụ lục hành chủng trị viện tiếp liên thuộc trọng vệ hoạt khám "
    "năng tác tình liệu dị việt cứu thẩm sơ phản chống xác hình cảm áp loại ổn hệ chuyển "
    "trạng ơn câu nghiệm trực thống đại trưởng toán vật gồm chuyên nhiên phẩm đánh bất tạo "
    "lưu thức giám dõi gây trở truyền hoàn nhóm tiên biện biến tập hải nộp dùng hồi giảm miễn "
    "phân trí kiến cụ bình huyết tố ưu diện tiến trì hưởng soát đặc thêm phục khả giới kèm "
    "đầy hoãn giữ khuyến nghề cảnh tâm phối khó biệt ngành tối dữ cứ quỹ rõ đau dấu nghiên "
    "đạo tăng quý tương biên chấp ăn ảnh gọi chúc máy biển tòa tuyến đưa đào tịch khoảng đáp "
    "yếu thuận từng tiết giúp liều căn nền bán thân ương khối khỏi uống khách đồ tuân hết "
    "thác hãy bàn kịp chịu rút đa đoạn duyệt thư phê mô lãnh máu đông hại ngoại tái lịch vòng "
    "cửa lương dược dưỡng chờ cố cán trùng chí xảy đo kê cư lĩnh rằng tránh đặt chăm nuôi "
    "mạng khiếu lấy chọn nại chiến nữ môn chỉnh tội thăm cập mạch luận giờ chứa thỏa phó nêu "
    "tiểu đạt thận thuê đoàn tầng cấu nổi mất mạn diễn tìm đốc tín khăn sớm thử đấu phút mã "
    "tuần bề sổ mỹ dài nhiệt nhật sắt hạng họp buộc nợ thiên dù lòng dạng nạn đoán tức nhằm "
    "tùy ngăn thiệt sạch mật miệng trái cử trữ xếp cân góp chấm chiếu dễ tù hơi tuyển khởi "
    "nằm nghỉ nhánh rối rộng sân mạnh hiểu đích cổng dương hậu suất thẻ thảo nhịp thải đỏ "
    "thích lựa ước chậm thắc tả phiên thoại sư khảo thúc nâng rủi đáng lệnh chỗ sáng đợt âm "
    "tiếng nhắc tồn gốc cường ngờ tuyên thần càng trụ thuyền đứng ví hiệp vô kéo bước cột hàm "
    "hạt hiếm hiến hồng khóa khúc kín lạnh lộ lối lớp mắt mẫn mùa mưa muốn ngắn nghĩ ngọc "
    "ngôi ngủ nguyễn nhẫn nhị nhờ nóng nối rừng sâu sợ sông tầm thất thổ tiệm tòng tổng trắng "
    "trồng tuyệt vàng vắng vĩnh xuân xuống yên trần lê vũ võ đặng đỗ hoàng trương bùi ngô "
    "đinh hà huỳnh đức hùng dũng tuấn hương hằng thắng quảng bắc tây hưng đà nẵng thơ bến "
    "lạng bái lào sóc trăng kiên";

std::unordered_set<std::string> make_common() {
  std::unordered_set<std::string> common;
  for (const Word& word : words_of(lower_clean(kCommon))) {
    if (word.terms.has_marks) common.insert(word.terms.exact);
  }
  return common;
}

}  // namespace

bool is_common_syllable(std::string_view exact) {
  static const std::unordered_set<std::string> common = make_common();
  return common.contains(std::string(exact));
}

}  // namespace kho::index
