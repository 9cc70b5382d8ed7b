#include "warehouse/signed_note.h"

#include <gtest/gtest.h>

#include "warehouse/base64.h"

namespace kho::warehouse {
namespace {

// The key, text and note of the documentation of golang.org/x/mod/sumdb/note.
const SigningKey& peter() {
  static const SigningKey key =
      SigningKey::from_seed(from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")->substr(1));
  return key;
}
const std::string kPeterText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string kPeterNote =
    kPeterText +
    "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

std::vector<PublicKey> key_of(const char* type_and_key) {
  return {*PublicKey::from_raw(from_base64(type_and_key)->substr(1))};
}

TEST(SignedNote, IsThatOfOtherImplementations) {
  EXPECT_EQ(signed_note(kPeterText, "PeterNeumann", peter()), kPeterNote);
  const auto keys = key_of("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(keys.front(), peter().public_key());
  EXPECT_EQ(verified_text(kPeterNote, "PeterNeumann", keys), kPeterText);
  // C2SP signed-note's own example.
  EXPECT_EQ(
      verified_text("This is an example message.\n\n— example.com/foo "
                    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mF"
                    "XmRKuwHjG1Yu72IneyaQM=\n",
                    "example.com/foo", key_of("AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")),
      "This is an example message.\n");
}

TEST(SignedNote, EveryChangedByteIsNoticed) {
  const std::vector keys = {peter().public_key()};
  for (std::size_t i = 0; i < kPeterNote.size(); ++i) {
    std::string wrong = kPeterNote;
    wrong[i] = static_cast<char>(wrong[i] ^ 1);
    EXPECT_EQ(verified_text(wrong, "PeterNeumann", keys), std::nullopt) << i;
    EXPECT_EQ(verified_text(kPeterNote.substr(0, i), "PeterNeumann", keys), std::nullopt) << i;
  }
}

TEST(SignedNote, LinesOfOthersArePassedOverAndWrongOnesAreNot) {
  const SigningKey witness = SigningKey::generate();
  const std::string other = signed_note(kPeterText, "witness.example", witness);
  const std::string line = other.substr(kPeterText.size() + 1);
  const std::vector keys = {peter().public_key()};
  EXPECT_EQ(verified_text(kPeterNote + line, "PeterNeumann", keys), kPeterText);
  EXPECT_EQ(verified_text(other, "PeterNeumann", keys), std::nullopt);
  EXPECT_EQ(verified_text(kPeterNote, "witness.example", keys), std::nullopt);
  // Under our name with another key: unknown. With ours over another text: refused.
  const std::string stranger = signed_note(kPeterText, "PeterNeumann", witness);
  EXPECT_EQ(verified_text(stranger, "PeterNeumann", keys), std::nullopt);
  const std::string wrong = signed_note("another text\n", "PeterNeumann", peter());
  EXPECT_EQ(verified_text(kPeterNote + wrong.substr(14), "PeterNeumann", keys), std::nullopt);
  EXPECT_EQ(verified_text(kPeterNote + "not a signature\n", "PeterNeumann", keys), std::nullopt);
  EXPECT_EQ(verified_text("", "PeterNeumann", keys), std::nullopt);
  EXPECT_EQ(verified_text("\n\n", "PeterNeumann", keys), std::nullopt);
  EXPECT_EQ(
      verified_text(std::string(kNoteBytesMax, 'x') + "\n" + kPeterNote, "PeterNeumann", keys),
      std::nullopt);
}

TEST(Checkpoint, IsThreeLinesAndItsSignature) {
  const Checkpoint checkpoint{"kho/01a2092a-d270-74e4-90dd-dfb649c690ec", 20852163, leaf_hash("x")};
  const std::string note = signed_checkpoint(checkpoint, peter());
  EXPECT_TRUE(note.starts_with("kho/01a2092a-d270-74e4-90dd-dfb649c690ec\n20852163\n" +
                               base64(leaf_hash("x").raw()) +
                               "\n\n— kho/01a2092a-d270-74e4-90dd-dfb649c690ec "))
      << note;
  const std::vector keys = {SigningKey::generate().public_key(), peter().public_key()};
  EXPECT_EQ(verified_checkpoint(note, keys), checkpoint);
  EXPECT_EQ(claimed_checkpoint(note), checkpoint);
  EXPECT_EQ(verified_checkpoint(note, std::span(keys).first(1)), std::nullopt);
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string wrong = note;
    wrong[i] = static_cast<char>(wrong[i] ^ 1);
    EXPECT_EQ(verified_checkpoint(wrong, keys), std::nullopt) << i;
  }
}

TEST(Checkpoint, TextThatIsNoneIsRefusedThoughItIsSigned) {
  const std::string root = base64(leaf_hash("x").raw()) + "\n";
  const std::vector keys = {peter().public_key()};
  const auto read = [&](const std::string& text) {
    return verified_checkpoint(signed_note(text, "kho/x", peter()), keys);
  };
  EXPECT_TRUE(read("kho/x\n0\n" + root));
  EXPECT_TRUE(read("kho/x\n7\n" + root + "an extension\n"));
  for (const std::string& bad :
       {"kho/x\n07\n" + root, "kho/x\n-7\n" + root, "kho/x\n7 \n" + root, "kho/x\n\n" + root,
        "kho/x\n18446744073709551616\n" + root, std::string("kho/x\n7\n"),
        std::string("kho/x\n7\nAAAA\n"), "kho/y\n7\n" + root, "kho/x\n7\n" + root + "\nmore\n"}) {
    EXPECT_EQ(read(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace kho::warehouse
