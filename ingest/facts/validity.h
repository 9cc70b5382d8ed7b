// ingest/facts/validity.h - From when until when a paper says that it holds.
//
//   "có hiệu lực thi hành kể từ ngày …", "có giá trị đến hết ngày …", "từ ngày … đến ngày …"
//   "có giá trị 03 năm kể từ ngày cấp", "kể từ ngày ký"     counted from the day of issue
//   "không thời hạn"
// Only what the paper says of itself counts, never of another paper that it names, and nothing is
// supposed where it is silent.
//
// Pure; linear in the text.
#pragma once

#include <optional>
#include <span>

#include "ingest/facts/facts.h"
#include "ingest/facts/issue_date.h"

namespace kho::ingest {

[[nodiscard]] Validity find_validity(std::span<const PageText> pages, const IssueDate& issue);

}  // namespace kho::ingest
