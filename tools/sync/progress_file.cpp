#include "tools/sync/progress_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "api/json.h"
#include "tools/command_error.h"
#include "tools/requests.h"
#include "warehouse/date.h"

namespace kho::tools {
namespace {

using api::Json;
namespace fs = std::filesystem;

constexpr std::uint64_t kFileBytesMax = 64 << 20;

[[noreturn]] void failed(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), path.string());
}

[[noreturn]] void invalid(const fs::path& path) {
  throw CommandError(
      kFailed, "sync_state_invalid",
      path.string() + " is no state of kho sync; without it everything is told again");
}

fs::path beside(const fs::path& file, const char* suffix) { return file.string() + suffix; }

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) failed(path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

void replace(const fs::path& path, const std::string& content) {
  const fs::path fresh = beside(path, ".new");
  {
    const Descriptor out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    for (std::size_t done = 0; done < content.size();) {
      const ssize_t n = ::write(out.get(), content.data() + done, content.size() - done);
      if (n < 0 && errno != EINTR) failed(fresh);
      if (n > 0) done += static_cast<std::size_t>(n);
    }
    if (::fsync(out.get()) != 0) failed(fresh);
  }
  fs::rename(fresh, path);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(directory.get()) != 0) failed(folder);
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

ProgressFile::ProgressFile(fs::path file) : file_(std::move(file)) {
  const fs::path lock = beside(file_, ".lock");
  lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) failed(lock);
  try {
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) failed(lock);
      throw CommandError(kUnavailable, "sync_running",
                         "another kho sync uses " + file_.string() + ": one at a time");
    }
    position_ = read_position(file_);
    dead_ = read_dead(beside(file_, ".dead"));
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

ProgressFile::~ProgressFile() { ::close(lock_); }

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
