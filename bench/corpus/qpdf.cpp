#include "bench/corpus/qpdf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <stdexcept>

extern char** environ;

namespace kho::corpus {

void run_qpdf(const std::vector<std::string>& arguments) {
  constexpr int kExitWarnings = 3;
  std::vector<std::string> owned{"qpdf", "--no-warn"};
  owned.insert(owned.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : owned) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  int status = -1;
  if (::posix_spawnp(&child, "qpdf", nullptr, nullptr, argv.data(), environ) == 0) {
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != kExitWarnings)) {
    throw std::runtime_error(fmt::format("{} failed", fmt::join(owned, " ")));
  }
}

}  // namespace kho::corpus
