#include "index/schema.h"

#include <gtest/gtest.h>

#include <set>

namespace kho::index::schema {
namespace {

constexpr std::size_t kXapianTermBytesMax = 245;  // A NUL counts twice.

TEST(Schema, ValuesWithAndWithoutNulHaveTermsOfTheirOwn) {
  const std::string nul(1, '\0');
  const std::vector<std::string> values = {"a",
                                           "b",
                                           nul,
                                           nul + nul,
                                           "a" + nul,
                                           nul + "a",
                                           "\x01",
                                           "\x01\x01",
                                           "a" + nul + "b",
                                           "=a",
                                           ":a",
                                           "\x02"
                                           "a\x01",
                                           std::string(200, '\0'),
                                           std::string(199, '\0')};
  std::set<std::string> terms;
  for (const std::string& value : values) {
    const std::string term = id_term(value);
    EXPECT_TRUE(terms.insert(term).second);
    EXPECT_EQ(term.find('\0'), std::string::npos);
    EXPECT_LE(term.size(), kXapianTermBytesMax);
  }
}

TEST(Schema, FieldsHaveTermsOfTheirOwn) {
  std::set<std::string> terms;
  for (const Field field : {Field::kOwner, Field::kType, Field::kKind, Field::kAgency,
                            Field::kProcedure, Field::kDossier, Field::kStatus, Field::kYear}) {
    EXPECT_TRUE(terms.insert(filter_term({field, "x"})).second);
  }
}

}  // namespace
}  // namespace kho::index::schema
