// kho demo: a sample warehouse, its server, and a guided tour that prints what it did.
//
// Everything goes through HTTP, as an intake system would do it, so the timings are what a client
// on this machine sees.

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>

#include "store/sha256.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/print.h"
#include "tools/print_search.h"
#include "tools/requests.h"
#include "tools/running_server.h"

namespace kho::tools {
namespace {

using api::Json;
using Clock = std::chrono::steady_clock;

// The sample papers are dated around this day, so the tour asks about it, whenever it is run.
constexpr const char* kDay = "2026-11-23";
constexpr const char* kProcedure = "2.001646";
constexpr const char* kDossier = "H63.12-261123-0001";
const warehouse::Purpose kOfficer{"lan", kDossier, "tiếp nhận hồ sơ"};

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Removes what the demo made, when it ends.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = std::filesystem::temp_directory_path() / "kho-demo-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw CommandError(kFailed, "system_error", "cannot make a temporary directory");
    }
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Paper {
  std::string file;
  Json metadata;  // As POST /v1/components takes it.
  bool held_back = false;
};

std::vector<Paper> read_papers(const std::filesystem::path& samples) {
  std::vector<Paper> papers;
  std::ifstream stream(samples / "papers.jsonl");
  for (std::string line; std::getline(stream, line);) {
    const Json json = api::parse_json(line);
    Paper paper{json.at("file"), json.at("metadata"), json.value("hold_back", false)};
    paper.metadata["owner"] = json.at("owner");
    paper.metadata["owner_name"] = json.at("owner_name");
    papers.push_back(std::move(paper));
  }
  if (papers.empty()) {
    throw CommandError(kNotFound, "samples_not_found",
                       "no sample papers in " + samples.string() +
                           "\nName their folder with --samples, or build them: ./run");
  }
  return papers;
}

// The paper that the officer scans during the tour.
const Paper& held_back_of(const std::vector<Paper>& papers) {
  const auto found = std::find_if(papers.begin(), papers.end(),
                                  [](const Paper& paper) { return paper.held_back; });
  if (found == papers.end()) {
    throw CommandError(kNotFound, "samples_not_found", "no sample paper is marked hold_back");
  }
  return *found;
}

// Beside the program where it was built, or where a package puts them.
std::filesystem::path default_samples() {
  const std::filesystem::path bin = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::filesystem::path built = bin.parent_path() / "samples";
  return std::filesystem::exists(built / "papers.jsonl") ? built
                                                         : bin.parent_path() / "share/kho/samples";
}

// Every line five columns in.
std::string indented(const std::string& lines) {
  std::string out;
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    out += "     " + lines.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out;
}

class Tour {
 public:
  // With `json`, prints one line for each request instead of telling about it.
  Tour(const RunningServer& server, const std::filesystem::path& samples, bool json)
      : json_(json),
        client_(Client::tcp(server.host(), server.port())),
        samples_(samples),
        papers_(read_papers(samples)),
        held_back_(held_back_of(papers_)) {}

  // False: `signals` asked to stop in between.
  bool run(const StopSignals& signals) {
    for (const auto step :
         {&Tour::import_catalogue, &Tour::deposit_papers, &Tour::ask_before_and_after,
          &Tour::confirm_one, &Tour::search, &Tour::fetch, &Tour::show_who_looked}) {
      if (signals.arrived()) return false;
      (this->*step)();
      std::fflush(stdout);
    }
    return true;
  }

  [[nodiscard]] const std::string& owner() const { return owner_; }
  [[nodiscard]] const std::string& component() const { return component_; }

 private:
  template <typename... Args>
  void say(fmt::format_string<Args...> text, Args&&... args) const {
    if (!json_) fmt::print(text, std::forward<Args>(args)...);
  }

  api::Response call(api::Request request) {
    set_purpose(request, kOfficer);
    const auto begin = Clock::now();
    api::Response response = client_.call(request);
    took_ms_ = ms_since(begin);
    throw_if_problem(response);
    if (json_) {
      fmt::print("{}\n", api::dump({{"request", request.method + " " + request.path},
                                    {"status", response.status},
                                    {"body_bytes", response.body.size()},
                                    {"milliseconds", took_ms_}}));
    }
    return response;
  }

  Json ask(api::Request request) { return api::parse_json(call(std::move(request)).body); }

  Json deposit(const Paper& paper) {
    const std::string content =
        read_file(samples_ / paper.file, warehouse::Settings{}.file_bytes_max);
    deposited_bytes_ += content.size();
    const Json answer = ask(deposit_request(paper.metadata, paper.file, content));
    position_ = answer.at("position").get<std::uint64_t>();
    return answer;
  }

  void import_catalogue() {
    say("1. The catalogue\n");
    const Json counts = ask(catalogue_request(samples_ / "catalogue.jsonl"));
    say("   {} records (agencies, component types, procedures) in {:.1f} ms\n\n",
        counts.at("added").get<int>(), took_ms_);
  }

  void deposit_papers() {
    say("2. Papers of a dozen owners, each durable before the answer\n");
    const auto begin = Clock::now();
    std::uint64_t stored = 0;
    std::size_t count = 0;
    for (const Paper& paper : papers_) {
      if (paper.held_back) continue;
      const Json answer = deposit(paper);
      stored += answer.at("stored_bytes").get<std::uint64_t>();
      ++count;
    }
    const double total = ms_since(begin);
    say("   {} PDFs, {} as {}, in {:.0f} ms ({:.1f} ms each)\n", count, size_text(deposited_bytes_),
        size_text(stored), total, total / static_cast<double>(count));
    const Json first = deposit(papers_.front());
    say("   the first one once more: new bytes {}, {:.1f} ms\n",
        first.at("new_bytes").get<bool>() ? "yes" : "no", took_ms_);
    ask(json_request(
        "/v1/search",
        {{"q", ""}, {"limit", 1}, {"wait_for_position", position_}, {"wait_ms_max", 30000}}));
    say("   their texts read and searchable {:.0f} ms after the last answer\n\n", took_ms_);
  }

  void ask_before_and_after() {
    owner_ = held_back_.metadata.at("owner");
    const Json question = {{"owner", owner_}, {"procedure", kProcedure}, {"on", kDay}};
    say("3. What can be reused? (before a paper is deposited)\n");
    const Json before = ask(json_request("/v1/reuse-queries", question));
    say("{}   answered in {:.2f} ms\n\n", indented(reuse_text(before)), took_ms_);

    say("4. The officer scans what is missing: {}\n", held_back_.file);
    const Json answer = deposit(held_back_);
    say("   durable in {:.1f} ms\n\n", took_ms_);
    component_ = answer.at("component").at("id");

    say("5. The same question again\n");
    const Json after = ask(json_request("/v1/reuse-queries", question));
    say("{}   answered in {:.2f} ms\n\n", indented(reuse_text(after)), took_ms_);
  }

  // The first paper of `answer` that may be reused as it is, as the body of its confirmation.
  static Json first_reusable(const Json& answer) {
    for (const Json& requirement : answer.at("requirements")) {
      for (const Json& alternative : requirement.at("alternatives")) {
        for (const Json& type : alternative.at("types")) {
          for (const Json& candidate : type.at("candidates")) {
            if (candidate.at("outcome") != "reusable") continue;
            return {{"requirement", requirement.at("code")},
                    {"component_id", candidate.at("component_id")},
                    {"accept", true}};
          }
        }
      }
    }
    throw CommandError(kFailed, "internal", "none of the sample papers can be reused");
  }

  void confirm_one() {
    say("6. Officer lan opens dossier {}, asks for it, and accepts one paper\n", kDossier);
    const Json opened = ask(json_request(
        "/v1/dossiers",
        {{"code", kDossier}, {"owner", owner_}, {"procedure", kProcedure}, {"received_on", kDay}}));
    const Json answer =
        ask(json_request("/v1/reuse-queries", {{"dossier_id", opened.at("dossier").at("id")}}));
    const Json confirmation = first_reusable(answer);
    reused_ = confirmation.at("component_id");
    const Json receipt = ask(
        json_request("/v1/reuse-queries/" + answer.at("id").get<std::string>() + "/confirmations",
                     confirmation));
    say("{}   durable in {:.1f} ms\n\n", indented(receipt_text(receipt)), took_ms_);
  }

  void show_who_looked() {
    say("9. Who looked at the paper that was reused\n");
    static_cast<void>(ask(get_request("/v1/components/" + reused_)));
    const Json log = ask(get_request("/v1/components/" + reused_ + "/access-log"));
    say("{}\n", indented(access_log_text(log)));
  }

  void search() {
    say("7. Search, with and without diacritics\n");
    for (const char* text : {"giấy chứng nhận an toàn thực phẩm",
                             "giay chung nhan an toan thuc pham", "\"hợp đồng mua bán rượu\""}) {
      const Json answer = ask(json_request(
          "/v1/search", {{"q", text}, {"limit", 3}, {"wait_for_position", position_}}));
      say("   {}   ({:.1f} ms)\n", text, took_ms_);
      say("{}\n", indented(search_text(answer)));
    }
  }

  void fetch() {
    say("8. A paper back, compared byte for byte\n");
    const std::string original =
        read_file(samples_ / held_back_.file, warehouse::Settings{}.file_bytes_max);
    const api::Response response = call(get_request("/v1/components/" + component_ + "/content"));
    if (response.body != original) {
      throw CommandError(kFailed, "content_differs", "the file came back with other bytes");
    }
    say("   {} identical, sha256 {}, {:.2f} ms\n\n", size_text(original.size()),
        store::Sha256::of(store::as_bytes(original)).hex(), took_ms_);
  }

  const bool json_;
  Client client_;
  const std::filesystem::path samples_;
  const std::vector<Paper> papers_;
  const Paper& held_back_;  // Of papers_.
  double took_ms_ = 0;
  std::uint64_t deposited_bytes_ = 0;
  std::uint64_t position_ = 0;
  std::string owner_;
  std::string component_;
  std::string reused_;
};

void print_curl_lines(const std::string& url, const Tour& tour) {
  fmt::print("Try it yourself:\n");
  fmt::print(
      "  curl -s {}/v1/reuse-queries -d '{{\"owner\":\"{}\",\"procedure\":\"{}\","
      "\"on\":\"{}\"}}'\n",
      url, tour.owner(), kProcedure, kDay);
  fmt::print("  curl -s {}/v1/search -d '{{\"q\":\"giay phep ban buon ruou\"}}'\n", url);
  fmt::print("  curl -s {}/v1/components/{}\n", url, tour.component());
  fmt::print("  curl -s -o paper.pdf {}/v1/components/{}/content\n", url, tour.component());
  fmt::print(
      "  curl -s {}/v1/components -F 'metadata={{\"owner\":\"{}\",\"type\":\"GCN_DKDN\"}};"
      "type=application/json' -F content=@paper.pdf\n",
      url, tour.owner());
}

}  // namespace

void add_demo(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string samples;
    std::string listen = "127.0.0.1:8420";
    bool leave = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("demo", "A sample warehouse, a server and a guided tour");
  command->add_option("--samples", options->samples, "Folder of the sample papers");
  command->add_option("--listen", options->listen, "Address and port; a taken port is replaced")
      ->capture_default_str();
  command->add_flag("--exit", options->leave, "End after the tour instead of serving on");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options]() -> int {
      api::ServerOptions server_options;
      server_options.listen = listen_address(options->listen);
      const std::filesystem::path samples =
          options->samples.empty() ? default_samples() : std::filesystem::path(options->samples);
      const StopSignals signals;
      const TemporaryDirectory home;
      const std::filesystem::path directory = home.path() / "warehouse";
      warehouse::Warehouse::create(directory);
      std::unique_ptr<RunningServer> server;
      try {
        server = std::make_unique<RunningServer>(directory, server_options, false);
      } catch (const std::system_error& error) {
        if (error.code() != std::errc::address_in_use) throw;
        server_options.listen.port = 0;
        server = std::make_unique<RunningServer>(directory, server_options, false);
      }
      if (global.json) {
        fmt::print("{}\n", api::dump({{"warehouse", directory.string()}, {"url", server->url()}}));
      } else {
        fmt::print("A warehouse in {}, served on {}\n\n", directory.string(), server->url());
      }
      Tour tour(*server, samples, global.json);
      if (!tour.run(signals) || options->leave) return 0;
      if (!global.json) {
        print_curl_lines(server->url(), tour);
        fmt::print("\nServing until Ctrl-C; then the sample warehouse is removed.\n");
      }
      // Nobody reads: nobody would know that it goes on.
      if (std::fflush(stdout) != 0) return kFailed;
      signals.wait();
      return 0;
    };
  });
}

}  // namespace kho::tools
