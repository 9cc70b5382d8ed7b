// warehouse/event_names.h - What events are called outside: the `type` of a CloudEvent.
#pragma once

#include <string_view>

#include "warehouse/event.h"

namespace kho::warehouse {

// "vn.kho.component.deposited"; stable. Empty for a type of a later version.
[[nodiscard]] std::string_view event_name(Event::Type type);

}  // namespace kho::warehouse
