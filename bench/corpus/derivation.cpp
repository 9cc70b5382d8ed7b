#include "bench/corpus/derivation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "bench/corpus/qpdf.h"
#include "samples/cairo_handles.h"
#include "samples/seal.h"

namespace kho::corpus {
namespace {

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error(path.string() + ": cannot be written");
}

// A seal and a signature, coloured as a scan of them would be.
SignatureStamp draw_stamp(const std::string& name, const std::string& agency, Random random) {
  constexpr int kSide = 220;
  const samples::Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, kSide, kSide));
  const samples::Context canvas(cairo_create(surface.get()));
  samples::draw_seal(canvas.get(), kSide / 2.0, kSide / 2.0, kSide / 2.0 - 6,
                     {agency, "TỈNH YÊN BÁI", ""});
  samples::draw_signature(canvas.get(), 60, 120, 130, name);
  cairo_surface_flush(surface.get());
  const unsigned char* pixels = cairo_image_surface_get_data(surface.get());
  const std::ptrdiff_t stride = cairo_image_surface_get_stride(surface.get());
  SignatureStamp stamp{Raster(kSide, kSide, 3), Raster(kSide, kSide, 1)};
  NormalNoise noise(random);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const std::uint32_t pixel = reinterpret_cast<const std::uint32_t*>(pixels + y * stride)[x];
      const std::uint32_t alpha = pixel >> 24;
      stamp.mask.row(y)[x] = static_cast<std::uint8_t>(alpha);
      for (int c = 0; c < 3; ++c) {
        const std::uint32_t value = pixel >> (16 - 8 * c) & 0xFF;
        const float grain = alpha == 0 ? 0.0F : 6 * noise.next();
        stamp.picture.row(y)[3 * x + c] = static_cast<std::uint8_t>(
            std::clamp(static_cast<float>(alpha == 0 ? 255 : value) + grain, 0.0F, 255.0F));
      }
    }
  }
  return stamp;
}

std::string rewrapped(const FiledPaper& paper, PdfManner manner) {
  PdfFacts facts = paper.facts;
  if (facts.title.empty()) facts.title = paper.title;
  facts.creator = manner == PdfManner::kConverter ? "" : "Archive Suite 7";
  facts.producer = manner == PdfManner::kConverter ? "img2pdf 0.4.4" : "Archive Suite PDF 7.2.1";
  return image_pdf(paper.pages, facts, manner);
}

void rewrap(const Source& source, Random& random, const std::filesystem::path& out) {
  const bool pictures = !source.paper->pages.empty();
  const bool pdf = source.paper->extension == "pdf";
  if (pictures && (!pdf || random.chance(0.6))) {
    write_file(out, rewrapped(*source.paper,
                              random.chance(0.5) ? PdfManner::kConverter : PdfManner::kArchiver));
  } else if (pdf) {
    run_qpdf({"--deterministic-id", "--object-streams=generate", source.file, out});
  } else {
    write_file(out, source.paper->file);
  }
}

void resave(const Source& source, Random& random, const std::filesystem::path& out) {
  const FiledPaper& paper = *source.paper;
  const std::string title = fmt::format("{} ({})", paper.title, random.between(1, 99));
  const std::string date = fmt::format("20{}-{:02}-{:02}", random.between(24, 26),
                                       random.between(1, 12), random.between(1, 28));
  if (!paper.pages.empty() && random.chance(0.5)) {
    PdfFacts facts = paper.facts;
    facts.title = title;
    facts.date = date;
    write_file(out, image_pdf(paper.pages, facts, PdfManner::kScanner));
  } else {
    write_file(out, append_metadata(paper.file, title, "PDF Editor 11; modified", date));
  }
}

void sign(const Source& source, int signatures, const std::vector<Official>& officials,
          Random& random, const std::filesystem::path& out) {
  std::string pdf = source.paper->file;
  for (int i = 1; i <= signatures; ++i) {
    const Official& official = random.pick(officials);
    const std::string date =
        fmt::format("2026-{:02}-{:02}", random.between(1, 11), random.between(1, 28));
    pdf = append_signature(pdf, official.signer, official.stamp, i, date);
  }
  write_file(out, pdf);
}

void encrypt(const Source& source, Random& random, const std::filesystem::path& out) {
  const std::string owner = fmt::format("{:016x}", random.next());
  const std::string user = random.chance(0.4) ? fmt::format("{:08x}", random.next() >> 32) : "";
  // The key follows from the passwords: equal ids and vectors do not make equal streams.
  run_qpdf({"--static-id", "--static-aes-iv", "--encrypt", user, owner, "128", "--use-aes=y", "--",
            source.file, out});
}

void break_file(const FiledPaper& paper, Random& random, const std::filesystem::path& out) {
  std::string bytes = paper.file;
  switch (random.below(3)) {
    case 0:  // An upload that was cut off.
      bytes.resize(
          static_cast<std::size_t>(static_cast<double>(bytes.size()) * random.uniform(0.3, 0.97)));
      break;
    case 1: {  // A block that never reached the disk.
      constexpr std::size_t kBlock = 4096;
      const std::size_t blocks = bytes.size() / kBlock;
      if (blocks > 0) bytes.replace(random.below(blocks) * kBlock, kBlock, kBlock, '\0');
      break;
    }
    default:  // A portal that put its own header into the file.
      bytes.insert(
          0, fmt::format("Content-Type: application/pdf\r\nX-Upload: {:x}\r\n\r\n", random.next()));
      break;
  }
  write_file(out, bytes);
}

void merge(const std::vector<Source>& sources, const std::filesystem::path& out) {
  std::vector<std::string> arguments{"--deterministic-id", "--empty", "--pages"};
  for (const Source& source : sources) arguments.push_back(source.file);
  arguments.insert(arguments.end(), {"--", out});
  run_qpdf(arguments);
}

}  // namespace

std::vector<Official> make_officials(std::uint64_t seed) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPeople{
      {{"Nguyen Dinh Chien", "SỞ CÔNG THƯƠNG"},
       {"Trinh Minh Duc", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"},
       {"Vu Thi Hien Hanh", "ỦY BAN NHÂN DÂN"},
       {"Hoang Quoc Viet", "SỞ Y TẾ"}}};
  std::vector<Official> officials;
  for (std::size_t i = 0; i < kPeople.size(); ++i) {
    const std::string name(kPeople[i].first);
    const std::string agency(kPeople[i].second);
    officials.push_back({Signer(Random(seed, "key", i), name, agency),
                         draw_stamp(name, agency, Random(seed, "stamp", i))});
  }
  return officials;
}

void derive(Derivation derivation, const std::vector<Source>& sources, int signatures,
            const std::vector<Official>& officials, Random random,
            const std::filesystem::path& out) {
  assert(!sources.empty());
  const Source& first = sources.front();
  switch (derivation) {
    case Derivation::kCopy:
      return write_file(out, first.paper->file);
    case Derivation::kRewrapped:
      return rewrap(first, random, out);
    case Derivation::kMerged:
      return merge(sources, out);
    case Derivation::kSigned:
      return sign(first, signatures, officials, random, out);
    case Derivation::kResaved:
      return resave(first, random, out);
    case Derivation::kLinearised:
      return run_qpdf({"--deterministic-id", "--linearize", first.file, out});
    case Derivation::kEncrypted:
      return encrypt(first, random, out);
    case Derivation::kBroken:
      return break_file(*first.paper, random, out);
  }
}

}  // namespace kho::corpus
