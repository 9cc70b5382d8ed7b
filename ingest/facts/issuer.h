// ingest/facts/issuer.h - Who issued a paper: the agencies printed in its head.
//
// NĐ 30/2020, annex I: the agency that issues, in bold, below the agency that it belongs to. Names
// run over several lines; a line that begins like no agency goes on with the one above it.
//
// Pure; linear in the head.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ingest/facts/facts.h"
#include "ingest/facts/head.h"

namespace kho::ingest {

struct Issuer {
  std::optional<Fact> agency;
  std::optional<Fact> parent;
};

// The agencies in the cells before `cells_end`, where the title is.
[[nodiscard]] Issuer find_issuer(const Head& head, std::size_t cells_end);

// The same from lines of `page`, which are those above a number.
[[nodiscard]] Issuer issuer_of_lines(const PageText& page, const std::vector<Span>& lines);

}  // namespace kho::ingest
