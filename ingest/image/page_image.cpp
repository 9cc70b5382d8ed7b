#include "ingest/image/page_image.h"

#include <cassert>

namespace kho::ingest {

const char* image_failure_name(ImageFailure failure) {
  switch (failure) {
    case ImageFailure::kNone:
      return "none";
    case ImageFailure::kUnsupported:
      return "unsupported_image";
    case ImageFailure::kBroken:
      return "broken_image";
    case ImageFailure::kTruncated:
      return "truncated_image";
    case ImageFailure::kEncrypted:
      return "encrypted";
    case ImageFailure::kTooManyPixels:
      return "too_many_pixels";
    case ImageFailure::kTooManyPages:
      return "too_many_pages";
  }
  assert(false);
  return "none";
}

}  // namespace kho::ingest
