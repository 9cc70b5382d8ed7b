#include "store/codecs/deflate_trees.h"

#include <algorithm>
#include <cassert>

namespace kho::store {
namespace {

constexpr unsigned kBitsMax = 15;
constexpr std::array<std::uint8_t, kHeaderSymbols> kHeaderOrder = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

struct Tree {
  std::vector<std::uint8_t> lengths;  // By symbol.
  std::size_t last = 0;               // The highest symbol with a code.
};

// Builds one code. The heap is numbered from 1, as in the books.
class TreeBuilder {
 public:
  TreeBuilder(std::span<const std::uint32_t> counts, unsigned bits_max)
      : symbols_(counts.size()),
        bits_max_(bits_max),
        count_(counts.begin(), counts.end()),
        depth_(2 * symbols_ + 1),
        parent_(2 * symbols_ + 1),
        length_(2 * symbols_ + 1),
        heap_(1) {
    count_.resize(2 * symbols_ + 1);
  }

  Tree build() {
    Tree tree;
    for (std::size_t n = 0; n < symbols_; ++n) {
      if (count_[n] == 0) continue;
      heap_.push_back(static_cast<std::uint16_t>(n));
      tree.last = n;
    }
    // Two codes at the least, if need be for symbols that do not occur.
    bool any = heap_.size() > 1;
    while (heap_.size() < 3) {
      const std::size_t n = !any ? 0 : tree.last < 2 ? tree.last + 1 : 0;
      any = true;
      tree.last = std::max(tree.last, n);
      heap_.push_back(static_cast<std::uint16_t>(n));
      count_[n] = 1;
    }
    join();
    assign_lengths(tree.last);
    tree.lengths.assign(length_.begin(), length_.begin() + static_cast<std::ptrdiff_t>(symbols_));
    return tree;
  }

 private:
  [[nodiscard]] bool smaller(std::uint16_t a, std::uint16_t b) const {
    return count_[a] < count_[b] || (count_[a] == count_[b] && depth_[a] <= depth_[b]);
  }

  void sift_down(std::size_t at) {
    const std::uint16_t moved = heap_[at];
    for (std::size_t child = 2 * at; child < heap_.size(); child *= 2) {
      if (child + 1 < heap_.size() && smaller(heap_[child + 1], heap_[child])) ++child;
      if (smaller(moved, heap_[child])) break;
      heap_[at] = heap_[child];
      at = child;
    }
    heap_[at] = moved;
  }

  // Joins the two rarest until one is left; order_ has all nodes, children before parents.
  void join() {
    for (std::size_t at = (heap_.size() - 1) / 2; at >= 1; --at) sift_down(at);
    auto node = static_cast<std::uint16_t>(symbols_);
    do {
      const std::uint16_t n = heap_[1];
      heap_[1] = heap_.back();
      heap_.pop_back();
      sift_down(1);
      const std::uint16_t m = heap_[1];
      order_.push_back(n);
      order_.push_back(m);
      count_[node] = count_[n] + count_[m];
      depth_[node] = static_cast<std::uint16_t>(std::max(depth_[n], depth_[m]) + 1);
      parent_[n] = parent_[m] = node;
      heap_[1] = node++;
      sift_down(1);
    } while (heap_.size() > 2);
    order_.push_back(heap_[1]);
  }

  void assign_lengths(std::size_t last) {
    std::array<std::uint32_t, kBitsMax + 1> with_bits{};
    int too_long = 0;
    length_[order_.back()] = 0;
    for (std::size_t i = order_.size() - 1; i-- > 0;) {
      const std::uint16_t n = order_[i];
      unsigned bits = length_[parent_[n]] + 1u;
      if (bits > bits_max_) {
        bits = bits_max_;
        ++too_long;
      }
      length_[n] = static_cast<std::uint8_t>(bits);
      if (n <= last) ++with_bits[bits];
    }
    if (too_long == 0) return;
    // Move a leaf down beside a cut one, two at a time, until the code is a tree again.
    for (; too_long > 0; too_long -= 2) {
      unsigned bits = bits_max_ - 1;
      while (with_bits[bits] == 0) --bits;
      --with_bits[bits];
      with_bits[bits + 1] += 2;
      --with_bits[bits_max_];
    }
    std::size_t i = 0;
    for (unsigned bits = bits_max_; bits != 0; --bits) {
      for (std::uint32_t n = with_bits[bits]; n != 0; ++i) {
        if (order_[i] > last) continue;
        length_[order_[i]] = static_cast<std::uint8_t>(bits);
        --n;
      }
    }
  }

  const std::size_t symbols_;
  const unsigned bits_max_;
  std::vector<std::uint32_t> count_;
  std::vector<std::uint16_t> depth_;
  std::vector<std::uint16_t> parent_;
  std::vector<std::uint8_t> length_;
  std::vector<std::uint16_t> heap_;
  std::vector<std::uint16_t> order_;
};

void put_repeat(std::uint8_t symbol, std::size_t extra, DynamicHeader& header) {
  header.symbols.push_back({symbol, static_cast<std::uint8_t>(extra)});
}

// Appends the lengths of symbols 0..last, runs of equal ones shortened.
void put_lengths(const Tree& tree, DynamicHeader& header) {
  int before = -1;
  std::size_t begin = 0;
  for (std::size_t n = 0; n <= tree.last; ++n) {
    const std::uint8_t length = tree.lengths[n];
    const std::size_t count = n + 1 - begin;
    const bool more = n < tree.last && tree.lengths[n + 1] == length;
    const std::size_t most = length == 0 ? 138 : length == before ? 6 : 7;
    if (more && count < most) continue;
    if (length != 0) {
      // Only what has been said once can be repeated.
      const std::size_t said = length != before ? 1 : 0;
      if (count >= 3 + said) {
        header.symbols.insert(header.symbols.end(), said, {length, 0});
        put_repeat(16, count - said - 3, header);
      } else {
        header.symbols.insert(header.symbols.end(), count, {length, 0});
      }
    } else if (count < 3) {
      header.symbols.insert(header.symbols.end(), count, {0, 0});
    } else if (count <= 10) {
      put_repeat(17, count - 3, header);
    } else {
      put_repeat(18, count - 11, header);
    }
    begin = n + 1;
    before = length;
  }
}

}  // namespace

DynamicHeader predict_header(std::span<const Token> tokens, ByteView raw) {
  std::array<std::uint32_t, kLiteralSymbols> literals{};
  std::array<std::uint32_t, kDistanceSymbols> distances{};
  literals[kEndOfBlock] = 1;
  std::size_t at = 0;
  for (const Token token : tokens) {
    if (token.distance == 0) {
      ++literals[std::to_integer<std::size_t>(raw[at])];
    } else {
      ++literals[length_symbol(token.length).symbol];
      ++distances[distance_symbol(token.distance).symbol];
    }
    at += token.length;
  }
  const Tree literal_tree = TreeBuilder(literals, kBitsMax).build();
  const Tree distance_tree = TreeBuilder(distances, kBitsMax).build();
  DynamicHeader header;
  header.literal_count = static_cast<std::uint16_t>(literal_tree.last + 1);
  header.distance_count = static_cast<std::uint8_t>(distance_tree.last + 1);
  put_lengths(literal_tree, header);
  put_lengths(distance_tree, header);

  std::array<std::uint32_t, kHeaderSymbols> symbols{};
  for (const HeaderSymbol item : header.symbols) ++symbols[item.symbol];
  const Tree header_tree = TreeBuilder(symbols, 7).build();
  std::ranges::copy(header_tree.lengths, header.header_lengths.begin());
  header.header_count = kHeaderSymbols;
  while (header.header_count > 4 &&
         header.header_lengths[kHeaderOrder[header.header_count - 1u]] == 0) {
    --header.header_count;
  }
  return header;
}

}  // namespace kho::store
