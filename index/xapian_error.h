// index/xapian_error.h - The one place where a Xapian::Error becomes an index::Error.
//
// Xapian::Error does not derive from std::exception: each entry point of this folder runs
// inside translated(), so that none leaves this folder. Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include <utility>

namespace kho::index {

[[noreturn]] void throw_translated(const Xapian::Error& error);

template <class Action>
decltype(auto) translated(Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (const Xapian::Error& error) {
    throw_translated(error);
  }
}

}  // namespace kho::index
