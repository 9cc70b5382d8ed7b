// tools/tthc/conditional.h - Sentences that ask for a paper in some cases: "Trường hợp uỷ quyền thì
// phải có văn bản uỷ quyền".
//
// Most sentences among the items explain; these ask. Only what follows the words that ask, and is
// the whole name of a paper, is taken. Immutable functions.
#pragma once

#include <optional>

#include "tools/tthc/text.h"

namespace kho::tthc {

// The paper, with words of its form, that the sentence asks for; nullopt where it asks for none.
[[nodiscard]] std::optional<Text> paper_in_case(TextView sentence);
// Whether it seems to ask for one, which a person may find.
[[nodiscard]] bool seems_to_ask(TextView sentence);

}  // namespace kho::tthc
