// kho-tthc-catalogue: the national procedure list as a catalogue file.
//
//   kho-tthc-catalogue INPUT.jsonl [--report REPORT.jsonl] > catalogue.jsonl
//
// INPUT has one procedure a line as crawled from the national portal: ma_thu_tuc, ten_thu_tuc,
// linh_vuc, ket_qua_xu_ly (names and "Mã: KQ..." run together) and thanh_phan, a list of {ten}.
// The output follows docs/catalogue.md, the report docs/cli.md.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "tools/tthc/catalogue.h"
#include "tools/tthc/report.h"

namespace kho::tthc {
namespace {

void convert(const char* input, const char* report_path) {
  std::ifstream in(input);
  if (!in) throw std::runtime_error("cannot open the file");
  std::ofstream report_file;
  if (report_path != nullptr) {
    report_file.open(report_path);
    if (!report_file) throw std::runtime_error(std::string("cannot write ") + report_path);
  }
  Report report(report_path == nullptr ? nullptr : &report_file);
  Catalogue catalogue;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    try {
      catalogue.add(Catalogue::Json::parse(line), report);
    } catch (const std::exception& error) {
      throw std::runtime_error(fmt::format("line {}: {}", number, error.what()));
    }
  }
  if (in.bad()) throw std::runtime_error("read error");
  catalogue.write(std::cout);
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("cannot write the output");
  report_file.flush();
  if (!report_file) throw std::runtime_error("cannot write the report");
  fmt::print(stderr, "{}{}", catalogue.summary(), report.summary());
}

}  // namespace
}  // namespace kho::tthc

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  const bool reports = argc == 4 && std::strcmp(argv[2], "--report") == 0;
  if (argc != 2 && !reports) {
    fmt::print(stderr,
               "usage: kho-tthc-catalogue INPUT.jsonl [--report REPORT.jsonl] > catalogue.jsonl\n");
    return kExitFailure;
  }
  try {
    kho::tthc::convert(argv[1], reports ? argv[3] : nullptr);
  } catch (const std::exception& error) {
    fmt::print(stderr, "kho-tthc-catalogue: {}: {}\n", argv[1], error.what());
    return kExitFailure;
  }
  return 0;
}
