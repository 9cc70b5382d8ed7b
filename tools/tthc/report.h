// tools/tthc/report.h - What became of every item and result of the national list.
//
// One JSON line for each that was left out, with the reason, and for each requirement whose reading
// is doubtful, with the doubts; and a summary whose totals add up. Thread-confined.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kho::tthc {

class Report {
 public:
  // Lines go to `out`, if there is one.
  explicit Report(std::ostream* out) : out_(out) {}

  // `item` is its place in the procedure's list, from 1.
  void left_out(const std::string& procedure, std::size_t item, const std::string& text,
                std::string_view reason);
  // It became a requirement, or with `joined` one more alternative of the requirement before.
  void kept(const std::string& procedure, std::size_t item, const std::string& text,
            const std::string& requirement, bool joined,
            const std::vector<std::string_view>& doubts);
  void result_left_out(const std::string& procedure, const std::string& text,
                       std::string_view reason);
  void result_kept() { ++results_; }

  // "15059 items = 12000 requirements + 20 joined + 3039 left out", and so on, a line each.
  [[nodiscard]] std::string summary() const;

 private:
  using Counts = std::map<std::string, std::size_t, std::less<>>;
  void write(const std::string& line);

  std::ostream* out_;
  std::size_t requirements_ = 0, joined_ = 0, results_ = 0;
  Counts left_out_, doubts_, results_left_out_;
};

}  // namespace kho::tthc
