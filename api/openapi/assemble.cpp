// Makes one OpenAPI document of the files of this folder, and C++ of it.
//
//   assemble-openapi OUT.cpp PAGE.html ROOT.json SUBJECT.json...
//
// Fails where two files name the same path, operation or component, or where a reference leads to
// nothing. What the API really has is compared with it by check_openapi.cpp.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Json = nlohmann::ordered_json;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Puts the members of `more` into `into`, which must not have them.
void add(Json& into, const Json& more, const std::string& where) {
  for (const auto& [name, value] : more.items()) {
    if (into.contains(name)) throw std::runtime_error(where + ": " + name + " is there already");
    into[name] = value;
  }
}

// Every route can be asked too often: that is not said file by file.
void add_rate_limits(Json& paths) {
  for (Json& path : paths) {
    for (Json& operation : path) {
      if (!operation.is_object() || !operation.contains("responses")) continue;
      operation["responses"]["429"] = {{"$ref", "#/components/responses/RateLimited"}};
    }
  }
}

void check_references(const Json& value, const Json& whole, std::set<std::string>& operations) {
  if (value.is_object()) {
    if (value.contains("$ref") && value["$ref"].is_string()) {
      const std::string target = value["$ref"];
      if (!target.starts_with("#") || !whole.contains(Json::json_pointer(target.substr(1)))) {
        throw std::runtime_error(target + " leads to nothing");
      }
    }
    if (value.contains("operationId") && !operations.insert(value["operationId"]).second) {
      throw std::runtime_error(value["operationId"].get<std::string>() + " occurs twice");
    }
  }
  if (value.is_structured()) {
    for (const Json& each : value) check_references(each, whole, operations);
  }
}

// A string literal in pieces that any compiler takes.
std::string literal(const std::string& text) {
  constexpr std::size_t kPiece = 8000;
  std::string out;
  for (std::size_t begin = 0; begin < text.size(); begin += kPiece) {
    out += "\n    R\"~~(" + text.substr(begin, kPiece) + ")~~\"";
  }
  return out;
}

void assemble(const std::vector<std::string>& arguments) {
  Json whole = Json::parse(read_file(arguments.at(2)));
  if (!whole.contains("paths")) whole["paths"] = Json::object();
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const Json part = Json::parse(read_file(arguments[i]));
    add(whole["paths"], part.at("paths"), arguments[i]);
    if (!part.contains("components")) continue;
    for (const auto& [kind, members] : part["components"].items()) {
      if (!whole["components"].contains(kind)) whole["components"][kind] = Json::object();
      add(whole["components"][kind], members, arguments[i]);
    }
  }
  add_rate_limits(whole["paths"]);
  std::set<std::string> operations;
  check_references(whole, whole, operations);

  std::ofstream out(arguments.at(0), std::ios::binary);
  out << "// Made by assemble-openapi of api/openapi/.\n#include \"api/description.h\"\n\n"
      << "namespace kho::api {\n\n"
      << "const std::string_view kOpenApi =" << literal(whole.dump()) << ";\n\n"
      << "const std::string_view kDocsPage =" << literal(read_file(arguments.at(1))) << ";\n\n"
      << "}  // namespace kho::api\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + arguments.at(0));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    assemble({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "assemble-openapi: " << error.what() << "\n";
    return 1;
  }
}
