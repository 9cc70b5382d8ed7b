#include "tools/import/import_state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "store/bytes.h"
#include "tools/command_error.h"
#include "tools/file_writing.h"
#include "tools/import/text_lines.h"

namespace kho::tools {
namespace {

using api::Json;
namespace fs = std::filesystem;

constexpr std::size_t kLineBytesMax = 4096;
constexpr std::uint64_t kBatch = 64;

CommandError invalid_state(const fs::path& file) {
  return {kFailed, "import_state_invalid",
          file.string() + " is no state of kho import; without it every line is looked at again"};
}

// Cuts off what a killed process left of a line.
void cut_torn_line(int fd, const fs::path& file) {
  const off_t size = ::lseek(fd, 0, SEEK_END);
  if (size < 0) throw_errno(file);
  off_t end = size;
  char byte = 0;
  while (end > 0 && ::pread(fd, &byte, 1, end - 1) == 1 && byte != '\n') {
    if (size - --end > static_cast<off_t>(kLineBytesMax)) throw invalid_state(file);
  }
  if (end < size && ::ftruncate(fd, end) != 0) throw_errno(file);
}

}  // namespace

ImportState::ImportState(fs::path file, const std::string& warehouse, std::uint64_t log_position)
    : file_(std::move(file)),
      out_(::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (!out_.is_open()) throw_errno(file_);
  if (::flock(out_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw_errno(file_);
    throw CommandError(kUnavailable, "import_running",
                       "another kho import uses " + file_.string() + ": one at a time");
  }
  cut_torn_line(out_.get(), file_);
  if (::lseek(out_.get(), 0, SEEK_END) == 0) {
    append({{"kho_import", 1}, {"warehouse", warehouse}});
    make_durable();
    make_name_durable(file_);
    return;
  }
  read(warehouse, log_position);
}

ImportState::Key ImportState::key_of(const store::Sha256& line) {
  return {store::get_be64(line.raw()), store::get_be64(line.raw().substr(8))};
}

void ImportState::read(const std::string& warehouse, std::uint64_t log_position) {
  TextLines lines(file_, kLineBytesMax);
  const auto header = lines.next();
  const auto first = api::parse_strictly(header->text);
  if (!first || !first->is_object() || first->value("kho_import", Json()) != 1)
    throw invalid_state(file_);
  if (first->value("warehouse", Json()) != warehouse) {
    throw CommandError(kRefused, "import_state_other",
                       file_.string() +
                           " tells of an import into another warehouse: name another file with "
                           "--state, or remove it");
  }
  while (const auto line = lines.next()) {
    const auto json = api::parse_strictly(line->text);
    if (!json || !json->is_object()) throw invalid_state(file_);
    take(*json, log_position);
  }
}

void ImportState::take(const Json& json, std::uint64_t log_position) {
  try {
    const auto line = store::Sha256::from_hex(json.at("line").get<std::string>());
    const auto outcome =
        warehouse::value_in(kImportOutcomeNames, json.at("outcome").get<std::string>());
    Entry entry{outcome.value(), {}};
    if (entry.outcome != Outcome::kFailed) {
      entry.component = warehouse::Uuid::parse(json.at("component").get<std::string>()).value();
      if (json.at("position").get<std::uint64_t>() > log_position) {
        throw CommandError(kFailed, "import_state_ahead",
                           "the warehouse was restored to an earlier state than " + file_.string() +
                               " tells of: remove that file");
      }
    }
    entries_[key_of(line.value())] = entry;
  } catch (const Json::exception&) {
    throw invalid_state(file_);
  } catch (const std::bad_optional_access&) {
    throw invalid_state(file_);
  }
}

std::optional<ImportState::Entry> ImportState::find(const store::Sha256& line) const {
  const auto found = entries_.find(key_of(line));
  return found == entries_.end() ? std::nullopt : std::optional(found->second);
}

void ImportState::add(const store::Sha256& line, const Entry& entry, std::uint64_t number,
                      const std::string& code, std::uint64_t position) {
  Json json = {{"line", line.hex()},
               {"number", number},
               {"outcome", warehouse::name_in(kImportOutcomeNames, entry.outcome)}};
  if (entry.outcome == Outcome::kFailed) {
    json["code"] = code;
  } else {
    json["component"] = entry.component.text();
    json["position"] = position;
  }
  append(json);
  entries_[key_of(line)] = entry;
  if (++not_durable_ >= kBatch) make_durable();
}

void ImportState::append(const Json& json) { write_all(out_, api::dump(json) + "\n", file_); }

void ImportState::make_durable() {
  if (::fdatasync(out_.get()) != 0) throw_errno(file_);
  not_durable_ = 0;
}

}  // namespace kho::tools
