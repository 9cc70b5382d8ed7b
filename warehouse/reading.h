// warehouse/reading.h - A file that waits to be read: its text, what it says, its signatures.
//
//   waiting ──> read, and gone from the queue
//      │  ^
//      v  │ due again, later each time
//   failed in a way that may pass ──> quarantined after kReadingAttemptsMax, until somebody asks
//
// Plain value. Belongs to the bytes, not to a component.
#pragma once

#include <cstdint>
#include <string>

#include "store/change_log.h"
#include "warehouse/names.h"

namespace kho::warehouse {

struct Reading {
  // Numbers are on disk.
  enum class State { kWaiting = 0, kDelayed = 1, kQuarantined = 2 };
  enum class Priority { kAsked = 0, kDeposited = 1, kImported = 2 };  // The first are read first.
  // What is wanted of it.
  enum class Extent {
    kAsSet = 0,           // As the warehouse is set: one of the next three.
    kOwnText = 1,         // The text that the file holds itself.
    kOcrWhereNeeded = 2,  // On pages without text of their own, or with one that makes no sense.
    kOcrAlways = 3,       // On every page; what is recognised takes the place of the file's text.
    kSignatures = 4,      // What its signatures are worth by now; the text stays.
  };
  State state = State::kWaiting;
  Priority priority = Priority::kDeposited;
  store::Position position = 0;  // In the log, of what brought it.
  std::uint32_t attempts = 0;    // That failed.
  std::int64_t due_ms = 0;       // Of a delayed one: not before.
  std::string failure = {};      // Of the last attempt: ingest::failure_name().
  Extent extent = Extent::kAsSet;

  friend bool operator==(const Reading&, const Reading&) = default;
};
inline constexpr NameTable<Reading::State, 3> kReadingStateNames{
    {{Reading::State::kWaiting, "waiting"},
     {Reading::State::kDelayed, "delayed"},
     {Reading::State::kQuarantined, "quarantined"}}};
inline constexpr NameTable<Reading::Priority, 3> kReadingPriorityNames{
    {{Reading::Priority::kAsked, "asked"},
     {Reading::Priority::kDeposited, "deposited"},
     {Reading::Priority::kImported, "imported"}}};
inline constexpr NameTable<Reading::Extent, 5> kReadingExtentNames{
    {{Reading::Extent::kAsSet, "as_set"},
     {Reading::Extent::kOwnText, "off"},
     {Reading::Extent::kOcrWhereNeeded, "auto"},
     {Reading::Extent::kOcrAlways, "always"},
     {Reading::Extent::kSignatures, "signatures"}}};
// What may be said of OCR in an order.
inline constexpr NameTable<Reading::Extent, 3> kOcrNames{
    {{Reading::Extent::kOcrWhereNeeded, "auto"},
     {Reading::Extent::kOwnText, "off"},
     {Reading::Extent::kOcrAlways, "always"}}};
inline constexpr std::uint32_t kReadingAttemptsMax = 3;

}  // namespace kho::warehouse
