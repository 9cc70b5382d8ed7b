// ingest/facts/head.h - The head of a paper, cut into cells: what stands above its first sentence.
//
// NĐ 30/2020, annex I: agencies upper left, nation and motto upper right, số/ký hiệu below the
// one, place and date below the other, then the title and what it is about. A line of the text may
// hold a piece of both columns, so it is cut where the known things stand in it.
//
// Pure; linear in the text of the head.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ingest/facts/date_reading.h"
#include "ingest/facts/page_text.h"

namespace kho::ingest {

// "Yên Bái, ngày 05 tháng 6 năm 2023" where it stands by itself.
struct PlaceAndDate {
  std::optional<Span> place;
  DateReading date;
  Span span;  // Both.
};

// The one that stands in `line`; behind other words only where they are a subject beside it
// ("V/v").
[[nodiscard]] std::optional<PlaceAndDate> find_place_and_date(const PageText& page, Span line);

struct Cell {
  enum class Kind {
    kBlank,      // A blank line, or a ruled one.
    kNation,     // CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    kMotto,      // Độc lập - Tự do - Hạnh phúc
    kDate,       // See find_place_and_date().
    kFurniture,  // Page numbers, the heading of the gazette.
    kText,
  };
  Kind kind = Kind::kText;
  Span span;
};

struct Head {
  const PageText* page = nullptr;
  std::vector<Cell> cells;          // In the order of the text.
  std::size_t end = 0;              // The character of the page where the head ends.
  std::vector<PlaceAndDate> dates;  // In the order of the text.
  bool has_nation = false;
};

// The head of the first of `pages` that has one: the nation, a number or a date; else of the first
// that has text. `page` is null where none has.
[[nodiscard]] Head find_head(std::span<const PageText> pages);

}  // namespace kho::ingest
