#include "index/query/completer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "index/analysis/analyzer.h"
#include "index/analysis/number.h"
#include "index/analysis/tone_placement.h"
#include "index/analysis/utf16.h"
#include "index/error.h"
#include "index/query/restriction.h"
#include "index/schema.h"

namespace kho::index {
namespace {

// Terms looked at for one beginning. One letter has more in a large index: those that are looked at
// are then the first by alphabet.
constexpr std::size_t kTermsMax = 4000;

// A word is put behind a completed one if it follows in so many of the titles that have that.
constexpr double kFollowsUsually = 0.5;
constexpr int kFollowersMax = 3;
constexpr std::size_t kExtendedMax = 5;  // Of the best completions.

// A letter typed with a mark is meant; one typed bare may stand for any of its readings.
bool letters_agree(const icu::UnicodeString& typed, const icu::UnicodeString& whole) {
  if (typed.length() > whole.length()) return false;
  for (std::int32_t i = 0; i < typed.length(); ++i) {
    const icu::UnicodeString letter(whole.charAt(i));
    if (typed.charAt(i) == letter.charAt(0)) continue;
    if (from_utf8(word_terms(letter).folded) != icu::UnicodeString(typed.charAt(i))) return false;
  }
  return true;
}

struct ExactWord {
  std::string letters;  // Without the tone.
  std::string tone;     // "~1", or empty.
};

ExactWord split(const std::string& exact) {
  const std::size_t tilde = std::min(exact.find('~'), exact.size());
  return {exact.substr(0, tilde), exact.substr(tilde)};
}

// Whether the exact word may be meant by what was typed of it.
bool may_mean(const WordTerms& typed, const std::string& exact) {
  if (!typed.has_marks) return true;
  const ExactWord beginning = split(typed.exact);
  const ExactWord whole = split(exact);
  return (beginning.tone.empty() || beginning.tone == whole.tone) &&
         letters_agree(from_utf8(beginning.letters), from_utf8(whole.letters));
}

class Completer {
 public:
  Completer(const Xapian::Database& database, const CompletionRequest& request)
      : database_(database),
        request_(request),
        visible_(visible_to(request.rights)),
        typed_(clean(from_utf8(request.text))),
        words_(words_of(lowered(typed_))) {}

  std::vector<Completion> run() {
    if (ends_with_number()) add_numbers();
    const bool word_is_whole = !ends_inside_word();
    if (completions_.empty() && !words_.empty()) {
      if (word_is_whole) {
        add_followers(words_.back().terms, WordTerms(), typed_.length());
      } else {
        const Word& last = words_.back();
        if (words_.size() > 1)
          add_followers(words_[words_.size() - 2].terms, last.terms, last.begin);
        if (completions_.size() < request_.limit) add_words(last.terms, last.begin);
      }
    }
    return std::move(completions_);
  }

 private:
  // Exact words, and in how many documents.
  using Counts = std::map<std::string, std::uint64_t>;

  [[nodiscard]] bool ends_inside_word() const {
    return !words_.empty() && words_.back().end == typed_.length();
  }

  [[nodiscard]] icu::UnicodeString last_chunk() const {
    return typed_.tempSubString(typed_.lastIndexOf(u' ') + 1);
  }

  [[nodiscard]] bool ends_with_number() const {
    const icu::UnicodeString chunk = last_chunk();
    return !chunk.isEmpty() && chunk.charAt(0) >= u'0' && chunk.charAt(0) <= u'9';
  }

  // Of the documents that the asker may see.
  [[nodiscard]] std::uint64_t count(const std::string& term, Xapian::doccount documents) const {
    if (!visible_) return documents;
    Xapian::Enquire enquire(database_);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_query({Xapian::Query::OP_FILTER, Xapian::Query(term), *visible_});
    return enquire.get_mset(0, 0, kCountedMax).get_matches_estimated();
  }

  // Calls `visit` with what stands behind `prefix` in each term, and its count.
  template <class Visit>
  void each_term(const std::string& prefix, Visit&& visit) const {
    std::size_t seen = 0;
    for (auto term = database_.allterms_begin(prefix);
         term != database_.allterms_end(prefix) && ++seen <= kTermsMax; ++term) {
      const std::string whole = *term;
      visit(std::string_view(whole).substr(prefix.size()), whole, term.get_termfreq());
    }
  }

  void add_numbers() {
    const icu::UnicodeString chunk = last_chunk();
    std::string beginning = number_forms(to_utf8(chunk)).folded;
    const char16_t last = chunk.charAt(chunk.length() - 1);
    if (last == u'/' || last == u'-') beginning += '/';
    std::vector<std::pair<std::uint64_t, std::string>> found;
    const std::string prefix = schema::kCompleteNumberPrefix + beginning;
    each_term(prefix, [&](std::string_view rest, const std::string& term, Xapian::doccount n) {
      const std::size_t joint = rest.find(schema::kCompletionJoint);
      if (joint != std::string_view::npos) found.emplace_back(n, term);
    });
    std::ranges::stable_sort(found, std::greater(), &std::pair<std::uint64_t, std::string>::first);
    const std::string before = to_utf8(typed_.tempSubString(0, typed_.length() - chunk.length()));
    for (const auto& [documents, term] : found) {
      if (completions_.size() == request_.limit) return;
      const std::uint64_t seen = count(term, static_cast<Xapian::doccount>(documents));
      if (seen == 0) continue;
      add(before + term.substr(term.find(schema::kCompletionJoint) + 1), seen);
    }
  }

  // Words that stand behind `before` and begin like `typed`, which may be nothing.
  [[nodiscard]] Counts followers(const WordTerms& before, const WordTerms& typed) {
    Counts counts;
    const std::string prefix = schema::kCompletePairPrefix + before.folded + " " + typed.folded;
    each_term(prefix, [&](std::string_view rest, const std::string& term, Xapian::doccount n) {
      const std::size_t joint = rest.find(schema::kCompletionJoint);
      const std::size_t blank = rest.find(' ', joint);
      if (blank == std::string_view::npos) return;
      const std::string exact(rest.substr(blank + 1));
      if (before.has_marks && rest.substr(joint + 1, blank - joint - 1) != before.exact) return;
      if (may_mean(typed, exact)) note(counts, exact, term, n);
    });
    return counts;
  }

  void note(Counts& counts, const std::string& exact, const std::string& term,
            Xapian::doccount documents) {
    // Under rights each one costs a search.
    if (visible_ && ++searches_ > kSearchesMax) return;
    if (const std::uint64_t seen = count(term, documents); seen > 0) counts[exact] += seen;
  }

  void add_followers(const WordTerms& before, const WordTerms& typed, std::int32_t begin) {
    add_best(followers(before, typed), begin);
  }

  void add_words(const WordTerms& typed, std::int32_t begin) {
    Counts counts;
    const std::string prefix = schema::kCompleteWordPrefix + typed.folded;
    each_term(prefix, [&](std::string_view rest, const std::string& term, Xapian::doccount n) {
      const std::string exact(rest.substr(rest.find(schema::kCompletionJoint) + 1));
      if (may_mean(typed, exact)) note(counts, exact, term, n);
    });
    add_best(counts, begin);
  }

  void add_best(const Counts& counts, std::int32_t begin) {
    std::vector<std::pair<std::string, std::uint64_t>> best(counts.begin(), counts.end());
    std::ranges::stable_sort(best, std::greater(), &std::pair<std::string, std::uint64_t>::second);
    const std::string head = to_utf8(typed_.tempSubString(0, begin));
    for (const auto& [exact, documents] : best) {
      if (completions_.size() == request_.limit) return;
      std::string text = head + spelled(exact);
      if (completions_.size() < kExtendedMax) text += usual_followers(exact, documents);
      add(std::move(text), documents);
    }
  }

  // What nearly always stands behind the word, with a blank before each.
  [[nodiscard]] std::string usual_followers(std::string exact, std::uint64_t documents) {
    std::string behind;
    for (int i = 0; i < kFollowersMax; ++i) {
      WordTerms word;
      word.exact = exact;
      word.has_marks = true;
      word.folded = word_terms(from_utf8(split(exact).letters)).folded;
      const Counts counts = followers(word, WordTerms());
      const auto most = std::ranges::max_element(
          counts, {}, &std::pair<const std::string, std::uint64_t>::second);
      if (most == counts.end() ||
          static_cast<double>(most->second) < kFollowsUsually * static_cast<double>(documents)) {
        break;
      }
      behind += ' ';
      behind += spelled(most->first);
      exact = most->first;
      documents = most->second;
    }
    return behind;
  }

  void add(std::string text, std::uint64_t documents) {
    const auto same = std::ranges::find(completions_, text, &Completion::text);
    if (same == completions_.end()) completions_.push_back({std::move(text), documents});
  }

  static constexpr Xapian::doccount kCountedMax = 100;
  static constexpr std::size_t kSearchesMax = 500;

  const Xapian::Database& database_;
  const CompletionRequest& request_;
  const std::optional<Xapian::Query> visible_;
  const icu::UnicodeString typed_;
  const std::vector<Word> words_;
  std::vector<Completion> completions_;
  std::size_t searches_ = 0;
};

}  // namespace

std::vector<Completion> complete(const Xapian::Database& database,
                                 const CompletionRequest& request) {
  if (request.text.size() > kQueryBytesMax) {
    throw Error(Errc::kBadQuery, "The text is longer than 2000 bytes.");
  }
  if (request.limit < 1 || request.limit > kCompletionsMax) {
    throw Error(Errc::kBadQuery, "The limit is not within 1 to 50.");
  }
  return Completer(database, request).run();
}

}  // namespace kho::index
