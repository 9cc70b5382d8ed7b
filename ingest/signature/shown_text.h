// ingest/signature/shown_text.h - Texts of a certificate in a form that may be shown and stored.
//
// Vietnamese authorities write personal numbers into the subjects of certificates ("UID=CCCD:...").
// Nothing that leaves this folder holds one. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

// `text` up to its first byte that is not UTF-8, with a blank for each control character, at most
// 256 bytes, and every run of nine digits or more masked but for its last three. Single blanks,
// dots and hyphens between digits do not end a run.
[[nodiscard]] std::string shown_text(std::string_view text);

// The number in the value of a subject attribute that holds one: "CCCD:015085001234",
// "PNOVN-015085001234" (ETSI EN 319 412-1), or the number alone.
[[nodiscard]] Identification shown_identification(std::string_view value);

}  // namespace kho::ingest
