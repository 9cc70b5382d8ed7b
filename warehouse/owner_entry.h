// warehouse/owner_entry.h - The owner that a deposit or a dossier names, made where there is none.
#pragma once

#include <string>

#include "store/transaction.h"
#include "warehouse/environment.h"
#include "warehouse/error.h"
#include "warehouse/owner_key.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// In normal form; may be empty. Throws Error kMetadataInvalid.
[[nodiscard]] std::string normal_owner_name(const std::string& name);

struct OwnerEntry {
  Uuid id;
  bool created = false;
};
// `name` in normal form or empty; `fresh` is the id of an owner to be made. Warns where the owner
// is known by another name. Inside a commit.
OwnerEntry enter_owner(store::Transaction& transaction, const OwnerKey& key,
                       const std::string& name, const Uuid& fresh, std::int64_t now_ms,
                       Warnings& warnings);

}  // namespace kho::warehouse
