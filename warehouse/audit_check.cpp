#include "warehouse/audit_check.h"

#include "store/error.h"
#include "warehouse/log_tree.h"
#include "warehouse/schema.h"
#include "warehouse/signed_note.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {
namespace {

constexpr std::uint64_t kEntriesAtOnce = 1000;

class Audit {
 public:
  Audit(const store::Store& store, std::vector<PublicKey> keys, const AuditOrder& order,
        AuditReport& report)
      : store_(store), keys_(std::move(keys)), report_(report) {
    const auto reader = store_.snapshot();
    end_ = store_.log().last(*reader);
    if (const auto id = warehouse_id(*reader)) origin_ = log_origin(*id);
    tree_end_ = log_tree_position(*reader);
    const auto cursor = reader->cursor(kCheckpoints);
    if (cursor->last() && cursor->key().size() == 8) {
      last_checkpoint_ = store::get_be64(cursor->key());
    }
    if (!order.checkpoint.empty()) begin_outside(order.checkpoint);
  }

  void run(const std::stop_token& stop,
           const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    while (tree_.size() < end_) {
      if (stop.stop_requested()) {
        report_.stopped = true;
        return;
      }
      try {
        if (!read_some()) break;
      } catch (const store::Error& error) {
        // An entry too short to have a hash: nothing behind it can be believed.
        if (!store::is_damage(error)) throw;
        break_at(tree_.size() + 1);
        break;
      }
      const double share = static_cast<double>(tree_.size()) / static_cast<double>(end_);
      progress(bytes_, static_cast<std::uint64_t>(static_cast<double>(bytes_) / share));
    }
    finish();
    progress(bytes_, bytes_);
  }

 private:
  // One short snapshot's worth. False: there is a gap, behind which nothing can be compared.
  bool read_some() {
    const auto reader = store_.snapshot();
    const auto checkpoints = reader->cursor(kCheckpoints);
    bool more = checkpoints->seek(store::be64(tree_.size() + 1));
    std::uint64_t entries = 0;
    const std::uint64_t begin = tree_.size();
    store_.log().read_entries(*reader, begin, [&](const store::LogEntry& entry) {
      const store::Position expected = tree_.size() + 1;
      if (entry.position != expected) return false;
      if (entry.hash != store::ChangeLog::chain_hash(chain_, expected, entry.payload)) {
        break_at(expected);
      }
      chain_ = entry.hash;
      bytes_ += entry.payload.size() + Sha256::kSize;
      tree_.append(leaf_hash(entry.payload),
                   [&](unsigned level, std::uint64_t index, const Sha256& hash) {
                     compare_kept(*reader, level, index, hash);
                   });
      for (; more && checkpoints->key() == store::be64(expected); more = checkpoints->next()) {
        ++report_.checkpoints;
        note_bad(expected, verdict_of(checkpoints->value(), expected));
      }
      if (outside_ && outside_->size == expected) compare_outside();
      return ++entries < kEntriesAtOnce && expected < end_;
    });
    if (tree_.size() == begin || (entries < kEntriesAtOnce && tree_.size() < end_)) {
      break_at(tree_.size() + 1);
      return false;
    }
    return true;
  }

  void compare_kept(const store::TableReader& reader, unsigned level, std::uint64_t index,
                    const Sha256& hash) {
    if (!is_kept_level(level) || (index + 1) << level > tree_end_) return;
    ++report_.kept_hashes;
    const auto kept = reader.get(kLogTree, log_tree_key(level, index));
    if ((!kept || *kept != hash.raw()) && !report_.tree_differs) {
      report_.tree_differs = (index << level) + 1;
    }
  }

  CheckpointVerdict verdict_of(std::string_view note, std::uint64_t size) const {
    const auto checkpoint = verified_checkpoint(note, keys_);
    if (!checkpoint) return CheckpointVerdict::kSignatureInvalid;
    if (checkpoint->origin != origin_ || checkpoint->size != size) {
      return CheckpointVerdict::kOtherLog;
    }
    return checkpoint->root == tree_.root() ? CheckpointVerdict::kGood
                                            : CheckpointVerdict::kRootDiffers;
  }

  void note_bad(std::uint64_t size, CheckpointVerdict verdict) {
    if (verdict == CheckpointVerdict::kGood || report_.first_bad_checkpoint) return;
    report_.first_bad_checkpoint = size;
    report_.why = verdict;
  }

  void begin_outside(std::string_view note) {
    outside_ = verified_checkpoint(note, keys_);
    if (!outside_) {
      report_.outside = CheckpointVerdict::kSignatureInvalid;
    } else if (outside_->origin != origin_) {
      report_.outside = CheckpointVerdict::kOtherLog;
      outside_.reset();
    } else if (outside_->size == 0) {
      compare_outside();
    }
  }

  void compare_outside() {
    report_.outside =
        outside_->root == tree_.root() ? CheckpointVerdict::kGood : CheckpointVerdict::kRootDiffers;
  }

  void break_at(store::Position position) {
    if (!report_.first_broken) report_.first_broken = position;
  }

  // What was signed or kept beyond the last entry that could be read.
  void finish() {
    if (last_checkpoint_ > tree_.size()) {
      const auto reader = store_.snapshot();
      const auto cursor = reader->cursor(kCheckpoints);
      if (cursor->seek(store::be64(tree_.size() + 1))) {
        note_bad(store::get_be64(cursor->key()), CheckpointVerdict::kLogShorter);
      }
    }
    if (tree_end_ > tree_.size() && !report_.tree_differs) {
      report_.tree_differs = tree_.size() + 1;
    }
    if (outside_ && outside_->size > tree_.size()) {
      report_.outside = CheckpointVerdict::kLogShorter;
    }
    report_.entries = tree_.size();
  }

  const store::Store& store_;
  const std::vector<PublicKey> keys_;
  AuditReport& report_;
  store::Position end_ = 0;            // Of the log when the audit began; writers go on.
  store::Position tree_end_ = 0;       // Of the kept hashes then.
  std::uint64_t last_checkpoint_ = 0;  // Then.
  std::string origin_;
  std::optional<Checkpoint> outside_;
  MerkleFrontier tree_;
  Sha256 chain_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

AuditReport audit(const store::Store& store, KeyRing& keys, const AuditOrder& order,
                  const std::stop_token& stop,
                  const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  AuditReport report;
  Audit(store, keys.all(), order, report).run(stop, progress);
  return report;
}

}  // namespace kho::warehouse
