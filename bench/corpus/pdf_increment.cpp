#include "bench/corpus/pdf_increment.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <stdexcept>
#include <string_view>

#include "bench/corpus/image_stream.h"
#include "bench/corpus/pdf_writer.h"

namespace kho::corpus {
namespace {

// Room for the signature in hexadecimal digits: what iText reserves by default, twice 8 KB.
constexpr std::size_t kContentsDigits = 16384;

std::size_t must_find(std::string_view text, std::string_view what, std::size_t from = 0) {
  const std::size_t at = text.find(what, from);
  if (at == std::string_view::npos) throw std::runtime_error(fmt::format("no {} in PDF", what));
  return at;
}

// The number that follows `at`, blanks before it allowed.
std::size_t number_at(std::string_view text, std::size_t at) {
  at = text.find_first_not_of(" \r\n\t[", at);
  std::size_t value = 0;
  if (at == std::string_view::npos ||
      std::from_chars(text.data() + at, text.data() + text.size(), value).ec != std::errc()) {
    throw std::runtime_error("no number where a PDF must have one");
  }
  return value;
}

// Where the newest version of each object lies, and what the last trailer says.
class Reader {
 public:
  explicit Reader(std::string_view pdf) : pdf_(pdf) {
    const std::size_t last = pdf.rfind("startxref");
    if (last == std::string_view::npos) throw std::runtime_error("no startxref in PDF");
    previous_ = number_at(pdf, last + 9);
    std::size_t table = previous_;
    for (bool newest = true;; newest = false) {
      const std::size_t trailer = read_table(table);
      const std::string_view rest = pdf.substr(trailer, pdf.find("startxref", trailer) - trailer);
      if (newest) {
        size_ = number_at(rest, must_find(rest, "/Size") + 5);
        root_ = number_at(rest, must_find(rest, "/Root") + 5);
        const std::size_t info = rest.find("/Info");
        if (info != std::string_view::npos) info_ = number_at(rest, info + 5);
      }
      const std::size_t prev = rest.find("/Prev");
      if (prev == std::string_view::npos) break;
      table = number_at(rest, prev + 5);
    }
  }

  // The body of an object that is a dictionary, "<<" to ">>".
  [[nodiscard]] std::string dictionary(std::size_t object) const {
    const auto entry = offsets_.find(object);
    if (entry == offsets_.end()) throw std::runtime_error("dangling reference in PDF");
    const std::size_t begin = must_find(pdf_, "<<", entry->second);
    const std::size_t end = must_find(pdf_, "endobj", begin);
    return std::string(pdf_.substr(begin, pdf_.rfind(">>", end) + 2 - begin));
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t root() const { return root_; }
  [[nodiscard]] std::size_t info() const { return info_; }  // 0: none.
  [[nodiscard]] std::size_t previous() const { return previous_; }

 private:
  // Returns where the trailer of this table begins.
  std::size_t read_table(std::size_t table) {
    if (!pdf_.substr(std::min(table, pdf_.size())).starts_with("xref")) {
      throw std::runtime_error("no classical cross-reference table in PDF");
    }
    std::size_t at = pdf_.find_first_not_of(" \r\n", table + 4);
    while (!pdf_.substr(at).starts_with("trailer")) {
      const std::size_t first = number_at(pdf_, at);
      const std::size_t count = number_at(pdf_, must_find(pdf_, " ", at));
      at = must_find(pdf_, "\n", at) + 1;
      for (std::size_t i = 0; i < count; ++i, at += 20) {
        if (at + 20 > pdf_.size()) throw std::runtime_error("short cross-reference table in PDF");
        if (pdf_[at + 17] == 'n') offsets_.emplace(first + i, number_at(pdf_, at));
      }
    }
    return at;
  }

  std::string_view pdf_;
  std::map<std::size_t, std::size_t> offsets_;
  std::size_t size_ = 0, root_ = 0, info_ = 0, previous_ = 0;
};

// Appends objects to a copy of a file, then the table that names them.
class Increment {
 public:
  Increment(const std::string& pdf, const Reader& before)
      : out_(pdf), before_(before), next_(before.size()) {
    if (!out_.ends_with('\n')) out_ += '\n';
  }
  std::size_t reserve() { return next_++; }
  void write(std::size_t number, std::string_view body) {
    offsets_[number] = out_.size();
    out_ += fmt::format("{} 0 obj\n{}\nendobj\n", number, body);
  }
  std::size_t write(std::string_view body) {
    const std::size_t number = reserve();
    write(number, body);
    return number;
  }
  std::size_t write_stream(std::string_view dictionary, std::string_view raw) {
    const std::string packed = deflate(raw);
    return write(fmt::format("<<{}/Length {}/Filter/FlateDecode>>stream\n{}\nendstream", dictionary,
                             packed.size(), packed));
  }
  std::string finish(std::size_t info) {
    const std::size_t table = out_.size();
    out_ += "xref\n0 1\n0000000000 65535 f \n";
    for (const auto& [number, offset] : offsets_) {
      out_ += fmt::format("{} 1\n{:010} 00000 n \n", number, offset);
    }
    out_ += fmt::format("trailer\n<</Size {}/Root {} 0 R", next_, before_.root());
    if (info != 0) out_ += fmt::format("/Info {} 0 R", info);
    out_ += fmt::format("/Prev {}>>\nstartxref\n{}\n%%EOF\n", before_.previous(), table);
    return std::move(out_);
  }

 private:
  std::string out_;
  const Reader& before_;
  std::size_t next_;
  std::map<std::size_t, std::size_t> offsets_;
};

// Adds `item` to the array that `key` names in `dictionary`, which is made where it is absent.
std::string with_item(std::string dictionary, std::string_view key, std::string_view item) {
  const std::size_t at = dictionary.find(fmt::format("{}[", key));
  if (at != std::string::npos) {
    return dictionary.insert(at + key.size() + 1, fmt::format("{} ", item));
  }
  return dictionary.insert(dictionary.size() - 2, fmt::format("{}[{}]", key, item));
}

std::string pdf_date(const std::string& date) {
  std::string day = date;
  std::erase(day, '-');
  return fmt::format("(D:{}081500+07'00')", day);
}

std::string_view sample_bytes(const Raster& picture) {
  return {reinterpret_cast<const char*>(picture.samples.data()), picture.samples.size()};
}

// Writes the stamp as a form; returns its number.
std::size_t write_appearance(Increment& increment, const SignatureStamp& stamp,
                             const std::string& name, const std::string& date) {
  const auto picture = [](const Raster& raster, std::string_view space) {
    return fmt::format(
        "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace/{}",
        raster.width, raster.height, space);
  };
  const std::size_t mask =
      increment.write_stream(picture(stamp.mask, "DeviceGray"), sample_bytes(stamp.mask));
  const std::size_t image = increment.write_stream(
      fmt::format("{}/SMask {} 0 R", picture(stamp.picture, "DeviceRGB"), mask),
      sample_bytes(stamp.picture));
  const std::size_t font = increment.write(
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/Name/Helv>>");
  const std::size_t frame = increment.write_stream(
      fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 180 80]/Matrix[1 0 0 1 0 0]/Resources<<"
                  "/Font<</F1 {} 0 R>>/XObject<</img0 {} 0 R>>>>",
                  font, image),
      fmt::format("q 80 0 0 80 0 0 cm /img0 Do Q\nBT /F1 8 Tf 84 60 Td {} Tj 0 -12 Td {} Tj ET\n",
                  pdf_text(name), pdf_text(date)));
  return increment.write_stream(
      fmt::format("/Type/XObject/Subtype/Form/BBox[0 0 180 80]/Resources<</XObject<</FRM {} 0 R"
                  ">>>>",
                  frame),
      "q 1 0 0 1 0 0 cm /FRM Do Q\n");
}

}  // namespace

std::string append_signature(const std::string& pdf, const Signer& signer,
                             const SignatureStamp& stamp, int number, const std::string& date) {
  const Reader before(pdf);
  std::string catalog = before.dictionary(before.root());
  const std::string tree = before.dictionary(number_at(catalog, must_find(catalog, "/Pages") + 6));
  const std::size_t page = number_at(tree, must_find(tree, "/Kids") + 5);

  Increment increment(pdf, before);
  const std::size_t value = increment.reserve();
  const std::size_t field = increment.reserve();
  const std::string reference = fmt::format("{} 0 R", field);
  const std::size_t appearance = write_appearance(increment, stamp, signer.name(), date);
  increment.write(page, with_item(before.dictionary(page), "/Annots", reference));
  if (catalog.find("/AcroForm") == std::string::npos) {
    catalog.insert(catalog.size() - 2, "/AcroForm<</SigFlags 3/Fields[]>>");
  }
  increment.write(before.root(), with_item(catalog, "/Fields", reference));
  increment.write(
      field,
      fmt::format("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature{})/F 132/P {} 0 R/V {} 0 R/"
                  "Rect[{} 60 {} 140]/AP<</N {} 0 R>>>>",
                  number, page, value, 200 + 20 * number, 380 + 20 * number, appearance));
  increment.write(value, fmt::format("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/"
                                     "adbe.pkcs7.detached/M{}/Contents <{}>/ByteRange [0 {:010} "
                                     "{:010} {:010}]>>",
                                     pdf_date(date), std::string(kContentsDigits, '0'), 0, 0, 0));
  std::string out = increment.finish(before.info());

  // What is signed is the whole file but the digits; their place is known only now.
  const std::size_t hole = must_find(out, "/Contents <0000", pdf.size()) + 10;
  const std::size_t after = hole + kContentsDigits + 2;
  const std::size_t range = must_find(out, "[0 0000000000", after);
  const std::string ranges =
      fmt::format("[0 {:010} {:010} {:010}]", hole, after, out.size() - after);
  out.replace(range, ranges.size(), ranges);
  const std::string der = signer.sign(out.substr(0, hole) + out.substr(after), date);
  if (der.size() * 2 > kContentsDigits) throw std::runtime_error("signature too long");
  std::string digits;
  for (const char c : der) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  out.replace(hole + 1, digits.size(), digits);
  return out;
}

std::string append_metadata(const std::string& pdf, const std::string& title,
                            const std::string& producer, const std::string& date) {
  const Reader before(pdf);
  Increment increment(pdf, before);
  const std::size_t info = before.info() != 0 ? before.info() : increment.reserve();
  increment.write(info, fmt::format("<</Title {}/Producer {}/ModDate{}>>", pdf_text(title),
                                    pdf_text(producer), pdf_date(date)));
  return increment.finish(info);
}

}  // namespace kho::corpus
