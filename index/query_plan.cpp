#include "index/query_plan.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "index/analysis/analyzer.h"
#include "index/analysis/number.h"
#include "index/analysis/utf16.h"
#include "index/schema.h"

namespace kho::index {
namespace {

// Weights, measured on Vietnamese questions (docs/decisions/003-search-terms.md).
constexpr double kFoldedOfMarked = 0.3;  // The folded form of a word typed with marks.
constexpr double kExactOfBare = 0.1;     // The exact form of a word typed without.
constexpr double kPair = 1.0;
constexpr double kTitle = 1.0;  // On top of the same word's weight in the text.

// Up to so many words are keywords, which all must match; more are a question or a sentence, of
// which no document has every word.
constexpr std::size_t kKeywordsMax = 6;

// Of a longer text, a document must have one of the words that weigh most; the others only add
// weight. This spares the search every document that shares no more than a "là" with the query.
constexpr Xapian::termcount kEliteWords = 20;

// Above the weight of any text, so that the document of a number comes first. Each form of the
// number that agrees counts: exact agreement comes before agreement of the confusable key.
constexpr double kOwnNumber = 10000;
constexpr std::size_t kNumberWindowsMax = 40;

void check_limits(const Query& query) {
  const auto refuse = [](const std::string& why) { throw Error(Errc::kBadQuery, why); };
  if (query.text.size() > kQueryBytesMax) {
    refuse("The query text is longer than " + std::to_string(kQueryBytesMax) + " bytes.");
  }
  if (query.filters.size() > kFilterValuesMax) {
    refuse("There are more than " + std::to_string(kFilterValuesMax) + " filter values.");
  }
  if (query.limit < 1 || query.limit > kLimitMax) {
    refuse("The limit is not within 1 to " + std::to_string(kLimitMax) + ".");
  }
  if (query.offset > kOffsetMax) {
    refuse("The offset is greater than " + std::to_string(kOffsetMax) + ".");
  }
  for (const Filter& filter : query.filters) {
    if (filter.value.empty() || filter.value.size() > schema::kValueBytesMax) {
      refuse("A filter value does not have 1 to 200 bytes.");
    }
  }
}

bool is_quote(char16_t unit) { return unit == u'"' || unit == u'\u201C' || unit == u'\u201D'; }

bool is_blank(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (text.charAt(i) != u' ' && text.charAt(i) != u'\n' && text.charAt(i) != u'\t') return false;
  }
  return true;
}

Xapian::Query scaled(double factor, const std::string& term, Xapian::termcount count = 1) {
  return {Xapian::Query::OP_SCALE_WEIGHT, Xapian::Query(term, count), factor};
}

Xapian::Query join(Xapian::Query::op op, const std::vector<Xapian::Query>& parts) {
  return {op, parts.begin(), parts.end()};
}

// Gathers the parts of one query text.
class TextPlan {
 public:
  void add_words(const icu::UnicodeString& text) {
    const std::vector<Word> words = words_of(text);
    add_pairs(words);
    const std::vector<NumberMention> mentions = number_mentions(text);
    std::size_t mention = 0;
    std::vector<Xapian::Query> number_words;
    for (const Word& word : words) {
      count_word();
      while (mention < mentions.size() && mentions[mention].end <= word.begin) ++mention;
      const bool in_number = mention < mentions.size() && mentions[mention].begin <= word.begin;
      if (!in_number) {
        add_word(word.terms);
        continue;
      }
      number_words.push_back(match_word(word.terms));
      if (word.end < mentions[mention].end) continue;
      required_.push_back({Xapian::Query::OP_OR, join(Xapian::Query::OP_AND, number_words),
                           Xapian::Query(schema::kMentionPrefix + mentions[mention].key)});
      number_words.clear();
    }
    if (!number_words.empty()) required_.push_back(join(Xapian::Query::OP_AND, number_words));
  }

  void add_phrase(const icu::UnicodeString& text) {
    const std::vector<Word> words = words_of(text);
    bool has_marks = false;
    for (const Word& word : words) {
      count_word();
      has_marks = has_marks || word.terms.has_marks;
    }
    if (words.empty()) return;
    if (has_marks) {
      std::vector<std::string> terms;
      for (const Word& word : words) terms.push_back(word.terms.exact);
      phrases_.push_back({Xapian::Query::OP_PHRASE, terms.begin(), terms.end(),
                          static_cast<Xapian::termcount>(terms.size())});
    } else if (words.size() == 1) {
      phrases_.emplace_back(schema::kFoldedPrefix + words[0].terms.folded);
    }
    for (std::size_t i = 1; i < words.size() && !has_marks; ++i) {
      const std::string pair = folded_pair(words[i - 1], words[i]);
      if (!pair.empty()) phrases_.emplace_back(schema::kPairPrefix + pair);
    }
  }

  void add_own_numbers(const icu::UnicodeString& text) {
    std::set<std::string> terms;
    for (const NumberForms& number : number_windows(text, kNumberWindowsMax)) {
      terms.insert(schema::kNumberFullPrefix + number.full);
      terms.insert(schema::kNumberFoldedPrefix + number.folded);
      terms.insert(schema::kNumberKeyPrefix + number.key);
    }
    for (const std::string& term : terms) {
      Xapian::Query weight((new Xapian::FixedWeightPostingSource(kOwnNumber))->release());
      own_numbers_.emplace_back(Xapian::Query::OP_FILTER, weight, Xapian::Query(term));
    }
  }

  [[nodiscard]] bool empty() const { return word_count_ == 0; }

  [[nodiscard]] bool is_keywords() const { return required_.size() <= kKeywordsMax; }

  // Phrases and all words.
  [[nodiscard]] Xapian::Query all_words() const {
    std::vector<Xapian::Query> musts = phrases_;
    musts.insert(musts.end(), required_.begin(), required_.end());
    return or_own_numbers(boosted(join(Xapian::Query::OP_AND, musts)));
  }

  // Phrases and any word; with phrases, words only add weight.
  [[nodiscard]] Xapian::Query any_word() const {
    const Xapian::Query words{Xapian::Query::OP_ELITE_SET, required_.begin(), required_.end(),
                              kEliteWords};
    if (phrases_.empty()) return or_own_numbers(boosted(words));
    const Xapian::Query phrases = join(Xapian::Query::OP_AND, phrases_);
    return or_own_numbers(boosted({Xapian::Query::OP_AND_MAYBE, phrases, words}));
  }

 private:
  void count_word() {
    if (++word_count_ > kQueryWordsMax) {
      throw Error(Errc::kBadQuery,
                  "The query has more than " + std::to_string(kQueryWordsMax) + " words.");
    }
  }

  // What makes the word match: its folded form, which every reading of it has. The rest only adds
  // weight.
  Xapian::Query match_word(const WordTerms& word) {
    const double folded = word.has_marks ? kFoldedOfMarked : 1.0;
    const double exact = word.has_marks ? 1.0 : kExactOfBare;
    boosts_.push_back(scaled(exact, word.exact));
    boosts_.push_back(scaled(kTitle * exact, schema::kTitlePrefix + word.exact));
    boosts_.push_back(scaled(kTitle * folded, schema::kTitleFoldedPrefix + word.folded));
    return scaled(folded, schema::kFoldedPrefix + word.folded);
  }

  void add_word(const WordTerms& word) {
    if (seen_.insert(word.exact).second) required_.push_back(match_word(word));
  }

  void add_pairs(const std::vector<Word>& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::string pair = folded_pair(words[i - 1], words[i]);
      if (pair.empty() || !seen_.insert(pair).second) continue;
      boosts_.push_back(scaled(kPair, schema::kPairPrefix + pair));
    }
  }

  [[nodiscard]] Xapian::Query boosted(const Xapian::Query& matching) const {
    return {Xapian::Query::OP_AND_MAYBE, matching, join(Xapian::Query::OP_OR, boosts_)};
  }

  [[nodiscard]] Xapian::Query or_own_numbers(const Xapian::Query& words) const {
    return {Xapian::Query::OP_OR, words, join(Xapian::Query::OP_OR, own_numbers_)};
  }

  std::size_t word_count_ = 0;
  std::set<std::string> seen_;           // Exact words and pairs; a pair has a blank.
  std::vector<Xapian::Query> required_;  // One for each word or written number.
  std::vector<Xapian::Query> phrases_;
  std::vector<Xapian::Query> boosts_;
  std::vector<Xapian::Query> own_numbers_;
};

TextPlan plan_text(const icu::UnicodeString& lowered) {
  TextPlan plan;
  plan.add_own_numbers(lowered);
  const icu::UnicodeString text = close_up_separators(lowered);
  std::int32_t begin = 0;  // Of what is not yet planned.
  while (begin < text.length()) {
    std::int32_t open = begin;
    while (open < text.length() && !is_quote(text.charAt(open))) ++open;
    std::int32_t close = open + 1;
    while (close < text.length() && !is_quote(text.charAt(close))) ++close;
    if (close >= text.length()) {
      plan.add_words(text.tempSubString(begin));  // No quote, or one without a partner.
      break;
    }
    plan.add_words(text.tempSubStringBetween(begin, open));
    plan.add_phrase(text.tempSubStringBetween(open + 1, close));
    begin = close + 1;
  }
  return plan;
}

Xapian::Query filter_query(const std::vector<Filter>& filters) {
  std::map<Field, std::vector<Xapian::Query>> by_field;
  for (const Filter& filter : filters) {
    by_field[filter.field].emplace_back(schema::filter_term(filter));
  }
  std::vector<Xapian::Query> fields;
  for (const auto& [field, values] : by_field) {
    fields.push_back(join(Xapian::Query::OP_OR, values));
  }
  return join(Xapian::Query::OP_AND, fields);
}

// The one place where filters meet text.
Xapian::Query filtered(const Xapian::Query& text, const std::vector<Filter>& filters) {
  if (filters.empty() || text.empty()) return text;
  return {Xapian::Query::OP_FILTER, text, filter_query(filters)};
}

}  // namespace

QueryPlan plan_query(const Query& query) {
  check_limits(query);
  const icu::UnicodeString text = lower_clean(query.text);
  // Not Xapian::Query::MatchAll: its copies share one reference count, which is not atomic.
  if (is_blank(text)) return {filtered(Xapian::Query(std::string()), query.filters), {}, false};
  const TextPlan plan = plan_text(text);
  if (plan.empty()) {
    throw Error(Errc::kBadQuery, "The query text has no word to search for.");
  }
  const Xapian::Query any = filtered(plan.any_word(), query.filters);
  if (!plan.is_keywords()) return {any, {}, true};
  return {filtered(plan.all_words(), query.filters), any, true};
}

}  // namespace kho::index
