// samples/make_papers.cpp - kho-samples: draws every paper of papers.jsonl as a PDF.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>

#include "samples/page_writer.h"
#include "samples/paper.h"
#include "samples/templates.h"

namespace {

namespace fs = std::filesystem;
using namespace kho::samples;

constexpr int kExitFailure = 2;

void draw(const Paper& paper, const fs::path& folder) {
  const Template draw_template = find_template(paper.template_name);
  if (draw_template == nullptr) {
    throw std::runtime_error("no template \"" + paper.template_name + "\"");
  }
  PageWriter pages(folder / paper.file, {paper.subject, paper.issuer_name, paper.issue_date},
                   paper.scan);
  draw_template(paper, pages);
  pages.finish();
}

void make_papers(const fs::path& source, const fs::path& folder) {
  const std::vector<Paper> papers = read_papers(source / "papers.jsonl");
  fs::create_directories(folder);
  for (const Paper& paper : papers) {
    try {
      draw(paper, folder);
    } catch (const std::exception& error) {
      throw std::runtime_error(paper.file + ": " + error.what());
    }
  }
  for (const char* list : {"catalogue.jsonl", "papers.jsonl"}) {
    fs::copy_file(source / list, folder / list, fs::copy_options::overwrite_existing);
  }
  fmt::print("{} papers in {}\n", papers.size(), folder.string());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: kho-samples OUT_DIR\n");
    return kExitFailure;
  }
  try {
    make_papers(KHO_SAMPLES_SOURCE_DIR, argv[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kho-samples: {}\n", error.what());
    return kExitFailure;
  }
  return 0;
}
