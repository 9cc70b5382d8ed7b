// tools/import/manifest.h - Lists of papers to import: which files, and what is said of each.
//
//   CSV     RFC 4180 with a header line; flat names, docs/import.md
//   JSONL   an object a line, with the metadata of POST /v1/components as they are
//   folder  every file of a folder, all with the same metadata
//
// Each line stands for itself: one that is wrong comes with its problem, and the next follows.
// Streams in bounded memory, but for a folder, whose paths are sorted.
//
// Thread-confined. Errors: CommandError manifest_invalid, folder_too_large; as TextLines.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "api/json.h"
#include "ingest/descriptor.h"
#include "store/sha256.h"
#include "tools/command_error.h"
#include "tools/import/folder.h"

namespace kho::tools {

// A paper to import.
struct ImportLine {
  std::uint64_t number = 0;  // In the list, from 1.
  std::string file;          // Path inside the folder.
  std::string file_name;     // That it is deposited with.
  std::optional<store::Sha256> sha256;
  api::Json metadata;  // Of POST /v1/components.
  api::Json record;    // Of an export: all that was known of it there (standing.h); else null.

  // Equal exactly for lines that say the same.
  [[nodiscard]] store::Sha256 identity() const;
};

// What is wrong with a line.
[[nodiscard]] CommandError invalid_line(const std::string& why);

class LineSource {
 public:
  // A line or what is wrong with it.
  struct Item {
    std::uint64_t number = 0;
    std::optional<ImportLine> line;
    std::optional<CommandError> problem;  // Set exactly where `line` is not.
  };

  virtual ~LineSource() = default;
  virtual std::optional<Item> next() = 0;
  // How much of the list was read, 0..1.
  [[nodiscard]] virtual double share_read() const = 0;
};

inline constexpr std::size_t kManifestLineBytesMax = 4 << 20;  // A record with many versions.
inline constexpr std::uint64_t kImportLinesMax = 5'000'000;

// By its name, or else its first character. What a line does not say is taken from `defaults`.
[[nodiscard]] std::unique_ptr<LineSource> open_manifest(const std::filesystem::path& file,
                                                        const api::Json& defaults);
[[nodiscard]] std::unique_ptr<LineSource> open_jsonl_manifest(ingest::Descriptor file,
                                                              const api::Json& defaults);
// Hidden files and links are left out.
[[nodiscard]] std::unique_ptr<LineSource> list_folder(const Folder& folder,
                                                      const api::Json& metadata);

// A line of a JSONL manifest; the metadata themselves are not looked at. Throws CommandError
// manifest_line_invalid, path_outside.
[[nodiscard]] ImportLine import_line_from(const std::string& json, std::uint64_t number,
                                          const api::Json& defaults);

// What the sidecar of the file `name` says of it. Throws as above.
[[nodiscard]] ImportLine sidecar_line_from(const std::string& json, const std::string& name,
                                           const api::Json& defaults);

}  // namespace kho::tools
