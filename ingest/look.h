// ingest/look.h - What the pixels of a page tell, recognising apart.
//
// For the extraction child. Thread-confined.
#pragma once

#include "ingest/extraction.h"
#include "ingest/image/page_image.h"

namespace kho::ingest {

// Puts what is seen on `page` into `findings`.
void look_at(const PageImage& page, PageFindings& findings);

// Why a page or file could not be looked at, in the words of an extraction.
[[nodiscard]] Failure failure_of(ImageFailure failure);

}  // namespace kho::ingest
