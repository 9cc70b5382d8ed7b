#include "ingest/findings_codec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "findings.pb.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kWordBytes = 14;
constexpr std::size_t kHashBytes = 32;
constexpr std::uint32_t kThousand = 1000;
constexpr std::size_t kTextBytesMax = 32 << 10;  // Of each text in it.
constexpr int kSignaturesMax = 100;
constexpr int kOwnerIdsMax = 100;

// Thrown by what reads, caught by decode_findings().
struct Refused {};

void require(bool holds) {
  if (!holds) throw Refused();
}

std::uint32_t rounded(double value, double unit) {
  const double scaled = std::round(value / unit);
  return scaled > 0 && scaled < 4e9 ? static_cast<std::uint32_t>(scaled) : 0;
}

std::string text(const std::string& bytes) {
  require(bytes.size() <= kTextBytesMax && is_utf8(bytes));
  return bytes;
}

// `last` is the last enumerator.
template <typename Enum>
Enum enumerator(std::uint32_t number, Enum last) {
  require(number <= static_cast<std::uint32_t>(last));
  return static_cast<Enum>(number);
}

template <typename T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

template <typename T>
T take(std::string_view& in) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(value << 8 | static_cast<unsigned char>(in[i]));
  }
  in.remove_prefix(sizeof(T));
  return value;
}

// ---- Pages

std::string words_bytes(const std::vector<PageWord>& words) {
  std::string bytes;
  bytes.reserve(words.size() * kWordBytes);
  for (const PageWord& word : words) {
    put(bytes, word.offset);
    for (const std::uint16_t value : {word.length, word.left, word.top, word.right, word.bottom}) {
      put(bytes, value);
    }
  }
  return bytes;
}

std::vector<PageWord> read_words(std::string_view bytes, std::string_view page) {
  require(bytes.size() % kWordBytes == 0 && bytes.size() / kWordBytes <= kPageWordsMax);
  std::vector<PageWord> words(bytes.size() / kWordBytes);
  std::uint64_t end = 0;
  for (PageWord& word : words) {
    word.offset = take<std::uint32_t>(bytes);
    for (std::uint16_t* value : {&word.length, &word.left, &word.top, &word.right, &word.bottom}) {
      *value = take<std::uint16_t>(bytes);
    }
    require(word.offset >= end && word.length > 0);
    end = std::uint64_t{word.offset} + word.length;
    require(end <= page.size());
    require(word.left <= word.right && word.right <= kThousand);
    require(word.top <= word.bottom && word.bottom <= kThousand);
  }
  return words;
}

void fill(records::Page& out, const PageFindings& page) {
  out.set_source(static_cast<std::uint32_t>(page.source));
  out.set_layer(static_cast<std::uint32_t>(page.layer));
  out.set_scan_dpi(rounded(page.scan_dpi, 0.1));
  if (page.facts) {
    records::PageFacts& facts = *out.mutable_facts();
    facts.set_width(rounded(page.facts->width_mm, 0.1));
    facts.set_height(rounded(page.facts->height_mm, 0.1));
    facts.set_tint(static_cast<std::uint32_t>(page.facts->tint));
    facts.set_is_blank(page.facts->is_blank);
    facts.set_skew(static_cast<std::int32_t>(std::lround(page.facts->skew_degrees * 100)));
  }
  if (page.hash) {
    for (const std::uint64_t word : page.hash->bits) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.mutable_hash()->push_back(static_cast<char>(word >> shift));
      }
    }
  }
  for (const QrCode& code : page.qr_codes) {
    records::QrCode& qr = *out.add_qr_codes();
    qr.set_text(code.text);
    for (const QrCorner& corner : code.corners) {
      qr.add_corners(corner.x);
      qr.add_corners(corner.y);
    }
  }
  out.set_confidence(page.confidence);
  out.set_failure(static_cast<std::uint32_t>(page.failure));
  out.set_words(words_bytes(page.words));
}

QrCode read(const records::QrCode& in) {
  QrCode code;
  code.text = text(in.text());
  require(!code.text.empty() && in.corners_size() == 8);
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t x = in.corners(2 * i);
    const std::uint32_t y = in.corners(2 * i + 1);
    require(x <= kThousand && y <= kThousand);
    code.corners[static_cast<std::size_t>(i)] = {static_cast<std::uint16_t>(x),
                                                 static_cast<std::uint16_t>(y)};
  }
  return code;
}

PageFindings read(const records::Page& in, std::string_view page_text) {
  PageFindings page;
  page.source = enumerator(in.source(), TextSource::kRecognised);
  page.layer = enumerator(in.layer(), TextQuality::kAbsent);
  page.scan_dpi = in.scan_dpi() * 0.1;
  if (in.has_facts()) {
    PageFacts facts;
    facts.width_mm = in.facts().width() * 0.1;
    facts.height_mm = in.facts().height() * 0.1;
    facts.tint = enumerator(in.facts().tint(), Tint::kColour);
    facts.is_blank = in.facts().is_blank();
    facts.skew_degrees = in.facts().skew() * 0.01;
    page.facts = facts;
  }
  if (!in.hash().empty()) {
    require(in.hash().size() == kHashBytes);
    PageHash hash;
    for (std::size_t i = 0; i < kHashBytes; ++i) {
      std::uint64_t& word = hash.bits[i / 8];
      word = word << 8 | static_cast<unsigned char>(in.hash()[i]);
    }
    page.hash = hash;
  }
  require(in.qr_codes_size() <= kPageQrCodesMax);
  for (const records::QrCode& code : in.qr_codes()) page.qr_codes.push_back(read(code));
  require(in.confidence() <= 100);
  page.confidence = in.confidence();
  page.failure = enumerator(in.failure(), kLastFailure);
  page.words = read_words(in.words(), page_text);
  return page;
}

// ---- Facts

void fill(records::Fact& out, const Fact& fact) {
  out.set_value(fact.value);
  out.set_as_written(fact.as_written);
  out.set_confidence(rounded(fact.confidence, 0.01));
  out.set_page(fact.page);
  out.set_offset(fact.offset);
  out.set_length(fact.length);
}

Fact read(const records::Fact& in, const Extraction& extraction) {
  Fact fact;
  fact.value = text(in.value());
  fact.as_written = text(in.as_written());
  require(in.confidence() <= 100);
  fact.confidence = in.confidence() * 0.01;
  require(in.page() < extraction.pages.size());
  fact.page = in.page();
  const std::size_t page_bytes = extraction.pages[fact.page].size();
  require(in.offset() <= page_bytes && in.length() <= page_bytes - in.offset());
  fact.offset = static_cast<std::size_t>(in.offset());
  fact.length = static_cast<std::size_t>(in.length());
  return fact;
}

// Each fact of `facts` that may be there, with where it stands in the message.
template <typename Visit>
void each_fact(Facts& facts, records::Facts& message, const Visit& visit) {
  using Message = records::Facts;
  visit(facts.number, message.has_number(), &Message::mutable_number, message);
  visit(facts.issue_date, message.has_issue_date(), &Message::mutable_issue_date, message);
  visit(facts.issuer, message.has_issuer(), &Message::mutable_issuer, message);
  visit(facts.issuer_parent, message.has_issuer_parent(), &Message::mutable_issuer_parent, message);
  visit(facts.place, message.has_place(), &Message::mutable_place, message);
  visit(facts.signer, message.has_signer(), &Message::mutable_signer, message);
  visit(facts.signer_position, message.has_signer_position(), &Message::mutable_signer_position,
        message);
  visit(facts.subject, message.has_subject(), &Message::mutable_subject, message);
  visit(facts.owner_name, message.has_owner_name(), &Message::mutable_owner_name, message);
  visit(facts.validity.from, message.has_valid_from(), &Message::mutable_valid_from, message);
  visit(facts.validity.to, message.has_valid_to(), &Message::mutable_valid_to, message);
  visit(facts.validity.indefinite, message.has_indefinite(), &Message::mutable_indefinite, message);
}

void fill(records::Facts& out, Facts facts) {
  each_fact(facts, out,
            [](const std::optional<Fact>& fact, bool, auto mutable_fact, records::Facts& message) {
              if (fact) fill(*(message.*mutable_fact)(), *fact);
            });
  if (facts.type) {
    fill(*out.mutable_type_title(), facts.type->title);
    out.set_type_code(facts.type->code);
  }
  for (const OwnerId& id : facts.owner_ids) {
    records::OwnerId& owner = *out.add_owner_ids();
    owner.set_scheme(static_cast<std::uint32_t>(id.scheme));
    fill(*owner.mutable_number(), id.number);
  }
}

Facts read(records::Facts in, const Extraction& extraction) {
  Facts facts;
  each_fact(facts, in,
            [&](std::optional<Fact>& fact, bool has, auto mutable_fact, records::Facts& message) {
              if (has) fact = read(*(message.*mutable_fact)(), extraction);
            });
  if (in.has_type_title()) {
    facts.type = DocumentType{read(in.type_title(), extraction), text(in.type_code())};
  }
  require(in.owner_ids_size() <= kOwnerIdsMax);
  for (const records::OwnerId& id : in.owner_ids()) {
    require(id.has_number());
    facts.owner_ids.push_back(
        {enumerator(id.scheme(), IdScheme::kPassport), read(id.number(), extraction)});
  }
  return facts;
}

bool is_empty(const records::Facts& facts) { return facts.ByteSizeLong() == 0; }

// ---- Signatures

void fill(records::Certificate& out, const SignerCertificate& signer) {
  out.set_common_name(signer.common_name);
  out.set_organisation(signer.organisation);
  for (const Identification& each : signer.identifications) {
    records::Identification& identification = *out.add_identifications();
    identification.set_scheme(each.scheme);
    identification.set_value(each.value);
  }
  out.set_issuer(signer.issuer);
  out.set_serial(signer.serial);
  out.set_not_before_s(signer.not_before_s);
  out.set_not_after_s(signer.not_after_s);
}

SignerCertificate read(const records::Certificate& in) {
  SignerCertificate signer;
  signer.common_name = text(in.common_name());
  signer.organisation = text(in.organisation());
  for (const records::Identification& each : in.identifications()) {
    signer.identifications.push_back({text(each.scheme()), text(each.value())});
  }
  signer.issuer = text(in.issuer());
  signer.serial = text(in.serial());
  signer.not_before_s = in.not_before_s();
  signer.not_after_s = in.not_after_s();
  return signer;
}

void fill(records::Signature& out, const PdfSignature& signature) {
  out.set_field_name(signature.field_name);
  out.set_sub_filter(signature.sub_filter);
  out.set_is_document_timestamp(signature.is_document_timestamp);
  if (signature.signer) fill(*out.mutable_signer(), *signature.signer);
  if (signature.signed_at_s) out.set_signed_at_s(*signature.signed_at_s);
  out.set_time_source(static_cast<std::uint32_t>(signature.time_source));
  out.set_bytes_after(signature.bytes_after);
  out.set_coverage(static_cast<std::uint32_t>(signature.coverage));
  out.set_integrity(static_cast<std::uint32_t>(signature.integrity));
  out.set_trust(static_cast<std::uint32_t>(signature.trust));
  out.set_revocation(static_cast<std::uint32_t>(signature.revocation));
  if (signature.revocation_as_of_s) out.set_revocation_as_of_s(*signature.revocation_as_of_s);
  for (const SignatureReason reason : signature.reasons) {
    out.add_reasons(static_cast<std::uint32_t>(reason));
  }
}

PdfSignature read(const records::Signature& in) {
  PdfSignature signature;
  signature.field_name = text(in.field_name());
  signature.sub_filter = text(in.sub_filter());
  signature.is_document_timestamp = in.is_document_timestamp();
  if (in.has_signer()) signature.signer = read(in.signer());
  if (in.has_signed_at_s()) signature.signed_at_s = in.signed_at_s();
  signature.time_source = enumerator(in.time_source(), TimeSource::kTimestamp);
  signature.bytes_after = in.bytes_after();
  signature.coverage = enumerator(in.coverage(), Coverage::kChangedAfter);
  signature.integrity = enumerator(in.integrity(), Integrity::kUnreadable);
  signature.trust = enumerator(in.trust(), Trust::kUnusable);
  signature.revocation = enumerator(in.revocation(), Revocation::kRevoked);
  if (in.has_revocation_as_of_s()) signature.revocation_as_of_s = in.revocation_as_of_s();
  for (const std::uint32_t reason : in.reasons()) {
    signature.reasons.push_back(enumerator(reason, SignatureReason::kChangedAfterSigning));
    const std::size_t count = signature.reasons.size();
    require(count < 2 || signature.reasons[count - 2] < signature.reasons[count - 1]);
  }
  return signature;
}

records::Findings message_of(const Extraction& extraction) {
  records::Findings message;
  for (const PageFindings& page : extraction.page_findings) fill(*message.add_pages(), page);
  message.set_pdf_version(extraction.pdf_version);
  records::Facts facts;
  fill(facts, extraction.facts);
  if (!is_empty(facts)) *message.mutable_facts() = std::move(facts);
  if (extraction.signatures) {
    records::Signatures& signatures = *message.mutable_signatures();
    signatures.set_search(static_cast<std::uint32_t>(extraction.signatures->search));
    for (const PdfSignature& each : extraction.signatures->signatures) {
      fill(*signatures.add_signatures(), each);
    }
  }
  message.set_has_trust_anchors(extraction.has_trust_anchors);
  return message;
}

void read(records::Findings& in, Extraction& extraction) {
  require(static_cast<std::uint32_t>(in.pages_size()) <= extraction.page_count);
  for (int i = 0; i < in.pages_size(); ++i) {
    const auto page = static_cast<std::size_t>(i);
    const std::string_view page_text =
        page < extraction.pages.size() ? std::string_view(extraction.pages[page]) : "";
    extraction.page_findings.push_back(read(in.pages(i), page_text));
  }
  extraction.pdf_version = in.pdf_version();
  if (in.has_facts()) extraction.facts = read(std::move(*in.mutable_facts()), extraction);
  if (in.has_signatures()) {
    require(in.signatures().signatures_size() <= kSignaturesMax);
    PdfSignatures signatures;
    signatures.search = enumerator(in.signatures().search(), SignatureSearch::kBroken);
    for (const records::Signature& each : in.signatures().signatures()) {
      signatures.signatures.push_back(read(each));
    }
    extraction.signatures = std::move(signatures);
  }
  extraction.has_trust_anchors = in.has_trust_anchors();
}

}  // namespace

std::string encode_findings(const Extraction& extraction) {
  records::Findings message = message_of(extraction);
  for (int i = message.pages_size(); i-- > 0 && message.ByteSizeLong() > kFindingsBytesMax;) {
    message.mutable_pages(i)->clear_words();
  }
  return message.SerializeAsString();
}

bool decode_findings(std::string_view bytes, Extraction& extraction) {
  records::Findings message;
  if (bytes.empty() || bytes.size() > kFindingsBytesMax ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return false;
  }
  try {
    read(message, extraction);
  } catch (const Refused&) {
    return false;
  }
  // Fields that are not known here, or known ones in another order, make another record.
  return encode_findings(extraction) == bytes;
}

}  // namespace kho::ingest
