// api/reload.h - Files that a running server reads again when they have changed: certificates,
// keys.
//
// They are compared by what is in them, not by their times: a link that now leads elsewhere and a
// file that was written twice in a second are noticed, too.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace kho::api {

// A file that cannot be used. The text names it and says why.
class SetupError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr std::size_t kSetupFileBytesMax = 1 << 20;

enum class Secrecy {
  kPublic,
  kSecret,  // Refused where everybody may read it.
};
// The whole file. Throws SetupError; also for one that has more than kSetupFileBytesMax bytes.
[[nodiscard]] std::string read_setup_file(const std::filesystem::path& path, Secrecy secrecy);

// What came of looking at the files again.
struct Reload {
  enum class Outcome {
    kUnchanged,
    kLoaded,  // What they say is used from now on.
    kFailed,  // They cannot be used: what was loaded before stays. Told once for each change.
  };
  Outcome outcome = Outcome::kUnchanged;
  std::string text;  // What is wrong.
};

// Calls `look` from a thread of its own: every so often, and when it is asked to.
class Reloader {
 public:
  // `at_once`: it was asked to look now.
  using Look = std::function<void(bool at_once)>;
  Reloader(std::chrono::milliseconds every, Look look);
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  void look_now();

 private:
  void run(const std::stop_token& stop, std::chrono::milliseconds every);

  const Look look_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  bool is_asked_ = false;  // Protected by mutex_.
  std::jthread thread_;    // Last: it ends before what it uses.
};

}  // namespace kho::api
