// Segment files of any bytes: what is read from them passes its check, and nothing else happens.
#include <map>
#include <memory>

#include "store/error.h"
#include "store/operations.h"
#include "store/segments.h"
#include "tests/fuzz/fuzz_target.h"

namespace kho::fuzz {
namespace {

using store::Bytes;
using store::ByteView;

// One segment file in memory.
class MemoryFile : public store::File {
 public:
  explicit MemoryFile(std::string& bytes) : bytes_(bytes) {}
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset >= bytes_.size()) return 0;
    const std::size_t count = std::min<std::size_t>(out.size(), bytes_.size() - offset);
    std::copy_n(store::as_bytes(bytes_).begin() + static_cast<std::ptrdiff_t>(offset), count,
                out.begin());
    return count;
  }
  void write_at(std::uint64_t offset, ByteView bytes) override {
    bytes_.resize(std::max<std::size_t>(bytes_.size(), offset + bytes.size()));
    bytes_.replace(offset, bytes.size(), store::as_text(bytes));
  }
  void sync() override {}
  std::uint64_t size() const override { return bytes_.size(); }
  void allocate(std::uint64_t bytes) override {
    bytes_.resize(std::max<std::size_t>(bytes_.size(), bytes));
  }
  void truncate(std::uint64_t bytes) override {
    bytes_.resize(std::min<std::size_t>(bytes_.size(), bytes));
  }

 private:
  std::string& bytes_;
};

class MemoryDisk : public store::FileSystem {
 public:
  std::map<std::string, std::string> files;

  std::unique_ptr<store::File> open(const std::filesystem::path& path, Mode) override {
    return std::make_unique<MemoryFile>(files[path.filename().string()]);
  }
  bool exists(const std::filesystem::path& path) const override {
    return files.contains(path.filename().string());
  }
  void make_directory(const std::filesystem::path&) override {}
  void remove(const std::filesystem::path& path) override { files.erase(path.filename().string()); }
  void rename(const std::filesystem::path&, const std::filesystem::path&) override {}
  void sync_directory(const std::filesystem::path&) override {}
  std::vector<std::string> list(const std::filesystem::path&) const override {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files) names.push_back(name);
    return names;
  }
  std::uint64_t free_bytes(const std::filesystem::path&) const override { return 1 << 30; }
};

constexpr std::uint64_t kSalt = 0x1122334455667788;

store::Options options() {
  store::Options small;
  small.segment_bytes = 1 << 20;
  small.zero_ahead_bytes = 0;
  small.random = [] { return kSalt; };
  small.now = [] { return std::int64_t{1'700'000'000}; };
  return small;
}

}  // namespace

std::vector<std::string> seeds() {
  MemoryDisk disk;
  store::Segments segments(disk, "", options(), {});
  for (const std::string& text : {std::string("kho"), std::string(3000, 'x'), std::string()}) {
    store::RecordHeader header;
    header.raw_length = header.stored_length = text.size();
    header.name = store::Sha256::of(store::as_bytes(text));
    segments.append(store::Segments::Stream::kPut, header, store::as_bytes(text));
  }
  std::string operations;
  store::pack(store::PutOperation{1, "key", "value"}, operations);
  store::RecordHeader commit;
  commit.kind = store::RecordKind::kCommit;
  commit.raw_length = commit.stored_length = operations.size();
  commit.name = store::RecordHeader::name_of_commit(1);
  segments.append(store::Segments::Stream::kPut, commit, store::as_bytes(operations));
  segments.trim(store::Segments::Stream::kPut);
  const std::string& file = disk.files[store::segment_file_name(1)];
  // Without the superblock's zeros, which only slow the fuzzer: they are put back below.
  return {file.substr(store::kSuperblockBytes)};
}

}  // namespace kho::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kho;
  fuzz::MemoryDisk disk;
  const store::SegmentStamp stamp{1, fuzz::kSalt};
  disk.files[store::segment_file_name(1)] =
      store::pack_superblock({1, stamp}) + std::string(fuzz::text_of(data, size));
  store::SegmentInfo info;
  info.id = 1;
  info.stamp = stamp;
  info.state = store::SegmentState::kSealed;
  info.tail = store::kSuperblockBytes + size;
  store::Segments segments(disk, "", fuzz::options(), {info});
  std::uint64_t end = store::kSuperblockBytes;
  segments.scan(1, store::kSuperblockBytes, info.tail, [&](const store::ScannedRecord& record) {
    fuzz::require(record.offset >= end, "records overlap");
    end = record.offset + store::record_bytes(record.header.stored_length);
    fuzz::require(end <= info.tail, "a record leaves the segment");
    try {
      const store::Location location = store::location_of(1, record.offset, record.header);
      const store::Bytes payload = segments.read(record.header.kind, record.header.name, location);
      fuzz::require(store::as_text(payload) == store::as_text(record.payload), "other bytes");
      const store::Bytes raw = decode(record.header.codec, payload, record.header.raw_length);
      if (record.header.kind == store::RecordKind::kCommit) {
        store::each_operation(store::as_text(raw), [](const store::Operation&) {});
      }
    } catch (const store::Error& error) {
      fuzz::require(error.errc() == store::Errc::kCorrupt, "refused with another code");
    }
    return true;
  });
  // The payload alone, as operations: the fuzzer finds no checksums.
  try {
    store::each_operation(fuzz::text_of(data, size), [](const store::Operation&) {});
  } catch (const store::Error& error) {
    fuzz::require(error.errc() == store::Errc::kCorrupt, "refused with another code");
  }
  return 0;
}
