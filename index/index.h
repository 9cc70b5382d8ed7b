// index/index.h - The Vietnamese full-text index: documents in, ranked ids out.
//
// The index is derived data: it is fed from an ordered log and remembers, atomically with its
// documents, the log position up to which it is complete. It can be deleted and rebuilt at any
// time. It knows nothing of components or of the law: a document is an id, filter values, a
// number, a title and pages of text. The Xapian schema is described in index/schema.h.
//
// Errors: index::Error. No Xapian or ICU type leaves this folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kho::index {

// A position in the log that feeds the index; 0 is "before the first entry".
using Position = std::uint64_t;

enum class Errc {
  kBadQuery,     // The query text cannot be searched; the message says why. Ask again, corrected.
  kDamaged,      // The index on disk is unreadable. Delete it and rebuild it from the log.
  kUnavailable,  // Locked by another process, or an I/O error. Try again later.
};

class Error : public std::runtime_error {
 public:
  Error(Errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
  Errc code() const { return code_; }

 private:
  Errc code_;
};

// The exact-match fields of a document. Values are opaque, compared byte for byte, 1..200 bytes.
enum class Field { kOwner, kType, kKind, kAgency, kProcedure, kDossier, kStatus, kYear };

struct Filter {
  Field field;
  std::string value;
};

struct Document {
  std::string id;  // Unique; 1..200 bytes. A later document of the same id replaces this one.
  std::vector<Filter> filters;
  std::string number;                       // Document number such as "12/QĐ-UBND"; may be empty.
  std::string title;                        // UTF-8, any normal form; weighs more than the pages.
  std::vector<std::string> pages;           // UTF-8, any normal form; page i is number i + 1.
  std::optional<std::int32_t> issued_days;  // Issue date, days since 1970-01-01.
};

// Words, "phrases" and document numbers; what each does is said in index/query_plan.h. Diacritics
// are respected where typed and ignored where not.
struct Query {
  std::string text;  // At most kQueryBytesMax bytes of UTF-8; empty matches everything.
  // Values of one field are alternatives; fields restrict together. At most kFilterValuesMax.
  std::vector<Filter> filters;
  std::uint32_t limit = 20;  // 1..kLimitMax
  std::uint32_t offset = 0;  // 0..kOffsetMax
};
inline constexpr std::size_t kQueryBytesMax = 2000;
inline constexpr std::size_t kFilterValuesMax = 100;
inline constexpr std::uint32_t kLimitMax = 100;
inline constexpr std::uint32_t kOffsetMax = 10000;

struct Hit {
  std::string id;
  double score = 0;  // Comparable within one result only.
};

struct Result {
  std::vector<Hit> hits;    // Best first; ties in the order of ids.
  std::uint64_t total = 0;  // Matching documents: exact if total_is_exact, else an estimate.
  bool total_is_exact = false;
  Position position = 0;  // The log position that this answer reflects.
};

// The one writer of an index directory. Thread-confined.
class Indexer {
 public:
  // Opens `directory`, creating an empty index where there is none. Throws kUnavailable where
  // another Indexer has it open, kDamaged where it cannot be read.
  explicit Indexer(const std::filesystem::path& directory);
  ~Indexer();  // Uncommitted changes are dropped.
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  // The position given to the last commit().
  [[nodiscard]] Position position() const;

  // Both throw std::invalid_argument, and change nothing, for an id or a filter value out of
  // bounds. After any other error, all changes since the last commit are lost and everything but
  // the destructor throws kUnavailable: open the index anew and go on from its position().
  void upsert(const Document& document);
  void remove(std::string_view id);  // Absent ids are ignored.

  // Text bytes added since the last commit. What is pending is held in memory, about 20 times its
  // size, and a large heap is slow: commits of 1 to 2 MB feed fastest.
  [[nodiscard]] std::uint64_t pending_bytes() const;
  // Makes all changes and `position` durable together.
  void commit(Position position);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Answers queries on an index directory that an Indexer may be writing to. Thread-safe. When the
// directory is deleted and rebuilt, a new Searcher is needed.
class Searcher {
 public:
  explicit Searcher(const std::filesystem::path& directory);  // The index must exist.
  ~Searcher();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  // Sees every commit that ended before the call. Throws kBadQuery, kDamaged, kUnavailable.
  [[nodiscard]] Result search(const Query& query) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::index
