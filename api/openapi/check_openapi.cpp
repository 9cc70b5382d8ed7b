// Compares the description with the table of routes: a route that is missing from it, or that it
// has and the API has not, fails the build.
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "api/api.h"
#include "api/description.h"

namespace {

std::set<std::string> described() {
  std::set<std::string> operations;
  const auto document = nlohmann::json::parse(kho::api::kOpenApi);
  for (const auto& [path, item] : document.at("paths").items()) {
    for (const auto& [method, operation] : item.items()) {
      if (operation.is_object() && operation.contains("operationId")) {
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        operations.insert(upper + " " + path);
      }
    }
  }
  return operations;
}

std::set<std::string> served() {
  std::set<std::string> operations;
  for (const kho::api::RouteInfo& route : kho::api::route_list()) {
    operations.insert(std::string(route.method) + " " + std::string(route.pattern));
  }
  return operations;
}

int difference(const std::set<std::string>& all, const std::set<std::string>& others,
               const char* what) {
  int count = 0;
  for (const std::string& each : all) {
    if (others.contains(each)) continue;
    std::cerr << each << what << "\n";
    ++count;
  }
  return count;
}

}  // namespace

int main() {
  return difference(served(), described(), " is not in api/openapi/") +
                     difference(described(), served(), " is described and not served") ==
                 0
             ? 0
             : 1;
}
