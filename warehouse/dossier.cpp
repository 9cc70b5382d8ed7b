#include "warehouse/dossier.h"

#include <algorithm>
#include <vector>

namespace kho::warehouse {
namespace {

//   newly_registered ─> received ─> in_process ─> finished ─> returned
//          │               │            ∧ │
//          │               │            │ └──> supplement_asked, fee_due (and back)
//          └> refused      └> refused   │
//   and from every state that is not final: withdrawn, stopped
const std::vector<DossierState>& following(DossierState state) {
  using enum DossierState;
  static const std::vector<DossierState> none;
  static const std::vector<DossierState> registered{kReceived, kRefused, kWithdrawn, kStopped};
  static const std::vector<DossierState> received{kInProcess, kSupplementAsked, kFeeDue,
                                                  kRefused,   kWithdrawn,       kStopped};
  static const std::vector<DossierState> in_process{kSupplementAsked, kFeeDue,    kFinished,
                                                    kRefused,         kWithdrawn, kStopped};
  static const std::vector<DossierState> waiting{kReceived, kInProcess, kRefused, kWithdrawn,
                                                 kStopped};
  static const std::vector<DossierState> finished{kReturned};
  switch (state) {
    case kNewlyRegistered:
      return registered;
    case kReceived:
      return received;
    case kInProcess:
      return in_process;
    case kSupplementAsked:
    case kFeeDue:
      return waiting;
    case kFinished:
      return finished;
    case kRefused:
    case kWithdrawn:
    case kStopped:
    case kReturned:
      return none;
  }
  return none;
}

}  // namespace

bool may_follow(DossierState state, DossierState next) {
  return std::ranges::find(following(state), next) != following(state).end();
}

bool is_final(DossierState state) { return following(state).empty(); }

}  // namespace kho::warehouse
