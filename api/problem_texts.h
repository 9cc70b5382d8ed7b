// api/problem_texts.h - What each code of a refusal means, in Vietnamese.
//
// The English texts are made where something is refused and name the field or number; these say the
// kind of it, for whoever sits at the desk. Codes: docs/errors.md. Immutable.
#pragma once

#include <string_view>

namespace kho::api {

enum class Language { kEnglish, kVietnamese };

// Of an Accept-Language header (RFC 9110, 12.5.4): Vietnamese where it is wanted more than English.
[[nodiscard]] Language language_of(std::string_view accept_language);

// Empty for a code that no route gives.
[[nodiscard]] std::string_view vietnamese(std::string_view code);

}  // namespace kho::api
