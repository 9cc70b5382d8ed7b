#include "tools/import/standing.h"

#include "tools/language.h"
#include "tools/requests.h"

namespace kho::tools {
namespace {

using api::Json;
using warehouse::Uuid;

// Of one who decided and said nothing, and of the ids that mean nothing here.
constexpr const char* kImport = "kho import";
constexpr int kSuccessorsMax = 1000;

// Null where it is absent, or `json` no object.
const Json& member(const Json& json, const char* name) {
  static const Json none;
  const auto found = json.find(name);
  return found == json.end() ? none : *found;
}

std::string text(const Json& json, const char* name, const char* otherwise) {
  const Json& value = member(json, name);
  return value.is_string() && !value.get_ref<const std::string&>().empty()
             ? value.get<std::string>()
             : otherwise;
}

std::optional<Uuid> id_in(const Json& json, const char* name) {
  const Json& value = member(json, name);
  return value.is_string() ? Uuid::parse(value.get<std::string>()) : std::nullopt;
}

bool is_rejected(const Json& record) { return member(record, "review_state") == "rejected"; }
bool is_revoked(const Json& record) { return member(record, "revocation").is_object(); }

std::string standing_of(const Ask& ask, const Uuid& id) {
  return api::parse_json(ask(get_request(component_path(id.text()))).body).at("standing");
}

// The decision as it was taken there; where its texts cannot stand in this log, that it was taken.
void decide(const Ask& ask, const Uuid& copy, const char* decision, Json order,
            const char* in_short) {
  const std::string path = component_path(copy.text()) + "/" + decision;
  try {
    static_cast<void>(ask(json_request(path, order)));
  } catch (const CommandError& error) {
    if (error.code() != "metadata_invalid") throw;
    static_cast<void>(ask(json_request(path, {{"by", kImport}, {"reason", in_short}})));
  }
}

void revoke(const Ask& ask, const Uuid& copy, const Json& on, const std::string& by,
            const std::string& reason) {
  Json order = {{"by", by}, {"reason", reason}};
  if (on.is_string()) order["on"] = on;
  decide(ask, copy, "revoke", std::move(order), "revoked where it was exported");
}

void supersede(const Ask& ask, const Uuid& copy, const Json& record, const ImportedPapers& papers) {
  if (const auto successor = papers.successor_of(record)) {
    try {
      static_cast<void>(ask(json_request(component_path(copy.text()) + "/supersede",
                                         {{"later", successor->text()}, {"by", kImport}})));
      return;
    } catch (const CommandError& error) {
      if (error.code() != "supersession_invalid" && error.code() != "component_closed") throw;
    }
  }
  revoke(ask, copy, member(record.at("superseded"), "since"), kImport,
         "superseded where it was exported, by a paper that does not stand here");
}

void hold(const Ask& ask, const Uuid& copy, const Json& held) {
  Json order = {{"name", held.at("name")}, {"reason", held.at("reason")}};
  if (const Json& until = member(held, "until"); !until.is_null()) order["until"] = until;
  try {
    static_cast<void>(ask(json_request(component_path(copy.text()) + "/holds", order)));
  } catch (const CommandError& error) {
    if (error.code() != "hold_exists") throw;
  }
}

}  // namespace

void ImportedPapers::add(const Json& record, const std::optional<Uuid>& copy) {
  const auto there = id_in(record, "id");
  if (!there) return;
  papers_[*there] = {copy,
                     is_superseded(record) ? id_in(record.at("superseded"), "by") : std::nullopt};
}

std::optional<Uuid> ImportedPapers::successor_of(const Json& record) const {
  auto next = id_in(member(record, "superseded"), "by");
  for (int i = 0; next && i < kSuccessorsMax; ++i) {
    const auto found = papers_.find(*next);
    if (found == papers_.end()) return std::nullopt;
    if (!found->second.successor) return found->second.copy;
    next = found->second.successor;
  }
  return std::nullopt;
}

int ImportedPapers::successors_of(const Json& record) const {
  auto next = id_in(member(record, "superseded"), "by");
  int count = 0;
  while (next && count < kSuccessorsMax) {
    ++count;
    const auto found = papers_.find(*next);
    next = found == papers_.end() ? std::nullopt : found->second.successor;
  }
  return count;
}

void check_record(const Json& record) {
  if (record.is_null()) return;
  const auto refuse = [] {
    return CommandError(kRefused, "record_invalid",
                        tr("the record of the line is not an export's"));
  };
  if (!record.is_object() || !id_in(record, "id")) throw refuse();
  for (const char* name : {"revocation", "superseded", "review"}) {
    const Json& value = member(record, name);
    if (!value.is_null() && !value.is_object()) throw refuse();
  }
  const Json& holds = member(record, "holds");
  if (!holds.is_null() && !holds.is_array()) throw refuse();
  for (const Json& held : holds) {
    if (!held.is_object() || !member(held, "name").is_string() ||
        !member(held, "reason").is_string()) {
      throw refuse();
    }
  }
}

bool is_superseded(const Json& record) { return member(record, "superseded").is_object(); }

bool stands_freely(const Json& record) {
  return !is_rejected(record) && !is_revoked(record) && !is_superseded(record) &&
         member(record, "holds").empty();
}

Json metadata_before_fall(Json metadata, const Json& record) {
  if (is_rejected(record)) metadata["review_state"] = "under_review";
  return metadata;
}

void restore_standing(const Ask& ask, const Uuid& copy, const Json& record,
                      const ImportedPapers& papers) {
  if (stands_freely(record)) return;
  for (const Json& held : member(record, "holds")) hold(ask, copy, held);
  if (!is_rejected(record) && !is_revoked(record) && !is_superseded(record)) return;
  const std::string now = standing_of(ask, copy);
  if (now == "rejected" || now == "revoked" || now == "superseded") return;
  if (is_revoked(record)) {
    const Json& revocation = record.at("revocation");
    revoke(ask, copy, member(revocation, "on"), text(revocation, "by", kImport),
           text(revocation, "reason", "revoked where it was exported"));
  } else if (is_superseded(record)) {
    supersede(ask, copy, record, papers);
  } else {
    const Json& review = member(record, "review");
    decide(ask, copy, "reject",
           {{"by", text(review, "by", kImport)},
            {"reason", text(review, "reason", "rejected where it was exported")}},
           "rejected where it was exported");
  }
}

}  // namespace kho::tools
