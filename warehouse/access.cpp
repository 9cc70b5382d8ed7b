#include "warehouse/access.h"

#include "warehouse/dossier_code.h"
#include "warehouse/log_text.h"

namespace kho::warehouse {

Purpose checked(const Purpose& purpose, const std::vector<std::string>& owner_keys) {
  const auto text = [&](const char* field, const std::string& value) {
    return value.empty() ? value : log_text(field, value, owner_keys);
  };
  // A dossier code may have twelve digits, and is never a personal number.
  return {text("by", purpose.by),
          purpose.dossier.empty() ? std::string() : parse_dossier_code(purpose.dossier).normal,
          text("purpose", purpose.why), purpose.breaks_glass, purpose.bearer};
}

}  // namespace kho::warehouse
