// Pages are decoded, drawn, read and looked for codes behind the closed sandbox: no library here
// needs a file or a system call that the extraction child has not.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "ingest/image/page_facts.h"
#include "ingest/image/page_hash.h"
#include "ingest/image/page_preview.h"
#include "ingest/image/page_source.h"
#include "ingest/image/pdf_scan.h"
#include "ingest/image/qr_code.h"
#include "ingest/ocr/ocr_engine.h"
#include "ingest/sandbox.h"
#include "tests/ingest/image/drawn_page.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

using namespace std::chrono_literals;

void require(bool condition, const char* what) {
  if (condition) return;
  (void)!::write(STDERR_FILENO, what, std::char_traits<char>::length(what));
  ::_exit(EXIT_FAILURE);
}

PageImage first_page(const std::string& file, Colour colour) {
  const OpenedPages opened = open_pages(bytes_of(file), {});
  require(opened.pages != nullptr, "not opened");
  PageImageResult result = opened.pages->read(0, colour, 200);
  require(result.failure == ImageFailure::kNone, "not read");
  return std::move(result.image);
}

[[noreturn]] void look_at_everything() {
  const PageImage drawn = drawn_page(kDecree, 200, Colour::kRgb);
  const std::string jpeg = as_jpeg(drawn, 85);
  const std::string png = as_png(drawn);
  const std::string tiff = as_tiff({drawn});
  const std::string scan_pdf = pdf_of_images(1);
  const std::string text_pdf = pdf_of_text({U"Giấy phép"});
  prepare_page_sources();
  const auto engine = OcrEngine::load(kOcrModels, {"vie", "eng"});
  require(engine != nullptr, "no models");

  close_sandbox(100s, 2ULL << 30);
  for (const std::string& file : {jpeg, png, tiff}) {
    const PageImage page = first_page(file, Colour::kRgb);
    require(!page_facts(page).is_blank, "blank");
    require(page_hash(page).has_value(), "no hash");
    require(!page_preview(page, 300).empty(), "no preview");
    require(find_qr_codes(page, 4).empty(), "a code");
  }
  const OcrPage read = engine->read(first_page(jpeg, Colour::kGrey), 60s);
  require(read.outcome == OcrOutcome::kText && read.words.size() > 100, "no text");
  for (const std::string& file : {scan_pdf, text_pdf}) {
    (void)first_page(file, Colour::kRgb);
    require(PdfScans::open(bytes_of(file)) != nullptr, "no scans");
  }
  require(first_page(scan_pdf, Colour::kGrey).width > 1600, "not drawn");
  require(open_pages(bytes_of(jpeg.substr(0, 5000)), {}).failure == ImageFailure::kNone, "header");
  ::_exit(EXIT_SUCCESS);
}

TEST(SandboxedPages, NeedNothingThatTheSandboxForbids) {
  // The style starts this program again, so that OpenMP sees its limit; ChildProcess sets it, too.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  ::setenv("OMP_THREAD_LIMIT", "1", 1);
  EXPECT_EXIT(look_at_everything(), testing::ExitedWithCode(EXIT_SUCCESS), "");
}

}  // namespace
}  // namespace kho::ingest
