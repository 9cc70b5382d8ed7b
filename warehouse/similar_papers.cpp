#include "warehouse/similar_papers.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "warehouse/component_tables.h"
#include "warehouse/holding.h"
#include "warehouse/identity.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

struct HeldFile {
  Uuid component;
  std::string sha256;
};

void add_files(const store::TableReader& tables, const Uuid& owner, std::vector<HeldFile>& files) {
  each_with_prefix(tables, kComponentsByOwner, owner.raw(),
                   [&](std::string_view key, std::string_view value) {
                     const auto id = Uuid::from_raw(key.substr(key.size() - owner.raw().size()));
                     if (id && !value.empty()) {
                       const auto sha256 = decode_holding(value).sha256;
                       files.push_back({*id, {sha256.begin(), sha256.end()}});
                     }
                     return files.size() < kComparedPapersMax;
                   });
}

}  // namespace

std::vector<SimilarPaper> similar_papers(const store::TableReader& tables,
                                         const Component& component) {
  const std::string& own = component.current().sha256;
  const auto page = text_state_of(tables, own).first_page;
  if (!page) return {};
  std::vector<HeldFile> files;
  for (const Uuid& member : members_of(tables, component.owner)) add_files(tables, member, files);

  std::vector<SimilarPaper> similar;
  for (const HeldFile& file : files) {
    if (file.component == component.id || file.sha256 == own) continue;
    const auto other = text_state_of(tables, file.sha256).first_page;
    if (!other) continue;
    const int distance = ingest::hash_distance(*page, *other);
    if (distance <= ingest::kSamePageDistance) similar.push_back({file.component, distance});
  }
  std::ranges::sort(similar, {}, [](const SimilarPaper& each) { return each.distance; });
  if (similar.size() > kSimilarPapersMax) similar.resize(kSimilarPapersMax);
  return similar;
}

}  // namespace kho::warehouse
