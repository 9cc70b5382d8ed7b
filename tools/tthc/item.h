// tools/tthc/item.h - What one item of a procedure's list is: a paper, or not, and why not.
//
// The portal's items are free text. An item is read by itself; what stands around it is for the
// catalogue (tools/tthc/catalogue.h). Immutable functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/tthc/text.h"

namespace kho::tthc {

enum class Outcome {
  kPaper,
  kOr,           // "hoặc" alone, between two items.
  kPunctuation,  // No letter in it.
  kProse,        // Explains, excepts, advises.
  kAsks,         // Prose that seems to ask for a paper, but not in words that could be taken.
  kHeading,      // Announces the items behind it.
  kQuantity,     // How many sets to hand in.
  kFragment,     // A piece of a torn sentence.
  kTooLong,      // No name has so many bytes.
  kDuplicate,    // Stands in the same procedure before; said by the catalogue, not by the item.
};
// Stable; what reports call them.
inline constexpr std::array<std::pair<Outcome, std::string_view>, 10> kOutcomeNames{
    {{Outcome::kPaper, "paper"},
     {Outcome::kOr, "or_alone"},
     {Outcome::kPunctuation, "punctuation"},
     {Outcome::kProse, "prose"},
     {Outcome::kAsks, "prose_that_asks"},
     {Outcome::kHeading, "heading"},
     {Outcome::kQuantity, "quantity"},
     {Outcome::kFragment, "fragment"},
     {Outcome::kTooLong, "too_long"},
     {Outcome::kDuplicate, "duplicate"}}};

struct Item {
  Outcome outcome = Outcome::kPaper;
  bool joined = false;       // Begins with "hoặc": an alternative to the item before it.
  Text name;                 // As officers read it.
  std::vector<Text> papers;  // Alternatives; what they are called whatever their form.
  std::string form;          // As in a catalogue file; empty: not said, or several.
  bool required = true;
  std::vector<std::string_view> doubts;  // Stable names of what a person should look at.
};

[[nodiscard]] Item read_item(const std::string& utf8);

// Applications, declarations, requests, notices, reports, undertakings: written for one dossier.
// `name` is in small letters.
[[nodiscard]] bool written_for_one_dossier(TextView name);

}  // namespace kho::tthc
