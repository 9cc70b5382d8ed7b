// warehouse/token.h - A key to the warehouse for one system or person: what it may do, for how
// long.
//
// Plain values. The secret itself is shown once and kept nowhere; the warehouse knows its SHA-256.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// What its bearer is. Numbers are on disk. What each may do: docs/security.md.
enum class Role {
  kIntake = 1,   // An intake system (hệ thống một cửa): deposits, reuse, dossiers.
  kOfficer = 2,  // A person: the same, search and decisions.
  kAdmin = 3,    // Runs the warehouse, and sees no paper.
  kAuditor = 4,  // Log, accesses, reports; sees no paper.
};
inline constexpr NameTable<Role, 4> kRoleNames{{{Role::kIntake, "intake"},
                                                {Role::kOfficer, "officer"},
                                                {Role::kAdmin, "admin"},
                                                {Role::kAuditor, "auditor"}}};

// Such a one is made for an agency; the others may be.
[[nodiscard]] constexpr bool works_for_an_agency(Role role) {
  return role == Role::kIntake || role == Role::kOfficer;
}

struct Token {
  Uuid id;
  std::string name;  // For people: which system, whose.
  Role role = Role::kIntake;
  std::string agency;  // Code, whose dossiers it works on; empty only of kAdmin and kAuditor.
  // Names of the rights that it has of those of its role (api/access.h); empty: all of them.
  std::vector<std::string> scopes;
  std::string secret_sha256;  // 32 raw bytes.
  std::int64_t created_at_ms = 0;
  std::string created_by;
  std::int64_t expires_at_ms = 0;
  std::optional<std::int64_t> revoked_at_ms;
  std::string revoked_by;

  // Whether it opens anything at that time.
  [[nodiscard]] bool is_good(std::int64_t now_ms) const {
    return !revoked_at_ms && now_ms < expires_at_ms;
  }
};

}  // namespace kho::warehouse
