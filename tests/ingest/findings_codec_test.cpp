// What was found beside the text survives its record, and nothing else gets in.
#include "ingest/findings_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/extraction_codec.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(KHO_TESTS) / "golden/extraction-v2";

Fact fact(const char* value, std::uint32_t page, std::size_t offset, std::size_t length) {
  return {value, value, kConfidenceClear, page, offset, length};
}

PdfSignature signature() {
  PdfSignature made;
  made.field_name = "Signature1";
  made.sub_filter = "ETSI.CAdES.detached";
  SignerCertificate& signer = made.signer.emplace();
  signer.common_name = "Nguyễn Văn A";
  signer.organisation = "Sở Công Thương";
  signer.identifications = {{"MST", "0100109106"}, {"CCCD", "*********234"}};
  signer.issuer = "Cơ quan chứng thực";
  signer.serial = "5401";
  signer.not_before_s = 1'600'000'000;
  signer.not_after_s = 1'900'000'000;
  made.signed_at_s = 1'700'000'000;
  made.time_source = TimeSource::kClaimed;
  made.bytes_after = 12;
  made.coverage = Coverage::kChangedAfter;
  made.integrity = Integrity::kIntact;
  made.trust = Trust::kUntrusted;
  made.revocation = Revocation::kUnknown;
  made.reasons = {SignatureReason::kIssuerUnknown, SignatureReason::kChangedAfterSigning};
  return made;
}

// Every kind of finding.
Extraction everything() {
  Extraction made;
  made.outcome = Outcome::kText;
  made.media_type = "application/pdf";
  made.page_count = 2;
  made.pages = {"QUYẾT ĐỊNH số 12/QĐ-UBND", "MST 0100109106"};
  made.pdf_version = 17;
  made.page_findings.resize(2);
  PageFindings& page = made.page_findings[0];
  page.source = TextSource::kRecognised;
  page.layer = TextQuality::kBroken;
  page.scan_dpi = 199.9;
  page.facts = PageFacts{210, 297.1, Tint::kColour, false, -1.25};
  page.hash = PageHash{{1, 0xFFFFFFFFFFFFFFFF, 3, 0x0123456789ABCDEF}};
  page.qr_codes = {{"https://example.vn/tra-cuu", {{{1, 2}, {99, 3}, {98, 97}, {0, 1000}}}}};
  page.confidence = 93;
  page.words = {{0, 8, 10, 20, 200, 40}, {9, 10, 210, 20, 400, 40}};
  made.page_findings[1].source = TextSource::kLayer;
  made.page_findings[1].layer = TextQuality::kGood;
  made.page_findings[1].failure = Failure::kTimeout;
  Facts& facts = made.facts;
  facts.number = fact("12/QĐ-UBND", 0, 0, 5);
  facts.issue_date = fact("2023-05-04", 0, 1, 2);
  facts.issuer = fact("SỞ CÔNG THƯƠNG", 0, 2, 3);
  facts.issuer_parent = fact("UBND TỈNH YÊN BÁI", 0, 3, 4);
  facts.place = fact("Yên Bái", 0, 4, 5);
  facts.signer = fact("Trần Thị B", 1, 0, 3);
  facts.signer_position = fact("PHÓ GIÁM ĐỐC", 1, 1, 2);
  facts.subject = fact("về việc cấp phép", 0, 5, 6);
  facts.owner_name = fact("CÔNG TY A", 1, 2, 3);
  facts.type = DocumentType{fact("QUYẾT ĐỊNH", 0, 0, 12), "QĐ"};
  facts.owner_ids = {{IdScheme::kTaxCode, fact("0100109106", 1, 4, 10)}};
  facts.validity.from = fact("2023-05-04", 0, 0, 1);
  facts.validity.to = fact("2026-05-04", 0, 0, 1);
  made.signatures = PdfSignatures{SignatureSearch::kTooMany, {signature()}};
  made.has_trust_anchors = true;
  return made;
}

void expect_fact(const std::optional<Fact>& found, const std::optional<Fact>& wanted) {
  ASSERT_EQ(found.has_value(), wanted.has_value());
  if (!wanted) return;
  EXPECT_EQ(found->value, wanted->value);
  EXPECT_EQ(found->as_written, wanted->as_written);
  EXPECT_DOUBLE_EQ(found->confidence, wanted->confidence);
  EXPECT_EQ(found->page, wanted->page);
  EXPECT_EQ(found->offset, wanted->offset);
  EXPECT_EQ(found->length, wanted->length);
}

void expect_everything(const Extraction& found) {
  const Extraction wanted = everything();
  EXPECT_EQ(found.pages, wanted.pages);
  EXPECT_EQ(found.pdf_version, 17U);
  ASSERT_EQ(found.page_findings.size(), 2U);
  const PageFindings& page = found.page_findings[0];
  EXPECT_EQ(page.source, TextSource::kRecognised);
  EXPECT_EQ(page.layer, TextQuality::kBroken);
  EXPECT_NEAR(page.scan_dpi, 199.9, 0.05);
  ASSERT_TRUE(page.facts);
  EXPECT_NEAR(page.facts->height_mm, 297.1, 0.05);
  EXPECT_EQ(page.facts->tint, Tint::kColour);
  EXPECT_NEAR(page.facts->skew_degrees, -1.25, 0.005);
  EXPECT_EQ(page.hash, wanted.page_findings[0].hash);
  ASSERT_EQ(page.qr_codes.size(), 1U);
  EXPECT_EQ(page.qr_codes[0].text, "https://example.vn/tra-cuu");
  EXPECT_EQ(page.qr_codes[0].corners[3].y, 1000);
  EXPECT_EQ(page.confidence, 93U);
  ASSERT_EQ(page.words.size(), 2U);
  EXPECT_EQ(page.words[1].offset, 9U);
  EXPECT_EQ(page.words[1].right, 400);
  EXPECT_EQ(found.page_findings[1].failure, Failure::kTimeout);
  EXPECT_EQ(found.page_findings[1].facts, std::nullopt);
  for (const auto member :
       {&Facts::number, &Facts::issue_date, &Facts::issuer, &Facts::issuer_parent, &Facts::place,
        &Facts::signer, &Facts::signer_position, &Facts::subject, &Facts::owner_name}) {
    expect_fact(found.facts.*member, wanted.facts.*member);
  }
  expect_fact(found.facts.validity.from, wanted.facts.validity.from);
  expect_fact(found.facts.validity.to, wanted.facts.validity.to);
  expect_fact(found.facts.validity.indefinite, std::nullopt);
  ASSERT_TRUE(found.facts.type);
  EXPECT_EQ(found.facts.type->code, "QĐ");
  ASSERT_EQ(found.facts.owner_ids.size(), 1U);
  EXPECT_EQ(found.facts.owner_ids[0].scheme, IdScheme::kTaxCode);
  ASSERT_TRUE(found.signatures);
  EXPECT_EQ(found.signatures->search, SignatureSearch::kTooMany);
  ASSERT_EQ(found.signatures->signatures.size(), 1U);
  const PdfSignature& signed_by = found.signatures->signatures[0];
  EXPECT_EQ(signed_by.signer->identifications, signature().signer->identifications);
  EXPECT_EQ(signed_by.signer->not_after_s, 1'900'000'000);
  EXPECT_EQ(signed_by.signed_at_s, 1'700'000'000);
  EXPECT_EQ(signed_by.coverage, Coverage::kChangedAfter);
  EXPECT_EQ(signed_by.reasons, signature().reasons);
  EXPECT_TRUE(found.has_trust_anchors);
}

TEST(FindingsCodec, EverythingSurvives) {
  const auto record = encode(everything());
  const auto decoded = decode(record);
  ASSERT_TRUE(decoded);
  expect_everything(*decoded);
  EXPECT_EQ(encode(*decoded), record);
}

TEST(FindingsCodec, GoldenRecordOfVersion2IsReadable) {
  std::ifstream file(kGolden / "everything.bin", std::ios::binary);
  ASSERT_TRUE(file) << kGolden;
  const std::string record{std::istreambuf_iterator<char>(file), {}};
  const auto decoded = decode(bytes_of(record));
  ASSERT_TRUE(decoded);
  expect_everything(*decoded);
  EXPECT_TRUE(std::ranges::equal(encode(*decoded), bytes_of(record)));
}

TEST(FindingsCodec, EveryPrefixIsRefused) {
  const auto record = encode(everything());
  for (std::size_t size = 0; size < record.size(); ++size) {
    ASSERT_FALSE(decode(std::span(record).first(size))) << size;
  }
}

TEST(FindingsCodec, WhateverIsAcceptedEncodesToTheSameBytes) {
  const auto record = encode(everything());
  for (std::size_t position = 0; position < record.size(); ++position) {
    for (const int change : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
      auto changed = record;
      changed[position] ^= static_cast<std::byte>(change);
      if (const auto decoded = decode(changed)) {
        ASSERT_EQ(encode(*decoded), changed) << position;
      }
    }
  }
}

// Facts and words stand in the text that the record has.
TEST(FindingsCodec, WhatPointsOutsideItsTextIsRefused) {
  const auto is_refused = [](auto spoil) {
    Extraction extraction = everything();
    spoil(extraction);
    return !decode(encode(extraction));
  };
  EXPECT_FALSE(is_refused([](Extraction&) {}));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.facts.number->page = 2; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.facts.number->offset = 1000; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.facts.number->length = 1000; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.page_findings[0].words[1].offset = 4; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.page_findings[0].words[1].length = 100; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.page_findings[0].words[0].right = 1001; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.page_findings[0].confidence = 101; }));
  EXPECT_TRUE(is_refused([](Extraction& e) { e.page_findings.resize(3); }));
}

}  // namespace
}  // namespace kho::ingest
