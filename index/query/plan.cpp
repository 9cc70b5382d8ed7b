#include "index/query/plan.h"

#include <algorithm>
#include <utility>

#include "index/analysis/identity_number.h"
#include "index/analysis/legacy_encoding.h"
#include "index/analysis/number.h"
#include "index/analysis/tone_placement.h"
#include "index/analysis/utf16.h"
#include "index/error.h"
#include "index/query/restriction.h"
#include "index/query/typed_raw.h"
#include "index/schema.h"

namespace kho::index {
namespace {

using Op = Xapian::Query;

// Up to so many words are keywords, which all must match; more are a question or a sentence, of
// which no document has every word.
constexpr std::size_t kKeywordsMax = 6;

// Of a longer text, a document must have one of the words that weigh most; the others only add
// weight. This spares the search every document that shares no more than a "là" with the query.
constexpr Xapian::termcount kEliteWords = 20;

constexpr double kNearWord = 0.3;  // Of the weight of the word as typed.
constexpr Xapian::termcount kPrefixWordsMax = 200;

// The forms of a number asked for by field, the strictest first.
constexpr double kNumberFull = 3;
constexpr double kNumberFolded = 2;
constexpr double kNumberAlike = 1;

bool is_blank(const icu::UnicodeString& text) {
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const char16_t unit = text.charAt(i);
    if (unit != u' ' && (unit < u'\t' || unit > u'\r')) return false;
  }
  return true;
}

icu::UnicodeString readable(std::string_view text) {
  return clean(from_utf8(repair_legacy_encoding(text).text));
}

}  // namespace

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
  if (query.issued.from && query.issued.to && *query.issued.to < *query.issued.from) {
    refuse("The range of days ends before it begins.");
  }
  if (!query.cursor.empty() && query.offset > 0) {
    refuse("A cursor knows its place: it goes without an offset.");
  }
  std::size_t granted = 0;
  for (const Grant& grant : query.rights.any_of) {
    granted += grant.only.size() + grant.except.size();
  }
  if (granted > kGrantFiltersMax) refuse("The rights have too many parts.");
  for (const Filter& filter : query.filters) {
    if (filter.value.empty() || filter.value.size() > kValueBytesMax) {
      refuse("A filter value does not have 1 to 200 bytes.");
    }
  }
  for (const Field field : query.facets) {
    if (!schema::facet_slot(field)) refuse("That field cannot be counted.");
    if (std::ranges::count(query.facets, field) > 1) refuse("A field is to be counted twice.");
  }
}

QueryPlan::QueryPlan(const Query& query, const Vocabulary& vocabulary)
    : query_(query), vocabulary_(vocabulary), text_(readable(query.text)) {
  if (is_blank(text_)) return;
  const QueryParts parts = parse_query(text_, query.syntax);
  // Beside fields and the like, but not beside other words, what is typed may be a name.
  const bool is_alone = std::ranges::count_if(parts, [](const auto& alternatives) {
                          return alternatives.size() == 1 && !alternatives[0].is_excluded &&
                                 alternatives[0].kind == PartKind::kWords;
                        }) == 1;
  for (const std::vector<QueryPart>& alternatives : parts) {
    if (alternatives.size() == 1) {
      add_part(alternatives.front(), is_alone);
      continue;
    }
    std::vector<Xapian::Query> any;
    for (const QueryPart& part : alternatives) any.push_back(part_query(part));
    musts_.push_back(joined(Op::OP_OR, any));
  }
  for (const Run& run : runs_) {
    need_count_ += run.words.needs.size();
    sought_.insert(sought_.end(), run.words.sought.begin(), run.words.sought.end());
  }
  is_ranked_ = is_ranked_ || need_count_ > 0;
  if (need_count_ == 0 && musts_.empty() && must_nots_.empty()) {
    throw Error(Errc::kBadQuery, "The query text has no word to search for.");
  }
}

void QueryPlan::add_part(const QueryPart& part, bool is_alone) {
  if (part.is_excluded) {
    must_nots_.push_back(excluded_query(part));
    return;
  }
  if (part.kind != PartKind::kWords) {
    musts_.push_back(part_query(part));
    return;
  }
  WordRun run = read_run(read_typed_raw(part.text, vocabulary_), query_, is_alone);
  count_words(run.word_count);
  runs_.push_back({std::move(run), part.begin, part.end});
}

void QueryPlan::count_words(std::size_t count) {
  word_count_ += count;
  if (word_count_ > kQueryWordsMax) {
    throw Error(Errc::kBadQuery,
                "The query has more than " + std::to_string(kQueryWordsMax) + " words.");
  }
}

Xapian::Query QueryPlan::part_query(const QueryPart& part) {
  switch (part.kind) {
    case PartKind::kWords:
      return words_query(part);
    case PartKind::kPhrase:
      return phrase_query(part);
    case PartKind::kPrefix:
      return prefix_query(part);
    case PartKind::kField:
      return field_query(part);
    case PartKind::kNumber:
      return number_query(part);
    case PartKind::kDates:
      return issued_within(part.dates).value_or(Xapian::Query());
  }
  return {};
}

// Words that are one of several alternatives: all of them.
Xapian::Query QueryPlan::words_query(const QueryPart& part) {
  const WordRun run = read_run(read_typed_raw(part.text, vocabulary_), query_, false);
  count_words(run.word_count);
  is_ranked_ = true;
  sought_.insert(sought_.end(), run.sought.begin(), run.sought.end());
  std::vector<Xapian::Query> all;
  for (const Need& need : run.needs) all.push_back(need.match);
  boosts_.insert(boosts_.end(), run.boosts.begin(), run.boosts.end());
  std::vector<Xapian::Query> any = run.by_themselves;
  if (!all.empty()) any.push_back(joined(Op::OP_AND, all));
  return joined(Op::OP_OR, any);
}

Xapian::Query QueryPlan::phrase_query(const QueryPart& part) {
  const icu::UnicodeString text =
      lowered(close_up_separators(read_typed_raw(part.text, vocabulary_)));
  // A personal number is no word, and has no neighbours.
  if (!identity_mentions(text).empty()) {
    is_ranked_ = true;
    return strict_query(text);
  }
  const std::vector<Word> words = words_of(text);
  count_words(words.size());
  if (words.empty()) throw Error(Errc::kBadQuery, "A phrase has no word between its quotes.");
  is_ranked_ = true;
  sought_.push_back(sought_words(words));
  const bool has_marks =
      std::ranges::any_of(words, [](const Word& word) { return word.terms.has_marks; });
  if (has_marks) {
    std::vector<std::string> terms;
    for (const Word& word : words) terms.push_back(word.terms.exact);
    return {Op::OP_PHRASE, terms.begin(), terms.end(),
            static_cast<Xapian::termcount>(terms.size())};
  }
  if (words.size() == 1) return Xapian::Query(schema::kFoldedPrefix + words[0].terms.folded);
  std::vector<Xapian::Query> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string pair = folded_pair(words[i - 1], words[i]);
    if (!pair.empty()) pairs.emplace_back(schema::kPairPrefix + pair);
  }
  return joined(Op::OP_AND, pairs);
}

// With a vowel of its own (ơ, â) or a đ typed, words are meant that are written so; a tone alone is
// not counted, for the words that follow may have another.
Xapian::Query QueryPlan::prefix_query(const QueryPart& part) {
  const std::vector<Word> words = words_of(lowered(part.text));
  count_words(words.size());
  is_ranked_ = true;
  if (words.empty()) return {};  // Too long to be a word.
  const WordTerms& terms = words[0].terms;
  const std::string toneless = terms.exact.substr(0, terms.exact.find('~'));
  const bool is_bare = toneless == terms.folded;
  sought_.push_back({{is_bare ? "" : toneless, terms.folded, true}});
  return {Op::OP_WILDCARD, is_bare ? schema::kFoldedPrefix + terms.folded : toneless,
          kPrefixWordsMax, Op::WILDCARD_LIMIT_MOST_FREQUENT, Op::OP_SYNONYM};
}

Xapian::Query QueryPlan::field_query(const QueryPart& part) {
  if (++field_count_ > kQueryFieldsMax) {
    throw Error(Errc::kBadQuery, "The query has more than 16 fields.");
  }
  std::vector<std::string> values = {part.value};
  if (query_.values_of) values = query_.values_of(part.field, part.value);
  std::vector<Xapian::Query> any;
  for (const std::string& value : values) {
    any.emplace_back(schema::filter_term({part.field, value}));
  }
  if (any.size() > kFilterValuesMax) {
    throw Error(Errc::kBadQuery, "What stands behind a field is more than 100 values.");
  }
  return {Op::OP_SCALE_WEIGHT, joined(Op::OP_OR, any), 0};
}

Xapian::Query QueryPlan::number_query(const QueryPart& part) {
  const NumberForms forms = number_forms(part.value);
  if (forms.full.empty()) {
    throw Error(Errc::kBadQuery, "What stands behind 'number:' is no document number.");
  }
  is_ranked_ = true;
  const NumberParts parts = number_parts(part.value, 0);
  std::vector<Xapian::Query> any = {
      fixed_weight(kNumberFull, Xapian::Query(schema::kNumberFullPrefix + forms.full)),
      fixed_weight(kNumberFolded, Xapian::Query(schema::kNumberFoldedPrefix + forms.folded)),
      fixed_weight(kNumberAlike, Xapian::Query(schema::kNumberKeyPrefix + forms.key))};
  // "12/2019" and "QĐ-UBND": what is remembered of a number.
  if (!parts.year.empty() && parts.kind.empty()) {
    any.emplace_back(schema::kNumberYearPrefix + parts.year);
  }
  if (parts.kind == forms.folded) any.emplace_back(schema::kNumberKindPrefix + parts.kind);
  return joined(Op::OP_OR, any);
}

Xapian::Query QueryPlan::excluded_query(const QueryPart& part) {
  if (part.kind == PartKind::kWords) return strict_query(part.text);
  const bool was_ranked = is_ranked_;
  const std::size_t sought = sought_.size();
  const Xapian::Query excluded = part_query(part);
  is_ranked_ = was_ranked;
  sought_.resize(sought);
  return excluded;
}

// All words just as they are typed, numbers and days as such.
Xapian::Query QueryPlan::strict_query(const icu::UnicodeString& text) {
  const WordRun run = read_run(text, query_, false);
  count_words(run.word_count);
  std::vector<Xapian::Query> all;
  for (const Need& need : run.needs) all.push_back(need.strictly);
  return joined(Op::OP_AND, all);
}

// Each need, or the abbreviation that stands for it and its neighbours.
Xapian::Query QueryPlan::all_needs() const {
  std::vector<Xapian::Query> all;
  for (const Run& run : runs_) {
    const std::vector<Need>& needs = run.words.needs;
    for (std::size_t i = 0; i < needs.size();) {
      const ShortForm* short_form = nullptr;
      for (const ShortForm& each : run.words.short_forms) {
        const bool is_longer = short_form == nullptr || each.last > short_form->last;
        if (each.first == i && is_longer) short_form = &each;
      }
      if (short_form == nullptr) {
        all.push_back(needs[i++].match);
        continue;
      }
      std::vector<Xapian::Query> words;
      for (; i <= short_form->last; ++i) words.push_back(needs[i].match);
      all.emplace_back(Op::OP_OR, joined(Op::OP_AND, words), short_form->match);
    }
  }
  return joined(Op::OP_AND, all);
}

Xapian::Query QueryPlan::weighed(const Xapian::Query& words) const {
  std::vector<Xapian::Query> boosts;
  std::vector<Xapian::Query> any;
  for (const Run& run : runs_) {
    boosts.insert(boosts.end(), run.words.boosts.begin(), run.words.boosts.end());
    any.insert(any.end(), run.words.by_themselves.begin(), run.words.by_themselves.end());
  }
  any.emplace_back(Op::OP_AND_MAYBE, words, joined(Op::OP_OR, boosts));
  return joined(Op::OP_OR, any);
}

Xapian::Query QueryPlan::all_of(std::vector<Xapian::Query> musts) const {
  Xapian::Query found = musts.empty() ? every_document() : joined(Op::OP_AND, musts);
  if (!boosts_.empty()) found = {Op::OP_AND_MAYBE, found, joined(Op::OP_OR, boosts_)};
  if (!must_nots_.empty()) {
    found = {Op::OP_AND_NOT, found, joined(Op::OP_OR, must_nots_)};
  }
  return restricted(
      found, {having(query_.filters), issued_within(query_.issued), visible_to(query_.rights)});
}

Xapian::Query QueryPlan::with_musts(const Xapian::Query& words) const {
  std::vector<Xapian::Query> musts = musts_;
  if (need_count_ > 0) musts.push_back(weighed(words));
  return all_of(std::move(musts));
}

Xapian::Query QueryPlan::first() const {
  const bool is_keywords = need_count_ <= kKeywordsMax;
  if (is_keywords) return with_musts(all_needs());
  return with_musts(any_need());
}

std::optional<Xapian::Query> QueryPlan::almost_alike() {
  if (need_count_ == 0 || need_count_ > kKeywordsMax) return std::nullopt;
  // Each need once almost alike, all others as they are.
  std::vector<Xapian::Query> any;
  for (const Run& wrong_run : runs_) {
    for (const Need& wrong : wrong_run.words.needs) {
      if (wrong.word.empty()) continue;
      std::vector<Xapian::Query> near;
      for (const NearWord& word : vocabulary_.near(wrong.word)) {
        near.emplace_back(schema::kFoldedPrefix + word.folded);
        sought_.push_back({{"", word.folded, false}});
      }
      if (near.empty()) continue;
      std::vector<Xapian::Query> all = {{Op::OP_SCALE_WEIGHT, joined(Op::OP_OR, near), kNearWord}};
      for (const Run& run : runs_) {
        for (const Need& need : run.words.needs) {
          if (&need != &wrong) all.push_back(need.match);
        }
      }
      any.push_back(joined(Op::OP_AND, all));
    }
  }
  if (any.empty()) return std::nullopt;
  return with_musts(joined(Op::OP_OR, any));
}

Xapian::Query QueryPlan::any_need() const {
  std::vector<Xapian::Query> words;
  for (const Run& run : runs_) {
    for (const Need& need : run.words.needs) words.push_back(need.match);
    for (const ShortForm& form : run.words.short_forms) words.push_back(form.match);
  }
  return {Op::OP_ELITE_SET, words.begin(), words.end(), kEliteWords};
}

std::optional<Xapian::Query> QueryPlan::any_word() const {
  if (need_count_ == 0) return std::nullopt;
  if (musts_.empty()) return with_musts(any_need());
  // What must hold is enough by itself: words only add weight.
  return all_of({{Op::OP_AND_MAYBE, joined(Op::OP_AND, musts_), weighed(any_need())}});
}

std::string QueryPlan::better_spelling() const {
  icu::UnicodeString better;
  std::int32_t copied = 0;  // Of text_.
  bool is_better = false;
  for (const Run& run : runs_) {
    icu::UnicodeString text = run.words.text;
    // From the end, so that the places before stay right.
    for (auto need = run.words.needs.rbegin(); need != run.words.needs.rend(); ++need) {
      if (need->word.empty() || vocabulary_.has(need->word)) continue;
      for (const NearWord& word : vocabulary_.near(need->word)) {
        if (!vocabulary_.is_visible(schema::kFoldedPrefix + word.folded)) continue;
        const std::string exact = vocabulary_.usual_exact(word.folded);
        text.replaceBetween(need->begin, need->end,
                            from_utf8(exact.empty() ? word.folded : spelled(exact)));
        is_better = true;
        break;
      }
    }
    better.append(text_, copied, run.begin - copied).append(text);
    copied = run.end;
  }
  better.append(text_, copied, text_.length() - copied);
  return is_better ? to_utf8(better) : std::string();
}

}  // namespace kho::index
