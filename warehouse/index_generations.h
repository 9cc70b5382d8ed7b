// warehouse/index_generations.h - Where the index lies, and the one that is built beside it.
//
//   index/CURRENT       the name of the generation that answers, six digits
//   index/000001/       a generation: a directory of index/indexer.h
//   index/000002/       a later one: being built; it goes on where it stopped
//
// What is neither is left from before and is removed. A folder without CURRENT, and what another
// version of Kho left in it, is begun anew: the index is made from the log.
//
// Thread-confined. Errors: index::Error kUnavailable, std::system_error.
#pragma once

#include <filesystem>
#include <vector>

namespace kho::warehouse {

class IndexGenerations {
 public:
  explicit IndexGenerations(std::filesystem::path folder);

  [[nodiscard]] std::filesystem::path current() const;
  // Of the one that is being built, or is to be; it may not exist yet.
  [[nodiscard]] std::filesystem::path next() const;
  // Makes the one that was built the current one, durably; the other stays until remove_others().
  void promote();
  void remove_others();
  // So that a rebuild begins anew.
  void remove_next();

 private:
  void write_current(unsigned number);
  void remove_all_but(const std::vector<std::filesystem::path>& kept);

  const std::filesystem::path folder_;
  unsigned number_ = 0;  // Of the current one.
};

}  // namespace kho::warehouse
