// api/problem.h - Answers that say no: RFC 9457 problem documents with a stable code.
//
// The codes are listed in docs/errors.md. No text here ever contains a personal number.
#pragma once

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include "api/http.h"
#include "api/problem_texts.h"

namespace kho::api {

// Thrown by a route to answer with a problem.
class Problem : public std::runtime_error {
 public:
  Problem(int status, std::string code, const std::string& detail,
          std::uint32_t retry_after_seconds = 0)
      : std::runtime_error(detail),
        status_(status),
        code_(std::move(code)),
        retry_after_seconds_(retry_after_seconds) {}
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& code() const { return code_; }
  // 0: nothing is said of that.
  [[nodiscard]] std::uint32_t retry_after_seconds() const { return retry_after_seconds_; }

 private:
  int status_;
  std::string code_;
  std::uint32_t retry_after_seconds_;
};

// In Vietnamese `detail` begins with what the code means, and the English text follows in brackets.
[[nodiscard]] Response problem_response(const Problem& problem,
                                        Language language = Language::kEnglish);

// The problem that tells of any exception: refusals by their code, the machine's failures as 5xx.
[[nodiscard]] Problem problem_of(std::exception_ptr error);

}  // namespace kho::api
