// tests/warehouse/dossier_history.h - Random histories of dossiers, the same for the same seed.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {

class DossierHistory : public WarehouseTest {
 protected:
  DossierHistory() {
    Catalogue catalogue;
    catalogue.agencies = {
        {"H63", "Tỉnh Yên Bái"}, {"H63.12", "Sở Công Thương"}, {"H64", "Tỉnh khác"}};
    Procedure other;
    other.code = "1.000001.H63";
    other.name = "Thủ tục khác";
    other.valid_from = day("2020-01-01");
    other.requirements = {{"1", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}, {"GP_BAN_LE"}}}};
    other.results = {"GP_BAN_LE"};
    catalogue.procedures = {other};
    warehouse_->import_catalogue(catalogue);
  }

  Uuid open_dossier(const std::string& agency = "H63.12", const std::string& procedure = "2.000620",
                    Date received = day("2026-11-23"), DossierState state = DossierState::kReceived,
                    const std::string& owner = "mst:0100109106") {
    DossierOpening opening;
    opening.code = agency + "-" + std::to_string(20261123) + "-" + std::to_string(++opened_ + 1000);
    opening.procedure = procedure;
    opening.owner = owner;
    opening.owner_name = "Công ty A";
    opening.received_on = received;
    opening.agency = agency;
    opening.state = state;
    opening.by = "an";
    dossiers_.push_back(warehouse_->dossiers().open(opening).view.dossier.id);
    return dossiers_.back();
  }
  void move(const Uuid& dossier, DossierState state) {
    warehouse_->dossiers().move(dossier, {state, "binh", Duty::kSpecialist, {}});
  }
  Deposited deposit_for(const Uuid& dossier, const std::string& type,
                        const std::string& requirement = {}) {
    Deposit request;
    request.facts.type = type;
    request.facts.validity.kind = Validity::Kind::kIndefinite;
    request.facts.issue_date = day("2026-01-01");
    request.facts.digitised_by = "an";
    request.dossier = dossier;
    request.requirement = requirement;
    const std::string content = "file " + std::to_string(++files_);
    request.file = store::as_bytes(content);
    return warehouse_->deposits().deposit(request);
  }
  void refer(const Uuid& dossier, const std::string& requirement = "1") {
    warehouse_->dossiers().refer(dossier, {requirement, "CSDLQG-DKDN", "DK-1", "an"});
  }
  // False where nothing could be reused.
  bool reuse(const Uuid& dossier) {
    ReuseQuestion question;
    question.dossier = dossier;
    const ReuseAnswer answer = warehouse_->reuse().ask(question);
    warehouse_->reuse().record(answer, {}, {});
    for (const RequirementAnswer& requirement : answer.requirements) {
      for (const AlternativeAnswer& alternative : requirement.alternatives) {
        for (const TypeAnswer& type : alternative.types) {
          for (const Candidate& candidate : type.candidates) {
            if (candidate.outcome > ReuseOutcome::kNeedsCheck) continue;
            warehouse_->reuse().confirm({answer.query, requirement.code,
                                         candidate.holding.component, true, "an", "đã xem"});
            return true;
          }
        }
      }
    }
    return false;
  }

  // One step of chance; a step that the rules refuse is none.
  void random_step(std::mt19937& random) {
    const auto pick = [&](std::size_t n) { return random() % n; };
    static const std::vector<std::string> agencies{"H63", "H63.12", "H64"};
    static const std::vector<std::string> owners{"mst:0100109106", "cccd:015085001234"};
    if (dossiers_.empty() || pick(5) == 0) {
      open_dossier(agencies[pick(3)], pick(2) == 0 ? "2.000620" : "1.000001.H63",
                   Date(day("2026-11-01").days() + static_cast<std::int32_t>(pick(20))),
                   pick(3) == 0 ? DossierState::kNewlyRegistered : DossierState::kReceived,
                   owners[pick(2)]);
      return;
    }
    const Uuid dossier = dossiers_[pick(dossiers_.size())];
    try {
      switch (pick(5)) {
        case 0:
          move(dossier, static_cast<DossierState>(1 + pick(10)));
          break;
        case 1:
          deposit_for(dossier, "GCN_DKDN");
          break;
        case 2:
          deposit_for(dossier, "GP_BAN_LE");
          break;
        case 3:
          refer(dossier);
          break;
        case 4:
          reuse(dossier);
          break;
      }
    } catch (const Error&) {
      // The dossier has ended, or cannot go there.
    }
  }

  std::vector<Uuid> dossiers_;

 private:
  int opened_ = 0;
  int files_ = 0;
};

}  // namespace kho::warehouse
