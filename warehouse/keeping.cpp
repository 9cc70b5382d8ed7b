#include "warehouse/keeping.h"

#include <algorithm>
#include <set>

#include "store/operations.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_key.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

store::BlobId blob_of(const Version& version) { return *store::BlobId::from_raw(version.sha256); }

// The end of a day in Vietnam (UTC+7).
std::uint64_t seconds_at_end_of(Date day) {
  return static_cast<std::uint64_t>((std::int64_t{day.days()} + 1) * 86400 - 7 * 3600);
}

void hold_in_store(store::Transaction& transaction, const Uuid& component, const Version& version,
                   const Hold& hold) {
  transaction.hold_blob(blob_of(version), store_hold_name(component, hold.name),
                        hold.until ? seconds_at_end_of(*hold.until) : store::kForever);
}

void lift_in_store(store::Transaction& transaction, const Component& component,
                   const std::string& name) {
  for (const Version& version : component.versions) {
    transaction.lift_hold(blob_of(version), store_hold_name(component.id, name));
  }
}

// The text of a file that no component has any more.
void release_text(store::Transaction& transaction, const std::string& sha256) {
  const auto record = transaction.tables().get(kTexts, sha256);
  if (!record) return;
  const auto text = store::BlobId::from_raw(decode_text_state(*record).text_sha256);
  if (text) transaction.release_blob(*text);
  transaction.tables().erase(kTexts, sha256);
}

Event event_of(Event::Type type, const Component& component, std::int64_t now_ms) {
  return Event{type, now_ms, component.id, {}, {}, {}};
}

}  // namespace

bool is_hold_name(std::string_view name) {
  return !name.empty() && name.size() <= kHoldNameBytesMax && std::ranges::all_of(name, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

HoldOrder checked(const HoldOrder& order, Date today, const std::vector<std::string>& owner_keys) {
  if (!is_hold_name(order.name)) {
    throw Error(Errc::kMetadataInvalid, "name: give 1 to " + std::to_string(kHoldNameBytesMax) +
                                            " letters, digits, '-' and '_'");
  }
  if (holds_personal_number(order.name, owner_keys)) {
    throw Error(Errc::kMetadataInvalid, "name: holds a personal number");
  }
  if (order.until && *order.until < today) {
    throw Error(Errc::kMetadataInvalid, "until: that day is over");
  }
  return {order.name, log_text("reason", order.reason, owner_keys), order.until};
}

DestructionOrder checked(const DestructionOrder& order,
                         const std::vector<std::string>& owner_keys) {
  return {log_text("reason", order.reason, owner_keys),
          log_text("approved_by", order.approved_by, owner_keys)};
}

std::string store_hold_name(const Uuid& component, std::string_view name) {
  // Shorter than the store's bound, whatever the name; the id in front says whose it is.
  return component.text() + ":" + store::Sha256::of(store::as_bytes(name)).hex();
}

void place_hold(store::Transaction& transaction, Component& component, const HoldOrder& order,
                std::int64_t now_ms) {
  const Date today = Date::in_vietnam(now_ms);
  std::erase_if(component.holds,
                [&](const Hold& hold) { return hold.name == order.name && !hold.in_force(today); });
  if (std::ranges::any_of(component.holds,
                          [&](const Hold& hold) { return hold.name == order.name; })) {
    throw Error(Errc::kHoldExists, "the component has a hold of this name: lift it first");
  }
  if (component.holds.size() >= kHoldsMax) {
    throw Error(Errc::kHoldsTooMany,
                "the component has " + std::to_string(kHoldsMax) + " holds, the most there may be");
  }
  component.holds.push_back({order.name, order.reason, now_ms, order.until});
  for (const Version& version : component.versions) {
    hold_in_store(transaction, component.id, version, component.holds.back());
  }
  put_component(transaction.tables(), component);
  Event event = event_of(Event::Type::kHoldPlaced, component, now_ms);
  event.note = order.name;
  event.reason = order.reason;
  event.until = order.until;
  transaction.append_log(encode(event));
}

void hold_version(store::Transaction& transaction, const Component& component,
                  const Version& version) {
  for (const Hold& hold : component.holds) {
    hold_in_store(transaction, component.id, version, hold);
  }
}

void lift_hold(store::Transaction& transaction, Component& component, const std::string& name,
               std::int64_t now_ms) {
  if (std::erase_if(component.holds, [&](const Hold& hold) { return hold.name == name; }) == 0) {
    throw Error(Errc::kHoldNotFound, "the component has no hold of this name");
  }
  lift_in_store(transaction, component, name);
  put_component(transaction.tables(), component);
  Event event = event_of(Event::Type::kHoldLifted, component, now_ms);
  event.note = name;
  transaction.append_log(encode(event));
}

void prolong_retention(store::Transaction& transaction, Component& component, Date day,
                       std::int64_t now_ms) {
  if (component.keep_until && day < *component.keep_until) {
    throw Error(Errc::kRetentionOnlyProlonged,
                "it must be kept until " + component.keep_until->text() + ": not shorter");
  }
  if (component.keep_until == day) return;
  component.keep_until = day;
  put_component(transaction.tables(), component);
  Event event = event_of(Event::Type::kRetentionSet, component, now_ms);
  event.until = day;
  transaction.append_log(encode(event));
}

Destruction plan_destruction(const store::TableReader& tables, const Component& component,
                             Date today) {
  Destruction plan;
  plan.component = component.id;
  plan.component_type = component.facts.type;
  plan.keep_until = component.keep_until;
  std::set<std::string> seen;
  for (const Version& version : component.versions) {
    if (!seen.insert(version.sha256).second) continue;
    const std::vector<Uuid> holders = components_with(tables, version.sha256);
    const bool shared =
        std::ranges::any_of(holders, [&](const Uuid& id) { return id != component.id; });
    plan.files.push_back({version.sha256, version.size, shared});
    if (!shared) plan.bytes += version.size;
  }
  for (const Hold& hold : component.holds) {
    if (hold.in_force(today)) plan.holds.push_back(hold);
  }
  if (!plan.holds.empty()) {
    plan.refused = Errc::kComponentHeld;
  } else if (is_used(tables, component.id)) {
    plan.refused = Errc::kComponentInUse;
  } else if (component.keep_until && today <= *component.keep_until) {
    plan.refused = Errc::kRetentionNotOver;
  }
  return plan;
}

Destruction destroy(store::Transaction& transaction, const Component& component,
                    const DestructionOrder& order, std::int64_t now_ms) {
  Destruction done = plan_destruction(transaction.tables(), component, Date::in_vietnam(now_ms));
  if (done.refused == Errc::kComponentHeld) {
    throw Error(Errc::kComponentHeld, "hold " + done.holds.front().name +
                                          " forbids to destroy the component: lift it first");
  }
  if (done.refused == Errc::kComponentInUse) {
    throw Error(Errc::kComponentInUse,
                "a dossier reused the component: it is part of what was decided on");
  }
  if (done.refused == Errc::kRetentionNotOver) {
    throw Error(Errc::kRetentionNotOver,
                "the component must be kept until " + component.keep_until->text());
  }
  // Those that ran out: the store's clock need not agree to the second.
  for (const Hold& hold : component.holds) lift_in_store(transaction, component, hold.name);
  erase_component(transaction.tables(), component);
  keep_fate(transaction.tables(), component);
  for (const Version& version : component.versions) {
    transaction.release_blob(blob_of(version));
    if (!any_component_has(transaction.tables(), version.sha256)) {
      release_text(transaction, version.sha256);
    }
  }
  Event event = event_of(Event::Type::kComponentDestroyed, component, now_ms);
  event.owner = component.owner;
  event.component_type = component.facts.type;
  for (const Destruction::File& file : done.files) event.files.push_back(file.sha256);
  event.reason = order.reason;
  event.approved_by = order.approved_by;
  done.position = transaction.append_log(encode(event));
  done.destroyed = true;
  return done;
}

}  // namespace kho::warehouse
