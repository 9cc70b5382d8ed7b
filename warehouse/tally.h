// warehouse/tally.h - What is counted for the indicators (QĐ 766/QĐ-TTg), and of which dossiers.
//
// Plain values. What each count means is written out for people in docs/reports.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "warehouse/date.h"

namespace kho::warehouse {

// Of the dossiers received, how many...
struct Counters {
  std::uint64_t received = 0;
  std::uint64_t electronic_result = 0;  // ...have a result as a file;
  std::uint64_t digitised = 0;          // ...have both a component and a result as files;
  std::uint64_t reused = 0;             // ...reused at least one component or result;
  std::uint64_t shared_database = 0;    // ...took a component from a shared database.

  Counters& operator+=(const Counters& other);
  Counters& operator-=(const Counters& other);
  friend bool operator==(const Counters&, const Counters&) = default;
};

// Each is reported as a count and as a share of `received`. The names stand in JSON and CSV.
struct Indicator {
  std::string_view name;
  std::uint64_t Counters::*count;
};
inline constexpr std::array<Indicator, 4> kIndicators{
    {{"electronic_result", &Counters::electronic_result},
     {"digitised", &Counters::digitised},
     {"reused", &Counters::reused},
     {"shared_database", &Counters::shared_database}}};

inline Counters& Counters::operator+=(const Counters& other) {
  received += other.received;
  for (const Indicator& each : kIndicators) this->*each.count += other.*each.count;
  return *this;
}

inline Counters& Counters::operator-=(const Counters& other) {
  received -= other.received;
  for (const Indicator& each : kIndicators) this->*each.count -= other.*each.count;
  return *this;
}

// What is known of one dossier.
struct TallyMark {
  std::string agency;
  std::string procedure;  // National stem; the whole code where it has none.
  Date received_on{0};
  bool received = false;  // False while it is only registered. Never taken back.
  bool component_file = false;
  bool result_file = false;
  bool reused = false;
  bool shared_database = false;

  [[nodiscard]] Counters counted() const {
    if (!received) return {};
    return {1, result_file, component_file && result_file, reused, shared_database};
  }
};

}  // namespace kho::warehouse
