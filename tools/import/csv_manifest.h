// tools/import/csv_manifest.h - A manifest as a spreadsheet writes it: a column a field.
//
// Columns are named as the metadata of POST /v1/components, flat: validity_from, validity_to,
// indefinite, conversion_by, conversion_on, conversion_signature. An empty cell says nothing.
//
// Thread-confined. Errors: CommandError manifest_invalid for a header that cannot be used.
#pragma once

#include "tools/import/csv_reader.h"
#include "tools/import/manifest.h"

namespace kho::tools {

class CsvManifest : public LineSource {
 public:
  CsvManifest(const std::filesystem::path& file, api::Json defaults);
  std::optional<Item> next() override;
  [[nodiscard]] double share_read() const override { return reader_.share_read(); }

 private:
  [[nodiscard]] ImportLine line_from(const CsvReader::Record& record) const;

  CsvReader reader_;
  const api::Json defaults_;
  std::vector<std::string> columns_;
};

}  // namespace kho::tools
