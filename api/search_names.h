// api/search_names.h - The words by which searches are asked for and shards are shown. Constants.
#pragma once

#include "index/indexer.h"
#include "index/query.h"
#include "warehouse/names.h"

namespace kho::api {

inline constexpr warehouse::NameTable<index::Sort, 3> kSortNames{
    {{index::Sort::kRelevance, "relevance"},
     {index::Sort::kNewest, "newest"},
     {index::Sort::kOldest, "oldest"}}};
inline constexpr warehouse::NameTable<index::Syntax, 2> kSyntaxNames{
    {{index::Syntax::kOperators, "operators"}, {index::Syntax::kPlain, "plain"}}};
inline constexpr warehouse::NameTable<index::Field, 5> kFacetNames{
    {{index::Field::kType, "type"},
     {index::Field::kAgency, "issuer"},
     {index::Field::kYear, "year"},
     {index::Field::kKind, "kind"},
     {index::Field::kStatus, "status"}}};
inline constexpr warehouse::NameTable<index::ShardInfo::State, 3> kShardStateNames{
    {{index::ShardInfo::State::kLive, "live"},
     {index::ShardInfo::State::kSealed, "sealed"},
     {index::ShardInfo::State::kRemote, "remote"}}};

}  // namespace kho::api
