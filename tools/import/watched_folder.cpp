#include "tools/import/watched_folder.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "api/json.h"
#include "tools/file_writing.h"
#include "tools/language.h"
#include "tools/output_file.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr const char* kDone = "done";
constexpr const char* kFailedFolder = "failed";
constexpr std::string_view kSidecar = ".json";
// Its companions have longer ones; a system takes 255.
constexpr std::size_t kNameBytesMax = 200;

bool is_sidecar(std::string_view name) { return name.ends_with(kSidecar); }

bool is_there(const fs::path& path) { return fs::exists(fs::symlink_status(path)); }

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

// A name in `folder` that neither a paper nor its companions have: NAME, NAME.2, NAME.3...
std::string free_name(const fs::path& folder, const std::string& name) {
  const std::string begin = name.substr(0, kNameBytesMax);
  std::string as = begin;
  for (std::uint64_t n = 2; is_there(folder / as) || is_there(folder / sidecar_of(as)) ||
                            is_there(folder / (as + ".error.json"));
       ++n) {
    as = begin + "." + std::to_string(n);
  }
  return as;
}

// A read lease is given only where nobody has the file open for writing. File systems that do not
// know leases, and files of other users, tell nothing.
bool is_being_written(const fs::path& path) {
  const ingest::Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) return false;
  // One who opens it meanwhile waits until the lease is given back: its signal must not end us.
  ::fcntl(file.get(), F_SETSIG, SIGURG);
  if (::fcntl(file.get(), F_SETLEASE, F_RDLCK) != 0) return errno == EAGAIN;
  ::fcntl(file.get(), F_SETLEASE, F_UNLCK);
  return false;
}

void make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) throw_errno(path);
}

}  // namespace

std::string sidecar_of(const std::string& name) { return name + std::string(kSidecar); }

WatchedFolder::WatchedFolder(const fs::path& folder, std::chrono::milliseconds settling)
    : folder_(folder),
      settling_(settling),
      directory_(::open(folder_.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!directory_.is_open() || !events_.is_open()) throw_errno(folder_.root());
  if (::flock(directory_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw_errno(folder_.root());
    throw CommandError(kUnavailable, "watch_running",
                       tr("another kho import watches that folder: one at a time"));
  }
  make_folder(folder_.root() / kDone);
  make_folder(folder_.root() / kFailedFolder);
  // Before the first look, so that nothing falls in between.
  constexpr std::uint32_t kEvents = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO |
                                    IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR;
  if (::inotify_add_watch(events_.get(), folder_.root().c_str(), kEvents) < 0) {
    throw_errno(folder_.root());
  }
  finish_moves();
}

WatchedFolder::Look WatchedFolder::look() {
  hear();
  scan();
  Look found;
  for (const auto& [name, file] : files_) {
    if (is_sidecar(name)) {
      const std::string paper = name.substr(0, name.size() - kSidecar.size());
      if (!files_.contains(paper)) ++found.waiting;
      continue;
    }
    const auto sidecar = files_.find(sidecar_of(name));
    if (sidecar == files_.end()) {
      ++found.waiting;
    } else if (is_settled(name, file) && is_settled(sidecar->first, sidecar->second)) {
      found.ready.push_back(name);
    } else {
      ++found.settling;
    }
  }
  return found;
}

void WatchedFolder::scan() {
  std::map<std::string, File> files;
  const auto now = steady_clock::now();
  for (const auto& entry : fs::directory_iterator(folder_.root())) {
    const std::string name = entry.path().filename();
    struct stat status {};
    if (name.starts_with('.') || ::lstat(entry.path().c_str(), &status) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    File file{static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim), now, false};
    if (const auto before = files_.find(name); before != files_.end()) {
      file.is_closed = before->second.is_closed;
      const bool is_same =
          before->second.size == file.size && before->second.changed_ns == file.changed_ns;
      if (is_same) file.same_since = before->second.same_since;
    }
    files.emplace(name, file);
  }
  files_ = std::move(files);
}

bool WatchedFolder::is_settled(const std::string& name, const File& file) const {
  const auto settling_ns = std::chrono::nanoseconds(settling_).count();
  const bool rests = now_ns() - file.changed_ns >= settling_ns ||
                     steady_clock::now() - file.same_since >= settling_;
  return (file.is_closed || rests) && !is_being_written(folder_.root() / name);
}

void WatchedFolder::hear() {
  alignas(inotify_event) std::array<char, 16 << 10> buffer;
  while (true) {
    const ssize_t n = ::read(events_.get(), buffer.data(), buffer.size());
    if (n <= 0) return;  // Nothing more for now. An overflow of the queue costs some settling.
    for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      if (event.len > 0) {
        const std::string name(buffer.data() + at + sizeof event);
        const bool is_closed = (event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
        const bool has_gone = (event.mask & (IN_MOVED_FROM | IN_DELETE)) != 0;
        if (has_gone) {
          files_.erase(name);
        } else if (is_closed || (event.mask & IN_ATTRIB) == 0) {
          files_[name].is_closed = is_closed;
        }
      }
      at += sizeof event + event.len;
    }
  }
}

void WatchedFolder::wait(std::chrono::milliseconds most) {
  pollfd waiting{events_.get(), POLLIN, 0};
  ::poll(&waiting, 1, static_cast<int>(most.count()));
}

void WatchedFolder::move(const std::string& name, const char* folder, const std::string& as) {
  const fs::path from = folder_.root() / name;
  const fs::path to = folder_.root() / folder / as;
  if (::rename(from.c_str(), to.c_str()) != 0 && errno != ENOENT) throw_errno(from);
}

void WatchedFolder::accept(const std::string& name) {
  const std::string as = free_name(folder_.root() / kDone, name);
  move(name, kDone, as);
  move(sidecar_of(name), kDone, sidecar_of(as));
}

void WatchedFolder::refuse(const std::string& name, const CommandError& why) {
  const fs::path folder = folder_.root() / kFailedFolder;
  const std::string as = free_name(folder, name);
  write_file(folder / (as + ".error.json"),
             api::dump({{"code", why.code()}, {"detail", why.what()}}) + "\n");
  move(name, kFailedFolder, as);
  move(sidecar_of(name), kFailedFolder, sidecar_of(as));
}

void WatchedFolder::finish_moves() {
  scan();
  for (const auto& [name, unused] : files_) {
    if (!is_sidecar(name)) continue;
    const std::string paper = name.substr(0, name.size() - kSidecar.size());
    if (files_.contains(paper)) continue;
    for (const char* folder : {kDone, kFailedFolder}) {
      const std::string begin = paper.substr(0, kNameBytesMax);
      std::string as = begin;
      for (std::uint64_t n = 2; is_there(folder_.root() / folder / as); ++n) {
        if (!is_there(folder_.root() / folder / sidecar_of(as))) {
          move(name, folder, sidecar_of(as));
          break;
        }
        as = begin + "." + std::to_string(n);
      }
    }
  }
}

}  // namespace kho::tools
