// store/codecs/dictionary.h - What small chunks of one kind have in common, learned once.
//
// A zstd dictionary (RFC 8878, chapter 5): its content lies in the store like any other blob and
// is named by a number in the payloads packed with it. As long as one payload names it, it must
// not be deleted.
//
// Errors: Error. Thread safety: Dictionary thread-safe; train_dictionary an immutable function.
#pragma once

#include <cstdint>
#include <memory>

#include "store/bytes.h"

namespace kho::store {

inline constexpr std::size_t kDictionaryBytesUsual = 112 << 10;
// For what is large itself and comes again and again in parts: fonts.
inline constexpr std::size_t kDictionaryBytesMax = 1 << 20;
// Larger chunks have room enough to learn from themselves.
inline constexpr std::size_t kDictionaryChunkBytesMax = 256 << 10;

// A dictionary of at most `bytes_max` bytes (at least 1 KiB) made from `samples`: what repeats
// between them, what is most useful last. Wants a few hundred samples and up to 100 times its own
// size of them. Deterministic for one version of zstd. At most the first 64 MiB of samples are
// looked at. Takes about a second for 5 MB. Throws kTooLarge for `bytes_max` out of bounds,
// kUnsupportedFormat where the samples are too few, too small or too different to learn from.
[[nodiscard]] Bytes train_dictionary(std::span<const ByteView> samples,
                                     std::size_t bytes_max = kDictionaryBytesUsual);

// A dictionary, digested for packing at any level and for unpacking. Holds a copy of the content;
// unpacking needs about 30 KB beside it, packing up to 1.5 MB for each level that is used.
class Dictionary {
 public:
  // `content` as train_dictionary() made it. Throws kCorrupt for anything else.
  Dictionary(std::uint32_t number, ByteView content);
  ~Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // By which payloads name it; never given to another content.
  [[nodiscard]] std::uint32_t number() const { return number_; }

  // For store/codecs/zstd.cpp: the C library's digested forms.
  struct Digests;
  [[nodiscard]] Digests& digests() const { return *digests_; }

 private:
  const std::uint32_t number_;
  const std::unique_ptr<Digests> digests_;
};

// Where payloads find the dictionaries that they name.
class DictionarySource {
 public:
  virtual ~DictionarySource() = default;
  // nullptr: there is none of this number.
  [[nodiscard]] virtual std::shared_ptr<const Dictionary> dictionary(
      std::uint32_t number) const = 0;
};

// Has none.
[[nodiscard]] const DictionarySource& no_dictionaries();

}  // namespace kho::store
