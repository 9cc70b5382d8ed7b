// ingest/ocr/ocr_engine.h - The text of a page of pixels, by Tesseract.
//
// A page is brought to 200..300 dpi, upright and level, and is then read with the models of all
// loaded languages together. Blank pages are not read. For the extraction child only.
//
// Thread-confined. Memory is some 12 times the page's pixels and 60 MB for the models. Errors:
// std::bad_alloc; what Tesseract asserts ends the process, as the sandbox expects.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ingest/image/page_image.h"

namespace tesseract {
class TessBaseAPI;
}

namespace kho::ingest {

// Where Debian's packages tesseract-ocr-* put their models.
inline constexpr const char* kOcrModels = "/usr/share/tesseract-ocr/5/tessdata";

enum class OcrOutcome {
  kText,
  kBlank,    // Nothing on it; not read.
  kNoText,   // Read, and no word found: a photograph, a drawing.
  kTimeout,  // "ocr_timeout": not read to its end in the time given.
};

// A word and where it is on the page as it was given, in 1/1000 of its width and height.
struct OcrWord {
  std::string text;  // UTF-8, never empty, without white space.
  std::uint16_t left = 0;
  std::uint16_t top = 0;
  std::uint16_t right = 0;
  std::uint16_t bottom = 0;
  float confidence = 0;  // 0..100, Tesseract's own.
};

struct OcrPage {
  OcrOutcome outcome = OcrOutcome::kNoText;
  std::string text;            // UTF-8 in reading order; a line each, paragraphs a line apart.
  std::vector<OcrWord> words;  // In the same order.
  double confidence = 0;       // The mean of the words'; 0 without words.
  int quarters = 0;            // The quarter turns clockwise that brought it upright, 0..3.
  double skew_degrees = 0;     // And the turn clockwise after them that makes its lines level.
};

class OcrEngine {
 public:
  // Loads the models `<language>.traineddata` of `languages` that are in `folder`, the first one
  // being the main one. Each further language costs a sixth more and some Vietnamese words their
  // marks ("vùng" becomes "vung" or "Ving"): {"vie"} reads Vietnamese best. Null where there is
  // none that can be read: "no_ocr_model". Reads files, so to be called before close_sandbox();
  // afterwards the engine opens none. It starts no thread where the process was started with
  // OMP_THREAD_LIMIT=1, which ChildProcess sees to.
  [[nodiscard]] static std::unique_ptr<OcrEngine> load(const std::filesystem::path& folder,
                                                       const std::vector<std::string>& languages);
  ~OcrEngine();
  OcrEngine(const OcrEngine&) = delete;
  OcrEngine& operator=(const OcrEngine&) = delete;

  // The languages loaded.
  [[nodiscard]] const std::vector<std::string>& languages() const { return languages_; }

  // Reads `page`, which is within ImageLimits. `time` is CPU time and bounds the recognition of
  // words, which is most of the work: 2 to 4 seconds for a full page.
  [[nodiscard]] OcrPage read(const PageImage& page, std::chrono::milliseconds time);

 private:
  OcrEngine(std::unique_ptr<tesseract::TessBaseAPI> tesseract, std::vector<std::string> languages);

  std::unique_ptr<tesseract::TessBaseAPI> tesseract_;
  std::vector<std::string> languages_;
};

}  // namespace kho::ingest
