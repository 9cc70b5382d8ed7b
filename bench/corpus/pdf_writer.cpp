#include "bench/corpus/pdf_writer.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

namespace kho::corpus {
namespace {

// Writes numbered objects and, at the end, the cross-reference table.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string header) : out_(std::move(header)) {}

  // Numbers are given out first, so that objects can name each other in any order.
  int reserve() {
    offsets_.push_back(0);
    return static_cast<int>(offsets_.size());
  }
  void write(int number, std::string_view body) {
    offsets_[static_cast<std::size_t>(number) - 1] = out_.size();
    out_ += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
  }
  void write_stream(int number, std::string_view dictionary, std::string_view data) {
    write(number,
          fmt::format("<<{}/Length {}>>\nstream\n{}\nendstream", dictionary, data.size(), data));
  }
  void write_stream_length_after(int number, int length_number, std::string_view dictionary,
                                 std::string_view data) {
    write(number, fmt::format("<< /Length {} 0 R {} >>\nstream\n{}\nendstream", length_number,
                              dictionary, data));
    write(length_number, std::to_string(data.size()));
  }
  std::string finish(int root, int info, std::string_view id) {
    const std::size_t table = out_.size();
    out_ += fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets_.size() + 1);
    for (const std::size_t offset : offsets_) out_ += fmt::format("{:010} 00000 n \n", offset);
    out_ += fmt::format(
        "trailer\n<</Size {}/Root {} 0 R/Info {} 0 R/ID[<{}><{}>]>>\nstartxref\n{}\n%%EOF\n",
        offsets_.size() + 1, root, info, id, id, table);
    return std::move(out_);
  }

 private:
  std::string out_;
  std::vector<std::size_t> offsets_;
};

std::string image_dictionary(const ImageStream& image, std::string_view separator) {
  std::string filter;
  switch (image.encoding) {
    case Encoding::kJpeg:
      filter = "/Filter/DCTDecode";
      break;
    case Encoding::kFaxG4:
      filter = fmt::format(
          "/Filter/CCITTFaxDecode{}/DecodeParms<</K -1/Columns {}/Rows {}/BlackIs1 false>>",
          separator, image.width, image.height);
      break;
    case Encoding::kFlate:
      filter = "/Filter/FlateDecode";
      break;
  }
  const std::array<std::string, 6> entries{
      "/Type/XObject/Subtype/Image",
      fmt::format("/Width {}", image.width),
      fmt::format("/Height {}", image.height),
      fmt::format("/ColorSpace/{}", image.channels == 3 ? "DeviceRGB" : "DeviceGray"),
      fmt::format("/BitsPerComponent {}", image.bits),
      filter};
  return fmt::format("{}{}", fmt::join(entries, separator), separator);
}

std::string info(const PdfFacts& facts) {
  std::string day = facts.date;
  std::erase(day, '-');
  return fmt::format("<</Title {}/Creator {}/Producer {}/CreationDate(D:{}081500+07'00')>>",
                     pdf_text(facts.title), pdf_text(facts.creator), pdf_text(facts.producer), day);
}

// 32 hexadecimal digits out of what the file says of itself (FNV-1a, twice).
std::string file_id(const PdfFacts& facts, std::span<const ImageStream> pages) {
  std::array<std::uint64_t, 2> hash{0xCBF29CE484222325, 0x84222325CBF29CE4};
  const auto add = [&hash](std::string_view text) {
    for (std::uint64_t& h : hash) {
      for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    }
  };
  add(facts.title + facts.producer + facts.date);
  for (const ImageStream& page : pages) add(std::string_view(page.bytes).substr(0, 4096));
  return fmt::format("{:016X}{:016X}", hash[0], hash[1]);
}

std::string xmp(const PdfFacts& facts) {
  return fmt::format(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
      "<pdf:Producer>{}</pdf:Producer><xmp:CreatorTool>{}</xmp:CreatorTool>"
      "<xmp:CreateDate>{}T08:15:00+07:00</xmp:CreateDate>\n"
      "</rdf:Description></rdf:RDF></x:xmpmeta>\n{}<?xpacket end=\"w\"?>",
      facts.producer, facts.creator, facts.date, std::string(2048, ' '));
}

}  // namespace

std::string pdf_text(std::string_view utf8) {
  bool ascii = true;
  for (const char c : utf8) ascii = ascii && c >= 0x20 && c < 0x7F;
  std::string out;
  if (ascii) {
    out = "(";
    for (const char c : utf8) {
      if (c == '(' || c == ')' || c == '\\') out += '\\';
      out += c;
    }
    return out + ")";
  }
  // The titles are our own, well-formed and within the basic plane.
  out = "<FEFF";
  for (std::size_t i = 0; i < utf8.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]) & 0x3FU; };
    const auto lead = static_cast<unsigned char>(utf8[i]);
    unsigned code = lead;
    if (lead >= 0xE0 && i + 2 < utf8.size()) {
      code = (lead & 0x0FU) << 12 | byte(i + 1) << 6 | byte(i + 2);
      i += 3;
    } else if (lead >= 0xC0 && i + 1 < utf8.size()) {
      code = (lead & 0x1FU) << 6 | byte(i + 1);
      i += 2;
    } else {
      ++i;
    }
    out += fmt::format("{:04X}", code);
  }
  return out + ">";
}

std::string image_pdf(std::span<const ImageStream> pages, const PdfFacts& facts, PdfManner manner) {
  assert(!pages.empty());
  const bool converter = manner == PdfManner::kConverter;
  const bool archiver = manner == PdfManner::kArchiver;
  ObjectWriter writer(archiver ? "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n"
                               : (converter ? "%PDF-1.3\n%\xE2\xE3\xCF\xD3\n" : "%PDF-1.4\n"));
  const int catalog = writer.reserve();
  const int tree = writer.reserve();
  const int facts_number = writer.reserve();
  const int metadata = archiver ? writer.reserve() : 0;
  std::string kids;
  for (const ImageStream& image : pages) {
    const double width = image.width * 72.0 / image.dpi;
    const double height = image.height * 72.0 / image.dpi;
    const std::string name = converter ? "Im0" : (archiver ? "X1" : "Image1");
    const std::string drawing =
        converter
            ? fmt::format("q\n{:.4f} 0 0 {:.4f} 0.0000 0.0000 cm\n/{} Do\nQ", width, height, name)
            : fmt::format("q {:.2f} 0 0 {:.2f} 0 0 cm /{} Do Q\n", width, height, name);
    const int page = writer.reserve();
    const int contents = writer.reserve();
    const int picture = writer.reserve();
    kids += fmt::format("{} 0 R ", page);
    const std::string page_body = fmt::format(
        "<</Type/Page/Parent {} 0 R/MediaBox[0 0 {:.2f} {:.2f}]/Contents {} 0 R"
        "/Resources<</ProcSet[/PDF/ImageB/ImageC]/XObject<</{} {} 0 R>>>>>>",
        tree, width, height, contents, name, picture);
    if (archiver) {
      const int picture_length = writer.reserve();
      const int contents_length = writer.reserve();
      writer.write_stream_length_after(picture, picture_length, image_dictionary(image, " "),
                                       image.bytes);
      writer.write_stream_length_after(contents, contents_length, "/Filter /FlateDecode",
                                       deflate(drawing));
      writer.write(page, page_body);
    } else if (converter) {
      writer.write_stream(picture, image_dictionary(image, "\n"), image.bytes);
      writer.write_stream(contents, "", drawing);
      writer.write(page, page_body);
    } else {
      writer.write(page, page_body);
      writer.write_stream(contents, "", drawing);
      writer.write_stream(picture, image_dictionary(image, ""), image.bytes);
    }
  }
  writer.write(tree, fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", pages.size(), kids));
  if (archiver) {
    writer.write_stream(metadata, "/Type/Metadata/Subtype/XML", xmp(facts));
    writer.write(catalog,
                 fmt::format("<</Type/Catalog/Pages {} 0 R/Metadata {} 0 R>>", tree, metadata));
  } else {
    writer.write(catalog, fmt::format("<</Type/Catalog/Pages {} 0 R>>", tree));
  }
  writer.write(facts_number, info(facts));
  return writer.finish(catalog, facts_number, file_id(facts, pages));
}

}  // namespace kho::corpus
