// api/json_audit.h - The JSON of the audit: keys, proofs, entries of the log, reports.
//
// docs/format/audit.md describes it, for proofs are kept and verified by others.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/json.h"
#include "warehouse/audit_check.h"
#include "warehouse/log_page.h"
#include "warehouse/log_proof.h"
#include "warehouse/signing_key.h"

namespace kho::api {

// A JWK set (RFC 7517) with the same keys as PEM; the one that signs comes first.
[[nodiscard]] Json keys_json(const std::vector<warehouse::PublicKey>& keys);
[[nodiscard]] Json to_json(const warehouse::LogProof& proof);
[[nodiscard]] Json to_json(const warehouse::ConsistencyProof& proof);
// An entry of the log: what it says by opaque ids, and its bytes.
[[nodiscard]] Json to_json(const warehouse::LogPage::Entry& entry);
[[nodiscard]] Json to_json(const warehouse::LogPage& page);
[[nodiscard]] Json to_json(const warehouse::AuditReport& report);

// nullopt for what is no proof as to_json() writes it.
[[nodiscard]] std::optional<warehouse::LogProof> log_proof_from(std::string_view text);
// Throws warehouse::Error kJobInvalid.
[[nodiscard]] warehouse::AuditOrder audit_order_from(const Json& json);

}  // namespace kho::api
