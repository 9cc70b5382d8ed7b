#include "warehouse/access.h"

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

const std::vector<std::string> kOwner{"cccd:015085001234"};

TEST(Purpose, DossierCodeWhoseDigitsAreTwelveTogetherIsNoPersonalNumber) {
  for (const char* code : {"H63-230601-0001", "G09.20-20260609-0092637"}) {
    EXPECT_EQ(checked({"an", code, ""}, kOwner).dossier, code);
  }
  EXPECT_EQ(checked({"an", "000.00.12.H63-230601-0001", ""}, kOwner).dossier, "H63.12-230601-0001");
}

TEST(Purpose, PersonalNumberIsRefusedInEveryField) {
  for (const Purpose& purpose :
       {Purpose{"015085001234", "", ""}, Purpose{"", "", "cho 001085001235"}}) {
    EXPECT_EQ(refusal([&] { static_cast<void>(checked(purpose, kOwner)); }), "metadata_invalid");
  }
  for (const char* number : {"015-085001-234", "015.085-0012-34"}) {
    EXPECT_EQ(refusal([&] {
                static_cast<void>(checked({"", number, ""}, kOwner));
              }),
              "dossier_code_invalid");
  }
}

class DossierInHand : public WarehouseTest {};

TEST_F(DossierInHand, ReuseIsAnsweredForAnyDossierCode) {
  DossierOpening opening;
  opening.code = "H63-230601-0001";
  opening.procedure = "2.000620";
  opening.owner = "mst:0100109106";
  opening.received_on = day("2023-06-01");
  opening.agency = "H63";
  opening.by = "an";
  ReuseQuestion question;
  question.dossier = warehouse_->dossiers().open(opening).view.dossier.id;
  EXPECT_EQ(warehouse_->reuse().ask(question).question.purpose.dossier, "H63-230601-0001");
}

}  // namespace
}  // namespace kho::warehouse
