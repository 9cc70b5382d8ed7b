#include "index/document_terms.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "index/analysis/analyzer.h"
#include "index/analysis/date_mention.h"
#include "index/analysis/identity_number.h"
#include "index/analysis/legacy_encoding.h"
#include "index/analysis/number.h"
#include "index/analysis/ocr_noise.h"
#include "index/analysis/person_name.h"
#include "index/analysis/utf16.h"
#include "index/schema.h"

namespace kho::index {
namespace {

void require_value(std::string_view value, const char* what) {
  if (value.empty() || value.size() > kValueBytesMax) {
    throw std::invalid_argument(std::string(what) + " must have 1 to 200 bytes");
  }
}

int year_of(std::int32_t days) {
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
  return static_cast<int>(day.year());
}

// Whether a sentence, or one of the facts that a title is put together from, ends in [begin, end).
bool ends_sentence(const icu::UnicodeString& text, std::int32_t begin, std::int32_t end) {
  for (std::int32_t i = begin; i < end; ++i) {
    const char16_t unit = text.charAt(i);
    if (unit == u'.' || unit == u';' || unit == u':' || unit == u'\n') return true;
  }
  return false;
}

// Personal numbers are no words.
std::vector<Word> without(const std::vector<IdentityMention>& identities, std::vector<Word> words) {
  for (const IdentityMention& mention : identities) {
    std::erase_if(words, [&](const Word& word) {
      return word.begin < mention.end && mention.begin < word.end;
    });
  }
  return words;
}

// Gathers the terms of one document, text after text.
class Terms {
 public:
  explicit Terms(Xapian::Document& target) : target_(target) {}

  // Words of the title or of a name: they weigh more.
  void add_heading(std::string_view utf8) {
    const icu::UnicodeString text = lower_clean(utf8);
    for (const Word& word : add_words(text, words_of(text))) {
      target_.add_term(schema::kTitlePrefix + word.terms.exact);
      target_.add_term(schema::kTitleFoldedPrefix + word.terms.folded);
    }
  }

  void add_completions(std::string_view utf8) {
    const icu::UnicodeString text = lower_clean(utf8);
    const std::vector<Word> words = without(identity_mentions(text), words_of(text));
    for (std::size_t i = 0; i < words.size(); ++i) {
      const WordTerms& terms = words[i].terms;
      add_completion(schema::kCompleteWordPrefix, terms.folded, terms.exact);
      if (i == 0 || ends_sentence(text, words[i - 1].end, words[i].begin)) continue;
      const std::string pair = folded_pair(words[i - 1], words[i]);
      if (pair.empty()) continue;
      add_completion(schema::kCompletePairPrefix, pair,
                     words[i - 1].terms.exact + " " + terms.exact);
    }
  }

  void add_name(std::string_view name) {
    const NameForms forms = name_forms(words_of(lower_clean(name)));
    if (forms.exact.empty()) return;
    target_.add_boolean_term(schema::kNameExactPrefix + forms.exact);
    target_.add_boolean_term(schema::kNameFoldedPrefix + forms.folded);
    for (const std::string& pair : forms.pairs) {
      target_.add_boolean_term(schema::kNameOrderPrefix + pair);
    }
    for (const std::string& given : forms.given) {
      target_.add_boolean_term(schema::kNameGivenPrefix + given);
    }
  }

  void add_page(std::string_view utf8) {
    const icu::UnicodeString text = lower_clean(repair_legacy_encoding(utf8).text);
    add_words(text, without_ocr_noise(text, words_of(text)));
  }

  void add_number(std::string_view number, std::optional<std::int32_t> issued_days) {
    const NumberForms forms = number_forms(number);
    if (forms.full.empty()) return;
    target_.add_boolean_term(schema::kNumberFullPrefix + forms.full);
    target_.add_boolean_term(schema::kNumberFoldedPrefix + forms.folded);
    target_.add_boolean_term(schema::kNumberKeyPrefix + forms.key);
    const NumberParts parts = number_parts(number, issued_days ? year_of(*issued_days) : 0);
    if (!parts.year.empty()) target_.add_boolean_term(schema::kNumberYearPrefix + parts.year);
    if (!parts.kind.empty()) target_.add_boolean_term(schema::kNumberKindPrefix + parts.kind);
    const icu::UnicodeString shown = clean(from_utf8(number));
    // A personal number that stands for the paper's own is never offered to anybody.
    if (identity_mentions(shown).empty()) {
      add_completion(schema::kCompleteNumberPrefix, forms.folded, to_utf8(shown));
    }
  }

 private:
  // `words` of `text`, and the numbers and days mentioned in it. Returns those that became terms.
  std::vector<Word> add_words(const icu::UnicodeString& text, std::vector<Word> words) {
    if (words.empty()) return words;
    const Xapian::termpos end = position_ + words.back().position + 1 + schema::kPageGap;
    const std::vector<IdentityMention> identities = identity_mentions(text);
    const std::vector<Word> kept = without(identities, std::move(words));
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const Word& word = kept[i];
      target_.add_posting(word.terms.exact, position_ + word.position);
      target_.add_term(schema::kFoldedPrefix + word.terms.folded);
      const std::string pair = i > 0 ? folded_pair(kept[i - 1], word) : std::string();
      if (!pair.empty()) target_.add_term(schema::kPairPrefix + pair);
    }
    for (const IdentityMention& mention : identities) add_identity(mention.digits);
    for (const NumberMention& mention : number_mentions(text)) {
      target_.add_term(schema::kMentionPrefix + mention.key);
    }
    for (DateMention mention : date_mentions(text)) {
      target_.add_term(schema::date_term(mention));
      mention.day = 0;
      target_.add_term(schema::date_term(mention));
    }
    position_ = end;
    return kept;
  }

  void add_identity(const std::string& digits) {
    target_.add_boolean_term(schema::kIdentityPrefix + digits);
    for (const std::size_t size : schema::kIdentityEnds) {
      if (digits.size() <= size) continue;
      target_.add_boolean_term(schema::kIdentityEndPrefix + digits.substr(digits.size() - size));
    }
  }

  void add_completion(const char* prefix, const std::string& folded, const std::string& shown) {
    const std::string term = prefix + folded + schema::kCompletionJoint + shown;
    if (term.size() <= kCompletionBytesMax) target_.add_boolean_term(term);
  }

  static constexpr std::size_t kCompletionBytesMax = 200;

  Xapian::Document& target_;
  Xapian::termpos position_ = 1;  // From which the next text may start.
};

void add_facts(const Document& document, Xapian::Document& target) {
  if (document.issued_days) {
    target.add_value(schema::kIssuedSlot, Xapian::sortable_serialise(*document.issued_days));
    target.add_boolean_term(schema::kIssuedYearPrefix +
                            std::to_string(year_of(*document.issued_days)));
  }
  target.add_value(schema::kNewestSlot, schema::newest_key(document.issued_days, document.id));
  target.add_value(schema::kOldestSlot, schema::oldest_key(document.issued_days, document.id));
  for (const Filter& filter : document.filters) {
    target.add_boolean_term(schema::filter_term(filter));
    const auto slot = schema::facet_slot(filter.field);
    if (slot && target.get_value(*slot).empty()) target.add_value(*slot, filter.value);
  }
}

}  // namespace

void check_bounds(const Document& document) {
  require_value(document.id, "The id of a document");
  for (const Filter& filter : document.filters) require_value(filter.value, "A filter value");
  if (document.names.size() > kNamesMax) {
    throw std::invalid_argument("A document has at most 200 names");
  }
}

Xapian::Document xapian_document(const Document& document) {
  Xapian::Document target;
  target.add_boolean_term(schema::id_term(document.id));
  add_facts(document, target);
  Terms terms(target);
  terms.add_number(document.number, document.issued_days);
  terms.add_heading(document.title);
  terms.add_completions(document.completed_from);
  for (const std::string& name : document.names) {
    terms.add_heading(name);
    terms.add_name(name);
  }
  terms.add_page(document.number);
  for (const std::string& page : document.pages) terms.add_page(page);
  return target;
}

}  // namespace kho::index
