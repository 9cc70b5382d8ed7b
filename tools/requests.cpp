#include "tools/requests.h"

#include <fstream>

#include "api/api.h"
#include "api/percent.h"
#include "tools/command_error.h"
#include "tools/language.h"
#include "warehouse/environment.h"
#include "warehouse/uuid.h"

namespace kho::tools {

namespace {

api::Request request_of(const char* method, std::string path) {
  api::Request request;
  request.method = method;
  request.path = std::move(path);
  return request;
}

}  // namespace

api::Request get_request(std::string path) { return request_of("GET", std::move(path)); }

api::Request page_request(std::string path, const api::Json& after) {
  api::Request request = get_request(std::move(path));
  if (after.is_string()) request.query.emplace_back("after", after.get<std::string>());
  return request;
}

api::Request json_request(std::string path, const api::Json& body) {
  api::Request request = request_of("POST", std::move(path));
  request.headers["content-type"] = "application/json";
  request.body = api::dump(body);
  return request;
}

api::Request delete_request(std::string path) { return request_of("DELETE", std::move(path)); }

api::Request delete_request(std::string path, const api::Json& body) {
  api::Request request = json_request(std::move(path), body);
  request.method = "DELETE";
  return request;
}

std::string component_path(const std::string& id) {
  if (!warehouse::Uuid::parse(id)) {
    throw CommandError(kUsage, "component_id_invalid",
                       tr("that is not a component id; find one with kho search"));
  }
  return "/v1/components/" + id;
}

void set_purpose(api::Request& request, const warehouse::Purpose& purpose) {
  for (const auto& [name, value] :
       {std::pair{"kho-officer", &purpose.by}, std::pair{"kho-dossier", &purpose.dossier},
        std::pair{"kho-purpose", &purpose.why}}) {
    if (!value->empty()) request.headers[name] = api::percent_encoded(*value);
  }
}

api::Request multipart_request(std::string path, const api::Json& metadata,
                               const std::string& file_name,
                               const std::optional<std::string>& content) {
  // 122 random bits: the boundary does not occur in any file by chance.
  const std::string boundary =
      "kho-" + warehouse::Uuid::make(warehouse::system_clock(), warehouse::system_random()).text();
  std::string quoted;
  for (const char c : file_name) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    if (c != '\r' && c != '\n') quoted.push_back(c);
  }
  api::Request request = request_of("POST", std::move(path));
  request.headers["content-type"] = "multipart/form-data; boundary=" + boundary;
  request.body = "--" + boundary +
                 "\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
                 "Content-Type: application/json\r\n\r\n" +
                 api::dump(metadata) + "\r\n--" + boundary;
  if (content) {
    request.body += "\r\nContent-Disposition: form-data; name=\"content\"; filename=\"" + quoted +
                    "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    request.body += *content;
    request.body += "\r\n--" + boundary;
  }
  request.body += "--\r\n";
  return request;
}

api::Request deposit_request(const api::Json& metadata, const std::string& file_name,
                             const std::string& content) {
  return multipart_request("/v1/components", metadata, file_name, content);
}

api::Request catalogue_request(const std::filesystem::path& file, bool dry_run) {
  api::Request request = request_of("POST", "/v1/catalogue");
  if (dry_run) request.query.emplace_back("dry_run", "true");
  request.body = read_file(file, api::kCatalogueBytesMax);
  return request;
}

std::string read_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    throw CommandError(kNotFound, "file_not_found", path.string() + tr(" is not a file"));
  }
  const std::uint64_t size = std::filesystem::file_size(path);
  if (size > bytes_max) {
    throw CommandError(kRefused, "file_too_large",
                       path.string() + tr(" has ") + std::to_string(size) +
                           tr(" bytes; the limit is ") + std::to_string(bytes_max));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string content(size, '\0');
  stream.read(content.data(), static_cast<std::streamsize>(size));
  if (!stream) throw CommandError(kFailed, "file_unreadable", tr("cannot read ") + path.string());
  return content;
}

}  // namespace kho::tools
