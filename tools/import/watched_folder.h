// tools/import/watched_folder.h - A folder into which scanners and other systems lay papers.
//
//   FOLDER/NAME + FOLDER/NAME.json  ──> ready ──> FOLDER/done/    (accepted)
//                                             └─> FOLDER/failed/  (refused; with NAME.error.json)
//
// A paper is ready when it and its sidecar have stopped to change: the kernel told that a writer
// closed it or that it was moved there, or its size and times are the same for the settling time;
// and, where the file system can tell, nobody has it open for writing. Hidden files, links and
// folders are left alone.
//
// A paper moves before its sidecar. Where a crash came between, the sidecar follows when the folder
// is opened again; where it came before, the paper is still there and is deposited again, which
// the warehouse recognises. One process for one folder.
//
// Thread-confined. Errors: CommandError folder_not_found, watch_running; std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ingest/descriptor.h"
#include "tools/command_error.h"
#include "tools/import/folder.h"

namespace kho::tools {

class WatchedFolder {
 public:
  WatchedFolder(const std::filesystem::path& folder, std::chrono::milliseconds settling);

  struct Look {
    std::vector<std::string> ready;  // Names of papers, sorted.
    std::uint64_t settling = 0;      // Files that may be ready in a moment.
    std::uint64_t waiting = 0;       // Papers without a sidecar, sidecars without a paper.
  };
  Look look();
  // Returns when something happened in the folder, or after `most`.
  void wait(std::chrono::milliseconds most);

  void accept(const std::string& name);
  void refuse(const std::string& name, const CommandError& why);

  [[nodiscard]] const Folder& folder() const { return folder_; }

 private:
  struct File {
    std::uint64_t size = 0;
    std::int64_t changed_ns = 0;
    std::chrono::steady_clock::time_point same_since;
    bool is_closed = false;  // The kernel said so, and nothing else since.
  };

  void scan();
  void hear();
  [[nodiscard]] bool is_settled(const std::string& name, const File& file) const;
  void move(const std::string& name, const char* folder, const std::string& as);
  void finish_moves();

  const Folder folder_;
  const std::chrono::milliseconds settling_;
  ingest::Descriptor directory_;  // Holds the lock.
  ingest::Descriptor events_;
  std::map<std::string, File> files_;
};

[[nodiscard]] std::string sidecar_of(const std::string& name);

}  // namespace kho::tools
