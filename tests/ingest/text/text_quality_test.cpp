#include "ingest/text/text_quality.h"

#include <gtest/gtest.h>

#include <string>

namespace kho::ingest {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string made;
  for (int i = 0; i < times; ++i) made += text;
  return made;
}

struct Judged {
  const char* name;
  std::string text;
  double coverage;
  TextQuality quality;
  friend void PrintTo(const Judged& judged, std::ostream* stream) { *stream << judged.name; }
};

class EachText : public testing::TestWithParam<Judged> {};

TEST_P(EachText, IsJudged) {
  EXPECT_EQ(judge_text_layer(GetParam().text, GetParam().coverage), GetParam().quality);
}

const std::string kGazette =
    "Nghị định này quy định việc thực hiện thủ tục hành chính theo cơ chế một cửa, một cửa liên "
    "thông (Số: 61/2018/NĐ-CP) tại cơ quan hành chính nhà nước.\n";
const std::string kStamp =
    "Ký bởi: Cổng Thông tin điện tử Chính phủ\nEmail: thongtinchinhphu@chinhphu.vn\nCơ quan: Văn "
    "phòng Chính phủ\nThời gian ký: 05.01.2021 16:20:16 +07:00\n";
const std::string kTcvn3 =
    "Céng hßa x· héi chñ nghÜa ViÖt Nam. NghÞ ®Þnh nµy quy ®Þnh viÖc cÊp phÐp.\n";
const std::string kVni =
    "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Nghò ñònh naøy quy ñònh vieäc caáp pheùp.\n";
// Glyph numbers shown as characters, 29 below those of ASCII.
const std::string kShifted = "&Ӝ1* +Ñ$ ;+Ӝ, &+Ӫ 1*+ƭ$ 9,ӊ7 1$0 ĈӝF OұS 7ӵ GR +ҥQK SK~F ";
const std::string kNoise = "lIl|1 rn,vv tfhg kq(jx Wvn- zzkt qpd mlrx fft Vbw hjk bcdf wqrt xzv ";

INSTANTIATE_TEST_SUITE_P(
    TextQuality, EachText,
    testing::Values(
        Judged{"Empty", "", 0, TextQuality::kAbsent},
        Judged{"OnlySpaces", " \n\f\t ", 1, TextQuality::kAbsent},
        Judged{"Gazette", repeated(kGazette, 5), 0, TextQuality::kGood},
        Judged{"SearchableScan", repeated(kGazette, 5), 1, TextQuality::kGood},
        Judged{"StampOnAScan", kStamp, 1, TextQuality::kAbsent},
        Judged{"StampOnATextPage", kStamp, 0.05, TextQuality::kGood},
        Judged{"Tcvn3", repeated(kTcvn3, 5), 0, TextQuality::kLegacyEncoding},
        Judged{"Vni", repeated(kVni, 5), 0, TextQuality::kLegacyEncoding},
        Judged{"ShiftedGlyphs", repeated(kShifted, 10), 0, TextQuality::kBroken},
        Judged{"PrivateUse", repeated("\uE001\uE002\uE003 ", 50), 0, TextQuality::kBroken},
        Judged{"Replacements", repeated("ch\uFFFD ngh\uFFFDa ", 50), 0, TextQuality::kBroken},
        Judged{"BrokenUtf8", repeated("ch\xC3 ngh\xF0", 50), 0, TextQuality::kBroken},
        Judged{"Controls", repeated("\x01\x02\x03 ", 50), 0, TextQuality::kBroken},
        Judged{"HiddenNoise", repeated(kNoise, 10), 1, TextQuality::kBroken},
        Judged{
            "English",
            repeated("The quick brown fox jumps over the lazy dog, through thirty-two strengths. ",
                     9),
            0, TextQuality::kGood},
        Judged{"French",
               repeated("Le présent décret est publié au journal officiel de la République. ", 9),
               0, TextQuality::kGood},
        Judged{"Chinese", repeated("中华人民共和国 企业 营业执照 ", 30), 0, TextQuality::kGood},
        Judged{"Numbers", repeated("1.234.567 12/03/2021 45% 0101248141 ", 30), 0,
               TextQuality::kGood},
        Judged{"Decomposed", repeated("Nghi\u0323 đi\u0323nh na\u0300y quy đi\u0323nh ", 20), 0,
               TextQuality::kGood},
        Judged{"FewWords", "Phụ lục I kqxz", 0, TextQuality::kGood}),
    [](const auto& judged) { return judged.param.name; });

TEST(TextQuality, LargeTextIsJudgedByItsBeginning) {
  EXPECT_EQ(judge_text_layer(repeated(kGazette, 100'000), 0), TextQuality::kGood);
}

}  // namespace
}  // namespace kho::ingest
