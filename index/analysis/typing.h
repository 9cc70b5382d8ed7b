// index/analysis/typing.h - Syllables as they come from a keyboard whose Vietnamese was switched
// off.
//
//           Telex          VNI            VIQR
//   tones   s f r x j      1 2 3 4 5      ' ` ? ~ .     á à ả ã ạ
//   â ê ô   aa ee oo       a6 e6 o6       a^ e^ o^
//   ă       aw             a8             a(
//   ơ ư     ow uw          o7 u7          o+ u+
//   ươ      uow uwow       uo7 u7o7       u+o+
//   đ       dd             d9             dd
//
// A tone key may stand behind any vowel or, in Telex and VNI, behind the last consonant; so may w,
// 6, 7, 8, 9 and the second d. In VIQR, whose keys are punctuation, a tone behind a consonant is
// the end of a sentence.
//
// To be tried only where a chunk finds nothing as it is: "tax" is tã in Telex, "a1" is á in VNI.
// Never in fields of numbers.
//
// Internal to index/. Thread-safe; any bytes. Source: the manuals of VietKey and UniKey, RFC 1456.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kho::index {

// "nghieengf" has 9; more than this is no syllable.
inline constexpr std::size_t kTypedBytesMax = 16;

// The syllable that `chunk`, which has no blank, was meant to be: UTF-8 in NFC, the tone placed as
// by spelled() of tone_placement.h; all in capitals, or the first letter a capital, as the chunk.
// nullopt where that is no legal syllable, or has no mark, or lacks the tone that its final c, ch,
// p or t asks for.
[[nodiscard]] std::optional<std::string> decode_telex(std::string_view chunk);
[[nodiscard]] std::optional<std::string> decode_vni(std::string_view chunk);
[[nodiscard]] std::optional<std::string> decode_viqr(std::string_view chunk);

}  // namespace kho::index
