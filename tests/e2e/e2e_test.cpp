// The program as a user meets it: commands, a server on a free port, and kill -9.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "store/sha256.h"
#include "tests/counted.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

TEST_F(EndToEnd, CommandsDepositReuseSearchAndGet) {
  const fs::path paper = samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf";
  const Json deposited = deposit(paper);
  const std::string id = deposited.at("component").at("id");
  EXPECT_EQ(deposited.at("component").at("versions").at(0).at("media_type"), "application/pdf");

  const Json again = deposit(paper);
  EXPECT_EQ(again.at("component").at("id"), id);
  EXPECT_EQ(again.at("new_component"), false);
  EXPECT_EQ(again.at("new_bytes"), false);
  EXPECT_EQ(again.at("stored_bytes"), 0);

  const Json answer = kho_json({"reuse", warehouse_, "--owner", kOwner, "--procedure", "2.001646"});
  EXPECT_EQ(answer.at("requirements").at(1).at("outcome"), "reusable");
  EXPECT_EQ(answer.at("requirements").at(0).at("outcome"), "not_reusable_type");

  for (const char* text : {"\"đăng ký doanh nghiệp\"", "dang ky doanh nghiep", "Thác Bà Xanh"}) {
    const Json found = kho_json({"search", warehouse_, text});
    EXPECT_EQ(found.at("hits").size(), 1u) << text;
  }
  EXPECT_EQ(kho({"get", warehouse_, id, "-o", scratch_ / "out.pdf"}).status, 0);
  EXPECT_EQ(read_file(scratch_ / "out.pdf"), read_file(paper));
  EXPECT_EQ(kho({"get", warehouse_, id}).out, read_file(paper));
  // Nothing but a regular file is replaced.
  fs::create_symlink(scratch_ / "out.pdf", scratch_ / "link.pdf");
  EXPECT_EQ(kho({"get", warehouse_, id, "-o", scratch_ / "link.pdf"}).status, 1);
  EXPECT_TRUE(fs::is_symlink(scratch_ / "link.pdf"));
  EXPECT_EQ(kho({"get", warehouse_, id, "-o", "/dev/null"}).status, 1);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(EndToEnd, OutputThatDoesNotArriveIsAFailure) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  EXPECT_EQ(kho_to(full, {"search", warehouse_, "x"}), 1);
  ::close(full);
}

TEST_F(EndToEnd, TakenPortIsRefused) {
  const KhoServer server(warehouse_);
  const std::string other = scratch_ / "other";
  ASSERT_EQ(kho({"init", other}).status, 0);
  const Ran ran = kho({"serve", other, "--listen", "127.0.0.1:" + std::to_string(server.port())});
  EXPECT_EQ(ran.status, 5);
  EXPECT_NE(ran.err.find("address_in_use"), std::string::npos) << ran.err;
}

TEST_F(EndToEnd, CommandsSideBySideWaitForEachOther) {
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> commands;
    for (int i = 0; i < 4; ++i) {
      commands.emplace_back([&, i] {
        const Ran ran =
            kho({"deposit", warehouse_, write("p" + std::to_string(i), "x" + std::to_string(i)),
                 "--owner", kOwner, "--type", "GCN_DKDN"});
        if (ran.status == 0) ++done;
      });
    }
  }
  EXPECT_EQ(done, 4);
}

TEST_F(EndToEnd, CommandsGoThroughTheServerThatHasTheWarehouseOpen) {
  const KhoServer server(warehouse_);
  const Json deposited = deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  const std::string id = deposited.at("component").at("id");
  EXPECT_EQ(server.get("/v1/components/" + id).status, 200);
  EXPECT_EQ(kho({"get", warehouse_, id}).out,
            read_file(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf"));
  const Json answer = kho_json({"reuse", warehouse_, "--owner", kOwner, "--procedure", "2.001646"});
  EXPECT_EQ(answer.at("summary").at("reusable"), 1);
}

TEST_F(EndToEnd, MistakesEndWithTheirExitStatusAndCode) {
  const std::string paper = write("paper.txt", "giấy");
  const auto expect = [&](const std::vector<std::string>& arguments, int status,
                          const std::string& code) {
    const Ran ran = kho(arguments);
    EXPECT_EQ(ran.status, status) << ran.err;
    EXPECT_NE(ran.err.find(code), std::string::npos) << ran.err;
  };
  const auto deposit_as = [&](const std::string& file, const std::string& owner,
                              const std::string& type) -> std::vector<std::string> {
    return {"deposit", warehouse_, file, "--owner", owner, "--type", type};
  };
  expect({"deposit"}, 2, "DIR is required");
  expect({"frobnicate"}, 2, "");
  expect({"serve", warehouse_, "--listen", "0.0.0.0:80"}, 2, "listen_address_invalid");
  expect({"init", warehouse_}, 3, "directory_not_empty");
  expect(deposit_as(paper, "mst:0100233480", "GCN_DKDN"), 3, "owner_key_invalid");
  expect(deposit_as(paper, kOwner, "NO_TYPE"), 3, "type_unknown");
  expect(deposit_as(write("empty", ""), kOwner, "GCN_DKDN"), 3, "file_empty");
  expect(deposit_as(write("big", std::string(100'000'000, 'x')), kOwner, "GCN_DKDN"), 3,
         "file_too_large");
  expect(deposit_as(scratch_ / "absent", kOwner, "GCN_DKDN"), 4, "file_not_found");
  expect({"search", scratch_ / "nowhere", "x"}, 4, "not_a_warehouse");
  expect({"reuse", warehouse_, "--owner", kOwner, "--procedure", "9.999999"}, 3,
         "procedure_unknown");
  expect({"get", warehouse_, "01a2092a-d270-74e4-90dd-dfb649c690ec"}, 4, "not_found");
  expect({"get", warehouse_, "nonsense"}, 2, "component_id_invalid");
  expect({"deposit", warehouse_, paper, "--type", "GCN_DKDN"}, 2, "give --owner");
  expect({"deposit", warehouse_, paper, "--meta", write("meta.json", "[]")}, 3, "--meta");
  expect({"init", warehouse_ + "/inside"}, 3, "lies inside a warehouse");
  const Ran usage = kho({"--json", "get", warehouse_});
  EXPECT_EQ(usage.status, 2);
  EXPECT_EQ(Json::parse(usage.err).at("error").at("code"), "usage");
  const Ran json = kho({"--json", "search", scratch_ / "nowhere", "x"});
  EXPECT_EQ(Json::parse(json.err).at("error").at("code"), "not_a_warehouse");
}

TEST_F(EndToEnd, AcknowledgedDepositSurvivesKillNine) {
  for (int round = 0; round < 5; ++round) {
    std::vector<std::pair<std::string, std::string>> acknowledged;  // Id and content.
    {
      KhoServer server(warehouse_);
      std::mutex mutex;
      std::vector<std::jthread> desks;
      for (int desk = 0; desk < 4; ++desk) {
        desks.emplace_back([&, desk] {
          for (int i = 0;; ++i) {
            const std::string content = "round " + std::to_string(round) + " desk " +
                                        std::to_string(desk) + " paper " + std::to_string(i);
            const Answer answer = server.deposit(kMetadata, content);
            if (answer.status != 201) return;  // The server is gone.
            const std::lock_guard lock(mutex);
            acknowledged.emplace_back(answer.json().at("component").at("id"), content);
            // Right after an answer, while others are under way.
            if (acknowledged.size() == 20) ::kill(server.pid(), SIGKILL);
          }
        });
      }
    }
    const KhoServer server(warehouse_);
    ASSERT_GE(acknowledged.size(), 20u);
    for (const auto& [id, content] : acknowledged) {
      const Answer answer = server.get("/v1/components/" + id + "/content");
      EXPECT_EQ(answer.status, 200);
      EXPECT_EQ(answer.body, content);
      EXPECT_EQ(answer.etag, "\"" + store::Sha256::of(store::as_bytes(content)).hex() + "\"");
    }
    counted("kills", 1);
  }
}

TEST_F(EndToEnd, TextOfAPaperDepositedBeforeKillNineBecomesSearchable) {
  std::uint64_t position = 0;
  {
    KhoServer server(warehouse_);
    const Answer answer =
        server.deposit(kMetadata, read_file(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf"));
    ASSERT_EQ(answer.status, 201);
    position = answer.json().at("position");
    server.stop(SIGKILL);
  }
  const KhoServer server(warehouse_);
  EXPECT_EQ(server.search("\"Thác Bà Xanh\"", position).at("hits").size(), 1u);
}

TEST_F(EndToEnd, ServerStopsCleanlyWhenAsked) {
  KhoServer server(warehouse_);
  EXPECT_EQ(server.get("/readyz").status, 200);
  EXPECT_EQ(server.stop(SIGTERM), 0);
  EXPECT_FALSE(fs::exists(fs::path(warehouse_) / "kho.sock"));
}

TEST_F(EndToEnd, ServerStopsThoughClientsStall) {
  KhoServer server(warehouse_);
  const auto half_body = server.half_open(
      "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
  const auto half_head = server.half_open("GET /livez HT");
  std::jthread waiting([&] {
    (void)server.post("/v1/search", "application/json",
                      R"({"q":"x","wait_for_position":999999,"wait_ms_max":30000})");
  });
  EXPECT_EQ(server.get("/livez").status, 200);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(server.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST_F(EndToEnd, RequestsThatCouldBeReadInTwoWaysAreRefused) {
  const KhoServer server(warehouse_);
  const auto ask = [&](const std::string& head, const std::string& body) {
    const std::string answer = server.raw(head + "\r\nHost: localhost\r\n" + body);
    return std::count(answer.begin(), answer.end(), '\n') == 0 ? "nothing" : answer;
  };
  // Chunked bodies that were cut off look whole.
  EXPECT_NE(ask("POST /v1/catalogue HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n")
                .find("length_required"),
            std::string::npos);
  EXPECT_NE(ask("POST /v1/search HTTP/1.1", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ")
                .find("request_invalid"),
            std::string::npos);
  EXPECT_NE(ask("POST /v1/search HTTP/1.1", "\r\n").find("json_invalid"), std::string::npos);
  // The body of a refused request is never the next request.
  const std::string smuggled =
      ask("POST /" + std::string(9000, 'a') + " HTTP/1.1",
          "Content-Length: 43\r\n\r\nGET /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(smuggled.find("uri_too_long"), std::string::npos);
  EXPECT_EQ(smuggled.find("\"version\""), std::string::npos);
}

TEST_F(EndToEnd, DeeplyNestedJsonIsRefusedAndTheServerGoesOn) {
  const KhoServer server(warehouse_);
  const std::string deep = R"({"record":"procedure","code":"1.000001","name":"x","requirements":)"
                           R"([{"code":"a","name":"b","any_of":[)" +
                           std::string(200000, '[') + std::string(200000, ']') + "]}]}";
  EXPECT_EQ(server.post("/v1/catalogue", "application/json", deep).json().at("code"),
            "catalogue_invalid");
  EXPECT_EQ(server.post("/v1/search", "application/json", std::string(500000, '[')).status, 400);
  EXPECT_EQ(server.post("/v1/search", "application/json", R"({"q":"a","q":"b"})").status, 400);
  std::string many = R"({"q":"x","type":["A")";
  for (int i = 0; i < 20000; ++i) many += ",\"A" + std::to_string(i) + "\"";
  EXPECT_EQ(server.post("/v1/search", "application/json", many + "]}").status, 400);
  EXPECT_EQ(server.get("/livez").status, 200);
}

TEST_F(EndToEnd, BadRequestsGetAProblemAndTheServerGoesOn) {
  const KhoServer server(warehouse_);
  const auto code = [](const Answer& answer) {
    return std::to_string(answer.status) + " " +
           Json::parse(answer.body, nullptr, false).value("code", "no problem document");
  };
  EXPECT_EQ(code(server.deposit(kMetadata, "")), "422 file_empty");
  EXPECT_EQ(code(server.deposit(R"({"owner":"mst:1","type":"GCN_DKDN"})", "x")),
            "422 owner_key_invalid");
  EXPECT_EQ(code(server.deposit(R"({"owner":"mst:0100109106","type":"NONE"})", "x")),
            "422 type_unknown");
  // Beyond the limit for a file, and beyond what any request may carry.
  EXPECT_EQ(code(server.deposit(kMetadata, std::string((60 << 20) + 1, 'x'))),
            "413 file_too_large");
  EXPECT_EQ(code(server.deposit(kMetadata, std::string(100'000'000, 'x'))), "413 file_too_large");
  EXPECT_EQ(code(server.post("/v1/search", "application/json", std::string(2 << 20, ' '))),
            "413 body_too_large");
  EXPECT_EQ(code(server.post("/v1/components", "multipart/form-data; boundary=b", "--b\r\nbroken")),
            "400 multipart_broken");
  EXPECT_EQ(code(server.get("/v1/search?q=%zz")), "400 request_invalid");
  EXPECT_EQ(code(server.get("/v1/search?q=" + std::string(9000, 'x'))), "414 uri_too_long");
  // A body shorter than announced: the connection ends, nothing is stored.
  const std::string cut = server.raw(
      "POST /v1/components HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; "
      "boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n");
  EXPECT_NE(cut.find("body_incomplete"), std::string::npos) << cut;
  (void)server.raw("rubbish\r\n\r\n");
  (void)server.raw(std::string(100000, '\0'));
  EXPECT_EQ(server.get("/readyz").status, 200);
}

TEST_F(EndToEnd, DemoRunsToItsEnd) {
  const Ran ran = kho({"demo", "--exit", "--listen", "127.0.0.1:0", "--samples", samples_});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_NE(ran.out.find("identical"), std::string::npos);
  EXPECT_NE(ran.out.find("2 missing, 1 not_reusable_type, 2 reusable"), std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("1 missing, 1 not_reusable_type, 3 reusable"), std::string::npos);
}

// samples/answers.jsonl says what the sample papers are good for; a developer can extend it.
TEST_F(EndToEnd, SamplePapersGiveTheAnswersOnRecord) {
  const KhoServer server(warehouse_);
  std::ifstream papers(samples_ / "papers.jsonl");
  for (std::string line; std::getline(papers, line);) {
    const Json paper = Json::parse(line);
    Json metadata = paper.at("metadata");
    metadata["owner"] = paper.at("owner");
    metadata["owner_name"] = paper.at("owner_name");
    const std::string file = read_file(samples_ / paper.at("file").get<std::string>());
    ASSERT_EQ(server.deposit(metadata.dump(), file).status, 201) << paper.at("file");
  }
  int asked = 0;
  std::ifstream answers(KHO_SOURCE_DIRECTORY "/samples/answers.jsonl");
  for (std::string line; std::getline(answers, line); ++asked) {
    Json question = Json::parse(line);
    const Json expected = question.at("answer");
    question.erase("answer");
    const Json answer =
        server.post("/v1/reuse-queries", "application/json", question.dump()).json();
    Json got = Json::array();
    for (const Json& requirement : answer.at("requirements")) {
      std::string text = requirement.at("outcome");
      for (const Json& reason : requirement.at("reasons")) {
        text += (&reason == &requirement.at("reasons").front() ? ": " : ", ") +
                reason.get<std::string>();
      }
      got.push_back(text);
    }
    EXPECT_EQ(got, expected) << question;
  }
  EXPECT_GE(asked, 10);
}

// Every PDF under KHO_DATA comes back with the same SHA-256; twice deposited adds nothing.
TEST_F(EndToEnd, RealFilesComeBackIdentical) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA names no folder with real files";
  const KhoServer server(warehouse_);
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data)) {
    if (entry.path().extension() != ".pdf") continue;
    ++files;
    const std::string content = read_file(entry.path());
    const Answer first = server.deposit(kMetadata, content);
    ASSERT_EQ(first.status, 201) << entry.path();
    const std::string path = first.json().at("component").at("content");
    const Answer got = server.get(path);
    EXPECT_TRUE(got.body == content) << entry.path();
    EXPECT_EQ(got.etag, "\"" + store::Sha256::of(store::as_bytes(content)).hex() + "\"");
    const Answer second = server.deposit(kMetadata, content);
    EXPECT_EQ(second.json().at("new_bytes"), false);
    EXPECT_EQ(second.json().at("stored_bytes"), 0);
  }
  EXPECT_GT(files, 0);
}

TEST_F(EndToEnd, RealGazetteIsFoundByAPhraseWithAndWithoutDiacritics) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA names no folder with real files";
  const KhoServer server(warehouse_);
  std::string wanted;
  std::uint64_t position = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(data) / "gov-pdf-born-digital")) {
    if (entry.path().extension() != ".pdf") continue;
    const Json created = server.deposit(kMetadata, read_file(entry.path())).json();
    position = created.at("position");
    if (entry.path().filename().string().starts_with("nghi-quyet-so-24-2022")) {
      wanted = created.at("component").at("id");
    }
  }
  ASSERT_FALSE(wanted.empty());
  for (const char* phrase :
       {"\"tiếp tục chi trả hỗ trợ đối với người lao động\"",
        "\"tiep tuc chi tra ho tro doi voi nguoi lao dong\"", "\"TIẾP TỤC CHI TRẢ HỖ TRỢ\""}) {
    const Json answer = server.search(phrase, position);
    ASSERT_GE(answer.at("hits").size(), 1u) << phrase;
    EXPECT_EQ(answer.at("hits").at(0).at("component").at("id"), wanted) << phrase;
  }
}

TEST_F(EndToEnd, CatalogueIsShownAsAFileThatChangesNothing) {
  std::string records;
  for (const char* what : {"types", "agencies"}) {
    const Ran shown = kho({"catalog", "show", warehouse_, what, "--json"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    records += shown.out;
  }
  const std::string file = write("shown.jsonl", records);
  EXPECT_GT(kho_json({"catalog", "import", warehouse_, file}).at("unchanged"), 10);
  EXPECT_EQ(kho_json({"catalog", "import", warehouse_, file}).at("changed"), 0);
  const Ran all = kho({"catalog", "show", warehouse_, "procedures"});
  const std::string code = all.out.substr(0, all.out.find(' '));
  EXPECT_THAT(kho({"catalog", "show", warehouse_, "procedures", code}).out,
              testing::HasSubstr("in force from"));
  EXPECT_EQ(kho({"catalog", "show", warehouse_, "types", "NONE"}).status, 4);
  EXPECT_EQ(kho({"catalog", "show", warehouse_, "papers"}).status, 2);
}

TEST_F(EndToEnd, DryRunOfAnImportChangesNothing) {
  const std::string file =
      write("new.jsonl", R"({"record": "component_type", "code": "NEW", "name": "Giấy mới"})");
  const Ran tried = kho({"catalog", "import", warehouse_, file, "--dry-run"});
  EXPECT_THAT(tried.out, testing::HasSubstr("would be 1 added, 0 changed, 0 unchanged\n  added"));
  EXPECT_EQ(kho({"catalog", "show", warehouse_, "types", "NEW"}).status, 4);
  EXPECT_EQ(kho_json({"catalog", "import", warehouse_, file}).at("added"), 1);
}

TEST_F(EndToEnd, NationalProcedureListIsImportedAndAnswers) {
  const char* data = std::getenv("KHO_DATA");
  if (data == nullptr) GTEST_SKIP() << "KHO_DATA names no folder with real files";
  const std::string list = fs::path(data) / "tthc-procedures" / "procedures_slim.jsonl";
  const std::string catalogue = scratch_ / "catalogue.jsonl";
  const std::string report = scratch_ / "report.jsonl";
  const std::string summary = scratch_ / "summary";
  ASSERT_EQ(std::system((KHO_CONVERTER " '" + list + "' --report '" + report + "' > '" + catalogue +
                         "' 2> '" + summary + "'")
                            .c_str()),
            0);
  const auto each_line = [](const std::string& path, const auto& visit) {
    std::ifstream lines(path);
    for (std::string line; std::getline(lines, line);) visit(Json::parse(line));
  };
  std::size_t items = 0, procedures = 0, requirements = 0, left_out = 0;
  each_line(list, [&](const Json& crawled) { items += crawled.at("thanh_phan").size(); });
  each_line(catalogue, [&](const Json& record) {
    if (record.at("record") != "procedure") return;
    ++procedures;
    requirements += record.at("requirements").size();
  });
  each_line(report, [&](const Json& line) {
    left_out += line.contains("item") && line.contains("left_out");
  });
  EXPECT_EQ(procedures, 2642u);
  // What is neither a requirement nor left out was joined to the one before.
  const std::string totals = std::to_string(items) + " items = " + std::to_string(requirements) +
                             " requirements + " + std::to_string(items - requirements - left_out) +
                             " joined to the one before + " + std::to_string(left_out) +
                             " left out\n";
  EXPECT_THAT(read_file(summary), testing::HasSubstr(totals));
  const Json counts = kho_json({"catalog", "import", warehouse_, catalogue});
  EXPECT_GT(counts.at("added"), 10000);
  const Json answer = kho_json({"reuse", warehouse_, "--owner", kOwner, "--procedure", "1.000811"});
  EXPECT_EQ(answer.at("procedure").at("code"), "1.000811");
  EXPECT_GE(answer.at("requirements").size(), 4u);
  EXPECT_EQ(answer.at("summary").at("reusable"), 0);
}

}  // namespace
}  // namespace kho::test
