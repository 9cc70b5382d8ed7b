// ingest/facts/signer.h - Who signed, and as what: the block at the end of a paper.
//
// NĐ 30/2020, annex I: capacity and position in capitals ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), the
// signature or "(Đã ký)", then the name. The first such block with a name is that of the paper;
// annexes follow it. A paper that two parties sign has no one signer.
//
// Pure; linear in the text.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "ingest/facts/facts.h"
#include "ingest/facts/page_text.h"

namespace kho::ingest {

struct Signer {
  std::optional<Fact> name;
  std::optional<Fact> position;
};

// Looks from character `begin` of page `first` on.
[[nodiscard]] Signer find_signer(std::span<const PageText> pages, std::size_t first,
                                 std::size_t begin);

}  // namespace kho::ingest
