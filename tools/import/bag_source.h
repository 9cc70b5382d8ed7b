// tools/import/bag_source.h - The list of papers inside a verified bag.
//
// In the form of a JSONL manifest, its paths from the bag's root on and under data/. What a line
// does not say of its file's hash is taken from the bag.
//
// Thread-confined; the bag must outlive it. Errors: CommandError bag_invalid; as Folder.
#pragma once

#include <memory>

#include "tools/import/bag.h"
#include "tools/import/manifest.h"

namespace kho::tools {

class BagSource : public LineSource {
 public:
  BagSource(const Folder& folder, const Bag& bag, const api::Json& defaults);
  std::optional<Item> next() override;
  [[nodiscard]] double share_read() const override { return lines_->share_read(); }

 private:
  const Bag& bag_;
  std::unique_ptr<LineSource> lines_;
};

}  // namespace kho::tools
