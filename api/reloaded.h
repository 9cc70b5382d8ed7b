// api/reloaded.h - A value that is made of files, and made anew when they change.
//
// What cannot be made leaves the value that there was. Thread-safe; reload() is called by one
// thread at a time.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "api/reload.h"

namespace kho::api {

template <typename Value>
class Reloaded {
 public:
  // Null before the first reload() that succeeded.
  [[nodiscard]] std::shared_ptr<const Value> value() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  // Whether the files, as they were last seen, could not be used.
  [[nodiscard]] bool is_stale() const {
    const std::lock_guard lock(mutex_);
    return is_stale_;
  }

  // `read` returns what is in the files, with its sha256(); `make` a shared pointer to the value of
  // that. Either may throw. `again`: what failed before is tried and told once more.
  template <typename Read, typename Make>
  Reload reload(bool again, const Read& read, const Make& make) {
    std::string seen;  // Stays empty where a file cannot be read.
    try {
      const auto contents = read();
      seen = contents.sha256();
      {
        const std::lock_guard lock(mutex_);
        if (seen == seen_ && !(again && is_stale_)) return {};
      }
      std::shared_ptr<const Value> next = make(contents);
      const std::lock_guard lock(mutex_);
      value_ = std::move(next);
      seen_ = std::move(seen);
      is_stale_ = false;
      return {Reload::Outcome::kLoaded, {}};
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex_);
      const bool is_known = is_stale_ && seen == seen_;
      is_stale_ = true;
      seen_ = std::move(seen);
      if (is_known && !again) return {};
      return {Reload::Outcome::kFailed, error.what()};
    }
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Value> value_;  // Protected by mutex_, and so are the following.
  std::string seen_;                    // SHA-256 of the files when they were last looked at.
  bool is_stale_ = false;
};

}  // namespace kho::api
