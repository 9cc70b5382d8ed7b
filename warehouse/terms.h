// warehouse/terms.h - What a caller makes a change depend on, and what it writes beside it.
//
// Both run inside the commit of the change, so nothing comes between: what `before` refuses did not
// happen, and what `after` writes is there exactly when the change is. They may run in another
// thread, while the caller waits. Values.
#pragma once

#include <functional>

#include "store/transaction.h"
#include "warehouse/component_view.h"

namespace kho::warehouse {

template <typename Before, typename After>
struct Terms {
  std::function<void(const Before&)> before;  // Told of the record as it is; throws to refuse.
  std::function<void(store::Transaction&, const After&)> after;  // Told what the change came to.

  // `view` makes what `before` is told, where it is asked for.
  template <typename View>
  void check(const View& view) const {
    if (before) before(view());
  }
  void settle(store::Transaction& transaction, const After& result) const {
    if (after) after(transaction, result);
  }
};

struct Nothing {};  // Before what is made new.

using ComponentTerms = Terms<ComponentView, ComponentView>;

}  // namespace kho::warehouse
