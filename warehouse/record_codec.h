// warehouse/record_codec.h - Records to bytes and back.
//
// The bytes are Protocol Buffers (proto3) of warehouse/records.proto; docs/format/records.md says
// what may change. decode_* throws store::Error kCorrupt for what is not a whole, sensible record.
// Immutable functions.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/component.h"
#include "warehouse/event.h"
#include "warehouse/reading.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const Component& component);
[[nodiscard]] std::string encode(const TextState& state);
[[nodiscard]] std::string encode(const Reading& reading);
[[nodiscard]] std::string encode(const Event& event);
[[nodiscard]] std::string encode(const Access& access);

[[nodiscard]] Component decode_component(std::string_view bytes);
[[nodiscard]] TextState decode_text_state(std::string_view bytes);
[[nodiscard]] Reading decode_reading(std::string_view bytes);
[[nodiscard]] Event decode_event(std::string_view bytes);
[[nodiscard]] Access decode_access(std::string_view bytes);

}  // namespace kho::warehouse
