// Deleting, holding, compacting, ripening, checking and rebuilding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <latch>
#include <thread>

#include "store/check.h"
#include "store/compaction.h"
#include "store/error.h"
#include "store/rebuild.h"
#include "store/statistics.h"
#include "store/store.h"
#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/faulty_file_system.h"
#include "tests/store/made_media.h"
#include "tests/store/noise.h"

namespace kho::store {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TableId kRecords = 0;
const std::vector<std::string> kTables = {"records"};

class Maintenance : public testing::Test {
 protected:
  Maintenance() {
    options_.segment_bytes = 1 << 20;
    options_.zero_ahead_bytes = 0;
    options_.reserve_bytes = 64 << 10;
    options_.tables_ahead_bytes = 0;
    options_.now = [this] { return now_; };
    Store::create(posix_file_system(), path_);
    open();
  }
  void open() {
    store_.reset();
    store_ = std::make_unique<Store>(posix_file_system(), path_, kTables, options_);
  }
  BlobId put(std::string_view bytes) {
    const PreparedBlob blob = store_->prepare(as_bytes(bytes));
    store_->commit([&](Transaction& transaction) {
      transaction.put_blob(blob);
      transaction.append_log("put");
      transaction.tables().put(kRecords, blob.id.raw(), "kept");
    });
    return blob.id;
  }
  bool release(const BlobId& id) {
    bool released = false;
    store_->commit([&](Transaction& transaction) { released = transaction.release_blob(id); },
                   Store::Urgency::kFreesSpace);
    return released;
  }
  std::optional<std::string> get(const BlobId& id) {
    const auto bytes = store_->get(id, Store::Verify::kIdentity);
    if (!bytes) return std::nullopt;
    return std::string(as_text(*bytes));
  }
  Statistics statistics() { return statistics_of(store_->core()); }
  CompactionReport compact_all(bool ripen = false, bool deep = false) {
    CompactionPolicy policy;
    policy.dead_share = 0;
    policy.ripen = ripen;
    policy.deep = deep;
    return compact(*store_, policy);
  }
  std::vector<std::string> check_all() {
    CheckOptions options;
    options.read_data = true;
    const CheckReport report = check(store_->core(), options);
    std::vector<std::string> found;
    for (const Finding& finding : report.findings) {
      if (finding.severity != Finding::Severity::kNote) found.push_back(finding.text);
    }
    EXPECT_EQ(report.clean(), found.empty());
    return found;
  }
  std::uint64_t segment_file_bytes() {
    std::uint64_t total = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path_ / "segments")) {
      total += entry.file_size();
    }
    return total;
  }
  CheckReport check_part(std::uint32_t part, std::uint32_t parts) const {
    CheckOptions options;
    options.read_data = true;
    options.parts = parts;
    options.part = part;
    return check(store_->core(), options);
  }

  void flip(std::uint64_t at, SegmentId segment = 1) {
    std::fstream file(path_ / "segments" / segment_file_name(segment),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char old = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(old ^ 0x10));
    ASSERT_TRUE(file.flush());
  }

  std::int64_t now_ = 1'700'000'000;
  Options options_;
  kho::test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "store";
  std::unique_ptr<Store> store_;
};

TEST_F(Maintenance, LastReferenceGivesTheBytesUp) {
  const std::string bytes = noise(5000, 1);
  const BlobId id = put(bytes);
  EXPECT_EQ(put(bytes), id);
  EXPECT_TRUE(release(id));
  EXPECT_EQ(get(id), bytes);
  EXPECT_TRUE(release(id));
  EXPECT_EQ(get(id), std::nullopt);
  EXPECT_FALSE(release(id));
  EXPECT_EQ(statistics().chunks.chunks, 0u);
  EXPECT_THAT(check_all(), IsEmpty());
  open();
  EXPECT_EQ(get(id), std::nullopt);
  EXPECT_EQ(get(put(bytes)), bytes);
}

TEST_F(Maintenance, SharedChunksOutliveOneOfTheirBlobs) {
  const std::string shared = noise(300'000, 2);
  const BlobId one = put(shared + noise(100'000, 3));
  const BlobId two = put(shared + noise(100'000, 4));
  EXPECT_LT(statistics().stored_bytes, 620'000u);
  EXPECT_TRUE(release(one));
  EXPECT_EQ(get(two), shared + noise(100'000, 4));
  compact_all();
  EXPECT_EQ(get(two), shared + noise(100'000, 4));
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, HoldForbidsToGiveUpUntilItEndsOrIsLifted) {
  const BlobId id = put("evidence");
  store_->commit([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.hold_blob(id, "case 7", kForever));
    EXPECT_TRUE(transaction.hold_blob(id, "retention", static_cast<std::uint64_t>(now_ + 100)));
    EXPECT_FALSE(transaction.hold_blob(Sha256::of(as_bytes("absent")), "case 7", kForever));
    EXPECT_THROW(transaction.hold_blob(id, std::string(201, 'x'), kForever), Error);
  });
  open();
  const auto refused = [&] {
    try {
      release(id);
    } catch (const Error& error) {
      return error.errc() == Errc::kHeld;
    }
    return false;
  };
  EXPECT_TRUE(refused());
  store_->commit([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.lift_hold(id, "case 7"));
    EXPECT_FALSE(transaction.lift_hold(id, "case 7"));
  });
  EXPECT_TRUE(refused());
  now_ += 100;
  EXPECT_EQ(get(id), "evidence");
  EXPECT_TRUE(release(id));
  EXPECT_EQ(statistics().holds, 0u);
}

// A reference less is no giving up.
TEST_F(Maintenance, HeldBlobMayLoseAllButItsLastReference) {
  const BlobId id = put("evidence");
  put("evidence");
  store_->commit([&](Transaction& t) { t.hold_blob(id, "case", kForever); });
  EXPECT_TRUE(release(id));
  EXPECT_THROW(release(id), Error);
}

TEST_F(Maintenance, DeletedWhileItWasPreparedIsStoredAgain) {
  const std::string bytes = noise(200'000, 5);
  const BlobId id = put(bytes);
  const PreparedBlob again = store_->prepare(as_bytes(bytes));
  EXPECT_TRUE(again.known);
  const std::string longer = bytes + "x";
  const PreparedBlob longer_again = store_->prepare(as_bytes(longer));
  EXPECT_TRUE(release(id));
  compact_all();
  store_->commit([&](Transaction& t) {
    t.put_blob(again);
    t.put_blob(longer_again);
  });
  EXPECT_EQ(get(id), bytes);
  EXPECT_EQ(get(longer_again.id), longer);
  EXPECT_THAT(check_all(), IsEmpty());
}

// What was prepared, but not committed, when its segment was compacted.
TEST_F(Maintenance, PreparedChunksSurviveTheirSegment) {
  const PreparedBlob waiting = store_->prepare(as_bytes(noise(50'000, 6)));
  const std::string kept_bytes = noise(50'000, 6);
  put("other");
  compact_all();
  EXPECT_EQ(store_->core().segments.info(1)->state, SegmentState::kFree);
  const std::string raw = kept_bytes;
  PreparedBlob moved = waiting;
  moved.raw = as_bytes(raw);
  store_->commit([&](Transaction& t) { t.put_blob(moved); });
  EXPECT_EQ(get(moved.id), raw);
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, SignedCopyIsStoredAsItsIncrement) {
  std::string document = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
  document += "% " + noise(90'000, 7) + "\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
  put(document);
  const std::uint64_t before = statistics().stored_bytes;
  const std::string increment = "2 0 obj\n<< /Type /Sig >>\nendobj\nstartxref\n99\n%%EOF\n";
  const BlobId id = put(document + increment);
  EXPECT_EQ(get(id), document + increment);
  EXPECT_LE(statistics().stored_bytes, before + increment.size());
}

TEST_F(Maintenance, CompactionGivesBackWhatIsDead) {
  std::vector<BlobId> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(put(noise(50'000, 100 + i)));
  for (int i = 0; i < 60; ++i) {
    if (i % 4 != 0) release(ids[static_cast<std::size_t>(i)]);
  }
  const std::uint64_t before = segment_file_bytes();
  EXPECT_GT(statistics().dead_bytes(), 45u * 50'000);

  CompactionPolicy policy;
  policy.dry_run = true;
  const CompactionReport plan = compact(*store_, policy);
  EXPECT_GE(plan.segments_chosen, 3u);
  EXPECT_EQ(plan.segments_retired, 0u);
  EXPECT_EQ(segment_file_bytes(), before);

  policy.dry_run = false;
  const CompactionReport report = compact(*store_, policy);
  EXPECT_EQ(report.segments_retired, report.segments_chosen);
  EXPECT_EQ(report.chunks_moved, 15u);
  EXPECT_THAT(report.failures, IsEmpty());
  // All but what lives and one free segment to be used again.
  EXPECT_LT(segment_file_bytes(), 15u * 50'000 + options_.segment_bytes + 100'000);
  EXPECT_LT(statistics().dead_bytes(), 10'000u);
  for (int round = 0; round < 2; ++round, open()) {
    for (int i = 0; i < 60; ++i) {
      EXPECT_EQ(get(ids[static_cast<std::size_t>(i)]).has_value(), i % 4 == 0) << i;
    }
    EXPECT_THAT(check_all(), IsEmpty());
  }
}

TEST_F(Maintenance, FreeSegmentsAreUsedAgain) {
  options_.free_segments_kept = 8;
  open();
  std::set<std::string> names;
  for (int round = 0; round < 10; ++round) {
    const BlobId id = put(noise(700'000, round));
    EXPECT_EQ(get(id), noise(700'000, round));
    release(id);
    compact_all();
    for (const auto& entry : std::filesystem::directory_iterator(path_ / "segments")) {
      names.insert(entry.path().filename());
    }
  }
  EXPECT_LE(names.size(), 5u);
  EXPECT_GT(store_->core().segments.info(1)->stamp.generation, 1u);
  open();
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, StoppedCompactionGoesOnLater) {
  std::vector<BlobId> ids;
  for (int i = 0; i < 40; ++i) ids.push_back(put(noise(60'000, 200 + i)));
  for (std::size_t i = 0; i < ids.size(); i += 2) release(ids[i]);
  std::uint64_t retired = 0;
  int rounds = 0;
  for (bool stopped = true; stopped; ++rounds) {
    ASSERT_LT(rounds, 100);
    CompactionPolicy policy;
    policy.bytes_max = 150'000;
    const CompactionReport report = compact(*store_, policy);
    retired += report.segments_retired;
    stopped = report.stopped;
    if (rounds % 3 == 0) open();
    EXPECT_THAT(check_all(), IsEmpty());
  }
  EXPECT_GT(rounds, 3);
  EXPECT_GT(retired, 2u);
  for (std::size_t i = 1; i < ids.size(); i += 2) EXPECT_TRUE(get(ids[i]).has_value());
}

TEST_F(Maintenance, ReadersAndWritersGoOnBesideCompaction) {
  std::vector<std::pair<BlobId, std::string>> kept;
  for (int i = 0; i < 30; ++i) {
    const std::string bytes = noise(40'000, 300 + i);
    kept.emplace_back(put(bytes), bytes);
  }
  std::atomic<bool> done = false;
  std::atomic<int> read = 0;
  std::atomic<int> written = 0;
  {
    std::jthread reader([&] {
      while (!done || read < 30) {
        for (const auto& [id, bytes] : kept) {
          EXPECT_EQ(get(id), bytes);
          ++read;
        }
      }
    });
    std::jthread writer([&] {
      for (int i = 0; !done || i < 20; ++i) {
        const BlobId id = put(noise(30'000, 1000 + i));
        EXPECT_EQ(get(id), noise(30'000, 1000 + i));
        EXPECT_TRUE(i % 2 == 1 || release(id));
        ++written;
      }
    });
    for (int round = 0; round < 15; ++round) compact_all();
    done = true;
  }
  EXPECT_THAT(check_all(), IsEmpty());
  open();
  EXPECT_THAT(check_all(), IsEmpty());
  for (const auto& [id, bytes] : kept) EXPECT_EQ(get(id), bytes);
}

// The background thread checkpoints and zeroes while segments are given up and used again.
TEST_F(Maintenance, WritersCompactionAndCheckpointsTogetherLoseNothing) {
  options_.segment_bytes = 128 << 10;
  options_.zero_ahead_bytes = 64 << 10;
  options_.checkpoint_commits = 3;
  open();
  constexpr int kWriters = 4;
  constexpr int kEach = 150;
  std::atomic<int> writing = kWriters;
  std::vector<std::vector<std::pair<BlobId, std::string>>> kept(kWriters);
  {
    std::vector<std::jthread> threads;
    for (int w = 0; w < kWriters; ++w) {
      threads.emplace_back([&, w] {
        for (int i = 0; i < kEach; ++i) {
          const std::string bytes = noise(static_cast<std::size_t>(2000 + i * 37), w * 10'000 + i);
          const BlobId id = put(bytes);
          if (i % 3 == 0) {
            EXPECT_TRUE(release(id));
          } else {
            kept[static_cast<std::size_t>(w)].emplace_back(id, bytes);
            EXPECT_EQ(get(id), bytes);
          }
        }
        --writing;
      });
    }
    while (writing > 0) {
      compact_all();
      CheckOptions options;
      options.read_data = true;
      EXPECT_TRUE(check(store_->core(), options).clean());
    }
  }
  for (int round = 0; round < 2; ++round, open()) {
    EXPECT_THAT(check_all(), IsEmpty());
    for (const auto& of_one : kept) {
      for (const auto& [id, bytes] : of_one) ASSERT_EQ(get(id), bytes);
    }
  }
}

TEST_F(Maintenance, OnlyOneCompactionAtATime) {
  put(noise(10'000, 1));
  const std::lock_guard running(store_->core().compaction_mutex);
  std::jthread([&] { EXPECT_THROW(compact_all(), Error); }).join();
}

TEST_F(Maintenance, RipeningStoresHarderAndGivesTheSameBytes) {
  std::vector<std::pair<BlobId, std::string>> blobs;
  const auto keep = [&](std::string bytes) {
    const BlobId id = put(bytes);
    blobs.emplace_back(id, std::move(bytes));
  };
  for (int i = 0; i < 3; ++i) {
    keep(std::string(as_text(test::jpeg({400, 300}, static_cast<std::uint64_t>(i)))));
  }
  for (int i = 0; i < 200; ++i) {
    keep("<hoso><ma>H63.12-" + std::to_string(i * 7919) +
         "</ma><thanhphan>Giấy chứng nhận đăng ký "
         "doanh nghiệp</thanhphan><trangthai>" +
         std::to_string(i % 5) + "</trangthai></hoso>");
  }
  keep(noise(100'000, 8));
  const std::uint64_t before = statistics().stored_bytes;
  CompactionPolicy policy;
  policy.ripen = true;
  const CompactionReport report = compact(*store_, policy);
  EXPECT_GT(report.chunks_ripened, 100u);
  const Statistics after = statistics();
  EXPECT_LT(after.stored_bytes, before);
  EXPECT_TRUE(after.by_codec.contains(Codec::kJpegXl));
  EXPECT_TRUE(after.by_codec.contains(Codec::kZstdWithDictionary));
  EXPECT_EQ(after.unripe_bytes, 0u);
  for (int round = 0; round < 2; ++round, open()) {
    for (const auto& [id, bytes] : blobs) EXPECT_EQ(get(id), bytes);
    EXPECT_THAT(check_all(), IsEmpty());
  }
  // Nothing is left to do.
  EXPECT_EQ(compact(*store_, policy).chunks_moved, 0u);
  // And what is ripe can be moved as it is, its dictionary with it.
  release(blobs[0].first);
  blobs.erase(blobs.begin());
  EXPECT_GT(compact_all().chunks_moved, 100u);
  open();
  for (const auto& [id, bytes] : blobs) EXPECT_EQ(get(id), bytes);
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, PartsOfABlobAreReadWithoutTheRest) {
  std::string bytes;
  for (int i = 0; i < 12; ++i) bytes += noise(90'000, 400 + i);
  const BlobId id = put(bytes);
  std::optional<BlobReader> reader = store_->open_blob(id);
  ASSERT_TRUE(reader.has_value());
  EXPECT_EQ(reader->size(), bytes.size());
  for (const auto& [offset, length] : std::vector<std::pair<std::size_t, std::size_t>>{
           {0, 1}, {89'999, 3}, {500'000, 200'000}, {bytes.size() - 5, 50}, {bytes.size(), 1}}) {
    Bytes out(length);
    out.resize(reader->read(offset, out));
    EXPECT_EQ(as_text(out), std::string_view(bytes).substr(offset, length)) << offset;
  }
  EXPECT_FALSE(store_->open_blob(Sha256::of(as_bytes("absent"))).has_value());
}

// --- Damage ---------------------------------------------------------------------------------

TEST_F(Maintenance, EveryFlippedByteOfASegmentIsFound) {
  const BlobId dead = put(noise(300, 9));
  const BlobId kept = put(noise(200, 10));
  release(dead);
  const SegmentInfo info = *store_->core().segments.info(1);
  store_->core().segments.seal(Segments::Stream::kPut);
  CheckOptions options;
  options.read_data = true;
  ASSERT_TRUE(check(store_->core(), options).findings.empty());
  std::uint64_t touched = 0;
  std::uint64_t flipped = 0;
  for (std::uint64_t at = 0; at < info.tail; at += at < kSuperblockBytes - 64 ? 61 : 1) {
    ++flipped;
    flip(at);
    const CheckReport report = check(store_->core(), options);
    EXPECT_FALSE(report.findings.empty()) << at;
    for (const Finding& finding : report.findings) {
      if (finding.blobs == std::vector{kept}) ++touched;
    }
    flip(at);
  }
  EXPECT_EQ(touched, record_bytes(200));
  kho::test::counted("bytes_damaged", flipped);
  EXPECT_TRUE(check(store_->core(), options).findings.empty());
}

TEST_F(Maintenance, DamagedChunkKeepsItsSegmentAndNamesItsBlobs) {
  const std::string shared = noise(150'000, 11);
  const BlobId one = put(shared + "one");
  const BlobId two = put(shared + "two");
  const BlobId whole = put(noise(5000, 12));
  flip(kSuperblockBytes + kRecordHeaderBytes + 1000);
  const CompactionReport report = compact_all();
  EXPECT_EQ(report.segments_retired, 0u);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(get(whole), noise(5000, 12));
  EXPECT_THROW(get(one), Error);
  CheckOptions options;
  options.read_data = true;
  const CheckReport found = check(store_->core(), options);
  EXPECT_EQ(found.damages, 1u);
  EXPECT_THAT(found.findings[0].blobs, testing::UnorderedElementsAre(one, two));
  // It was transient after all, or the file came back from a backup.
  flip(kSuperblockBytes + kRecordHeaderBytes + 1000);
  EXPECT_EQ(compact_all().segments_retired, 1u);
  EXPECT_EQ(get(one), shared + "one");
}

TEST_F(Maintenance, PartsOfACheckTogetherReadEverything) {
  for (int i = 0; i < 40; ++i) put(noise(1000, 500 + i));
  std::uint64_t records = 0;
  for (std::uint32_t part = 0; part < 5; ++part) {
    const CheckReport report = check_part(part, 5);
    EXPECT_TRUE(report.clean());
    EXPECT_LT(report.records_read, 40u);
    records += report.records_read;
  }
  EXPECT_EQ(records, 80u);  // As many commits as chunks.
}

TEST_F(Maintenance, APartOfACheckFindsADamagedCommit) {
  for (int i = 0; i < 4; ++i) put(noise(1000, 600 + i));
  const auto place = place_of(*store_->snapshot(), store_->core().own, RecordKind::kCommit,
                              RecordHeader::name_of_commit(2));
  ASSERT_TRUE(place.has_value());
  flip(place->offset + kRecordHeaderBytes + 1, place->segment);
  std::uint64_t damages = 0;
  for (std::uint32_t part = 0; part < 3; ++part) {
    damages += check_part(part, 3).damages;
  }
  EXPECT_EQ(damages, 1u);
}

TEST_F(Maintenance, WrongCountsAreFound) {
  const BlobId id = put(noise(3000, 13));
  store_->commit([&](Transaction& t) { t.append_log("x"); });
  // Behind the store's back, as a bug would.
  const auto transaction = store_->core().tables->begin_write();
  const OwnTables& own = store_->core().own;
  ChunkEntry entry = unpack_chunk_entry(*transaction->get(own.chunks, id.raw()));
  entry.references = 5;
  transaction->put(own.chunks, id.raw(), pack(entry));
  transaction->commit();
  EXPECT_THAT(check_all(), Contains(testing::HasSubstr("5 are counted")));
}

TEST_F(Maintenance, UnreadableEntriesOfTheTablesAreFindingsBesideOthers) {
  for (int i = 0; i < 3; ++i) put(noise(3000, 20 + i));
  store_->commit([&](Transaction& t) { t.append_log("x"); });
  const auto transaction = store_->core().tables->begin_write();
  const OwnTables& own = store_->core().own;
  ASSERT_TRUE(transaction->get(own.commits, be64(2)).has_value());
  transaction->put(own.commits, be64(2), "?");
  transaction->put(own.dictionaries, "1", "?");
  transaction->commit();
  CheckOptions options;
  options.read_data = true;
  const CheckReport report = check(store_->core(), options);
  EXPECT_EQ(report.commits, 4u);
  EXPECT_EQ(report.errors, 3u);  // And the segment seems to have fewer bytes in use.
  EXPECT_EQ(report.damages, 0u);
  EXPECT_THAT(check_all(), testing::AllOf(Contains(testing::HasSubstr("the place of commit 2")),
                                          Contains(testing::HasSubstr("of a dictionary"))));
}

TEST_F(Maintenance, AMissingChunkIsNamedWithItsBlobs) {
  const BlobId id = put(noise(3000, 14));
  const BlobId whole = put(noise(3000, 15));
  const auto transaction = store_->core().tables->begin_write();
  transaction->erase(store_->core().own.chunks, id.raw());
  transaction->commit();
  const CheckReport report = check(store_->core(), {});
  EXPECT_EQ(report.damages, 1u);
  ASSERT_FALSE(report.findings.empty());
  EXPECT_THAT(report.findings[0].text, testing::HasSubstr(id.hex() + " is missing"));
  EXPECT_THAT(report.findings[0].blobs, ElementsAre(id));
  EXPECT_EQ(get(whole), noise(3000, 15));
}

TEST_F(Maintenance, ACheckFindsTheSameHoweverFewRecordsItRemembers) {
  for (int i = 0; i < 12; ++i) {
    put(noise(200'000, 700 + i));
    if (i == 1 || i == 7) flip(kSuperblockBytes + kRecordHeaderBytes + 100'000, SegmentId(i / 4 + 1));
  }
  ASSERT_GT(statistics().segments, 2u);
  CheckOptions options;
  options.read_data = true;
  const CheckReport at_once = check(store_->core(), options);
  EXPECT_EQ(at_once.damages, 2u);
  for (const std::uint64_t few : {1, 5, 20}) {
    options.records_at_once = few;
    const CheckReport report = check(store_->core(), options);
    EXPECT_EQ(report.records_read, at_once.records_read) << few;
    EXPECT_EQ(report.bytes_read, at_once.bytes_read) << few;
    ASSERT_EQ(report.findings.size(), at_once.findings.size()) << few;
    for (std::size_t i = 0; i < report.findings.size(); ++i) {
      EXPECT_EQ(report.findings[i].text, at_once.findings[i].text);
      EXPECT_EQ(report.findings[i].blobs, at_once.findings[i].blobs);
    }
  }
}

// --- Tables made anew -----------------------------------------------------------------------

TEST_F(Maintenance, TablesAreMadeAnewFromSegmentsAlone) {
  std::vector<std::pair<BlobId, std::string>> kept;
  for (int i = 0; i < 50; ++i) {
    std::string bytes = i % 3 == 0 ? "text " + std::string(4000, static_cast<char>('a' + i % 26))
                                   : noise(30'000, 600 + i);
    const BlobId id = put(bytes);
    if (i % 5 == 0) {
      release(id);
    } else {
      kept.emplace_back(id, std::move(bytes));
    }
    if (i == 20) compact_all(true, true);
    if (i == 35) compact_all();
  }
  put(kept[0].second);
  store_->commit([&](Transaction& t) {
    t.hold_blob(kept[1].first, "case", kForever);
    t.tables().erase(kRecords, kept[2].first.raw());
  });
  const Statistics before = statistics();
  const Position position = store_->last_position();
  store_.reset();
  std::filesystem::remove_all(path_ / "tables");
  EXPECT_THROW(open(), Error);

  const RebuildReport report = rebuild_tables(posix_file_system(), path_, kTables, options_);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.blobs, before.blobs);
  EXPECT_EQ(report.old_tables, "");
  open();
  const Statistics after = statistics();
  EXPECT_EQ(after.blobs, before.blobs);
  EXPECT_EQ(after.logical_bytes, before.logical_bytes);
  EXPECT_EQ(after.stored_bytes, before.stored_bytes);
  EXPECT_EQ(after.live_bytes, before.live_bytes);
  EXPECT_EQ(after.holds, 1u);
  EXPECT_EQ(after.commits, before.commits);
  EXPECT_EQ(store_->last_position(), position);
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), std::nullopt);
  for (const auto& [id, bytes] : kept) EXPECT_EQ(get(id), bytes);
  EXPECT_EQ(store_->snapshot()->get(kRecords, kept[3].first.raw()), "kept");
  EXPECT_EQ(store_->snapshot()->get(kRecords, kept[2].first.raw()), std::nullopt);
  EXPECT_THAT(check_all(), IsEmpty());
  // And it goes on.
  EXPECT_EQ(get(put("after")), "after");
  open();
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, ARebuildReadsTheSegmentsAFewTimesOnly) {
  for (int i = 0; i < 300; ++i) put(noise(10'000, 800 + i));
  store_.reset();
  kho::test::FaultyFileSystem disk;
  const std::uint64_t bytes = segment_file_bytes();
  EXPECT_EQ(rebuild_tables(disk, path_, kTables, options_).commits, 300u);
  // Once for the records, once more for each commit, however many there are.
  EXPECT_GE(disk.bytes_read, bytes);
  EXPECT_LT(disk.bytes_read, 2 * bytes);
}

TEST_F(Maintenance, AnOpeningReadsNoSealedSegment) {
  const auto reads_of_opening = [&] {
    store_.reset();
    kho::test::FaultyFileSystem disk;
    const Store opened(disk, path_, kTables, options_);
    return disk.reads.load();
  };
  put(noise(1000, 1));
  const std::uint64_t of_one = reads_of_opening();
  open();
  for (int i = 0; i < 30; ++i) put(noise(300'000, 1200 + i));
  ASSERT_GT(statistics().segments, 8u);
  EXPECT_LE(reads_of_opening(), of_one + 2);
}

TEST_F(Maintenance, RebuildSaysWhatTheSegmentsLack) {
  const BlobId lost = put(noise(20'000, 14));
  const BlobId kept = put(noise(20'000, 15));
  store_.reset();
  flip(kSuperblockBytes + 500);
  const RebuildReport report = rebuild_tables(posix_file_system(), path_, kTables, options_);
  EXPECT_EQ(report.old_tables, "tables-before-rebuild-1");
  bool told = false;
  for (const Finding& finding : report.findings) {
    told = told ||
           (finding.severity == Finding::Severity::kDamage && finding.blobs == std::vector{lost});
  }
  EXPECT_TRUE(told);
  open();
  EXPECT_EQ(get(kept), noise(20'000, 15));
  EXPECT_THROW(get(lost), Error);
}

// Replaying the deletion must not lose where the chunk lies.
TEST_F(Maintenance, RebuildKeepsWhatWasDeletedAndPutAgain) {
  const BlobId id = put(noise(20'000, 16));
  release(id);
  put(noise(20'000, 16));
  store_.reset();
  EXPECT_THAT(rebuild_tables(posix_file_system(), path_, kTables, options_).findings, IsEmpty());
  open();
  EXPECT_EQ(get(id), noise(20'000, 16));
  EXPECT_THAT(check_all(), IsEmpty());
}

TEST_F(Maintenance, LostBytesThatComeOnceMoreAreStoredAgain) {
  const BlobId lost = put(noise(20'000, 17));
  put(noise(100, 18));
  store_.reset();
  flip(kSuperblockBytes + 500);
  rebuild_tables(posix_file_system(), path_, kTables, options_);
  open();
  EXPECT_THROW(get(lost), Error);
  EXPECT_EQ(put(noise(20'000, 17)), lost);
  EXPECT_EQ(get(lost), noise(20'000, 17));
  EXPECT_THAT(check_all(), IsEmpty());
  // Two references, as before and after a replay.
  EXPECT_TRUE(release(lost));
  EXPECT_EQ(get(lost), noise(20'000, 17));
  EXPECT_TRUE(release(lost));
  EXPECT_EQ(get(lost), std::nullopt);
}

TEST_F(Maintenance, LostSegmentHoldsUpTheCompactionOfNoOther) {
  std::vector<BlobId> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(put(noise(50'000, 700 + i)));
  for (std::size_t i = 0; i < ids.size(); i += 2) release(ids[i]);
  open();
  std::filesystem::remove(path_ / "segments" / segment_file_name(2));
  open();
  const CompactionReport report = compact_all();
  EXPECT_EQ(report.failures.size(), 1u);
  EXPECT_GE(report.segments_retired, 2u);

  EXPECT_THAT(check_all(), testing::Not(IsEmpty()));
}

TEST_F(Maintenance, WhatIsPutAfterRipeningIsRipenedToo) {
  put(std::string(9000, 'r') + noise(500, 19));
  CompactionPolicy policy;
  policy.ripen = true;
  compact(*store_, policy);
  open();
  put(std::string(9000, 's') + noise(500, 20));
  EXPECT_GT(statistics().unripe_bytes, 0u);
  EXPECT_GT(compact(*store_, policy).chunks_moved, 0u);
  EXPECT_EQ(statistics().unripe_bytes, 0u);
}

// Each fits a segment, all together do not.
TEST_F(Maintenance, LargeChangesThatWaitTogetherAreSeveralGroups) {
  std::latch running(1);
  std::latch go(1);
  std::jthread first([&] {
    store_->commit([&](Transaction& transaction) {
      transaction.append_log("first");
      running.count_down();
      go.wait();
    });
  });
  running.wait();
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&, i] {
        store_->commit([&](Transaction& transaction) {
          transaction.tables().put(kRecords, std::to_string(i), noise(200'000, 800 + i));
        });
        ++done;
      });
    }
    while (store_->waiting_writers() < 13) std::this_thread::yield();
    go.count_down();
  }
  EXPECT_EQ(done, 12);
  first.join();
  open();
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(store_->snapshot()->get(kRecords, std::to_string(i)), noise(200'000, 800 + i));
  }
}

// A change that goes on in spite of a refused write must not keep the store from opening.
TEST_F(Maintenance, RefusedWriteIsNotDoneAgainByReplay) {
  const std::string too_long(600, 'k');
  store_->commit([&](Transaction& transaction) {
    EXPECT_THROW(transaction.tables().put(kRecords, too_long, "x"), Error);
    transaction.tables().put(kRecords, "kept", "y");
  });
  store_.reset();
  std::filesystem::remove_all(path_ / "tables");
  rebuild_tables(posix_file_system(), path_, kTables, options_);
  open();
  EXPECT_EQ(store_->snapshot()->get(kRecords, "kept"), "y");
}

TEST_F(Maintenance, DamagedCheckpointIsSaidAndRebuilt) {
  const BlobId id = put("kept");
  store_.reset();
  std::ofstream(path_ / "tables" / "checkpoint") << "rubbish";
  EXPECT_THROW(open(), Error);
  rebuild_tables(posix_file_system(), path_, kTables, options_);
  open();
  EXPECT_EQ(get(id), "kept");
}

}  // namespace
}  // namespace kho::store
