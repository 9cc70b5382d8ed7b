// index/indexer.h - The one writer of an index: documents in.
//
// The index is derived data: it is fed from an ordered log and remembers, atomically with its
// documents, the log position up to which it is complete. It can be deleted and rebuilt at any
// time. Layout of the directory and of the shards in it: docs/format/index.md.
//
// Errors: index::Error. Thread-confined.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "index/document.h"

namespace kho::index {

// A part of the index. Documents go into the live one; sealed ones are compact and only lose
// documents that were removed or came anew; remote ones are sealed ones on another machine.
struct ShardInfo {
  enum class State { kLive, kSealed, kRemote };
  std::string name;  // Six digits; a folder of the index directory, unless it is remote.
  State state = State::kLive;
  std::string label;    // Of what: a year. Empty of the live one.
  std::string address;  // "host:port" of a remote one.
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;             // On this machine's disk.
  std::uint64_t removals_waiting = 0;  // Of a remote one that could not be reached or written to.
};
inline constexpr std::size_t kShardsMax = 64;

class Indexer {
 public:
  // Opens `directory`, creating an empty index where there is none. Throws kUnavailable where
  // another Indexer has it open, kDamaged where it cannot be read.
  explicit Indexer(const std::filesystem::path& directory);
  ~Indexer();  // Uncommitted changes are dropped.
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  // What was given to the last commit().
  [[nodiscard]] Position position() const;
  [[nodiscard]] const std::string& bookmark() const;

  // Both throw std::invalid_argument, and change nothing, for an id or a filter value out of
  // bounds. After any other error, all changes since the last commit are lost and everything but
  // the destructor throws kUnavailable: open the index anew and go on from its position().
  void upsert(const Document& document);
  void remove(std::string_view id);  // Absent ids are ignored.

  // Text bytes added since the last commit. What is pending is held in memory, about 20 times its
  // size, and a large heap is slow: commits of 1 to 2 MB feed fastest.
  [[nodiscard]] std::uint64_t pending_bytes() const;
  // Makes all changes, `position` and `bookmark` (at most kBookmarkBytesMax bytes, for whoever
  // feeds the index) durable together. A document that moved out of a sealed shard may be found in
  // both until this returns, and after a crash until the feeder repeats its work.
  void commit(Position position, std::string_view bookmark = {});

  // Commits, closes the live shard under `label`, compacts it, and begins a new one. Does nothing
  // where the live shard is empty; returns whether it did. Takes some seconds for each GB.
  bool seal(const std::string& label);
  // Commits, and rewrites the live shard without the room that updates leave.
  void compact();
  // From now on the sealed shard `name` is that of xapian-tcpsrv at `address` ("host:port"), which
  // serves a copy of its folder; the folder here is removed. Throws kUnavailable where the server
  // does not answer or serves another shard; std::invalid_argument where there is no such shard.
  void move_out(const std::string& name, const std::string& address);
  [[nodiscard]] std::vector<ShardInfo> shards() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
inline constexpr std::size_t kBookmarkBytesMax = 1000;

}  // namespace kho::index
