// tools/import/exporter.h - Papers leave the warehouse as a bag that kho import --bag takes in.
//
// Each paper with its current file, its metadata as POST /v1/components takes them, owner key in
// clear, and its whole record. Papers are found through the search, so the index must be whole and
// up to date; their number is compared with what the warehouse says it has.
//
// Thread-confined. Errors: CommandError export_incomplete, owner_key_is_alias, and those of the
// warehouse; std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tools/import/bag_writer.h"
#include "tools/import/deposit.h"
#include "tools/import/owner_book.h"

namespace kho::tools {

struct ExportCounts {
  std::uint64_t papers = 0;
  std::uint64_t damaged = 0;        // Their files are: left out.
  std::uint64_t without_owner = 0;  // Whose key is not known here: left out.
};

struct ExportSurroundings {
  Ask ask;
  // Waits so long; false: it is time to stop.
  std::function<bool(std::chrono::milliseconds)> pause;
  std::function<void(const std::string& component, const CommandError&)> report;
  std::function<void(std::uint64_t done, std::uint64_t to_do)> progress;
};

class Exporter {
 public:
  Exporter(BagWriter& bag, ExportSurroundings around) : bag_(bag), around_(std::move(around)) {}

  // Each: false where it was stopped.
  bool owner(const std::string& key);
  bool dossier(const std::string& code);
  bool everything(const OwnerBook& owners);

  [[nodiscard]] const ExportCounts& counts() const { return counts_; }

 private:
  using OwnerOf = std::function<std::optional<OwnerOnExport>(const api::Json& component)>;

  bool found(const api::Json& filter, const OwnerOf& owner_of);
  bool wait_for_index();
  void take(const api::Json& component, const OwnerOf& owner_of);
  void write(const api::Json& component, const OwnerOnExport& owner);

  BagWriter& bag_;
  const ExportSurroundings around_;
  ExportCounts counts_;
};

// What POST /v1/components takes, from what GET /v1/components/{id} shows.
[[nodiscard]] api::Json metadata_of(const api::Json& component, const OwnerOnExport& owner);

}  // namespace kho::tools
