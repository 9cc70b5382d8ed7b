#include "tools/tthc/conditional.h"

#include "tools/tthc/alternatives.h"
#include "tools/tthc/forms.h"
#include "tools/tthc/item_name.h"

namespace kho::tthc {
namespace {

constexpr std::size_t kSentenceMax = 400;  // Longer ones are paragraphs of a law.

constexpr std::array<TextView, 18> kAsking{U"phải nộp thêm ",  U"phải nộp ",
                                           U"phải có thêm ",   U"phải có ",
                                           U"phải bổ sung: ",  U"phải bổ sung thêm ",
                                           U"phải bổ sung ",   U"phải gửi kèm trong bộ hồ sơ ",
                                           U"phải gửi kèm ",   U"phải kèm theo ",
                                           U"thì nộp ",        U"thì bổ sung ",
                                           U"thì xuất trình ", U"thay thế bằng: ",
                                           U"thay thế bằng ",  U"nộp thêm ",
                                           U"chỉ nộp ",        U": "};

// Behind `at`, up to where the sentence goes on to something else.
TextView piece_at(TextView sentence, TextView folded, std::size_t at) {
  std::size_t end = sentence.size();
  for (const TextView stop :
       {TextView(U". "), TextView(U";"), TextView(U":"), TextView(U", trừ trường hợp"),
        TextView(U" trừ trường hợp"), TextView(U", nếu "), TextView(U" để ")}) {
    end = std::min(end, folded.find(stop, at));
  }
  return sentence.substr(at, std::min(end, sentence.size()) - at);
}

// "Trường hợp giấy tờ ... đã có bản điện tử" speaks of papers asked for elsewhere.
bool of_other_papers(TextView folded) {
  constexpr std::array<TextView, 4> kOfPapers{U"trường hợp giấy tờ", U"trường hợp các giấy tờ",
                                              U"đối với giấy tờ", U"người tiếp nhận"};
  return starts_with_any(folded, kOfPapers);
}

}  // namespace

std::optional<Text> paper_in_case(TextView sentence) {
  const Text folded = lower(sentence);
  constexpr std::array<TextView, 6> kCases{U"ngoài ",   U"trường hợp ", U"trong trường hợp ",
                                           U"đối với ", U"nếu ",        U"người "};
  if (sentence.size() > kSentenceMax || !starts_with_any(folded, kCases) ||
      of_other_papers(folded)) {
    return std::nullopt;
  }
  for (const TextView words : kAsking) {
    const std::size_t at = folded.find(words);
    if (at == Text::npos) continue;
    const Text piece = clean_name(piece_at(sentence, folded, at + words.size()));
    if (names_a_paper(take_forms(piece).name)) return piece;
  }
  return std::nullopt;
}

bool seems_to_ask(TextView sentence) {
  constexpr std::size_t kNear = 60;
  constexpr std::array<TextView, 7> kThings{U"giấy",       U"bản sao",  U"văn bản", U"hợp đồng",
                                            U"quyết định", U"tài liệu", U"chứng từ"};
  const Text folded = lower(sentence);
  if (of_other_papers(folded)) return false;
  return std::any_of(kAsking.begin(), kAsking.end(), [&](TextView words) {
    const std::size_t at = words == U": " ? Text::npos : folded.find(words);
    return at != Text::npos &&
           contains_any(TextView(folded).substr(at + words.size(), kNear), kThings);
  });
}

}  // namespace kho::tthc
