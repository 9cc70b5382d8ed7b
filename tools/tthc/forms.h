// tools/tthc/forms.h - "Bản chính", "bản sao có chứng thực": in which form a paper is asked for.
//
// Only explicit words count. They stand in front of the paper's name ("Bản sao hoặc bản điện tử
// Giấy phép"), or behind it in brackets or after a colon ("Giấy phép: 01 bản chụp"). Immutable
// functions.
#pragma once

#include "tools/tthc/text.h"

namespace kho::tthc {

struct Forms {
  bool original = false;
  bool copy = false;
  bool electronic = false;
  int copies = 0;  // The largest number named; 0 where none is.

  [[nodiscard]] int kinds() const { return original + copy + electronic; }
};

struct FormedName {
  Text name;    // Without the words that told the form.
  Forms forms;  // None where no words did.
};

// `name` is cleaned (tools/tthc/item_name.h).
[[nodiscard]] FormedName take_forms(TextView name);
// Whether words of forms stand anywhere in `name`.
[[nodiscard]] bool speaks_of_forms(TextView name);

}  // namespace kho::tthc
