#include "store/error.h"

namespace kho::store {
namespace {

class Category : public std::error_category {
 public:
  const char* name() const noexcept override { return "kho.store"; }
  std::string message(int code) const override {
    switch (static_cast<Errc>(code)) {
      case Errc::kTooLarge:
        return "too large";
      case Errc::kNoSpace:
        return "no space left";
      case Errc::kCorrupt:
        return "damaged data";
      case Errc::kBusy:
        return "busy";
      case Errc::kReadOnly:
        return "writing stopped after a failed write";
      case Errc::kNotAStore:
        return "not a store";
      case Errc::kAlreadyExists:
        return "already exists";
      case Errc::kHeld:
        return "held";
      case Errc::kUnsupportedFormat:
        return "unsupported format";
      case Errc::kNotABackup:
        return "not a backup";
      case Errc::kOtherStore:
        return "of another store";
    }
    return "unknown error";
  }
};

}  // namespace

const std::error_category& error_category() {
  static const Category category;
  return category;
}

}  // namespace kho::store
