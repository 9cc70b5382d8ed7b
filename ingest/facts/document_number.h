// ingest/facts/document_number.h - Số, ký hiệu: the number that a paper has of its own.
//
//   12/QĐ-UBND  38/2022/NĐ-CP  52/GCNĐĐK-SCT  01/2023/HĐNT     official papers, contracts
//   5299101378  5299101378-001                                 registration certificates
//   16E8002417  QH0318842  CK 918204                           serial numbers
// In normal form: no blanks within, Đ for Ð and for a D that lost its stroke in an abbreviation
// that has no other reading (QD, ND-CP), digits for the letters that OCR put in their place.
//
// Pure; linear in the head.
#pragma once

#include <optional>
#include <span>

#include "ingest/facts/document_type.h"
#include "ingest/facts/facts.h"
#include "ingest/facts/head.h"

namespace kho::ingest {

// The number behind "Số:" in the head, or the code that stands for it on a paper of this type.
[[nodiscard]] std::optional<Fact> find_number(std::span<const PageText> pages, const Head& head,
                                              const std::optional<Title>& title);

// The number in `line` where that begins with its label.
[[nodiscard]] std::optional<Fact> number_in_line(const PageText& page, Span line);

}  // namespace kho::ingest
