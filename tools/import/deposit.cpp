#include "tools/import/deposit.h"

#include "api/json_component.h"
#include "tools/language.h"
#include "tools/requests.h"
#include "warehouse/facts_check.h"
#include "warehouse/owner_key.h"
#include "warehouse/warehouse.h"

namespace kho::tools {

using api::Json;

void check_metadata(const Json& metadata) {
  try {
    warehouse::Deposit deposit = api::deposit_from(metadata);
    warehouse::check_facts(deposit.facts);
    if (!deposit.owner.empty()) {
      static_cast<void>(warehouse::OwnerKey::parse(deposit.owner));
    } else if (!deposit.dossier) {
      throw CommandError(kRefused, "metadata_invalid", tr("owner: is missing"));
    }
  } catch (...) {
    throw command_error_of(std::current_exception());
  }
}

std::string content_of(const Folder& folder, const ImportLine& line) {
  std::string content = folder.read(line.file, warehouse::Settings{}.file_bytes_max);
  if (content.empty()) throw CommandError(kRefused, "file_empty", tr("the file is empty"));
  if (line.sha256 && store::Sha256::of(store::as_bytes(content)) != *line.sha256) {
    throw CommandError(kRefused, "sha256_differs", tr("the file is not the one that was listed"));
  }
  return content;
}

BulkDeposit deposit_in_bulk(const Ask& ask, const ImportLine& line, const std::string& content) {
  Json metadata = line.metadata;
  metadata["in_bulk"] = true;
  const api::Response response = ask(deposit_request(metadata, line.file_name, content));
  const Json answer = api::parse_json(response.body);
  BulkDeposit done;
  done.component =
      warehouse::Uuid::parse(answer.at("component").at("id").get<std::string>()).value();
  done.is_new = answer.at("new_component");
  done.size = content.size();
  done.stored_bytes = answer.at("stored_bytes");
  done.position = answer.at("position");
  for (const Json& warning : answer.at("warnings"))
    done.warnings.push_back(warning.at("code").get<std::string>());
  return done;
}

bool is_of_the_warehouse(const CommandError& error) {
  // What nobody foresaw may well be the file's fault; what the system refuses to read is.
  return error.status() == kUnavailable ||
         (error.status() == kFailed && error.code() != "internal" &&
          error.code() != "file_unreadable");
}

}  // namespace kho::tools
