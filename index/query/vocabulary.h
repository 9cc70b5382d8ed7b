// index/query/vocabulary.h - Which words an index has, as far as the asker may see them.
//
// Looked up in the index itself: nothing is held in memory and nothing can be out of date. Personal
// numbers are no words (index/schema.h), so that none can be met here.
//
// Internal to index/. Thread-confined. Errors: Xapian::Error.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kho::index {

struct NearWord {
  std::string folded;
  std::uint64_t documents = 0;  // That have it, whether the asker sees them or not.
};

// Words of another length have no near words: a shorter one is near to everything.
inline constexpr std::size_t kNearLettersMin = 2;
inline constexpr std::size_t kNearLettersMax = 20;
inline constexpr std::size_t kNearWordsMax = 16;

class Vocabulary {
 public:
  // `visible` is that of visible_to() (restriction.h). Both must outlive this.
  Vocabulary(const Xapian::Database& database, const std::optional<Xapian::Query>& visible)
      : database_(database), visible_(visible) {}

  // Whether a document that the asker may see has the word.
  [[nodiscard]] bool has(const std::string& folded) const;
  // How many have the term, whether the asker sees them or not.
  [[nodiscard]] std::uint64_t documents_with(const std::string& term) const;
  // Whether a document that the asker may see has the term.
  [[nodiscard]] bool is_visible(const std::string& term) const;

  // The words of the index that one letter inserted, left out or changed, two neighbours swapped,
  // or m read as rn and the like, make of `folded`, most frequent first, at most kNearWordsMax.
  // Only words of the letters a to z have any.
  [[nodiscard]] std::vector<NearWord> near(const std::string& folded) const;

  // WordTerms::exact of the word that is written most often for `folded` in what completions come
  // from and the asker may see; "" where none is.
  [[nodiscard]] std::string usual_exact(const std::string& folded) const;

 private:
  const Xapian::Database& database_;
  const std::optional<Xapian::Query>& visible_;
};

}  // namespace kho::index
