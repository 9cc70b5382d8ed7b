#include "store/pdf_streams.h"

#include <string.h>

#include <algorithm>
#include <optional>

#include "store/pdf_dictionary.h"

namespace kho::store {
namespace {

constexpr std::size_t kHeaderWithin = 1024;
// A dictionary is looked for so far before its stream, and a trailer read so far.
constexpr std::size_t kDictionaryBytesMax = 64 << 10;
// So many `endstream` are tried as the place behind which a length stands as an object of its own.
constexpr int kEndsTried = 8;
// What lies between `endstream` and the end of such an object.
constexpr std::size_t kLengthObjectBytesMax = 256;

constexpr std::string_view kStream = "stream";
constexpr std::string_view kEndStream = "endstream";
constexpr std::string_view kEndObject = "endobj";
constexpr std::string_view kTrailer = "trailer";
constexpr std::size_t kNone = std::string_view::npos;

std::size_t find(std::string_view text, std::string_view word, std::size_t from) {
  if (from > text.size()) return kNone;
  const void* found = ::memmem(text.data() + from, text.size() - from, word.data(), word.size());
  if (found == nullptr) return kNone;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

bool is_space(char c) { return pdf_space({&c, 1}) == 1 && c != '%'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes of the end of line that begins at `at`: CRLF 2, CR or LF 1, none 0.
std::size_t end_of_line(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "\r\n") return 2;
  return at < text.size() && (text[at] == '\r' || text[at] == '\n') ? 1 : 0;
}

class Finder {
 public:
  Finder(std::string_view file, std::size_t from, std::uint64_t length_min)
      : file_(file), length_min_(length_min), behind_(from), floor_(from) {}

  PdfBody run() {
    for (std::size_t at = behind_; (at = find(file_, kStream, at)) != kNone;) {
      const std::size_t data = data_after(at);
      if (data == kNone) {
        at += kStream.size();
        continue;
      }
      const std::size_t dictionary_end = dictionary_before(at);
      if (dictionary_end == kNone) {
        at = floor_ = data;  // What was read backwards is not read again.
        continue;
      }
      const PdfDictionary dictionary = read_dictionary(dictionary_end);
      const std::optional<Ends> ends = find_end(data, dictionary);
      if (!ends) break;  // No `endstream` is left, so no stream is.
      if (dictionary.is_cross_reference && dictionary.has_encrypt) body_.is_encrypted = true;
      look_for_encryption(behind_, at);
      if (body_.is_encrypted) return body_;
      body_.has_streams = true;
      if (ends->data - data >= length_min_) {
        body_.streams.push_back({{data, ends->data - data}, dictionary.hint});
      }
      at = behind_ = floor_ = ends->keyword;
    }
    look_for_encryption(behind_, file_.size());
    return body_;
  }

 private:
  struct Ends {
    std::size_t data;     // Behind the last byte of the data.
    std::size_t keyword;  // Behind `endstream`.
  };

  // Where the data of the `stream` at `at` begin: behind CRLF or LF as the standard has it, or a
  // lone CR, which some write.
  [[nodiscard]] std::size_t data_after(std::size_t at) const {
    const std::size_t behind = at + kStream.size();
    const std::size_t length = end_of_line(file_, behind);
    return length == 0 ? kNone : behind + length;
  }

  // The end of the ">>" that the keyword at `at` follows.
  [[nodiscard]] std::size_t dictionary_before(std::size_t at) const {
    while (at > floor_ && is_space(file_[at - 1])) --at;
    return at >= floor_ + 2 && file_.substr(at - 2, 2) == ">>" ? at : kNone;
  }

  // The dictionary that begins behind the last "N G obj" before `end`, and ends there; an empty
  // one where there is none.
  [[nodiscard]] PdfDictionary read_dictionary(std::size_t end) const {
    const std::size_t low = std::max(floor_, end - std::min(end, kDictionaryBytesMax));
    const std::string_view before = file_.substr(low, end - low);
    for (std::size_t at = before.size(); (at = before.rfind("obj", at)) != kNone;) {
      if (at == 0) break;
      std::size_t digit = at;
      while (digit > 0 && is_space(before[digit - 1])) --digit;
      if (digit < at && digit > 0 && is_digit(before[digit - 1])) {
        const std::string_view text = before.substr(at + 3);
        const ParsedPdfDictionary parsed = parse_pdf_dictionary(text);
        if (parsed.dictionary && parsed.end == text.size()) return *parsed.dictionary;
        break;
      }
      --at;
    }
    return {};
  }

  // Where the stream ends whose data begin at `data`: where /Length says if `endstream` is there,
  // else at the next `endstream`, less one end of line.
  [[nodiscard]] std::optional<Ends> find_end(std::size_t data, const PdfDictionary& dictionary) {
    if (dictionary.length && *dictionary.length <= file_.size() - data) {
      const std::size_t end = data + *dictionary.length;
      const std::size_t keyword = end + end_of_line(file_, end);
      if (file_.substr(keyword, kEndStream.size()) == kEndStream) {
        return Ends{end, keyword + kEndStream.size()};
      }
    }
    const std::size_t first = find(file_, kEndStream, data);
    if (first == kNone) return {};
    if (dictionary.length_reference) {
      std::size_t keyword = first;
      for (int i = 0; i < kEndsTried && keyword != kNone; ++i) {
        const auto length =
            length_behind(keyword + kEndStream.size(), *dictionary.length_reference);
        if (length && *length <= keyword - data &&
            data + *length + end_of_line(file_, data + *length) == keyword) {
          return Ends{data + *length, keyword + kEndStream.size()};
        }
        keyword = find(file_, kEndStream, keyword + kEndStream.size());
      }
    }
    std::size_t end = first;
    if (end > data && file_[end - 1] == '\n') --end;
    if (end > data && file_[end - 1] == '\r' && (end == first || file_[end] == '\n')) --end;
    return Ends{end, first + kEndStream.size()};
  }

  // Ghostscript, cairo and others put the length behind the stream, as the next object.
  [[nodiscard]] std::optional<std::uint64_t> length_behind(std::size_t at,
                                                           const PdfReference& reference) const {
    std::string_view text = file_.substr(at, kLengthObjectBytesMax);
    text.remove_prefix(pdf_space(text));
    if (!text.starts_with(kEndObject)) return {};
    return parse_pdf_integer_object(text.substr(kEndObject.size()), reference);
  }

  // A trailer between two streams that has /Encrypt.
  void look_for_encryption(std::size_t from, std::size_t to) {
    const std::string_view gap = file_.substr(from, to - from);
    for (std::size_t at = 0; (at = find(gap, kTrailer, at)) != kNone;) {
      at += kTrailer.size();
      const ParsedPdfDictionary parsed = parse_pdf_dictionary(gap.substr(at, kDictionaryBytesMax));
      if (parsed.dictionary && parsed.dictionary->has_encrypt) body_.is_encrypted = true;
      at += parsed.end;  // Also where it is no dictionary: no byte is read twice.
    }
  }

  const std::string_view file_;
  const std::uint64_t length_min_;
  std::size_t behind_;  // The last stream's `endstream`.
  std::size_t floor_;   // Nothing before it is looked at again.
  PdfBody body_;
};

}  // namespace

bool is_pdf(ByteView file) {
  return find(as_text(file).substr(0, kHeaderWithin), "%PDF-", 0) != kNone;
}

PdfBody find_pdf_streams(ByteView file, std::uint64_t from, std::uint64_t length_min) {
  if (from >= file.size()) return {};
  return Finder(as_text(file), from, length_min).run();
}

}  // namespace kho::store
