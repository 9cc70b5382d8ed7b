// What an intake system does with Kho, from the application to the decision.
//
//   KHO_URL=http://127.0.0.1:8420 KHO_TOKEN=kho_... example_client DOSSIER-CODE PAPER.pdf
//
// PAPER.pdf is what the applicant brought: a contract with a supplier. examples/README.md says how
// to start a server to try it on.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "examples/cpp/client.h"

namespace {

using kho_client::Json;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The first paper that answers the requirement, as the answer judged it.
std::string reusable_component(const Json& requirement) {
  for (const Json& alternative : requirement.at("alternatives")) {
    for (const Json& type : alternative.at("types")) {
      for (const Json& candidate : type.at("candidates")) {
        if (candidate.at("outcome") == "reusable") return candidate.at("component_id");
      }
    }
  }
  return {};
}

void run(const std::string& code, const std::string& paper) {
  kho_client::Client kho({.url = environment("KHO_URL"),
                          .token = environment("KHO_TOKEN"),
                          .officer = "tran.thi.mai",
                          .purpose = "Tiếp nhận hồ sơ"});

  // 1. The application comes in. Sent twice, it is the same dossier.
  const Json dossier =
      kho.post("/v1/dossiers",
               {{"code", code}, {"owner", "mst:5299101378"}, {"procedure", "2.001646"}})
          .at("dossier");
  const std::string dossier_id = dossier.at("id");
  std::cout << "dossier " << code << ' ' << dossier.at("state").get<std::string>() << '\n';

  // 2. What do we hold already?
  const Json answer = kho.post("/v1/reuse-queries", {{"dossier_id", dossier_id}}, code);
  const std::string confirmations =
      "/v1/reuse-queries/" + answer.at("id").get<std::string>() + "/confirmations";
  for (const Json& requirement : answer.at("requirements")) {
    std::cout << "requirement " << requirement.at("code").get<std::string>() << ": "
              << requirement.at("outcome").get<std::string>() << '\n';
  }

  // 3. An officer looked at what is offered and accepts it: a receipt says so for ever.
  std::string reused;
  for (const Json& requirement : answer.at("requirements")) {
    if (requirement.at("outcome") != "reusable") continue;
    reused = reusable_component(requirement);
    const Json confirmed = kho.post(confirmations,
                                    {{"requirement", requirement.at("code")},
                                     {"component_id", reused},
                                     {"accept", true},
                                     {"remark", "Khớp bản chính"}},
                                    code);
    const Json receipt = kho.get("/v1/receipts/" + confirmed.at("id").get<std::string>());
    std::cout << "receipt " << receipt.at("id").get<std::string>() << " accepted "
              << receipt.at("accepted") << " sha256 " << receipt.at("sha256").get<std::string>()
              << '\n';
  }

  // 4. What was missing is scanned and deposited, into the dossier.
  const Json deposited = kho.deposit({{"dossier_id", dossier_id},
                                      {"requirement", "4"},
                                      {"type", "HD_NHA_CUNG_CAP_RUOU"},
                                      {"number", "07/2026/HĐMB"},
                                      {"issue_date", "2026-02-02"},
                                      {"validity", {{"from", "2026-02-02"}, {"to", "2099-12-31"}}},
                                      {"digitised_by", "tran.thi.mai"}},
                                     paper, "application/pdf", code);
  const std::string id = deposited.at("component").at("id");
  std::cout << "deposited " << id << " sha256 "
            << deposited.at("component").at("versions").back().at("sha256").get<std::string>()
            << '\n';

  // 5. A file back; its digest is compared on the way.
  const std::filesystem::path copy = paper + ".fetched";
  std::cout << "fetched sha256 " << kho.fetch(id, copy, code) << '\n';
  std::filesystem::remove(copy);

  // 6. The first bytes alone, and nothing where we have it already.
  const std::string content = "/v1/components/" + id + "/content";
  const kho_client::Answer part = kho.get_raw(content, {"Range: bytes=0-3"}, code);
  std::cout << "range " << part.status << ' ' << part.content_range << ' ' << part.body << '\n';
  std::cout << "not modified " << kho.get_raw(content, {"If-None-Match: " + part.etag}, code).status
            << '\n';

  // 7. Found by its number, as soon as the index has it.
  const Json hits = kho.post("/v1/search",
                             {{"q", "number:07/2026/HĐMB"},
                              {"as_dossier", code},
                              {"wait_for_position", deposited.at("position")}},
                             code)
                        .at("hits");
  std::cout << "search " << hits.size() << ' '
            << hits.at(0).at("component").at("id").get<std::string>() << '\n';

  // 8. The dossier knows both papers.
  const Json attachments = kho.get("/v1/dossiers/" + dossier_id).at("attachments");
  for (const Json& each : attachments) {
    std::cout << "attached " << each.at("requirement").get<std::string>() << ' '
              << each.at("source").get<std::string>() << '\n';
  }

  // 9. Refusals are told apart by their code; the title is for people.
  try {
    kho.post(confirmations, {{"requirement", "5"}, {"component_id", reused}, {"accept", true}},
             code);
  } catch (const kho_client::Problem& problem) {
    std::cout << "refused " << problem.status() << ' ' << problem.code() << ' ' << problem.title()
              << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_client DOSSIER-CODE PAPER.pdf\n";
    return 2;
  }
  try {
    run(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
