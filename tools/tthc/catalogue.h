// tools/tthc/catalogue.h - From crawled procedures to the records of a catalogue file.
//
// Type codes come from the cleaned lower-case name of the paper, so a paper that is called the same
// in two procedures is one type, and a second run gives the same codes. Until forms were told apart
// from names, "Bản sao Giấy phép" was a type of its own: such codes stay in the file, as types
// whose successor is the paper without the words of its form. Thread-confined.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "tools/tthc/item.h"
#include "tools/tthc/report.h"

namespace kho::tthc {

class Catalogue {
 public:
  using Json = nlohmann::ordered_json;

  // One procedure as crawled. Throws std::exception for what has not that shape.
  void add(const Json& crawled, Report& report);
  // Every type first, then every procedure (docs/catalogue.md).
  void write(std::ostream& out) const;
  [[nodiscard]] std::string summary() const;

 private:
  // The code of the component type called `name`, adding it where it is new.
  std::string component_type(const Text& name);
  Json requirements(const std::string& procedure, const Json& parts, Report& report);
  Json results(const std::string& procedure, const std::string& crawled, Report& report);

  // The result types of the same name, by the code of a paper that is reusable.
  [[nodiscard]] std::map<std::string, std::vector<std::string>> issued_papers() const;

  std::map<std::string, Json> types_;         // By code.
  std::map<std::string, Text> folded_names_;  // Of component types; tells apart equal hashes.
  std::set<std::string> procedure_codes_;
  std::vector<Json> procedures_;
  std::size_t without_requirements_ = 0, or_groups_ = 0, renamed_results_ = 0;
};

}  // namespace kho::tthc
