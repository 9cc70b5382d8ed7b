// tests/api/dossier_fixtures.h - The routes over a warehouse with dossiers.
#pragma once

#include <string>

#include "api/api.h"
#include "api/json.h"
#include "tests/warehouse/dossier_history.h"

namespace kho::api {

class DossierApiTest : public warehouse::DossierHistory {
 protected:
  DossierApiTest() : api_(*warehouse_, [this](const std::string& what) { reported_ += what; }) {}

  Response call(Request request) {
    request.headers.try_emplace("host", "127.0.0.1:8420");
    Response response = api_.handle(request);
    if (request.method != "HEAD") gather(response);
    return response;
  }
  Response get(const std::string& path, std::vector<std::pair<std::string, std::string>> query = {},
               const std::string& accept = {}) {
    Request request;
    request.method = "GET";
    request.path = path;
    request.query = std::move(query);
    if (!accept.empty()) request.headers["accept"] = accept;
    return call(std::move(request));
  }
  Response post(const std::string& path, const Json& body) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = body.dump();
    return call(std::move(request));
  }
  static Json json(const Response& response) { return Json::parse(response.body); }
  // "status code" of a problem document.
  static std::string problem(const Response& response) {
    return std::to_string(response.status) + " " + json(response).at("code").get<std::string>();
  }

  std::string reported_;
  Api api_;
};

}  // namespace kho::api
