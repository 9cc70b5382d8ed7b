// store/error.h - What the store throws when it cannot do what a call's name says.
//
// Absence is not an error (std::optional), failed system calls are std::system_error with the
// generic category; everything else is store::Error with one of these codes.
#pragma once

#include <string>
#include <system_error>

namespace kho::store {

enum class Errc {
  kTooLarge = 1,       // The argument exceeds a documented bound. Nothing was stored.
  kNoSpace,            // Disk or map is full. Make room, try again.
  kCorrupt,            // Bytes on disk fail their check. Restore the named object from a backup.
  kBusy,               // Another process has the store open, or too many writers wait. Try again.
  kReadOnly,           // An earlier write failed and its outcome is unknown. Reopen the store.
  kNotAStore,          // The directory holds no store. Create one first.
  kAlreadyExists,      // The directory is not empty. Choose another.
  kHeld,               // A hold forbids to give the bytes up. Lift it first.
  kUnsupportedFormat,  // Written by another version. Use that version, or upgrade.
  kNotABackup,         // The folder holds no backups. Give the one that does.
  kOtherStore,         // The folder holds the backups of another store. Choose another.
};

[[nodiscard]] const std::error_category& error_category();
[[nodiscard]] inline std::error_code make_error_code(Errc code) {
  return {static_cast<int>(code), error_category()};
}

class Error : public std::system_error {
 public:
  Error(Errc code, const std::string& what) : std::system_error(make_error_code(code), what) {}
  [[nodiscard]] Errc errc() const { return static_cast<Errc>(code().value()); }
};

// Whether the failure concerns only the object that was read (damaged, missing, unreadable on the
// medium), so that others can be gone on with.
[[nodiscard]] inline bool is_damage(const std::system_error& error) {
  return error.code() == make_error_code(Errc::kCorrupt) || error.code() == std::errc::io_error ||
         error.code() == std::errc::no_such_file_or_directory;
}

}  // namespace kho::store
