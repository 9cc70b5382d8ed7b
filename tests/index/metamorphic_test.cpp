// The spellings of one question have one answer: over a thousand questions, the list that each of
// them gets in normal form D, with tones placed in the other style, with Ð for Đ, and in the
// letters of TCVN3 is the list that it gets as it was written.
#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "index/analysis/analyzer.h"
#include "index/analysis/legacy_code_tables.h"
#include "index/analysis/utf16.h"
#include "tests/counted.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

constexpr std::size_t kQuestions = 1000;

std::string in_form_d(const std::string& text) { return to_utf8(decompose(from_utf8(text))); }

bool is_tone(char16_t unit) {
  return unit == 0x0300 || unit == 0x0301 || unit == 0x0303 || unit == 0x0309 || unit == 0x0323;
}

// hoà for hòa, thúy for thuý: where one may write either.
icu::UnicodeString in_other_style(const icu::UnicodeString& word) {
  icu::UnicodeString letters = decompose(word);
  std::int32_t tone = -1;
  for (std::int32_t i = 0; i < letters.length(); ++i) {
    if (is_tone(letters.charAt(i))) tone = i;
  }
  if (tone < 0) return word;
  const char16_t mark = letters.charAt(tone);
  letters.remove(tone, 1);
  const std::int32_t last = letters.length() - 1;
  if (last < 1) return word;
  const icu::UnicodeString end = icu::UnicodeString(letters, last - 1).toLower();
  const bool is_either = end == u"oa" || end == u"oe" || end == u"uy";
  const bool is_qu = last > 1 && u_tolower(letters.charAt(last - 2)) == u'q';
  if (!is_either || is_qu) return word;
  letters.insert(tone == last ? last + 1 : last, mark);
  return compose(letters);
}

std::string in_other_style(const std::string& text) {
  icu::UnicodeString out = compose(from_utf8(text));
  const std::vector<Word> words = words_of(out);
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    const icu::UnicodeString old = out.tempSubStringBetween(word->begin, word->end);
    out.replaceBetween(word->begin, word->end, in_other_style(icu::UnicodeString(old)));
  }
  return to_utf8(out);
}

std::string with_eth(const std::string& text) {
  icu::UnicodeString out = compose(from_utf8(text));
  out.findAndReplace(u"Đ", u"Ð").findAndReplace(u"đ", u"ð");
  return to_utf8(out);
}

// nullopt: it has letters that TCVN3 has not.
std::optional<std::string> in_tcvn3(const std::string& text) {
  static const std::map<char16_t, char16_t> bytes = [] {
    std::map<char16_t, char16_t> made;
    for (std::size_t byte = 0x80; byte < kTcvn3Letters.size(); ++byte) {
      if (kTcvn3Letters[byte] != 0) made[kTcvn3Letters[byte]] = static_cast<char16_t>(byte);
    }
    return made;
  }();
  const icu::UnicodeString composed = compose(from_utf8(text));
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < composed.length(); ++i) {
    const char16_t unit = composed.charAt(i);
    const auto small = static_cast<char16_t>(u_tolower(unit));
    if (const auto byte = bytes.find(unit); byte != bytes.end()) {
      out.append(byte->second);
    } else if (unit < 0x80) {
      out.append(unit);
    } else if (const auto tone = bytes.find(small); tone != bytes.end()) {
      // A capital with a tone: the capital without, and the small letter with it.
      icu::UnicodeString parts = decompose(icu::UnicodeString(unit));
      for (std::int32_t k = parts.length(); k-- > 0;) {
        if (is_tone(parts.charAt(k))) parts.remove(k, 1);
      }
      const char16_t bare = compose(parts).charAt(0);
      out.append(bare < 0x80 ? bare : bytes.at(bare)).append(tone->second);
    } else {
      return std::nullopt;
    }
  }
  return to_utf8(out);
}

// Sentences about papers, put together by chance.
std::vector<std::string> invented(std::size_t count) {
  constexpr std::array kWho = {"Tôi",          "Doanh nghiệp",       "Hộ kinh doanh",
                               "Công ty TNHH", "Bà Nguyễn Thúy Hoà", "Ông Đỗ Văn Quý"};
  constexpr std::array kDoes = {"đề nghị cấp lại", "muốn điều chỉnh", "nộp hồ sơ xin",
                                "chưa nhận được",  "bị mất",          "hỏi về thời hạn của"};
  constexpr std::array kWhat = {"giấy chứng nhận đăng ký doanh nghiệp",
                                "giấy phép bán lẻ rượu",
                                "hợp đồng thuê nhà xưởng",
                                "quyết định phê duyệt báo cáo đánh giá tác động môi trường",
                                "giấy khai sinh",
                                "phiếu lý lịch tư pháp",
                                "giấy chứng nhận đủ điều kiện an toàn thực phẩm",
                                "sổ hộ khẩu và căn cước công dân",
                                "bản vẽ thiết kế phòng cháy chữa cháy"};
  constexpr std::array kWhere = {
      "ở Hoà Bình",           "tại thị xã Nghĩa Lộ", "của Uỷ ban nhân dân tỉnh", "ở Đắk Lắk",
      "tại phường Yên Thịnh", "của Sở Công Thương",  "ở thủy điện Thác Bà"};
  std::mt19937 random(20261127);
  const auto one_of = [&](const auto& list) { return std::string(list[random() % list.size()]); };
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < count; ++i) {
    std::string sentence = one_of(kDoes) + " " + one_of(kWhat);
    if (random() % 2 == 0) sentence = one_of(kWho) + " " + sentence;
    if (random() % 2 == 0) sentence += " " + one_of(kWhere);
    if (random() % 4 == 0) sentence += " số " + std::to_string(random() % 300) + "/QĐ-UBND";
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

// Texts of a file with one JSON object a line.
std::vector<std::string> texts_of(const std::string& path, std::size_t count) {
  std::ifstream file(path);
  std::vector<std::string> texts;
  for (std::string line; texts.size() < count && std::getline(file, line);) {
    texts.push_back(nlohmann::json::parse(line).at("text"));
  }
  return texts;
}

void expect_one_answer(const std::vector<std::string>& papers,
                       const std::vector<std::string>& questions) {
  const ScratchDirectory scratch;
  {
    Indexer indexer(scratch.path());
    for (std::size_t i = 0; i < papers.size(); ++i) {
      Document document = page(std::to_string(i), papers[i]);
      document.title = papers[i].substr(0, papers[i].find(' ', 40));
      indexer.upsert(document);
    }
    indexer.commit(1);
  }
  const Searcher searcher(scratch.path());
  const auto answer = [&](const std::string& text) {
    Query query;
    query.text = text;
    query.syntax = Syntax::kPlain;
    const Result result = searcher.search(query);
    return std::pair(ids(result), result.total);
  };
  std::size_t encoded = 0;
  for (const std::string& question : questions) {
    const auto expected = answer(question);
    EXPECT_EQ(answer(in_form_d(question)), expected) << "form D: " << question;
    EXPECT_EQ(answer(in_other_style(question)), expected)
        << "other style: " << in_other_style(question);
    EXPECT_EQ(answer(with_eth(question)), expected) << "Ð: " << question;
    const auto old_font = in_tcvn3(question);
    if (!old_font) continue;
    ++encoded;
    EXPECT_EQ(answer(*old_font), expected) << "TCVN3: " << *old_font << " of " << question;
  }
  EXPECT_GT(encoded, questions.size() * 9 / 10);
  test::counted("spellings", 3 * questions.size() + encoded);
}

TEST(Metamorphic, SpellingsOfInventedQuestions) {
  expect_one_answer(invented(400), invented(kQuestions));
}

TEST(Metamorphic, SpellingsOfRealQuestions) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA names no folder of real texts";
  const std::string set = std::string(data) + "/vicov19qa/";
  const std::vector<std::string> questions = texts_of(set + "queries.jsonl", kQuestions);
  if (questions.empty()) GTEST_SKIP() << "there are no questions in " << set;
  expect_one_answer(texts_of(set + "corpus.jsonl", 500), questions);
}

TEST(Metamorphic, VariantsDiffer) {
  EXPECT_EQ(in_other_style(std::string("hoà bình, thuý, quý, hoàng, Uỷ")),
            "hòa bình, thúy, quý, hoàng, Ủy");
  EXPECT_EQ(in_other_style(std::string("hòa bình, Thúy")), "hoà bình, Thuý");
  EXPECT_EQ(with_eth("Đà đi"), "Ðà ði");
  EXPECT_EQ(in_tcvn3("cộng hòa Ấn Án"), "céng hßa ¢Ên A¸n");
  EXPECT_NE(in_form_d("cộng"), "cộng");
  EXPECT_FALSE(in_tcvn3("中"));
}

}  // namespace
}  // namespace kho::index
