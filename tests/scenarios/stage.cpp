#include "tests/scenarios/stage.h"

#include <algorithm>

#include "tests/scenarios/facts_in.h"
#include "warehouse/component_tables.h"
#include "warehouse/schema.h"

namespace kho::scenarios {
namespace {

using namespace warehouse;

const std::string kOfficer = "cán bộ một cửa";
// A file whose content begins so cannot be read by any parser.
constexpr std::string_view kUnreadable = "không đọc được";

ingest::Extraction extract(std::span<const std::byte> file, const ingest::ExtractionOrder& /*order*/) {
  const std::string text(store::as_text(file));
  ingest::Extraction extraction;
  if (text.starts_with(kUnreadable)) {
    extraction.failure = ingest::Failure::kBroken;
    return extraction;
  }
  extraction.outcome = ingest::Outcome::kText;
  extraction.media_type = "text/plain";
  extraction.page_count = 1;
  extraction.pages = {text};
  return extraction;
}

std::string listed(const std::vector<Reason>& reasons) {
  std::string text;
  for (const Reason reason : reasons) {
    text += (text.empty() ? "" : ", ") + std::string(name_in(kReasonNames, reason));
  }
  return text;
}

Json codes_of(const Warnings& warnings) {
  Json codes = Json::array();
  for (const Warning& warning : warnings) codes.push_back(warning.code);
  return codes;
}

}  // namespace

std::string verdict(ReuseOutcome outcome, const std::vector<Reason>& reasons,
                    const std::vector<Reason>& warnings) {
  std::string text(name_in(kReuseOutcomeNames, outcome));
  if (!reasons.empty()) text += ": " + listed(reasons);
  if (!warnings.empty()) text += " (" + listed(warnings) + ")";
  return text;
}

Stage::Stage(const Json& catalogue, const Json& defaults) : defaults_(defaults) {
  Warehouse::create(scratch_ / "warehouse");
  open();
  for (const auto& [name, key] : catalogue.at("people").items()) {
    people_[name] = key.get<std::string>();
  }
  warehouse_->import_catalogue(catalogue_in(catalogue));
}

void Stage::open() {
  warehouse_ = std::make_unique<Warehouse>(scratch_ / "warehouse", Settings{1 << 20}, clock_,
                                           random_, extract);
}

Json Stage::play(const Json& step) {
  clock_.ms += 60'000;
  const std::string kind = step.begin().key();
  Json whole = step;
  const Json unsaid = defaults_.value(kind, Json::object());
  for (const auto& [name, value] : unsaid.items()) {
    if (!whole.contains(name)) whole[name] = value;
  }
  Fields fields(whole);
  static_cast<void>(fields.json("refused"));
  Json result = play(kind, fields);
  fields.require_all_read(result);
  return result;
}

Json Stage::play(const std::string& kind, Fields& fields) {
  Json result = Json::object();
  const auto review = [&](ReviewState decision) {
    warehouse_->review(id(fields.text(kind)), {decision, fields.text("by", "cán bộ nghiệp vụ"),
                                               fields.text("reason", "đã xem xét")});
  };
  if (kind == "day") {
    // Eight in the morning in Vietnam.
    clock_.ms = std::int64_t{fields.date("day").value().days()} * 86'400'000 + 3'600'000;
  } else if (kind == "catalogue") {
    warehouse_->import_catalogue(catalogue_in(fields.json("catalogue")));
  } else if (kind == "alias") {
    warehouse_->add_alias(owner(fields.text(kind)),
                          {fields.needed("key"), evidence(fields), fields.date("since"), kOfficer});
  } else if (kind == "merge") {
    warehouse_->merge_owners(
        owner(fields.text(kind)),
        {owner(fields.needed("with")), evidence(fields), "cùng một người", kOfficer});
  } else if (kind == "unmerge") {
    // Into the first of the two, the other one was merged.
    static_cast<void>(owner(fields.text(kind)));
    warehouse_->unmerge_owner(owner(fields.needed("from")), fields.needed("reason"), kOfficer);
  } else if (kind == "authorise") {
    authorise(fields);
  } else if (kind == "deposit") {
    return deposit(fields);
  } else if (kind == "correct") {
    return correct(fields);
  } else if (kind == "under_review") {
    review(ReviewState::kUnderReview);
  } else if (kind == "approve") {
    review(ReviewState::kApproved);
  } else if (kind == "reject") {
    review(ReviewState::kRejected);
  } else if (kind == "revoke") {
    warehouse_->revoke(
        id(fields.text(kind)),
        {fields.text("by", "người ký"), fields.text("reason", "vi phạm"), fields.date("on")});
  } else if (kind == "supersede") {
    return supersede(fields);
  } else if (kind == "hold") {
    return hold(fields);
  } else if (kind == "lift_hold") {
    warehouse_->lift_hold(id(fields.text(kind)), fields.text("name", "thanh-tra"));
  } else if (kind == "destroy") {
    return destroy(fields);
  } else if (kind == "damage") {
    return damage(fields);
  } else if (kind == "read_texts") {
    static_cast<void>(fields.json(kind));
    warehouse_->catch_up();
  } else if (kind == "dossier") {
    return open_dossier(fields);
  } else if (kind == "state") {
    warehouse_->dossiers().move(id(fields.text(kind)), {fields.one_of(kDossierStateNames, "to"),
                                                        fields.text("by", kOfficer),
                                                        Duty::kSpecialist,
                                                        {}});
  } else if (kind == "refer") {
    return refer(fields);
  } else if (kind == "ask") {
    return ask(fields);
  } else if (kind == "question") {
    const std::string label = fields.text(kind);
    const ReuseAnswer answer = warehouse_->reuse().ask(question(fields));
    warehouse_->reuse().record(answer, {}, {});
    questions_[label] = answer.query;
  } else if (kind == "confirm") {
    return decide(fields, true);
  } else if (kind == "decline") {
    return decide(fields, false);
  } else if (kind == "paper_is") {
    return paper(id(fields.text(kind)));
  } else if (kind == "dossier_is") {
    return dossier(id(fields.text(kind)));
  } else if (kind == "gone") {
    if (warehouse_->component(id(fields.text(kind)))) Fields::wrong(kind, "it is there");
  } else {
    Fields::wrong(kind, "is no kind of step");
  }
  return result;
}

Json Stage::deposit(Fields& fields) {
  const std::string label = fields.text("deposit");
  Deposit deposit;
  deposit.dossier =
      fields.has("dossier") ? std::optional(id(fields.text("dossier"))) : std::nullopt;
  const std::string owner = fields.text("owner");
  if (!owner.empty()) deposit.owner = owner_key(owner);
  deposit.owner_name = fields.text("owner_name");
  deposit.facts = facts_in(fields, {});
  if (!fields.has("valid")) deposit.facts.validity.kind = Validity::Kind::kIndefinite;
  deposit.facts.digitised_by = fields.text("by", kOfficer);
  const std::string file = fields.text("file", "tệp của " + label);
  deposit.file = store::as_bytes(file);
  deposit.signature = signature_in(fields, Signature::kUnchecked);
  deposit.requirement = fields.text("requirement");
  if (fields.has("supersedes")) deposit.supersedes = id(fields.text("supersedes"));
  deposit.keep_until = fields.date("keep_until");
  const Deposited done = warehouse_->deposits().deposit(deposit);
  Json result = {{"warnings", codes_of(done.warnings)}, {"held_already", Json()}};
  if (!done.new_component) result["held_already"] = this->label(done.component.id);
  ids_.insert_or_assign(label, done.component.id);
  return result;
}

Json Stage::correct(Fields& fields) {
  const Uuid& component = id(fields.text("correct"));
  Correction correction;
  correction.facts = facts_in(fields, warehouse_->component(component).value().component.facts);
  const std::string file = fields.text("file");
  correction.file = store::as_bytes(file);
  correction.signature = signature_in(fields, Signature::kUnchecked);
  correction.by = fields.text("by", kOfficer);
  correction.reason = fields.text("reason", "nhập sai");
  const Deposited done = warehouse_->deposits().correct(component, correction);
  return {{"warnings", codes_of(done.warnings)}};
}

Uuid Stage::owner(const std::string& name) {
  return warehouse_->enter_owner(owner_key(name), {}).id;
}

Evidence Stage::evidence(Fields& fields) const {
  const std::string named = fields.needed("evidence");
  const auto paper = ids_.find(named);
  if (paper == ids_.end()) return {{}, named};
  return {paper->second, {}};
}

// Rests on a paper of the principal: `evidence`, or one that is deposited for it.
void Stage::authorise(Fields& fields) {
  const std::string principal = fields.needed("by");
  AuthorisationOrder order;
  order.agent = owner(fields.text("authorise"));
  if (fields.has("procedure")) order.procedures = {fields.text("procedure")};
  if (fields.has("type")) order.types = {fields.text("type")};
  order.from = fields.date("from");
  order.to = fields.date("to");
  order.by = kOfficer;
  const std::string label = fields.text("evidence", "giấy uỷ quyền");
  if (!ids_.contains(label)) {
    Deposit paper;
    paper.owner = owner_key(principal);
    paper.facts.type = "GIAY_UY_QUYEN";
    paper.facts.validity.kind = Validity::Kind::kIndefinite;
    paper.file = store::as_bytes(label);
    ids_[label] = warehouse_->deposits().deposit(paper).component.id;
  }
  order.evidence = ids_.at(label);
  warehouse_->authorise(owner(principal), order);
}

Json Stage::supersede(Fields& fields) {
  warehouse_->supersede(id(fields.text("supersede")), id(fields.needed("by_paper")), kOfficer);
  return Json::object();
}

Json Stage::hold(Fields& fields) {
  warehouse_->hold(id(fields.text("hold")),
                   {fields.text("name", "thanh-tra"), fields.text("reason", "đang thanh tra"),
                    fields.date("until")});
  return Json::object();
}

Json Stage::destroy(Fields& fields) {
  warehouse_->destroy(id(fields.text("destroy")), {fields.text("reason", "hết thời hạn lưu trữ"),
                                                   fields.text("approved_by", "Giám đốc Sở")});
  return Json::object();
}

// What a check of the stored bytes enters when it finds them damaged.
Json Stage::damage(Fields& fields) {
  const Uuid component = id(fields.text("damage"));
  warehouse_.reset();
  {
    store::Store store(store::posix_file_system(), scratch_ / "warehouse", table_names());
    store.commit([&](store::Transaction& transaction) {
      Component damaged = component_at(transaction.tables(), component);
      mark_file(transaction, damaged, fields.truth("damaged", true), clock_.now_ms());
    });
  }
  open();
  return Json::object();
}

Json Stage::open_dossier(Fields& fields) {
  const std::string label = fields.text("dossier");
  DossierOpening opening;
  opening.code = fields.text("code", "H63.12-20261123-" + std::to_string(1001 + ids_.size()));
  opening.procedure = fields.needed("procedure");
  opening.owner = owner_key(fields.needed("owner"));
  opening.owner_name = fields.text("owner_name");
  if (fields.has("submitter")) opening.submitter = owner_key(fields.text("submitter"));
  opening.received_on = fields.date("on").value_or(Date::in_vietnam(clock_.now_ms()));
  opening.due = fields.date("due");
  opening.location = fields.text("location");
  opening.by = fields.text("by", kOfficer);
  const DossierChanged done = warehouse_->dossiers().open(opening);
  ids_.insert_or_assign(label, done.view.dossier.id);
  return {{"warnings", codes_of(done.warnings)}, {"opened", done.changed}};
}

Json Stage::refer(Fields& fields) {
  warehouse_->dossiers().refer(id(fields.text("refer")),
                               {fields.text("requirement"), fields.needed("database"),
                                fields.needed("reference"), fields.text("by", kOfficer)});
  return Json::object();
}

ReuseQuestion Stage::question(Fields& fields) const {
  ReuseQuestion question;
  if (fields.has("dossier")) {
    question.dossier = id(fields.text("dossier"));
    // Of the defaults, what the dossier says itself.
    for (const char* own : {"owner", "procedure"}) static_cast<void>(fields.json(own));
  } else {
    question.owner = owner_key(fields.needed("owner"));
    question.procedure = fields.needed("procedure");
  }
  question.on = fields.date("on");
  question.due = fields.date("due");
  question.location = fields.text("location");
  question.owner_name = fields.text("owner_name");
  for (const Json& each : fields.json("third_parties")) {
    Fields third(each);
    question.third_parties.push_back(
        {third.needed("requirement"), owner_key(third.needed("owner")), third.text("ground")});
    third.require_all_read(Json::object());
  }
  question.purpose.by = fields.text("by", kOfficer);
  return question;
}

// By requirement: its verdict, and a line for every candidate of it, best first; where types
// compete or are needed together, each type's verdict stands before its candidates. A requirement
// for which nothing is held is left out, unless it is expected or something is to be said of it.
Json Stage::ask(Fields& fields) {
  static_cast<void>(fields.json("ask"));
  const Json expected = fields.json("answer");
  const ReuseAnswer answer = warehouse_->reuse().ask(question(fields));
  Json requirements = Json::object();
  for (const RequirementAnswer& requirement : answer.requirements) {
    Json lines = {verdict(requirement.outcome, requirement.reasons, requirement.warnings)};
    std::size_t types = 0;
    bool held = false;
    for (const AlternativeAnswer& alternative : requirement.alternatives) {
      types += alternative.types.size();
      for (const TypeAnswer& type : alternative.types) held |= !type.candidates.empty();
    }
    const bool nothing_to_say = !held && requirement.reasons.empty();
    if (nothing_to_say && requirement.outcome >= ReuseOutcome::kMissing &&
        !expected.contains(requirement.code)) {
      continue;
    }
    for (const AlternativeAnswer& alternative : requirement.alternatives) {
      for (const TypeAnswer& type : alternative.types) {
        if (types > 1) {
          lines.push_back(type.type + " = " + verdict(type.outcome, type.reasons, type.warnings));
        }
        for (const Candidate& candidate : type.candidates) {
          lines.push_back(label(candidate.holding.component) +
                          (candidate.from_parent ? " (công ty mẹ)" : "") + " - " +
                          verdict(candidate.outcome, candidate.reasons, candidate.warnings));
        }
      }
    }
    requirements[requirement.code] = lines;
  }
  static constexpr NameTable<OwnerFound, 3> kFound{{{OwnerFound::kUnknown, "unknown"},
                                                    {OwnerFound::kKnown, "known"},
                                                    {OwnerFound::kAmbiguous, "ambiguous"}}};
  return {{"answer", requirements},
          {"owner_found", name_in(kFound, answer.owner_found)},
          {"procedure_since", answer.procedure_valid_from.text()}};
}

Json Stage::decide(Fields& fields, bool accept) {
  const Uuid component = id(fields.text(accept ? "confirm" : "decline"));
  Uuid query;
  if (fields.has("question")) {
    query = questions_.at(fields.text("question"));
  } else {
    const ReuseAnswer answer = warehouse_->reuse().ask(question(fields));
    warehouse_->reuse().record(answer, {}, {});
    query = answer.query;
  }
  ReuseDecision decision;
  decision.query = query;
  decision.requirement = fields.needed("requirement");
  decision.component = component;
  decision.accept = accept;
  static_cast<void>(fields.json("by"));
  decision.by = fields.text("by", kOfficer);
  decision.remark = fields.text("remark");
  const Decided done = warehouse_->reuse().confirm(decision);
  EXPECT_EQ(warehouse_->reuse().receipt(done.receipt.id).id, done.receipt.id);
  EXPECT_EQ(done.receipt.accepted, accept);
  if (done.repeated) {
    EXPECT_EQ(receipts_.at(component), done.receipt.id);
  }
  receipts_[component] = done.receipt.id;
  return {{"receipt", verdict(done.receipt.outcome, done.receipt.reasons, {})},
          {"version", done.receipt.version},
          {"repeated", done.repeated}};
}

Json Stage::paper(const Uuid& id) const {
  const Component component = warehouse_->component(id).value().component;
  Json used_by = Json::array();
  for (const Receipt& receipt : warehouse_->reuse().uses(id)) {
    used_by.push_back(label(receipt.dossier) + " " + receipt.requirement);
  }
  const auto label_or_null = [&](const auto& other) {
    return other ? Json(label(*other)) : Json();
  };
  const auto plan = warehouse_->plan_destruction(id).refused;
  return {{"review", name_in(kReviewStateNames, component.facts.review)},
          {"versions", component.versions.size()},
          {"revoked_on", component.revocation ? Json(component.revocation->on.text()) : Json()},
          {"superseded_by", component.superseded ? Json(label(component.superseded->by)) : Json()},
          {"supersedes", label_or_null(component.supersedes)},
          {"owner", warehouse_->component(id)->owner_key_masked},
          {"dossier", label_or_null(component.dossier)},
          {"hidden_from_owner", component.hidden_from_owner},
          {"pinned_by", plan ? Json(code_name(*plan)) : Json()},
          {"used_by", used_by}};
}

Json Stage::dossier(const Uuid& id) const {
  const DossierView view = warehouse_->dossiers().find(id);
  const Dossier& dossier = view.dossier;
  Json attachments = Json::array();
  for (const Attachment& attachment : dossier.attachments) {
    const std::string paper =
        attachment.component
            ? label(*attachment.component) + " v" + std::to_string(attachment.version)
            : attachment.database + " " + attachment.reference;
    attachments.push_back(attachment.requirement + " " + paper + " " +
                          std::string(name_in(kSourceNames, attachment.source)));
  }
  Json notices = Json::array();
  for (const Notice& notice : dossier.notices) {
    notices.push_back(std::string(name_in(kNoticeNames, notice.what)) + " " +
                      label(notice.component));
  }
  const auto labels = [&](const std::vector<Uuid>& ids) {
    Json out = Json::array();
    for (const Uuid& each : ids) out.push_back(label(each));
    return out;
  };
  return {{"state", name_in(kDossierStateNames, dossier.state())},
          {"owner", view.owner_key_masked},
          {"procedure_since", dossier.procedure_valid_from.text()},
          {"attachments", attachments},
          {"results", labels(dossier.results)},
          {"verification_results", labels(dossier.verification_results)},
          {"notices", notices}};
}

std::string Stage::owner_key(const std::string& name) const {
  const auto found = people_.find(name);
  return found == people_.end() ? name : found->second;
}

const Uuid& Stage::id(const std::string& label) const {
  const auto found = ids_.find(label);
  if (found == ids_.end()) Fields::wrong(label, "is no label of a step before");
  return found->second;
}

// The first one given; ids of what is gone keep theirs.
std::string Stage::label(const Uuid& id) const {
  for (const auto& [label, known] : ids_) {
    if (known == id) return label;
  }
  return id.text();
}

}  // namespace kho::scenarios
