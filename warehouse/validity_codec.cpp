#include "warehouse/validity_codec.h"

#include "warehouse/record_parse.h"

namespace kho::warehouse {

void fill(records::Validity& out, const Validity& validity) {
  out.set_kind(static_cast<std::uint32_t>(validity.kind));
  if (validity.from) out.set_from_days(validity.from->days());
  if (validity.to) out.set_to_days(validity.to->days());
}

Validity read(const records::Validity& in) {
  if (in.kind() > static_cast<std::uint32_t>(Validity::Kind::kUntil)) {
    corrupt("record with an unknown kind of validity");
  }
  Validity validity;
  validity.kind = static_cast<Validity::Kind>(in.kind());
  if (in.has_from_days()) validity.from = Date(in.from_days());
  if (in.has_to_days()) validity.to = Date(in.to_days());
  if ((validity.kind == Validity::Kind::kUntil) != validity.to.has_value()) {
    corrupt("record with a contradictory validity");
  }
  return validity;
}

}  // namespace kho::warehouse
