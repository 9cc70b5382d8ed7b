#include "tools/command_error.h"

#include "api/json.h"
#include "api/problem.h"
#include "store/error.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

ExitStatus exit_status_of(int http_status, const std::string& code) {
  if (code == "job_running") return kUnavailable;
  if (http_status == 404) return kNotFound;
  if (http_status == 503 || http_status == 507) return kUnavailable;
  return http_status >= 500 ? kFailed : kRefused;
}

CommandError of_store_error(const store::Error& error) {
  switch (error.errc()) {
    case store::Errc::kNotAStore:
      return {kNotFound, "not_a_warehouse",
              std::string(error.what()) + tr("\nMake one with: kho init DIR")};
    case store::Errc::kAlreadyExists:
      return {kRefused, "directory_not_empty", error.what()};
    case store::Errc::kBusy:
      return {kUnavailable, "warehouse_busy",
              std::string(error.what()) + tr("\nTry again when that has ended")};
    case store::Errc::kUnsupportedFormat:
      return {kFailed, "format_unsupported", error.what()};
    case store::Errc::kNotABackup:
      return {kNotFound, "not_a_backup", error.what()};
    case store::Errc::kNoSpace:
      return {kUnavailable, "no_space", error.what()};
    case store::Errc::kCorrupt:
      return {kFailed, "data_damaged", error.what()};
    default:
      return {kFailed, "internal", error.what()};
  }
}

CommandError of_system_error(const std::system_error& error) {
  const std::string text = error.what();
  if (error.code() == std::errc::address_in_use) {
    return {
        kUnavailable, "address_in_use",
        text + tr("\nAnother program listens there; take a free port with --listen 127.0.0.1:0")};
  }
  if (error.code() == std::errc::permission_denied) {
    return {kFailed, "permission_denied",
            text + tr("\nRun the command as the owner of the warehouse")};
  }
  return {kFailed, "system_error", text};
}

}  // namespace

void throw_if_problem(const api::Response& response) {
  if (response.status < 400) return;
  std::string code = "internal";
  std::string detail = tr("the server answered ") + std::to_string(response.status);
  const api::Json json = api::Json::parse(response.body, nullptr, false);
  if (json.is_object()) {
    code = json.value("code", code);
    detail = json.value("detail", detail);
  }
  throw CommandError(exit_status_of(response.status, code), code, detail);
}

CommandError problem_error(const api::Json& problem) {
  const auto code = problem.at("code").get<std::string>();
  return {exit_status_of(problem.at("status").get<int>(), code), code,
          problem.at("detail").get<std::string>()};
}

CommandError command_error_of(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const CommandError& known) {
    return known;
  } catch (const store::Error& failed) {
    return of_store_error(failed);
  } catch (const std::system_error& failed) {
    return of_system_error(failed);
  } catch (const std::exception& failed) {
    const api::Problem problem = api::problem_of(error);
    if (problem.code() == "internal") return {kFailed, "internal", failed.what()};
    return {exit_status_of(problem.status(), problem.code()), problem.code(), problem.what()};
  }
}

}  // namespace kho::tools
