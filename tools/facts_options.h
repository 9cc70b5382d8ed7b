// tools/facts_options.h - What a command line says of a paper, as metadata of the interface.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "api/json.h"

namespace kho::tools {

// Options that deposits and corrections share.
struct FactsOptions {
  std::string type, meta;
  std::string number, issue_date, valid_to, subject, location;
  bool indefinite = false;

  // They must outlive `command`.
  void add_to(CLI::App& command);
  // What stands on the command line comes before what stands in the file of --meta. Throws
  // CommandError kRefused metadata_invalid.
  [[nodiscard]] api::Json metadata() const;
};

}  // namespace kho::tools
