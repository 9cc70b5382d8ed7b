// tests/warehouse/audit_log.h - A store with a log of made entries, its keys and its tree.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/scratch_directory.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/audit_check.h"
#include "warehouse/audit_tree.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() {
    store::Store::create(store::posix_file_system(), path_);
    open();
  }

  void open() {
    close();
    store_ = std::make_unique<store::Store>(store::posix_file_system(), path_, table_names());
    keys_ = std::make_unique<KeyRing>(path_ / "keys");
    tree_ = std::make_unique<AuditTree>(*store_, clock_, random_, *keys_, policy_);
  }
  void close() {
    tree_.reset();
    keys_.reset();
    store_.reset();
  }

  std::string payload(store::Position position) const {
    return encode(Event{Event::Type::kComponentDeposited,
                        clock_.now_ms(),
                        {},
                        {},
                        {},
                        "entry " + std::to_string(position)});
  }
  // Appends entries until the log has `size`.
  void grow_to(std::uint64_t size) {
    while (store_->last_position() < size) {
      store_->commit([&](store::Transaction& transaction) {
        store::Position last = store_->log().last(transaction.tables());
        for (int i = 0; i < 5000 && last < size; ++i) {
          last = transaction.append_log(payload(last + 1));
        }
      });
    }
  }
  void follow() {
    while (tree_->step()) {
    }
  }
  // The root by the definition, from the log itself.
  Sha256 root_of_log(std::uint64_t size) const {
    MerkleFrontier frontier;
    store_->log().read(*store_->snapshot(), 0, [&](store::Position, std::string_view entry) {
      if (frontier.size() < size) frontier.append(leaf_hash(entry));
      return frontier.size() < size;
    });
    return frontier.root();
  }
  std::vector<std::uint64_t> checkpoint_sizes() const {
    std::vector<std::uint64_t> sizes;
    each_with_prefix(*store_->snapshot(), kCheckpoints, {}, [&](std::string_view key, auto) {
      sizes.push_back(store::get_be64(key));
      return true;
    });
    return sizes;
  }
  std::size_t kept_hashes() const {
    std::size_t count = 0;
    each_with_prefix(*store_->snapshot(), kLogTree, {}, [&](auto, auto) { return ++count > 0; });
    return count;
  }

  AuditReport audit(const std::string& outside = {}) {
    return warehouse::audit(*store_, *keys_, {outside}, {}, [](std::uint64_t, std::uint64_t) {});
  }

  test::ScratchDirectory scratch_;
  const std::filesystem::path path_ = scratch_ / "store";
  FixedClock clock_;
  CountingRandom random_;
  CheckpointPolicy policy_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<KeyRing> keys_;
  std::unique_ptr<AuditTree> tree_;
};

}  // namespace kho::warehouse
