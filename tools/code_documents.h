// tools/code_documents.h - docs/errors.md and docs/vi/errors.md, whole, inside the program.
#pragma once

#include <string_view>

namespace kho::tools {

extern const std::string_view kCodesInEnglish;
extern const std::string_view kCodesInVietnamese;

}  // namespace kho::tools
