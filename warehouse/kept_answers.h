// warehouse/kept_answers.h - Answers to changes, kept under the key that the caller gave.
//
// A caller that heard nothing asks again with the same key, and is told what it would have been
// told the first time: the change is not made twice. The answer is written in the commit of the
// change itself. Format: docs/format/records.md.
//
//   claim (nobody else is at it) ──> find ──> the change, and keep() in its commit
//
// Thread-safe. Errors: store::Error.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"

namespace kho::warehouse {

// So long an answer is kept.
inline constexpr std::chrono::hours kAnswersKept{24};

struct KeptAnswer {
  std::string request;  // SHA-256 of what was asked, raw.
  std::int64_t at_ms = 0;
  std::uint32_t status = 0;  // Of HTTP.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

class KeptAnswers {
 public:
  KeptAnswers(store::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // One caller's key: the callers' keys are apart.
  [[nodiscard]] static std::string name_of(std::string_view caller, std::string_view key);

  // That a request under this name is being answered.
  class Claim {
   public:
    Claim(KeptAnswers& answers, std::string name) : answers_(answers), name_(std::move(name)) {}
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

   private:
    KeptAnswers& answers_;
    const std::string name_;
  };
  // Null: another thread has it.
  [[nodiscard]] std::unique_ptr<const Claim> claim(const std::string& name);

  // nullopt: none, or none any more.
  [[nodiscard]] std::optional<KeptAnswer> find(const std::string& name) const;
  // Beside a change; its time is set. Takes some of those away whose time has passed.
  void keep(store::Transaction& transaction, const std::string& name, KeptAnswer answer) const;

 private:
  store::Store& store_;
  const Clock& clock_;
  std::mutex mutex_;
  std::set<std::string> claimed_;  // Protected by mutex_.
};

}  // namespace kho::warehouse
