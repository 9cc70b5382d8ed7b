// warehouse/authorisation.h - That one owner may act for another, or use a paper of theirs.
//
// Plain values. One record serves both: a representative (người được uỷ quyền) who hands in a
// dossier for the principal, to whom all papers then belong; and somebody who uses another's paper
// with their consent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/date.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

struct AuthorisationEnd {
  std::int64_t at_ms = 0;
  std::string by;
  std::string why;
};

struct Authorisation {
  Uuid id;
  Uuid principal;                       // Whose right it is: the owner of the papers.
  Uuid agent;                           // Who may use it.
  std::vector<std::string> types;       // Component type codes; empty: all.
  std::vector<std::string> procedures;  // Stems; empty: all.
  Uuid evidence;                        // A component of the principal: the paper that says so.
  Date from{0};
  std::optional<Date> to;  // The last day; empty: as long as the evidence stands.
  std::string granted_by;  // The officer.
  std::int64_t granted_at_ms = 0;
  std::optional<AuthorisationEnd> revoked;
};
inline constexpr std::size_t kAuthorisationScopeMax = 100;  // Types, and procedures.

}  // namespace kho::warehouse
