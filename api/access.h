// api/access.h - Who may ask: the one place where a request is let in or not.
//
// For now the server answers only this machine (docs/decisions/005-loopback-until-tokens.md), and
// what must be kept out is a web page that makes the user's own browser ask: such requests carry an
// Origin, or name another host.
#pragma once

#include "api/http.h"

namespace kho::api {

// Throws Problem 403 access_refused.
void check_access(const Request& request);

}  // namespace kho::api
