// What is read from a PDF dictionary, and what is not taken for one.
#include "store/pdf_dictionary.h"

#include <gtest/gtest.h>

namespace kho::store {
namespace {

MediaHint hint_of(std::string_view text) {
  const ParsedPdfDictionary parsed = parse_pdf_dictionary(text);
  EXPECT_TRUE(parsed.dictionary.has_value()) << text;
  return parsed.dictionary ? parsed.dictionary->hint : MediaHint{};
}

TEST(PdfDictionary, LengthIsDirectOrAReference) {
  const auto direct = parse_pdf_dictionary(" % comment\n<</Length 42 /Type/XObject>>rest");
  ASSERT_TRUE(direct.dictionary);
  EXPECT_EQ(direct.dictionary->length, 42u);
  EXPECT_FALSE(direct.dictionary->length_reference);
  EXPECT_EQ(direct.end, 39u);
  const auto reference = parse_pdf_dictionary("<</A[1 2]/Length 12 3 R/B 1>>");
  ASSERT_TRUE(reference.dictionary);
  EXPECT_FALSE(reference.dictionary->length);
  ASSERT_TRUE(reference.dictionary->length_reference);
  EXPECT_EQ(reference.dictionary->length_reference->number, 12u);
  EXPECT_EQ(reference.dictionary->length_reference->generation, 3u);
  EXPECT_FALSE(parse_pdf_dictionary("<</Length -1>>").dictionary->length);
  EXPECT_FALSE(parse_pdf_dictionary("<</Length 99999999999999999999>>").dictionary->length);
}

TEST(PdfDictionary, OneFilterTellsTheMediaAndSeveralDoNot) {
  EXPECT_EQ(hint_of("<</Filter/DCTDecode>>").media, Media::kJpeg);
  EXPECT_EQ(hint_of("<</Filter [ /DCTDecode ] >>").media, Media::kJpeg);
  EXPECT_EQ(hint_of("<</Filter/FlateDecode/DecodeParms<</Predictor 12>>>>").media, Media::kDeflate);
  for (const char* text :
       {"<<>>", "<</Filter[]>>", "<</Filter[/FlateDecode/DCTDecode]>>", "<</Filter 5 0 R>>",
        "<</Filter/JPXDecode>>", "<</Filter(DCTDecode)>>", "<</A<</Filter/DCTDecode>>>>",
        "<</FilterX/DCTDecode>>", "<</Filter<</DCTDecode 1>>>>"}) {
    EXPECT_EQ(hint_of(text), MediaHint{}) << text;
  }
}

TEST(PdfDictionary, FaxNeedsGroupFourAndKnownParameters) {
  const auto fax = [](std::string_view parameters) {
    return hint_of("<</Filter/CCITTFaxDecode/DecodeParms" + std::string(parameters) + ">>");
  };
  EXPECT_EQ(fax("<</K -1/Columns 2480/Rows 9>>"), (MediaHint{Media::kFaxG4, 2480}));
  EXPECT_EQ(fax("[<</Columns 16 /K -1.0/BlackIs1 true>>]"), (MediaHint{Media::kFaxG4, 16}));
  EXPECT_EQ(fax("<</K -1>>"), (MediaHint{Media::kFaxG4, 1728}));
  EXPECT_EQ(fax("<</K -1/Columns 8/EncodedByteAlign true>>"),
            (MediaHint{Media::kFaxG4, 8 | kFaxByteAlign}));
  EXPECT_EQ(fax("<</K -1/Columns 8/Rows 5 0 R>>"), (MediaHint{Media::kFaxG4, 8}));
  EXPECT_EQ(fax("<</K -1/Columns 16777215>>"), (MediaHint{Media::kFaxG4, kFaxColumnsMax}));
  for (const char* parameters : {"<</Columns 2480>>", "<</K 0>>", "<</K 4>>", "<</K -0>>", " 7 0 R",
                                 "<</K -1/Columns 0>>", "<</K -1/Columns 16777216>>",
                                 "<</K -1/Columns 5 0 R>>", "[null]", " null", "[null<</K -1>>]"}) {
    EXPECT_EQ(fax(parameters), MediaHint{}) << parameters;
  }
  EXPECT_EQ(hint_of("<</Filter/CCITTFaxDecode>>"), MediaHint{});
}

TEST(PdfDictionary, LastOfARepeatedKeyCounts) {
  EXPECT_EQ(hint_of("<</Filter/FlateDecode/Filter[/DCTDecode]>>"), (MediaHint{Media::kJpeg, 0}));
  EXPECT_EQ(hint_of("<</DecodeParms<</K -1/Columns 8>>/DecodeParms<</K -1>>"
                    "/Filter/CCITTFaxDecode>>"),
            (MediaHint{Media::kFaxG4, 1728}));
  const auto parsed = parse_pdf_dictionary("<</Length 5/Length 7 0 R/Length 6>>");
  ASSERT_TRUE(parsed.dictionary);
  EXPECT_EQ(parsed.dictionary->length, 6u);
  EXPECT_FALSE(parsed.dictionary->length_reference);
}

TEST(PdfDictionary, EncryptAndCrossReferencesAreSeenAtTheTopOnly) {
  const auto top = parse_pdf_dictionary("<</Type /XRef/Encrypt 5 0 R/Size 3>>").dictionary;
  ASSERT_TRUE(top);
  EXPECT_TRUE(top->is_cross_reference);
  EXPECT_TRUE(top->has_encrypt);
  const auto deep =
      parse_pdf_dictionary("<</A<</Encrypt 1/Type/XRef>>/B(/Encrypt)/EncryptMetadata true>>")
          .dictionary;
  ASSERT_TRUE(deep);
  EXPECT_FALSE(deep->is_cross_reference);
  EXPECT_FALSE(deep->has_encrypt);
}

TEST(PdfDictionary, StringsHideBrackets) {
  const auto parsed =
      parse_pdf_dictionary("<</A(>> (nested \\) >>) <<)/B<3E3E>/C[<</D(\\()>>]/Length 7>>");
  ASSERT_TRUE(parsed.dictionary);
  EXPECT_EQ(parsed.dictionary->length, 7u);
}

TEST(PdfDictionary, WhatIsNotAWholeDictionaryIsRefused) {
  const std::string_view whole =
      "<</A(x(y))/B[1 2 R<<>>]/C<41>/Filter[/A/B]/DecodeParms[<</K 1>>]>>";
  ASSERT_TRUE(parse_pdf_dictionary(whole).dictionary);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto parsed = parse_pdf_dictionary(whole.substr(0, n));
    EXPECT_FALSE(parsed.dictionary) << n;
    EXPECT_LE(parsed.end, n);
  }
  for (const char* text : {"[/A 1]", "<</A>>", "<<1 2>>", "<< >", "<</A]>>", "/A"}) {
    EXPECT_FALSE(parse_pdf_dictionary(text).dictionary) << text;
  }
  // Nesting costs no stack.
  EXPECT_FALSE(parse_pdf_dictionary("<</A" + std::string(1'000'000, '[')).dictionary);
}

TEST(PdfDictionary, IntegerObjectIsReadForItsReferenceOnly) {
  EXPECT_EQ(parse_pdf_integer_object("\r\n7 0 obj\n1234\nendobj", {7, 0}), 1234u);
  EXPECT_FALSE(parse_pdf_integer_object("7 0 obj\n1234\nendobj", {8, 0}));
  EXPECT_FALSE(parse_pdf_integer_object("7 1 obj\n1234\nendobj", {7, 0}));
  EXPECT_FALSE(parse_pdf_integer_object("7 0 obj\n<<>>", {7, 0}));
  EXPECT_FALSE(parse_pdf_integer_object("7 0 R", {7, 0}));
}

}  // namespace
}  // namespace kho::store
