// store/pdf_splitter.h - A PDF cut at its streams. Rules: docs/format/splitting.md.
#pragma once

#include <optional>

#include "store/bytes.h"
#include "store/split_plan.h"

namespace kho::store {

// Streams of at least so many bytes are chunks; the others lie in the skeleton. Measured: a smaller
// minimum costs more in tables than it saves, a larger one stores again what re-wrapped and merged
// documents share.
inline constexpr std::uint64_t kStreamBytesMin = 512;

// The plan for bytes [from, file.size()) of a PDF, `from` < file.size(): a chunk for each large
// stream, and the rest together as skeleton. nullopt where stream boundaries are of no use: the
// file is encrypted, or it is a whole file without a stream. Immutable function.
[[nodiscard]] std::optional<SplitPlan> split_pdf(ByteView file, std::uint64_t from);

}  // namespace kho::store
