#include "index/personal_number.h"

#include "index/analysis/identity_number.h"
#include "index/analysis/utf16.h"

namespace kho::index {

bool holds_personal_number(std::string_view utf8) {
  return !identity_mentions(clean(from_utf8(utf8))).empty();
}

}  // namespace kho::index
