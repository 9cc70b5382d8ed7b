#include "warehouse/warehouse.h"

#include <gmock/gmock.h>

#include <fstream>
#include <latch>
#include <set>
#include <thread>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string codes(const Warnings& warnings) {
  std::string out;
  for (const Warning& warning : warnings) out += warning.code + " ";
  return out;
}

TEST_F(WarehouseTest, DepositComesBackByteForByte) {
  const std::string file = "Giấy chứng nhận đăng ký doanh nghiệp số 0100109106";
  const Deposited deposited = deposit(file);
  EXPECT_TRUE(deposited.new_owner);
  EXPECT_TRUE(deposited.new_bytes);
  const auto fetched = content(deposited.component.id, store::Store::Verify::kIdentity);
  ASSERT_TRUE(fetched.has_value());
  EXPECT_EQ(store::as_text(fetched->bytes), file);
  EXPECT_EQ(fetched->version.media_type, "text/plain");
  const auto view = warehouse_->component(deposited.component.id);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->type_name, "Giấy chứng nhận đăng ký doanh nghiệp");
  EXPECT_EQ(view->owner_key_masked, "mst:*******106");
}

TEST_F(WarehouseTest, SameFileOfAnotherOwnerAddsNoBytes) {
  deposit("the same scan");
  const Deposited second = deposit("the same scan", "GCN_DKDN", "mst:0101248141");
  EXPECT_TRUE(second.new_owner);
  EXPECT_FALSE(second.new_bytes);
  EXPECT_EQ(second.stored_bytes, 0u);
  EXPECT_EQ(codes(second.warnings), "");
}

TEST_F(WarehouseTest, SameFileOfSameOwnerAndTypeIsWarnedOf) {
  deposit("the same scan");
  EXPECT_EQ(codes(deposit("the same scan").warnings), "already_held ");
}

TEST_F(WarehouseTest, KindIsTheTypesUnlessTheDepositSaysOtherwise) {
  EXPECT_EQ(deposit("a", "GP_BAN_LE").component.facts.kind, Kind::kResult);
  EXPECT_EQ(deposit("b", "GCN_DKDN").component.facts.kind, Kind::kComponent);
  Deposit request;
  request.owner = "mst:0100109106";
  request.facts.type = "GP_BAN_LE";
  request.kind = Kind::kComponent;
  request.file = store::as_bytes("c");
  EXPECT_EQ(warehouse_->deposits().deposit(request).component.facts.kind, Kind::kComponent);
}

TEST_F(WarehouseTest, OneOwnerHoweverTheKeyIsTyped) {
  const Uuid owner = deposit("a", "GCN_DKDN", "cccd:015085001234").component.owner;
  EXPECT_EQ(deposit("b", "GCN_DKDN", "cccd:015 085 001 234").component.owner, owner);
  EXPECT_EQ(deposit("c", "GCN_DKDN", "mst:015085001234").component.owner, owner);
}

TEST_F(WarehouseTest, BadDepositsAreRefusedAndLeaveNothing) {
  const store::Position before = warehouse_->status().log_position;
  EXPECT_EQ(refusal([&] { deposit(""); }), "file_empty");
  EXPECT_EQ(refusal([&] { deposit(std::string((1 << 20) + 1, 'x')); }), "file_too_large");
  EXPECT_EQ(refusal([&] { deposit("x", "NO_SUCH_TYPE"); }), "type_unknown");
  EXPECT_EQ(refusal([&] { deposit("x", "bad code"); }), "type_unknown");
  EXPECT_EQ(refusal([&] { deposit("x", "GCN_DKDN", "mst:0100233480"); }), "owner_key_invalid");
  EXPECT_EQ(refusal([&] { deposit("x", "GCN_DKDN", "cccd:111111111111"); }),
            "owner_key_placeholder");
  Deposit request;
  request.owner = "mst:0100109106";
  request.facts.type = "GCN_DKDN";
  request.file = store::as_bytes("x");
  request.facts.issuer = "not an agency";
  EXPECT_EQ(refusal([&] { warehouse_->deposits().deposit(request); }), "metadata_invalid");
  request.facts.issuer = "000.00.12.H63";
  EXPECT_EQ(warehouse_->deposits().deposit(request).component.facts.issuer, "H63.12");
  request.facts.number = std::string(kNumberBytesMax + 1, '1');
  EXPECT_EQ(refusal([&] { warehouse_->deposits().deposit(request); }), "metadata_invalid");
  request.facts.number.clear();
  request.facts.issue_date = day("2025-01-01");
  request.facts.validity = {Validity::Kind::kUntil, {}, day("2024-01-01")};
  EXPECT_EQ(refusal([&] { warehouse_->deposits().deposit(request); }), "metadata_invalid");
  EXPECT_EQ(warehouse_->status().log_position, before + 2);  // The one good deposit: owner, paper.
}

TEST_F(WarehouseTest, OddButPossibleFactsAreWarnedOf) {
  Deposit request;
  request.owner = "cccd:003085001234";
  request.facts.type = "GCN_DKDN";
  request.file = store::as_bytes("x");
  request.declared_media_type = "application/pdf";
  request.facts.issue_date = day("2027-01-01");
  EXPECT_EQ(codes(warehouse_->deposits().deposit(request).warnings),
            "cccd_province_unknown issued_in_future validity_unknown media_type_differs ");
  request.facts.issue_date.reset();
  request.facts.validity = {Validity::Kind::kUntil, {}, day("2026-11-22")};
  request.declared_media_type.clear();
  request.owner = "mst:0100109106";
  EXPECT_EQ(codes(warehouse_->deposits().deposit(request).warnings), "expired_already ");
}

TEST_F(WarehouseTest, FirstNameOfAnOwnerStaysAndAnotherIsWarnedOf) {
  Deposit request;
  request.owner = "mst:0100109106";
  request.owner_name = "Công ty A";
  request.facts.type = "GCN_DKDN";
  request.facts.validity.kind = Validity::Kind::kIndefinite;
  request.file = store::as_bytes("x");
  warehouse_->deposits().deposit(request);
  request.owner_name = "Công ty B";
  request.file = store::as_bytes("y");
  EXPECT_EQ(codes(warehouse_->deposits().deposit(request).warnings), "owner_name_differs ");
}

TEST_F(WarehouseTest, UnknownComponentIsAbsent) {
  const Uuid id = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");
  EXPECT_FALSE(warehouse_->component(id).has_value());
  EXPECT_FALSE(content(id, store::Store::Verify::kChecksum).has_value());
}

TEST_F(WarehouseTest, ReuseAnswerChangesWithTheDeposit) {
  const ReuseQuestion question{"mst:0100109106", "2.000620", {}, {}};
  ReuseAnswer answer = warehouse_->reuse().ask(question);
  EXPECT_EQ(answer.owner_found, OwnerFound::kUnknown);
  EXPECT_EQ(answer.procedure, "2.000620.000.00.00.H63");
  EXPECT_EQ(answer.on.text(), "2026-11-23");
  ASSERT_EQ(answer.requirements.size(), 3u);
  EXPECT_EQ(answer.requirements[0].outcome, ReuseOutcome::kNotReusableType);
  EXPECT_EQ(answer.requirements[1].outcome, ReuseOutcome::kMissing);
  const store::Position before = answer.position;

  const Deposited deposited = deposit("đăng ký");
  answer = warehouse_->reuse().ask(question);
  EXPECT_EQ(answer.owner_found, OwnerFound::kKnown);
  EXPECT_EQ(answer.requirements[1].outcome, ReuseOutcome::kReusable);
  EXPECT_EQ(answer.requirements[1].alternatives[0].types[0].candidates[0].holding.component,
            deposited.component.id);
  EXPECT_EQ(answer.requirements[2].outcome, ReuseOutcome::kMissing);
  EXPECT_GT(answer.position, before);
}

TEST_F(WarehouseTest, AnotherOwnersPaperIsNeverACandidate) {
  deposit("đăng ký", "GCN_DKDN", "mst:0314409058-002");
  const ReuseAnswer answer = warehouse_->reuse().ask({"mst:0314409058", "2.000620", {}, {}});
  EXPECT_EQ(answer.requirements[1].outcome, ReuseOutcome::kMissing);
  EXPECT_THAT(answer.requirements[1].alternatives[0].types[0].candidates, IsEmpty());
}

TEST_F(WarehouseTest, ReuseTakesTheVersionInForceOnTheDay) {
  Catalogue catalogue;
  Procedure later;
  later.code = "2.000620.000.00.00.H63";
  later.name = "Bản mới";
  later.valid_from = day("2026-12-01");
  later.requirements = {{"1", "Đăng ký", {{"GCN_DKDN"}}}};
  catalogue.procedures = {later};
  warehouse_->import_catalogue(catalogue);
  const auto asked_on = [&](const char* date) {
    return warehouse_->reuse().ask({"mst:0100109106", "2.000620", day(date), {}}).procedure_name;
  };
  EXPECT_EQ(asked_on("2026-11-30"), "Cấp Giấy phép bán lẻ rượu");
  EXPECT_EQ(asked_on("2026-12-01"), "Bản mới");
  EXPECT_EQ(refusal([&] { asked_on("2019-12-31"); }), "procedure_unknown");
}

TEST_F(WarehouseTest, UnknownAndAmbiguousProceduresAreRefused) {
  const auto ask = [&](const char* code) {
    return warehouse_->reuse().ask({"mst:0100109106", code, {}, {}}).procedure;
  };
  EXPECT_EQ(refusal([&] { ask("2.999999"); }), "procedure_unknown");
  EXPECT_EQ(refusal([&] { ask("nonsense"); }), "procedure_unknown");
  EXPECT_EQ(refusal([&] { ask("2.000620.H99"); }), "procedure_unknown");
  Catalogue catalogue;
  Procedure variant;
  variant.code = "2.000620.H64";
  variant.name = "Ở tỉnh khác";
  catalogue.procedures = {variant};
  warehouse_->import_catalogue(catalogue);
  EXPECT_EQ(refusal([&] { ask("2.000620"); }), "procedure_ambiguous");
  EXPECT_EQ(ask("2.000620.H64"), "2.000620.H64");
}

TEST_F(WarehouseTest, CatalogueIsImportedWholeOrNotAtAll) {
  Catalogue catalogue;
  catalogue.types = {{"NEW_TYPE", "Giấy mới"}};
  Procedure procedure;
  procedure.code = "1.000001";
  procedure.name = "Thủ tục";
  procedure.requirements = {{"1", "Giấy", {{"NO_SUCH_TYPE"}}}};
  catalogue.procedures = {procedure};
  EXPECT_EQ(refusal([&] { warehouse_->import_catalogue(catalogue); }), "catalogue_invalid");
  EXPECT_EQ(refusal([&] { deposit("x", "NEW_TYPE"); }), "type_unknown");
  catalogue.procedures[0].requirements[0].any_of = {{"NEW_TYPE"}};
  EXPECT_EQ(warehouse_->import_catalogue(catalogue).added, 2u);
  const store::Position position = warehouse_->status().log_position;
  const ImportCounts again = warehouse_->import_catalogue(catalogue);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_EQ(again.added + again.changed, 0u);
  EXPECT_EQ(warehouse_->status().log_position, position);
}

TEST_F(WarehouseTest, SearchFindsTextWithAndWithoutDiacritics) {
  const std::string id = deposit("Hợp đồng thuê nhà xưởng tại Nghĩa Lộ").component.id.text();
  deposit("Biên bản nghiệm thu");
  warehouse_->catch_up();
  EXPECT_THAT(search("nhà xưởng"), ElementsAre(id));
  EXPECT_THAT(search("nha xuong"), ElementsAre(id));
  EXPECT_THAT(search("\"thuê nhà xưởng\""), ElementsAre(id));
}

TEST_F(WarehouseTest, SearchIsRestrictedToTheOwner) {
  deposit("Hợp đồng thuê", "HD_THUE", "mst:0100109106");
  const std::string id = deposit("Hợp đồng thuê", "HD_THUE", "mst:0101248141").component.id.text();
  warehouse_->catch_up();
  EXPECT_EQ(search("hợp đồng").size(), 2u);
  EXPECT_THAT(search("hợp đồng", "mst:0101248141"), ElementsAre(id));
  EXPECT_THAT(search("hợp đồng", "mst:0300588569"), IsEmpty());
  EXPECT_EQ(refusal([&] { search("hợp đồng", "mst:1"); }), "owner_key_invalid");
}

TEST_F(WarehouseTest, FileIsExtractedOnceHoweverOftenItIsDeposited) {
  int calls = 0;
  const auto real = extract_;
  extract_ = [&](std::span<const std::byte> file) {
    ++calls;
    return real(file);
  };
  deposit("một lần");
  deposit("một lần", "HD_THUE");
  warehouse_->catch_up();
  deposit("một lần", "GCN_DKDN", "mst:0101248141");
  warehouse_->catch_up();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(search("một lần").size(), 3u);
}

TEST_F(WarehouseTest, FileThatCannotBeReadIsKeptAndMarked) {
  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction failed;
    failed.outcome = ingest::Outcome::kFailed;
    failed.failure = ingest::Failure::kEncrypted;
    failed.media_type = "application/pdf";
    return failed;
  };
  const Uuid id = deposit("%PDF-1.4 locked").component.id;
  warehouse_->catch_up();
  const auto view = warehouse_->component(id);
  EXPECT_EQ(view->text.outcome, TextState::Outcome::kFailed);
  EXPECT_EQ(view->text.failure, "encrypted");
  EXPECT_TRUE(content(id, store::Store::Verify::kIdentity).has_value());
  EXPECT_THAT(search("đăng ký doanh nghiệp"), ElementsAre(id.text()));  // By its type's name.
}

TEST_F(WarehouseTest, ExtractorThatCannotStartIsTriedAgainLater) {
  const auto real = extract_;
  extract_ = [](std::span<const std::byte>) -> ingest::Extraction {
    throw std::system_error(EAGAIN, std::generic_category(), "no process");
  };
  const Uuid id = deposit("chờ đọc").component.id;
  EXPECT_THROW(warehouse_->catch_up(), std::system_error);
  EXPECT_EQ(warehouse_->component(id)->text.outcome, TextState::Outcome::kPending);
  extract_ = real;
  warehouse_->catch_up();
  EXPECT_EQ(warehouse_->component(id)->text.outcome, TextState::Outcome::kText);
}

TEST_F(WarehouseTest, FileThatTheDiskLostHoldsUpNoOther) {
  const Uuid lost = deposit("sẽ mất").component.id;
  warehouse_.reset();
  // The segment goes, as on a disk that lost it; what comes later lies in a new one.
  std::filesystem::rename(path_ / "segments", path_ / "lost");
  std::filesystem::create_directory(path_ / "segments");
  open();
  warehouse_->catch_up();
  EXPECT_EQ(warehouse_->component(lost)->text.failure, "file_damaged");
  EXPECT_THAT(search("đăng ký doanh nghiệp"), ElementsAre(lost.text()));
  EXPECT_THROW((void)content(lost, store::Store::Verify::kChecksum), std::system_error);
}

TEST_F(WarehouseTest, DamagedRecordCostsOnePaperNotTheIndex) {
  const Uuid damaged = deposit("bản ghi hỏng").component.id;
  const Uuid whole = deposit("bản ghi lành").component.id;
  warehouse_.reset();
  {
    store::Store store(store::posix_file_system(), path_, table_names());
    store.commit([&](store::Transaction& transaction) {
      transaction.tables().put(kComponents, damaged.raw(), "rubbish");
    });
  }
  open();
  warehouse_->catch_up();
  EXPECT_THAT(search("bản ghi"), ElementsAre(whole.text()));
}

TEST_F(WarehouseTest, OwnerNamedLaterIsFoundByNameOnAllPapers) {
  deposit("một");
  warehouse_->catch_up();
  EXPECT_THAT(search("Thác Bà Xanh"), IsEmpty());
  Deposit request;
  request.owner = "mst:0100109106";
  request.owner_name = "Công ty Thác Bà Xanh";
  request.facts.type = "GCN_DKDN";
  request.file = store::as_bytes("hai");
  warehouse_->deposits().deposit(request);
  warehouse_->catch_up();
  EXPECT_EQ(search("Thác Bà Xanh").size(), 2u);
}

TEST_F(WarehouseTest, IndexAheadOfTheLogIsMadeAnew) {
  const Uuid first = deposit("giữ").component.id;
  warehouse_->catch_up();
  warehouse_.reset();
  const std::filesystem::path backup = scratch_ / "backup";
  std::filesystem::copy(path_, backup, std::filesystem::copy_options::recursive);
  open();
  deposit("mất sau khi phục hồi");
  deposit("mất nữa");
  warehouse_->catch_up();
  warehouse_.reset();
  // The warehouse is restored to an earlier state, but its index is left lying.
  std::filesystem::remove_all(backup / "index");
  std::filesystem::rename(path_ / "index", backup / "index");
  std::filesystem::remove_all(path_);
  std::filesystem::rename(backup, path_);
  open();
  const Uuid later = deposit("nhận sau").component.id;
  warehouse_->catch_up();
  EXPECT_THAT(search("đăng ký doanh nghiệp"),
              testing::UnorderedElementsAre(first.text(), later.text()));
}

// A battery that is empty, a virtual machine that was restored: the order of what happened is that of
// the log, whatever the clock says.
TEST_F(WarehouseTest, ClockThatIsSetBackForYearsLosesAndRepeatsNothing) {
  std::vector<std::pair<Uuid, std::string>> kept;
  std::set<Uuid> ids;
  store::Position last = 0;
  for (int i = 0; i < 12; ++i) {
    constexpr std::int64_t kYearMs = 365LL * 86'400'000;
    clock_.ms += i % 3 == 2 ? kYearMs / 2 : -kYearMs;
    const std::string content = "giấy trong năm " + std::to_string(i);
    const Deposited deposited = deposit(content, i % 2 == 0 ? "GCN_DKDN" : "HD_THUE");
    EXPECT_TRUE(ids.insert(deposited.component.id).second);
    kept.emplace_back(deposited.component.id, content);
    warehouse_->catch_up();
    if (i % 4 == 3) open();
    const store::Position position = warehouse_->status().log_position;
    EXPECT_GT(position, last);
    last = position;
  }
  warehouse_->revoke(kept[0].first, {"kha", "sai", {}});
  clock_.ms -= 1'000;
  open();
  for (const auto& [id, content] : kept) {
    const auto fetched = this->content(id, store::Store::Verify::kIdentity);
    ASSERT_TRUE(fetched.has_value());
    EXPECT_EQ(store::as_text(fetched->bytes), content);
  }
  EXPECT_TRUE(warehouse_->component(kept[0].first)->component.revocation.has_value());
  EXPECT_EQ(search("giấy trong năm").size(), kept.size());
  const CheckReport report = check({true, 1, {}});
  EXPECT_TRUE(report.clean());
  EXPECT_EQ(report.components, kept.size());
}

TEST_F(WarehouseTest, EverythingIsThereAfterReopening) {
  const Uuid id = deposit("giữ lại").component.id;
  open();
  EXPECT_TRUE(warehouse_->component(id).has_value());
  warehouse_->catch_up();
  open();
  EXPECT_THAT(search("giữ lại"), ElementsAre(id.text()));
  EXPECT_EQ(warehouse_->component(id)->text.outcome, TextState::Outcome::kText);
}

TEST_F(WarehouseTest, DeletedIndexIsRebuiltFromTheLog) {
  const std::string id = deposit("dựng lại chỉ mục").component.id.text();
  warehouse_->catch_up();
  warehouse_.reset();
  std::filesystem::remove_all(path_ / "index");
  open();
  EXPECT_THAT(search("dựng lại"), IsEmpty());
  warehouse_->catch_up();
  EXPECT_THAT(search("dựng lại"), ElementsAre(id));
}

TEST_F(WarehouseTest, DamagedIndexStopsSearchAndNothingElse) {
  const Uuid id = deposit("vẫn còn").component.id;
  warehouse_->catch_up();
  warehouse_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path_ / "index")) {
    const bool is_ours = entry.is_regular_file() && entry.path().filename() != "CURRENT";
    if (is_ours) std::ofstream(entry.path(), std::ios::trunc) << "rubbish";
  }
  open();
  EXPECT_FALSE(warehouse_->status().searchable);
  EXPECT_FALSE(warehouse_->status().failures.empty());
  EXPECT_TRUE(content(id, store::Store::Verify::kIdentity).has_value());
  deposit("nhận tiếp");
  EXPECT_ANY_THROW(search("vẫn còn"));
}

TEST_F(WarehouseTest, FollowersMakeDepositsSearchableByThemselves) {
  warehouse_->start_followers();
  const Deposited deposited = deposit("tự động tìm được");
  ASSERT_TRUE(warehouse_->wait_searchable(
      deposited.position, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  EXPECT_THAT(search("tự động"), ElementsAre(deposited.component.id.text()));
  const Status status = warehouse_->status();
  EXPECT_EQ(status.index_position, status.log_position);
  EXPECT_THAT(status.failures, IsEmpty());
}

TEST_F(WarehouseTest, TwoDesksDepositingTogetherShareOneOwner) {
  std::vector<Uuid> owners(8);
  std::latch start(8);
  {
    std::vector<std::jthread> desks;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      desks.emplace_back([&, i] {
        start.arrive_and_wait();
        owners[i] = deposit("bản quét " + std::to_string(i)).component.owner;
      });
    }
  }
  for (const Uuid& owner : owners) EXPECT_EQ(owner, owners[0]);
  EXPECT_EQ(warehouse_->status().log_position, 1u + 1 + owners.size());
}

TEST_F(WarehouseTest, SearchLimitsAreHeld) {
  SearchQuestion question;
  question.text = std::string(5000, 'a');
  EXPECT_EQ(refusal([&] { (void)warehouse_->searches().search(question); }), "query_invalid");
  question.text = "x";
  question.limit = 101;
  EXPECT_EQ(refusal([&] { (void)warehouse_->searches().search(question); }), "query_invalid");
  question.limit = 10;
  question.types = {""};
  EXPECT_EQ(refusal([&] { (void)warehouse_->searches().search(question); }), "query_invalid");
}

}  // namespace
}  // namespace kho::warehouse
