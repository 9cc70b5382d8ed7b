// warehouse/validity_codec.h - A validity in a record: of components and of holdings alike.
//
// Immutable functions, for the codecs of this folder alone. Errors: store::Error kCorrupt.
#pragma once

#include "records.pb.h"
#include "warehouse/component.h"

namespace kho::warehouse {

void fill(records::Validity& out, const Validity& validity);
[[nodiscard]] Validity read(const records::Validity& in);

}  // namespace kho::warehouse
