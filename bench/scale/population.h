// bench/scale/population.h - The papers and owners of a generated warehouse, each by its number.
//
// All invented. Numbers count on without end, so a warehouse can be grown: of every 100 owners one
// has 200 papers and 99 have 10. A paper's file is a few lines of text, as payloads are not what is
// measured; its record has what a desk records. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/extraction.h"
#include "warehouse/catalogue.h"
#include "warehouse/component.h"

namespace kho::scale {

inline constexpr std::uint64_t kManyPapers = 200;
inline constexpr std::uint64_t kFewPapers = 10;
inline constexpr std::uint64_t kOwnersInBlock = 100;
inline constexpr std::uint64_t kPapersInBlock = kManyPapers + (kOwnersInBlock - 1) * kFewPapers;
// Papers came from this moment on, one a second.
inline constexpr std::int64_t kFirstMs = 1767200400000;  // 2026-01-01 in Vietnam
inline constexpr const char* kProcedure = "2.001646";

inline constexpr int kTypes = 60;
[[nodiscard]] std::string type_code(int number);  // 0..kTypes - 1

// These types, and a procedure that asks for six papers: one an OR-group with an AND-group inside,
// one bound to a site, one a third party's.
[[nodiscard]] warehouse::Catalogue catalogue();

// Who has paper `number`; the first owner of each block has many.
[[nodiscard]] std::uint64_t owner_of_paper(std::uint64_t number);
[[nodiscard]] std::uint64_t first_paper_of(std::uint64_t owner);
[[nodiscard]] bool has_many(std::uint64_t owner);

// A personal number that passes its check and is nobody's on purpose.
[[nodiscard]] std::string owner_key(std::uint64_t owner);
[[nodiscard]] std::string owner_name(std::uint64_t owner);
// As ids look that are made one after the other: a time, and the rest at random.
[[nodiscard]] warehouse::Uuid owner_id(std::uint64_t owner);
[[nodiscard]] warehouse::Uuid component_id(std::uint64_t number);
[[nodiscard]] std::int64_t deposited_ms(std::uint64_t number);

[[nodiscard]] warehouse::Facts facts(std::uint64_t number);
// What stands in the file of a paper, some 300 bytes of UTF-8.
[[nodiscard]] std::string file_text(std::uint64_t number);
// What reading that file comes to.
[[nodiscard]] ingest::Extraction extraction_of(std::string text);

}  // namespace kho::scale
