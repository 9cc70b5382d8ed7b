// ingest/facts/vocabulary.h - The words by which agencies, positions and persons are known.
//
// Data, in plain small letters. Pure functions.
#pragma once

#include <cstddef>
#include <string_view>

#include "ingest/facts/page_text.h"

namespace kho::ingest {

// "SỞ", "ỦY BAN NHÂN DÂN", "CÔNG TY": the first words of the name of an agency or organisation.
[[nodiscard]] bool begins_agency(const PageText& page, Span line);

// "KT. GIÁM ĐỐC", "PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN": a line, in capitals, of who signs as what.
[[nodiscard]] bool is_position(const PageText& page, Span line);

// The first word of a Vietnamese name: "nguyen".
[[nodiscard]] bool is_family_name(std::string_view plain_lower);

// "Thượng tá", "GS.TS.", "Ông": stands before a name and is no part of it. The number of tokens
// that it takes at `token`, 0 where none stands there.
[[nodiscard]] std::size_t rank_tokens(const PageText& page, std::size_t token, std::size_t end);

}  // namespace kho::ingest
