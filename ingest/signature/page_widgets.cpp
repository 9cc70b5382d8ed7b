#include "ingest/signature/page_widgets.h"

#include <set>

namespace kho::ingest {
namespace {

// Walks over the page tree without recursion.
class PageWalk {
 public:
  explicit PageWalk(std::uint32_t widgets_max) : widgets_max_(widgets_max) {}

  PageWidgets run(QPDFObjectHandle pages) {
    stack_.push_back(pages);
    while (!stack_.empty() && found_.is_all) {
      QPDFObjectHandle node = stack_.back();
      stack_.pop_back();
      if (!first_visit(node) || !node.isDictionary()) continue;
      QPDFObjectHandle kids = node.getKey("/Kids");
      if (kids.isArray()) {
        push_all(kids);
      } else {
        take_widgets(node.getKey("/Annots"));
      }
    }
    return std::move(found_);
  }

 private:
  void push_all(QPDFObjectHandle kids) {
    if (!first_visit(kids)) return;
    // The last goes first, so that the first comes out first.
    for (int i = kids.getArrayNItems() - 1; i >= 0; --i) stack_.push_back(kids.getArrayItem(i));
  }

  void take_widgets(QPDFObjectHandle annotations) {
    if (!annotations.isArray() || !first_visit(annotations)) return;
    for (int i = 0; i < annotations.getArrayNItems(); ++i) {
      QPDFObjectHandle annotation = annotations.getArrayItem(i);
      if (!annotation.isDictionary()) continue;
      if (!annotation.getKey("/Subtype").isNameAndEquals("/Widget")) continue;
      if (found_.widgets.size() >= widgets_max_) {
        found_.is_all = false;
        return;
      }
      found_.widgets.push_back(annotation);
    }
  }

  // Always true for direct objects, which are where they are once.
  bool first_visit(const QPDFObjectHandle& object) {
    return !object.isIndirect() || visited_.insert(object.getObjGen()).second;
  }

  std::uint32_t widgets_max_;
  std::vector<QPDFObjectHandle> stack_;
  std::set<QPDFObjGen> visited_;
  PageWidgets found_;
};

}  // namespace

PageWidgets find_page_widgets(QPDF& pdf, std::uint32_t widgets_max) {
  return PageWalk(widgets_max).run(pdf.getRoot().getKey("/Pages"));
}

}  // namespace kho::ingest
