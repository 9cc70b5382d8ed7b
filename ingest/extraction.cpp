#include "ingest/extraction.h"

#include <cassert>

namespace kho::ingest {

const char* failure_name(Failure failure) {
  switch (failure) {
    case Failure::kNone:
      return "none";
    case Failure::kBroken:
      return "broken";
    case Failure::kEncrypted:
      return "encrypted";
    case Failure::kTooManyPages:
      return "too_many_pages";
    case Failure::kTimeout:
      return "timeout";
    case Failure::kMemory:
      return "memory";
    case Failure::kCrashed:
      return "crashed";
    case Failure::kBadReply:
      return "bad_reply";
    case Failure::kTooManyPixels:
      return "too_many_pixels";
    case Failure::kNoModel:
      return "no_ocr_model";
    case Failure::kNoSuchPage:
      return "no_such_page";
  }
  assert(false);
  return "none";
}

const char* text_source_name(TextSource source) {
  switch (source) {
    case TextSource::kNone:
      return "none";
    case TextSource::kLayer:
      return "layer";
    case TextSource::kRecognised:
      return "recognised";
  }
  assert(false);
  return "none";
}

}  // namespace kho::ingest
