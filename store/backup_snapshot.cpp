#include "store/backup_snapshot.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "store/error.h"
#include "store/store.h"

namespace kho::store {
namespace {

constexpr std::uint32_t kSnapshotVersion = 1;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(Errc::kCorrupt, "the snapshot is damaged: " + why);
}

template <typename T>
std::optional<T> number_in(std::string_view text, int base = 10) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Cuts words and lines off the front of a text.
class Words {
 public:
  explicit Words(std::string_view line) : left_(line) {}

  std::string_view word() {
    const std::size_t space = left_.find(' ');
    const std::string_view word = left_.substr(0, space);
    left_.remove_prefix(space == std::string_view::npos ? left_.size() : space + 1);
    if (word.empty()) refuse("a line is too short");
    return word;
  }
  template <typename T>
  T number(int base = 10) {
    const auto value = number_in<T>(word(), base);
    if (!value) refuse("a number is none");
    return *value;
  }
  Sha256 hash() {
    const auto hash = Sha256::from_hex(word());
    if (!hash) refuse("a hash is none");
    return *hash;
  }
  std::string rest() {
    if (left_.empty()) refuse("a line is too short");
    return std::string(std::exchange(left_, {}));
  }
  void end() const {
    if (!left_.empty()) refuse("a line is too long");
  }

 private:
  std::string_view left_;
};

// Only what Kho wrote may name a place: nothing outside the folder that is restored to.
void require_inside(std::string_view path) {
  const std::size_t slash = path.find('/');
  const std::string_view folder = path.substr(0, slash);
  const std::string_view name = slash == std::string_view::npos ? "" : path.substr(slash + 1);
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string_view::npos ||
      (folder != "keys" && folder != "trust")) {
    refuse("it names a file at a place where none belongs");
  }
}

class Lines {
 public:
  explicit Lines(std::string_view text) : left_(text) {}

  [[nodiscard]] bool done() const { return left_.empty(); }
  [[nodiscard]] Words next() {
    const std::size_t end = left_.find('\n');
    const std::string_view line = left_.substr(0, end);
    left_.remove_prefix(std::min(left_.size(), end + 1));
    return Words(line);
  }
  // The rest of a line that begins with this word.
  [[nodiscard]] Words of(std::string_view word) {
    if (done()) refuse("it has no " + std::string(word));
    Words line = next();
    if (line.word() != word) refuse("it has no " + std::string(word));
    return line;
  }

 private:
  std::string_view left_;
};

// What stands before the line that proves the text.
std::string_view proven(std::string_view text) {
  constexpr std::string_view kEnd = "end ";
  constexpr std::size_t kEndBytes = kEnd.size() + 2 * Sha256::kSize + 1;
  if (text.size() < kEndBytes) refuse("it is cut off");
  const std::string_view body = text.substr(0, text.size() - kEndBytes);
  const std::string_view end = text.substr(body.size());
  if (!end.starts_with(kEnd) || !end.ends_with('\n') ||
      Sha256::from_hex(end.substr(kEnd.size(), 2 * Sha256::kSize)) != Sha256::of(as_bytes(body))) {
    refuse("its hash is wrong");
  }
  return body;
}

void require_version(std::uint32_t version, std::uint32_t known) {
  if (version != known) {
    throw Error(Errc::kUnsupportedFormat, "the snapshot has another format");
  }
}

}  // namespace

std::uint64_t BackupSnapshot::bytes() const {
  std::uint64_t total = 0;
  for (const BackupSegment& segment : segments) {
    for (const BackupPiece& piece : segment.pieces) total += piece.length;
  }
  for (const BackupFile& file : files) total += file.length;
  return total;
}

std::string pack(const BackupSnapshot& snapshot) {
  std::string text = fmt::format(
      "kho-snapshot {}\nname {}\nwarehouse {}\nkho {}\nstore {}\nposition {}\nhead {}\n"
      "commits {}\ncommit {}\n",
      kSnapshotVersion, snapshot.name, snapshot.warehouse, snapshot.version, kFormatVersion,
      snapshot.position, snapshot.head.hex(), snapshot.commits, snapshot.commit.hex());
  for (const BackupSegment& segment : snapshot.segments) {
    text += fmt::format("segment {} {} {:016x} {} {}\n", segment.id, segment.stamp.generation,
                        segment.stamp.salt, segment.tail, segment.settled);
    for (const BackupPiece& piece : segment.pieces) {
      text += fmt::format("piece {} {} {}\n", piece.offset, piece.length, piece.sha256.hex());
    }
  }
  for (const BackupFile& file : snapshot.files) {
    text += fmt::format("file {} {} {}\n", file.length, file.sha256.hex(), file.path);
  }
  for (const std::string& finding : snapshot.findings) text += "finding " + finding + "\n";
  return text + "end " + Sha256::of(as_bytes(text)).hex() + "\n";
}

BackupSnapshot unpack_snapshot(std::string_view text) {
  // A later version may prove itself in another way.
  require_version(Lines(text).of("kho-snapshot").number<std::uint32_t>(), kSnapshotVersion);
  Lines lines(proven(text));
  (void)lines.next();
  BackupSnapshot snapshot;
  snapshot.name = lines.of("name").rest();
  snapshot.warehouse = lines.of("warehouse").rest();
  snapshot.version = lines.of("kho").rest();
  require_version(lines.of("store").number<std::uint32_t>(), kFormatVersion);
  snapshot.position = lines.of("position").number<Position>();
  snapshot.head = lines.of("head").hash();
  snapshot.commits = lines.of("commits").number<std::uint64_t>();
  snapshot.commit = lines.of("commit").hash();
  while (!lines.done()) {
    Words line = lines.next();
    const std::string_view what = line.word();
    if (what == "segment") {
      BackupSegment segment;
      segment.id = line.number<SegmentId>();
      segment.stamp.generation = line.number<std::uint32_t>();
      segment.stamp.salt = line.number<std::uint64_t>(16);
      segment.tail = line.number<std::uint64_t>();
      segment.settled = line.number<std::uint64_t>();
      if (segment.tail > kSegmentBytesMax || segment.settled > segment.tail) {
        refuse("a segment is impossible");
      }
      snapshot.segments.push_back(std::move(segment));
    } else if (what == "piece") {
      BackupPiece piece;
      piece.offset = line.number<std::uint64_t>();
      piece.length = line.number<std::uint64_t>();
      piece.sha256 = line.hash();
      if (snapshot.segments.empty() || piece.offset > kSegmentBytesMax ||
          piece.length > kSegmentBytesMax - piece.offset) {
        refuse("a piece is impossible");
      }
      snapshot.segments.back().pieces.push_back(piece);
    } else if (what == "file") {
      BackupFile file;
      file.length = line.number<std::uint64_t>();
      file.sha256 = line.hash();
      file.path = line.rest();
      require_inside(file.path);
      snapshot.files.push_back(std::move(file));
    } else if (what == "finding") {
      snapshot.findings.push_back(line.rest());
    } else {
      refuse("it has a line of an unknown kind");
    }
    line.end();
  }
  if (!taken_at_ms(snapshot.name)) refuse("its name is none");
  return snapshot;
}

std::string snapshot_name(std::int64_t taken_at_ms) {
  using std::chrono::days;
  using std::chrono::milliseconds;
  const std::chrono::sys_time<milliseconds> time{milliseconds(taken_at_ms)};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<std::int64_t> taken_at_ms(std::string_view name) {
  if (name.size() != 19 || name[8] != 'T' || name[18] != 'Z') return std::nullopt;
  const auto date = number_in<unsigned>(name.substr(0, 8));
  const auto clock = number_in<unsigned>(name.substr(9, 9));
  if (!date || !clock) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(*date / 10000)),
                                        std::chrono::month(*date / 100 % 100),
                                        std::chrono::day(*date % 100)};
  if (!day.ok()) return std::nullopt;
  const std::chrono::milliseconds time =
      std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(*clock / 10'000'000) +
      std::chrono::minutes(*clock / 100'000 % 100) + std::chrono::seconds(*clock / 1000 % 100) +
      std::chrono::milliseconds(*clock % 1000);
  // The one spelling of a moment.
  return snapshot_name(time.count()) == name ? std::optional(time.count()) : std::nullopt;
}

}  // namespace kho::store
