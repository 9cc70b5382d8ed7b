// PDFs are cut at their streams, and what is the same in two of them gives the same chunk.
#include "store/pdf_splitter.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "store/pdf_streams.h"
#include "store/sha256.h"
#include "tests/scratch_directory.h"
#include "tests/store/pdf_writer.h"
#include "tests/store/plan_check.h"

namespace kho::store {
namespace {

using test::bytes_of;
using test::kFaxEntries;
using test::kJpegEntries;
using test::noise;
using test::PdfWriter;

constexpr std::string_view kFlateEntries = "/Filter/FlateDecode";

SplitPlan plan_of(std::string_view file, std::uint64_t from = 0) {
  SplitPlan plan = split(as_bytes(file), from);
  EXPECT_EQ(test::plan_fault(file.size(), from, plan), "");
  return plan;
}

// The chunks that are not skeleton, by their bytes.
std::map<std::string, MediaHint> streams_of(std::string_view file, std::uint64_t from = 0) {
  std::map<std::string, MediaHint> streams;
  for (const PlannedChunk& chunk : plan_of(file, from).chunks) {
    if (chunk.hint.media != Media::kSkeleton) streams[bytes_of(file, chunk)] = chunk.hint;
  }
  return streams;
}

std::size_t skeletons_in(const SplitPlan& plan) {
  return static_cast<std::size_t>(
      std::count_if(plan.chunks.begin(), plan.chunks.end(),
                    [](const auto& chunk) { return chunk.hint.media == Media::kSkeleton; }));
}

// A small document around one stream's object.
std::string around(std::string_view object) {
  PdfWriter pdf;
  const int image = pdf.object(object);
  return pdf.finish({image});
}

const std::string kImage = "\xff\xd8\xff\xe0" + noise(20'000, 1) + "\xff\xd9";

TEST(PdfSplitter, EachLargeStreamIsAChunkAndTheRestOneSkeleton) {
  PdfWriter pdf;
  const std::string fax = noise(9'000, 2);
  const std::string flate = noise(2'000, 3);
  const std::string several = noise(3'000, 4);
  pdf.stream(kJpegEntries, kImage);
  pdf.stream(kFaxEntries, fax);
  pdf.stream(kFlateEntries, flate);
  pdf.stream("/Filter[/ASCII85Decode/FlateDecode]", several);
  pdf.stream(kFlateEntries, noise(kStreamBytesMin - 1, 5));
  const std::string file = pdf.finish({1, 2});
  const SplitPlan plan = plan_of(file);
  EXPECT_EQ(skeletons_in(plan), 1u);
  EXPECT_EQ(plan.chunks.size(), 5u);
  EXPECT_EQ(streams_of(file), (std::map<std::string, MediaHint>{{kImage, {Media::kJpeg, 0}},
                                                                {fax, {Media::kFaxG4, 2480}},
                                                                {flate, {Media::kDeflate, 0}},
                                                                {several, {}}}));
}

TEST(PdfSplitter, GoldenPlanOfVersionOne) {
  PdfWriter pdf;
  pdf.stream(kJpegEntries, noise(5'000, 1));
  pdf.stream_with_length("3 0 R", kFaxEntries, noise(700, 2), "\r\n", "\r\n");
  pdf.object("700");
  pdf.stream_with_length("1", kFlateEntries, noise(600, 3));
  pdf.stream(kFlateEntries, noise(511, 4));
  pdf.stream("", noise(512, 5));
  const std::string file = pdf.finish({1, 2});
  ASSERT_EQ(Sha256::of(as_bytes(file)).hex(),
            "83495f9a7afc23d511b0d632cee2df224e78872191f0eb383538c3cd221c6806");
  EXPECT_EQ(test::describe(plan_of(file)),
            "4/0 0+145 5145+205 6050+86 6736+628 7876+486\n"
            "1/0 145+5000\n"
            "2/9b0 5350+700\n"
            "3/0 6136+600\n"
            "0/0 7364+512\n");
}

TEST(PdfSplitter, DataKeepTheirBoundariesWhateverStandsAroundThem) {
  // A last byte that looks like an end of line is the data's, where /Length says so.
  for (const std::string& data : {kImage, kImage + "\n", kImage + "\r", kImage + "\r\n"}) {
    for (const std::string_view before : {"\n", "\r\n"}) {
      for (const std::string_view after : {"", "\n", "\r", "\r\n"}) {
        PdfWriter direct;
        direct.stream(kJpegEntries, data, before, after);
        EXPECT_THAT(streams_of(direct.finish({1})), testing::Contains(testing::Key(data)));
        PdfWriter behind;
        behind.stream_with_length("2 0 R", kJpegEntries, data, before, after);
        behind.object(fmt::format("{}", data.size()));
        EXPECT_THAT(streams_of(behind.finish({1})), testing::Contains(testing::Key(data)));
      }
    }
  }
}

TEST(PdfSplitter, WithoutALengthOneEndOfLineIsNotData) {
  for (const std::string_view length : {"9 0 R", "null", "99999999999", "7", "-1"}) {
    for (const std::string_view after : {"", "\n", "\r", "\r\n"}) {
      PdfWriter pdf;
      pdf.stream_with_length(length, kJpegEntries, kImage, "\n", after);
      EXPECT_THAT(streams_of(pdf.finish({1})),
                  testing::ElementsAre(testing::Pair(kImage, MediaHint{Media::kJpeg, 0})))
          << length;
    }
  }
}

TEST(PdfSplitter, WordsInsideOfBinaryDataDoNotCutIt) {
  const std::string data = noise(3'000, 6) + "\nendstream\nendobj\n5 0 obj\n<</Length 3>>stream\n" +
                           noise(3'000, 7) + "endstream" + noise(3'000, 8);
  PdfWriter direct;
  direct.stream(kJpegEntries, data);
  EXPECT_THAT(streams_of(direct.finish({1})), testing::ElementsAre(testing::Key(data)));
  PdfWriter behind;
  behind.stream_with_length("2 0 R", kJpegEntries, data);
  behind.object(fmt::format("{}", data.size()));
  EXPECT_THAT(streams_of(behind.finish({1})), testing::ElementsAre(testing::Key(data)));
}

TEST(PdfSplitter, WordStreamOutsideOfAStreamOpensNone) {
  const std::string words = "(a stream\nof words) stream\nendstream\n/stream\n>stream\n";
  const std::string file = around(words + fmt::format("<<{}/Length {}>>stream\n{}\nendstream",
                                                      kJpegEntries, kImage.size(), kImage));
  EXPECT_THAT(streams_of(file), testing::ElementsAre(testing::Key(kImage)));
}

TEST(PdfSplitter, StreamThatNeverEndsIsSkeleton) {
  PdfWriter pdf;
  pdf.stream(kJpegEntries, kImage);
  const std::string whole = pdf.finish({1});
  const std::string file =
      whole + fmt::format("9 0 obj\n<<{}/Length 100000>>\nstream\n{}", kJpegEntries, kImage);
  const SplitPlan plan = plan_of(file);
  EXPECT_EQ(plan.chunks.size(), 2u);
  EXPECT_EQ(plan.chunks[0].slices.size(), 2u);
}

TEST(PdfSplitter, EncryptedFilesAreNotCutAtTheirStreams) {
  PdfWriter trailer;
  trailer.stream(kJpegEntries, kImage);
  const std::string encrypted = trailer.finish({1}, "/Encrypt 9 0 R");
  EXPECT_EQ(split_pdf(as_bytes(encrypted), 0), std::nullopt);
  EXPECT_EQ(plan_of(encrypted).chunks.size(), 1u);

  PdfWriter table;
  table.stream(kJpegEntries, kImage);
  table.stream("/Type/XRef/Encrypt 9 0 R/Size 4", noise(100, 9));
  EXPECT_EQ(split_pdf(as_bytes(table.finish({1})), 0), std::nullopt);

  // The word alone is no encryption.
  PdfWriter open;
  open.stream(kJpegEntries, kImage);
  open.stream("/Encrypt 9 0 R", noise(100, 9));
  open.object("<</Encrypt 9 0 R/A(trailer)>>");
  EXPECT_THAT(streams_of(open.finish({1}, "/EncryptMetadata true/Info(/Encrypt)")),
              testing::Contains(testing::Key(kImage)));
}

TEST(PdfSplitter, JunkBeforeTheHeaderIsSkeletonUpToAKilobyte) {
  const auto with_junk = [](std::size_t size) {
    PdfWriter pdf(std::string(size, 'j') + "%PDF-1.4\n");
    pdf.stream(kJpegEntries, kImage);
    return pdf.finish({1});
  };
  EXPECT_THAT(streams_of(with_junk(1019)), testing::Contains(testing::Key(kImage)));
  EXPECT_THAT(streams_of(with_junk(1020)), testing::Not(testing::Contains(testing::Key(kImage))));
}

TEST(PdfSplitter, PdfWithoutAStreamIsCutLikeAnyFile) {
  const std::string small = PdfWriter().finish({});
  EXPECT_EQ(test::describe(plan_of(small)), fmt::format("5/0 0+{}\n", small.size()));
  const std::string large = "%PDF-1.7\n" + noise(1 << 20, 10);
  EXPECT_GT(plan_of(large).chunks.size(), 4u);
}

TEST(PdfSplitter, IncrementIsCutAsTheBodyThatItIs) {
  PdfWriter pdf;
  pdf.stream(kJpegEntries, kImage);
  const std::string document = pdf.finish({1});
  const std::string seal = noise(8'000, 11);
  const std::string file =
      document + fmt::format(
                     "9 0 obj\n<<{}/Length {}>>\nstream\n{}\nendstream\nendobj\n"
                     "trailer\n<</Size 10/Prev 1>>\nstartxref\n5\n%%EOF\n",
                     kJpegEntries, seal.size(), seal);
  EXPECT_THAT(streams_of(file, document.size()), testing::ElementsAre(testing::Key(seal)));
  EXPECT_EQ(skeletons_in(plan_of(file, document.size())), 1u);
  // An increment without a stream is a skeleton still.
  const std::string bare = document + "trailer\n<</Size 10/Prev 1>>\nstartxref\n5\n%%EOF\n";
  EXPECT_EQ(test::describe(plan_of(bare, document.size())),
            fmt::format("4/0 {}+{}\n", document.size(), bare.size() - document.size()));
}

TEST(PdfSplitter, LargeSkeletonIsCutWhereItsContentSays) {
  // Objects in front move everything, and leave most pieces as they are.
  const auto with_text = [](std::string_view front) {
    PdfWriter pdf;
    pdf.stream(kJpegEntries, kImage);
    std::string text(front);
    for (int i = 0; i < 150'000; ++i) text += fmt::format("({} trang {})\n", i * 7919 % 10007, i);
    pdf.object(fmt::format("[{}]", text));
    pdf.stream(kJpegEntries, kImage + "2");
    return pdf.finish({1});
  };
  const auto skeleton = [](std::string_view file) {
    std::map<std::string, std::uint64_t> pieces;
    for (const PlannedChunk& chunk : plan_of(file).chunks) {
      if (chunk.hint.media != Media::kSkeleton) continue;
      const std::string bytes = bytes_of(file, chunk);
      EXPECT_LE(bytes.size(), 1u << 20);
      pieces[bytes] = bytes.size();
    }
    return pieces;
  };
  const auto one = skeleton(with_text(""));
  const auto other = skeleton(with_text("(something new in front) "));
  std::uint64_t total = 0;
  std::uint64_t shared = 0;
  for (const auto& [bytes, size] : one) {
    total += size;
    if (other.contains(bytes)) shared += size;
  }
  EXPECT_GT(total, 2u << 20);
  EXPECT_GT(shared, total / 2);
}

TEST(PdfSplitter, HugeStreamIsCutUnlessItIsAnImage) {
  const std::string huge = noise((16 << 20) + 1, 12);
  PdfWriter flate;
  flate.stream(kFlateEntries, huge);
  const auto pieces = streams_of(flate.finish({}));
  EXPECT_GT(pieces.size(), 64u);
  for (const auto& [bytes, hint] : pieces) EXPECT_EQ(hint, MediaHint{});
  PdfWriter image;
  image.stream(kJpegEntries, huge);
  EXPECT_THAT(streams_of(image.finish({1})), testing::ElementsAre(testing::Key(huge)));
}

TEST(PdfSplitter, ImageAboveTheBoundOfChunksIsCut) {
  PdfWriter image;
  image.stream(kJpegEntries, std::string(kPlannedChunkBytesMax + 1, 'x'));
  plan_of(image.finish({1}));
}

TEST(PdfSplitter, HundredThousandStreamsStayWithinTheBoundOfSlices) {
  PdfWriter pdf;
  for (int i = 0; i < 100'000; ++i) pdf.stream("", std::string(600 + i % 3, 's'));
  const std::string large = noise(40'000, 13);
  for (int i = 0; i < 3; ++i) pdf.stream("", large);
  const std::string file = pdf.finish({});
  std::size_t slices = 0;
  for (const PlannedChunk& chunk : plan_of(file).chunks) slices += chunk.slices.size();
  EXPECT_LT(slices, 10'000u);
  EXPECT_THAT(streams_of(file), testing::Contains(testing::Key(large)));
}

// What another program makes of the same document. The programs are real, the documents whole.
class Rewrapped : public testing::Test {
 protected:
  void SetUp() override {
    write("a.pdf", document(1));
    write("b.pdf", document(2));
  }
  static std::string document(std::uint64_t seed) {
    PdfWriter pdf;
    pdf.stream(kJpegEntries, noise(30'000, seed * 100));
    pdf.stream(kFaxEntries, noise(4'000, seed * 100 + 1));
    pdf.stream(kJpegEntries, noise(6'000, seed * 100 + 2) + "\n");
    return pdf.finish({1, 2, 3});
  }
  void write(const std::string& name, std::string_view content) {
    std::ofstream(scratch_ / name, std::ios::binary) << content;
  }
  // The file that qpdf makes with these arguments.
  std::string qpdf(const std::string& arguments) {
    const std::string command = fmt::format("cd '{}' && '{}' --static-id {} out.pdf",
                                            scratch_.path().string(), KHO_QPDF, arguments);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream in(scratch_ / "out.pdf", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void expect_all_of(std::string_view document, std::string_view in) {
    const auto streams = streams_of(in);
    ASSERT_EQ(streams_of(document).size(), 3u);
    for (const auto& stream : streams_of(document)) {
      EXPECT_THAT(streams, testing::Contains(stream));
    }
  }

  test::ScratchDirectory scratch_;
};

TEST_F(Rewrapped, CopiesGiveTheSameChunksOfTheSameMedia) {
  for (const char* arguments : {"a.pdf", "--linearize a.pdf", "--object-streams=generate a.pdf",
                                "--newline-before-endstream a.pdf", "--qdf a.pdf"}) {
    SCOPED_TRACE(arguments);
    expect_all_of(document(1), qpdf(arguments));
  }
}

TEST_F(Rewrapped, MergedDocumentsShareTheirStreams) {
  const std::string merged = qpdf("--empty --pages a.pdf b.pdf --");
  expect_all_of(document(1), merged);
  expect_all_of(document(2), merged);
}

TEST_F(Rewrapped, EncryptedCopyIsNotCutAtItsStreams) {
  for (const char* arguments :
       {"--encrypt u o 256 -- a.pdf", "--object-streams=generate --encrypt u o 256 -- a.pdf"}) {
    const std::string encrypted = qpdf(arguments);
    EXPECT_EQ(split_pdf(as_bytes(encrypted), 0), std::nullopt) << arguments;
  }
}

TEST(RealPdfs, AreCoveredExactlyAndCutAtTheirStreams) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA names no folder with real files";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (entry.path().extension() != ".pdf") continue;
    ++files;
    SCOPED_TRACE(entry.path().filename());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string file(std::istreambuf_iterator<char>(in), {});
    const SplitPlan plan = plan_of(file);
    EXPECT_EQ(skeletons_in(plan), 1u);
    EXPECT_GT(plan.chunks.size(), 5u);
    for (const PlannedChunk& chunk : plan.chunks) {
      if (chunk.hint.media == Media::kJpeg) {
        EXPECT_TRUE(bytes_of(file, chunk).starts_with("\xff\xd8\xff"));
      }
    }
    for (std::size_t i = 1; i < 8; ++i) {
      plan_of(std::string_view(file).substr(0, file.size() * i / 8));
      plan_of(std::string_view(file).substr(file.size() * i / 8));
      plan_of(file, file.size() * i / 8);
    }
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace kho::store
