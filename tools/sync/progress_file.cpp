#include "tools/sync/progress_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "api/json.h"
#include "tools/command_error.h"
#include "tools/file_writing.h"
#include "tools/requests.h"
#include "warehouse/date.h"

namespace kho::tools {
namespace {

using api::Json;
namespace fs = std::filesystem;

constexpr std::uint64_t kFileBytesMax = 64 << 20;

[[noreturn]] void invalid(const fs::path& path) {
  throw CommandError(
      kFailed, "sync_state_invalid",
      path.string() + " is no state of kho sync; without it everything is told again");
}

fs::path beside(const fs::path& file, const char* suffix) { return file.string() + suffix; }

ingest::Descriptor opened(const fs::path& path, int flags) {
  ingest::Descriptor file(::open(path.c_str(), flags | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open()) throw_errno(path);
  return file;
}

void replace(const fs::path& path, const std::string& content) {
  const fs::path fresh = beside(path, ".new");
  {
    const ingest::Descriptor out = opened(fresh, O_WRONLY | O_TRUNC);
    write_all(out, content, fresh);
    if (::fsync(out.get()) != 0) throw_errno(fresh);
  }
  fs::rename(fresh, path);
  make_name_durable(path);
}

std::uint64_t read_position(const fs::path& file) {
  if (!fs::exists(file)) return 0;
  const auto json = api::parse_strictly(read_file(file, kFileBytesMax));
  if (!json || !json->is_object() || !json->contains("position") ||
      !json->at("position").is_number_unsigned()) {
    invalid(file);
  }
  return json->at("position").get<std::uint64_t>();
}

std::vector<DeadLetter> read_dead(const fs::path& file) {
  std::vector<DeadLetter> letters;
  if (!fs::exists(file)) return letters;
  const std::string content = read_file(file, kFileBytesMax);
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const auto json = api::parse_strictly(std::string_view(content).substr(begin, end - begin));
    begin = end + 1;
    try {
      letters.push_back({json.value().at("dossier_id"), json->at("position"), json->at("reason"),
                         json->at("at_ms")});
    } catch (const std::exception&) {
      invalid(file);
    }
  }
  return letters;
}

}  // namespace

ProgressFile::ProgressFile(fs::path file)
    : file_(std::move(file)), lock_(opened(beside(file_, ".lock"), O_RDWR)) {
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw_errno(beside(file_, ".lock"));
    throw CommandError(kUnavailable, "sync_running",
                       "another kho sync uses " + file_.string() + ": one at a time");
  }
  position_ = read_position(file_);
  dead_ = read_dead(beside(file_, ".dead"));
}

void ProgressFile::save(std::uint64_t position) {
  if (position == position_) return;
  replace(file_, api::dump({{"position", position}}) + "\n");
  position_ = position;
}

void ProgressFile::put_aside(const DeadLetter& letter) {
  std::erase_if(dead_, [&](const DeadLetter& each) { return each.dossier == letter.dossier; });
  dead_.push_back(letter);
  save_dead();
}

void ProgressFile::forget(const std::string& dossier) {
  if (std::erase_if(dead_, [&](const DeadLetter& each) { return each.dossier == dossier; }) > 0) {
    save_dead();
  }
}

void ProgressFile::save_dead() {
  std::string content;
  for (const DeadLetter& letter : dead_) {
    content += api::dump({{"dossier_id", letter.dossier},
                          {"position", letter.position},
                          {"reason", letter.reason},
                          {"at", warehouse::utc_text(letter.at_ms)},
                          {"at_ms", letter.at_ms}}) +
               "\n";
  }
  replace(beside(file_, ".dead"), content);
}

}  // namespace kho::tools
