// samples/templates.h - The kinds of paper that can be drawn, by the name that papers.jsonl uses.
#pragma once

#include <string_view>

#include "samples/page_writer.h"
#include "samples/paper.h"

namespace kho::samples {

using Template = void (*)(const Paper& paper, PageWriter& pages);

// nullptr where there is no template of that name.
[[nodiscard]] Template find_template(std::string_view name);

// templates_official.cpp: issued by an agency under NĐ 30/2020.
void draw_decision(const Paper& paper, PageWriter& pages);  // Quyết định, giấy phép.
void draw_letter(const Paper& paper, PageWriter& pages);    // Công văn, văn bản xác nhận.
void draw_minutes(const Paper& paper, PageWriter& pages);   // Biên bản.

// templates_certificates.cpp: framed, on one page.
void draw_business_registration(const Paper& paper, PageWriter& pages);
void draw_certificate(const Paper& paper, PageWriter& pages);
void draw_diploma(const Paper& paper, PageWriter& pages);

// templates_company.cpp: written by a person or a company.
void draw_application(const Paper& paper, PageWriter& pages);  // Đơn, cam kết, thông báo.
void draw_list(const Paper& paper, PageWriter& pages);         // Danh sách, bản kê.
void draw_contract(const Paper& paper, PageWriter& pages);

// templates_trade.cpp
void draw_invoice(const Paper& paper, PageWriter& pages);
void draw_product_labels(const Paper& paper, PageWriter& pages);
void draw_financial_statement(const Paper& paper, PageWriter& pages);
void draw_foreign_registration(const Paper& paper, PageWriter& pages);

// templates_identity.cpp
void draw_passport(const Paper& paper, PageWriter& pages);
void draw_identity_card(const Paper& paper, PageWriter& pages);

// templates_technical.cpp
void draw_site_plan(const Paper& paper, PageWriter& pages);
void draw_safety_data_sheet(const Paper& paper, PageWriter& pages);
void draw_land_certificate(const Paper& paper, PageWriter& pages);

}  // namespace kho::samples
