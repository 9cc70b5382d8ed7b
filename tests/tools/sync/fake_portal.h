// tests/tools/sync/fake_portal.h - A partner's system on 127.0.0.1 that answers as tests tell it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace kho::test {

// Thread-safe.
class FakePortal {
 public:
  enum class Behaviour {
    kNormal,   // Takes new dossiers at /create and known ones at /update.
    kError,    // 200 with error_code 7, and repeats the body as its message.
    kHttp500,  // Without JSON.
    kRubbish,  // 200 with something that is no JSON.
    kHangUp,   // Closes the connection instead of answering.
    kSlow,     // Never answers.
  };
  struct Received {
    std::string path;
    std::string authorisation;
    nlohmann::json body;
  };

  FakePortal();
  ~FakePortal();
  FakePortal(const FakePortal&) = delete;
  FakePortal& operator=(const FakePortal&) = delete;

  // What it does with the next requests; afterwards it is normal, or as `always` says.
  void script(std::deque<Behaviour> behaviours);
  void always(Behaviour behaviour);

  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT"
  [[nodiscard]] std::vector<Received> received() const;
  // The last that it took of each dossier, by its code.
  [[nodiscard]] std::map<std::string, nlohmann::json> known() const;
  // False: `deadline` passed before what it knows was as `enough` wants it.
  using Known = std::map<std::string, nlohmann::json>;
  [[nodiscard]] bool wait_for(const std::function<bool(const Known&)>& enough,
                              std::chrono::steady_clock::time_point deadline) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] inline const char* name_of(FakePortal::Behaviour behaviour) {
  switch (behaviour) {
    case FakePortal::Behaviour::kNormal:
      return "Normal";
    case FakePortal::Behaviour::kError:
      return "Error";
    case FakePortal::Behaviour::kHttp500:
      return "Http500";
    case FakePortal::Behaviour::kRubbish:
      return "Rubbish";
    case FakePortal::Behaviour::kHangUp:
      return "HangUp";
    case FakePortal::Behaviour::kSlow:
      return "Slow";
  }
  return "";
}
inline void PrintTo(FakePortal::Behaviour behaviour, std::ostream* out) {
  *out << name_of(behaviour);
}

}  // namespace kho::test
