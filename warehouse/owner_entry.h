// warehouse/owner_entry.h - The owner that a deposit or a dossier names, made where there is none.
#pragma once

#include <optional>
#include <string>

#include "store/transaction.h"
#include "warehouse/error.h"
#include "warehouse/owner_key.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// In normal form; may be empty. Throws Error kMetadataInvalid.
[[nodiscard]] std::string normal_owner_name(const std::string& name);

struct OwnerNaming {
  OwnerKey key;
  std::string key_typed;
  std::string name = {};               // In normal form; may be empty.
  std::optional<Uuid> component = {};  // Deposited with it: another name is kept as seen there.
};

struct OwnerEntry {
  Uuid id;
  bool created = false;
};
// `fresh` is the id of an owner to be made. Warns where the owner is known by another name. Inside
// a commit. Throws Error kOwnerAmbiguous, kOwnerKeyInvalid.
OwnerEntry enter_owner(store::Transaction& transaction, const OwnerNaming& naming,
                       const Uuid& fresh, std::int64_t now_ms, Warnings& warnings);

}  // namespace kho::warehouse
