// tests/bench/corpus_test.cpp - The generated dossiers are the same each time, and what they claim.
#include "bench/corpus/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/cms.h>
#include <poppler-document.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "store/sha256.h"
#include "tests/scratch_directory.h"

namespace kho::corpus {
namespace {

namespace fs = std::filesystem;

CorpusSettings settings(const fs::path& out, int dossiers, std::uint64_t seed, unsigned threads) {
  return {out, KHO_SAMPLES_SOURCE_DIR "/papers.jsonl", dossiers, seed, threads};
}

std::vector<std::pair<std::string, std::string>> names(const std::vector<CorpusFile>& files) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const CorpusFile& file : files) result.emplace_back(file.path, file.sha256);
  return result;
}

TEST(CorpusGenerator, EqualSeedsGiveEqualFilesHoweverManyThreads) {
  const test::ScratchDirectory scratch;
  const auto first = make_corpus(settings(scratch / "a", 1, 7, 1));
  const auto second = make_corpus(settings(scratch / "b", 1, 7, 2));
  EXPECT_EQ(names(first), names(second));
  const auto other = make_corpus(settings(scratch / "c", 1, 8, 2));
  EXPECT_NE(names(first), names(other));
}

TEST(CorpusGenerator, LeavesAFolderWithFilesAlone) {
  const test::ScratchDirectory scratch;
  std::ofstream(scratch / "mine") << "mine";
  EXPECT_THROW(static_cast<void>(make_corpus(settings(scratch.path(), 1, 7, 1))),
               std::runtime_error);
}

// The build makes four dossiers, the fewest that have a file of every derivation.
const fs::path kFolder = KHO_BENCH_CORPUS_DIR;

std::string read(const std::string& path) {
  std::ifstream in(kFolder / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Corpus : public testing::Test {
 protected:
  Corpus() {
    std::ifstream in(kFolder.string() + ".manifest.jsonl");
    for (std::string line; std::getline(in, line);) {
      const auto json = nlohmann::json::parse(line);
      files_.push_back({json.at("file"), json.at("kind"), json.at("sources"), json.at("bytes"),
                        json.at("sha256")});
    }
  }
  [[nodiscard]] std::vector<CorpusFile> of_kind(std::string_view kind) const {
    std::vector<CorpusFile> result;
    for (const CorpusFile& file : files_) {
      if (file.kind == kind) result.push_back(file);
    }
    EXPECT_FALSE(result.empty()) << kind;
    return result;
  }

  std::vector<CorpusFile> files_;
};

// The streams of a PDF that are worth keeping apart.
std::vector<std::string> large_streams(const std::string& pdf) {
  constexpr std::size_t kLarge = 8192;
  std::vector<std::string> streams;
  for (std::size_t at = pdf.find("stream\n"); at != std::string::npos;
       at = pdf.find("stream\n", at)) {
    at += 7;
    const std::size_t end = pdf.find("\nendstream", at);
    if (end == std::string::npos) break;
    if (end - at >= kLarge) streams.push_back(pdf.substr(at, end - at));
    at = end + 10;
  }
  return streams;
}

std::unique_ptr<poppler::document> open_pdf(const std::string& bytes) {
  // The document takes these bytes over; those of load_from_raw_data() would have to outlive it.
  poppler::byte_array owned(bytes.begin(), bytes.end());
  return std::unique_ptr<poppler::document>(poppler::document::load_from_data(&owned));
}

TEST_F(Corpus, TwoThirdsOfTheFilesAreCopiesAndDerivatives) {
  std::size_t derived = 0;
  for (const CorpusFile& file : files_) derived += file.sources.empty() ? 0 : 1;
  EXPECT_GE(derived * 100, files_.size() * 55);
  EXPECT_LE(derived * 100, files_.size() * 75);
}

TEST_F(Corpus, FilesBeginAsTheirNamesSay) {
  const std::map<std::string, std::string> magic{{".pdf", "%PDF-"},       {".jpg", "\xFF\xD8\xFF"},
                                                 {".png", "\x89PNG"},     {".tif", "II*"},
                                                 {".docx", "PK\x03\x04"}, {".xml", "<?xml"}};
  for (const CorpusFile& file : files_) {
    const std::string bytes = read(file.path);
    const std::string extension = fs::path(file.path).extension();
    EXPECT_EQ(bytes.size(), file.bytes) << file.path;
    if (file.kind == "broken") continue;
    if (extension == ".json") {
      EXPECT_TRUE(nlohmann::json::accept(bytes)) << file.path;
    } else {
      ASSERT_TRUE(magic.contains(extension)) << file.path;
      EXPECT_THAT(bytes, testing::StartsWith(magic.at(extension))) << file.path;
    }
  }
}

TEST_F(Corpus, EveryWholePdfOpensAndHasPages) {
  for (const CorpusFile& file : files_) {
    if (!file.path.ends_with(".pdf") || file.kind == "broken") continue;
    const auto document = open_pdf(read(file.path));
    ASSERT_NE(document, nullptr) << file.path;
    if (document->is_locked()) {
      EXPECT_EQ(file.kind, "encrypted") << file.path;
    } else {
      EXPECT_GT(document->pages(), 0) << file.path;
    }
  }
}

TEST_F(Corpus, CopiesHaveTheBytesOfTheirSource) {
  for (const CorpusFile& file : of_kind("copy")) {
    EXPECT_EQ(read(file.path), read(file.sources.at(0))) << file.path;
  }
}

TEST_F(Corpus, RewrappedAndMergedFilesCarryTheStreamsOfTheirSources) {
  for (const char* kind : {"rewrapped", "merged"}) {
    for (const CorpusFile& file : of_kind(kind)) {
      const std::string bytes = read(file.path);
      for (const std::string& source : file.sources) {
        EXPECT_NE(bytes, read(source)) << file.path;
        for (const std::string& stream : large_streams(read(source))) {
          EXPECT_NE(bytes.find(stream), std::string::npos) << file.path << " of " << source;
        }
      }
    }
  }
}

TEST_F(Corpus, MergedFilesHaveThePagesOfAllTheirSources) {
  for (const CorpusFile& file : of_kind("merged")) {
    int pages = 0;
    for (const std::string& source : file.sources) pages += open_pdf(read(source))->pages();
    EXPECT_EQ(open_pdf(read(file.path))->pages(), pages) << file.path;
  }
}

TEST_F(Corpus, SignedFilesBeginWithWhatWasSignedAndTheirLastSignatureHolds) {
  for (const CorpusFile& file : of_kind("signed")) {
    const std::string bytes = read(file.path);
    EXPECT_THAT(bytes, testing::StartsWith(read(file.sources.at(0)))) << file.path;

    const std::size_t hole = bytes.rfind("/Contents <") + 10;
    const std::size_t after = bytes.find('>', hole) + 1;
    ASSERT_LT(after, bytes.size());
    std::string der;
    for (std::size_t i = hole + 1; i + 2 < after; i += 2) {
      unsigned value = 256;
      std::from_chars(bytes.data() + i, bytes.data() + i + 2, value, 16);
      ASSERT_LT(value, 256U);
      der += static_cast<char>(value);
    }
    const std::string covered = bytes.substr(0, hole) + bytes.substr(after);
    const auto* position = reinterpret_cast<const unsigned char*>(der.data());
    CMS_ContentInfo* message =
        d2i_CMS_ContentInfo(nullptr, &position, static_cast<long>(der.size()));
    ASSERT_NE(message, nullptr) << file.path;
    BIO* data = BIO_new_mem_buf(covered.data(), static_cast<int>(covered.size()));
    EXPECT_EQ(CMS_verify(message, nullptr, nullptr, data, nullptr,
                         CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY),
              1)
        << file.path;
    BIO_free(data);
    CMS_ContentInfo_free(message);
  }
}

TEST_F(Corpus, EncryptedFilesShareNoStreamWithTheirSource) {
  for (const CorpusFile& file : of_kind("encrypted")) {
    const std::string bytes = read(file.path);
    EXPECT_NE(bytes.find("/Encrypt"), std::string::npos) << file.path;
    for (const std::string& stream : large_streams(read(file.sources.at(0)))) {
      EXPECT_EQ(bytes.find(stream), std::string::npos) << file.path;
    }
  }
}

TEST_F(Corpus, LinearisedFilesSaySo) {
  for (const CorpusFile& file : of_kind("linearised")) {
    EXPECT_LT(read(file.path).find("/Linearized"), 1024U) << file.path;
  }
}

TEST_F(Corpus, BrokenFilesAreNotTheirSource) {
  for (const CorpusFile& file : of_kind("broken")) {
    EXPECT_NE(read(file.path), read(file.sources.at(0))) << file.path;
  }
}

TEST_F(Corpus, ManifestNamesEveryFileWithItsHash) {
  std::set<std::string> named;
  for (const CorpusFile& file : files_) {
    named.insert(file.path);
    EXPECT_EQ(store::Sha256::of(store::as_bytes(read(file.path))).hex(), file.sha256) << file.path;
  }
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (!entry.is_regular_file()) continue;
    ++found;
    EXPECT_TRUE(named.contains(fs::relative(entry.path(), kFolder))) << entry.path();
  }
  EXPECT_EQ(found, named.size());
}

}  // namespace
}  // namespace kho::corpus
