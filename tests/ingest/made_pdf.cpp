#include "tests/ingest/made_pdf.h"

#include <fmt/format.h>

#include <cassert>
#include <map>

namespace kho::ingest {
namespace {

// The character codes 1, 2, ... of the font, in order of first use.
class Codes {
 public:
  unsigned code_of(char32_t character) {
    const auto next = static_cast<unsigned>(codes_.size() + 1);
    assert(next <= 255);
    return codes_.try_emplace(character, next).first->second;
  }
  std::string to_unicode_map() const {
    std::string map =
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def\n"
        "/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange\n";
    for (const auto& [character, code] : codes_) {
      map += fmt::format("1 beginbfchar <{:02X}> <{}> endbfchar\n", code, utf16(character));
    }
    return map + "endcmap end end\n";
  }

 private:
  static std::string utf16(char32_t character) {
    const auto value = static_cast<unsigned>(character);
    if (value < 0x10000) return fmt::format("{:04X}", value);
    return fmt::format("{:04X}{:04X}", 0xD800 + ((value - 0x10000) >> 10),
                       0xDC00 + ((value - 0x10000) & 0x3FF));
  }

  std::map<char32_t, unsigned> codes_;
};

std::string page_content(const std::u32string& text, Codes& codes) {
  std::string content = "BT /F1 12 Tf 14 TL 72 760 Td <";
  for (const char32_t character : text) {
    content += character == U'\n' ? std::string("> Tj T* <")
                                  : fmt::format("{:02X}", codes.code_of(character));
  }
  return content + "> Tj ET";
}

std::string catalogue() { return "<< /Type /Catalog /Pages 2 0 R >>"; }

// Pages that are the objects `first`, `first + 2`, ...
std::string page_tree(std::size_t pages, std::size_t first) {
  std::string kids;
  for (std::size_t i = 0; i < pages; ++i) kids += fmt::format("{} 0 R ", first + 2 * i);
  return fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, pages);
}

std::string page(std::size_t content, std::string_view resources) {
  return fmt::format(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << {} >> "
      ">>",
      content, resources);
}

}  // namespace

std::string pdf_stream(std::string_view content) {
  return fmt::format("<< /Length {} >>\nstream\n{}\nendstream", content.size(), content);
}

std::string pdf_of_objects(const std::vector<std::string>& objects) {
  std::string pdf = "%PDF-1.4\n";
  std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    table += fmt::format("{:010} 00000 n \n", pdf.size());
    pdf += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  const std::size_t table_offset = pdf.size();
  return pdf + table +
         fmt::format("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
                     objects.size() + 1, table_offset);
}

std::string pdf_of_text(const std::vector<std::u32string>& pages) {
  Codes codes;
  std::vector<std::string> contents;
  for (const std::u32string& text : pages) contents.push_back(page_content(text, codes));

  std::string widths;
  for (int code = 0; code < 256; ++code) widths += "600 ";
  std::vector<std::string> objects = {
      catalogue(),
      page_tree(pages.size(), 5),
      "<< /Type /Font /Subtype /TrueType /BaseFont /Made /FirstChar 0 /LastChar 255 /Widths [" +
          widths + "] /ToUnicode 4 0 R >>",
      pdf_stream(codes.to_unicode_map()),
  };
  for (const std::string& content : contents) {
    objects.push_back(page(objects.size() + 2, "/Font << /F1 3 0 R >>"));
    objects.push_back(pdf_stream(content));
  }
  return pdf_of_objects(objects);
}

std::string pdf_of_images(int pages) {
  std::vector<std::string> objects = {
      catalogue(),
      page_tree(static_cast<std::size_t>(pages), 4),
      "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray "
      "/BitsPerComponent 8 /Length 4 >>\nstream\n0123\nendstream",
  };
  for (int i = 0; i < pages; ++i) {
    objects.push_back(page(objects.size() + 2, "/XObject << /Im 3 0 R >>"));
    objects.push_back(pdf_stream("q 595 0 0 842 0 0 cm /Im Do Q"));
  }
  return pdf_of_objects(objects);
}

}  // namespace kho::ingest
