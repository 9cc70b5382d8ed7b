// Files of any bytes: plans cover them exactly, within the bounds, and always alike.
#include "store/content_cutter.h"
#include "store/pdf_streams.h"
#include "store/splitter.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/store/pdf_writer.h"
#include "tests/store/plan_check.h"

namespace kho::fuzz {
namespace {

void check_split(store::ByteView file, std::uint64_t from) {
  const store::SplitPlan plan = store::split(file, from);
  const std::string fault = test::plan_fault(file.size(), from, plan);
  require(fault.empty(), fault);
  require(store::split(file, from) == plan, "another plan");
}

void check_streams(store::ByteView file) {
  std::uint64_t behind = 0;
  for (const store::PdfStream& stream : store::find_pdf_streams(file, 0, 1).streams) {
    require(stream.data.length >= 1 && stream.data.offset >= behind, "streams overlap");
    behind = stream.data.offset + stream.data.length;
    require(behind <= file.size(), "a stream behind the end");
  }
}

void check_prefixes(store::ByteView file) {
  const std::vector<std::uint64_t> lengths = store::document_prefixes(file);
  require(lengths.size() <= store::kDocumentPrefixesMax, "too many prefixes");
  std::uint64_t above = file.size();
  for (const std::uint64_t length : lengths) {
    require(length > 0 && length < above, "prefixes are not descending");
    above = length;
  }
}

// Sizes as small as the inputs, and every other stretch of 1..256 bytes, so that windows are
// crossed.
void check_cutter(store::ByteView file) {
  std::vector<store::Slice> slices;
  std::string joined;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t length =
        std::min<std::size_t>(static_cast<std::size_t>(file[at]) + 1, file.size() - at);
    slices.push_back({at, length});
    joined += store::as_text(file.subspan(at, length));
    at += length + 1;
  }
  std::vector<store::PlannedChunk> chunks;
  const store::CdcSizes sizes{64, 256, 1024};
  store::cut_by_content(file, slices, sizes, {}, chunks);
  store::ByteView rest = store::as_bytes(joined);
  for (const store::PlannedChunk& chunk : chunks) {
    const std::string bytes = test::bytes_of(store::as_text(file), chunk);
    require(bytes.size() == store::first_cut(rest, sizes), "a piece of another length");
    require(store::as_text(rest).starts_with(bytes), "a piece of other bytes");
    rest = rest.subspan(bytes.size());
  }
  require(rest.empty(), "pieces that are not all");
}

}  // namespace

std::vector<std::string> seeds() {
  using test::noise;
  using test::PdfWriter;
  std::vector<std::string> seeds = {"", "<a/>", "\xff\xd8\xff\xe0jpeg", noise(300, 1)};
  PdfWriter images;
  images.stream(test::kJpegEntries, noise(600, 2));
  images.stream_with_length("3 0 R", test::kFaxEntries, noise(520, 3), "\r\n", "\r\n");
  images.object("520");
  images.stream_with_length("7", "/Filter[/FlateDecode]", noise(530, 4));
  images.stream("/Filter[/ASCIIHexDecode/DCTDecode]/DecodeParms[null<</K -1>>]", noise(540, 5));
  seeds.push_back(images.finish({1, 2}));
  seeds.push_back(seeds.back() + "9 0 obj<</Length 512/A(\\)(>>))/B<3e3e>>>stream\n" +
                  noise(512, 6) + "endstream\nendobj\ntrailer<</Prev 1>>\nstartxref\n1\n%%EOF\r\n");
  PdfWriter table("junk\n%PDF-1.5\n");
  table.stream("/Type/XRef/Index[0 5 7 2]/W[1 2 1]/Filter/FlateDecode", noise(513, 7));
  table.stream("/Filter/FlateDecode", noise(560, 8) + "\nendstream\nendobj" + noise(20, 9));
  seeds.push_back(table.finish({}, "/ID[<00><11>]/Encrypt 5 0 R"));
  return seeds;
}

}  // namespace kho::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kho;
  const store::ByteView file = std::as_bytes(std::span(data, size));
  fuzz::check_split(file, 0);
  // Where the increment begins is the input's too.
  if (size >= 2) fuzz::check_split(file, (data[size - 1] * 256U + data[size - 2]) % size);
  fuzz::check_streams(file);
  fuzz::check_prefixes(file);
  fuzz::check_cutter(file);
  return 0;
}
