// index/error.h - What the index folder throws.
#pragma once

#include <stdexcept>
#include <string>

namespace kho::index {

enum class Errc {
  kBadQuery,     // The query cannot be searched; the message says why. Ask again, corrected.
  kDamaged,      // The index on disk is unreadable. Rebuild it from the log.
  kOutdated,     // The index was written by another version. Rebuild it from the log.
  kUnavailable,  // Locked by another process, or an I/O error. Try again later.
};

// No Xapian or ICU error leaves this folder.
class Error : public std::runtime_error {
 public:
  Error(Errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
  Errc code() const { return code_; }

 private:
  Errc code_;
};

}  // namespace kho::index
