// tests/ingest/hostile/pdf_parts.h - PDFs with one page, to which the harm is added.
//
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {

// Resources, and content that shows the text "Kho" with them.
inline constexpr std::string_view kHelvetica =
    "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
inline constexpr std::string_view kShowKho = "BT /F1 12 Tf 72 700 Td (Kho) Tj ET\n";

// A stream object with more than its length in its dictionary.
std::string pdf_stream_with(std::string_view entries, std::string_view data);

// A stream object that gives `piece`, so often, when it is inflated `layers` times (1 or more).
std::string pdf_flate_bomb(std::string_view piece, std::size_t times, int layers = 1);

// The objects of a document with one page: 1 catalogue, 2 page tree, 3 page, 4 `content`, which
// is a whole object, and `others` from 5 on.
std::vector<std::string> pdf_page_objects(std::string content, std::string_view resources,
                                          std::vector<std::string> others = {});

// A PDF of these.
std::string pdf_of_page(std::string content, std::string_view resources = kHelvetica,
                        std::vector<std::string> others = {});

// The same with more entries in the dictionaries of catalogue and page.
std::string pdf_of_entries(std::string_view catalogue, std::string_view page,
                           std::vector<std::string> others = {});

// `pdf`, as pdf_of_objects() makes it, with more entries in its trailer.
std::string pdf_with_trailer(std::string pdf, std::string_view entries);

}  // namespace kho::ingest
