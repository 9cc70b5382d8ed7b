// What a search over a warehouse finds, shows and hides.
#include <gmock/gmock.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class SearchDeskTest : public WarehouseTest {
 protected:
  struct Paper {
    std::string type = "GCN_DKDN";
    std::string owner = "mst:0100109106";
    std::string owner_name = {};
    std::string number = {};
    std::string subject = {};
    std::string issuer = {};
    std::string issued = {};
    std::string dossier = {};  // Id.
    std::optional<Kind> kind = {};
  };

  Uuid put(const std::string& text, const Paper& paper) {
    Deposit request;
    request.owner = paper.owner;
    request.owner_name = paper.owner_name;
    request.facts.type = paper.type;
    request.facts.number = paper.number;
    request.facts.subject = paper.subject;
    request.facts.issuer = paper.issuer;
    request.kind = paper.kind;
    request.facts.digitised_by = "lan";
    if (!paper.issued.empty()) request.facts.issue_date = day(paper.issued.c_str());
    request.facts.validity.kind = Validity::Kind::kIndefinite;
    if (!paper.dossier.empty()) request.dossier = *Uuid::parse(paper.dossier);
    request.file = store::as_bytes(text);
    const Uuid id = warehouse_->deposits().deposit(request).component.id;
    warehouse_->catch_up();
    return id;
  }

  SearchAnswer answer(const SearchQuestion& question) const {
    return warehouse_->searches().search(question);
  }
  SearchAnswer answer(const std::string& text) const {
    SearchQuestion question;
    question.text = text;
    return answer(question);
  }
  std::vector<Uuid> found(const SearchQuestion& question) const {
    std::vector<Uuid> ids;
    for (const auto& hit : answer(question).hits) ids.push_back(hit.component.component.id);
    return ids;
  }
  std::vector<Uuid> found(const std::string& text) const {
    SearchQuestion question;
    question.text = text;
    return found(question);
  }

  Dossier open_dossier(const std::string& code) {
    DossierOpening opening;
    opening.code = code;
    opening.owner = "mst:0100109106";
    opening.procedure = "2.000620";
    opening.by = "lan";
    return warehouse_->dossiers().open(opening).view.dossier;
  }
};

TEST_F(SearchDeskTest, ValuesBehindFieldsAreUnderstoodAsPeopleWriteThem) {
  const Uuid gcn = put("một", {.issuer = "H63.12", .issued = "2021-03-16"});
  const Uuid contract = put("hai", {.type = "HD_THUE", .owner = "cccd:015085001234"});
  EXPECT_THAT(found("type:GCN_DKDN"), ElementsAre(gcn));
  EXPECT_THAT(found("type:\"đăng ký doanh nghiệp\""), ElementsAre(gcn));
  EXPECT_THAT(found("loại:\"hop dong\""), ElementsAre(contract));
  EXPECT_THAT(found("owner:mst:0100109106"), ElementsAre(gcn));
  EXPECT_THAT(found("owner:0100109106"), ElementsAre(gcn));
  EXPECT_THAT(found("owner:cccd:015085001234"), ElementsAre(contract));
  EXPECT_THAT(found("owner:\"015 085 001 234\""), ElementsAre(contract));
  EXPECT_THAT(found("owner:mst:0101248141"), IsEmpty());
  EXPECT_THAT(found("issuer:H63.12"), ElementsAre(gcn));
  EXPECT_THAT(found("issuer:000.00.12.H63"), ElementsAre(gcn));
  EXPECT_THAT(found("issuer:\"sở công thương\""), ElementsAre(gcn));
  EXPECT_THAT(found("kind:component status:approved"), UnorderedElementsAre(gcn, contract));
  EXPECT_THAT(found("-type:HD_THUE"), ElementsAre(gcn));
  EXPECT_THAT(found("date:2021"), ElementsAre(gcn));
  for (const char* bad : {"type:KHONG_CO", "kind:paper", "status:lost", "issuer:\"sở không có\"",
                          "type:\"khong co\""}) {
    EXPECT_EQ(refusal([&] { (void)found(bad); }), "query_invalid") << bad;
  }
  EXPECT_EQ(refusal([&] { (void)found("owner:mst:1"); }), "owner_key_invalid");
}

TEST_F(SearchDeskTest, BareNumberOfAnOwnerFindsTheirPapers) {
  const Uuid a = put("một", {.owner = "cccd:015085001234"});
  const Uuid b = put("Vợ: số định danh 015085001234", {});
  EXPECT_THAT(found("015085001234"), UnorderedElementsAre(a, b));
  EXPECT_THAT(found("0100109106"), ElementsAre(b));
}

TEST_F(SearchDeskTest, PapersOfADossierAndOfItsProcedure) {
  const Dossier dossier = open_dossier("H63.12-261123-0001");
  const Uuid in = put("trong hồ sơ", {.dossier = dossier.id.text()});
  (void)put("ngoài hồ sơ", {.type = "HD_THUE"});
  EXPECT_THAT(found("dossier:H63.12-261123-0001"), ElementsAre(in));
  EXPECT_THAT(found("hồ_sơ:000.00.12.H63-261123-0001"), ElementsAre(in));
  EXPECT_THAT(found("procedure:2.000620"), ElementsAre(in));
  EXPECT_THAT(found("procedure:2.000620.000.00.00.H63"), ElementsAre(in));
  SearchQuestion question;
  question.dossiers = {"H63.12-261123-0001"};
  question.procedures = {"2.000620"};
  EXPECT_THAT(found(question), ElementsAre(in));
}

TEST_F(SearchDeskTest, FragmentsNameThePageAndFactsAreShownWhereTheTextIsSilent) {
  (void)put("Điều 1. Cho thuê nhà xưởng", {.subject = "Hợp đồng của Thác Bà"});
  const SearchAnswer in_text = answer("nhà xưởng");
  ASSERT_THAT(in_text.hits, SizeIs(1));
  ASSERT_THAT(in_text.hits[0].fragments, SizeIs(1));
  EXPECT_EQ(in_text.hits[0].fragments[0].field, "text");
  EXPECT_EQ(in_text.hits[0].fragments[0].page, 1U);
  const SearchAnswer in_facts = answer("thác bà");
  ASSERT_THAT(in_facts.hits, SizeIs(1));
  ASSERT_THAT(in_facts.hits[0].fragments, SizeIs(1));
  EXPECT_EQ(in_facts.hits[0].fragments[0].field, "subject");
  EXPECT_FALSE(in_facts.hits[0].fragments[0].page);
  SearchQuestion question;
  question.text = "nhà xưởng";
  question.fragments_max = 0;
  EXPECT_THAT(answer(question).hits[0].fragments, IsEmpty());
  question.fragments_max = 6;
  EXPECT_EQ(refusal([&] { (void)answer(question); }), "query_invalid");
}

TEST_F(SearchDeskTest, FacetsCarryTheNamesOfTypesAndAgencies) {
  (void)put("một", {.issuer = "H63.12", .issued = "2021-03-16"});
  (void)put("hai", {.type = "HD_THUE", .issued = "2020-03-16"});
  SearchQuestion question;
  question.facets = {index::Field::kType, index::Field::kAgency, index::Field::kYear};
  const SearchAnswer facets = answer(question);
  ASSERT_THAT(facets.facets, SizeIs(3));
  ASSERT_THAT(facets.facets[0].values, SizeIs(2));
  EXPECT_EQ(facets.facets[0].values[0].name, "Giấy chứng nhận đăng ký doanh nghiệp");
  ASSERT_THAT(facets.facets[1].values, SizeIs(1));
  EXPECT_EQ(facets.facets[1].values[0].value, "H63.12");
  EXPECT_EQ(facets.facets[1].values[0].name, "Sở Công Thương tỉnh Yên Bái");
  EXPECT_TRUE(facets.facets[2].is_exact);
}

TEST_F(SearchDeskTest, OrderByDateAndPagesByCursor) {
  const Uuid old = put("một", {.issued = "2020-03-16"});
  const Uuid young = put("hai", {.issued = "2022-03-16"});
  const Uuid undated = put("ba", {});
  SearchQuestion question;
  question.sort = index::Sort::kNewest;
  question.limit = 2;
  const SearchAnswer first = answer(question);
  EXPECT_THAT(found(question), ElementsAre(young, old));
  question.cursor = first.next;
  EXPECT_THAT(found(question), ElementsAre(undated));
  question.cursor = "nonsense";
  EXPECT_EQ(refusal([&] { (void)answer(question); }), "query_invalid");
  question = {};
  question.issued_from = day("2022-01-01");
  EXPECT_THAT(found(question), ElementsAre(young));
  question.issued_to = day("2021-01-01");
  EXPECT_EQ(refusal([&] { (void)answer(question); }), "query_invalid");
}

TEST_F(SearchDeskTest, SyntaxErrorsSayWhere) {
  try {
    (void)answer("giấy \"phép");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kQueryInvalid);
    EXPECT_THAT(error.what(), testing::HasSubstr("character 6"));
  }
  SearchQuestion question;
  question.text = "giấy \"phép";
  question.syntax = index::Syntax::kPlain;
  EXPECT_THAT(found(question), IsEmpty());
}

TEST_F(SearchDeskTest, OwnerSeesTheirOwnAndNoResultBeforeItIsReturned) {
  const Dossier dossier = open_dossier("H63.12-261123-0001");
  const Uuid mine = put("giấy của tôi", {});
  (void)put("giấy của người khác", {.owner = "mst:0101248141"});
  const Uuid result =
      put("giấy phép vừa ký",
          {.type = "GP_BAN_LE", .dossier = dossier.id.text(), .kind = Kind::kResult});
  SearchQuestion question;
  question.text = "giấy";
  EXPECT_THAT(found(question), SizeIs(3));
  question.view = View::kOwner;
  question.view_of = "mst:0100109106";
  EXPECT_THAT(found(question), ElementsAre(mine));
  EXPECT_EQ(answer(question).total, 1U);
  question.text = "\"vừa ký\"";
  EXPECT_THAT(found(question), IsEmpty());

  for (const DossierState state :
       {DossierState::kInProcess, DossierState::kFinished, DossierState::kReturned}) {
    warehouse_->dossiers().move(dossier.id, {state, "lan", Duty::kSpecialist, ""});
  }
  EXPECT_THAT(found(question), IsEmpty());  // The index does not know yet.
  warehouse_->catch_up();
  EXPECT_THAT(found(question), ElementsAre(result));
  question.view_of = "mst:0101248141";
  EXPECT_THAT(found(question), IsEmpty());
  question.view_of = "mst:0300588569";  // Nobody known.
  question.text = "";
  EXPECT_THAT(found(question), IsEmpty());
}

TEST_F(SearchDeskTest, DossierInHandOpensItsApplicantsPapersOfTheTypesAskedFor) {
  (void)open_dossier("H63.12-261123-0001");
  const Uuid gcn = put("giấy chứng nhận", {});
  const Uuid contract = put("hợp đồng thuê giấy", {.type = "HD_THUE"});
  (void)put("giấy của người khác", {.owner = "mst:0101248141"});
  Catalogue more;
  more.types = {{"KHAC", "Giấy khác"}};
  warehouse_->import_catalogue(more);
  (void)put("giấy khác", {.type = "KHAC"});
  SearchQuestion question;
  question.text = "giấy";
  question.view = View::kDossier;
  question.view_of = "H63.12-261123-0001";
  EXPECT_THAT(found(question), UnorderedElementsAre(gcn, contract));
  question.view_of = "H63.12-261123-0002";
  EXPECT_EQ(refusal([&] { (void)found(question); }), "dossier_not_found");
  question.view_of = "x";
  EXPECT_EQ(refusal([&] { (void)found(question); }), "dossier_code_invalid");
}

TEST_F(SearchDeskTest, DossierThatHasEndedOpensNothing) {
  const Dossier dossier = open_dossier("H63.12-261123-0001");
  (void)put("giấy chứng nhận", {});
  SearchQuestion question;
  question.view = View::kDossier;
  question.view_of = "H63.12-261123-0001";
  EXPECT_THAT(found(question), SizeIs(1));
  warehouse_->dossiers().move(dossier.id, {DossierState::kWithdrawn, "lan", Duty::kIntake, "rút"});
  EXPECT_EQ(refusal([&] { (void)found(question); }), "dossier_closed");
}

// How rare a word is depends on papers that they may not see.
TEST_F(SearchDeskTest, OnlyTheOfficeIsToldHowWellAPaperMatches) {
  (void)put("giấy chứng nhận", {});
  SearchQuestion question;
  question.text = "giấy";
  EXPECT_GT(answer(question).hits.at(0).score, 0);
  question.view = View::kOwner;
  question.view_of = "mst:0100109106";
  EXPECT_EQ(answer(question).hits.at(0).score, 0);
}

TEST_F(SearchDeskTest, WhatTheIndexDoesNotKnowYetIsNotShownAgainstRights) {
  const Uuid paper = put("giấy", {});
  SearchQuestion question;
  question.view = View::kOwner;
  question.view_of = "mst:0100109106";
  EXPECT_THAT(found(question), ElementsAre(paper));
  DestructionOrder order;
  order.reason = "hết hạn lưu trữ";
  order.approved_by = "phòng lưu trữ";
  warehouse_->destroy(paper, order);
  EXPECT_THAT(found(question), IsEmpty());  // Not indexed.
}

TEST_F(SearchDeskTest, CompletionsComeFromTitlesUnderTheSameRights) {
  (void)put("x", {.type = "GP_BAN_LE", .subject = "Giấy mật của ông Chử"});
  (void)put("y", {});
  CompletionQuestion question;
  question.text = "giấy ch";
  const auto completions = warehouse_->searches().complete(question);
  ASSERT_FALSE(completions.empty());
  EXPECT_EQ(completions[0].text, "giấy chứng nhận đăng ký");
  question.text = "giấy p";
  EXPECT_THAT(warehouse_->searches().complete(question), SizeIs(1));
  question.text = "giấy m";  // Of a subject, which may name people.
  EXPECT_THAT(warehouse_->searches().complete(question), IsEmpty());
  question.text = "giấy p";
  question.view = View::kOwner;
  question.view_of = "mst:0101248141";
  EXPECT_THAT(warehouse_->searches().complete(question), IsEmpty());
}

TEST_F(SearchDeskTest, NamesOfOwnersAreFoundAsPeopleShortenThem) {
  const Uuid an = put("x", {.owner = "cccd:015085001234", .owner_name = "Nguyễn Văn An"});
  (void)put("y", {.owner = "cccd:015085001235", .owner_name = "Nguyễn Thị Vân Anh"});
  for (const char* text : {"nguyen van an", "An Nguyễn Văn", "N.V. An", "Nguyễn An"}) {
    const auto ids = found(text);
    ASSERT_FALSE(ids.empty()) << text;
    EXPECT_EQ(ids.front(), an) << text;
  }
}

}  // namespace
}  // namespace kho::warehouse
