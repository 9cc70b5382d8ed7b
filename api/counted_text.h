// api/counted_text.h - Texts one behind the other, each with its length before it, so that no two
// lists of texts read the same: for what is hashed or signed.
#pragma once

#include <string>
#include <string_view>

namespace kho::api {

inline void append_counted(std::string& all, std::string_view text) {
  all.append(std::to_string(text.size())).push_back(':');
  all.append(text);
}

}  // namespace kho::api
