#include "warehouse/audit_tree.h"

#include <algorithm>

#include "store/error.h"
#include "warehouse/error.h"
#include "warehouse/log_tree.h"
#include "warehouse/record_codec.h"
#include "warehouse/record_parse.h"
#include "warehouse/schema.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {
namespace {

constexpr std::uint64_t kEntriesAtOnce = 4 * kKeptLeaves;

struct Newest {
  std::uint64_t size = 0;
  std::string note;  // Empty where there is none.
};

Newest newest_checkpoint(const store::TableReader& reader) {
  const auto cursor = reader.cursor(kCheckpoints);
  if (!cursor->last()) return {};
  if (cursor->key().size() != 8) corrupt("a checkpoint lies under a damaged key");
  return {store::get_be64(cursor->key()), std::string(cursor->value())};
}

// Damage is for the audit to tell: opening a warehouse must not fail because of it.
store::Position saved_position(const store::Store& store) {
  try {
    return log_tree_position(*store.snapshot());
  } catch (const store::Error& error) {
    if (!store::is_damage(error)) throw;
    return 0;
  }
}

}  // namespace

struct AuditTree::Kept {
  unsigned level;
  std::uint64_t index;
  Sha256 hash;
};

AuditTree::AuditTree(store::Store& store, const Clock& clock, Random& random, KeyRing& keys,
                     CheckpointPolicy policy)
    : store_(store),
      clock_(clock),
      random_(random),
      keys_(keys),
      policy_(policy),
      position_(saved_position(store)) {}

bool AuditTree::step() {
  const std::lock_guard lock(mutex_);
  return advance();
}

const MerkleFrontier& AuditTree::frontier() {
  if (frontier_) return *frontier_;
  const auto reader = store_.snapshot();
  MerkleFrontier loaded(log_tree_position(*reader), log_subtrees(store_.log(), *reader));
  covered_ = newest_checkpoint(*reader).size;
  if (loaded.size() > covered_) {
    store_.log().read(*reader, covered_, [&](store::Position, std::string_view payload) {
      waiting_since_ = time_of(payload);
      return false;
    });
  }
  frontier_ = std::move(loaded);
  return *frontier_;
}

bool AuditTree::advance() {
  MerkleFrontier next = frontier();
  const std::uint64_t begin = next.size();
  std::vector<Kept> kept;
  {
    const auto reader = store_.snapshot();
    store_.log().read(*reader, begin, [&](store::Position position, std::string_view payload) {
      if (position != next.size() + 1) corrupt("the log lacks an entry");
      if (position > covered_ && !waiting_since_) waiting_since_ = time_of(payload);
      next.append(leaf_hash(payload), [&](unsigned level, std::uint64_t index, const Sha256& hash) {
        if (is_kept_level(level)) kept.push_back({level, index, hash});
      });
      return next.size() - begin < kEntriesAtOnce;
    });
  }
  const bool sign = is_due(next.size());
  if (next.size() == begin && !sign) return false;
  commit(std::move(next), kept, sign);
  return true;
}

bool AuditTree::is_due(std::uint64_t size) const {
  if (size <= covered_) return false;
  return size - covered_ >= policy_.entries_max ||
         (waiting_since_ && clock_.now_ms() - *waiting_since_ >= policy_.delay_max.count());
}

// Of an event; a clock that was set back must not put a checkpoint off for long.
std::int64_t AuditTree::time_of(std::string_view payload) const {
  const std::int64_t now_ms = clock_.now_ms();
  try {
    return std::min(decode_event(payload).time_ms, now_ms);
  } catch (const store::Error&) {
    return now_ms;  // Whatever the entry says, it is signed as it stands.
  }
}

void AuditTree::commit(MerkleFrontier next, const std::vector<Kept>& kept, bool sign) {
  std::string note;
  if (sign) {
    const Uuid id = ensure_warehouse_id(store_, clock_, random_);
    note = signed_checkpoint({log_origin(id), next.size(), next.root()}, *keys_.signing());
  }
  // Entries that complete no subtree are passed over in memory: a restart reads them again.
  if (!kept.empty() || sign) {
    store_.commit([&](store::Transaction& transaction) {
      store::WriteTransaction& tables = transaction.tables();
      for (const Kept& each : kept) {
        tables.put(kLogTree, log_tree_key(each.level, each.index), each.hash.raw());
      }
      put_log_tree_position(tables, next.size() / kKeptLeaves * kKeptLeaves);
      if (sign) tables.put(kCheckpoints, store::be64(next.size()), note);
    });
  }
  if (sign) {
    covered_ = next.size();
    waiting_since_.reset();
  }
  position_ = next.size();
  frontier_ = std::move(next);
}

std::optional<std::chrono::milliseconds> AuditTree::due_in() const {
  const std::lock_guard lock(mutex_);
  if (!waiting_since_) return std::nullopt;
  const std::chrono::milliseconds waited(clock_.now_ms() - *waiting_since_);
  return std::clamp(policy_.delay_max - waited, std::chrono::milliseconds(1),
                    std::chrono::milliseconds(3'600'000));
}

void AuditTree::sign_rest() {
  const std::lock_guard lock(mutex_);
  if (frontier().size() > covered_) commit(frontier(), {}, true);
}

std::optional<std::string> AuditTree::latest_checkpoint() const {
  std::string note = newest_checkpoint(*store_.snapshot()).note;
  return note.empty() ? std::nullopt : std::optional(std::move(note));
}

std::optional<std::string> AuditTree::checkpoint_of(std::uint64_t size) const {
  const auto reader = store_.snapshot();
  const auto note = reader->get(kCheckpoints, store::be64(size));
  return note ? std::optional(std::string(*note)) : std::nullopt;
}

std::string AuditTree::checkpoint_now() {
  const std::lock_guard lock(mutex_);
  const store::Position end = store_.last_position();
  if (end == 0) throw Error(Errc::kNotFound, "the log is empty");
  while (frontier().size() < end && advance()) {
  }
  if (frontier().size() > covered_) commit(frontier(), {}, true);
  return newest_checkpoint(*store_.snapshot()).note;
}

Checkpoint AuditTree::covering(std::uint64_t size, std::string& note) {
  if (size > store_.last_position()) {
    throw Error(Errc::kNotFound, "the log has no entry at this position");
  }
  const Newest newest = newest_checkpoint(*store_.snapshot());
  note = !newest.note.empty() && newest.size >= size ? newest.note : checkpoint_now();
  const auto claimed = claimed_checkpoint(note);
  if (!claimed || claimed->size < size) corrupt("a checkpoint is damaged");
  return *claimed;
}

LogProof AuditTree::prove(store::Position position) {
  if (position == 0) throw Error(Errc::kNotFound, "the first entry is at position 1");
  LogProof proof;
  proof.position = position;
  const Checkpoint checkpoint = covering(position, proof.checkpoint);
  const auto reader = store_.snapshot();
  store_.log().read(*reader, position - 1, [&](store::Position at, std::string_view payload) {
    if (at != position) corrupt("the log lacks an entry");
    proof.payload = payload;
    return false;
  });
  proof.path = inclusion_path(position - 1, checkpoint.size, log_subtrees(store_.log(), *reader));
  return proof;
}

ConsistencyProof AuditTree::prove_consistency(std::uint64_t from) {
  ConsistencyProof proof;
  proof.from = from;
  const Checkpoint checkpoint = covering(from, proof.checkpoint);
  const auto reader = store_.snapshot();
  proof.path = consistency_path(from, checkpoint.size, log_subtrees(store_.log(), *reader));
  return proof;
}

}  // namespace kho::warehouse
