// tests/store/pdf_writer.h - PDFs made for tests: objects in order, then a cross-reference table.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

namespace kho::test {

// Bytes that do not compress: SplitMix64 from `seed`, eight a time, little-endian.
inline std::string noise(std::size_t size, std::uint64_t seed) {
  std::string out;
  out.reserve(size + 8);
  while (out.size() < size) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    store::put_le(out, z ^ (z >> 31));
  }
  out.resize(size);
  return out;
}

class PdfWriter {
 public:
  explicit PdfWriter(std::string head = "%PDF-1.7\n") : pdf_(std::move(head)) {}

  // "N 0 obj ... endobj"; returns N, from 1.
  int object(std::string_view content) {
    offsets_.push_back(pdf_.size());
    pdf_ += fmt::format("{} 0 obj\n{}\nendobj\n", offsets_.size(), content);
    return static_cast<int>(offsets_.size());
  }
  // `entries` and "/Length" around `data`, which stand between `stream` + `before` and `after`.
  int stream(std::string_view entries, std::string_view data, std::string_view before = "\n",
             std::string_view after = "\n") {
    return stream_with_length(fmt::format("{}", data.size()), entries, data, before, after);
  }
  int stream_with_length(std::string_view length, std::string_view entries, std::string_view data,
                         std::string_view before = "\n", std::string_view after = "\n") {
    return object(fmt::format("<<{}/Length {}>>\nstream{}{}{}endstream", entries, length, before,
                              data, after));
  }
  // A page that shows these objects, and what makes the whole a document. `entries` go into the
  // trailer.
  std::string finish(const std::vector<int>& images, std::string_view entries = "") {
    std::string shown;
    for (const int image : images) shown += fmt::format("/I{} {} 0 R", image, image);
    const int page = static_cast<int>(offsets_.size()) + 1;
    object(
        fmt::format("<</Type/Page/Parent {} 0 R/MediaBox[0 0 595 842]/Resources<</XObject<<{}>>"
                    ">>>>",
                    page + 1, shown));
    object(fmt::format("<</Type/Pages/Count 1/Kids[{} 0 R]>>", page));
    const int root = object(fmt::format("<</Type/Catalog/Pages {} 0 R>>", page + 1));
    const std::size_t start = pdf_.size();
    pdf_ += fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets_.size() + 1);
    for (const std::size_t offset : offsets_) pdf_ += fmt::format("{:010} 00000 n \n", offset);
    pdf_ += fmt::format("trailer\n<</Size {}/Root {} 0 R{}>>\nstartxref\n{}\n%%EOF\n",
                        offsets_.size() + 1, root, entries, start);
    return std::move(pdf_);
  }

 private:
  std::string pdf_;
  std::vector<std::size_t> offsets_;
};

// What the tests draw with: the entries of an image, whose data need not be one.
inline constexpr std::string_view kJpegEntries =
    "/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
    "/Filter/DCTDecode";
inline constexpr std::string_view kFaxEntries =
    "/Type/XObject/Subtype/Image/Width 2480/Height 10/ColorSpace/DeviceGray/BitsPerComponent 1"
    "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2480/Rows 10>>";

}  // namespace kho::test
