// tests/tools/sync/sync_fixture.h - A warehouse with dossiers, and a portal that is told of them.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/api/dossier_fixtures.h"
#include "tests/tools/sync/fake_portal.h"
#include "tools/sync/mapping.h"

namespace kho::tools {

using api::Json;
using test::FakePortal;

class SyncFixture : public api::DossierApiTest {
 protected:
  SyncFixture() {
    std::ofstream(scratch_ / "token") << "s3cret\n";
    std::filesystem::permissions(scratch_ / "token", std::filesystem::perms::owner_read);
  }

  [[nodiscard]] Json mapping_json() const {
    return {{"create", portal_.url() + "/create"},
            {"update", portal_.url() + "/update"},
            {"token_file", "token"},
            {"attempts", 3},
            {"pause_ms", 10},
            {"pause_ms_max", 15},
            {"timeout_ms", 300}};
  }
  // The usual one, with `more`; read as a file is.
  [[nodiscard]] Mapping mapping(const Json& more = Json::object()) const {
    Json json = mapping_json();
    json.update(more);
    return mapping_from(api::parse_json(json.dump()), scratch_ / ".");
  }

  [[nodiscard]] std::string code_of(const warehouse::Uuid& dossier) const {
    return warehouse_->dossiers().find(dossier).dossier.code;
  }
  [[nodiscard]] std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    for (const auto& each : portal_.received()) paths.push_back(each.path);
    return paths;
  }
  static std::string content(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  FakePortal portal_;
  const std::filesystem::path state_ = scratch_ / "portal.state";
  const std::filesystem::path dead_ = scratch_ / "portal.state.dead";
};

}  // namespace kho::tools
