// tools/requests.h - The requests that commands make of the HTTP interface.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "api/http.h"
#include "api/json.h"
#include "warehouse/access.h"

namespace kho::tools {

[[nodiscard]] api::Request get_request(std::string path);
// With a parameter `after`, where `after` is an id.
[[nodiscard]] api::Request page_request(std::string path, const api::Json& after);
[[nodiscard]] api::Request json_request(std::string path, const api::Json& body);
[[nodiscard]] api::Request delete_request(std::string path);
[[nodiscard]] api::Request delete_request(std::string path, const api::Json& body);
// "/v1/components/ID". Throws CommandError kUsage for what is no id.
[[nodiscard]] std::string component_path(const std::string& id);
// Says who asks, in headers (api/purpose.h).
void set_purpose(api::Request& request, const warehouse::Purpose& purpose);
// POST to `path` with the metadata and, where there is one, the file's bytes under `file_name`.
[[nodiscard]] api::Request multipart_request(std::string path, const api::Json& metadata,
                                             const std::string& file_name,
                                             const std::optional<std::string>& content);
// The same to /v1/components.
[[nodiscard]] api::Request deposit_request(const api::Json& metadata, const std::string& file_name,
                                           const std::string& content);

// POST /v1/catalogue with the file's content. Throws as read_file.
[[nodiscard]] api::Request catalogue_request(const std::filesystem::path& file,
                                             bool dry_run = false);

// The whole file. Throws CommandError kNotFound, or kRefused beyond `bytes_max`.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::uint64_t bytes_max);

}  // namespace kho::tools
