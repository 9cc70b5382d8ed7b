#include "api/access.h"

#include <cctype>

#include "api/problem.h"

namespace kho::api {
namespace {

bool is_this_machine(std::string_view host) {
  std::string name(host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                                         : host.substr(0, host.find(':')));
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  // The whole of 127.0.0.0/8 is this machine (RFC 1122, 3.2.1.3).
  const bool loopback =
      name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string::npos;
  return loopback || name == "localhost" || name == "[::1]";
}

}  // namespace

void check_access(const Request& request) {
  if (!request.header("origin").empty() || !is_this_machine(request.header("host"))) {
    throw Problem(403, "access_refused",
                  "this server answers programs on this machine, under 127.0.0.1 or localhost");
  }
}

}  // namespace kho::api
