#include "api/access.h"

#include "api/problem.h"

namespace kho::api {
namespace {

bool is_this_machine(std::string_view host) {
  const std::string_view name =
      host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

}  // namespace

void check_access(const Request& request) {
  if (!request.header("origin").empty() || !is_this_machine(request.header("host"))) {
    throw Problem(403, "access_refused",
                  "this server answers programs on this machine, under 127.0.0.1 or localhost");
  }
}

}  // namespace kho::api
