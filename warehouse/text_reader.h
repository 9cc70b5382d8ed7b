// warehouse/text_reader.h - The follower that reads the text of every file deposited.
//
// For each new blob it asks the extractor (a sandboxed process), stores the pages' text as a blob
// of its own and the outcome as a TextState, in one commit with its position. What cannot be read
// is kept and marked with the reason.
#pragma once

#include <atomic>
#include <functional>
#include <span>

#include "ingest/extractor.h"
#include "warehouse/environment.h"
#include "warehouse/follower.h"

namespace kho::warehouse {

using ExtractText = std::function<ingest::Extraction(std::span<const std::byte> file)>;

class TextReader : public Follower {
 public:
  TextReader(store::Store& store, const Clock& clock, ExtractText extract);
  [[nodiscard]] store::Position position() const override { return position_; }
  bool step() override;

 private:
  void read_text(const store::BlobId& blob, store::Position position);
  std::optional<store::Bytes> readable(const store::BlobId& blob) const;

  store::Store& store_;
  const Clock& clock_;
  const ExtractText extract_;
  std::atomic<store::Position> position_;
};

}  // namespace kho::warehouse
