// bench/corpus/main.cpp - kho-bench-corpus: makes a folder of invented dossiers to measure with.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>

#include "bench/corpus/corpus.h"

namespace {

using namespace kho::corpus;

constexpr int kExitFailure = 2;

void print_summary(const std::vector<CorpusFile>& files) {
  struct Sum {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
  };
  std::map<std::string, Sum> kinds;
  Sum all;
  Sum derived;
  const auto add = [](Sum& sum, const CorpusFile& file) {
    ++sum.files;
    sum.bytes += file.bytes;
  };
  for (const CorpusFile& file : files) {
    add(kinds[file.kind], file);
    add(all, file);
    if (!file.sources.empty()) add(derived, file);
  }
  const auto row = [](std::string_view kind, const Sum& sum) {
    fmt::print("| {:<20} | {:>6} | {:>12} |\n", kind, sum.files, sum.bytes);
  };
  fmt::print("| {:<20} | {:>6} | {:>12} |\n|---|---|---|\n", "kind", "files", "bytes");
  for (const auto& [kind, sum] : kinds) row(kind, sum);
  row("copies, derivatives", derived);
  row("all", all);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Makes a folder of invented dossiers: scans, data files, and the copies and derivatives that "
      "desks leave. The manifest lies beside it: OUT.manifest.jsonl."};
  CorpusSettings settings;
  settings.papers_jsonl = KHO_SAMPLES_SOURCE_DIR "/papers.jsonl";
  app.add_option("OUT", settings.out, "Folder to make; absent or empty")->required();
  app.add_option("--dossiers", settings.dossiers, "About 8 MB each; 3 are enough to try")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_option("--seed", settings.seed)->capture_default_str();
  app.add_option("--threads", settings.threads)->check(CLI::Range(1, 64))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    const std::vector<CorpusFile> files = make_corpus(settings);
    if (!settings.out.has_filename()) settings.out = settings.out.parent_path();
    write_manifest(settings.out.string() + ".manifest.jsonl", files);
    print_summary(files);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kho-bench-corpus: {}\n", error.what());
    return kExitFailure;
  }
  return 0;
}
