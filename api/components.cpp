// Papers in and corrected, their records, files and texts out.

#include <algorithm>

#include "api/content.h"
#include "api/handler.h"
#include "api/json_component.h"
#include "api/json_findings.h"
#include "api/multipart.h"
#include "api/once.h"
#include "api/percent.h"
#include "api/problem.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

using Action = warehouse::Access::Action;

Problem part_missing(const char* part) {
  return {400, "multipart_part_missing", std::string("send a part ") + part};
}

const Part* part_named(const std::vector<Part>& parts, std::string_view name) {
  const Part* found = nullptr;
  for (const Part& part : parts) {
    if (part.name != name) continue;
    if (found != nullptr) {
      throw Problem(400, "multipart_broken", "part " + std::string(name) + " occurs twice");
    }
    found = &part;
  }
  return found;
}

struct Upload {
  Json metadata;
  const Part* content = nullptr;  // Of `parts`; may be absent.
  std::vector<Part> parts;
};

Upload upload_in(const Request& request) {
  Upload upload;
  upload.parts = parse_multipart(request.header("content-type"), request.content());
  const Part* metadata = part_named(upload.parts, "metadata");
  if (metadata == nullptr) throw part_missing("metadata (JSON)");
  if (metadata->content.size() > kMetadataBytesMax) {
    throw Problem(413, "body_too_large", "the metadata part is too large");
  }
  upload.metadata = parse_json(metadata->content);
  upload.content = part_named(upload.parts, "content");
  return upload;
}

// The component, with the look at it recorded. Throws no_such_component().
warehouse::ComponentView looked_at(const Call& call, Action action) {
  auto view = call.warehouse.look_at(call.id, action, call.purpose);
  if (!view) throw no_such_component();
  return std::move(*view);
}

// A header value with the file's name (RFC 6266, RFC 8187). Only what cannot hold a script is shown
// in a browser's window.
std::string content_disposition(const warehouse::Version& version) {
  const std::string& type = version.media_type;
  const bool shown = type == "application/pdf" || type == "image/jpeg" || type == "image/png";
  std::string value = shown ? "inline" : "attachment";
  const std::string& file_name = version.file_name;
  if (file_name.empty()) return value;
  return value + "; filename*=UTF-8''" + percent_encoded(file_name);
}

// Whether the warehouse held these bytes already is not for everybody: whoever has a file could ask
// whether anybody brought it before.
Json deposited_json(const Call& call, const warehouse::Deposited& deposited) {
  Json json = to_json(deposited);
  if (call.purpose.bearer) {
    json.erase("new_bytes");
    json.erase("stored_bytes");
  }
  return json;
}

}  // namespace

Response post_component(const Call& call) {
  const Upload upload = upload_in(call.request);
  if (upload.content == nullptr) throw part_missing("content (the file)");
  warehouse::Deposit deposit = deposit_from(upload.metadata);
  if (deposit.dossier) require_dossier(call, *deposit.dossier);
  if (deposit.supersedes) require_paper(call, *deposit.supersedes);
  // Whoever puts a paper into a dossier answers for it.
  if (deposit.dossier) deposit.facts.digitised_by = call.by(deposit.facts.digitised_by);
  deposit.file = store::as_bytes(upload.content->content);
  deposit.file_name = upload.content->file_name;
  deposit.declared_media_type = upload.content->content_type;
  return answer_once<warehouse::Nothing, warehouse::Deposited>(
      call, [&](const auto& terms) { return call.warehouse.deposits().deposit(deposit, terms); },
      [&](const warehouse::Deposited& deposited) {
        Response response =
            json_response(deposited.new_component ? 201 : 200, deposited_json(call, deposited));
        response.headers.emplace_back("Location", component_path(deposited.component.id));
        return response;
      });
}

Response post_version(const Call& call) {
  require_paper(call, call.id);
  const Upload upload = upload_in(call.request);
  const auto held = call.warehouse.component(call.id);
  if (!held) throw no_such_component();
  warehouse::Correction correction = correction_from(upload.metadata, held->component.facts);
  correction.by = call.by(correction.by);
  if (upload.content != nullptr) {
    correction.file = store::as_bytes(upload.content->content);
    correction.file_name = upload.content->file_name;
  }
  return answer_once<warehouse::ComponentView, warehouse::Deposited>(
      call,
      [&](const auto& terms) {
        return call.warehouse.deposits().correct(call.id, correction, terms);
      },
      [&](const warehouse::Deposited& corrected) {
        return json_response(201, deposited_json(call, corrected));
      });
}

Response get_component(const Call& call) {
  return record_response(call.request, to_json(looked_at(call, Action::kRecordViewed)));
}

Response get_content(const Call& call) {
  const warehouse::ComponentView view = looked_at(call, Action::kContentRead);
  const warehouse::Version& version = view.component.current();
  Response response =
      content_response(call.request, {*store::Sha256::from_raw(version.sha256), version.size,
                                      version.media_type, call.warehouse.open_file(version)});
  if (response.status == 200 || response.status == 206) {
    response.headers.emplace_back("Content-Disposition", content_disposition(version));
    // A paper is shown, never run: one that holds a script would read all others in its reader's
    // name.
    response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  }
  return response;
}

Response get_page(const Call& call) {
  constexpr std::uint64_t kWidthUsual = 1000;
  std::uint64_t width = kWidthUsual;
  for (const auto& [name, value] : call.request.query) {
    if (name != "width") throw Problem(400, "query_invalid", "the parameter is width");
    width = whole_number(name, value, 1, warehouse::kPreviewWidthMax);
  }
  const warehouse::Version version = looked_at(call, Action::kContentRead).component.current();
  if (call.page == 0) throw warehouse::Error(warehouse::Errc::kPageNotFound, "pages count from 1");
  const std::string tag = "\"" + store::Sha256::from_raw(version.sha256)->hex() + "-" +
                          std::to_string(call.page) + "-" + std::to_string(width) + "\"";
  Response response;
  response.headers = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"X-Content-Type-Options", "nosniff"}};
  if (matches_tag(call.request.header("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  const warehouse::Png png =
      call.warehouse.page_of(version, call.page - 1, static_cast<std::uint32_t>(width));
  response.headers.emplace_back("Content-Type", "image/png");
  response.body = store::as_text(*png);
  return response;
}

Response get_findings(const Call& call) {
  const warehouse::ComponentView view = looked_at(call, Action::kContentRead);
  Json json = to_json(call.warehouse.findings_of(view));  // Personal numbers in it are masked.
  json["component_id"] = call.id.text();
  json["version"] = view.component.current().number;
  json["text"] = text_json(view.text);
  return json_response(200, json);
}

Response get_text(const Call& call) {
  const warehouse::ComponentView view = looked_at(call, Action::kContentRead);
  Json pages = Json::array();
  for (const std::string& page : call.warehouse.pages_of(view.text)) {
    pages.push_back({{"number", pages.size() + 1}, {"text", page}});
  }
  Json json = text_json(view.text);
  json["component_id"] = call.id.text();
  json["version"] = view.component.current().number;
  json["pages"] = std::move(pages);
  return json_response(200, json);
}

}  // namespace kho::api
