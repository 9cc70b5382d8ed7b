#include "bench/corpus/printed_paper.h"

#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

#include "samples/page_writer.h"
#include "samples/templates.h"

namespace kho::corpus {
namespace {

using nlohmann::json;

constexpr std::size_t kParagraphBytesMin = 120;
constexpr int kParagraphsPerPage = 8;

std::string slug_of(const std::string& file) {
  // "0001-gcn-dkdn-thac-ba-xanh.pdf" -> "gcn-dkdn-thac-ba"
  std::string slug = file.substr(file.find('-') + 1);
  slug.resize(slug.size() - std::string_view(".pdf").size());
  while (slug.size() > 18 && slug.find('-') != std::string::npos) slug.resize(slug.rfind('-'));
  return slug;
}

// Other digits in the place of those that are there, with the same widths.
void change_digits(std::string& text, Random& random) {
  bool in_entity = false;
  for (char& c : text) {
    if (c == '&') in_entity = true;
    if (c == ';') in_entity = false;
    if (c >= '1' && c <= '9' && !in_entity) {
      c = static_cast<char>('1' + random.below(9));
    }
  }
}

// Markup is left alone: its attributes hold numbers that mean something.
void vary(json& value, Random& random) {
  if (value.is_string()) {
    auto text = value.get<std::string>();
    if (text.find('<') == std::string::npos) change_digits(text, random);
    value = text;
  } else if (value.is_structured()) {
    for (json& each : value) vary(each, random);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path.string() + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has_running_text(const samples::Paper& paper) {
  const std::string& name = paper.template_name;
  return (name == "contract" || name == "decision" || name == "application" || name == "letter" ||
          name == "minutes") &&
         paper.content.contains("body");
}

}  // namespace

PaperPress::PaperPress(const std::filesystem::path& papers_jsonl, std::filesystem::path scratch)
    : papers_(samples::read_papers(papers_jsonl)), scratch_(std::move(scratch)) {
  for (std::size_t i = 0; i < papers_.size(); ++i) {
    papers_[i].scan.reset();  // Scanning is done here, not there.
    if (has_running_text(papers_[i])) long_ones_.push_back(i);
    for (const json& block : papers_[i].content.value("body", json::array())) {
      if (!block.is_string()) continue;
      const auto text = block.get<std::string>();
      if (text.size() >= kParagraphBytesMin && text.find_first_of("<&") == std::string::npos) {
        paragraphs_.push_back(text);
      }
    }
  }
  if (long_ones_.empty() || paragraphs_.empty()) {
    throw std::runtime_error(papers_jsonl.string() + ": no paper with running text");
  }
}

PrintedPaper PaperPress::print(Random random, int pages, const std::string& name) const {
  samples::Paper paper = pages > 1 ? papers_[random.pick(long_ones_)] : random.pick(papers_);
  const std::string slug = slug_of(paper.file);
  vary(paper.content, random);
  paper.issue_date = fmt::format("20{}-{:02}-{:02}", random.between(15, 26), random.between(1, 12),
                                 random.between(1, 28));
  if (pages > 1) {
    json& body = paper.content["body"];
    for (int i = 0; i < (pages - 1) * kParagraphsPerPage; ++i) {
      std::string text = random.pick(paragraphs_);
      change_digits(text, random);
      if (i % 6 == 5) body.push_back({{"heading", fmt::format("Điều {}. Quy định thêm", i + 10)}});
      body.push_back(text);
    }
  }
  const std::filesystem::path file = scratch_ / (name + ".pdf");
  samples::PageWriter writer(file, {paper.subject, paper.issuer_name, paper.issue_date},
                             std::nullopt);
  samples::find_template(paper.template_name)(paper, writer);
  writer.finish();
  PrintedPaper printed{read_file(file), paper.subject, slug, paper.issue_date};
  std::filesystem::remove(file);
  return printed;
}

std::vector<Raster> render(const std::string& pdf, double dpi, int pages_max) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  if (!document) throw std::runtime_error("Poppler refuses a printed paper");
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_rgb24);
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  std::vector<Raster> pages;
  for (int i = 0; i < std::min(document->pages(), pages_max); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const poppler::image image = renderer.render_page(page.get(), dpi, dpi);
    if (!image.is_valid()) throw std::runtime_error("Poppler cannot draw a printed paper");
    Raster raster(image.width(), image.height(), 3);
    for (int y = 0; y < raster.height; ++y) {
      const char* row = image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
      std::copy_n(row, raster.row_bytes(), reinterpret_cast<char*>(raster.row(y)));
    }
    pages.push_back(std::move(raster));
  }
  return pages;
}

}  // namespace kho::corpus
