#include "warehouse/holding.h"

#include <gtest/gtest.h>

#include <string>

namespace kho::warehouse {
namespace {

struct SignatureCase {
  const char* name;
  Signature said;
  Signature found;
  bool knows_whom_to_trust;
  Signature expected;
};
void PrintTo(const SignatureCase& each, std::ostream* out) { *out << each.name; }

class SignatureVerdict : public testing::TestWithParam<SignatureCase> {};

TEST_P(SignatureVerdict, WorseOfWhatWasSaidAndFound) {
  TextState text;
  text.signature = GetParam().found;
  text.knows_whom_to_trust = GetParam().knows_whom_to_trust;
  EXPECT_EQ(signature_of(GetParam().said, text), GetParam().expected);
}

using enum Signature;
INSTANTIATE_TEST_SUITE_P(
    Cases, SignatureVerdict,
    testing::Values(
        SignatureCase{"NothingFoundOut", kTrusted, kUnchecked, false, kTrusted},
        SignatureCase{"BrokenWhateverWasSaid", kTrusted, kInvalid, true, kInvalid},
        SignatureCase{"SaidToBeBroken", kInvalid, kTrusted, true, kInvalid},
        SignatureCase{"TrustedThoughNothingWasSaid", kUnchecked, kTrusted, true, kTrusted},
        SignatureCase{"OfNobodyKnown", kTrusted, kIntact, true, kIntact},
        SignatureCase{"NobodyKnowsAnybody", kTrusted, kIntact, false, kTrusted},
        SignatureCase{"IntactThoughNothingWasSaid", kUnchecked, kIntact, false, kIntact},
        SignatureCase{"NoneAndNothingSaid", kUnchecked, kNone, true, kNone},
        SignatureCase{"NoneThoughOneWasSaid", kTrusted, kNone, true, kUnchecked},
        SignatureCase{"NoneAndSaidToBeBroken", kInvalid, kNone, true, kInvalid}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace kho::warehouse
