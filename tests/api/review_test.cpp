// What is decided on components, and their correction, over the interface.
#include <gtest/gtest.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

class ReviewApiTest : public ApiTest {
 protected:
  std::string path(const std::string& id) { return "/v1/components/" + id; }
  Json show(const std::string& id) { return json(call("GET", path(id))); }

  Response correct(const std::string& id, const Json& metadata, const std::string* content = {}) {
    std::string body = "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" +
                       metadata.dump() + "\r\n--B--\r\n";
    if (content != nullptr) body = multipart(metadata.dump(), *content);
    return call("POST", path(id) + "/versions", body,
                {{"content-type", "multipart/form-data; boundary=B"}, {"kho-officer", "lan"}});
  }
};

TEST_F(ReviewApiTest, CapturedComponentIsReviewedAndApproved) {
  const std::string id = deposited({{"review_state", "captured"}}, "bytes");
  EXPECT_EQ(show(id).at("review"), nullptr);
  const Response reviewed = post(path(id) + "/under-review", Json::object());
  ASSERT_EQ(reviewed.status, 200) << reviewed.body;
  EXPECT_EQ(json(reviewed).at("standing"), "under_review");
  const Response approved =
      post(path(id) + "/approve", {{"by", "minh"}, {"reason", "đã đối chiếu"}});
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(json(approved).at("review_state"), "approved");
  EXPECT_EQ(json(approved).at("review").at("by"), "minh");
  EXPECT_EQ(json(approved).at("review").at("reason"), "đã đối chiếu");
  EXPECT_EQ(problem(post(path(id) + "/approve", Json::object())), "409 review_impossible");
}

TEST_F(ReviewApiTest, RejectionAndRevocationNeedAReasonAndAName) {
  const std::string id = deposited({}, "bytes");
  EXPECT_EQ(problem(post(path(id) + "/reject", Json::object())), "422 metadata_invalid");
  EXPECT_EQ(problem(call("POST", path(id) + "/revoke", R"({"reason":"thu hồi"})")),
            "422 metadata_invalid");
  EXPECT_EQ(problem(post(path(id) + "/revoke", {{"reason", "CCCD 015085001234"}})),
            "422 metadata_invalid");
  EXPECT_EQ(problem(post(path(id) + "/revoke", {{"reason", "a"}, {"when", "now"}})),
            "422 metadata_invalid");
  const Response revoked =
      post(path(id) + "/revoke", {{"reason", "Quyết định thu hồi"}, {"on", "2026-11-01"}});
  ASSERT_EQ(revoked.status, 200) << revoked.body;
  EXPECT_EQ(json(revoked).at("standing"), "revoked");
  EXPECT_EQ(json(revoked).at("revocation").at("on"), "2026-11-01");
  EXPECT_EQ(json(revoked).at("revocation").at("by"), "lan");
  EXPECT_EQ(problem(post(path(id) + "/revoke", {{"reason", "nữa"}})), "409 component_closed");
  EXPECT_EQ(problem(post(path(id) + "/reject", {{"reason", "nữa"}})), "409 component_closed");

  const std::string other = deposited({}, "other bytes");
  EXPECT_EQ(json(post(path(other) + "/reject", {{"reason", "nhầm chủ"}})).at("standing"),
            "rejected");
}

TEST_F(ReviewApiTest, LaterComponentTakesThePlaceOfTheEarlier) {
  const std::string earlier = deposited({}, "one");
  const std::string later = deposited({{"issue_date", "2026-10-01"}}, "two");
  EXPECT_EQ(problem(post(path(earlier) + "/supersede", Json::object())), "422 metadata_invalid");
  EXPECT_EQ(problem(post(path(earlier) + "/supersede", {{"later", earlier}})),
            "409 supersession_invalid");
  const Response superseded = post(path(earlier) + "/supersede", {{"later", later}});
  ASSERT_EQ(superseded.status, 200) << superseded.body;
  EXPECT_EQ(json(superseded).at("id"), earlier);
  EXPECT_EQ(json(superseded).at("superseded"), Json({{"by", later}, {"since", "2026-10-01"}}));
  EXPECT_EQ(show(later).at("supersedes"), earlier);
  // The same in one step.
  const std::string last = deposited({{"supersedes", later}}, "three");
  EXPECT_EQ(show(later).at("standing"), "superseded");
  EXPECT_EQ(show(last).at("supersedes"), later);
}

TEST_F(ReviewApiTest, CorrectionChangesWhatItNamesAndKeepsTheVersionBefore) {
  const std::string id = deposited({{"subject", "cũ"}, {"signer", "Nguyễn Văn A"}}, "blurred");
  const Response corrected = correct(id, {{"subject", "mới"}, {"reason", "nhập nhầm"}});
  ASSERT_EQ(corrected.status, 201) << corrected.body;
  EXPECT_EQ(json(corrected).at("component").at("subject"), "mới");
  EXPECT_EQ(json(corrected).at("component").at("signer"), "Nguyễn Văn A");
  EXPECT_EQ(json(corrected).at("new_bytes"), false);

  const std::string sharp = "scanned again";
  const Response again = correct(id, {{"reason", "quét mờ"}, {"by", "minh"}}, &sharp);
  ASSERT_EQ(again.status, 201) << again.body;
  const Json component = show(id);
  ASSERT_EQ(component.at("versions").size(), 3u);
  EXPECT_EQ(component.at("versions").at(0).at("facts").at("subject"), "cũ");
  EXPECT_EQ(component.at("versions").at(1).at("by"), "lan");
  EXPECT_EQ(component.at("versions").at(1).at("facts").at("subject"), "mới");
  EXPECT_EQ(component.at("versions").at(2).at("by"), "minh");
  EXPECT_FALSE(component.at("versions").at(2).contains("facts"));
  EXPECT_EQ(component.at("subject"), "mới");
  EXPECT_EQ(call("GET", path(id) + "/content").body, sharp);
  // null empties.
  EXPECT_EQ(
      json(correct(id, {{"signer", nullptr}, {"reason", "không rõ"}})).at("component").at("signer"),
      "");
}

TEST_F(ReviewApiTest, BadCorrectionsAreProblemsWithACode) {
  const std::string id = deposited({}, "bytes");
  EXPECT_EQ(problem(correct(id, {{"reason", "không đổi gì"}})), "422 metadata_invalid");
  EXPECT_EQ(problem(correct(id, {{"subject", "mới"}})), "422 metadata_invalid");
  EXPECT_EQ(problem(correct(id, {{"type", "NONE"}, {"reason", "a"}})), "422 type_unknown");
  EXPECT_EQ(problem(correct(id, {{"review_state", "approved"}, {"reason", "a"}})),
            "422 metadata_invalid");
  const std::string big((1 << 20) + 1, 'x');
  EXPECT_EQ(problem(correct(id, {{"reason", "a"}}, &big)), "413 file_too_large");
  EXPECT_EQ(problem(correct("01a2092a-d270-74e4-90dd-dfb649c690ec", {{"reason", "a"}})),
            "404 not_found");
  EXPECT_EQ(problem(call("POST", path(id) + "/versions", "{}")), "415 multipart_expected");
  EXPECT_EQ(problem(call("POST", path(id) + "/versions",
                         "--B\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nx\r\n"
                         "--B--\r\n",
                         {{"content-type", "multipart/form-data; boundary=B"}})),
            "400 multipart_part_missing");
  EXPECT_EQ(show(id).at("versions").size(), 1u);
}

TEST_F(ReviewApiTest, EveryFactThatIsDepositedIsShown) {
  const Json facts = {
      {"scope", "toàn quốc"},
      {"digitised_by", "lan"},
      {"digitised_unit", "Bộ phận một cửa"},
      {"digitised_on", "2026-11-20"},
      {"conversion", {{"by", "minh"}, {"on", "2026-11-21"}, {"signature", "số 7"}}}};
  Json metadata = facts;
  metadata["signature"] = "trusted";
  const Json component = show(deposited(metadata, "bytes"));
  for (const auto& [field, value] : facts.items()) EXPECT_EQ(component.at(field), value) << field;
  EXPECT_EQ(component.at("versions").at(0).at("signature"), "trusted");
  EXPECT_EQ(component.at("damaged_since"), nullptr);
  // What is held already is not made again.
  Json again = Json::parse(kGood);
  again.update(metadata);
  const Response held = post_component(again.dump(), "bytes");
  EXPECT_EQ(held.status, 200);
  EXPECT_EQ(json(held).at("component").at("id"), component.at("id"));
  EXPECT_EQ(json(held).at("new_component"), false);
}

TEST_F(ReviewApiTest, TextComesPageByPage) {
  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kText;
    extraction.media_type = "application/pdf";
    extraction.page_count = 2;
    extraction.pages = {"trang một", "trang hai"};
    return extraction;
  };
  const std::string id = deposited({}, "bytes");
  const Json pending = json(call("GET", path(id) + "/text"));
  EXPECT_EQ(pending.at("state"), "pending");
  EXPECT_EQ(pending.at("pages"), Json::array());
  warehouse_->catch_up();
  const Json text = json(call("GET", path(id) + "/text"));
  EXPECT_EQ(text.at("state"), "text");
  EXPECT_EQ(text.at("version"), 1);
  EXPECT_EQ(text.at("pages"), Json::array({{{"number", 1}, {"text", "trang một"}},
                                           {{"number", 2}, {"text", "trang hai"}}}));
  EXPECT_EQ(problem(call("GET", path("01a2092a-d270-74e4-90dd-dfb649c690ec") + "/text")),
            "404 not_found");
}

}  // namespace
}  // namespace kho::api
