// tests/api/fixtures.h - The routes over a real warehouse, without sockets.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "api/api.h"
#include "api/json.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schema.h"

namespace kho::api {

class ApiTest : public warehouse::WarehouseTest {
 protected:
  ApiTest() : api_(*warehouse_, [this](const std::string& what) { reported_ += what; }) {}

  Response call(const std::string& method, const std::string& path, const std::string& body = {},
                std::map<std::string, std::string> headers = {},
                Request::From from = Request::From::kDirectory) {
    Request request;
    request.from = from;
    request.method = method;
    const std::size_t query = path.find('?');
    request.path = path.substr(0, query);
    for (std::size_t begin = query; begin != std::string::npos;) {
      const std::size_t end = path.find('&', begin + 1);
      const std::string pair = path.substr(begin + 1, end - begin - 1);
      const std::size_t equals = pair.find('=');
      request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
      begin = end;
    }
    request.headers = std::move(headers);
    request.headers.try_emplace("host", "127.0.0.1:8420");
    request.body = body;
    Response response = api_.handle(request);
    if (request.method != "HEAD") gather(response);
    return response;
  }

  // The same over TCP; without a token where `secret` is empty.
  Response over_network(const std::string& secret, const std::string& method,
                        const std::string& path, const std::string& body = {},
                        std::map<std::string, std::string> headers = {}) {
    if (!secret.empty()) headers["authorization"] = "Bearer " + secret;
    return call(method, path, body, std::move(headers), Request::From::kNetwork);
  }

  static std::string multipart(const std::string& metadata, const std::string& content,
                               const std::string& file_name = "a.pdf") {
    return "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n" + metadata +
           "\r\n--B\r\nContent-Disposition: form-data; name=\"content\"; filename=\"" + file_name +
           "\"\r\n\r\n" + content + "\r\n--B--\r\n";
  }

  Response post_component(const std::string& metadata, const std::string& content) {
    return call("POST", "/v1/components", multipart(metadata, content),
                {{"content-type", "multipart/form-data; boundary=B"}});
  }

  // POSTs JSON, in the name of officer "lan".
  Response post(const std::string& path, const Json& body) {
    return call("POST", path, body.dump(), {{"kho-officer", "lan"}});
  }
  // The id of a component deposited with `metadata` on top of kGood.
  std::string deposited(const Json& metadata, const std::string& content) {
    Json all = Json::parse(kGood);
    if (!metadata.is_null()) all.update(metadata);
    const Response response = post_component(all.dump(), content);
    EXPECT_TRUE(response.status == 201 || response.status == 200) << response.body;
    return json(response).at("component").at("id");
  }
  // The id of a dossier of the same owner.
  std::string opened(const std::string& code) {
    const Response response = post("/v1/dossiers", {{"code", code},
                                                    {"owner", "mst:0100109106"},
                                                    {"procedure", "2.000620"},
                                                    {"received_on", "2026-11-23"}});
    EXPECT_EQ(response.status, 201) << response.body;
    return json(response).at("dossier").at("id");
  }

  static Json json(const Response& response) { return Json::parse(response.body); }
  static std::string header(const Response& response, const std::string& name) {
    for (const auto& [each, value] : response.headers) {
      if (each == name) return value;
    }
    return {};
  }
  // "status code" of a problem document, which must be one.
  static std::string problem(const Response& response) {
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
    const Json document = json(response);
    EXPECT_EQ(document.at("status"), response.status);
    EXPECT_EQ(document.at("type"), "urn:kho:problem:" + document.at("code").get<std::string>());
    EXPECT_FALSE(document.at("detail").get<std::string>().empty());
    return std::to_string(response.status) + " " + document.at("code").get<std::string>();
  }

  const std::string kGood = R"({"owner":"mst:0100109106","type":"GCN_DKDN","number":"0100109106",)"
                            R"("issue_date":"2021-03-16","validity":{"indefinite":true}})";

  std::string reported_;
  Api api_;
};

}  // namespace kho::api
