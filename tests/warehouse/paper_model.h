// tests/warehouse/paper_model.h - When a paper may be reused, told a second time.
//
// Written from the law and the desk's rules, not from warehouse/reuse.cpp: slow, plain, and for
// papers of one owner only. Plain values; immutable functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "warehouse/component.h"

namespace kho::warehouse::model {

struct Paper {
  Uuid id;
  Facts facts;
  std::string bytes;
  Signature signature = Signature::kUnchecked;
  Date deposited_on{0};
  bool revoked = false;
  bool superseded = false;
  std::optional<Date> superseded_since = {};
  bool held = false;
  bool damaged = false;
  bool destroyed = false;
};

struct Asked {
  std::string type;
  Date day{0};
  bool site_bound = false;
  std::string place;
};

// Why `paper` must not be used without a person looking at it; empty: nothing stands against it.
[[nodiscard]] std::string doubt(const Paper& paper, const std::vector<Paper>& all,
                                const Asked& asked);

}  // namespace kho::warehouse::model
