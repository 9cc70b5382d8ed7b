// warehouse/readings.h - Reads the files of the queue, several at a time.
//
// Each worker takes what is to be read next, has it read at arm's length (a sandboxed process),
// stores the pages' text as a blob of its own and the outcome as a TextState, and takes the file
// from the queue, in one commit. So a process that dies reads again what it was at, and nothing is
// read twice or forgotten. A failure that may pass (no time, no memory, a crash) is shown at once
// and tried again, ever later; after kReadingAttemptsMax the file is quarantined until it is asked
// for. What cannot be read is kept and marked with the reason.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "ingest/extractor.h"
#include "store/store.h"
#include "warehouse/component.h"
#include "warehouse/environment.h"
#include "warehouse/reading_queue.h"

namespace kho::warehouse {

// Throws std::system_error, also once `order.stop` is requested.
using ReadFile = std::function<ingest::Extraction(std::span<const std::byte> file,
                                                  const ingest::ExtractionOrder& order)>;

// Which files are to be read again.
enum class ReadAgain {
  kQuarantined,  // Those that failed too often.
  kSigned,       // Those with signatures.
  kAll,
};
inline constexpr NameTable<ReadAgain, 3> kReadAgainNames{{{ReadAgain::kQuarantined, "quarantined"},
                                                          {ReadAgain::kSigned, "signed"},
                                                          {ReadAgain::kAll, "all"}}};

// How far the reading is.
struct ReadingProgress {
  ReadingCounts counts;  // Those being read count as waiting or delayed.
  std::uint64_t in_progress = 0;
  std::uint64_t done = 0;  // Since the process began.
  double per_second = 0;   // Lately; 0: not known.
};

class Readings {
 public:
  // `as_set` is what Reading::Extent::kAsSet stands for.
  Readings(store::Store& store, const Clock& clock, ReadFile read_file, Reading::Extent as_set);

  // Reads one file that is due. False: there was none. Throws store::Error, std::system_error; the
  // file then stays in the queue as it was, also when `stop` is requested meanwhile.
  bool work(const std::stop_token& stop = {});
  // Does so until `stop`. For several threads at a time. After an error tries again, waiting 1 s
  // and then ever longer, up to 60 s.
  void run(const std::stop_token& stop);
  // Something was put into the queue.
  void notice();

  // Up to here all was tried at least once, of what is in the queue. `fed`: up to where the log
  // was looked through for it.
  [[nodiscard]] store::Position position(store::Position fed) const;
  // False: `deadline` passed first, or stop_waiting() was called.
  bool wait_until(store::Position position, std::chrono::steady_clock::time_point deadline) const;
  void stop_waiting();

  // Why the last file could not even be tried; empty while all is well.
  [[nodiscard]] std::string failure() const;
  [[nodiscard]] ReadingProgress progress() const;
  // Reads a file again, before others: `sha256` is 32 raw bytes. Throws Error kNotFound where no
  // component has it.
  void ask(const std::string& sha256, Reading::Extent extent);
  // Likewise for all of these, behind others where they are not quarantined; how many. What waits
  // already stays as it is.
  std::uint64_t ask_all(ReadAgain which, Reading::Extent extent);

 private:
  class Claim;

  void read(const QueuedReading& queued, const std::stop_token& stop);
  [[nodiscard]] std::optional<store::Bytes> readable(const std::string& sha256) const;
  void keep_text(const std::string& sha256, ingest::Extraction& read) const;
  std::uint64_t ask_quarantined(Reading::Extent extent);
  std::uint64_t ask_read(ReadAgain which, Reading::Extent extent);
  void wait_for_work(std::uint64_t seen, const std::stop_token& stop);
  [[nodiscard]] std::uint64_t changes() const;
  void note_done();

  store::Store& store_;
  const Clock& clock_;
  const ReadFile read_file_;
  const Reading::Extent as_set_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::set<std::string, std::less<>> in_progress_;  // Protected by mutex_.
  std::uint64_t changes_ = 0;                       // Protected by mutex_.
  std::string failure_;                             // Protected by mutex_.
  bool stopping_ = false;                           // Protected by mutex_.
  std::uint64_t done_ = 0;                          // Protected by mutex_.
  // When the last files were done, the newest last. Protected by mutex_.
  std::vector<std::chrono::steady_clock::time_point> lately_;
};

}  // namespace kho::warehouse
