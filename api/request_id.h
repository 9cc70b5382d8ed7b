// api/request_id.h - By which a request is found again in the log, here and in the caller's.
//
// X-Request-Id as the caller sends it, or a new id; the trace id of a traceparent header (W3C Trace
// Context, version 00). Neither is believed to be anything but a name. Functions; thread-safe.
#pragma once

#include <string>

#include "api/http.h"

namespace kho::api {

// 1 to 64 letters, digits, '.', '_' and '-'; a new one where the caller sends none like that.
[[nodiscard]] std::string request_id(const Request& request);

// 32 hexadecimal digits; empty where there is none.
[[nodiscard]] std::string trace_id(const Request& request);

}  // namespace kho::api
