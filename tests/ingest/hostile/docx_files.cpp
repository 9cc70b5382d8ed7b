// DOCX packages (ECMA-376) whose XML expands, nests or refers to what is not theirs.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/made_zip.h"

namespace kho::ingest {
namespace {

using namespace ends;

constexpr std::string_view kWord = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const ZipEntry kTypes =
    stored("[Content_Types].xml",
           "<?xml version=\"1.0\"?><Types "
           "xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
           "Extension=\"rels\" "
           "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override "
           "PartName=\"/word/document.xml\" "
           "ContentType=\"application/"
           "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");

ZipEntry relations(std::string_view target) {
  return stored(
      "_rels/.rels",
      fmt::format(
          "<?xml version=\"1.0\"?><Relationships "
          "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
          "Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
          "officeDocument\" Target=\"{}\"/></Relationships>",
          target));
}

std::string docx_of(ZipEntry document) {
  return zip_of({kTypes, relations("word/document.xml"), std::move(document)});
}

std::string docx_of_xml(std::string_view xml) {
  return docx_of(deflated("word/document.xml", xml));
}

// A document whose body is this.
std::string body(std::string_view content, std::string_view before_root = "") {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}<w:document xmlns:w=\"{}\"><w:body>{}</w:body>"
      "</w:document>",
      before_root, kWord, content);
}

std::string paragraph(std::string_view text) {
  return fmt::format("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", text);
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   std::size_t times) {
  return repeated(open, times) + std::string(inner) + repeated(close, times);
}

// Entities, each ten times the one before it.
std::string laughs(int levels) {
  std::string type = "<!DOCTYPE w [<!ENTITY l0 \"ha\">";
  for (int i = 1; i <= levels; ++i) {
    type += fmt::format("<!ENTITY l{} \"{}\">", i, repeated(fmt::format("&l{};", i - 1), 10));
  }
  return type + "]>";
}

}  // namespace

std::vector<HostileFile> docx_files() {
  return {
      {"DocxWithABillionLaughs", Pace::kQuick, kVerdictsOrLimits,
       [] { return docx_of_xml(body(paragraph("&l9;"), laughs(9))); }},
      {"DocxWithOneLongEntityManyTimes", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return docx_of_xml(
             body(paragraph(repeated("&a;", 100'000)),
                  fmt::format("<!DOCTYPE w [<!ENTITY a \"{}\">]>", std::string(100'000, 'a'))));
       }},
      {"DocxWithAnEntityThatIsItself", Pace::kQuick, kVerdicts,
       [] {
         return docx_of_xml(
             body(paragraph("&a;"), "<!DOCTYPE w [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]>"));
       }},
      {"DocxWithAFileOfTheServer", Pace::kQuick, kVerdicts,
       [] {
         return docx_of_xml(body(
             paragraph("&a;"),
             "<!DOCTYPE w SYSTEM \"file:///etc/hosts\" [<!ENTITY a SYSTEM \"file:///etc/passwd\">"
             "<!ENTITY % b SYSTEM \"http://127.0.0.1:9/\"> %b;]>"));
       }},
      {"DocxOfThousandsOfTablesInEachOther", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return docx_of_xml(body(
             nested("<w:tbl><w:tr><w:tc>", paragraph("a"), "</w:tc></w:tr></w:tbl>", 200'000)));
       }},
      {"DocxOfElementsThatNeverEnd", Pace::kQuick, kVerdictsOrLimits,
       [] { return docx_of_xml(body(repeated("<w:p>", 2'000'000))); }},
      {"DocxOfGigabytesOfText", Pace::kSlow, kVerdictsOrLimits,
       [] {
         const std::string xml = body("");
         ZipEntry document = deflated("word/document.xml", xml);
         // The beginning, without the mark of its end, then paragraphs and never the end.
         std::string packed = deflate_of(xml.substr(0, xml.find("</w:body>")));
         packed.resize(packed.size() - kDeflateEndBytes);
         document.data = packed + deflate_of(repeated(paragraph("Giấy phép"), 30'000), 4096);
         document.size = 0xFFFFFFFF;
         return docx_of(std::move(document));
       }},
      {"DocxOfGigabytesOfSpaces", Pace::kSlow, kVerdictsOrLimits,
       [] { return docx_of(deflated("word/document.xml", std::string(kMiB, ' '), 4000)); }},
      {"DocxOfMillionsOfParagraphs", Pace::kSlow, kVerdictsOrLimits,
       [] { return docx_of_xml(body(repeated("<w:p/>", 8'000'000))); }},
      {"DocxOfMillionsOfAttributes", Pace::kSlow, kVerdictsOrLimits,
       [] {
         std::string attributes;
         for (int i = 0; i < 1'000'000; ++i) attributes += fmt::format(" w:a{}=\"\"", i);
         return docx_of_xml(body(fmt::format("<w:p{}/>", attributes)));
       }},
      {"DocxOfMillionsOfNamespaces", Pace::kSlow, kVerdictsOrLimits,
       [] {
         std::string nest;
         for (int i = 0; i < 200'000; ++i) nest += fmt::format("<w:p xmlns:a{}=\"b\">", i);
         return docx_of_xml(body(nest));
       }},
      {"DocxWithANameOfMegabytes", Pace::kQuick, kVerdictsOrLimits,
       [] { return docx_of_xml(body("<w:" + std::string(10 * kMiB, 'a') + "/>")); }},
      {"DocxWithABadCharacterAtItsEnd", Pace::kQuick, kVerdicts,
       [] { return docx_of_xml(body(paragraph("Giấy phép \xE1\xBA"))); }},
      {"DocxWithCharactersThatXmlHasNot", Pace::kQuick, kVerdicts,
       [] { return docx_of_xml(body(paragraph("a&#0;b&#x1F;c&#xD800;d&#x110000;e"))); }},
      {"DocxWithoutABody", Pace::kQuick, kVerdicts,
       [] {
         return docx_of_xml(
             fmt::format("<?xml version=\"1.0\"?><w:document xmlns:w=\"{}\"/>", kWord));
       }},
      {"DocxWithoutADocument", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({kTypes, relations("word/document.xml")});
       }},
      {"DocxWithTwoDocuments", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({kTypes, relations("word/document.xml"),
                        stored("word/document.xml", body(paragraph("a"))),
                        stored("word/document.xml", body(paragraph("b")))});
       }},
      {"DocxWhoseDocumentIsOutside", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({kTypes, relations("../../../../etc/passwd")});
       }},
      {"DocxWhoseDocumentIsItsRelations", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({kTypes, relations("_rels/.rels")});
       }},
      {"DocxWhoseChecksumIsWrong", Pace::kQuick, kVerdicts,
       [] {
         ZipEntry document = deflated("word/document.xml", body(paragraph("a")));
         document.checksum ^= 1;
         return docx_of(std::move(document));
       }},
      {"DocxCutInItsDocument", Pace::kQuick, kVerdicts,
       [] {
         const std::string docx = docx_of_xml(body(repeated(paragraph("Giấy phép"), 1000)));
         return docx.substr(0, docx.size() / 2);
       }},
  };
}

}  // namespace kho::ingest
