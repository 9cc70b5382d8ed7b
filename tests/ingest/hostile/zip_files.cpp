// ZIP archives that nest, overlap, claim and name what they should not.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/made_zip.h"

namespace kho::ingest {
namespace {

using namespace ends;

// An archive like `zip` in which every entry of the directory is the same bytes.
std::string zip_of_overlaps(const ZipEntry& entry, std::size_t times) {
  const std::string local = zip_local_header(entry) + entry.data;
  std::string directory;
  ZipEntry named = entry;
  for (std::size_t i = 0; i < times; ++i) {
    named.name = fmt::format("{:06}", i);
    directory += zip_central_header(named, 0);
  }
  return local + directory + zip_end(times, directory.size(), local.size());
}

// The extra field for sizes of 64 bits.
std::string zip64(std::uint64_t size, std::uint64_t packed_size) {
  return le16(1) + le16(16) + le64(size) + le64(packed_size);
}

}  // namespace

std::vector<HostileFile> zip_files() {
  return {
      {"ZipOfNothing", Pace::kQuick, kVerdicts, [] { return zip_end(0, 0, 0); }},
      {"ZipOfZipsAHundredDeep", Pace::kQuick, kVerdicts,
       [] {
         std::string zip = zip_of({stored("a", "a")});
         for (int i = 0; i < 100; ++i)
           zip = zip_of({deflated("a.zip", zip), deflated("b.zip", zip)});
         return zip;
       }},
      {"ZipThatHasItselfInItsDirectory", Pace::kQuick, kVerdicts,
       [] {
         const ZipEntry entry = stored("self.zip", "PK");
         std::string zip = zip_local_header(entry) + zip_central_header(entry, 0);
         return zip + zip_end(2, zip.size(), 0);
       }},
      {"ZipOfOverlappingBombs", Pace::kQuick, kVerdictsOrLimits,
       [] { return zip_of_overlaps(deflated("a", std::string(kMiB, 'a'), 1024), 65'000); }},
      {"ZipThatClaimsFourGigabytes", Pace::kQuick, kVerdictsOrLimits,
       [] {
         ZipEntry entry = stored("a", "a");
         entry.size = 0xFFFFFFFF;
         return zip_of({entry});
       }},
      {"ZipThatClaimsNineQuintillion", Pace::kQuick, kVerdictsOrLimits,
       [] {
         ZipEntry entry = stored("a", "a");
         entry.size = 0xFFFFFFFF;
         entry.extra = zip64(0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF);
         return zip_of({entry});
       }},
      {"ZipWithExtraFieldsBeyondTheEnd", Pace::kQuick, kVerdicts,
       [] {
         ZipEntry entry = stored("a", "a");
         entry.extra = le16(1) + le16(0xFFFF) + "x";
         return zip_of({entry});
       }},
      {"Zip64EndBeyondTheEnd", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({stored("a", "a")}) + "PK\6\6" + le64(44) + le16(45) + le16(45) + le64(0) +
                le64(0xFFFFFFFFFFFFFFFF) + le64(0xFFFFFFFFFFFFFFFF) + le64(0xFFFFFFFFFFFFFFFF) +
                le64(0x7FFFFFFFFFFFFFFF) + "PK\6\7" + le32(0) + le64(0x7FFFFFFFFFFFFFFF) + le32(1) +
                zip_end(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF);
       }},
      {"ZipNamesThatClimb", Pace::kQuick, kVerdicts,
       [] {
         return zip_of({stored("../../../../etc/passwd", "a"), stored("/etc/passwd", "a"),
                        stored("C:\\a", "a"), stored(std::string("a\0b", 3), "a"), stored("", "a"),
                        stored(std::string(65535, 'a'), "a"), stored("\xFF\xFE", "a")});
       }},
      {"ZipOf65535EmptyEntries", Pace::kQuick, kVerdicts,
       [] { return zip_of(std::vector<ZipEntry>(65535, stored("a", ""))); }},
      {"ZipOfFewerEntriesThanItClaims", Pace::kQuick, kVerdicts,
       [] {
         const std::string zip = zip_of({stored("a", "a")});
         return zip.substr(0, zip.size() - 22) + zip_end(60'000, 0xFFFFFFF0, 0);
       }},
      {"ZipDirectoryBeyondTheEnd", Pace::kQuick, kVerdicts,
       [] { return zip_local_header(stored("a", "a")) + "a" + zip_end(1, 47, 0xFFFFFFF0); }},
      {"ZipOfAnUnknownMethod", Pace::kQuick, kVerdicts,
       [] {
         ZipEntry entry = stored("a", noise(1000));
         entry.method = 99;
         entry.flags = 0xFFFF;  // Encrypted, too, and with its sizes after the data.
         return zip_of({entry});
       }},
      {"ZipCutInItsFirstHeader", Pace::kQuick, kVerdicts,
       [] { return zip_local_header(stored("a", "a")).substr(0, 20); }},
      {"ZipOfNoise", Pace::kQuick, kVerdicts, [] { return "PK\3\4" + noise(kMiB); }},
      {"ZipOfMillionsOfEndRecords", Pace::kQuick, kVerdicts,
       [] { return zip_local_header(stored("a", "a")) + repeated(zip_end(1, 0, 0), 2'000'000); }},
  };
}

}  // namespace kho::ingest
