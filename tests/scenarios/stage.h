// tests/scenarios/stage.h - A warehouse on which the steps of a scenario are played.
//
// A step is a JSON object whose first key says what is done and with what; how steps look:
// tests/scenarios/README.md. Labels stand for ids, names of the catalogue's `people` for owner
// keys. The clock goes on by a minute at every step.
//
// Thread-confined. Errors: warehouse::Error for what the warehouse refuses; std::invalid_argument
// for a step that is written wrongly; NotPlayedYet.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/warehouse/fixtures.h"
#include "warehouse/warehouse.h"

namespace kho::scenarios {

using Json = nlohmann::ordered_json;
using warehouse::Uuid;

class Fields;

class Stage {
 public:
  // `catalogue` as in catalogue.json; `defaults`: what steps of a kind do not say, by kind.
  Stage(const Json& catalogue, const Json& defaults);

  // Does the step. What came of it: a member for each thing that a step may state as expected.
  Json play(const Json& step);

 private:
  void open();
  Json play(const std::string& kind, Fields& fields);
  Json deposit(Fields& fields);
  Json correct(Fields& fields);
  void authorise(Fields& fields);
  Json supersede(Fields& fields);
  Json hold(Fields& fields);
  Json destroy(Fields& fields);
  Json damage(Fields& fields);
  Json open_dossier(Fields& fields);
  Json refer(Fields& fields);
  Json ask(Fields& fields);
  Json decide(Fields& fields, bool accept);
  Json paper(const Uuid& id) const;
  Json dossier(const Uuid& id) const;

  warehouse::ReuseQuestion question(Fields& fields) const;
  std::string owner_key(const std::string& name) const;
  Uuid owner(const std::string& name);
  warehouse::Evidence evidence(Fields& fields) const;
  const Uuid& id(const std::string& label) const;
  std::string label(const Uuid& id) const;

  test::ScratchDirectory scratch_;
  warehouse::FixedClock clock_;
  warehouse::CountingRandom random_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  const Json defaults_;
  std::map<std::string, std::string> people_;
  std::map<std::string, Uuid> ids_;        // Of papers and dossiers, by label.
  std::map<std::string, Uuid> questions_;  // Recorded, by label.
  std::map<Uuid, Uuid> receipts_;          // The last one by component.
};

// "outcome: reason, reason (warning)", with what is empty left out.
[[nodiscard]] std::string verdict(warehouse::ReuseOutcome outcome,
                                  const std::vector<warehouse::Reason>& reasons,
                                  const std::vector<warehouse::Reason>& warnings);

}  // namespace kho::scenarios
