#include "tools/import/text_lines.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "tools/command_error.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

ingest::Descriptor open_regular(const std::filesystem::path& file) {
  ingest::Descriptor opened(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat found {};
  if (!opened.is_open() && errno == EACCES) {
    throw CommandError(kFailed, "file_unreadable", tr("cannot read ") + file.string());
  }
  if (!opened.is_open() || ::fstat(opened.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
    throw CommandError(kNotFound, "file_not_found", file.string() + tr(" is not a file"));
  }
  return opened;
}

}  // namespace

TextLines::TextLines(const std::filesystem::path& file, std::size_t line_bytes_max)
    : TextLines(open_regular(file), line_bytes_max) {}

TextLines::TextLines(ingest::Descriptor file, std::size_t line_bytes_max)
    : file_(std::move(file)), line_bytes_max_(line_bytes_max) {
  struct stat found {};
  if (::fstat(file_.get(), &found) == 0) size_ = static_cast<std::uint64_t>(found.st_size);
}

bool TextLines::fill() {
  constexpr std::size_t kChunk = 64 << 10;
  buffer_.resize(kChunk);
  at_ = 0;
  ssize_t n = 0;
  do {
    n = ::read(file_.get(), buffer_.data(), kChunk);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    throw CommandError(kFailed, "file_unreadable",
                       std::string(tr("cannot read a list: ")) + std::strerror(errno));
  }
  buffer_.resize(static_cast<std::size_t>(n));
  return n > 0;
}

std::optional<TextLines::Line> TextLines::next() {
  Line line;
  bool any = false;
  bool ended = false;
  while (!ended && (at_ < buffer_.size() || fill())) {
    any = true;
    const std::size_t end = buffer_.find('\n', at_);
    ended = end != std::string::npos;
    const std::size_t stop = ended ? end : buffer_.size();
    const std::size_t room = line_bytes_max_ - std::min(line_bytes_max_, line.text.size());
    if (stop - at_ > room) line.too_long = true;
    line.text.append(buffer_, at_, std::min(stop - at_, room));
    bytes_read_ += stop - at_ + (ended ? 1 : 0);
    at_ = ended ? end + 1 : stop;
  }
  if (!any) return std::nullopt;
  if (line.text.ends_with('\r')) line.text.pop_back();
  line.number = ++lines_;
  if (line.number == 1 && line.text.starts_with("\xef\xbb\xbf")) line.text.erase(0, 3);
  return line;
}

}  // namespace kho::tools
