// ingest/facts/document_type.h - What kind of paper it is, by its title, and what it is about.
//
// Codes: NĐ 30/2020, annex III; NĐ 34/2016 for normative papers. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "ingest/facts/facts.h"
#include "ingest/facts/head.h"

namespace kho::ingest {

struct Title {
  DocumentType type;
  std::size_t cell = 0;      // Of the head: its first line.
  std::size_t cell_end = 0;  // Behind its last line.
  Span rest;                 // What follows in its line: "LUẬT | PHÒNG CHÁY"; mostly empty.
  bool is_law = false;       // Luật, bộ luật, pháp lệnh: the subject is in capitals.
};

[[nodiscard]] std::optional<Title> find_title(const Head& head);

// The subject below `title`, or behind "V/v" in the head of a letter.
[[nodiscard]] std::optional<Fact> find_subject(const Head& head, const std::optional<Title>& title);

// A letter (công văn) has no title; "V/v" below its number shows it.
[[nodiscard]] std::optional<DocumentType> find_letter(const Head& head);

}  // namespace kho::ingest
