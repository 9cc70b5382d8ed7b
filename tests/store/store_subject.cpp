#include "tests/store/store_subject.h"

#include <stdexcept>

#include "store/blob_tables.h"

namespace kho::test {
namespace {

using store::TableId;

// The tables above the store come first, then its own in the order of docs/format/tables.md.
constexpr TableId kRecords = 0;
constexpr TableId kBlobs = 2;
constexpr TableId kChunks = 3;

}  // namespace

StoreSubject::StoreSubject(store::FileSystem& file_system, const std::filesystem::path& directory)
    : store_(file_system, directory, {"records"}) {}

Outcome StoreSubject::apply(const Change& change) {
  try {
    std::vector<store::PreparedBlob> blobs;
    for (const std::string& bytes : change.puts) {
      blobs.push_back(store_.prepare(store::as_bytes(bytes)));
    }
    store_.commit([&](store::Transaction& transaction) {
      for (const store::PreparedBlob& blob : blobs) transaction.put_blob(blob);
      for (const auto& [key, value] : change.records) {
        if (value) {
          transaction.tables().put(kRecords, key, *value);
        } else {
          transaction.tables().erase(kRecords, key);
        }
      }
      transaction.append_log(change.log);
    });
    return Outcome::kDone;
  } catch (const std::exception&) {
    // A store that goes on taking writes has promised that nothing of this one happened.
    return store_.writable() ? Outcome::kRefused : Outcome::kUnknown;
  }
}

Outcome StoreSubject::maintain(Upkeep) { return Outcome::kRefused; }

State StoreSubject::state() const {
  State state;
  std::map<store::Sha256, std::uint64_t> extents;
  const auto snapshot = store_.snapshot();
  const auto blobs = snapshot->cursor(kBlobs);
  for (bool more = blobs->seek({}); more; more = blobs->next()) {
    const store::BlobId id = store::BlobId::from_raw(blobs->key()).value();
    const store::Recipe recipe = store::unpack_recipe(blobs->value());
    for (const store::Extent& extent : recipe.extents) ++extents[extent.chunk];
    const auto bytes = store_.get(id, store::Store::Verify::kIdentity);
    if (!bytes) throw std::runtime_error("blob " + id.hex() + " is listed and absent");
    state.blobs[id] = {std::string(store::as_text(*bytes)), recipe.references};
  }
  const auto chunks = snapshot->cursor(kChunks);
  for (bool more = chunks->seek({}); more; more = chunks->next()) {
    const store::Sha256 id = store::Sha256::from_raw(chunks->key()).value();
    const auto found = extents.find(id);
    if (found == extents.end() ||
        found->second != store::unpack_chunk_entry(chunks->value()).references) {
      throw std::runtime_error("chunk " + id.hex() + " is counted wrongly");
    }
  }
  const auto records = snapshot->cursor(kRecords);
  for (bool more = records->seek({}); more; more = records->next()) {
    state.records.emplace(records->key(), records->value());
  }
  if (const auto broken = store_.log().first_broken(*snapshot)) {
    throw std::runtime_error("the log is broken at " + std::to_string(*broken));
  }
  store_.log().read(*snapshot, 0, [&](store::Position, std::string_view payload) {
    state.log.emplace_back(payload);
    return true;
  });
  return state;
}

SubjectMaker store_subject_maker() {
  SubjectMaker maker;
  maker.create = [](store::FileSystem& file_system, const std::filesystem::path& directory) {
    store::Store::create(file_system, directory);
  };
  maker.open = [](store::FileSystem& file_system, const std::filesystem::path& directory) {
    return std::make_unique<StoreSubject>(file_system, directory);
  };
  return maker;
}

SimulatedDisk::Options store_subject_disk() {
  SimulatedDisk::Options options;
  options.external = [](const std::filesystem::path& path) {
    return path.filename() == "data.mdb";
  };
  options.external_survives = true;
  return options;
}

}  // namespace kho::test
