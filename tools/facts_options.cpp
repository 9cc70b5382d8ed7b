#include "tools/facts_options.h"

#include "api/api.h"
#include "tools/command_error.h"
#include "tools/language.h"
#include "tools/requests.h"

namespace kho::tools {

void FactsOptions::add_to(CLI::App& command) {
  command.add_option("--type", type, "Component type code of the catalogue");
  command.add_option("--meta", meta, "JSON file with the metadata (docs/http.md)");
  command.add_option("--number", number, "Number of the paper (số, ký hiệu)");
  command.add_option("--issue-date", issue_date, "YYYY-MM-DD");
  auto* until = command.add_option("--valid-to", valid_to, "Last day, YYYY-MM-DD");
  command.add_flag("--indefinite", indefinite, "The paper has no end of validity")->excludes(until);
  command.add_option("--subject", subject, "Subject (trích yếu)");
  command.add_option("--location", location, "Place that the paper concerns");
}

api::Json FactsOptions::metadata() const {
  api::Json metadata = api::Json::object();
  if (!meta.empty()) {
    const auto given = api::parse_strictly(read_file(meta, api::kMetadataBytesMax));
    if (!given || !given->is_object()) {
      throw CommandError(kRefused, "metadata_invalid",
                         meta + tr(" (--meta) is not a JSON object in UTF-8"));
    }
    metadata = *given;
  }
  for (const auto& [field, value] :
       {std::pair{"type", &type}, std::pair{"number", &number},
        std::pair{"issue_date", &issue_date}, std::pair{"subject", &subject},
        std::pair{"location", &location}}) {
    if (!value->empty()) metadata[field] = *value;
  }
  if (indefinite) metadata["validity"] = {{"indefinite", true}};
  if (!valid_to.empty()) metadata["validity"] = {{"to", valid_to}};
  return metadata;
}

}  // namespace kho::tools
