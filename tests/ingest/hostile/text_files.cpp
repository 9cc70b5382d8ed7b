// Text, XML and JSON, which are taken as they stand: nothing in them is expanded or resolved.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

using namespace ends;

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   std::size_t times) {
  return repeated(open, times) + std::string(inner) + repeated(close, times);
}

}  // namespace

std::vector<HostileFile> text_files() {
  return {
      {"XmlWithABillionLaughs",
       Pace::kQuick,
       {kText},
       [] {
         std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY l0 \"ha\">";
         for (int i = 1; i < 10; ++i) {
           xml += fmt::format("<!ENTITY l{} \"{}\">", i, repeated(fmt::format("&l{};", i - 1), 10));
         }
         return xml + "]><l>&l9;</l>";
       }},
      {"XmlWithAFileOfTheServer",
       Pace::kQuick,
       {kText},
       [] {
         return std::string(
             "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a SYSTEM "
             "\"file:///etc/passwd\">]><l>&a;</l>");
       }},
      {"XmlOfMillionsOfElementsInEachOther",
       Pace::kQuick,
       {kText},
       [] { return "<?xml version=\"1.0\"?>" + nested("<a>", "", "</a>", 8'000'000); }},
      {"JsonTenMillionDeep",
       Pace::kQuick,
       {kText},
       [] { return nested("[", "", "]", 10'000'000); }},
      {"JsonOfObjectsThatNeverEnd",
       Pace::kQuick,
       {kText},
       [] { return repeated("{\"a\":", 10'000'000); }},
      {"JsonOfANumberOfMegabytes",
       Pace::kQuick,
       {kText},
       [] { return "[" + std::string(50 * kMiB, '9') + "]"; }},
      {"TextOfOneLineOfSixtyMegabytes",
       Pace::kQuick,
       {kText},
       [] { return std::string(kHostileBytesMax, 'a'); }},
      {"TextOfMarksOnOneLetter",
       Pace::kQuick,
       {kText},
       [] { return "a" + repeated("\u0323\u0302", 10'000'000); }},
      {"TextOfReversedDirections",
       Pace::kQuick,
       {kText},
       [] { return repeated("\u202E\u2067", 5'000'000); }},
      {"TextWithABadByteAtItsEnd",
       Pace::kQuick,
       {kBroken},
       [] { return std::string(kHostileBytesMax - 1, 'a') + "\xFF"; }},
      {"TextCutInItsLastCharacter",
       Pace::kQuick,
       {kBroken},
       [] { return std::string(10 * kMiB, 'a') + "\xE1\xBA"; }},
      {"TextOfSurrogates",
       Pace::kQuick,
       {kBroken},
       [] { return std::string(5000, 'a') + "\xED\xA0\x80\xED\xB0\x80"; }},
      {"TextOfOverlongForms",
       Pace::kQuick,
       {kBroken},
       [] { return std::string(5000, 'a') + "\xC0\xAF\xE0\x80\xAF"; }},
      {"TextOfNuls", Pace::kQuick, {kUnsupported}, [] { return std::string(50 * kMiB, '\0'); }},
      {"TextWithNulsBehindItsBeginning",
       Pace::kQuick,
       {kText, kBroken},
       [] { return std::string(5000, 'a') + std::string(kMiB, '\0'); }},
      {"TextInUtf16LittleEndian",
       Pace::kQuick,
       {kUnsupported},
       [] { return "\xFF\xFE" + repeated(std::string("K\0h\0o\0", 6), 1000); }},
      {"TextInUtf16BigEndian",
       Pace::kQuick,
       {kUnsupported},
       [] { return "\xFE\xFF" + repeated(std::string("\0K\0h\0o", 6), 1000); }},
      {"TextOfAByteOrderMarkAlone",
       Pace::kQuick,
       {kNoText},
       [] { return std::string("\xEF\xBB\xBF"); }},
      {"TextOfSpacesAlone", Pace::kQuick, {kNoText}, [] { return std::string(50 * kMiB, ' '); }},
      {"BytesOfNoise", Pace::kQuick, {kUnsupported}, [] { return "\x01" + noise(kMiB); }},
  };
}

}  // namespace kho::ingest
