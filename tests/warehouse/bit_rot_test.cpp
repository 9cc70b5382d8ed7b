// A warehouse of which one byte, somewhere, is another than was written: whatever a reader gets is
// what was deposited, or a refusal. Each damaged copy is opened in a process of its own.
//
// KHO_ROT: how many bytes of each kind of file, instead of few. KHO_SEED: which.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <random>

#include "store/error.h"
#include "tests/counted.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

namespace fs = std::filesystem;

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class BitRotTest : public WarehouseTest {
 protected:
  // What one look at a damaged copy came to: exit statuses of the process that looks.
  enum Look {
    kSame = 0,
    kRefused = 10,
    kOtherRecord = 11,
    kOtherBytes = 12,
    kNotTold = 13,
    kDied = 128
  };

  BitRotTest() {
    for (int i = 0; i < 12; ++i) {
      // Small and large; some share chunks with others.
      std::string content = "giấy " + std::to_string(i) + " ";
      std::mt19937_64 shared(static_cast<std::uint64_t>(i % 4));
      for (int n = i * 900; n > 0; --n) content.push_back(static_cast<char>(' ' + shared() % 90));
      const Uuid id = deposit(content, i % 2 == 0 ? "GCN_DKDN" : "HD_THUE").component.id;
      contents_.emplace_back(id, content);
    }
    warehouse_->revoke(contents_[3].first, {"kha", "sai", {}});
    warehouse_->catch_up();
    for (const auto& [id, content] : contents_) records_.push_back(record_of(*warehouse_, id));
    warehouse_.reset();
    fs::remove(path_ / "reserve");  // It is made again, and takes long to copy.
  }

  // Byte for byte; what reading a damaged file leaves in it apart.
  static std::string record_of(const Warehouse& warehouse, const Uuid& id) {
    Component component = warehouse.component(id).value().component;
    component.damaged_since_ms.reset();
    return encode(component);
  }

  // In a process of its own: a look at a copy after `damage`, with its tables made anew before it
  // if so wanted.
  int status_of_look(const std::function<void(const fs::path&)>& damage, bool rebuilt = false) {
    const test::ScratchDirectory scratch(
        fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path());
    const fs::path copy = scratch / "copy";
    fs::copy(path_, copy, fs::copy_options::recursive);
    damage(copy);
    const pid_t child = ::fork();
    if (child == 0) {
      if (rebuilt) (void)Warehouse::rebuild(copy, {});
      ::_exit(look(copy));
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : kDied;
  }

  static std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put_byte(const fs::path& file, std::uint64_t at, char byte) {
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(at));
    out.put(byte);
  }

  // The index is derived: it may fail, but what it shows is a paper that is there.
  Look look_for(const Warehouse& damaged) const {
    try {
      SearchQuestion question;
      question.text = "giấy";
      for (const auto& hit : damaged.searches().search(question).hits) {
        const Uuid id = hit.component.component.id;
        const bool is_known =
            std::ranges::any_of(contents_, [&](const auto& each) { return each.first == id; });
        if (!is_known) return kOtherRecord;
      }
    } catch (const std::exception&) {
    }
    return kSame;
  }

  Look look(const fs::path& copy) {
    Look seen = kSame;
    const auto worse = [&](Look other) { seen = std::max(seen, other); };
    try {
      Warehouse damaged(copy, Settings{1 << 20}, clock_, random_, read_file(), {});
      for (std::size_t i = 0; i < contents_.size(); ++i) {
        const auto& [id, content] = contents_[i];
        try {
          if (record_of(damaged, id) != records_[i]) worse(kOtherRecord);
          const auto version = damaged.current_version(id).value();
          const store::Bytes bytes = damaged.bytes_of(version, store::Store::Verify::kIdentity);
          if (store::as_text(bytes) != content) worse(kOtherBytes);
        } catch (const std::exception&) {
          worse(kRefused);
        }
      }
      worse(look_for(damaged));
      const Job job = damaged.start_check({true, 1, {}});
      const auto ended = damaged.jobs().find(job.id, std::chrono::minutes(1));
      const auto* report = ended ? std::get_if<CheckReport>(ended->report.get()) : nullptr;
      const bool told = report == nullptr || !report->clean();
      if (seen != kSame && !told) worse(kNotTold);
    } catch (const std::exception&) {
      worse(kRefused);
    }
    return seen;
  }

  // So many bytes of `file` by chance, or KHO_ROT, each changed and looked at; how the looks ended.
  // Zeros are left alone: most are room that nothing uses yet.
  std::map<int, std::uint64_t> sweep(const fs::path& file, std::uint64_t bytes) {
    const std::string content = content_of(path_ / file);
    EXPECT_NE(content.find_first_not_of('\0'), std::string::npos) << file;
    bytes = number_of("KHO_ROT", bytes);
    std::mt19937_64 random(number_of("KHO_SEED", 1));
    std::map<int, std::uint64_t> looks;
    for (std::uint64_t i = 0; i < bytes; ++i) {
      std::size_t at = 0;
      do {
        at = random() % content.size();
      } while (content[at] == '\0');
      const auto changed = static_cast<char>(content[at] ^ (1 << random() % 8));
      const int status =
          status_of_look([&](const fs::path& copy) { put_byte(copy / file, at, changed); });
      ++looks[status];
      EXPECT_NE(status, kOtherBytes) << file << " at " << at;
    }
    fmt::print("{}: {} bytes changed; {} refused, {} died, {} other records, {} untold\n",
               file.string(), bytes, looks[kRefused], looks[kDied],
               looks[kOtherRecord] + looks[kNotTold], looks[kNotTold]);
    test::counted("bytes_damaged", bytes);
    return looks;
  }

  std::vector<std::pair<Uuid, std::string>> contents_;
  std::vector<std::string> records_;
};

TEST_F(BitRotTest, ByteOfASegmentIsNeverReadAsAnother) {
  std::map<int, std::uint64_t> looks = sweep("segments/0000000001.seg", 10);
  EXPECT_EQ(looks[kNotTold] + looks[kOtherRecord] + looks[kDied], 0u);
}

// A length in LMDB's own page that leads beyond the file ends the process: no read returns then.
TEST_F(BitRotTest, ByteOfTheTablesIsNeverReadAsAnother) {
  std::map<int, std::uint64_t> looks = sweep("tables/data.mdb", 10);
  EXPECT_EQ(looks[kNotTold] + looks[kOtherRecord], 0u);
}

TEST_F(BitRotTest, RecordChangedInTheTablesIsRefusedAndAsItWasOnceTheyAreMadeAnew) {
  const std::string tables = content_of(path_ / "tables" / "data.mdb");
  const std::uint64_t changes = number_of("KHO_ROT", 8);
  std::mt19937_64 random(number_of("KHO_SEED", 1));
  for (std::uint64_t i = 0; i < changes; ++i) {
    const std::string& record = records_[random() % records_.size()];
    const std::size_t offset = random() % record.size();
    const auto changed = static_cast<char>(record[offset] ^ (1 << random() % 8));
    std::size_t copies = 0;
    // In all copies: which of them the tables use is LMDB's business.
    const auto damage = [&](const fs::path& copy) {
      for (std::size_t at = tables.find(record); at != std::string::npos;
           at = tables.find(record, at + 1), ++copies) {
        put_byte(copy / "tables" / "data.mdb", at + offset, changed);
      }
    };
    const int status = status_of_look(damage);
    EXPECT_GT(copies, 0u);
    EXPECT_EQ(status, kRefused) << offset;
    EXPECT_EQ(status_of_look(damage, true), kSame) << offset;
  }
  test::counted("bytes_damaged", changes);
}

TEST_F(BitRotTest, ByteOfCheckpointKeyOrMarkerTouchesNoPaper) {
  for (const char* file : {"tables/checkpoint", "KHO", "keys/signing-key.pem"}) {
    std::map<int, std::uint64_t> looks = sweep(file, 3);
    EXPECT_EQ(looks[kNotTold] + looks[kOtherRecord] + looks[kDied], 0u) << file;
  }
}

TEST_F(BitRotTest, ByteOfTheIndexTouchesNoPaperAndShowsNoStranger) {
  for (const auto& entry : fs::recursive_directory_iterator(path_ / "index")) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const fs::path file = fs::relative(entry.path(), path_);
    std::map<int, std::uint64_t> looks = sweep(file, 3);
    EXPECT_EQ(looks[kSame], number_of("KHO_ROT", 3)) << file;
  }
}

}  // namespace
}  // namespace kho::warehouse
