// samples/cairo_handles.h - Owners of the C objects of Cairo and Pango.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>

namespace kho::samples {

template <auto kRelease>
struct Release {
  template <typename T>
  void operator()(T* object) const {
    kRelease(object);
  }
};

using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Release<cairo_destroy>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Release<cairo_font_options_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Release<g_object_unref>>;
using LayoutIter = std::unique_ptr<PangoLayoutIter, Release<pango_layout_iter_free>>;
using Font = std::unique_ptr<PangoFontDescription, Release<pango_font_description_free>>;

}  // namespace kho::samples
