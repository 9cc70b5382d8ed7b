#include "index/query/vocabulary.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "index/schema.h"

namespace kho::index {
namespace {

bool is_letters(const std::string& word) {
  return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// What OCR takes for each other though it is more than one letter.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kConfused = {
    {{"rn", "m"}, {"cl", "d"}, {"li", "h"}, {"ii", "u"}, {"vv", "w"}}};

void add_replaced(const std::string& word, std::string_view from, std::string_view to,
                  std::set<std::string>& all) {
  for (std::size_t at = word.find(from); at != std::string::npos; at = word.find(from, at + 1)) {
    std::string changed = word;
    all.insert(changed.replace(at, from.size(), to));
  }
}

// Everything at an edit distance of one, with swapped neighbours and kConfused counting as one
// edit.
std::set<std::string> edited(const std::string& word) {
  std::set<std::string> all;
  for (const auto& [two, one] : kConfused) {
    add_replaced(word, two, one, all);
    add_replaced(word, one, two, all);
  }
  std::string changed;
  for (std::size_t i = 0; i <= word.size(); ++i) {
    for (char c = 'a'; c <= 'z'; ++c) {
      changed = word;
      all.insert(changed.insert(i, 1, c));
      if (i == word.size()) continue;
      changed = word;
      changed[i] = c;
      all.insert(changed);
    }
    if (i == word.size()) break;
    changed = word;
    all.insert(changed.erase(i, 1));
    if (i + 1 == word.size()) continue;
    changed = word;
    std::swap(changed[i], changed[i + 1]);
    all.insert(changed);
  }
  all.erase(word);
  return all;
}

}  // namespace

bool Vocabulary::has(const std::string& folded) const {
  return is_visible(schema::kFoldedPrefix + folded);
}

std::uint64_t Vocabulary::documents_with(const std::string& term) const {
  return database_.get_termfreq(term);
}

bool Vocabulary::is_visible(const std::string& term) const {
  if (!visible_) return database_.term_exists(term);
  Xapian::Enquire enquire(database_);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  enquire.set_query({Xapian::Query::OP_FILTER, Xapian::Query(term), *visible_});
  return !enquire.get_mset(0, 1).empty();
}

std::vector<NearWord> Vocabulary::near(const std::string& folded) const {
  std::vector<NearWord> found;
  if (folded.size() < kNearLettersMin || folded.size() > kNearLettersMax || !is_letters(folded)) {
    return found;
  }
  for (const std::string& word : edited(folded)) {
    const std::uint64_t documents = documents_with(schema::kFoldedPrefix + word);
    if (documents > 0) found.push_back({word, documents});
  }
  std::ranges::stable_sort(found, std::greater(), &NearWord::documents);
  if (found.size() > kNearWordsMax) found.resize(kNearWordsMax);
  return found;
}

std::string Vocabulary::usual_exact(const std::string& folded) const {
  const std::string prefix = schema::kCompleteWordPrefix + folded + schema::kCompletionJoint;
  std::string best;
  Xapian::doccount most = 0;
  for (auto term = database_.allterms_begin(prefix); term != database_.allterms_end(prefix);
       ++term) {
    if (term.get_termfreq() <= most || !is_visible(*term)) continue;
    most = term.get_termfreq();
    best = (*term).substr(prefix.size());
  }
  return best;
}

}  // namespace kho::index
