#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/facts/document_number.h"
#include "ingest/facts/document_type.h"
#include "ingest/facts/facts.h"
#include "ingest/facts/head.h"
#include "ingest/facts/issue_date.h"
#include "ingest/facts/issuer.h"
#include "ingest/facts/owner.h"
#include "ingest/facts/signer.h"
#include "ingest/facts/validity.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kPagesMax = 5000;

std::vector<PageText> read_pages(std::span<const std::string> pages) {
  std::vector<PageText> texts;
  std::size_t bytes_left = kFactsTextBytesMax;
  for (std::size_t i = 0; i < std::min(pages.size(), kPagesMax) && bytes_left > 0; ++i) {
    const std::string_view text = std::string_view(pages[i]).substr(0, bytes_left);
    bytes_left -= text.size();
    texts.emplace_back(text, static_cast<std::uint32_t>(i));
  }
  return texts;
}

// A consolidated text has number, date and agency of its own at the end, where it is attested.
struct Attestation {
  std::optional<Fact> number;
  IssueDate issue;
  Issuer issuer;
};

Attestation find_attestation(std::span<const PageText> pages, std::chrono::year year_max) {
  constexpr std::size_t kLinesAround = 14;
  Attestation found;
  for (const PageText& page : pages) {
    const std::vector<Span>& lines = page.lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!begins_with(page, lines[i], {"xac thuc van ban hop nhat"})) continue;
      const std::size_t first = i - std::min(i, kLinesAround);
      const std::size_t end = std::min(i + kLinesAround, lines.size());
      std::vector<Span> above;
      for (std::size_t j = first; j < end; ++j) {
        if (lines[j].is_empty()) continue;
        if (const auto date = find_place_and_date(page, lines[j]); date && !found.issue.date) {
          if (date->date.date.year() >= kIssueYearMin && date->date.date.year() <= year_max) {
            found.issue = issue_date_of(page, *date, kConfidenceLikely);
          }
        } else if (auto number = number_in_line(page, lines[j]); number && !found.number) {
          found.number = std::move(number);
        } else if (!found.number && j < i) {
          above.push_back(lines[j]);
        }
      }
      found.issuer = issuer_of_lines(page, above);
      return found;
    }
  }
  return found;
}

// A day was written by hand and could not be read: "ngày $! tháng 12 năm 2020".
bool has_unread_day(const Head& head) {
  constexpr std::size_t kDayTokensMax = 4;
  const PageText& page = *head.page;
  const std::size_t end = page.token_at(head.end);
  for (std::size_t i = 0; head.dates.empty() && i < end; ++i) {
    if (!has_phrase(page, i, "ngay")) continue;
    for (std::size_t j = i + 2; j <= i + 1 + kDayTokensMax && j < end; ++j) {
      if (has_phrase(page, j, "thang")) return true;
    }
  }
  return false;
}

// The running number stands apart from what is printed: "Số: 148 /2020/TT-BCA".
bool is_filled_in(const Fact& number) { return number.as_written.find(" /") != std::string::npos; }

// Two parties sign these, or nobody who decides.
bool has_one_signer(const std::optional<Title>& title) {
  if (!title) return true;
  const std::string& code = title->type.code;
  return code != "HĐ" && code != "BB" && code != "BGN" && code != "BTT";
}

// The number of a card or passport is its own number too.
std::optional<Fact> number_of_identity_paper(const Head& head, const std::optional<Title>& title,
                                             const Owner& owner) {
  if (owner.ids.size() != 1) return std::nullopt;
  const OwnerId& id = owner.ids.front();
  const std::string letters =
      title ? squeezed(head.page->lower(head.cells[title->cell].span)) : std::string();
  if (id.scheme == IdScheme::kPassport &&
      (!title || letters.starts_with("hochieu") || owner.expiry)) {
    Fact number = id.number;
    number.value.erase(0, number.value.find(':') + 1);
    return number;
  }
  const bool is_card = letters.starts_with("cancuoc") || letters.starts_with("chungminh") ||
                       letters.starts_with("giaychungminh");
  return is_card ? std::optional(id.number) : std::nullopt;
}

}  // namespace

Facts find_facts(std::span<const std::string> pages, std::chrono::year this_year) {
  const std::vector<PageText> texts = read_pages(pages);
  const std::chrono::year year_max = this_year + std::chrono::years(1);
  Facts facts;
  const Head head = find_head(texts);
  if (head.page == nullptr) return facts;
  const std::optional<Title> title = find_title(head);
  if (title) {
    facts.type = title->type;
  } else {
    facts.type = find_letter(head);
  }
  facts.subject = find_subject(head, title);
  facts.number = find_number(texts, head, title);
  IssueDate issue = find_issue_date(texts, head, title, year_max);
  Issuer issuer = find_issuer(head, title ? title->cell : head.cells.size());
  const bool is_dated = std::any_of(head.dates.begin(), head.dates.end(),
                                    [](const PlaceAndDate& found) { return found.place; });
  if (!facts.number && !is_dated) {
    Attestation attestation = find_attestation(texts, year_max);
    if (attestation.number) {
      facts.number = std::move(attestation.number);
      issue = std::move(attestation.issue);
      issuer = std::move(attestation.issuer);
    }
  }
  // Without a number below the letterhead, a line below a title that is no official kind is a
  // heading or a piece of the body.
  const bool is_official = title && (title->is_law || !title->type.code.empty());
  if (title && !is_official && !facts.number) facts.subject.reset();
  // A letter speaks of others.
  const bool is_letter = !title && facts.type;
  // Who filled in the day filled in the number: OCR reads the one no better than the other.
  if (facts.number && is_filled_in(*facts.number) && has_unread_day(head)) facts.number.reset();
  const Owner owner = is_letter ? Owner{} : find_owner(texts, head, title);
  if (!facts.number) facts.number = number_of_identity_paper(head, title, owner);
  // Capitals that are no agency's name are an organisation's where the paper has a number or a date
  // in its head, and nobody's elsewhere.
  if (issuer.agency && issuer.agency->confidence < kConfidenceLikely && !facts.number &&
      !issue.place) {
    issuer = {};
  }
  facts.issuer = std::move(issuer.agency);
  facts.issuer_parent = std::move(issuer.parent);
  if (has_one_signer(title)) {
    const std::size_t first = static_cast<std::size_t>(head.page - texts.data());
    const std::size_t begin = title ? head.cells[title->cell].span.end : 0;
    Signer signer = find_signer(texts, first, begin);
    facts.signer = std::move(signer.name);
    facts.signer_position = std::move(signer.position);
  }
  facts.validity = find_validity(texts, issue);
  if (!facts.validity.to && !facts.validity.indefinite) facts.validity.to = owner.expiry;
  facts.issue_date = std::move(issue.date);
  facts.place = std::move(issue.place);
  facts.owner_ids = owner.ids;
  facts.owner_name = owner.name;
  return facts;
}

}  // namespace kho::ingest
