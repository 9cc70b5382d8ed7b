#include "index/shard_list.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "index/durable_file.h"
#include "index/error.h"
#include "index/indexer.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "SHARDS";
constexpr const char* kFirstLine = "kho-index-shards 1";
constexpr std::array<std::pair<ShardEntry::State, const char*>, 3> kStateNames = {
    {{ShardEntry::State::kLive, "live"},
     {ShardEntry::State::kSealed, "sealed"},
     {ShardEntry::State::kRemote, "remote"}}};

bool is_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<ShardEntry> parse_entry(const std::string& line) {
  ShardEntry entry;
  std::istringstream words(line);
  std::string state;
  std::string surplus;
  if (!(words >> entry.name >> state >> entry.label)) return std::nullopt;
  const auto* known =
      std::ranges::find_if(kStateNames, [&](const auto& each) { return state == each.second; });
  if (known == kStateNames.end() || entry.name.size() != 6 || !is_digits(entry.name)) {
    return std::nullopt;
  }
  entry.state = known->first;
  const bool is_remote = entry.state == ShardEntry::State::kRemote;
  if (is_remote && (!(words >> entry.address >> entry.uuid) || !is_shard_address(entry.address))) {
    return std::nullopt;
  }
  if (words >> surplus) return std::nullopt;
  return entry;
}

// One live shard, the last, and names that rise.
bool is_sound(const ShardList& list) {
  if (list.shards.empty() || list.shards.size() > kShardsMax) return false;
  for (std::size_t i = 0; i < list.shards.size(); ++i) {
    const bool is_last = i + 1 == list.shards.size();
    if ((list.shards[i].state == ShardEntry::State::kLive) != is_last) return false;
    if (i > 0 && list.shards[i].name <= list.shards[i - 1].name) return false;
  }
  return true;
}

}  // namespace

std::string ShardList::next_name() const {
  return fmt::format("{:06}", shards.empty() ? 1 : std::stoul(shards.back().name) + 1);
}

bool is_shard_address(const std::string& address) {
  const std::size_t colon = address.find(':');
  if (colon == std::string::npos || colon == 0 || colon > 253) return false;
  const std::string port = address.substr(colon + 1);
  if (!is_digits(port) || port.size() > 5) return false;
  const unsigned long number = std::stoul(port);
  if (number < 1 || number > 65535) return false;
  return std::all_of(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](unsigned char c) {
                       return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
                     });
}

bool has_shard_list(const fs::path& directory) { return fs::exists(directory / kFileName); }

ShardList read_shard_list(const fs::path& directory) {
  std::ifstream file(directory / kFileName);
  if (!file) throw Error(Errc::kUnavailable, "There is no index: " + directory.string());
  ShardList list;
  std::string line;
  bool good = std::getline(file, line) && line == kFirstLine;
  while (good && std::getline(file, line)) {
    const auto entry = parse_entry(line);
    good = entry.has_value();
    if (good) list.shards.push_back(*entry);
  }
  if (!good || !is_sound(list)) {
    throw Error(Errc::kDamaged, "The list of shards cannot be read: " + directory.string());
  }
  return list;
}

ShardListStamp stamp_of_shard_list(const fs::path& directory) {
  struct stat status {};
  if (::stat((directory / kFileName).c_str(), &status) != 0) {
    throw Error(Errc::kUnavailable, "There is no index: " + directory.string());
  }
  return {status.st_ino, status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec};
}

void write_shard_list(const fs::path& directory, const ShardList& list) {
  std::string content = std::string(kFirstLine) + "\n";
  for (const ShardEntry& entry : list.shards) {
    const auto* state = std::ranges::find(kStateNames, entry.state,
                                          &std::pair<ShardEntry::State, const char*>::first);
    content += entry.name + " " + state->second + " " + entry.label;
    if (entry.state == ShardEntry::State::kRemote)
      content += " " + entry.address + " " + entry.uuid;
    content += "\n";
  }
  replace_file(directory / kFileName, content);
}

}  // namespace kho::index
