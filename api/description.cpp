#include "api/description.h"

#include "api/handler.h"

namespace kho::api {

Response get_openapi(const Call&) {
  Response response;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}};
  response.body = kOpenApi;
  return response;
}

Response get_docs(const Call&) {
  Response response;
  response.headers = {
      {"Content-Type", "text/html; charset=utf-8"},
      {"Cache-Control", "no-cache"},
      {"X-Content-Type-Options", "nosniff"},
      {"Content-Security-Policy",
       "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src "
       "'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}};
  response.body = kDocsPage;
  return response;
}

}  // namespace kho::api
