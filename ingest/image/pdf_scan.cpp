#include "ingest/image/pdf_scan.h"

#include <algorithm>
#include <cmath>
#include <new>
// qpdf 11 asks how far the move from its own pointers to the standard's has come: all the way.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFMatrix.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <stdexcept>
#include <string>
#include <vector>

namespace kho::ingest {
namespace {

using Rectangle = QPDFObjectHandle::Rectangle;

constexpr double kPointsPerInch = 72;
constexpr int kOperandsMax = 100'000;  // Of a page and its forms, operators included.
constexpr std::size_t kSavedStatesMax = 64;
constexpr int kFormsDeepMax = 6;

double area(const Rectangle& box) {
  return std::max(0.0, box.urx - box.llx) * std::max(0.0, box.ury - box.lly);
}

Rectangle overlap(const Rectangle& a, const Rectangle& b) {
  return {std::max(a.llx, b.llx), std::max(a.lly, b.lly), std::min(a.urx, b.urx),
          std::min(a.ury, b.ury)};
}

// Of a colour space, where that is clear; 0 otherwise.
std::uint32_t components(QPDFObjectHandle space) {
  if (space.isArray() && space.getArrayNItems() > 1) {
    const std::string family =
        space.getArrayItem(0).isName() ? space.getArrayItem(0).getName() : "";
    if (family == "/ICCBased" && space.getArrayItem(1).isStream()) {
      auto n = space.getArrayItem(1).getDict().getKey("/N");
      return n.isInteger() ? static_cast<std::uint32_t>(std::clamp(n.getIntValueAsInt(), 0, 4)) : 0;
    }
    if (family == "/CalGray" || family == "/Separation") return 1;
    return family == "/CalRGB" || family == "/Lab" || family == "/Indexed" ? 3 : 0;
  }
  if (!space.isName()) return 0;
  const std::string name = space.getName();
  if (name == "/DeviceGray") return 1;
  return name == "/DeviceRGB" ? 3 : name == "/DeviceCMYK" ? 4 : 0;
}

// Of the dictionary of an image.
std::uint32_t bits_per_pixel(QPDFObjectHandle image) {
  QPDFObjectHandle mask = image.getKey("/ImageMask");
  if (mask.isBool() && mask.getBoolValue()) return 1;
  QPDFObjectHandle bits = image.getKey("/BitsPerComponent");
  if (!bits.isInteger()) return 0;
  const auto depth = static_cast<std::uint32_t>(std::clamp(bits.getIntValueAsInt(), 0, 16));
  // A palette of two is black and white as far as a scanner is concerned.
  return depth == 1 ? 1 : depth * components(image.getKey("/ColorSpace"));
}

// The scan of one page, as its operators are read.
struct Found {
  Rectangle page;
  PdfScan scan;
  double largest_area = 0;
  double covered_area = 0;
  int operands_left = kOperandsMax;

  // `image` is the dictionary of one.
  void place(QPDFObjectHandle image, const QPDFMatrix& matrix) {
    const double seen = area(overlap(matrix.transformRectangle({0, 0, 1, 1}), page));
    if (!(seen > 0)) return;
    covered_area += seen;
    if (seen <= largest_area) return;
    QPDFObjectHandle width = image.getKey("/Width");
    QPDFObjectHandle height = image.getKey("/Height");
    if (!width.isInteger() || !height.isInteger()) return;
    largest_area = seen;
    const double across = width.getIntValueAsInt() / std::hypot(matrix.a, matrix.b);
    const double down = height.getIntValueAsInt() / std::hypot(matrix.c, matrix.d);
    scan.dpi = kPointsPerInch * std::max(0.0, std::min(across, down));
    scan.bits_per_pixel = bits_per_pixel(image);
  }
};

// Follows the transformation matrix through one content stream.
class ContentReader final : public QPDFObjectHandle::ParserCallbacks {
 public:
  ContentReader(Found& found, QPDFObjectHandle resources, QPDFMatrix matrix, int depth)
      : found_(found), resources_(std::move(resources)), matrix_(matrix), depth_(depth) {}

  void handleObject(QPDFObjectHandle object, std::size_t /*offset*/,
                    std::size_t /*length*/) override {
    if (--found_.operands_left < 0) terminateParsing();
    if (!object.isOperator()) {
      constexpr std::size_t kOperandsKept = 64;  // More than any operator takes.
      if (operands_.size() < kOperandsKept) operands_.push_back(object);
      return;
    }
    const std::string name = object.getOperatorValue();
    if (name == "q") {
      if (saved_.size() == kSavedStatesMax) terminateParsing();
      saved_.push_back(matrix_);
    } else if (name == "Q") {
      if (!saved_.empty()) {
        matrix_ = saved_.back();
        saved_.pop_back();
      }
    } else if (name == "cm") {
      if (operands_.size() == 6) matrix_.concat(matrix_of(operands_));
    } else if (name == "Do") {
      if (operands_.size() == 1 && operands_[0].isName()) draw(operands_[0].getName());
    }
    operands_.clear();
  }
  void handleEOF() override {}

 private:
  static QPDFMatrix matrix_of(const std::vector<QPDFObjectHandle>& numbers) {
    const auto number = [&](std::size_t i) {
      QPDFObjectHandle value = numbers[i];
      return value.isNumber() ? value.getNumericValue() : 0;
    };
    return {number(0), number(1), number(2), number(3), number(4), number(5)};
  }

  void draw(const std::string& name) {
    QPDFObjectHandle objects =
        resources_.isDictionary() ? resources_.getKey("/XObject") : QPDFObjectHandle::newNull();
    if (!objects.isDictionary()) return;
    QPDFObjectHandle object = objects.getKey(name);
    if (object.isImage(false)) {
      found_.place(object.getDict(), matrix_);
    } else if (object.isFormXObject() && depth_ < kFormsDeepMax) {
      draw_form(object);
    }
  }

  void draw_form(QPDFObjectHandle form) {
    QPDFMatrix matrix = matrix_;
    QPDFObjectHandle own = form.getDict().getKey("/Matrix");
    if (own.isArray() && own.getArrayNItems() == 6)
      matrix.concat(matrix_of(own.getArrayAsVector()));
    QPDFObjectHandle resources = form.getDict().getKey("/Resources");
    ContentReader reader(found_, resources.isDictionary() ? resources : resources_, matrix,
                         depth_ + 1);
    QPDFPageObjectHelper(form).parseContents(&reader);
    if (found_.operands_left < 0) terminateParsing();
  }

  Found& found_;
  QPDFObjectHandle resources_;
  QPDFMatrix matrix_;
  const int depth_;
  std::vector<QPDFMatrix> saved_;
  std::vector<QPDFObjectHandle> operands_;
};

}  // namespace

struct PdfScans::Document {
  QPDF pdf;
  std::vector<QPDFPageObjectHelper> pages;
};

PdfScans::PdfScans(std::unique_ptr<Document> document) : document_(std::move(document)) {}
PdfScans::~PdfScans() = default;

std::unique_ptr<PdfScans> PdfScans::open(std::span<const std::byte> file) {
  auto document = std::make_unique<Document>();
  document->pdf.setSuppressWarnings(true);
  try {
    document->pdf.processMemoryFile("", reinterpret_cast<const char*>(file.data()), file.size());
    document->pages = QPDFPageDocumentHelper(document->pdf).getAllPages();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return nullptr;  // Whatever qpdf and what it is built on throw for files: QPDFExc and others.
  }
  return std::unique_ptr<PdfScans>(new PdfScans(std::move(document)));
}

std::optional<PdfScan> PdfScans::page(std::uint32_t page) const {
  if (page >= document_->pages.size()) return std::nullopt;
  Found found;
  try {
    QPDFPageObjectHelper helper = document_->pages[page];
    found.page = helper.getCropBox().getArrayAsRectangle();
    ContentReader reader(found, helper.getAttribute("/Resources", false), QPDFMatrix(), 0);
    helper.parseContents(&reader);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    // What was placed before the damage counts.
  }
  if (!(found.largest_area > 0)) return std::nullopt;
  found.scan.coverage = std::min(1.0, found.covered_area / area(found.page));
  return found.scan;
}

}  // namespace kho::ingest
