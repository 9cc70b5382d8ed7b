// warehouse/record_codec.h - Records to bytes and back.
//
// The bytes are Protocol Buffers (proto3) of warehouse/records.proto; docs/format/records.md says
// what may change. decode_* throws store::Error kCorrupt for what is not a whole, sensible record.
// Immutable functions.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/catalogue.h"
#include "warehouse/component.h"
#include "warehouse/event.h"

namespace kho::warehouse {

// A person or organisation that papers belong to.
struct Owner {
  Uuid id;
  std::string key;   // Normal form.
  std::string name;  // As first deposited; may be empty.
  std::int64_t created_at_ms = 0;
};

[[nodiscard]] std::string encode(const Owner& owner);
[[nodiscard]] std::string encode(const Agency& agency);
[[nodiscard]] std::string encode(const ComponentType& type);
[[nodiscard]] std::string encode(const Procedure& procedure);
[[nodiscard]] std::string encode(const Component& component);
[[nodiscard]] std::string encode(const TextState& state);
[[nodiscard]] std::string encode(const Event& event);

[[nodiscard]] Owner decode_owner(std::string_view bytes);
[[nodiscard]] Agency decode_agency(std::string_view bytes);
[[nodiscard]] ComponentType decode_component_type(std::string_view bytes);
[[nodiscard]] Procedure decode_procedure(std::string_view bytes);
[[nodiscard]] Component decode_component(std::string_view bytes);
[[nodiscard]] TextState decode_text_state(std::string_view bytes);
[[nodiscard]] Event decode_event(std::string_view bytes);

}  // namespace kho::warehouse
