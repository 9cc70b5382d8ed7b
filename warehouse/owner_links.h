// warehouse/owner_links.h - Proves that aliases, merges and authorisations lead to owners.
//
// A part of warehouse/link_check.h. Errors: what is wrong goes to `found`; no number is printed.
#pragma once

#include <functional>
#include <string>

#include "store/tables.h"

namespace kho::warehouse {

struct OwnerLinkFinding {
  bool damage = false;  // A record cannot be read.
  std::string text;
};

// False: `stopped` said so before the end.
bool check_owner_links(const store::TableReader& tables, const std::function<bool()>& stopped,
                       const std::function<void(const OwnerLinkFinding&)>& found);

}  // namespace kho::warehouse
