// warehouse/event_names.h - What events are called outside: the `type` of a CloudEvent.
#pragma once

#include <string>

#include "warehouse/event.h"

namespace kho::warehouse {

// "vn.kho.component.deposited"; stable. Of a type of a later version "vn.kho.event.NUMBER".
[[nodiscard]] std::string event_name(Event::Type type);

}  // namespace kho::warehouse
