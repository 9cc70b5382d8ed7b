#include "tests/store/simulated_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "store/error.h"

namespace kho::test {
namespace {

namespace fs = std::filesystem;
using store::Bytes;
using store::ByteView;

constexpr std::uint64_t kSectorBytes = 512;
constexpr std::uint64_t kPageBytes = 4096;
constexpr std::size_t kVersionsMax = 16;  // Of one page between two syncs.

[[noreturn]] void throw_code(int code, const std::string& what) {
  if (code == ENOSPC || code == EDQUOT) throw store::Error(store::Errc::kNoSpace, what);
  throw std::system_error(code, std::generic_category(), what);
}

// One name for one place, however it is written.
fs::path key_of(const fs::path& path) {
  fs::path key = fs::absolute(path).lexically_normal();
  return key.has_filename() ? key : key.parent_path();
}

bool lies_in(const fs::path& path, const fs::path& directory) {
  const auto [end, unused] =
      std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return end == directory.end();
}

bool flip(Random& random) { return below(random, 2) == 0; }

// Of a call that was cut off: nothing, everything or anything between.
std::uint64_t part_of(Random& random, std::uint64_t whole) {
  switch (below(random, 3)) {
    case 0:
      return 0;
    case 1:
      return whole;
    default:
      return below(random, whole + 1);
  }
}

// Bytes [begin, end) of `from` over those of `to`, as far as `from` goes.
void copy_range(const Bytes& from, std::uint64_t begin, std::uint64_t end, Bytes& to) {
  end = std::min<std::uint64_t>(end, from.size());
  if (begin >= end) return;
  if (to.size() < end) to.resize(end);
  std::copy(from.begin() + static_cast<std::ptrdiff_t>(begin),
            from.begin() + static_cast<std::ptrdiff_t>(end),
            to.begin() + static_cast<std::ptrdiff_t>(begin));
}

void overwrite(Bytes& content, std::uint64_t offset, ByteView bytes) {
  if (bytes.empty()) return;
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

// The page's bytes, filled up with zeros.
Bytes page_of(const Bytes& content, std::uint64_t page) {
  Bytes out(kPageBytes);
  const std::uint64_t begin = page * kPageBytes;
  if (begin < content.size()) {
    const std::uint64_t end = std::min<std::uint64_t>(begin + kPageBytes, content.size());
    std::copy(content.begin() + static_cast<std::ptrdiff_t>(begin),
              content.begin() + static_cast<std::ptrdiff_t>(end), out.begin());
  }
  return out;
}

bool same_page(const Bytes& a, const Bytes& b, std::uint64_t page) {
  const std::uint64_t begin = page * kPageBytes;
  if (begin + kPageBytes <= a.size() && begin + kPageBytes <= b.size()) {
    return std::memcmp(a.data() + begin, b.data() + begin, kPageBytes) == 0;
  }
  return page_of(a, page) == page_of(b, page);
}

std::uint64_t pages_in(std::uint64_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes; }

// Chances of one crash, so that some lose nearly everything and some nearly nothing.
std::uint64_t kept_in_8(Random& random) {
  constexpr std::uint64_t kChances[] = {1, 4, 7};
  return kChances[below(random, std::size(kChances))];
}

}  // namespace

// cache = sure, then `lost` pages, then `writes`.
struct SimulatedDisk::Inode {
  struct Write {
    std::uint64_t offset = 0;
    Bytes bytes;
    bool cuts = false;  // The file ends at `offset`.

    void apply_to(Bytes& content) const {
      if (cuts) {
        content.resize(std::min<std::uint64_t>(content.size(), offset));
      } else {
        overwrite(content, offset, bytes);
      }
    }
  };

  Bytes sure;                    // On the disk.
  Bytes cache;                   // What reading gives.
  std::vector<Write> writes;     // Since the last sync, in order.
  std::set<std::uint64_t> lost;  // Pages new in the cache and old on the disk, and clean.

  void write(std::uint64_t offset, ByteView bytes) {
    if (bytes.empty()) return;
    overwrite(cache, offset, bytes);
    std::uint64_t begin = offset;
    std::uint64_t end = offset + bytes.size();
    // Writing to a page makes it dirty as a whole: what was lost in it is written again.
    if (lost.erase(begin / kPageBytes) != 0) begin = begin / kPageBytes * kPageBytes;
    if (lost.erase((end - 1) / kPageBytes) != 0) {
      end = std::min<std::uint64_t>(pages_in(end) * kPageBytes, cache.size());
    }
    lost.erase(lost.lower_bound(begin / kPageBytes), lost.lower_bound(pages_in(end)));
    writes.push_back({begin,
                      Bytes(cache.begin() + static_cast<std::ptrdiff_t>(begin),
                            cache.begin() + static_cast<std::ptrdiff_t>(end)),
                      false});
  }

  void cut(std::uint64_t end) {
    if (end >= cache.size()) return;
    cache.resize(end);
    lost.erase(lost.lower_bound(pages_in(end)), lost.end());
    writes.push_back({end, {}, true});
  }

  void sync() {
    for (const Write& write : writes) write.apply_to(sure);
    sure.resize(cache.size());
    writes.clear();
  }

  void fail_sync(Random& random) {
    std::set<std::uint64_t> dirty;
    sure.resize(std::min(sure.size(), cache.size()));
    for (const Write& write : writes) {
      const std::uint64_t end = write.offset + write.bytes.size();
      for (std::uint64_t page = write.offset / kPageBytes; page < pages_in(end); ++page) {
        dirty.insert(page);
      }
    }
    for (const std::uint64_t page : dirty) {
      if (flip(random)) {
        copy_range(cache, page * kPageBytes, (page + 1) * kPageBytes, sure);
      } else {
        lost.insert(page);
      }
    }
    writes.clear();
  }

  void restart(Random& random, Loss loss) {
    if (writes.empty() && lost.empty()) return;
    if (loss == Loss::kNone) {
      // A clean page may be dropped from the cache at any time; then the old one is read.
      std::erase_if(lost, [&](std::uint64_t page) {
        if (!flip(random)) return false;
        const Bytes old = page_of(sure, page);
        const std::uint64_t begin = page * kPageBytes;
        if (begin < cache.size()) {
          overwrite(cache, begin,
                    ByteView(old).first(std::min<std::uint64_t>(kPageBytes, cache.size() - begin)));
        }
        return true;
      });
      return;
    }
    if (loss == Loss::kMixed) mix(random);
    cache = sure;
    writes.clear();
    lost.clear();
  }

 private:
  void mix(Random& random) {
    const std::uint64_t chance = kept_in_8(random);
    Bytes cached = sure;  // As the cache was after each write.
    Bytes mixed = sure;
    std::vector<std::uint64_t> lengths = {sure.size()};
    for (const Write& write : writes) {
      write.apply_to(cached);
      lengths.push_back(cached.size());
      const bool kept = below(random, 8) < chance;
      if (write.cuts) {
        if (kept) write.apply_to(mixed);
        continue;
      }
      const bool torn = below(random, 4) == 0;
      if (!kept && !torn) continue;
      const std::uint64_t end = write.offset + write.bytes.size();
      for (std::uint64_t at = write.offset / kSectorBytes * kSectorBytes; at < end;
           at += kSectorBytes) {
        if (!torn || flip(random)) copy_range(cached, at, at + kSectorBytes, mixed);
      }
    }
    // The length is written by itself: bytes beyond it are gone, bytes missing below it are zeros.
    mixed.resize(flip(random) ? mixed.size() : lengths[below(random, lengths.size())]);
    sure = std::move(mixed);
  }
};

struct SimulatedDisk::External {
  explicit External(const fs::path& path)
      : fd(::open(path.c_str(), O_RDWR | O_CLOEXEC)), name(path.string()) {
    if (fd < 0) throw_code(errno, "open " + name);
  }
  ~External() { ::close(fd); }
  External(const External&) = delete;
  External& operator=(const External&) = delete;

  const int fd;
  const std::string name;
  bool name_sure = false;
  Bytes sure;  // On the disk.
  std::map<std::uint64_t, Bytes>
      lost;    // Pages that a failed sync called clean: their content then.
  Bytes seen;  // At the last look, while versions are kept.
  std::map<std::uint64_t, std::vector<Bytes>> versions;  // Of pages, since the last sync.
  Bytes at_crash;

  [[nodiscard]] std::uint64_t size() const {
    struct stat status {};
    if (::fstat(fd, &status) != 0) throw_code(errno, "fstat " + name);
    return static_cast<std::uint64_t>(status.st_size);
  }

  std::size_t read(std::uint64_t offset, std::span<std::byte> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t n =
          ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_code(errno, "read " + name);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  void write(std::uint64_t offset, ByteView bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n =
          ::pwrite(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw_code(errno, "write " + name);
      done += static_cast<std::size_t>(n);
    }
  }

  void set_size(std::uint64_t bytes) {
    if (::ftruncate(fd, static_cast<off_t>(bytes)) != 0) throw_code(errno, "truncate " + name);
  }

  // Never cuts what LMDB has written behind it meanwhile.
  void grow(std::uint64_t bytes) {
    const int code = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
    if (code != 0) throw_code(code, "allocate " + name);
  }

  [[nodiscard]] Bytes content() const {
    Bytes out(size());
    out.resize(read(0, out));
    return out;
  }

  void look() {
    Bytes now = content();
    for (std::uint64_t page = 0; page < pages_in(now.size()); ++page) {
      if (same_page(now, seen, page)) continue;
      std::vector<Bytes>& kept = versions[page];
      if (kept.size() == kVersionsMax) kept.erase(kept.begin());
      kept.push_back(page_of(now, page));
    }
    seen = std::move(now);
  }

  // A page that a failed sync called clean and nobody changed since.
  [[nodiscard]] bool is_lost(const Bytes& now, std::uint64_t page) const {
    const auto found = lost.find(page);
    return found != lost.end() && found->second == page_of(now, page);
  }

  // The cache drops them, as it may with clean pages at any time: LMDB may write the same bytes
  // again, which makes them dirty and could not be seen otherwise.
  void drop_lost() {
    const Bytes now = content();
    for (const auto& [page, bytes] : lost) {
      const std::uint64_t begin = page * kPageBytes;
      if (begin >= now.size() || bytes != page_of(now, page)) continue;
      const Bytes old = page_of(sure, page);
      write(begin, ByteView(old).first(std::min<std::uint64_t>(kPageBytes, now.size() - begin)));
    }
    lost.clear();
  }

  void sync() {
    const Bytes now = content();
    for (std::uint64_t page = 0; page < pages_in(now.size()); ++page) {
      if (same_page(now, sure, page) || is_lost(now, page)) continue;
      copy_range(now, page * kPageBytes, (page + 1) * kPageBytes, sure);
      lost.erase(page);
    }
    sure.resize(now.size());
    versions.clear();
  }

  void fail_sync(Random& random) {
    const Bytes now = content();
    for (std::uint64_t page = 0; page < pages_in(now.size()); ++page) {
      if (same_page(now, sure, page) || is_lost(now, page)) continue;
      if (flip(random)) {
        copy_range(now, page * kPageBytes, (page + 1) * kPageBytes, sure);
        lost.erase(page);
      } else {
        lost[page] = page_of(now, page);
      }
    }
    versions.clear();
  }

  void restart(Random& random, Loss loss) {
    if (loss == Loss::kNone) {
      std::erase_if(lost, [&](const auto& entry) {
        if (!is_lost(at_crash, entry.first) || !flip(random)) return false;
        put_page(at_crash, entry.first, page_of(sure, entry.first));
        return true;
      });
      set_content(at_crash);
    } else {
      if (loss == Loss::kMixed) mix(random);
      set_content(sure);
      lost.clear();
      versions.clear();
    }
    at_crash.clear();
  }

 private:
  static void put_page(Bytes& content, std::uint64_t page, const Bytes& bytes) {
    const std::uint64_t begin = page * kPageBytes;
    if (content.size() < begin + kPageBytes) content.resize(begin + kPageBytes);
    overwrite(content, begin, bytes);
  }

  // Makes the real file hold `wanted`.
  void set_content(const Bytes& wanted) {
    set_size(wanted.size());
    const Bytes now = content();
    for (std::uint64_t page = 0; page < pages_in(wanted.size()); ++page) {
      if (same_page(now, wanted, page)) continue;
      const std::uint64_t begin = page * kPageBytes;
      write(begin, ByteView(wanted).subspan(
                       begin, std::min<std::uint64_t>(kPageBytes, wanted.size() - begin)));
    }
    seen = wanted;
  }

  void mix(Random& random) {
    const std::uint64_t chance = kept_in_8(random);
    const std::uint64_t least = std::min(sure.size(), at_crash.size());
    const std::uint64_t most = std::max(sure.size(), at_crash.size());
    Bytes mixed = sure;
    for (std::uint64_t page = 0; page < pages_in(most); ++page) {
      const auto known = versions.find(page);
      const bool unchanged = same_page(at_crash, sure, page) || is_lost(at_crash, page);
      if (unchanged && known == versions.end()) continue;
      const Bytes old = page_of(sure, page);
      std::vector<Bytes> written;
      if (known != versions.end()) written = known->second;
      if (!unchanged) written.push_back(page_of(at_crash, page));
      // The last is the likeliest, as the system writes a page when it has rested.
      const Bytes& chosen = flip(random) ? written.back() : written[below(random, written.size())];
      if (below(random, 8) == 0) {
        Bytes torn = old;
        for (std::uint64_t at = 0; at < kPageBytes; at += kSectorBytes) {
          if (flip(random)) copy_range(chosen, at, at + kSectorBytes, torn);
        }
        put_page(mixed, page, torn);
      } else if (below(random, 8) < chance) {
        put_page(mixed, page, chosen);
      }
    }
    const std::uint64_t between = least + below(random, pages_in(most - least) + 1) * kPageBytes;
    const std::uint64_t lengths[] = {least, most, std::min(between, most)};
    // What was sure is never cut.
    mixed.resize(std::max<std::uint64_t>(lengths[below(random, 3)], sure.size()));
    sure = std::move(mixed);
  }
};

class SimulatedDisk::OrdinaryFile : public store::File {
 public:
  OrdinaryFile(SimulatedDisk& disk, InodePointer inode, const fs::path& path, bool writable)
      : disk_(disk),
        inode_(std::move(inode)),
        name_(path.string()),
        life_(disk.life_),
        writable_(writable) {}

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    disk_.count_read(name_);
    const Bytes& content = inode_->cache;
    if (offset >= content.size()) return 0;
    const std::size_t n = std::min<std::uint64_t>(out.size(), content.size() - offset);
    std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), n, out.begin());
    return n;
  }

  void write_at(std::uint64_t offset, ByteView bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EBADF, "write " + name_);
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens) return disk_.write_ordinary(*inode_, offset, bytes);
    inode_->write(offset, bytes.first(part_of(disk_.random_, bytes.size())));
    disk_.stop(fate, "write " + name_);
  }

  void sync() override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens) return inode_->sync();
    if (fate == Fate::kFails) inode_->fail_sync(disk_.random_);
    disk_.stop(fate, "fdatasync " + name_);
  }

  std::uint64_t size() const override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    return inode_->cache.size();
  }

  void allocate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EBADF, "allocate " + name_);
    const std::uint64_t before = inode_->cache.size();
    if (before >= bytes) return;
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens && bytes - before > disk_.room()) {
      throw_code(ENOSPC, "simulated disk is full");
    }
    const std::uint64_t grows =
        fate == Fate::kHappens ? bytes - before : part_of(disk_.random_, bytes - before);
    inode_->write(before, Bytes(grows));
    if (fate != Fate::kHappens) disk_.stop(fate, "allocate " + name_);
  }

  void truncate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EINVAL, "truncate " + name_);
    if (inode_->cache.size() <= bytes) return;
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(disk_.random_))) {
      inode_->cut(bytes);
    }
    if (fate != Fate::kHappens) disk_.stop(fate, "truncate " + name_);
  }

 private:
  SimulatedDisk& disk_;
  const InodePointer inode_;
  const std::string name_;
  const std::uint64_t life_;
  const bool writable_;
};

class SimulatedDisk::ExternalFile : public store::File {
 public:
  ExternalFile(SimulatedDisk& disk, ExternalPointer file, bool writable)
      : disk_(disk), file_(std::move(file)), life_(disk.life_), writable_(writable) {}

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    disk_.count_read(file_->name);
    return file_->read(offset, out);
  }

  void write_at(std::uint64_t offset, ByteView bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EBADF, "write " + file_->name);
    const Fate fate = disk_.count();
    if (fate != Fate::kHappens) bytes = bytes.first(part_of(disk_.random_, bytes.size()));
    // The roots of the tables are put back: nobody has them mapped.
    file_->drop_lost();
    file_->write(offset, bytes);
    if (fate == Fate::kHappens) return;
    disk_.stop(fate, "write " + file_->name);
  }

  void sync() override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens) return file_->sync();
    if (fate == Fate::kFails) file_->fail_sync(disk_.random_);
    disk_.stop(fate, "fdatasync " + file_->name);
  }

  std::uint64_t size() const override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    return file_->size();
  }

  void allocate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EBADF, "allocate " + file_->name);
    const std::uint64_t before = file_->size();
    if (before >= bytes) return;
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens && bytes - before > disk_.room()) {
      throw_code(ENOSPC, "simulated disk is full");
    }
    const std::uint64_t part =
        fate == Fate::kHappens ? bytes - before : part_of(disk_.random_, bytes - before);
    file_->grow(before + part);
    if (fate != Fate::kHappens) disk_.stop(fate, "allocate " + file_->name);
  }

  void truncate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    disk_.require_alive(life_);
    if (!writable_) throw_code(EINVAL, "truncate " + file_->name);
    if (file_->size() <= bytes) return;
    const Fate fate = disk_.count();
    if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(disk_.random_))) {
      file_->set_size(bytes);
    }
    if (fate != Fate::kHappens) disk_.stop(fate, "truncate " + file_->name);
  }

 private:
  SimulatedDisk& disk_;
  const ExternalPointer file_;
  const std::uint64_t life_;
  const bool writable_;
};

SimulatedDisk::SimulatedDisk() : SimulatedDisk(Options{}) {}
SimulatedDisk::SimulatedDisk(Options options)
    : options_(std::move(options)), random_(options_.seed), bytes_max_(options_.bytes_max) {}
SimulatedDisk::~SimulatedDisk() = default;

void SimulatedDisk::crash_after(std::uint64_t k) {
  const std::lock_guard lock(mutex_);
  crash_at_ = k == 0 ? 0 : operations_ + k;
}

bool SimulatedDisk::crashed() const {
  const std::lock_guard lock(mutex_);
  return crashed_;
}

void SimulatedDisk::fail_after(std::uint64_t k, Fault fault, Lasting lasting) {
  const std::lock_guard lock(mutex_);
  fail_at_ = k == 0 ? 0 : operations_ + k;
  fault_ = fault;
  lasting_ = lasting;
}

void SimulatedDisk::fail_read_after(std::uint64_t k, Lasting lasting) {
  const std::lock_guard lock(mutex_);
  fail_read_at_ = k == 0 ? 0 : reads_ + k;
  lasting_ = lasting;
}

void SimulatedDisk::heal() {
  const std::lock_guard lock(mutex_);
  fail_at_ = 0;
  fail_read_at_ = 0;
}

void SimulatedDisk::set_bytes_max(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_max_ = bytes;
}

std::uint64_t SimulatedDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

std::uint64_t SimulatedDisk::faults() const {
  const std::lock_guard lock(mutex_);
  return faults_;
}

void SimulatedDisk::require_alive() const {
  if (crashed_) throw SimulatedCrash();
}

void SimulatedDisk::require_alive(std::uint64_t life) const {
  if (crashed_ || life != life_) throw SimulatedCrash();
}

SimulatedDisk::Fate SimulatedDisk::count() {
  require_alive();
  if (options_.external_versions) {
    for (const auto& [path, file] : external_) file->look();
  }
  ++operations_;
  if (crash_at_ != 0 && operations_ >= crash_at_) return Fate::kCrashes;
  if (fail_at_ == 0 || operations_ < fail_at_) return Fate::kHappens;
  ++faults_;
  if (lasting_ == Lasting::kOnce) fail_at_ = 0;
  return Fate::kFails;
}

void SimulatedDisk::count_read(const std::string& name) {
  ++reads_;
  if (fail_read_at_ == 0 || reads_ < fail_read_at_) return;
  ++faults_;
  if (lasting_ == Lasting::kOnce) fail_read_at_ = 0;
  throw_code(EIO, "injected: read " + name);
}

void SimulatedDisk::stop(Fate fate, const std::string& what) {
  if (fate == Fate::kCrashes) crash();
  throw_code(fault_ == Fault::kNoSpace ? ENOSPC : EIO, "injected: " + what);
}

void SimulatedDisk::crash() {
  // Now, because LMDB may go on writing to its file until the dead process is cleared away.
  capture_external();
  crashed_ = true;
  throw SimulatedCrash();
}

void SimulatedDisk::capture_external() {
  if (options_.external_survives) return;
  for (const fs::path& directory : seen_directories_) find_external(directory);
  for (const auto& [path, file] : external_) file->at_crash = file->content();
}

bool SimulatedDisk::is_external(const fs::path& path) const {
  return external_.contains(path) || (options_.external && options_.external(path));
}

SimulatedDisk::InodePointer SimulatedDisk::present(const fs::path& path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second.back().inode;
}

void SimulatedDisk::change_name(const fs::path& path, InodePointer inode) {
  NameHistory& history = names_[path];
  if (history.empty()) history.push_back({});
  history.push_back({++name_changes_, std::move(inode)});
}

SimulatedDisk::Names SimulatedDisk::bound_to(const fs::path& path) const {
  for (const Names& names : bound_) {
    if (names.contains(path)) return names;
  }
  return {path};
}

void SimulatedDisk::make_name_sure(const fs::path& path) {
  const Names names = bound_to(path);
  for (const fs::path& name : names) {
    const auto known = names_.find(name);
    if (known == names_.end()) continue;
    NameHistory& history = known->second;
    history = {{0, history.back().inode}};
    if (!history.front().inode) names_.erase(known);
  }
  std::erase(bound_, names);
}

std::uint64_t SimulatedDisk::bytes_used() const {
  std::uint64_t used = 0;
  for (const auto& [path, history] : names_) {
    if (history.back().inode) used += history.back().inode->cache.size();
  }
  for (const auto& [path, file] : external_) used += file->size();
  return used;
}

std::uint64_t SimulatedDisk::room() const {
  if (bytes_max_ == std::numeric_limits<std::uint64_t>::max()) return bytes_max_;
  const std::uint64_t used = bytes_used();
  return bytes_max_ > used ? bytes_max_ - used : 0;
}

void SimulatedDisk::write_ordinary(Inode& inode, std::uint64_t offset, ByteView bytes) {
  const std::uint64_t end = offset + bytes.size();
  const std::uint64_t size = inode.cache.size();
  const std::uint64_t room = this->room();
  if (end > size && end - size > room) {
    // What still fits is written.
    const std::uint64_t fits = size + room > offset ? size + room - offset : 0;
    inode.write(offset, bytes.first(std::min<std::uint64_t>(fits, bytes.size())));
    throw_code(ENOSPC, "simulated disk is full");
  }
  inode.write(offset, bytes);
}

SimulatedDisk::ExternalPointer SimulatedDisk::external(const fs::path& path) {
  const auto known = external_.find(path);
  if (known != external_.end()) return known->second;
  return external_.emplace(path, std::make_shared<External>(path)).first->second;
}

void SimulatedDisk::find_external(const fs::path& directory) {
  if (!fs::is_directory(directory)) return;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (is_external(entry.path()) && entry.is_regular_file()) external(entry.path());
  }
}

std::unique_ptr<store::File> SimulatedDisk::open(const fs::path& path, Mode mode) {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path key = key_of(path);
  const bool writable = mode != Mode::kRead;
  if (mode == Mode::kCreateNew || mode == Mode::kCreateSecret) {
    if (present(key) || fs::exists(key)) throw_code(EEXIST, "open " + key.string());
    if (!fs::is_directory(key.parent_path())) throw_code(ENOENT, "open " + key.string());
    const Fate fate = count();
    if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(random_))) {
      if (is_external(key)) {
        const int fd = ::open(key.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        if (fd < 0) throw_code(errno, "open " + key.string());
        ::close(fd);
        external(key);
      } else {
        change_name(key, std::make_shared<Inode>());
      }
    }
    if (fate != Fate::kHappens) stop(fate, "open " + key.string());
  }
  if (is_external(key)) return std::make_unique<ExternalFile>(*this, external(key), writable);
  InodePointer inode = present(key);
  if (!inode) throw_code(ENOENT, "open " + key.string());
  return std::make_unique<OrdinaryFile>(*this, std::move(inode), key, writable);
}

bool SimulatedDisk::exists(const fs::path& path) const {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path key = key_of(path);
  return present(key) || fs::exists(key);
}

void SimulatedDisk::make_directory(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  const fs::path key = key_of(path);
  const Fate fate = count();
  if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(random_))) {
    if (::mkdir(key.c_str(), 0750) == 0) {
      unsure_directories_.insert(key);
    } else if (errno != EEXIST) {
      throw_code(errno, "mkdir " + key.string());
    }
    seen_directories_.insert(key);
  }
  if (fate != Fate::kHappens) stop(fate, "mkdir " + key.string());
}

void SimulatedDisk::remove(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path key = key_of(path);
  if (!present(key) && (fs::is_directory(key) || !fs::exists(key))) {
    throw_code(fs::is_directory(key) ? EISDIR : ENOENT, "unlink " + key.string());
  }
  const Fate fate = count();
  if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(random_))) {
    if (present(key)) {
      change_name(key, nullptr);
    } else {
      // For good at once: nobody removes LMDB's file, or a lock, and needs it back.
      external_.erase(key);
      if (::unlink(key.c_str()) != 0) throw_code(errno, "unlink " + key.string());
    }
  }
  if (fate != Fate::kHappens) stop(fate, "unlink " + key.string());
}

void SimulatedDisk::rename(const fs::path& from, const fs::path& to) {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path old_key = key_of(from);
  const fs::path new_key = key_of(to);
  const InodePointer inode = present(old_key);
  const std::string what = "rename " + old_key.string();
  if (!inode && !fs::exists(old_key)) throw_code(ENOENT, what);
  if (!fs::is_directory(new_key.parent_path())) throw_code(ENOENT, what);
  if (present(new_key) || fs::exists(new_key)) throw_code(EEXIST, what);
  const Fate fate = count();
  if (fate == Fate::kHappens || (fate == Fate::kCrashes && flip(random_))) {
    if (inode) {
      change_name(old_key, nullptr);
      change_name(new_key, inode);
      // Both at the same time.
      names_[old_key].back().since = name_changes_;
      Names names = bound_to(old_key);
      std::erase(bound_, names);
      const Names others = bound_to(new_key);
      std::erase(bound_, others);
      names.insert(others.begin(), others.end());
      bound_.push_back(std::move(names));
    } else {
      rename_real(old_key, new_key);
      real_renames_.push_back({old_key, new_key});
    }
  }
  if (fate != Fate::kHappens) stop(fate, what);
}

void SimulatedDisk::rename_real(const fs::path& from, const fs::path& to) {
  fs::rename(from, to);
  const auto moved = [&](const fs::path& path) {
    return path == from ? to : to / path.lexically_relative(from);
  };
  const auto move_keys = [&](auto& map) {
    auto old = std::move(map);
    map.clear();
    for (auto& [path, value] : old)
      map[lies_in(path, from) ? moved(path) : path] = std::move(value);
  };
  const auto move_all = [&](Names& names) {
    Names old = std::move(names);
    names.clear();
    for (const fs::path& path : old) names.insert(lies_in(path, from) ? moved(path) : path);
  };
  move_keys(names_);
  move_keys(external_);
  move_all(seen_directories_);
  move_all(unsure_directories_);
  for (Names& names : bound_) move_all(names);
}

void SimulatedDisk::sync_directory(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path key = key_of(path);
  if (!fs::is_directory(key)) throw_code(ENOENT, "open " + key.string());
  const Fate fate = count();
  if (fate == Fate::kCrashes) crash();
  // After a failure some names are sure, and the others stay for a later sync or are lost.
  const auto reaches_disk = [&] { return fate == Fate::kHappens || flip(random_); };
  Names inside;
  for (const auto& [name, history] : names_) {
    if (name.parent_path() == key) inside.insert(name);
  }
  for (const fs::path& name : inside) {
    if (reaches_disk()) make_name_sure(name);
  }
  // With those before it: they reach the disk in order.
  for (std::size_t i = real_renames_.size(); i > 0; --i) {
    const RealRename& renamed = real_renames_[i - 1];
    if ((renamed.from.parent_path() == key || renamed.to.parent_path() == key) && reaches_disk()) {
      real_renames_.erase(real_renames_.begin(),
                          real_renames_.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  std::erase_if(unsure_directories_, [&](const fs::path& directory) {
    return directory.parent_path() == key && reaches_disk();
  });
  find_external(key);
  for (const auto& [name, file] : external_) {
    if (name.parent_path() == key && reaches_disk()) file->name_sure = true;
  }
  if (fate != Fate::kHappens) stop(fate, "fsync " + key.string());
}

std::vector<std::string> SimulatedDisk::list(const fs::path& path) const {
  const std::lock_guard lock(mutex_);
  require_alive();
  const fs::path key = key_of(path);
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(key)) names.insert(entry.path().filename());
  for (const auto& [name, history] : names_) {
    if (name.parent_path() == key && history.back().inode) names.insert(name.filename());
  }
  return {names.begin(), names.end()};
}

std::uint64_t SimulatedDisk::free_bytes(const fs::path& directory) const {
  const std::lock_guard lock(mutex_);
  require_alive();
  if (bytes_max_ == std::numeric_limits<std::uint64_t>::max()) {
    return store::posix_file_system().free_bytes(directory);
  }
  if (!fs::is_directory(directory)) throw_code(ENOENT, "statvfs " + directory.string());
  return room();
}

void SimulatedDisk::restart(Random& random, Loss loss) {
  const std::lock_guard lock(mutex_);
  if (!crashed_) capture_external();
  restart_real_renames(random, loss);
  restart_directories(random, loss);
  restart_names(random, loss);
  restart_external(random, loss);
  crashed_ = false;
  crash_at_ = 0;
  ++life_;
}

void SimulatedDisk::restart_real_renames(Random& random, Loss loss) {
  if (loss == Loss::kNone) return;
  const std::size_t kept = loss == Loss::kAll ? 0 : below(random, real_renames_.size() + 1);
  while (real_renames_.size() > kept) {
    const RealRename& last = real_renames_.back();
    // Its old name is in use again: then that rename had reached the disk before.
    if (fs::exists(last.from) || !fs::exists(last.to)) break;
    rename_real(last.to, last.from);
    real_renames_.pop_back();
  }
  real_renames_.clear();
}

void SimulatedDisk::restart_directories(Random& random, Loss loss) {
  if (loss == Loss::kNone) return;
  for (const fs::path& directory : unsure_directories_) {
    if ((loss == Loss::kMixed && flip(random)) || !fs::exists(directory)) continue;
    const auto inside = [&](const auto& entry) { return lies_in(entry.first, directory); };
    std::erase_if(names_, inside);
    std::erase_if(external_, inside);
    std::erase_if(seen_directories_,
                  [&](const fs::path& seen) { return lies_in(seen, directory); });
    fs::remove_all(directory);
  }
  unsure_directories_.clear();
}

void SimulatedDisk::restart_names(Random& random, Loss loss) {
  if (loss == Loss::kNone) {
    for (const auto& [path, history] : names_) {
      for (const NameValue& value : history) {
        if (value.inode) value.inode->restart(random, loss);
      }
    }
    return;
  }
  Names left;
  for (const auto& [path, history] : names_) left.insert(path);
  std::set<InodePointer> restarted;  // In the order of `kept`, below: addresses must not matter.
  std::map<fs::path, InodePointer> kept;
  while (!left.empty()) {
    const Names names = bound_to(*left.begin());
    std::vector<std::uint64_t> times;
    for (const fs::path& name : names) {
      left.erase(name);
      for (const NameValue& value : names_[name]) times.push_back(value.since);
    }
    std::ranges::sort(times);
    const auto repeated = std::ranges::unique(times);
    times.erase(repeated.begin(), repeated.end());
    const std::uint64_t time =
        loss == Loss::kMixed && !times.empty() ? times[below(random, times.size())] : 0;
    for (const fs::path& name : names) {
      InodePointer inode;
      for (const NameValue& value : names_[name]) {
        if (value.since <= time) inode = value.inode;
      }
      if (inode) kept[name] = inode;
    }
  }
  names_.clear();
  bound_.clear();
  for (const auto& [path, inode] : kept) {
    if (restarted.insert(inode).second) inode->restart(random, loss);
    names_[path] = {{0, inode}};
  }
}

void SimulatedDisk::restart_external(Random& random, Loss loss) {
  if (options_.external_survives) return;
  for (auto at = external_.begin(); at != external_.end();) {
    External& file = *at->second;
    const bool kept =
        file.name_sure || loss == Loss::kNone || (loss == Loss::kMixed && flip(random));
    if (kept) {
      file.restart(random, loss);
      if (loss != Loss::kNone) file.name_sure = true;
      ++at;
    } else {
      ::unlink(at->first.c_str());
      at = external_.erase(at);
    }
  }
}

}  // namespace kho::test
