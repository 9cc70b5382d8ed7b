#include "ingest/signature/signature_fields.h"

#include <exception>
#include <qpdf/QPDFExc.hh>
#include <set>

#include "ingest/signature/page_widgets.h"
#include "ingest/signature/pdf_date.h"
#include "ingest/signature/shown_text.h"

namespace kho::ingest {
namespace {

constexpr int kDepthMax = 32;

std::string text_of(QPDFObjectHandle object) {
  return object.isString() ? shown_text(object.getUTF8Value()) : std::string();
}

std::vector<std::int64_t> integers_of(QPDFObjectHandle array) {
  std::vector<std::int64_t> numbers;
  if (!array.isArray() || array.getArrayNItems() != 4) return numbers;
  for (int i = 0; i < 4; ++i) {
    // What is not an integer becomes a number that check_byte_range() refuses.
    QPDFObjectHandle item = array.getArrayItem(i);
    numbers.push_back(item.isInteger() ? item.getIntValue() : -1);
  }
  return numbers;
}

std::variant<SignedRange, SignatureReason> range_of(QPDFObjectHandle dictionary,
                                                    std::span<const std::byte> file,
                                                    const SignatureLimits& limits) {
  QPDFObjectHandle contents = dictionary.getKey("/Contents");
  if (!contents.isString()) return SignatureReason::kContentsMissing;
  const std::string bytes = contents.getStringValue();
  if (bytes.empty()) return SignatureReason::kContentsMissing;
  if (bytes.size() > limits.contents_bytes) return SignatureReason::kOverLimits;
  return check_byte_range(file, integers_of(dictionary.getKey("/ByteRange")), bytes);
}

SignatureField field_of(QPDFObjectHandle value, const std::string& name,
                        std::span<const std::byte> file, const SignatureLimits& limits) {
  SignatureField field{.name = name,
                       .sub_filter = {},
                       .claimed_at_s = std::nullopt,
                       .signed_range = SignatureReason::kContentsMissing};
  if (!value.isDictionary()) return field;
  QPDFObjectHandle sub_filter = value.getKey("/SubFilter");
  if (sub_filter.isName()) field.sub_filter = shown_text(sub_filter.getName().substr(1));
  QPDFObjectHandle date = value.getKey("/M");
  if (date.isString()) field.claimed_at_s = parse_pdf_date(date.getStringValue());
  field.signed_range = range_of(value, file, limits);
  return field;
}

// What a field inherits from those above it.
struct Inherited {
  std::string name;
  bool is_signature = false;
  QPDFObjectHandle value = QPDFObjectHandle::newNull();
};

// Walks over the tree of fields without recursion, each indirect object once.
class FieldWalk {
 public:
  FieldWalk(std::span<const std::byte> file, const SignatureLimits& limits, SignatureFields& found)
      : file_(file), limits_(limits), found_(found) {}

  // The fields of a form.
  void run(QPDFObjectHandle fields) {
    push(fields, {}, 0);
    visit_all();
  }

  // A widget on a page, with what it inherits from above; nothing where the form had it already.
  void run_widget(QPDFObjectHandle widget) {
    QPDFObjectHandle top = widget;
    int depth = 0;
    while (depth < kDepthMax && top.getKey("/Parent").isDictionary()) {
      top = top.getKey("/Parent");
      ++depth;
    }
    // Also the widget itself, for a parent that does not know it.
    if (depth > 0) stack_.push_back({widget, {}, 0});
    stack_.push_back({top, {}, 0});
    visit_all();
  }

 private:
  struct Node {
    QPDFObjectHandle field;
    Inherited inherited;
    int depth;
  };

  void visit_all() {
    while (!stack_.empty()) {
      const Node node = stack_.back();
      stack_.pop_back();
      visit(node);
    }
  }

  void push(QPDFObjectHandle fields, const Inherited& inherited, int depth) {
    if (!fields.isArray()) return;
    const auto count = static_cast<std::uint64_t>(fields.getArrayNItems());
    if (depth > kDepthMax || count > limits_.form_fields - pushed_) {
      found_.search = SignatureSearch::kTooMany;
      return;
    }
    pushed_ += count;
    // The last goes first, so that the first comes out first.
    for (int i = static_cast<int>(count) - 1; i >= 0; --i) {
      stack_.push_back({fields.getArrayItem(i), inherited, depth});
    }
  }

  void visit(const Node& node) {
    QPDFObjectHandle field = node.field;
    if (!is_first(visited_fields_, field) || !field.isDictionary()) return;
    Inherited own = node.inherited;
    const std::string part = text_of(field.getKey("/T"));
    if (!part.empty()) own.name = shown_text(own.name.empty() ? part : own.name + "." + part);
    const bool has_type = field.hasKey("/FT");
    const bool has_value = field.hasKey("/V");
    if (has_type) own.is_signature = field.getKey("/FT").isNameAndEquals("/Sig");
    if (has_value) own.value = field.getKey("/V");
    // A widget below a signed field inherits both, and is no second signature.
    if ((has_type || has_value) && own.is_signature && !own.value.isNull()) add(own);
    push(field.getKey("/Kids"), own, node.depth + 1);
  }

  void add(const Inherited& signed_field) {
    if (!is_first(visited_values_, signed_field.value)) return;
    if (found_.fields.size() >= limits_.signatures) {
      found_.search = SignatureSearch::kTooMany;
      return;
    }
    found_.fields.push_back(field_of(signed_field.value, signed_field.name, file_, limits_));
  }

  // Always true for direct objects, which are where they are once.
  static bool is_first(std::set<QPDFObjGen>& visited, const QPDFObjectHandle& object) {
    return !object.isIndirect() || visited.insert(object.getObjGen()).second;
  }

  std::span<const std::byte> file_;
  const SignatureLimits& limits_;
  SignatureFields& found_;
  std::vector<Node> stack_;
  // Apart, or else a signature could be hidden by a field list that names it as a field, too.
  std::set<QPDFObjGen> visited_fields_;
  std::set<QPDFObjGen> visited_values_;
  std::uint64_t pushed_ = 0;
};

}  // namespace

SignatureFields find_signature_fields(std::span<const std::byte> file,
                                      const SignatureLimits& limits) {
  SignatureFields found;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("", reinterpret_cast<const char*>(file.data()), file.size());
    found.search = SignatureSearch::kComplete;
    FieldWalk walk(file, limits, found);
    QPDFObjectHandle form = pdf.getRoot().getKey("/AcroForm");
    if (form.isDictionary()) walk.run(form.getKey("/Fields"));
    const PageWidgets shown = find_page_widgets(pdf, limits.form_fields);
    if (!shown.is_all) found.search = SignatureSearch::kTooMany;
    for (const QPDFObjectHandle& widget : shown.widgets) walk.run_widget(widget);
  } catch (const QPDFExc& error) {
    found.search = error.getErrorCode() == qpdf_e_password ? SignatureSearch::kEncrypted
                                                           : SignatureSearch::kBroken;
  } catch (const std::exception&) {
    // QPDF has many more, such as std::range_error for a number of twenty digits.
    found.search = SignatureSearch::kBroken;
  }
  return found;
}

}  // namespace kho::ingest
