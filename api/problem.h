// api/problem.h - Answers that say no: RFC 9457 problem documents with a stable code.
//
// The codes are listed in docs/errors.md. No text here ever contains a personal number.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "api/http.h"

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

[[nodiscard]] Response problem_response(const Problem& problem);

// The problem that tells of any exception: refusals by their code, the machine's failures as 5xx.
[[nodiscard]] Problem problem_of(std::exception_ptr error);

}  // namespace kho::api
