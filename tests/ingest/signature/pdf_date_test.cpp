#include "ingest/signature/pdf_date.h"

#include <gtest/gtest.h>

namespace kho::ingest {
namespace {

struct Written {
  const char* name;
  const char* text;
  std::optional<std::int64_t> seconds;
};

class PdfDates : public testing::TestWithParam<Written> {};

TEST_P(PdfDates, AreRead) { EXPECT_EQ(parse_pdf_date(GetParam().text), GetParam().seconds); }

INSTANTIATE_TEST_SUITE_P(
    PdfDate, PdfDates,
    testing::Values(Written{"Epoch", "D:19700101000000Z", 0},
                    Written{"Vietnam", "D:20260530120000+07'00'", 1780117200},
                    Written{"WithoutLastQuote", "D:20260530120000+07'00", 1780117200},
                    Written{"OffsetOfHours", "D:20260530120000+07", 1780117200},
                    Written{"West", "D:20260529220000-07'00'", 1780117200},
                    Written{"WithoutOffset", "D:20260530050000", 1780117200},
                    Written{"WithoutPrefix", "20260530050000Z", 1780117200},
                    Written{"ZuluWithOffset", "D:20260530050000Z00'00'", 1780117200},
                    Written{"YearAlone", "D:1971", 31536000},
                    Written{"LeapDay", "D:20240229", 1709164800},
                    Written{"NoLeapDay", "D:20230229", std::nullopt},
                    Written{"Month13", "D:20231301", std::nullopt},
                    Written{"HalfAMonth", "D:20231", std::nullopt},
                    Written{"Year0", "D:0000", std::nullopt},
                    Written{"Hour24", "D:20230101240000", std::nullopt},
                    Written{"Words", "yesterday", std::nullopt}, Written{"Empty", "", std::nullopt},
                    Written{"BadOffset", "D:20230101000000?", std::nullopt},
                    Written{"OffsetTooLarge", "D:20230101000000+24'00'", std::nullopt}),
    [](const auto& written) { return written.param.name; });

}  // namespace
}  // namespace kho::ingest
