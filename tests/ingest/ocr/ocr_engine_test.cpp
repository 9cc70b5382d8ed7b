#include "ingest/ocr/ocr_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <sstream>
#include <utility>

#include "ingest/utf8.h"
#include "tests/ingest/image/drawn_page.h"

namespace kho::ingest {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

// The edits that make `found` of `truth`, per word of `truth` (WER).
double word_error(const std::string& truth, const std::string& found) {
  const auto wanted = words_of(truth);
  const auto had = words_of(found);
  std::vector<std::size_t> row(had.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < had.size(); ++j) {
      const std::size_t changed = diagonal + (wanted[i] == had[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
    }
  }
  return static_cast<double>(row.back()) / static_cast<double>(wanted.size());
}

// One engine for all tests: it takes a quarter of a second to load.
class Ocr : public testing::Test {
 protected:
  static void SetUpTestSuite() { engine_ = OcrEngine::load(kOcrModels, {"vie", "eng"}); }
  static void TearDownTestSuite() { engine_.reset(); }
  void SetUp() override { ASSERT_NE(engine_, nullptr) << "tesseract-ocr-vie is not installed"; }

  static OcrPage read(const PageImage& page) { return engine_->read(page, 60s); }

  static std::unique_ptr<OcrEngine> engine_;
};
std::unique_ptr<OcrEngine> Ocr::engine_;

TEST_F(Ocr, CleanPageIsRead) {
  const OcrPage page = read(drawn_page(kDecree, 200));
  EXPECT_EQ(page.outcome, OcrOutcome::kText);
  EXPECT_LT(word_error(kDecree, page.text), 0.03) << page.text;
  EXPECT_GT(page.confidence, 85);
  EXPECT_EQ(page.quarters, 0);
  EXPECT_TRUE(is_utf8(page.text));
}

class Turned : public Ocr, public testing::WithParamInterface<int> {};

TEST_P(Turned, PageIsReadUpright) {
  const int quarters = GetParam();
  const OcrPage page = read(turned(drawn_page(kDecree, 200), quarters));
  EXPECT_EQ(page.quarters, (4 - quarters) % 4);
  EXPECT_LT(word_error(kDecree, page.text), 0.03) << page.text;

  // "CỘNG", the first word, is at the top left of the page as it should be looked at.
  ASSERT_FALSE(page.words.empty());
  const OcrWord& first = page.words.front();
  const bool left = quarters == 0 || quarters == 3;
  const bool top = quarters == 0 || quarters == 1;
  EXPECT_EQ((first.left + first.right) / 2 < 500, left) << first.left;
  EXPECT_EQ((first.top + first.bottom) / 2 < 500, top) << first.top;
}

INSTANTIATE_TEST_SUITE_P(Ocr, Turned, testing::Values(1, 2, 3), [](const auto& quarters) {
  return "By" + std::to_string(90 * quarters.param);
});

class Slanted : public Ocr, public testing::WithParamInterface<double> {};

TEST_P(Slanted, PageIsReadLevel) {
  const OcrPage page = read(slanted(drawn_page(kDecree, 200), GetParam()));
  EXPECT_NEAR(page.skew_degrees, -GetParam(), 0.2);
  EXPECT_LT(word_error(kDecree, page.text), 0.03) << page.text;
}

INSTANTIATE_TEST_SUITE_P(Ocr, Slanted, testing::Values(-4.0, 1.5, 3.0), [](const auto& degrees) {
  return (degrees.param < 0 ? "Left" : "Right") +
         std::to_string(static_cast<int>(10 * std::abs(degrees.param)));
});

TEST_F(Ocr, PageUpsideDownAndSlantedIsRead) {
  const OcrPage page = read(slanted(turned(drawn_page(kDecree, 200), 2), 2));
  EXPECT_LT(word_error(kDecree, page.text), 0.03) << page.text;
}

TEST_F(Ocr, ColourAndOtherResolutionsAreRead) {
  EXPECT_LT(word_error(kDecree, read(drawn_page(kDecree, 200, Colour::kRgb)).text), 0.03);
  EXPECT_LT(word_error(kDecree, read(drawn_page(kDecree, 500)).text), 0.03);
  PageImage unknown = drawn_page(kDecree, 250);
  unknown.dpi = 0;
  EXPECT_LT(word_error(kDecree, read(unknown).text), 0.03);
}

TEST_F(Ocr, WordsAreWhereTheyAre) {
  const PageImage page = drawn_page(kDecree, 200);
  for (const double degrees : {0.0, 3.0}) {
    const PageImage shown = slanted(page, degrees);
    const OcrPage read_page = read(shown);
    ASSERT_GT(read_page.words.size(), 100U);
    for (const OcrWord& word : read_page.words) {
      EXPECT_FALSE(word.text.empty());
      ASSERT_LE(word.left, word.right);
      ASSERT_LE(word.top, word.bottom);
      ASSERT_LE(word.right, 1000);
      ASSERT_LE(word.bottom, 1000);
      // There is ink in the middle of each.
      bool has_ink = false;
      for (std::uint32_t y = word.top * shown.height / 1000; y < word.bottom * shown.height / 1000;
           ++y) {
        for (std::uint32_t x = word.left * shown.width / 1000; x < word.right * shown.width / 1000;
             ++x) {
          has_ink = has_ink || shown.pixels[std::size_t{y} * shown.width + x] < 128;
        }
      }
      EXPECT_TRUE(has_ink || word.bottom - word.top < 3) << word.text;
    }
  }
}

TEST_F(Ocr, TextAndWordsAreTheSameInTheSameOrder) {
  const OcrPage page = read(drawn_page(kDecree, 200));
  std::vector<std::string> words;
  for (const OcrWord& word : page.words) words.push_back(word.text);
  EXPECT_EQ(words, words_of(page.text));
}

TEST_F(Ocr, BlankPageIsNotRead) {
  const OcrPage page = read(speckled(white_page(1654, 2339, 200), 300));
  EXPECT_EQ(page.outcome, OcrOutcome::kBlank);
  EXPECT_TRUE(page.text.empty());
}

TEST_F(Ocr, TinyAndThinPagesHaveNoText) {
  using Side = std::uint32_t;
  const std::vector<std::pair<Side, Side>> sizes = {
      {1, 1}, {31, 400}, {40, 40}, {5000, 33}, {33, 5000}};
  for (const auto& [width, height] : sizes) {
    PageImage page = white_page(width, height, 300);
    fill(page, 0, 0, width / 2 + 1, height / 2 + 1, 0);
    EXPECT_NE(read(page).outcome, OcrOutcome::kTimeout) << width << "x" << height;
  }
}

TEST_F(Ocr, TimeThatIsUpIsATimeout) {
  const PageImage page = drawn_page(kDecree, 200);
  EXPECT_EQ(engine_->read(page, 0ms).outcome, OcrOutcome::kTimeout);
  EXPECT_EQ(engine_->read(page, 200ms).outcome, OcrOutcome::kTimeout);
  EXPECT_EQ(read(page).outcome, OcrOutcome::kText);  // And the engine is as before.
}

TEST_F(Ocr, OnlyWhatIsInstalledIsLoaded) {
  EXPECT_EQ(engine_->languages().front(), "vie");
  EXPECT_EQ(OcrEngine::load(kOcrModels, {"xyz", "vie"})->languages(),
            std::vector<std::string>{"vie"});
  EXPECT_EQ(OcrEngine::load(kOcrModels, {"xyz"}), nullptr);
  EXPECT_EQ(OcrEngine::load(kOcrModels, {}), nullptr);
  EXPECT_EQ(OcrEngine::load("/nonexistent", {"vie"}), nullptr);
}

}  // namespace
}  // namespace kho::ingest
