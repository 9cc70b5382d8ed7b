#include "samples/templates.h"

#include <array>
#include <utility>

namespace kho::samples {

Template find_template(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Template>, 18> kTemplates{{
      {"application", draw_application},
      {"business_registration", draw_business_registration},
      {"certificate", draw_certificate},
      {"contract", draw_contract},
      {"decision", draw_decision},
      {"diploma", draw_diploma},
      {"financial_statement", draw_financial_statement},
      {"foreign_registration", draw_foreign_registration},
      {"identity_card", draw_identity_card},
      {"invoice", draw_invoice},
      {"land_certificate", draw_land_certificate},
      {"letter", draw_letter},
      {"list", draw_list},
      {"minutes", draw_minutes},
      {"passport", draw_passport},
      {"product_labels", draw_product_labels},
      {"safety_data_sheet", draw_safety_data_sheet},
      {"site_plan", draw_site_plan},
  }};
  for (const auto& [known, draw] : kTemplates) {
    if (known == name) return draw;
  }
  return nullptr;
}

}  // namespace kho::samples
