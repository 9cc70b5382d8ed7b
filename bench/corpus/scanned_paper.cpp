#include "bench/corpus/scanned_paper.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "bench/corpus/scanner.h"

namespace kho::corpus {
namespace {

struct Device {
  std::string_view creator;
  std::string_view producer;
};
constexpr std::array<Device, 5> kDevices{{{"Desk Scan 1.9", "Desk Scan PDF Library"},
                                          {"MFP e-Bridge 5508", "MFP e-Bridge 5508"},
                                          {"Universal Scan 4", "Managed PDF Plugin 10"},
                                          {"ScanToFolder", "iR-ADV C3530"},
                                          {"Kiosk Camera 2", "Kiosk Camera PDF"}}};

// Papers have few pages, and some have many: 1..`most`, `mean` on the average.
int page_count(Random& random, int most, double mean) {
  const double power = (most - 1) / (mean - 1) - 1;  // u^power has the mean 1 / (power + 1).
  const double u = std::pow(random.uniform(), power);
  return 1 + static_cast<int>(u * (most - 1) + 0.5);
}

JpegSettings jpeg_settings(Random& random) {
  JpegSettings settings;
  settings.quality = random.between(75, 90);
  const double sampling = random.uniform();
  settings.chroma_horizontal = sampling < 0.8 ? 2 : 1;
  settings.chroma_vertical = sampling < 0.6 ? 2 : 1;
  // Some devices send the picture in stripes.
  if (random.chance(0.08)) settings.restart_rows = random.between(1, 4);
  return settings;
}

double jpeg_dpi(Random& random) {
  const double draw = random.uniform();
  return draw < 0.2 ? 150 : (draw < 0.85 ? 200 : 300);
}

std::vector<ImageStream> scan_jpeg(const std::vector<Raster>& printed, int channels, double dpi,
                                   Random& random) {
  const ScannerProfile device = random_profile(random);
  const JpegSettings settings = jpeg_settings(random);
  std::vector<ImageStream> pages;
  for (const Raster& page : printed) {
    ScannerProfile sheet = device;
    sheet.tilt_degrees += random.uniform(-0.25, 0.25);  // The feeder does not repeat itself.
    pages.push_back(encode_jpeg(scan(page, sheet, channels, Random(random.next())), settings, dpi));
  }
  return pages;
}

Raster scan_bilevel(const Raster& page, ScannerProfile device, double noise, Random& random) {
  device.tilt_degrees += random.uniform(-0.25, 0.25);
  device.gain = 1;
  const Raster grey = scan(page, device, 1, Random(random.next()));
  return threshold(grey, noise, Random(random.next()));
}

std::vector<ImageStream> scan_fax(const std::vector<Raster>& printed, double dpi, Random& random) {
  const ScannerProfile device = random_profile(random);
  const double noise = random.uniform(13, 20);
  std::vector<ImageStream> pages;
  for (const Raster& page : printed) {
    pages.push_back(encode_fax_g4(scan_bilevel(page, device, noise, random), dpi));
  }
  return pages;
}

std::vector<ImageStream> scan_flate(const std::vector<Raster>& printed, double dpi, bool bilevel,
                                    Random& random) {
  ScannerProfile device = random_profile(random);
  if (!bilevel) {
    // Programs that deflate pictures reduce their colours first.
    device.gain = 275 / device.white;
    device.texture_levels = 0.5;
    device.noise_levels = 1.2;
  }
  std::vector<ImageStream> pages;
  for (const Raster& page : printed) {
    if (bilevel) {
      pages.push_back(encode_flate(scan_bilevel(page, device, 12, random), true, dpi));
      continue;
    }
    Raster image = scan(page, device, 3, Random(random.next()));
    for (std::uint8_t& sample : image.samples) sample = sample >= 248 ? 255 : sample & 0xF0;
    pages.push_back(encode_flate(image, false, dpi));
  }
  return pages;
}

}  // namespace

FiledPaper file_paper(PaperKind kind, std::uint64_t seed, std::uint64_t number,
                      const PaperPress& press, const std::string& name) {
  Random random(seed, "paper", static_cast<std::uint64_t>(kind) << 32 | number);
  int pages = 1;
  double dpi = 200;
  bool bilevel_flate = false;
  switch (kind) {
    case PaperKind::kColourScan:
    case PaperKind::kGreyScan:
      pages = page_count(random, 8, 3);
      dpi = jpeg_dpi(random);
      break;
    case PaperKind::kBilevelScan:
      pages = page_count(random, 20, 7);
      dpi = random.chance(0.75) ? 300 : 200;
      break;
    case PaperKind::kBareTiff:
      pages = page_count(random, 5, 2);
      dpi = 300;
      break;
    case PaperKind::kFlateScan:
      bilevel_flate = number % 2 == 0;
      pages = page_count(random, 3, 2);
      break;
    case PaperKind::kBornDigital:
      pages = page_count(random, 12, 4);
      break;
    case PaperKind::kBareJpeg:
      dpi = random.chance(0.5) ? 200 : 150;
      break;
    case PaperKind::kBarePng:
      dpi = 110;  // A picture of a screen.
      break;
  }
  PrintedPaper printed = press.print(Random(random.next()), pages, name);
  FiledPaper paper;
  paper.kind = kind;
  paper.slug = printed.slug;
  paper.title = printed.title;
  paper.date = printed.date;
  paper.extension = "pdf";
  const Device& device = random.pick(kDevices);
  paper.facts = {paper.title, std::string(device.creator), std::string(device.producer),
                 paper.date};
  if (kind == PaperKind::kBornDigital) {
    paper.facts.producer = "cairo";
    paper.file = std::move(printed.pdf);
    return paper;
  }
  const std::vector<Raster> rasters = render(printed.pdf, dpi, pages);
  switch (kind) {
    case PaperKind::kColourScan:
      paper.pages = scan_jpeg(rasters, 3, dpi, random);
      break;
    case PaperKind::kGreyScan:
      paper.pages = scan_jpeg(rasters, 1, dpi, random);
      break;
    case PaperKind::kBilevelScan:
      paper.pages = scan_fax(rasters, dpi, random);
      break;
    case PaperKind::kFlateScan:
      paper.pages = scan_flate(rasters, dpi, bilevel_flate, random);
      break;
    case PaperKind::kBareJpeg:
      paper.extension = "jpg";
      paper.pages = scan_jpeg(rasters, 3, dpi, random);
      paper.file = paper.pages.front().bytes;
      return paper;
    case PaperKind::kBarePng:
      paper.extension = "png";
      paper.file = png_file(rasters.front());
      return paper;
    case PaperKind::kBareTiff:
      paper.extension = "tif";
      paper.pages = scan_fax(rasters, dpi, random);
      paper.file = tiff_file(paper.pages);
      return paper;
    case PaperKind::kBornDigital:
      break;
  }
  paper.file = image_pdf(paper.pages, paper.facts, PdfManner::kScanner);
  return paper;
}

}  // namespace kho::corpus
