// ingest/image/page_hash.h - Whether two scans show the same page.
//
// A perceptual hash: scans of one page at another resolution, brightness, slant (up to 2 degrees)
// or place have hashes close to each other; other pages, also of the same form, have not. It is a
// hint for a person who is about to keep a paper twice, and never identity: identity is SHA-256.
//
// The page's ink, levelled, is brought to one size by its centre and spread, and the signs of its
// lowest spatial frequencies are the hash. A page upside down has another one.
//
// Pure functions; linear in the pixels. Errors: std::bad_alloc. Source: the method of pHash
// (Zauner 2010), with ink and moments in place of the whole picture.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "ingest/image/page_image.h"

namespace kho::ingest {

struct PageHash {
  std::array<std::uint64_t, 4> bits{};

  friend bool operator==(const PageHash&, const PageHash&) = default;
};

// nullopt for a blank page: all blank pages are alike.
[[nodiscard]] std::optional<PageHash> page_hash(const PageImage& page);

// The number of bits that differ, 0..256.
[[nodiscard]] int hash_distance(const PageHash& left, const PageHash& right);

// Up to this distance, two scans show the same page. On ten pages of real scans, each changed in
// eleven ways, the farthest was at 60; the nearest of different pages were at 92.
inline constexpr int kSamePageDistance = 72;

}  // namespace kho::ingest
