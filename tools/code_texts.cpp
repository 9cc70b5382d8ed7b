#include "tools/code_texts.h"

#include <regex>

#include "tools/code_documents.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

// "a | b" of "| a | b |".
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t begin = 1; begin < line.size();) {
    const std::size_t end = std::min(line.find('|', begin), line.size());
    const std::string cell = line.substr(begin, end - begin);
    const std::size_t first = cell.find_first_not_of(' ');
    const std::size_t last = cell.find_last_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    begin = end + 1;
  }
  return cells;
}

std::string without_markup(std::string text) {
  static const std::regex link(R"(\[([^\]]*)\]\(([^)]*)\))");
  text = std::regex_replace(text, link, "$1");
  std::erase(text, '`');
  return text;
}

std::vector<std::string> codes_in(const std::string& cell) {
  static const std::regex code("`([a-z]+(?:_[a-z]+)*)`");
  std::vector<std::string> codes;
  for (std::sregex_iterator at(cell.begin(), cell.end(), code), end; at != end; ++at) {
    codes.push_back((*at)[1]);
  }
  return codes;
}

}  // namespace

std::vector<CodeText> parse_code_texts(std::string_view markdown) {
  std::vector<CodeText> all;
  std::string section;
  std::vector<std::string> titles;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    const std::string line(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
    if (line.starts_with("## ")) section = line.substr(3);
    if (!line.starts_with('|')) {
      titles.clear();
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (titles.empty()) {
      titles = cells;
      continue;
    }
    for (const std::string& code : codes_in(cells.front())) {
      CodeText made{code, section, {}};
      for (std::size_t i = 1; i < cells.size() && i < titles.size(); ++i) {
        made.columns.emplace_back(titles[i], without_markup(cells[i]));
      }
      all.push_back(std::move(made));
    }
  }
  return all;
}

const std::vector<CodeText>& code_texts() {
  if (language() == Language::kVietnamese) {
    static const std::vector<CodeText> vietnamese = parse_code_texts(kCodesInVietnamese);
    return vietnamese;
  }
  static const std::vector<CodeText> english = parse_code_texts(kCodesInEnglish);
  return english;
}

std::vector<CodeText> texts_of(std::string_view code) {
  std::vector<CodeText> found;
  for (const CodeText& each : code_texts()) {
    if (each.code == code) found.push_back(each);
  }
  return found;
}

}  // namespace kho::tools
