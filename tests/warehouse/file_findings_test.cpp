#include "warehouse/file_findings.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using ingest::Extraction;
using ingest::PageFindings;

// A page scanned as the rules want it.
PageFindings good_scan() {
  PageFindings page;
  page.source = ingest::TextSource::kRecognised;
  page.scan_dpi = 200;
  page.confidence = 95;
  page.facts.emplace();
  page.facts->tint = ingest::Tint::kColour;
  page.facts->is_blank = false;
  return page;
}

Extraction of_pages(std::vector<PageFindings> pages) {
  Extraction extraction;
  extraction.outcome = ingest::Outcome::kText;
  extraction.media_type = "application/pdf";
  extraction.page_count = static_cast<std::uint32_t>(pages.size());
  extraction.page_findings = std::move(pages);
  extraction.pdf_version = 17;
  return extraction;
}

std::vector<std::string> codes(const Extraction& extraction) {
  std::vector<std::string> out;
  for (const FileWarning& each : file_warnings(extraction)) out.emplace_back(each.code);
  return out;
}

TEST(FileWarnings, GoodScanHasNone) {
  EXPECT_THAT(codes(of_pages({good_scan(), good_scan()})), IsEmpty());
}

TEST(FileWarnings, TellsWhichPagesAreBelowTheRules) {
  PageFindings coarse = good_scan();
  coarse.scan_dpi = 150;
  PageFindings grey = good_scan();
  grey.facts->tint = ingest::Tint::kGrey;
  PageFindings blank = good_scan();
  blank.facts->is_blank = true;
  PageFindings unsure = good_scan();
  unsure.confidence = 40;
  PageFindings failed = good_scan();
  failed.source = ingest::TextSource::kNone;
  failed.failure = ingest::Failure::kTimeout;
  const auto warnings = file_warnings(of_pages({coarse, grey, blank, unsure, failed, coarse}));
  std::vector<std::string> told;
  for (const FileWarning& each : warnings) {
    told.push_back(each.code + std::string(" ") + testing::PrintToString(each.pages));
  }
  EXPECT_THAT(told, ElementsAre("scan_resolution_low { 1, 6 }", "scan_without_colour { 2 }",
                                "page_blank { 3 }", "page_not_recognised { 5 }",
                                "recognition_uncertain { 4 }"));
}

TEST(FileWarnings, ScannersThatRoundAreForgiven) {
  PageFindings page = good_scan();
  page.scan_dpi = 199.6;
  EXPECT_THAT(codes(of_pages({page})), IsEmpty());
}

TEST(FileWarnings, BrokenTextAndOldFontsAndVersions) {
  PageFindings broken = good_scan();
  broken.layer = ingest::TextQuality::kBroken;
  PageFindings old = good_scan();
  old.layer = ingest::TextQuality::kLegacyEncoding;
  Extraction extraction = of_pages({broken, old});
  extraction.pdf_version = 13;
  EXPECT_THAT(codes(extraction),
              ElementsAre("pdf_version_old", "text_layer_broken", "text_in_old_font"));
}

class Signatures : public testing::Test {
 protected:
  // Whole, intact and trusted.
  static ingest::PdfSignature good() {
    ingest::PdfSignature signature;
    signature.integrity = ingest::Integrity::kIntact;
    signature.trust = ingest::Trust::kTrusted;
    signature.revocation = ingest::Revocation::kUnknown;
    signature.coverage = ingest::Coverage::kWholeFile;
    return signature;
  }
  static Extraction signed_by(std::vector<ingest::PdfSignature> signatures) {
    Extraction extraction = of_pages({good_scan()});
    extraction.signatures =
        ingest::PdfSignatures{ingest::SignatureSearch::kComplete, std::move(signatures)};
    return extraction;
  }
};

TEST_F(Signatures, AreAsGoodAsTheWorstOfThem) {
  ingest::PdfSignature untrusted = good();
  untrusted.trust = ingest::Trust::kUntrusted;
  ingest::PdfSignature altered = good();
  altered.integrity = ingest::Integrity::kAltered;
  ingest::PdfSignature revoked = good();
  revoked.revocation = ingest::Revocation::kRevoked;
  EXPECT_EQ(signature_found(signed_by({})), Signature::kNone);
  EXPECT_EQ(signature_found(signed_by({good()})), Signature::kTrusted);
  EXPECT_EQ(signature_found(signed_by({good(), untrusted})), Signature::kIntact);
  EXPECT_EQ(signature_found(signed_by({good(), altered})), Signature::kInvalid);
  EXPECT_EQ(signature_found(signed_by({revoked})), Signature::kInvalid);
}

TEST_F(Signatures, SayNothingWhereAPersonMustLook) {
  ingest::PdfSignature followed = good();
  followed.coverage = ingest::Coverage::kChangedAfter;
  EXPECT_EQ(signature_found(signed_by({followed})), Signature::kUnchecked);
  EXPECT_THAT(codes(signed_by({followed})), ElementsAre("changed_after_signing"));
  Extraction incomplete = signed_by({good()});
  incomplete.signatures->search = ingest::SignatureSearch::kTooMany;
  EXPECT_EQ(signature_found(incomplete), Signature::kUnchecked);
  EXPECT_THAT(codes(incomplete), ElementsAre("signatures_incomplete"));
  EXPECT_EQ(signature_found(of_pages({good_scan()})), Signature::kUnchecked);
}

class Differences : public testing::Test {
 protected:
  Differences() {
    found_ = of_pages({good_scan(), good_scan()});
    said_.number = "12/QD-UBND";
    said_.issue_date = day("2023-05-04");
  }
  static ingest::Fact fact(const char* value, double confidence = ingest::kConfidenceClear) {
    ingest::Fact made;
    made.value = value;
    made.confidence = confidence;
    made.page = 1;
    return made;
  }
  [[nodiscard]] std::vector<std::string> told(const std::vector<std::string>& owner_keys = {
                                                  "cccd:015085001234"}) const {
    std::vector<std::string> out;
    for (const FactDifference& each : fact_differences(found_, said_, owner_keys)) {
      out.push_back(each.field + (" " + each.found) + " p" + std::to_string(each.page));
    }
    return out;
  }
  Extraction found_;
  Facts said_;
};

TEST_F(Differences, HowANumberIsTypedIsNone) {
  found_.facts.number = fact("12/QĐ-UBND");
  found_.facts.issue_date = fact("2023-05-04");
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Differences, OtherNumberAndDayAreTold) {
  found_.facts.number = fact("13/QĐ-UBND");
  found_.facts.issue_date = fact("2023-05-14");
  EXPECT_THAT(told(), ElementsAre("number 13/QĐ-UBND p2", "issue_date 2023-05-14 p2"));
}

TEST_F(Differences, WhatIsNotFoundForSureAndWhatWasNotSaidAreNone) {
  found_.facts.number = fact("13/QĐ-UBND", ingest::kConfidenceRepaired);
  found_.facts.issue_date = fact("2023-05-14");
  said_.issue_date.reset();
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Differences, ValidityThatWasNeverSaidIsNone) {
  found_.facts.validity.to = fact("2026-05-04");
  EXPECT_THAT(told(), IsEmpty());
  said_.validity.kind = Validity::Kind::kIndefinite;
  EXPECT_THAT(told(), ElementsAre("validity 2026-05-04 p2"));
}

TEST_F(Differences, PaperOfSomebodyElseIsToldWithItsNumberMasked) {
  found_.facts.owner_ids = {{ingest::IdScheme::kPersonalNumber, fact("001090000001")}};
  const auto differences = told();
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_TRUE(differences[0].starts_with("owner cccd:")) << differences[0];
  EXPECT_EQ(differences[0].find("001090000001"), std::string::npos);
  // One of several that it names is the owner.
  found_.facts.owner_ids.push_back({ingest::IdScheme::kPersonalNumber, fact("015085001234")});
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(told({"mst:0100109106"}), SizeIs(1));
}

TEST_F(Differences, CardOfSomebodyElseIsTold) {
  found_.page_findings[1].qr_codes.resize(1);
  found_.page_findings[1].qr_codes[0].text =
      "001090000001|012345678|Nguyễn Văn A|01011990|Nam|Hà Nội|01012022";
  const auto card = card_found(found_);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->card.name, "Nguyễn Văn A");
  EXPECT_EQ(card->page, 2U);
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_THAT(told({"cccd:001090000001"}), IsEmpty());
}

}  // namespace
}  // namespace kho::warehouse
