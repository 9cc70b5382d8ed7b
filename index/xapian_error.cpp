#include "index/xapian_error.h"

#include <string>

#include "index/error.h"

namespace kho::index {
namespace {

// What Xapian reports is damage where it could read and did not understand, and unavailability
// where the system refused: it then carries the system's message.
bool is_damage(const Xapian::Error& error) {
  const std::string_view type = error.get_type();
  if (type == "DatabaseCorruptError" || type == "DatabaseVersionError" ||
      type == "SerialisationError" || type == "InternalError" || type == "RangeError") {
    return true;
  }
  return type == "DatabaseOpeningError" && error.get_error_string() == nullptr;
}

}  // namespace

void throw_translated(const Xapian::Error& error) {
  throw Error(is_damage(error) ? Errc::kDamaged : Errc::kUnavailable, error.get_description());
}

}  // namespace kho::index
