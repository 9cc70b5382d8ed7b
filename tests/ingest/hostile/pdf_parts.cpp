#include "tests/ingest/hostile/pdf_parts.h"

#include <fmt/format.h>

#include <iterator>

#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

std::vector<std::string> page_objects(std::string_view catalogue, std::string_view page,
                                      std::string content, std::string_view resources,
                                      std::vector<std::string> others) {
  std::vector<std::string> objects = {
      fmt::format("<< /Type /Catalog /Pages 2 0 R {} >>", catalogue),
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                  "/Resources << {} >> {} >>",
                  resources, page),
      std::move(content)};
  objects.insert(objects.end(), std::make_move_iterator(others.begin()),
                 std::make_move_iterator(others.end()));
  return objects;
}

}  // namespace

std::string pdf_stream_with(std::string_view entries, std::string_view data) {
  return fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", entries, data.size(), data);
}

std::string pdf_flate_bomb(std::string_view piece, std::size_t times, int layers) {
  std::string data = zlib_of(piece, times);
  std::string filters = "/FlateDecode";
  for (int layer = 1; layer < layers; ++layer) {
    data = zlib_of(data);
    filters += " /FlateDecode";
  }
  return pdf_stream_with(fmt::format("/Filter [{}]", filters), data);
}

std::vector<std::string> pdf_page_objects(std::string content, std::string_view resources,
                                          std::vector<std::string> others) {
  return page_objects("", "", std::move(content), resources, std::move(others));
}

std::string pdf_of_page(std::string content, std::string_view resources,
                        std::vector<std::string> others) {
  return pdf_of_objects(pdf_page_objects(std::move(content), resources, std::move(others)));
}

std::string pdf_of_entries(std::string_view catalogue, std::string_view page,
                           std::vector<std::string> others) {
  return pdf_of_objects(
      page_objects(catalogue, page, pdf_stream(kShowKho), kHelvetica, std::move(others)));
}

std::string pdf_with_trailer(std::string pdf, std::string_view entries) {
  pdf.insert(pdf.rfind("/Size"), fmt::format("{} ", entries));
  return pdf;
}

}  // namespace kho::ingest
