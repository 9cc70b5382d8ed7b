#include "tests/ingest/signature/signed_pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

constexpr std::string_view kRangePlace = "/ByteRange [0 0000000000 0000000000 0000000000]";

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return digits;
}

}  // namespace

SignedPdf::SignedPdf()
    : bytes_(pdf_of_objects({"<< /Type /Catalog /Pages 2 0 R >>",
                             "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"})),
      next_object_(4),
      table_offset_(bytes_.rfind("xref\n0")) {}

void SignedPdf::append(const std::vector<std::pair<std::size_t, std::string>>& objects) {
  std::string table = "xref\n";
  for (const auto& [number, object] : objects) {
    table += fmt::format("{} 1\n{:010} 00000 n \n", number, bytes_.size());
    bytes_ += fmt::format("{} 0 obj\n{}\nendobj\n", number, object);
    next_object_ = std::max(next_object_, number + 1);
  }
  const std::size_t previous = table_offset_;
  table_offset_ = bytes_.size();
  bytes_ +=
      table + fmt::format("trailer\n<< /Size {} /Root 1 0 R /Prev {} >>\nstartxref\n{}\n%%EOF\n",
                          next_object_, previous, table_offset_);
}

void SignedPdf::sign(const FieldOptions& field, const MakeContents& make_contents) {
  const std::size_t signature = next_object_;
  fields_ += fmt::format("{} 0 R ", signature + 1);
  append(
      {{signature, fmt::format("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /{} {} "
                               "/Contents <{}> {} >>",
                               field.sub_filter, kRangePlace,
                               std::string(2 * field.contents_bytes, '0'), field.further_entries)},
       {signature + 1, fmt::format("<< /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /FT /Sig "
                                   "/T ({}) /V {} 0 R >>",
                                   field.name, signature)},
       {1, fmt::format("<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [{}] >> "
                       ">>",
                       fields_)}});
  const std::size_t gap_begin = bytes_.rfind("/Contents <") + 10;
  const std::size_t gap_end = gap_begin + 2 * field.contents_bytes + 2;
  bytes_.replace(bytes_.rfind(kRangePlace), kRangePlace.size(),
                 fmt::format("/ByteRange [0 {:010} {:010} {:010}]", gap_begin, gap_end,
                             bytes_.size() - gap_end));
  const std::string contents =
      hex(make_contents(bytes_.substr(0, gap_begin) + bytes_.substr(gap_end)));
  if (contents.size() > 2 * field.contents_bytes) std::abort();
  bytes_.replace(gap_begin + 1, contents.size(), contents);
}

void SignedPdf::sign(const FieldOptions& field, const Holder& signer,
                     const SigningOptions& options) {
  sign(field, [&](std::string_view bytes) { return sign_cms(bytes, signer, options); });
}

std::string replaced(std::string file, std::string_view from, std::string_view to) {
  const std::size_t at = file.find(from);
  if (at == std::string::npos) std::abort();
  return file.replace(at, from.size(), to);
}

std::string byte_range_in(const std::string& file) {
  const std::size_t begin = file.find('[', file.rfind("/ByteRange"));
  return file.substr(begin, file.find(']', begin) + 1 - begin);
}

}  // namespace kho::ingest
