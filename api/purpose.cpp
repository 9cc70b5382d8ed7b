#include "api/purpose.h"

#include <optional>
#include <string>

#include "api/percent.h"
#include "api/problem.h"
#include "warehouse/error.h"

namespace kho::api {
namespace {

std::string decoded(const Request& request, const char* name, const std::string& key) {
  const std::string_view value = request.header(key);
  auto text = value.size() > kPurposeHeaderBytesMax ? std::nullopt : percent_decoded(value);
  if (!text) {
    throw Problem(400, "header_invalid",
                  std::string(name) + ": give at most " + std::to_string(kPurposeHeaderBytesMax) +
                      " bytes of percent-encoded UTF-8");
  }
  return std::move(*text);
}

}  // namespace

warehouse::Purpose purpose_of(const Request& request,
                              const std::optional<warehouse::Token>& token) {
  warehouse::Purpose purpose{decoded(request, "Kho-Officer", "kho-officer"),
                             decoded(request, "Kho-Dossier", "kho-dossier"),
                             decoded(request, "Kho-Purpose", "kho-purpose")};
  const std::string_view breaks_glass = request.header("kho-break-glass");
  if (!breaks_glass.empty() && breaks_glass != "true") {
    throw Problem(400, "header_invalid", "Kho-Break-Glass: the one value is true");
  }
  purpose.breaks_glass = !breaks_glass.empty();
  if (purpose.breaks_glass && purpose.why.empty()) {
    throw Problem(400, "header_invalid", "Kho-Break-Glass: say why in Kho-Purpose");
  }
  if (token) {
    purpose.bearer = warehouse::Bearer{token->role, token->agency};
    if (purpose.by.empty()) purpose.by = token->name;
  }
  try {
    return warehouse::checked(purpose, {});
  } catch (const warehouse::Error& error) {
    throw Problem(400, "header_invalid",
                  std::string("Kho-Officer, Kho-Dossier, Kho-Purpose: ") + error.what());
  }
}

}  // namespace kho::api
