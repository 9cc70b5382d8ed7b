// api/problem.h - Answers that say no: RFC 9457 problem documents with a stable code.
//
// The codes are listed in docs/errors.md. No text here ever contains a personal number.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "api/http.h"
#include "api/problem_texts.h"

namespace kho::api {

// Thrown by a route to answer with a problem.
class Problem : public std::runtime_error {
 public:
  Problem(int status, std::string code, const std::string& detail)
      : std::runtime_error(detail), status_(status), code_(std::move(code)) {}
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

// In Vietnamese `detail` begins with what the code means, and the English text follows in brackets.
[[nodiscard]] Response problem_response(const Problem& problem,
                                        Language language = Language::kEnglish);

// The problem that tells of any exception: refusals by their code, the machine's failures as 5xx.
[[nodiscard]] Problem problem_of(std::exception_ptr error);

}  // namespace kho::api
