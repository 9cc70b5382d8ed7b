// warehouse/record_parse.h - What all decoders of records share: nothing malformed passes.
//
// Immutable functions, for what reads records in this folder. Errors: store::Error kCorrupt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/error.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

[[noreturn]] inline void corrupt(const char* what) {
  throw store::Error(store::Errc::kCorrupt, what);
}

template <typename Message>
Message parse(std::string_view bytes, const char* what) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) corrupt(what);
  return message;
}

inline Uuid uuid(const std::string& raw) {
  const auto id = Uuid::from_raw(raw);
  if (!id) corrupt("record with a damaged id");
  return *id;
}
inline std::optional<Uuid> optional_uuid(const std::string& raw) {
  if (raw.empty()) return std::nullopt;
  return uuid(raw);
}
inline std::string hash(const std::string& raw, bool may_be_empty) {
  if (raw.size() != 32 && !(may_be_empty && raw.empty())) corrupt("record with a damaged hash");
  return raw;
}

// The enumerator with this number, which the table of names must hold.
template <typename Enum, std::size_t N>
Enum enumerator(const NameTable<Enum, N>& table, std::uint32_t number) {
  const auto value = static_cast<Enum>(number);
  if (name_in(table, value).empty()) corrupt("record with an unknown enumerator");
  return value;
}

}  // namespace kho::warehouse
