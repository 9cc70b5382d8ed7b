#include "store/name_counts.h"

#include <algorithm>
#include <utility>

#include "store/bytes.h"

namespace kho::store {

namespace {

std::uint64_t beginning_of(const Sha256& name) { return get_be64(name.raw()); }

}  // namespace

void NameCounts::add(const Sha256& name) {
  parts_[static_cast<unsigned char>(name.raw().front())].push_back(beginning_of(name));
}

std::uint64_t NameCounts::distinct() const {
  std::uint64_t count = 0;
  for (const auto& part : parts_) {
    for (std::size_t i = 0; i < part.size(); ++i) count += i == 0 || part[i] != part[i - 1] ? 1 : 0;
  }
  return count;
}

NameCounts::Comparison::Comparison(NameCounts& counts, Differ differ)
    : counts_(counts), differ_(std::move(differ)) {
  for (auto& part : counts_.parts_) std::ranges::sort(part);
}

const std::uint64_t* NameCounts::Comparison::next() {
  for (; part_ < counts_.parts_.size(); ++part_, at_ = 0) {
    if (at_ < counts_.parts_[part_].size()) return &counts_.parts_[part_][at_];
  }
  return nullptr;
}

void NameCounts::Comparison::pass_below(std::optional<std::uint64_t> end) {
  std::optional<std::uint64_t> before;
  for (const std::uint64_t* added = next(); added != nullptr && (!end || *added < *end);
       added = next()) {
    if (before != *added) ++without_record_;
    before = *added;
    ++at_;
  }
}

void NameCounts::Comparison::end_group() {
  if (!name_) return;
  const std::uint64_t beginning = beginning_of(*name_);
  pass_below(beginning);
  std::uint64_t count = 0;
  for (const std::uint64_t* added = next(); added != nullptr && *added == beginning;
       added = next()) {
    ++count;
    ++at_;
  }
  if (is_known_ && count != recorded_) differ_(*name_, count, recorded_);
  name_.reset();
}

void NameCounts::Comparison::record(const Sha256& name, std::optional<std::uint64_t> count) {
  if (!name_ || beginning_of(name) != beginning_of(*name_)) {
    end_group();
    name_ = name;
    is_known_ = true;
    recorded_ = 0;
  }
  is_known_ = is_known_ && count.has_value();
  recorded_ += count.value_or(0);
}

std::uint64_t NameCounts::Comparison::end() {
  end_group();
  pass_below(std::nullopt);
  return without_record_;
}

}  // namespace kho::store
