// warehouse/access.h - Who looked at what, for which dossier, and why. Plain value.
//
// Every view is kept with them (NĐ 13/2023/NĐ-CP; Luật An toàn thông tin mạng): the owner of a
// paper may ask who saw it. None of the texts may hold a personal number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/names.h"
#include "warehouse/token.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// Whom a token let in.
struct Bearer {
  Role role = Role::kIntake;
  std::string agency;  // Whose dossiers it works on.
};

// Who asks, on what occasion. All may be empty: what is not said is recorded as not said.
struct Purpose {
  std::string by;       // Account of the officer or system.
  std::string dossier;  // Code of the dossier in hand.
  std::string why;
  // Asks for a paper that the dossier in hand does not open, and says why: that is allowed to
  // officers, and shown to auditors.
  bool breaks_glass = false;
  std::optional<Bearer> bearer = {};  // Absent: whoever has the warehouse's directory.
};

// In normal form. Throws Error kMetadataInvalid for a text that is too long or holds a personal
// number, those of `owner_keys` in particular, and as parse_dossier_code().
[[nodiscard]] Purpose checked(const Purpose& purpose, const std::vector<std::string>& owner_keys);

struct Access {
  // Numbers are on disk.
  enum class Action {
    kRecordViewed = 1,
    kContentRead = 2,
    kReuseAsked = 3,
    kExported = 4,
    kSearched = 5,
    kOwnerLookedUp = 6,
    kAccessesViewed = 7,  // Who looked at the owner's papers.
  };
  Action action = Action::kRecordViewed;
  std::int64_t at_ms = 0;
  std::optional<Uuid> owner;      // Whose papers; absent of a search, and where nobody is known.
  std::optional<Uuid> component;  // Which of them, where it is one.
  std::optional<Uuid> query;      // The reuse query that it was.
  Purpose purpose;
  std::string agency = {};  // Of the token; empty: whoever has the directory, and in older records.
};
inline constexpr NameTable<Access::Action, 7> kAccessActionNames{
    {{Access::Action::kRecordViewed, "record_viewed"},
     {Access::Action::kContentRead, "content_read"},
     {Access::Action::kReuseAsked, "reuse_asked"},
     {Access::Action::kExported, "exported"},
     {Access::Action::kSearched, "searched"},
     {Access::Action::kOwnerLookedUp, "owner_looked_up"},
     {Access::Action::kAccessesViewed, "accesses_viewed"}}};

}  // namespace kho::warehouse
