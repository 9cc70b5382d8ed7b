// tests/ingest/signature/signed_pdf.h - PDFs that are signed, revision by revision, by the test.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/ingest/signature/signing.h"

namespace kho::ingest {

struct FieldOptions {
  std::string name = "ChuKy1";
  std::string sub_filter = "ETSI.CAdES.detached";
  std::size_t contents_bytes = 12000;  // Room for the CMS; the rest is zeros.
  std::string further_entries = {};    // In the signature dictionary.
};

class SignedPdf {
 public:
  // One page, not signed.
  SignedPdf();

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  // From the bytes of the file that are signed to what is written into Contents.
  using MakeContents = std::function<std::string(std::string_view signed_bytes)>;

  // Appends a revision with a signature field and its signature.
  void sign(const FieldOptions& field, const MakeContents& make_contents);
  void sign(const FieldOptions& field, const Holder& signer, const SigningOptions& options = {});

  // Appends a revision in which these objects are new or other ones.
  void append(const std::vector<std::pair<std::size_t, std::string>>& objects);

  // The number that the next new object gets.
  [[nodiscard]] std::size_t next_object() const { return next_object_; }

 private:
  std::string bytes_;
  std::size_t next_object_;
  std::size_t table_offset_;
  std::string fields_;
};

// `file` with the first `from` replaced by `to`; ends the program where there is none.
std::string replaced(std::string file, std::string_view from, std::string_view to);

// The file's only, or last, ByteRange as it is written, brackets included.
std::string byte_range_in(const std::string& file);

}  // namespace kho::ingest
