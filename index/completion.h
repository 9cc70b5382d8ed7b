// index/completion.h - What may stand behind the words typed so far. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/query.h"

namespace kho::index {

struct CompletionRequest {
  std::string text;  // As typed so far; at most kQueryBytesMax bytes.
  Rights rights = Rights::everything();
  std::uint32_t limit = 10;  // 1..kCompletionsMax
};
inline constexpr std::uint32_t kCompletionsMax = 50;

struct Completion {
  std::string text;         // The whole text, its last word completed, perhaps followed by others.
  std::uint64_t count = 0;  // Documents whose title or number has what was completed.
};

}  // namespace kho::index
