// tests/warehouse/fixtures.h - A warehouse in a scratch directory with time, chance and texts
// owned.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>

#include "store/bytes.h"
#include "tests/scratch_directory.h"
#include "warehouse/warehouse.h"

namespace kho::warehouse {

class FixedClock : public Clock {
 public:
  // 2026-11-23 08:00 in Vietnam.
  std::atomic<std::int64_t> ms{1795395600000};
  std::int64_t now_ms() const override { return ms; }
};

// Ids that differ, the same in every run.
class CountingRandom : public Random {
 public:
  void fill(std::span<unsigned char> out) override {
    std::uint64_t value = ++count_;
    for (std::size_t i = out.size(); i-- > 0; value >>= 8) {
      out[i] = static_cast<unsigned char>(value);
    }
  }

 private:
  std::atomic<std::uint64_t> count_{0};
};

inline Date day(const char* text) { return Date::parse(text).value(); }

// The code of the warehouse::Error that `action` throws; fails the test where it throws none.
inline std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string(code_name(error.code()));
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

class WarehouseTest : public testing::Test {
 protected:
  WarehouseTest() {
    Warehouse::create(path_);
    open();
    Catalogue catalogue;
    catalogue.agencies = {{"H63.12", "Sở Công Thương tỉnh Yên Bái"}};
    catalogue.types = {{"GCN_DKDN", "Giấy chứng nhận đăng ký doanh nghiệp"},
                       {"GP_BAN_LE", "Giấy phép bán lẻ rượu", Kind::kResult},
                       {"HD_THUE", "Hợp đồng thuê địa điểm"},
                       {"DON", "Đơn đề nghị", Kind::kComponent, false}};
    Procedure procedure;
    procedure.code = "2.000620.000.00.00.H63";
    procedure.name = "Cấp Giấy phép bán lẻ rượu";
    procedure.valid_from = day("2020-01-01");
    procedure.requirements = {{"1", "Đơn", {{"DON"}}},
                              {"2", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}}},
                              {"3", "Địa điểm", {{"HD_THUE"}}}};
    procedure.results = {"GP_BAN_LE"};
    catalogue.procedures = {procedure};
    warehouse_->import_catalogue(catalogue);
  }

  void open() {
    warehouse_.reset();
    warehouse_ =
        std::make_unique<Warehouse>(path_, Settings{1 << 20}, clock_, random_, read_file(),
                                    [this](std::span<const std::byte>, std::uint32_t page,
                                           std::uint32_t width) { return draw_(page, width); });
  }

  // As extract_ says when it is asked.
  ReadFile read_file() {
    return [this](std::span<const std::byte> file, const ingest::ExtractionOrder& order) {
      recognise_ = order.recognise;
      return extract_(file);
    };
  }

  Deposited deposit(const std::string& content, const std::string& type = "GCN_DKDN",
                    const std::string& owner = "mst:0100109106") {
    Deposit request;
    request.owner = owner;
    request.facts.type = type;
    request.facts.validity.kind = Validity::Kind::kIndefinite;
    request.file = store::as_bytes(content);
    return warehouse_->deposits().deposit(request);
  }

  // The report of a check, ended.
  CheckReport check(const CheckOrder& order = {}) {
    const Job job = warehouse_->start_check(order);
    const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
    const auto* report = ended ? std::get_if<CheckReport>(ended->report.get()) : nullptr;
    EXPECT_NE(report, nullptr);
    return report == nullptr ? CheckReport() : *report;
  }

  struct Content {
    store::Bytes bytes;
    Version version;
  };
  std::optional<Content> content(const Uuid& id, store::Store::Verify verify) const {
    const auto version = warehouse_->current_version(id);
    if (!version) return std::nullopt;
    return Content{warehouse_->bytes_of(*version, verify), *version};
  }

  std::vector<std::string> search(const std::string& text, const std::string& owner = {}) {
    SearchQuestion question;
    question.text = text;
    question.owner = owner;
    std::vector<std::string> ids;
    for (const auto& hit : warehouse_->searches().search(question).hits) {
      ids.push_back(hit.component.component.id.text());
    }
    return ids;
  }

  test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "warehouse";
  FixedClock clock_;
  CountingRandom random_;
  // The file's own bytes are its text, unless a test says otherwise.
  std::function<ingest::Extraction(std::span<const std::byte>)> extract_ =
      [](std::span<const std::byte> file) {
        ingest::Extraction extraction;
        extraction.outcome = ingest::Outcome::kText;
        extraction.media_type = "text/plain";
        extraction.page_count = 1;
        extraction.pages = {std::string(store::as_text(file))};
        return extraction;
      };
  std::atomic<ingest::Recognise> recognise_{};  // As ordered last.
  // A picture that says which page it is, of files of one page.
  std::function<ingest::Preview(std::uint32_t, std::uint32_t)> draw_ = [](std::uint32_t page,
                                                                          std::uint32_t width) {
    if (page > 0) return ingest::Preview{ingest::Failure::kNoSuchPage, {}};
    const std::string text = "page 0, " + std::to_string(width) + " wide";
    const auto bytes = store::as_bytes(text);
    return ingest::Preview{ingest::Failure::kNone, {bytes.begin(), bytes.end()}};
  };
  std::unique_ptr<Warehouse> warehouse_;
};

}  // namespace kho::warehouse
