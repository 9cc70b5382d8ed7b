// bench/corpus/qpdf.h - Runs the qpdf command (Apache 2.0; Debian package qpdf).
#pragma once

#include <string>
#include <vector>

namespace kho::corpus {

// `arguments` after the program's name. Warnings (exit status 3) are no failure. Throws
// std::runtime_error with the arguments where qpdf is missing or fails. Thread-safe.
void run_qpdf(const std::vector<std::string>& arguments);

}  // namespace kho::corpus
