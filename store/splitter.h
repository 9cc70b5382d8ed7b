// store/splitter.h - Where a file is cut, so that what files have in common is stored once.
//
// The same bytes always give the same plan: deduplication depends upon it, reading does not. Rules,
// version 1: docs/format/splitting.md. Any bytes are accepted; time is linear in their number, and
// memory is bounded by the plan and one window. Immutable functions; no errors but std::bad_alloc.
#pragma once

#include <cstdint>
#include <vector>

#include "store/bytes.h"
#include "store/split_plan.h"

namespace kho::store {

// No chunk of a plan is larger.
inline constexpr std::uint64_t kPlannedChunkBytesMax = 64ULL << 20;
// No plan of a file up to kSplitFileBytesMax has more slices; `file` must not be larger.
inline constexpr std::size_t kPlanSlicesMax = 65536;
inline constexpr std::uint64_t kSplitFileBytesMax = 64ULL << 30;

// The plan for bytes [from, file.size()); `from` > 0 says that the bytes before it are stored as
// another document, of which this file is a continuation (a signature's increment). Empty where
// nothing is left.
[[nodiscard]] SplitPlan split(ByteView file, std::uint64_t from = 0);

inline constexpr std::size_t kDocumentPrefixesMax = 32;

// Lengths of the prefixes of a PDF that end at an %%EOF: bare, and with the CR, LF or CRLF that
// follows. Descending, each above 0 and below file.size(), at most kDocumentPrefixesMax, the
// longest. Each is a candidate for "this file is a stored document and an increment"; whether it is
// one, the document's hash tells. Empty where the file is no PDF.
[[nodiscard]] std::vector<std::uint64_t> document_prefixes(ByteView file);

}  // namespace kho::store
