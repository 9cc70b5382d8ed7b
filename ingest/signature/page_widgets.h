// ingest/signature/page_widgets.h - The form fields that a PDF shows, whether its form knows them
// or not.
//
// Programs that shorten signed files tend to drop the form and leave what it drew on the pages: the
// stamp stays to be seen. For the extraction child only. Thread-confined.
#pragma once

#include <cstdint>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <vector>

namespace kho::ingest {

struct PageWidgets {
  std::vector<QPDFObjectHandle> widgets;
  bool is_all = true;
};

// The widgets (ISO 32000-1, 12.5.6.19) in the annotations of all pages, at most `widgets_max`. Each
// object is looked at once, however often it is referred to. Throws what QPDF throws.
[[nodiscard]] PageWidgets find_page_widgets(QPDF& pdf, std::uint32_t widgets_max);

}  // namespace kho::ingest
