#include "index/query/word_run.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "index/analysis/abbreviations.h"
#include "index/analysis/date_mention.h"
#include "index/analysis/identity_number.h"
#include "index/analysis/iy_variant.h"
#include "index/analysis/number.h"
#include "index/analysis/person_name.h"
#include "index/analysis/utf16.h"
#include "index/query/restriction.h"
#include "index/schema.h"

namespace kho::index {
namespace {

using Op = Xapian::Query;

// Weights, measured on Vietnamese questions (docs/decisions/003-search-terms.md).
constexpr double kFoldedOfMarked = 0.3;  // The folded form of a word typed with marks.
constexpr double kExactOfBare = 0.1;     // The exact form of a word typed without.
constexpr double kPair = 1.0;
constexpr double kTitle = 1.0;      // On top of the same word's weight in the text.
constexpr double kIyVariant = 0.2;  // kĩ for kỹ.
constexpr double kShortForm = 0.3;  // An abbreviation for what it stands for, or the reverse.

// Above the weight of any text, so that the document of a number comes first. Each form of the
// number that agrees counts: exact agreement comes before agreement of the confusable key.
constexpr double kOwnNumber = 10000;
constexpr std::size_t kNumberWindowsMax = 40;

// Names, below numbers and above text: written the same, the same but for diacritics, its words in
// their order with others between. Each weighs on top of the next.
constexpr double kNameExact = 1000;
constexpr double kNameFolded = 1000;
constexpr double kNameInOrder = 1000;
constexpr double kNameByInitials = 500;
constexpr std::size_t kNameQueryWordsMax = 8;

Xapian::Query scaled(double factor, const Xapian::Query& query) {
  return {Op::OP_SCALE_WEIGHT, query, factor};
}

std::string digits_of(const icu::UnicodeString& text, const Word& word) {
  std::string digits;
  for (std::int32_t i = word.begin; i < word.end; ++i) {
    const char16_t unit = text.charAt(i);
    if (unit < u'0' || unit > u'9') return {};
    digits += static_cast<char>(unit);
  }
  return digits;
}

// Masked as Kho itself shows a personal number: two stars or more and its last digits.
struct MaskedNumber {
  std::string digits;
  std::int32_t begin = 0;
  std::int32_t end = 0;
};

std::vector<MaskedNumber> masked_numbers(const icu::UnicodeString& text) {
  std::vector<MaskedNumber> found;
  for (std::int32_t star = text.indexOf(u'*'); star >= 0; star = text.indexOf(u'*', star + 1)) {
    std::int32_t end = star;
    while (end < text.length() && text.charAt(end) == u'*') ++end;
    MaskedNumber number{{}, star, end};
    while (number.end < text.length() && text.charAt(number.end) >= u'0' &&
           text.charAt(number.end) <= u'9') {
      number.digits += static_cast<char>(text.charAt(number.end++));
    }
    const std::size_t size = number.digits.size();
    if (end - star >= 2 && (size == 3 || size == 4 || size == 6)) found.push_back(number);
    star = number.end - 1;
  }
  return found;
}

// What several words of a text are together.
struct Span {
  std::int32_t begin = 0;
  std::int32_t end = 0;
  Xapian::Query match;
  bool is_in_words = false;  // Its words match, too.
};

class RunReader {
 public:
  RunReader(const icu::UnicodeString& text, const Query& query)
      : typed_(close_up_separators(text)), query_(query) {
    add_own_numbers(lowered(text));
    run_.text = lowered(typed_);
    words_ = words_of(run_.text);
  }

  WordRun read(bool is_alone) {
    run_.word_count = words_.size();
    find_spans();
    add_pairs();
    auto span = spans_.begin();
    for (std::size_t i = 0; i < words_.size();) {
      while (span != spans_.end() && span->end <= words_[i].begin) ++span;
      if (span != spans_.end() && span->begin <= words_[i].begin) {
        i = add_span(*span, i);
      } else {
        add_word(words_[i++]);
      }
    }
    add_short_forms();
    add_long_forms();
    if (is_alone) add_name();
    return std::move(run_);
  }

 private:
  void find_spans() {
    for (const NumberMention& mention : number_mentions(run_.text)) {
      // Mentioned, or the document's own.
      const Xapian::Query number(Op::OP_OR, Xapian::Query(schema::kMentionPrefix + mention.key),
                                 Xapian::Query(schema::kNumberKeyPrefix + mention.key));
      spans_.push_back({mention.begin, mention.end, number, true});
    }
    for (const IdentityMention& mention : identity_mentions(run_.text)) {
      const Xapian::Query number(schema::kIdentityPrefix + mention.digits);
      spans_.push_back({mention.begin, mention.end, or_owned(number, mention.digits), false});
      add_sought_number(mention.digits);
    }
    for (const DateMention& mention : date_mentions(run_.text)) {
      const Xapian::Query day(schema::date_term(mention));
      spans_.push_back({mention.begin, mention.end, day, false});
    }
    for (const MaskedNumber& number : masked_numbers(run_.text)) {
      const Xapian::Query digits(schema::kIdentityEndPrefix + number.digits);
      spans_.push_back({number.begin, number.end, digits, false});
    }
    std::ranges::stable_sort(spans_, {}, &Span::begin);
  }

  // Or the papers of whoever is known by the number.
  [[nodiscard]] Xapian::Query or_owned(const Xapian::Query& match,
                                       const std::string& digits) const {
    if (!query_.owners_of) return match;
    std::vector<Xapian::Query> any = {match};
    for (const std::string& owner : query_.owners_of(digits)) {
      any.emplace_back(schema::filter_term({Field::kOwner, owner}));
    }
    return joined(Op::OP_OR, any);
  }

  // As people group its digits.
  void add_sought_number(const std::string& number) {
    const std::string word = to_utf8(lowered(from_utf8(number)));
    for (const std::size_t group : {word.size(), std::size_t{6}, std::size_t{4}, std::size_t{3}}) {
      if (word.size() % group != 0) continue;
      std::vector<SoughtWord> groups;
      for (std::size_t i = 0; i < word.size(); i += group) {
        groups.push_back({{}, word.substr(i, group), false});
      }
      run_.sought.push_back(std::move(groups));
    }
  }

  // Returns the first word behind the span.
  std::size_t add_span(const Span& span, std::size_t first) {
    std::size_t end = first;
    while (end < words_.size() && words_[end].begin < span.end) ++end;
    const std::vector<Word> inside(words_.begin() + static_cast<std::ptrdiff_t>(first),
                                   words_.begin() + static_cast<std::ptrdiff_t>(end));
    Need need;
    need.match = span.match;
    need.strictly = span.match;
    if (span.is_in_words) {
      std::vector<Xapian::Query> all;
      for (const Word& word : inside) {
        all.push_back(match_word(word.terms));
        add_boosts(word.terms);
      }
      need.match = {Op::OP_OR, joined(Op::OP_AND, all), span.match};
    }
    run_.needs.push_back(std::move(need));
    run_.sought.push_back(sought_words(inside));
    return end;
  }

  void add_word(const Word& word) {
    if (!seen_.insert(word.terms.exact).second) return;
    Need need;
    need.match = match_word(word.terms);
    need.strictly = Xapian::Query(word.terms.has_marks ? word.terms.exact
                                                       : schema::kFoldedPrefix + word.terms.folded);
    need.begin = word.begin;
    need.end = word.end;
    need.word = word.terms.folded;
    if (const auto variant = variant_of(word)) {
      need.match = {Op::OP_OR, need.match, scaled(kIyVariant, match_word(*variant))};
      run_.sought.push_back({{variant->exact, variant->folded, false}});
    }
    const std::string digits = digits_of(run_.text, word);
    // Tax codes: personal numbers are spans.
    if (digits.size() == 10 || digits.size() == 13) need.match = or_owned(need.match, digits);
    run_.needs.push_back(std::move(need));
    run_.sought.push_back(sought_words({word}));
    add_boosts(word.terms);
  }

  // Not of a word that is written as a name: Vỹ and Vĩ, Sỹ and Sĩ are different people.
  [[nodiscard]] std::optional<WordTerms> variant_of(const Word& word) const {
    const bool same = typed_.length() == run_.text.length();
    if (!same || u_isupper(typed_.char32At(word.begin))) return std::nullopt;
    return iy_variant(word.terms);
  }

  void add_boosts(const WordTerms& word) {
    const double folded = word.has_marks ? kFoldedOfMarked : 1.0;
    const double exact = word.has_marks ? 1.0 : kExactOfBare;
    boost(exact, word.exact);
    boost(kTitle * exact, schema::kTitlePrefix + word.exact);
    boost(kTitle * folded, schema::kTitleFoldedPrefix + word.folded);
  }

  void boost(double weight, const std::string& term) {
    run_.boosts.push_back(scaled(weight, Xapian::Query(term)));
  }

  void add_pairs() {
    for (std::size_t i = 1; i < words_.size(); ++i) {
      const std::string pair = folded_pair(words_[i - 1], words_[i]);
      if (pair.empty() || !seen_.insert(pair).second) continue;
      boost(kPair, schema::kPairPrefix + pair);
    }
  }

  void add_own_numbers(const icu::UnicodeString& lowered) {
    std::set<std::string> terms;
    for (const NumberForms& number : number_windows(lowered, kNumberWindowsMax)) {
      terms.insert(schema::kNumberFullPrefix + number.full);
      terms.insert(schema::kNumberFoldedPrefix + number.folded);
      terms.insert(schema::kNumberKeyPrefix + number.key);
    }
    for (const std::string& term : terms) {
      run_.by_themselves.push_back(fixed_weight(kOwnNumber, Xapian::Query(term)));
    }
  }

  // "thủ tục hành chính" is TTHC, too. Only where each word is a need of its own.
  void add_short_forms() {
    for (std::size_t first = 0; first < run_.needs.size(); ++first) {
      std::vector<std::string> words;
      for (std::size_t i = first; i < run_.needs.size() && words.size() < kAbbreviationWordsMax;
           ++i) {
        if (run_.needs[i].word.empty()) break;
        words.push_back(run_.needs[i].word);
        const std::string_view shorter = abbreviation_of(words);
        if (shorter.empty()) continue;
        const WordTerms terms = word_terms(lower_clean(shorter));
        run_.short_forms.push_back({first, i, scaled(kShortForm, match_word(terms))});
        run_.sought.push_back({{{}, terms.folded, false}});
      }
    }
  }

  // TTHC, in capitals, is "thủ tục hành chính", too.
  void add_long_forms() {
    if (typed_.length() != run_.text.length()) return;
    for (Need& need : run_.needs) {
      if (need.word.empty()) continue;
      const std::string typed = to_utf8(typed_.tempSubStringBetween(need.begin, need.end));
      for (const std::string_view longer : expansions_of(typed)) {
        const std::vector<Word> words = words_of(lower_clean(longer));
        std::vector<Xapian::Query> pairs;
        for (std::size_t i = 1; i < words.size(); ++i) {
          pairs.emplace_back(schema::kPairPrefix + folded_pair(words[i - 1], words[i]));
        }
        if (pairs.empty()) continue;
        need.match = {Op::OP_OR, need.match, scaled(kShortForm, joined(Op::OP_AND, pairs))};
        run_.sought.push_back(sought_words(words));
      }
    }
  }

  void add_name() {
    if (words_.size() < 2 || words_.size() > kNameQueryWordsMax) return;
    const NameForms name = name_forms(words_);
    if (name.exact.empty()) return;
    const auto boost_name = [&](double weight, const Xapian::Query& match) {
      run_.boosts.push_back(fixed_weight(weight, match));
    };
    boost_name(kNameExact, Xapian::Query(schema::kNameExactPrefix + name.exact));
    boost_name(kNameFolded, Xapian::Query(schema::kNameFoldedPrefix + name.folded));
    std::vector<Xapian::Query> pairs;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      pairs.emplace_back(schema::kNameOrderPrefix + folded_pair(words_[i - 1], words_[i]));
    }
    boost_name(kNameInOrder, joined(Op::OP_AND, pairs));
    if (const auto given = given_and_initials(words_)) {
      run_.by_themselves.push_back(
          fixed_weight(kNameByInitials, Xapian::Query(schema::kNameGivenPrefix + *given)));
    }
  }

  const icu::UnicodeString typed_;  // As run_.text, the case kept.
  const Query& query_;
  WordRun run_;
  std::vector<Word> words_;
  std::vector<Span> spans_;
  std::set<std::string> seen_;  // Exact words and pairs; a pair has a blank.
};

}  // namespace

WordRun read_run(const icu::UnicodeString& text, const Query& query, bool is_alone) {
  return RunReader(text, query).read(is_alone);
}

Xapian::Query match_word(const WordTerms& word) {
  return scaled(word.has_marks ? kFoldedOfMarked : 1.0,
                Xapian::Query(schema::kFoldedPrefix + word.folded));
}

std::vector<SoughtWord> sought_words(const std::vector<Word>& words) {
  std::vector<SoughtWord> sought;
  for (const Word& word : words) {
    sought.push_back({word.terms.has_marks ? word.terms.exact : "", word.terms.folded, false});
  }
  return sought;
}

}  // namespace kho::index
