#include "tools/import/watcher.h"

#include "api/api.h"

namespace kho::tools {
namespace {

// Short, so that a signal is heard soon.
constexpr std::chrono::milliseconds kTick{500};

}  // namespace

bool Watcher::run(bool once, std::chrono::milliseconds settling) {
  const auto deadline = std::chrono::steady_clock::now() + settling + kTick;
  while (true) {
    const WatchedFolder::Look found = folder_.look();
    counts_.waiting = found.waiting + found.settling;
    for (const std::string& name : found.ready) {
      if (around_.stop()) return false;
      take(name);
    }
    if (around_.stop()) return false;
    if (!found.ready.empty()) continue;
    const bool may_settle =
        found.settling > 0 && settling.count() > 0 && std::chrono::steady_clock::now() < deadline;
    if (once && !may_settle) return true;
    folder_.wait(kTick);
  }
}

void Watcher::take(const std::string& name) {
  try {
    const std::string text = folder_.folder().read(sidecar_of(name), api::kMetadataBytesMax);
    const ImportLine line = sidecar_line_from(text, name, defaults_);
    check_metadata(line.metadata);
    const BulkDeposit done = deposit_in_bulk(around_.ask, line, content_of(folder_.folder(), line));
    folder_.accept(name);
    ++(done.is_new ? counts_.imported : counts_.held);
  } catch (const CommandError& error) {
    if (is_of_the_warehouse(error)) throw;
    // Taken away again before it was read.
    if (error.code() == "file_not_found") return;
    folder_.refuse(name, error);
    ++counts_.failed;
    around_.report(error);
  }
}

}  // namespace kho::tools
