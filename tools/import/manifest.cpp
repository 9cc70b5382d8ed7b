#include "tools/import/manifest.h"

#include <algorithm>
#include <vector>

#include "tools/import/csv_manifest.h"
#include "tools/import/text_lines.h"
#include "tools/language.h"

namespace kho::tools {

CommandError invalid_line(const std::string& why) {
  return {kRefused, "manifest_line_invalid", why};
}

namespace {

using api::Json;
namespace fs = std::filesystem;

class JsonlManifest : public LineSource {
 public:
  JsonlManifest(TextLines lines, Json defaults)
      : lines_(std::move(lines)), defaults_(std::move(defaults)) {}

  std::optional<Item> next() override {
    auto line = lines_.next();
    while (line && line->text.empty() && !line->too_long) line = lines_.next();
    if (!line) return std::nullopt;
    Item item;
    item.number = line->number;
    try {
      if (line->too_long) {
        throw invalid_line(tr("longer than ") + std::to_string(kManifestLineBytesMax) +
                           tr(" bytes"));
      }
      item.line = import_line_from(line->text, line->number, defaults_);
    } catch (const CommandError& error) {
      item.problem = error;
    }
    return item;
  }

  [[nodiscard]] double share_read() const override { return lines_.share_read(); }

 private:
  TextLines lines_;
  const Json defaults_;
};

class FolderListing : public LineSource {
 public:
  FolderListing(std::vector<std::string> paths, Json metadata)
      : paths_(std::move(paths)), metadata_(std::move(metadata)) {}

  std::optional<Item> next() override {
    if (at_ == paths_.size()) return std::nullopt;
    ImportLine line;
    line.file = std::move(paths_[at_++]);
    line.number = at_;
    line.file_name = fs::path(line.file).filename();
    line.metadata = metadata_;
    return Item{line.number, std::move(line), std::nullopt};
  }
  [[nodiscard]] double share_read() const override {
    return paths_.empty() ? 1 : static_cast<double>(at_) / static_cast<double>(paths_.size());
  }

 private:
  std::vector<std::string> paths_;
  const Json metadata_;
  std::size_t at_ = 0;
};

// Neither blanks nor a byte order mark.
char first_character(const fs::path& file) {
  TextLines lines(file, 16);
  while (const auto line = lines.next()) {
    const std::size_t at = line->text.find_first_not_of(" \t");
    if (at != std::string::npos) return line->text[at];
  }
  return '\0';
}

// Takes the text member `field` out of `json`; "" where it is absent.
std::string taken_text(Json& json, const char* field) {
  const auto found = json.find(field);
  if (found == json.end()) return {};
  const Json value = std::move(*found);
  json.erase(found);
  if (value.is_null()) return {};
  if (!value.is_string()) throw invalid_line(std::string(field) + tr(" is no text"));
  return value;
}

// Of 64 hexadecimal digits, or nothing.
std::optional<store::Sha256> sha256_from(const std::string& hex) {
  if (hex.empty()) return std::nullopt;
  const auto hash = store::Sha256::from_hex(hex);
  if (!hash) throw invalid_line(tr("sha256 has not 64 hexadecimal digits"));
  return hash;
}

Json parsed(const std::string& json) {
  auto object = api::parse_strictly(json);
  if (!object || !object->is_object()) {
    throw invalid_line(tr("not a JSON object in UTF-8, or a key stands twice"));
  }
  return std::move(*object);
}

ImportLine line_from(Json object, std::uint64_t number, const Json& defaults) {
  ImportLine line;
  line.number = number;
  line.file = taken_text(object, "file");
  line.file_name = taken_text(object, "file_name");
  line.sha256 = sha256_from(taken_text(object, "sha256"));
  if (const auto record = object.find("record"); record != object.end()) {
    line.record = std::move(*record);
    object.erase(record);
  }
  if (line.file.empty()) throw invalid_line(tr("names no file"));
  if (object.contains("supersedes")) {
    throw invalid_line(tr("supersedes is not imported: kho supersede, when both papers are in"));
  }
  if (!is_inner_path(line.file)) {
    throw CommandError(kRefused, "path_outside", tr("the path is not one inside the folder"));
  }
  if (line.file_name.empty()) line.file_name = fs::path(line.file).filename();
  line.metadata = defaults;
  line.metadata.update(object);
  return line;
}

}  // namespace

store::Sha256 ImportLine::identity() const {
  const Json all = {{"file", file},
                    {"file_name", file_name},
                    {"sha256", sha256 ? sha256->hex() : ""},
                    {"metadata", metadata},
                    {"record", record}};
  return store::Sha256::of(store::as_bytes(api::dump(all)));
}

std::unique_ptr<LineSource> open_manifest(const fs::path& file, const Json& defaults) {
  const std::string extension = file.extension();
  const bool is_json = extension == ".jsonl" || extension == ".ndjson" || extension == ".json";
  if (is_json || (extension != ".csv" && first_character(file) == '{')) {
    return std::make_unique<JsonlManifest>(TextLines(file, kManifestLineBytesMax), defaults);
  }
  return std::make_unique<CsvManifest>(file, defaults);
}

std::unique_ptr<LineSource> open_jsonl_manifest(ingest::Descriptor file, const Json& defaults) {
  return std::make_unique<JsonlManifest>(TextLines(std::move(file), kManifestLineBytesMax),
                                         defaults);
}

std::unique_ptr<LineSource> list_folder(const Folder& folder, const Json& metadata) {
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator(folder.root());
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->path().filename().native().starts_with('.')) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!fs::is_regular_file(entry->symlink_status())) continue;
    if (paths.size() == kImportLinesMax) {
      throw CommandError(kRefused, "folder_too_large",
                         tr("the folder has more files than one import takes: import its folders"));
    }
    paths.push_back(entry->path().lexically_relative(folder.root()));
  }
  std::sort(paths.begin(), paths.end());
  return std::make_unique<FolderListing>(std::move(paths), metadata);
}

ImportLine import_line_from(const std::string& json, std::uint64_t number, const Json& defaults) {
  return line_from(parsed(json), number, defaults);
}

ImportLine sidecar_line_from(const std::string& json, const std::string& name,
                             const Json& defaults) {
  Json object = parsed(json);
  if (object.contains("file"))
    throw invalid_line(tr("a sidecar names no file: it belongs to its own"));
  object["file"] = name;
  return line_from(std::move(object), 1, defaults);
}

}  // namespace kho::tools
