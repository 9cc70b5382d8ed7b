#include "ingest/ocr/ocr_engine.h"

#include <fmt/ranges.h>
#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "ingest/image/ink.h"
#include "ingest/image/pix.h"
#include "ingest/ocr/orientation.h"
#include "ingest/ocr/page_turn.h"

namespace kho::ingest {
namespace {

// CPU time of this thread: on a busy machine a page is given no less.
std::chrono::nanoseconds cpu_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Called by Tesseract between words.
bool is_late(void* deadline, int /*words*/) {
  return cpu_time() >= *static_cast<std::chrono::nanoseconds*>(deadline);
}

// Below the first, letters are too small to tell their diacritics apart; above the third, time
// grows and errors hardly shrink: on pages of gazettes 300 dpi cost a quarter more than 200, and
// gave one error more in a hundred words where they were clean, one less where they were dirty.
constexpr double kDpiLeast = 150;
constexpr double kDpiSmallPage = 200;
constexpr double kDpiMost = 310;
constexpr double kDpiLargePage = 300;
constexpr int kSideMin = 32;  // Pixels; nothing legible is smaller.

// Lines that slant less are read as well as level ones.
constexpr double kLevelEnough = 0.2;

// A page whose way up is not clear is tried the other ways where reading it gives less than this.
constexpr double kDoubtfulConfidence = 60;

// The page at a resolution fit for reading.
PixHandle scaled_for_reading(PixHandle grey) {
  const double dpi = working_dpi(grey.get());
  double scale = 1;
  if (dpi > kDpiMost) scale = kDpiLargePage / dpi;
  if (dpi < kDpiLeast) scale = std::min(kDpiSmallPage / dpi, 3.0);
  const double side = scale * std::max(pixGetWidth(grey.get()), pixGetHeight(grey.get()));
  constexpr double kSideMost = 15'000;
  if (side > kSideMost) scale *= kSideMost / side;
  if (scale != 1 &&
      scale * std::min(pixGetWidth(grey.get()), pixGetHeight(grey.get())) >= kSideMin) {
    grey = own(pixScale(grey.get(), static_cast<float>(scale), static_cast<float>(scale)));
  }
  const auto resolution = static_cast<int>(std::lround(dpi * scale));
  pixSetResolution(grey.get(), resolution, resolution);
  return grey;
}

bool is_white_space(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos;
}

std::uint16_t thousandths(double part) {
  return static_cast<std::uint16_t>(std::lround(1000 * std::clamp(part, 0.0, 1.0)));
}

// The word at which `it` stands, whose text is `text`.
OcrWord word_at(const tesseract::ResultIterator& it, const char* text, const PageTurn& turn) {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
  it.BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom);
  const auto at = [&](int x, int y) {
    return turn.back({static_cast<double>(x), static_cast<double>(y)});
  };
  const std::array<Place, 4> corners = {at(left, top), at(right, top), at(left, bottom),
                                        at(right, bottom)};
  const auto [x_min, x_max] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [y_min, y_max] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  return {.text = text,
          .left = thousandths(x_min),
          .top = thousandths(y_min),
          .right = thousandths(x_max),
          .bottom = thousandths(y_max),
          .confidence = it.Confidence(tesseract::RIL_WORD)};
}

OcrPage without_text(OcrOutcome outcome) {
  OcrPage page;
  page.outcome = outcome;
  return page;
}

// What Tesseract has recognised on `turn`.
OcrPage collect(tesseract::TessBaseAPI& api, const PageTurn& turn) {
  OcrPage page;
  const std::unique_ptr<tesseract::ResultIterator> it(api.GetIterator());
  if (it == nullptr) return page;
  bool begins_line = true;
  do {
    const std::unique_ptr<char[]> text(it->GetUTF8Text(tesseract::RIL_WORD));
    // A picture is a word of one space.
    if (text != nullptr && !is_white_space(text.get())) {
      if (!begins_line) page.text += ' ';
      page.text += text.get();
      begins_line = false;
      page.words.push_back(word_at(*it, text.get(), turn));
    }
    if (!begins_line && it->IsAtFinalElement(tesseract::RIL_TEXTLINE, tesseract::RIL_WORD)) {
      page.text += '\n';
      begins_line = true;
      if (it->IsAtFinalElement(tesseract::RIL_PARA, tesseract::RIL_WORD)) page.text += '\n';
    }
  } while (it->Next(tesseract::RIL_WORD));

  if (page.words.empty()) return page;
  page.outcome = OcrOutcome::kText;
  while (page.text.ends_with("\n\n")) page.text.pop_back();
  page.confidence =
      std::accumulate(page.words.begin(), page.words.end(), 0.0,
                      [](double sum, const OcrWord& w) { return sum + w.confidence; }) /
      static_cast<double>(page.words.size());
  return page;
}

// `grey`, turned upright by `quarters` and then made level, as Tesseract reads it.
OcrPage read_turned(tesseract::TessBaseAPI& api, Pix* grey, Pix* ink, int quarters,
                    std::chrono::nanoseconds deadline) {
  const double dpi = working_dpi(grey);
  const PixHandle upright_ink = own(pixRotateOrth(ink, quarters));
  const double skew = skew_of(upright_ink.get(), dpi).value_or(0);
  const PageTurn turn(grey, quarters, std::abs(skew) < kLevelEnough ? 0 : skew);

  OcrPage page;
  tesseract::ETEXT_DESC monitor;
  monitor.cancel = is_late;
  monitor.cancel_this = &deadline;
  if (cpu_time() < deadline) {
    api.SetImage(turn.turned());
    api.SetSourceResolution(static_cast<int>(std::lround(dpi)));
    if (api.Recognize(&monitor) == 0) page = collect(api, turn);
    api.Clear();
  }
  if (cpu_time() >= deadline) page = without_text(OcrOutcome::kTimeout);
  page.quarters = quarters;
  page.skew_degrees = skew;
  return page;
}

// Mean confidence says little of a page of three words.
double worth(const OcrPage& page) {
  return page.confidence * std::sqrt(static_cast<double>(page.words.size()));
}

}  // namespace

OcrEngine::OcrEngine(std::unique_ptr<tesseract::TessBaseAPI> tesseract,
                     std::vector<std::string> languages)
    : tesseract_(std::move(tesseract)), languages_(std::move(languages)) {}

OcrEngine::~OcrEngine() = default;

std::unique_ptr<OcrEngine> OcrEngine::load(const std::filesystem::path& folder,
                                           const std::vector<std::string>& languages) {
  ::setMsgSeverity(L_SEVERITY_NONE);
  std::vector<std::string> found;
  for (const std::string& language : languages) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(folder / (language + ".traineddata"), ignored)) {
      found.push_back(language);
    }
  }
  if (found.empty()) return nullptr;
  auto tesseract = std::make_unique<tesseract::TessBaseAPI>();
  tesseract->SetVariable("debug_file", "/dev/null");
  if (tesseract->Init(folder.c_str(), fmt::format("{}", fmt::join(found, "+")).c_str(),
                      tesseract::OEM_LSTM_ONLY) != 0) {
    return nullptr;
  }
  tesseract->SetPageSegMode(tesseract::PSM_AUTO);
  tesseract->GetLoadedLanguagesAsVector(&found);
  return std::unique_ptr<OcrEngine>(new OcrEngine(std::move(tesseract), std::move(found)));
}

OcrPage OcrEngine::read(const PageImage& page, std::chrono::milliseconds time) {
  const auto deadline = cpu_time() + time;
  if (std::min(page.width, page.height) < kSideMin) return {};
  const PixHandle grey = scaled_for_reading(to_grey_pix(page));
  const double dpi = working_dpi(grey.get());
  const PixHandle ink = ink_of(grey.get());
  if (is_blank(ink.get(), dpi)) return without_text(OcrOutcome::kBlank);

  const std::optional<int> quarters = quarters_to_upright(ink.get(), dpi);
  OcrPage best = read_turned(*tesseract_, grey.get(), ink.get(), quarters.value_or(0), deadline);
  if (quarters || best.confidence >= kDoubtfulConfidence) return best;
  for (const int other : {2, 1, 3}) {
    if (best.outcome == OcrOutcome::kTimeout) break;
    OcrPage again = read_turned(*tesseract_, grey.get(), ink.get(), other, deadline);
    if (again.outcome == OcrOutcome::kTimeout) break;  // What has been read stands.
    if (worth(again) > worth(best)) best = std::move(again);
  }
  return best;
}

}  // namespace kho::ingest
