#include "tools/import/bag_source.h"

#include "tools/language.h"

namespace kho::tools {

BagSource::BagSource(const Folder& folder, const Bag& bag, const api::Json& defaults) : bag_(bag) {
  if (!bag.metadata()) {
    throw CommandError(kRefused, "bag_invalid",
                       std::string("says nothing of its papers: neither ") + kBagMetadata +
                           " nor " + kBagPayloadMetadata + " is there");
  }
  lines_ = open_jsonl_manifest(folder.open(*bag.metadata()).descriptor, defaults);
}

std::optional<LineSource::Item> BagSource::next() {
  auto item = lines_->next();
  if (!item || !item->line) return item;
  ImportLine& line = *item->line;
  if (!bag_.has_payload(line.file)) {
    item->problem =
        CommandError(kRefused, "bag_unlisted", tr("the file is none of the bag's payload"));
    item->line.reset();
    return item;
  }
  if (!line.sha256) line.sha256 = bag_.sha256_of(line.file);
  return item;
}

}  // namespace kho::tools
