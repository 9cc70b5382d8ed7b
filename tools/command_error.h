// tools/command_error.h - Why a command ends early: a stable code, a text, an exit status.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

#include "api/http.h"
#include "api/json.h"
#include "tools/exit_status.h"

namespace kho::tools {

// The text names the next command where there is one.
class CommandError : public std::runtime_error {
 public:
  CommandError(ExitStatus status, std::string code, const std::string& text)
      : std::runtime_error(text), status_(status), code_(std::move(code)) {}
  [[nodiscard]] ExitStatus status() const { return status_; }
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  ExitStatus status_;
  std::string code_;
};

// Throws what a problem document says; returns for an answer that is none.
void throw_if_problem(const api::Response& response);

// The same for a problem that a part of an answer tells of: {"code", "detail", "status"}.
[[nodiscard]] CommandError problem_error(const api::Json& problem);

// What any exception means for the one who typed the command.
[[nodiscard]] CommandError command_error_of(std::exception_ptr error);

}  // namespace kho::tools
