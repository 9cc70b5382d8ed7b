#include "ingest/facts/words.h"

#include <algorithm>
#include <cassert>

namespace kho::ingest {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A cell of the edit distance: errors so far, and where in the text this alignment begins.
struct Alignment {
  std::size_t errors = 0;
  std::size_t begin = 0;
};

Alignment better(const Alignment& a, const Alignment& b) { return b.errors < a.errors ? b : a; }

}  // namespace

std::optional<Span> find_near(std::string_view text, std::string_view known,
                              std::size_t errors_max) {
  // Sellers 1980: edit distance in which `known` may begin and end anywhere in `text`.
  std::vector<Alignment> column(known.size() + 1);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = {i, 0};
  std::optional<Span> best;
  std::size_t best_errors = errors_max + 1;
  for (std::size_t j = 0; j < text.size(); ++j) {
    Alignment diagonal = column[0];
    column[0] = {0, j + 1};
    for (std::size_t i = 1; i <= known.size(); ++i) {
      const Alignment above = column[i];
      const std::size_t differs = known[i - 1] == text[j] ? 0 : 1;
      Alignment cell{diagonal.errors + differs, diagonal.begin};
      cell = better(cell, {column[i - 1].errors + 1, column[i - 1].begin});
      cell = better(cell, {above.errors + 1, above.begin});
      column[i] = cell;
      diagonal = above;
    }
    if (column.back().errors < best_errors) {
      best_errors = column.back().errors;
      best = Span{column.back().begin, j + 1};
    }
  }
  return best;
}

bool is_near(std::string_view text, std::string_view known, std::size_t errors_max) {
  if (text == known) return true;
  const std::size_t longer = std::max(text.size(), known.size());
  if (longer - std::min(text.size(), known.size()) > errors_max || text.empty()) return false;
  std::vector<std::size_t> row(known.size() + 1);
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (std::size_t j = 1; j <= text.size(); ++j) {
    std::size_t diagonal = row[0];
    row[0] = j;
    for (std::size_t i = 1; i <= known.size(); ++i) {
      const std::size_t above = row[i];
      const std::size_t differs = known[i - 1] == text[j - 1] ? 0 : 1;
      row[i] = std::min({diagonal + differs, row[i - 1] + 1, above + 1});
      diagonal = above;
    }
  }
  return row.back() <= errors_max;
}

std::string squeezed(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (is_alphanumeric(c)) {
      letters.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  return letters;
}

bool has_phrase(const PageText& page, std::size_t token, std::string_view phrase) {
  const std::vector<Token>& tokens = page.tokens();
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    if (token >= tokens.size() || page.lower(tokens[token].span) != phrase.substr(0, end)) {
      return false;
    }
    ++token;
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
  return true;
}

std::size_t phrase_tokens(std::string_view phrase) {
  return 1 + static_cast<std::size_t>(std::count(phrase.begin(), phrase.end(), ' '));
}

bool begins_with(const PageText& page, Span line, std::initializer_list<std::string_view> phrases) {
  const std::size_t token = page.token_at(line.begin);
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return has_phrase(page, token, phrase) &&
           page.tokens()[token + phrase_tokens(phrase) - 1].span.end <= line.end;
  });
}

Fact make_fact(const PageText& page, const std::vector<Span>& parts, std::string value,
               double confidence) {
  assert(!parts.empty());
  Fact fact{.value = std::move(value), .as_written = {}, .confidence = confidence};
  fact.page = page.number();
  std::size_t begin = parts.front().begin;
  std::size_t end = parts.front().end;
  for (const Span& part : parts) {
    begin = std::min(begin, part.begin);
    end = std::max(end, part.end);
    if (!fact.as_written.empty()) fact.as_written.push_back('\n');
    fact.as_written.append(page.bytes(part));
  }
  fact.offset = page.byte_at(begin);
  fact.length = page.byte_at(end) - fact.offset;
  return fact;
}

}  // namespace kho::ingest
