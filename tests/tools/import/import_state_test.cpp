#include "tools/import/import_state.h"

#include "tests/tools/import/import_fixture.h"

namespace kho::tools {
namespace {

using Outcome = ImportState::Outcome;

class State : public FolderTest {
 protected:
  static store::Sha256 line(const std::string& text) {
    return store::Sha256::of(store::as_bytes(text));
  }
  ImportState open(std::uint64_t log_position = 100) const {
    return {file_, "kho/one", log_position};
  }
  // "pending", "new"..., or "none".
  static std::string outcome(const ImportState& state, const std::string& text) {
    const auto entry = state.find(line(text));
    return entry ? std::string(warehouse::name_in(kImportOutcomeNames, entry->outcome)) : "none";
  }
  static std::string code_of_opening(const std::filesystem::path& file, const std::string& name,
                                     std::uint64_t position = 100) {
    return code_of([&] { ImportState state(file, name, position); });
  }

  const std::filesystem::path file_ = folder_ / "list.kho-import";
  const warehouse::Uuid id_ = *warehouse::Uuid::parse("01a2092a-0000-7000-8000-000000000001");
};

TEST_F(State, NextRunFindsWhatBecameOfEachLine) {
  {
    ImportState state = open();
    state.add(line("a"), {Outcome::kNew, id_}, 1, "", 7);
    state.add(line("b"), {Outcome::kFailed, {}}, 2, "type_unknown", 0);
    state.add(line("c"), {Outcome::kPending, id_}, 3, "", 8);
    state.add(line("c"), {Outcome::kHeld, id_}, 3, "", 8);
    state.add(line("d"), {Outcome::kPending, id_}, 4, "", 9);
  }
  const ImportState state = open();
  EXPECT_EQ(outcome(state, "a"), "new");
  EXPECT_EQ(outcome(state, "b"), "failed");
  EXPECT_EQ(outcome(state, "c"), "held");
  EXPECT_EQ(outcome(state, "d"), "pending");
  EXPECT_EQ(state.find(line("d"))->component, id_);
  EXPECT_EQ(outcome(state, "e"), "none");
}

TEST_F(State, TornLastLineIsCutOff) {
  {
    ImportState state = open();
    state.add(line("a"), {Outcome::kNew, id_}, 1, "", 7);
    state.add(line("b"), {Outcome::kNew, id_}, 2, "", 8);
  }
  const std::string whole = content(file_);
  // Wherever the writing ended, header included.
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write("list.kho-import", whole.substr(0, size));
    ImportState state = open();
    EXPECT_EQ(outcome(state, "b"), "none") << size;
    state.add(line("b"), {Outcome::kNew, id_}, 2, "", 8);
  }
  EXPECT_EQ(content(file_), whole);
}

TEST_F(State, BelongsToOneWarehouse) {
  { ImportState state = open(); }
  EXPECT_EQ(code_of_opening(file_, "kho/two"), "import_state_other");
  EXPECT_EQ(code_of_opening(file_, "kho/one"), "none");
}

TEST_F(State, WarehouseThatWasRestoredToBeforeIsNoticed) {
  {
    ImportState state = open();
    state.add(line("a"), {Outcome::kNew, id_}, 1, "", 50);
  }
  EXPECT_EQ(code_of_opening(file_, "kho/one", 50), "none");
  EXPECT_EQ(code_of_opening(file_, "kho/one", 49), "import_state_ahead");
}

TEST_F(State, OneProcessAtATime) {
  const ImportState state = open();
  EXPECT_EQ(code_of_opening(file_, "kho/one"), "import_running");
}

TEST_F(State, AnotherFileIsNotTakenForOne) {
  const std::string header = "{\"kho_import\":1,\"warehouse\":\"kho/one\"}\n";
  for (const std::string& text :
       {std::string("rubbish\n"), std::string("{}\n"), std::string("[]\n"), header + "{}\n",
        header + "rubbish\n", header + "{\"line\":\"00\",\"outcome\":\"new\"}\n",
        header + "{\"line\":1,\"outcome\":\"new\"}\n", std::string(10'000, 'x'),
        header + std::string(10'000, ' ') + "\n"}) {
    write("list.kho-import", text);
    EXPECT_EQ(code_of_opening(file_, "kho/one"), "import_state_invalid") << text.substr(0, 80);
    EXPECT_EQ(content(file_), text);  // And it is left as it is.
  }
}

}  // namespace
}  // namespace kho::tools
