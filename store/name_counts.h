// store/name_counts.h - How often each of very many names occurs, to be held against what is
// recorded of them, in eight bytes (at most sixteen) an occurrence.
//
// Names are SHA-256 hashes. Only their first eight bytes are kept: those that have them in common
// are compared together, so that equal beginnings are never taken for a difference.
//
// Value type; thread-confined.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "store/sha256.h"

namespace kho::store {

class NameCounts {
 public:
  // Not once a comparison has begun.
  void add(const Sha256& name);

  // Hears of a name of which another number is recorded than was added.
  using Differ =
      std::function<void(const Sha256& name, std::uint64_t added, std::uint64_t recorded)>;

  // One at a time, behind all add(): what is recorded, in rising order of names.
  class Comparison {
   public:
    Comparison(NameCounts& counts, Differ differ);
    // nullopt: the record of this name cannot be read, and whatever was added is right.
    void record(const Sha256& name, std::optional<std::uint64_t> count);
    // After the last. How many of the names that were added have no record.
    std::uint64_t end();

   private:
    void end_group();
    // Passes over what was added below `end`, or over all that is left.
    void pass_below(std::optional<std::uint64_t> end);
    [[nodiscard]] const std::uint64_t* next();

    NameCounts& counts_;
    const Differ differ_;
    std::size_t part_ = 0;  // What is compared next.
    std::size_t at_ = 0;
    std::uint64_t without_record_ = 0;
    // Of names that begin alike; the first of them is told.
    std::optional<Sha256> name_;
    bool is_known_ = true;
    std::uint64_t recorded_ = 0;
  };

  // How many names were added, each counted once. Behind the beginning of a comparison.
  [[nodiscard]] std::uint64_t distinct() const;

 private:
  // By the first byte: each is sorted by itself, and grows by itself.
  std::array<std::vector<std::uint64_t>, 256> parts_;
};

}  // namespace kho::store
