// warehouse/schedule_codec.h - What is kept of scheduled tasks as bytes, and back.
// docs/format/records.md.
//
// Immutable functions. Errors: store::Error kCorrupt.
#pragma once

#include <string>
#include <string_view>

#include "warehouse/schedule.h"

namespace kho::warehouse {

[[nodiscard]] std::string encode(const TaskRecord& record);
[[nodiscard]] TaskRecord decode_task_record(std::string_view bytes);

}  // namespace kho::warehouse
