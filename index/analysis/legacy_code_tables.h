// index/analysis/legacy_code_tables.h - What the bytes of the encodings before Unicode stand for.
//
// TCVN3 (fonts .VnTime; "ABC"), VNI-Windows and VISCII write ASCII as it is and the Vietnamese
// letters with bytes from 0x80 on; VISCII has six capitals among the control codes. A letter is
//
//   TCVN3    one byte, or a capital without a tone and the small letter with it: A¸ is Á
//   VNI      one byte, or a letter and its tone, quality or both: aù is á, aá is ấ
//   VISCII   one byte
//
// Source: TCVN 5712:1993 (VN3), the character map of VNI Software, RFC 1456.
//
// Internal to index/. Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kho::index {

// Letters by byte; 0 where a byte is no Vietnamese letter.
using ByteLetters = std::array<char16_t, 256>;

// `letters` and the characters that Latin-1 has at their bytes, one for one.
struct LettersAndBytes {
  std::u16string_view letters;
  std::u16string_view bytes;
};

template <std::size_t kRows>
constexpr ByteLetters make_byte_letters(const std::array<LettersAndBytes, kRows>& rows) {
  ByteLetters made{};
  for (const LettersAndBytes& row : rows) {
    for (std::size_t i = 0; i < row.letters.size(); ++i) made[row.bytes[i]] = row.letters[i];
  }
  return made;
}

inline constexpr ByteLetters kTcvn3Letters = make_byte_letters(
    std::array{LettersAndBytes{u"áàảãạ", u"¸µ¶·¹"}, LettersAndBytes{u"ăắằẳẵặ", u"¨¾»¼½Æ"},
               LettersAndBytes{u"âấầẩẫậ", u"©ÊÇÈÉË"}, LettersAndBytes{u"éèẻẽẹ", u"ÐÌÎÏÑ"},
               LettersAndBytes{u"êếềểễệ", u"ªÕÒÓÔÖ"}, LettersAndBytes{u"íìỉĩị", u"Ý×ØÜÞ"},
               LettersAndBytes{u"óòỏõọ", u"ãßáâä"}, LettersAndBytes{u"ôốồổỗộ", u"«èåæçé"},
               LettersAndBytes{u"ơớờởỡợ", u"¬íêëìî"}, LettersAndBytes{u"úùủũụ", u"óïñòô"},
               LettersAndBytes{u"ưứừửữự", u"\u00ADøõö÷ù"}, LettersAndBytes{u"ýỳỷỹỵ", u"ýúûüþ"},
               LettersAndBytes{u"đĐ", u"®§"}, LettersAndBytes{u"ĂÂÊÔƠƯ", u"¡¢£¤¥¦"}});

inline constexpr ByteLetters kVniLetters = make_byte_letters(std::array{
    LettersAndBytes{u"đơưíìỉĩịỵ", u"ñôöíìæóòî"}, LettersAndBytes{u"ĐƠƯÍÌỈĨỊỴ", u"ÑÔÖÍÌÆÓÒÎ"}});

inline constexpr ByteLetters kVisciiLetters = make_byte_letters(
    std::array{LettersAndBytes{u"ẲẴẪỶỸỴ", u"\u0002\u0005\u0006\u0014\u0019\u001E"},
               LettersAndBytes{u"ẠẮẰẶẤẦẨẬ", u"\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087"},
               LettersAndBytes{u"ẼẸẾỀỂỄỆỐ", u"\u0088\u0089\u008A\u008B\u008C\u008D\u008E\u008F"},
               LettersAndBytes{u"ỒỔỖỘỢỚỜỞ", u"\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097"},
               LettersAndBytes{u"ỊỎỌỈỦŨỤỲ", u"\u0098\u0099\u009A\u009B\u009C\u009D\u009E\u009F"},
               LettersAndBytes{u"Õắằặấầẩậẽẹếềểễệố", u"\u00A0¡¢£¤¥¦§¨©ª«¬\u00AD®¯"},
               LettersAndBytes{u"ồổỗỠƠộờởịỰỨỪỬơớƯ", u"°±²³´µ¶·¸¹º»¼½¾¿"},
               LettersAndBytes{u"ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ", u"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ"},
               LettersAndBytes{u"ĐứÒÓÔạỷừửÙÚỹỵÝỡư", u"ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"},
               LettersAndBytes{u"àáâãảăữẫèéêẻìíĩỉ", u"àáâãäåæçèéêëìíîï"},
               LettersAndBytes{u"đựòóôõỏọụùúũủýợỮ", u"ðñòóôõö÷øùúûüýþÿ"}});

// VNI's second bytes. A tone goes with any vowel, the others with those that have their qualities.
struct VniPair {
  std::u16string_view letters;  // What comes of the base and each byte.
  char16_t base;
  std::u16string_view bytes;
};

inline constexpr std::array kVniPairs = {VniPair{u"áàảãạâấầẩẫậăắằẳẵặ", u'a', u"ùøûõïâáàåãäêéèúüë"},
                                         VniPair{u"éèẻẽẹêếềểễệ", u'e', u"ùøûõïâáàåãä"},
                                         VniPair{u"óòỏõọôốồổỗộ", u'o', u"ùøûõïâáàåãä"},
                                         VniPair{u"úùủũụ", u'u', u"ùøûõï"},
                                         VniPair{u"ýỳỷỹ", u'y', u"ùøûõ"},
                                         VniPair{u"ớờởỡợ", u'ơ', u"ùøûõï"},
                                         VniPair{u"ứừửữự", u'ư', u"ùøûõï"}};

// The letter of `base`, in lower case and decoded, and the second byte `byte`, in lower case; 0
// where the two are no pair.
[[nodiscard]] constexpr char16_t vni_pair(char16_t base, char16_t byte) {
  for (const VniPair& pair : kVniPairs) {
    if (pair.base != base) continue;
    const std::size_t at = pair.bytes.find(byte);
    return at == std::u16string_view::npos ? u'\0' : pair.letters[at];
  }
  return 0;
}

// The characters that CP1252 has from 0x80 on, where Latin-1 has control codes; 0 where it has
// none.
inline constexpr std::array<char16_t, 32> kCp1252Characters = {
    u'€', 0,    u'‚', u'ƒ', u'„', u'…', u'†', u'‡', u'ˆ', u'‰', u'Š', u'‹', u'Œ', 0, u'Ž', 0,
    0,    u'‘', u'’', u'“', u'”', u'•', u'–', u'—', u'˜', u'™', u'š', u'›', u'œ', 0, u'ž', u'Ÿ'};

// The byte that `c` was read from, as Latin-1 or as CP1252; 0 for a character of neither.
[[nodiscard]] constexpr std::uint8_t legacy_byte(char32_t c) {
  if (c < 0x100) return static_cast<std::uint8_t>(c);
  for (std::size_t i = 0; i < kCp1252Characters.size(); ++i) {
    if (kCp1252Characters[i] == c) return static_cast<std::uint8_t>(0x80 + i);
  }
  return 0;
}

}  // namespace kho::index
