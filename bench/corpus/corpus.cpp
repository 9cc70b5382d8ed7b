#include "bench/corpus/corpus.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "bench/corpus/data_files.h"
#include "bench/corpus/derivation.h"
#include "bench/corpus/printed_paper.h"
#include "bench/corpus/scanned_paper.h"
#include "store/sha256.h"

namespace kho::corpus {
namespace {

namespace fs = std::filesystem;

// How many files of a kind a dossier brings, on the average.
struct PaperQuota {
  PaperKind kind;
  std::string_view name;
  double per_dossier;
};
constexpr std::array<PaperQuota, 8> kPaperQuotas{{
    {PaperKind::kColourScan, "colour scan", 0.44},
    {PaperKind::kGreyScan, "grey scan", 0.22},
    {PaperKind::kBilevelScan, "bilevel scan", 0.52},
    {PaperKind::kFlateScan, "deflated scan", 0.07},
    {PaperKind::kBornDigital, "born digital", 0.45},
    {PaperKind::kBareJpeg, "bare JPEG", 0.12},
    {PaperKind::kBarePng, "bare PNG", 0.06},
    {PaperKind::kBareTiff, "bare TIFF", 0.07},
}};
constexpr double kOfficePerDossier = 0.2;
constexpr double kDataPerDossier = 2.4;

struct DerivedQuota {
  Derivation derivation;
  std::string_view name;
  double per_dossier;
};
constexpr std::array<DerivedQuota, 8> kDerivedQuotas{{
    {Derivation::kCopy, "copy", 2.9},
    {Derivation::kRewrapped, "rewrapped", 1.2},
    {Derivation::kMerged, "merged", 1.4},
    {Derivation::kSigned, "signed", 1.4},
    {Derivation::kResaved, "resaved", 0.4},
    {Derivation::kLinearised, "linearised", 0.4},
    {Derivation::kEncrypted, "encrypted", 0.15},
    {Derivation::kBroken, "broken", 0.2},
}};
constexpr std::size_t kMergedFilesMax = 6;
// Of the papers that derivatives are made from, how many belong to the dossier itself.
constexpr double kOwnShare = 0.35;

// How many of the things that come `per_dossier` on the average fall on dossier `d`: whole numbers
// that keep the average exact, however few dossiers there are.
int share_of(double per_dossier, int d) {
  const auto up_to = [per_dossier](int n) { return static_cast<int>(n * per_dossier + 0.5); };
  return up_to(d + 1) - up_to(d);
}

// Calls work(i) for i in [0, count). Throws what the first that failed threw.
void in_parallel(std::size_t count, unsigned threads,
                 const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  {
    std::vector<std::jthread> all;
    for (unsigned t = 0; t < threads; ++t) {
      all.emplace_back([&] {
        for (std::size_t i = next++; i < count; i = next++) {
          try {
            work(i);
          } catch (...) {
            const std::lock_guard lock(failure_mutex);
            if (!failure) failure = std::current_exception();
            next = count;
          }
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

// A directory for files in passing, removed at the end.
class Scratch {
 public:
  Scratch() {
    std::string pattern = fs::temp_directory_path() / "kho-bench-corpus-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct PlannedPaper {
  const PaperQuota* quota;
  std::uint64_t number;  // Of its kind.
  int dossier;
  std::string path;  // Known when it was printed: names say what a paper is.
  FiledPaper paper;
};

struct PlannedDerivative {
  const DerivedQuota* quota;
  std::vector<std::size_t> sources;  // Indices of planned papers.
  int signatures = 0;
  std::uint64_t chain = 0;  // Seeds what is random in it.
  int dossier = 0;
};

bool is_pdf(const PlannedPaper& paper) { return paper.quota->kind < PaperKind::kBareJpeg; }

class Corpus {
 public:
  explicit Corpus(const CorpusSettings& settings)
      : settings_(settings), press_(settings.papers_jsonl, scratch_.path()) {}

  std::vector<CorpusFile> make() {
    for (int d = 0; d < settings_.dossiers; ++d) fs::create_directories(settings_.out / code(d));
    file_papers();
    file_data();
    file_derivatives();
    std::sort(files_.begin(), files_.end(),
              [](const CorpusFile& a, const CorpusFile& b) { return a.path < b.path; });
    in_parallel(files_.size(), settings_.threads, [&](std::size_t i) { measure(files_[i]); });
    return std::move(files_);
  }

 private:
  static std::string code(int dossier) {
    return fmt::format("H63.12-26{:02}{:02}-{:04}", dossier / 28 % 12 + 1, dossier % 28 + 1,
                       dossier + 1);
  }
  // Numbered in the order of planning, which no thread decides.
  std::string next_path(int dossier, std::string_view name) {
    const int number = ++names_in_[static_cast<std::size_t>(dossier)];
    return fmt::format("{}/{:02}-{}", code(dossier), number, name);
  }

  void file_papers() {
    names_in_.resize(static_cast<std::size_t>(settings_.dossiers));
    for (int d = 0; d < settings_.dossiers; ++d) {
      for (const PaperQuota& quota : kPaperQuotas) {
        for (int i = share_of(quota.per_dossier, d); i > 0; --i) {
          papers_.push_back({&quota, counts_[&quota]++, d, {}, {}});
        }
      }
      papers_before_.push_back(papers_.size());
    }
    in_parallel(papers_.size(), settings_.threads, [&](std::size_t i) {
      PlannedPaper& planned = papers_[i];
      planned.paper = file_paper(planned.quota->kind, settings_.seed, planned.number, press_,
                                 fmt::format("paper-{}", i));
    });
    for (PlannedPaper& planned : papers_) {
      planned.path = next_path(planned.dossier, planned.paper.slug + "." + planned.paper.extension);
      write(planned.path, planned.paper.file);
      files_.push_back({planned.path, std::string(planned.quota->name), {}, 0, {}});
    }
  }

  void file_data() {
    std::uint64_t number = 0;
    for (int d = 0; d < settings_.dossiers; ++d) {
      const auto add = [&](const DataFile& file, std::string_view kind) {
        const std::string path = next_path(d, file.name);
        write(path, file.bytes);
        files_.push_back({path, std::string(kind), {}, 0, {}});
      };
      for (int i = share_of(kDataPerDossier, d); i > 0; --i) {
        add(data_file(Random(settings_.seed, "data", number++), press_.paragraphs()), "data file");
      }
      for (int i = share_of(kOfficePerDossier, d); i > 0; --i) {
        add(office_file(Random(settings_.seed, "office", number++), press_.paragraphs()),
            "office file");
      }
    }
  }

  // One of the papers filed up to dossier `d`: its own, or an older one, of which some come again
  // and again.
  std::size_t pick_source(int d, bool pdf_only, Random& random) const {
    const std::size_t end = papers_before_[static_cast<std::size_t>(d)];
    const std::size_t begin = d == 0 ? 0 : papers_before_[static_cast<std::size_t>(d) - 1];
    for (int tries = 0; tries < 100; ++tries) {
      std::size_t index = 0;
      if (begin < end && random.chance(kOwnShare)) {
        index = begin + random.below(end - begin);
      } else if (end > 0) {
        const double u = random.uniform();
        index = static_cast<std::size_t>(u * std::sqrt(u) * static_cast<double>(end));
      }
      if (index < end && (!pdf_only || is_pdf(papers_[index]))) return index;
    }
    // The first dossiers may have none of their own: the first PDF of all.
    const auto first = std::find_if(papers_.begin(), papers_.end(), is_pdf);
    if (first == papers_.end()) throw std::runtime_error("too few dossiers to make a PDF");
    return static_cast<std::size_t>(first - papers_.begin());
  }

  std::vector<PlannedDerivative> plan_derivatives() {
    std::vector<PlannedDerivative> plan;
    std::uint64_t chain = 0;
    for (int d = 0; d < settings_.dossiers; ++d) {
      Random random(settings_.seed, "plan", static_cast<std::uint64_t>(d));
      for (const DerivedQuota& quota : kDerivedQuotas) {
        for (int left = share_of(quota.per_dossier, d); left > 0; --left) {
          PlannedDerivative next{&quota, {}, 0, ++chain, d};
          const bool pdf_only =
              quota.derivation != Derivation::kCopy && quota.derivation != Derivation::kRewrapped;
          const std::size_t count =
              quota.derivation == Derivation::kMerged ? 2 + random.below(kMergedFilesMax - 1) : 1;
          for (std::size_t i = 0; i < count; ++i) {
            next.sources.push_back(pick_source(d, pdf_only, random));
          }
          if (quota.derivation == Derivation::kSigned) {
            next.signatures = random.chance(0.6) ? 1 : random.between(2, 3);
            // What was signed before the last signature is often kept as well.
            if (next.signatures > 1 && left > 1) {
              PlannedDerivative earlier = next;
              --earlier.signatures;
              plan.push_back(earlier);
              --left;
            }
          }
          plan.push_back(next);
        }
      }
    }
    return plan;
  }

  void file_derivatives() {
    const std::vector<Official> officials = make_officials(settings_.seed);
    const std::vector<PlannedDerivative> plan = plan_derivatives();
    std::vector<std::string> paths;
    for (const PlannedDerivative& planned : plan) {
      const FiledPaper& first = papers_[planned.sources.front()].paper;
      const bool keeps_name = planned.quota->derivation == Derivation::kCopy ||
                              (first.pages.empty() && first.extension != "pdf");
      paths.push_back(next_path(
          planned.dossier, fmt::format("{}.{}", first.slug, keeps_name ? first.extension : "pdf")));
      CorpusFile file{paths.back(), std::string(planned.quota->name), {}, 0, {}};
      for (const std::size_t source : planned.sources) file.sources.push_back(papers_[source].path);
      files_.push_back(std::move(file));
    }
    in_parallel(plan.size(), settings_.threads, [&](std::size_t i) {
      std::vector<Source> sources;
      for (const std::size_t source : plan[i].sources) {
        sources.push_back({&papers_[source].paper, settings_.out / papers_[source].path});
      }
      derive(plan[i].quota->derivation, sources, plan[i].signatures, officials,
             Random(settings_.seed, "derive", plan[i].chain), settings_.out / paths[i]);
    });
  }

  void write(const std::string& path, std::string_view bytes) const {
    std::ofstream out(settings_.out / path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw std::runtime_error(path + ": cannot be written");
  }

  void measure(CorpusFile& file) const {
    std::ifstream in(settings_.out / file.path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    file.bytes = bytes.size();
    file.sha256 = store::Sha256::of(store::as_bytes(bytes)).hex();
  }

  const CorpusSettings& settings_;
  Scratch scratch_;
  PaperPress press_;
  std::vector<PlannedPaper> papers_;
  std::vector<std::size_t> papers_before_;  // By dossier: how many papers up to and with it.
  std::map<const PaperQuota*, std::uint64_t> counts_;
  std::vector<int> names_in_;  // By dossier.
  std::vector<CorpusFile> files_;
};

}  // namespace

std::vector<CorpusFile> make_corpus(const CorpusSettings& settings) {
  if (fs::exists(settings.out) && !fs::is_empty(settings.out)) {
    throw std::runtime_error(settings.out.string() + ": is not empty");
  }
  return Corpus(settings).make();
}

void write_manifest(const fs::path& file, const std::vector<CorpusFile>& files) {
  std::ofstream out(file);
  for (const CorpusFile& each : files) {
    out << nlohmann::ordered_json{{"file", each.path},
                                  {"kind", each.kind},
                                  {"bytes", each.bytes},
                                  {"sha256", each.sha256},
                                  {"sources", each.sources}}
               .dump()
        << '\n';
  }
  if (!out.flush()) throw std::runtime_error(file.string() + ": cannot be written");
}

}  // namespace kho::corpus
