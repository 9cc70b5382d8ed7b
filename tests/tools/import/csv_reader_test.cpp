#include "tools/import/csv_reader.h"

#include <gmock/gmock.h>

#include "tests/tools/import/import_fixture.h"

namespace kho::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Csv : public FolderTest {
 protected:
  std::vector<CsvReader::Record> read(const std::string& text) const {
    CsvReader reader(write("list.csv", text));
    std::vector<CsvReader::Record> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
  }
};

TEST_F(Csv, FieldsAreSplitAtCommasAndLinesAtLfOrCrLf) {
  const auto records = read("a,b,c\r\n1,,3\n,,");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_THAT(records[0].fields, ElementsAre("a", "b", "c"));
  EXPECT_THAT(records[1].fields, ElementsAre("1", "", "3"));
  EXPECT_THAT(records[2].fields, ElementsAre("", "", ""));
  EXPECT_EQ(records[2].line, 3u);
}

TEST_F(Csv, QuotedFieldsHoldCommasQuotesAndLineBreaks) {
  const auto records = read("\"Hợp đồng, số 1\",\"gọi là \"\"A\"\"\",\"hai\r\ndòng\"\nx,y,z\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(records[0].fields, ElementsAre("Hợp đồng, số 1", "gọi là \"A\"", "hai\ndòng"));
  EXPECT_EQ(records[1].line, 3u);
}

TEST_F(Csv, ByteOrderMarkAndEmptyLinesAreNothing) {
  const auto records = read("\xef\xbb\xbf\n\na,b\n\n\nc,d\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(records[0].fields, ElementsAre("a", "b"));
  EXPECT_EQ(records[1].line, 6u);
}

TEST_F(Csv, EmptyFileHasNoRecord) {
  EXPECT_THAT(read(""), IsEmpty());
  EXPECT_THAT(read("\n\n"), IsEmpty());
}

TEST_F(Csv, WrongRecordDoesNotStopTheNext) {
  for (const char* wrong : {"a\"b,c", "\"a\"b,c", "\"a\" ,c", "a\rb,c"}) {
    const auto records = read(std::string("x,y\n") + wrong + "\n1,2\n");
    ASSERT_EQ(records.size(), 3u) << wrong;
    EXPECT_NE(records[1].problem, "") << wrong;
    EXPECT_THAT(records[1].fields, IsEmpty()) << wrong;
    EXPECT_THAT(records[2].fields, ElementsAre("1", "2")) << wrong;
  }
}

TEST_F(Csv, QuoteThatIsNotClosedNamesTheLinesThatItTook) {
  const auto records = read("a,b\n\"c,d\ne,f\ng,h\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].line, 2u);
  EXPECT_THAT(records[1].problem, HasSubstr("lines 2 to 4"));
}

TEST_F(Csv, RecordBeyondTheLimitIsPassedOver) {
  const std::string long_field(CsvReader::kRecordBytesMax + 10, 'x');
  const auto one_line = read("a,b\n" + long_field + ",c\nd,e\n");
  ASSERT_EQ(one_line.size(), 3u);
  EXPECT_THAT(one_line[1].problem, HasSubstr("longer than"));
  EXPECT_THAT(one_line[2].fields, ElementsAre("d", "e"));

  std::string lines = "\"";
  for (std::size_t i = 0; i < CsvReader::kRecordBytesMax; ++i) lines += "x\n";
  const auto many_lines = read("a,b\n" + lines);
  ASSERT_GE(many_lines.size(), 2u);
  EXPECT_THAT(many_lines[1].problem, HasSubstr("longer than"));

  const auto many_fields = read(std::string(CsvReader::kFieldsMax, ',') + "\na,b\n");
  ASSERT_EQ(many_fields.size(), 2u);
  EXPECT_THAT(many_fields[0].problem, HasSubstr("too many fields"));
}

TEST_F(Csv, FileThatIsNoneIsNotFound) {
  EXPECT_EQ(code_of([&] { CsvReader reader(folder_ / "nowhere.csv"); }), "file_not_found");
  EXPECT_EQ(code_of([&] { CsvReader reader(folder_); }), "file_not_found");
}

}  // namespace
}  // namespace kho::tools
