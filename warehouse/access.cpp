#include "warehouse/access.h"

#include "warehouse/log_text.h"

namespace kho::warehouse {

Purpose checked(const Purpose& purpose, std::string_view owner_key) {
  const auto text = [&](const char* field, const std::string& value) {
    return value.empty() ? value : log_text(field, value, owner_key);
  };
  return {text("by", purpose.by), text("dossier", purpose.dossier), text("purpose", purpose.why)};
}

}  // namespace kho::warehouse
