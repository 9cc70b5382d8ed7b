// warehouse/dossier.h - One application: what was asked, what was handed in, what came of it.
//
// Plain values. States and their numbers are those by which provincial systems tell the national
// portal; which may follow which is drawn in dossier.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/date.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

enum class DossierState {
  kNewlyRegistered = 1,
  kReceived = 2,
  kRefused = 3,
  kInProcess = 4,
  kSupplementAsked = 5,
  kFeeDue = 6,
  kWithdrawn = 7,
  kStopped = 8,
  kFinished = 9,
  kReturned = 10,
};
inline constexpr NameTable<DossierState, 10> kDossierStateNames{
    {{DossierState::kNewlyRegistered, "newly_registered"},
     {DossierState::kReceived, "received"},
     {DossierState::kRefused, "refused"},
     {DossierState::kInProcess, "in_process"},
     {DossierState::kSupplementAsked, "supplement_asked"},
     {DossierState::kFeeDue, "fee_due"},
     {DossierState::kWithdrawn, "withdrawn"},
     {DossierState::kStopped, "stopped"},
     {DossierState::kFinished, "finished"},
     {DossierState::kReturned, "returned"}}};
[[nodiscard]] bool may_follow(DossierState state, DossierState next);
// Nothing is handed in or issued any more.
[[nodiscard]] bool is_final(DossierState state);

enum class Channel { kDesk = 1, kOnline = 2, kPost = 3 };
inline constexpr NameTable<Channel, 3> kChannelNames{
    {{Channel::kDesk, "desk"}, {Channel::kOnline, "online"}, {Channel::kPost, "post"}}};

// As what the official named acted.
enum class Duty { kIntake = 1, kSpecialist = 2, kSigner = 3, kClerk = 4 };
inline constexpr NameTable<Duty, 4> kDutyNames{{{Duty::kIntake, "intake"},
                                                {Duty::kSpecialist, "specialist"},
                                                {Duty::kSigner, "signer"},
                                                {Duty::kClerk, "clerk"}}};

// Every step names the official who answers for it.
struct Step {
  DossierState state = DossierState::kReceived;
  std::int64_t at_ms = 0;
  std::string by;
  Duty duty = Duty::kIntake;
  std::string note;
};

// How a requirement was met.
enum class Source {
  kDigitised = 1,        // Scanned or uploaded for this dossier.
  kReusedComponent = 2,  // Held already.
  kReusedResult = 3,     // Held already, as the result of a procedure.
  kReference = 4,        // Shared by a national database: nothing is copied.
};
inline constexpr NameTable<Source, 4> kSourceNames{{{Source::kDigitised, "digitised"},
                                                    {Source::kReusedComponent, "reused_component"},
                                                    {Source::kReusedResult, "reused_result"},
                                                    {Source::kReference, "reference"}}};

struct Attachment {
  std::string requirement;  // Code within the procedure; empty where it answers to none.
  Source source = Source::kDigitised;
  std::optional<Uuid> component;  // Absent exactly of a reference.
  std::uint32_t version = 0;      // Of the component.
  std::optional<Uuid> receipt;    // Of a reuse.
  std::string database;           // Of a reference: which one...
  std::string reference;          // ...and its own name for the paper.
  std::string by;
  std::int64_t at_ms = 0;
};

// What the dossier must be told of a component that it reused.
struct Notice {
  enum class What { kRevoked = 1, kSuperseded = 2, kRejected = 3, kFileDamaged = 4 };
  What what = What::kRevoked;
  Uuid component;
  std::int64_t at_ms = 0;
};
inline constexpr NameTable<Notice::What, 4> kNoticeNames{
    {{Notice::What::kRevoked, "revoked"},
     {Notice::What::kSuperseded, "superseded"},
     {Notice::What::kRejected, "rejected"},
     {Notice::What::kFileDamaged, "file_damaged"}}};

struct Dossier {
  Uuid id;
  std::string code;              // Normal form (warehouse/dossier_code.h).
  std::string procedure;         // The version in force at reception is pinned: its full code...
  Date procedure_valid_from{0};  // ...and its first day.
  std::string agency;            // That received it; normal form.
  Date received_on{0};
  std::optional<Date> due;
  Channel channel = Channel::kDesk;
  Uuid owner;                         // The applicant; of a representative, the principal...
  std::string owner_name;             // ...as the application gives it; may be empty.
  std::optional<Uuid> submitter;      // Who stood at the counter, where it is not the owner.
  std::optional<Uuid> authorisation;  // That let the submitter act.
  std::string location;               // The place that it concerns, if any.
  std::vector<Step> steps;            // At least one; the last tells the state.
  std::vector<Attachment> attachments;
  std::vector<Uuid> verification_results;
  std::vector<Uuid> results;
  std::vector<Notice> notices;

  [[nodiscard]] DossierState state() const { return steps.back().state; }
};
inline constexpr std::size_t kStepsMax = 1000;        // Of one dossier...
inline constexpr std::size_t kAttachmentsMax = 1000;  // ...and of each of its other lists.

}  // namespace kho::warehouse
