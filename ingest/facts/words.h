// ingest/facts/words.h - Words of a page compared with words that a rule knows, OCR errors allowed.
//
// Known words are plain and small: "ngay", "so". Pure functions; time is the product of the two
// lengths, and what a rule knows is short.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/facts/facts.h"
#include "ingest/facts/page_text.h"

namespace kho::ingest {

// At most `errors_max` letters are missing, too many or different.
[[nodiscard]] bool is_near(std::string_view text, std::string_view known, std::size_t errors_max);

// Where `known` stands in `text`, a line, with at most `errors_max` errors; the best place.
[[nodiscard]] std::optional<Span> find_near(std::string_view text, std::string_view known,
                                            std::size_t errors_max);

// The letters and digits of `text` alone, small: "Q U Y Ế T" in plain() becomes "quyet".
[[nodiscard]] std::string squeezed(std::string_view text);

// True where the tokens from `token` on are exactly the words of `phrase`, which one blank parts.
[[nodiscard]] bool has_phrase(const PageText& page, std::size_t token, std::string_view phrase);

// How many tokens `phrase` is.
[[nodiscard]] std::size_t phrase_tokens(std::string_view phrase);

// True where `line` begins with the words of one of `phrases`.
[[nodiscard]] bool begins_with(const PageText& page, Span line,
                               std::initializer_list<std::string_view> phrases);

// A fact that stands in `parts`, one or more, none of them empty.
[[nodiscard]] Fact make_fact(const PageText& page, const std::vector<Span>& parts,
                             std::string value, double confidence);

}  // namespace kho::ingest
