// warehouse/catalogue_reader.h - The catalogue as it was at one moment, to be read page by page.
//
// Pages are in the order of the codes' normal forms and begin behind `after`; empty: at the front.
//
// Thread safety: thread-confined, and short-lived: it holds a snapshot. Errors: store::Error.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/tables.h"
#include "warehouse/catalogue.h"

namespace kho::warehouse {

template <typename Record>
struct CataloguePage {
  std::vector<Record> records;
  bool more = false;
};

class CatalogueReader {
 public:
  explicit CatalogueReader(std::unique_ptr<store::Snapshot> tables) : tables_(std::move(tables)) {}

  [[nodiscard]] CataloguePage<Agency> agencies(const std::string& after, std::size_t limit) const;
  [[nodiscard]] CataloguePage<ComponentType> types(const std::string& after,
                                                   std::size_t limit) const;
  // Of each procedure the version that came last.
  [[nodiscard]] CataloguePage<Procedure> procedures(const std::optional<ProcedureCode>& after,
                                                    std::size_t limit) const;

  // `code` in either form.
  [[nodiscard]] std::optional<Agency> agency(const std::string& code) const;
  [[nodiscard]] std::optional<ComponentType> type(const std::string& code) const;
  // Every version, the earliest first; of a bare stem those of all its local variants.
  [[nodiscard]] std::vector<Procedure> versions(const ProcedureCode& code) const;

 private:
  std::unique_ptr<store::Snapshot> tables_;
};

}  // namespace kho::warehouse
