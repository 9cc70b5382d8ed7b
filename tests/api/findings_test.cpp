// What was found in files, their pages as pictures, and the queue of those that wait to be read.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class FindingsApiTest : public ApiTest {
 protected:
  std::string path_of(const std::string& content, const Json& metadata = Json::object()) {
    return "/v1/components/" + deposited(metadata, content);
  }
};

TEST_F(FindingsApiTest, FactsAreSuggestedAndDifferencesTold) {
  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kText;
    extraction.media_type = "application/pdf";
    extraction.page_count = 1;
    extraction.pages = {"giấy phép"};
    extraction.page_findings.resize(1);
    ingest::PageFindings& page = extraction.page_findings[0];
    page.source = ingest::TextSource::kRecognised;
    page.confidence = 93;
    page.scan_dpi = 150;
    page.qr_codes.resize(1);
    page.qr_codes[0].text = "001090000001||Nguyễn Văn A|01011990|Nam|Hà Nội|01012022";
    auto& number = extraction.facts.number.emplace();
    number.value = "99/GP-SCT";
    number.confidence = ingest::kConfidenceClear;
    return extraction;
  };
  const std::string path = path_of("%PDF-1.7 giả");
  warehouse_->catch_up();
  const Response response = call("GET", path + "/findings");
  ASSERT_EQ(response.status, 200) << response.body;
  const Json found = json(response);
  EXPECT_EQ(found.at("facts").at("number").at("value"), "99/GP-SCT");
  EXPECT_EQ(found.at("pages").at(0).at("confidence"), 0.93);
  EXPECT_EQ(found.at("warnings").at(0).at("code"), "scan_resolution_low");
  EXPECT_EQ(found.at("citizen_card").at("name"), "Nguyễn Văn A");
  EXPECT_EQ(found.at("citizen_card").at("birth"), "1990-01-01");
  std::vector<std::string> fields;
  for (const Json& each : found.at("differences")) fields.push_back(each.at("field"));
  EXPECT_THAT(fields, ElementsAre("number", "owner"));
  // Numbers of people are masked wherever they stand, and the record stays as it was typed.
  EXPECT_THAT(response.body, Not(HasSubstr("001090000001")));
  EXPECT_EQ(json(call("GET", path)).at("number"), "0100109106");
}

TEST_F(FindingsApiTest, SignaturesAreToldWithWhoSignedAndWhyTheyAreDoubted) {
  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kNoText;
    extraction.media_type = "application/pdf";
    extraction.has_trust_anchors = true;
    ingest::PdfSignatures& found = extraction.signatures.emplace();
    found.search = ingest::SignatureSearch::kComplete;
    ingest::PdfSignature& signature = found.signatures.emplace_back();
    signature.field_name = "Signature1";
    signature.integrity = ingest::Integrity::kIntact;
    signature.coverage = ingest::Coverage::kChangedAfter;
    signature.bytes_after = 77;
    signature.signed_at_s = 1'795'395'600;
    signature.reasons = {ingest::SignatureReason::kChangedAfterSigning};
    ingest::SignerCertificate& signer = signature.signer.emplace();
    signer.common_name = "Sở Công Thương";
    signer.identifications = {{"MST", "0100109106"}};
    signer.not_after_s = 1'800'000'000;
    return extraction;
  };
  const std::string path = path_of("%PDF-1.7 ký");
  warehouse_->catch_up();
  const Json found = json(call("GET", path + "/findings"));
  const Json& told = found.at("signatures").at(0);
  EXPECT_EQ(told.at("field"), "Signature1");
  EXPECT_EQ(told.at("integrity"), "intact");
  EXPECT_EQ(told.at("coverage"), "changed_after");
  EXPECT_EQ(told.at("bytes_after"), 77);
  EXPECT_EQ(told.at("signed_at"), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(told.at("reasons"), Json({"changed_after_signing"}));
  EXPECT_EQ(told.at("signer").at("name"), "Sở Công Thương");
  EXPECT_EQ(told.at("signer").at("identifications").at(0).at("scheme"), "MST");
  EXPECT_EQ(told.at("signer").at("not_after"), "2027-01-15T08:00:00.000Z");
}

TEST_F(FindingsApiTest, BeforeAFileIsReadThereAreNone) {
  const Json found = json(call("GET", path_of("chưa đọc") + "/findings"));
  EXPECT_EQ(found.at("text").at("state"), "pending");
  EXPECT_THAT(found.at("facts").at("owners"), IsEmpty());
  EXPECT_EQ(found.at("signatures"), nullptr);
  EXPECT_EQ(problem(call("GET", "/v1/components/019a0000-0000-7000-8000-000000000000/findings")),
            "404 not_found");
}

TEST_F(FindingsApiTest, PagesAreDrawnAndLooksAreRecorded) {
  const std::string path = path_of("một trang");
  const Response page = call("GET", path + "/pages/1.png");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(header(page, "Content-Type"), "image/png");
  EXPECT_EQ(page.body, "page 0, 1000 wide");
  EXPECT_EQ(call("GET", path + "/pages/1.png?width=300").body, "page 0, 300 wide");
  const Response again =
      call("GET", path + "/pages/1.png", "", {{"if-none-match", header(page, "ETag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_THAT(again.body, IsEmpty());
  const Json log = json(call("GET", path + "/access-log"));
  EXPECT_EQ(log.at("accesses").size(), 3U);
}

TEST_F(FindingsApiTest, PagesThatAreNotThereAreRefused) {
  const std::string path = path_of("một trang");
  EXPECT_EQ(problem(call("GET", path + "/pages/2.png")), "404 page_not_found");
  EXPECT_EQ(problem(call("GET", path + "/pages/0.png")), "404 page_not_found");
  EXPECT_EQ(problem(call("GET", path + "/pages/x.png")), "404 not_found");
  EXPECT_EQ(problem(call("GET", path + "/pages/1.jpg")), "404 not_found");
  EXPECT_EQ(problem(call("GET", path + "/pages/99999999999.png")), "404 not_found");
  EXPECT_EQ(problem(call("GET", path + "/pages/1.png?width=0")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path + "/pages/1.png?width=2001")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path + "/pages/1.png?height=5")), "400 query_invalid");
  draw_ = [](std::uint32_t, std::uint32_t) {
    return ingest::Preview{ingest::Failure::kEncrypted, {}};
  };
  EXPECT_EQ(problem(call("GET", path + "/pages/1.png")), "422 page_not_drawable");
}

TEST_F(FindingsApiTest, QueueIsShownAndFilesAreReadAgain) {
  const std::string path = path_of("một");
  Json queue = json(call("GET", "/v1/admin/readings"));
  EXPECT_LT(queue.at("position"), queue.at("log_position"));
  warehouse_->catch_up();
  queue = json(call("GET", "/v1/admin/readings"));
  EXPECT_EQ(queue.at("waiting"), 0);
  EXPECT_EQ(queue.at("done"), 1);

  const auto retry = [&](const Json& order) { return post("/v1/admin/readings/retry", order); };
  const std::string id = path.substr(path.rfind('/') + 1);
  EXPECT_EQ(json(retry(Json::object())).at("asked"), 0);
  EXPECT_EQ(json(retry({{"files", "signed"}})).at("asked"), 0);
  EXPECT_EQ(json(retry({{"files", "all"}, {"ocr", "always"}})).at("asked"), 1);
  EXPECT_EQ(json(call("GET", "/v1/admin/readings")).at("waiting"), 1);
  EXPECT_EQ(json(retry({{"component", id}, {"ocr", "off"}})).at("asked"), 1);
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, ingest::Recognise::kNever);
  EXPECT_EQ(problem(retry({{"files", "none"}})), "422 job_invalid");
  EXPECT_EQ(problem(retry({{"ocr", "signatures"}})), "422 job_invalid");
  EXPECT_EQ(problem(retry({{"files", "signed"}, {"ocr", "off"}})), "422 job_invalid");
  EXPECT_EQ(problem(retry({{"component", id}, {"files", "all"}})), "422 job_invalid");
}

TEST_F(FindingsApiTest, OcrIsOrderedWithADeposit) {
  (void)path_of("một", {{"ocr", "always"}});
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, ingest::Recognise::kAlways);
  Json metadata = Json::parse(kGood);
  metadata["ocr"] = "sometimes";
  EXPECT_EQ(problem(post_component(metadata.dump(), "hai")), "422 metadata_invalid");
}

}  // namespace
}  // namespace kho::api
