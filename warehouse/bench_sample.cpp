#include "warehouse/bench_sample.h"

#include <algorithm>
#include <random>
#include <utility>

#include "index/analysis/text.h"
#include "store/error.h"
#include "warehouse/catalogue_reader.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/error.h"
#include "warehouse/paper_document.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// Numbers that are the same everywhere for the same seed, as those of the standard's distributions
// are not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string bytes(std::size_t count) {
    std::string out(count, '\0');
    for (char& byte : out) byte = static_cast<char>(random_() >> 56);
    return out;
  }

 private:
  std::mt19937_64 random_;
};

std::string component_id_in(std::string_view key) {
  return std::string(key.substr(store::Sha256::kSize));
}

// Ids of components, raw: of few all of them, in random order; of many with repetition.
std::vector<std::string> sample_ids(const store::Store& store, const SampleOrder& order,
                                    Dice& dice) {
  std::vector<std::string> ids;
  if (store.core().tables->entries(kComponentsByBlob) <= order.most) {
    each_with_prefix(*store.snapshot(), kComponentsByBlob, {},
                     [&](std::string_view key, std::string_view) {
                       ids.push_back(component_id_in(key));
                       return ids.size() < order.most && !order.enough();
                     });
    for (std::size_t i = ids.size(); i > 1; --i) std::swap(ids[i - 1], ids[dice.below(i)]);
    return ids;
  }
  while (ids.size() < order.most && !order.enough()) {
    const auto tables = store.snapshot();  // Anew each time: it must be short.
    const auto cursor = tables->cursor(kComponentsByBlob);
    if (!cursor->seek(dice.bytes(store::Sha256::kSize)) && !cursor->seek({})) break;
    ids.push_back(component_id_in(cursor->key()));
  }
  return ids;
}

// Calls `take` with each component of a sample that is still there.
void each_component(const store::Store& store, const SampleOrder& order, Dice& dice,
                    const std::function<void(const store::TableReader&, const Component&)>& take) {
  for (const std::string& id : sample_ids(store, order, dice)) {
    if (order.enough()) return;
    try {
      const auto tables = store.snapshot();
      if (const auto component = find_component(*tables, id)) take(*tables, *component);
    } catch (const store::Error& error) {
      if (!store::is_damage(error)) throw;
    }
  }
}

std::vector<std::string> procedures_in_force(const store::Store& store, Date day) {
  constexpr std::size_t kPage = 500;
  std::vector<std::string> codes;
  std::optional<ProcedureCode> after;
  while (true) {
    const auto page = CatalogueReader(store.snapshot()).procedures(after, kPage);
    const auto tables = store.snapshot();
    for (const Procedure& each : page.records) {
      try {
        codes.push_back(procedure_in_force(*tables, each.code, day).code);
      } catch (const Error&) {
        // Not yet, or not any more.
      }
    }
    if (!page.more) return codes;
    after = parse_procedure_code(page.records.back().code);
    if (!after) return codes;
  }
}

// Runs of letters and digits, in lower case: nothing in them is an operator of the query language.
std::vector<std::string> words_in(const std::string& text) {
  constexpr std::size_t kWordBytesMax = 40;
  const std::string lower = index::lower(text);
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (word.size() > 1 && word.size() <= kWordBytesMax) words.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < lower.size();) {
    const auto byte = static_cast<unsigned char>(lower[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const bool is_ascii_letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    // Vietnamese letters lie below U+2000; from there on are quotes, dashes and signs.
    if (is_ascii_letter || (byte >= 0xc3 && byte <= 0xe1)) {
      word += lower.substr(i, length);
    } else {
      end_word();
    }
    i += length;
  }
  end_word();
  return words;
}

// Whether the query language takes it for a number and nothing else.
bool is_plain_number(const std::string& number) {
  return number.size() > 1 && number.size() <= 100 && number[0] != '-' &&
         number.find_first_of(":\"*<> ") == std::string::npos;
}

}  // namespace

std::vector<store::BlobId> sample_files(const store::Store& store, const SampleOrder& order) {
  Dice dice(order.seed);
  std::vector<store::BlobId> files;
  each_component(store, order, dice, [&](const store::TableReader&, const Component& component) {
    files.push_back(*store::BlobId::from_raw(component.current().sha256));
  });
  return files;
}

std::vector<ReuseQuestion> sample_reuse(const store::Store& store, const SampleOrder& order,
                                        Date day) {
  const std::vector<std::string> procedures = procedures_in_force(store, day);
  std::vector<ReuseQuestion> questions;
  if (procedures.empty()) return questions;
  Dice dice(order.seed);
  each_component(store, order, dice,
                 [&](const store::TableReader& tables, const Component& component) {
                   const auto owner = owner_of(tables, component.owner);
                   if (!owner) return;
                   ReuseQuestion question;
                   question.owner = owner->key;
                   question.procedure = procedures[dice.below(procedures.size())];
                   question.on = day;
                   questions.push_back(std::move(question));
                 });
  return questions;
}

std::vector<SearchQuestion> sample_searches(const store::Store& store, const SampleOrder& order) {
  constexpr std::size_t kTurns = 4;
  constexpr std::size_t kPhraseWords = 3;
  Dice dice(order.seed);
  std::vector<SearchQuestion> questions;
  each_component(
      store, order, dice, [&](const store::TableReader& tables, const Component& component) {
        const std::size_t turn = questions.size() % kTurns;
        SearchQuestion question;
        if (turn == 0 && is_plain_number(component.facts.number)) {
          question.text = component.facts.number;
          questions.push_back(std::move(question));
          return;
        }
        const std::vector<std::string> pages =
            searchable_pages(store, text_state_of(tables, component.current().sha256));
        std::vector<std::string> words;
        if (!pages.empty()) words = words_in(pages[dice.below(pages.size())]);
        if (words.size() < kPhraseWords) {
          words = words_in(component.facts.subject + " " + component.facts.issuer_name);
        }
        if (words.size() < kPhraseWords) return;
        if (turn == 2) {
          const std::size_t first = dice.below(words.size() - kPhraseWords + 1);
          question.text =
              "\"" + words[first] + " " + words[first + 1] + " " + words[first + 2] + "\"";
        } else {
          const std::size_t one = dice.below(words.size());
          question.text = words[one] + " " + words[dice.below(words.size())];
          if (turn == 3) question.types = {component.facts.type};
        }
        questions.push_back(std::move(question));
      });
  return questions;
}

}  // namespace kho::warehouse
