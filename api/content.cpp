#include "api/content.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <variant>

#include "api/number.h"
#include "api/problem.h"
#include "warehouse/base64.h"

namespace kho::api {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// Calls `visit` with each element of a comma-separated list; false where one was refused.
template <typename Visit>
bool each_element(std::string_view list, const Visit& visit) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view each = trimmed(list.substr(begin, end - begin));
    begin = end + 1;
    if (!each.empty() && !visit(each)) return false;
  }
  return true;
}

// "0-499", "500-" or "-500". False: it is none. `range` stays empty where it is behind the end.
bool parse_range(std::string_view text, std::uint64_t size, std::optional<ByteRange>& range) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view first = trimmed(text.substr(0, dash));
  const std::string_view last = trimmed(text.substr(dash + 1));
  std::uint64_t number = 0;
  if (first.empty()) {
    if (!is_number(last, number)) return false;
    if (number > 0 && size > 0) range = ByteRange{size - std::min(number, size), size - 1};
    return true;
  }
  ByteRange found{0, UINT64_MAX};
  if (!is_number(first, found.first)) return false;
  if (!last.empty() && !is_number(last, found.last)) return false;
  if (found.last < found.first) return false;
  if (found.first >= size) return true;
  found.last = std::min(found.last, size - 1);
  range = found;
  return true;
}

// Texts and stretches of a file, one behind the other.
class Pieces : public BodySource {
 public:
  using Piece = std::variant<std::string, ByteRange>;

  Pieces(warehouse::FileReader file, std::vector<Piece> pieces)
      : file_(std::move(file)), pieces_(std::move(pieces)) {
    for (const Piece& piece : pieces_) size_ += bytes_in(piece);
  }

  [[nodiscard]] std::uint64_t size() const override { return size_; }

  std::size_t read(std::span<char> out) override {
    while (piece_ < pieces_.size() && done_ == bytes_in(pieces_[piece_])) {
      ++piece_;
      done_ = 0;
    }
    if (piece_ == pieces_.size() || out.empty()) return 0;
    const std::uint64_t left = bytes_in(pieces_[piece_]) - done_;
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, out.size())));
    std::size_t read = out.size();
    if (const auto* text = std::get_if<std::string>(&pieces_[piece_])) {
      std::copy_n(text->data() + done_, read, out.data());
    } else {
      const std::uint64_t offset = std::get<ByteRange>(pieces_[piece_]).first + done_;
      read = file_.read(offset, std::as_writable_bytes(out));
    }
    done_ += read;
    return read;
  }

 private:
  static std::uint64_t bytes_in(const Piece& piece) {
    if (const auto* text = std::get_if<std::string>(&piece)) return text->size();
    return std::get<ByteRange>(piece).size();
  }

  warehouse::FileReader file_;
  const std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
  std::size_t piece_ = 0;
  std::uint64_t done_ = 0;  // Of pieces_[piece_].
};

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         std::to_string(size);
}

// The parts of a multipart/byteranges body (RFC 9110, 14.6).
std::vector<Pieces::Piece> parts_of(const std::vector<ByteRange>& ranges, const Content& content,
                                    const std::string& boundary) {
  std::vector<Pieces::Piece> pieces;
  std::string before = "--" + boundary;
  for (const ByteRange& range : ranges) {
    pieces.emplace_back(before + "\r\nContent-Type: " + content.media_type +
                        "\r\nContent-Range: " + content_range(range, content.size) + "\r\n\r\n");
    pieces.emplace_back(range);
    before = "\r\n--" + boundary;
  }
  pieces.emplace_back(before + "--\r\n");
  return pieces;
}

// What of the file is asked for; nullopt: all of it.
std::optional<std::vector<ByteRange>> ranges_asked(const Request& request, std::string_view tag,
                                                   std::uint64_t size) {
  const std::string_view header = request.header("range");
  if (request.method != "GET" || header.empty()) return std::nullopt;
  // A date, or another file's tag: it is another file that the client has a part of.
  const std::string_view condition = request.header("if-range");
  if (!condition.empty() && condition != tag) return std::nullopt;
  return parse_ranges(header, size);
}

}  // namespace

std::optional<std::vector<ByteRange>> parse_ranges(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  std::vector<ByteRange> ranges;
  std::size_t asked = 0;
  std::uint64_t left = size;  // Overlapping ranges must not make much of little.
  const bool is_list = each_element(header.substr(kUnit.size()), [&](std::string_view each) {
    std::optional<ByteRange> range;
    if (++asked > kRangesMax || !parse_range(each, size, range)) return false;
    if (!range) return true;
    if (range->size() > left) return false;
    left -= range->size();
    ranges.push_back(*range);
    return true;
  });
  if (!is_list || asked == 0) return std::nullopt;
  return ranges;
}

std::string digest_text(std::string_view raw_hash) {
  return "sha-256=:" + warehouse::base64(raw_hash) + ":";
}

bool matches_tag(std::string_view header, std::string_view tag) {
  if (trimmed(header) == "*") return true;
  return !each_element(header, [&](std::string_view each) {
    if (each.starts_with("W/")) each.remove_prefix(2);
    return each != tag;
  });
}

Response content_response(const Request& request, Content content) {
  const std::string tag = "\"" + content.sha256.hex() + "\"";
  Response response;
  response.headers = {{"ETag", tag},
                      {"Cache-Control", "private, no-cache"},
                      {"Accept-Ranges", "bytes"},
                      {"X-Content-Type-Options", "nosniff"}};
  if (matches_tag(request.header("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  const std::string digest = digest_text(content.sha256.raw());
  response.headers.emplace_back("Repr-Digest", digest);
  const auto ranges = ranges_asked(request, tag, content.size);
  std::vector<Pieces::Piece> pieces;
  if (!ranges) {
    response.headers.emplace_back("Content-Digest", digest);
    response.headers.emplace_back("Content-Type", content.media_type);
    if (content.size > 0) pieces.emplace_back(ByteRange{0, content.size - 1});
  } else if (ranges->empty()) {
    Response refused = problem_response(
        {416, "range_not_satisfiable",
         "the file has " + std::to_string(content.size) + " bytes, and none of those asked for"},
        language_of(request.header("accept-language")));
    refused.headers.emplace_back("Content-Range", "bytes */" + std::to_string(content.size));
    return refused;
  } else if (ranges->size() == 1) {
    response.status = 206;
    response.headers.emplace_back("Content-Range", content_range(ranges->front(), content.size));
    response.headers.emplace_back("Content-Type", content.media_type);
    pieces.emplace_back(ranges->front());
  } else {
    response.status = 206;
    // No file has its own hash in it.
    const std::string boundary = "kho-" + content.sha256.hex();
    response.headers.emplace_back("Content-Type", "multipart/byteranges; boundary=" + boundary);
    pieces = parts_of(*ranges, content, boundary);
  }
  response.source = std::make_shared<Pieces>(std::move(content.file), std::move(pieces));
  const bool is_read = request.method == "GET";
  if (is_read && response.source->size() <= kGatheredBytesMax) gather(response);
  return response;
}

}  // namespace kho::api
