// bench_search: Kho's search on the files that bench/search/peers asks the other systems with.
//
// Prints Markdown tables to standard output; --json FILE has one object a line, the first in the
// form of the peers' rows. bench/search/README.md.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "bench/search/kho/corpus.h"
#include "bench/search/kho/measures.h"
#include "bench/search/kho/sloppy.h"
#include "index/analysis/text.h"
#include "index/indexer.h"
#include "index/searcher.h"

namespace kho::bench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Options {
  fs::path articles;
  std::vector<fs::path> sets;
  fs::path queries;
  fs::path numbers;
  fs::path names;
  fs::path scratch = fs::temp_directory_path();
  fs::path json;
  fs::path hits;
  double commit_mb = 2;  // As the feeder of a warehouse.
  bool keep = false;
};

class Feeder {
 public:
  Feeder(const fs::path& directory, double commit_mb)
      : indexer_(directory), commit_bytes_(static_cast<std::uint64_t>(commit_mb * (1 << 20))) {}
  void add(const index::Document& document) {
    indexer_.upsert(document);
    ++count_;
    if (indexer_.pending_bytes() > commit_bytes_) indexer_.commit(count_);
  }
  std::uint64_t finish() {
    indexer_.commit(count_);
    return count_;
  }
  index::Indexer& indexer() { return indexer_; }

 private:
  index::Indexer indexer_;
  const std::uint64_t commit_bytes_;
  std::uint64_t count_ = 0;
};

Json to_json(const Latency& latency) {
  return {{"p50", latency.p50_ms}, {"p99", latency.p99_ms}, {"mean", latency.mean_ms}};
}

class Bench {
 public:
  explicit Bench(const Options& options, const fs::path& scratch)
      : options_(options), scratch_(scratch) {}

  std::vector<Json> run() {
    if (!options_.articles.empty()) measure_articles();
    if (!options_.sets.empty()) measure_quality();
    std::vector<Json> rows = {row_};
    if (!options_.numbers.empty()) rows.push_back(measure_numbers());
    if (!options_.names.empty()) rows.push_back(measure_names());
    return rows;
  }

 private:
  void measure_articles() {
    const fs::path directory = scratch_ / "articles";
    build(directory);
    const index::Searcher searcher(directory);
    const auto ask = [&](const std::string& text, std::vector<index::Filter> filters = {}) {
      index::Query query;
      query.text = text;
      query.filters = std::move(filters);
      query.limit = kDepth;
      return searcher.search(query);
    };
    std::ofstream hits(options_.hits);
    // `texts` are `lines` in Kho's syntax.
    const auto time = [&](const char* kind, const std::vector<std::string>& lines,
                          const std::vector<std::string>& texts) {
      note(kind, latency_of(texts.size(), [&](std::size_t i) { (void)ask(texts[i]); }));
      for (std::size_t i = 0; i < lines.size() && !options_.hits.empty(); ++i) {
        Json ids = Json::array();
        for (const index::Hit& hit : ask(texts[i]).hits) ids.push_back(hit.id);
        hits << Json{{"kind", kind}, {"query", lines[i]}, {"ids", ids}}.dump() << "\n";
      }
    };
    fmt::print("\n| query | p50, ms | p99 | mean |\n|---|---|---|---|\n");
    const std::vector<std::string> ands = read_lines(options_.queries / "and4.txt");
    const std::vector<std::string> ors = read_lines(options_.queries / "or4.txt");
    const std::vector<std::string> phrases = read_lines(options_.queries / "phrase3.txt");
    time("and4", ands, ands);
    time("or4", ors, with_or(ors));
    time("phrase3", phrases, quoted(phrases));
    note("round_trip", latency_of(ands.size(), [&](std::size_t) {
           (void)ask("", {{index::Field::kOwner, "nobody"}});
         }));
    kind_of_latency_ = "more_ms";
    std::vector<std::string> bare;
    for (const std::string& text : ands) bare.push_back(index::fold(text));
    note("and4 without diacritics",
         latency_of(bare.size(), [&](std::size_t i) { (void)ask(bare[i]); }));

    const std::vector<std::string> prefixes = read_lines(options_.queries / "prefix.txt");
    note("completion", latency_of(prefixes.size(),
                                  [&](std::size_t i) { (void)searcher.complete({prefixes[i]}); }));
    note("owner and type", latency_of(ands.size(), [&](std::size_t i) {
           (void)ask("", {{index::Field::kOwner, "o" + std::to_string(i % kOwners)},
                          {index::Field::kType, "t" + std::to_string(i % kTypes)}});
         }));
    note("and4 with facets", latency_of(ands.size(), [&](std::size_t i) {
           index::Query query;
           query.text = ands[i];
           query.facets = {index::Field::kType};
           (void)searcher.search(query);
         }));
  }

  void build(const fs::path& directory) {
    std::uint64_t text_bytes = 0;
    std::vector<index::Document> documents;
    each_document(options_.articles, [&](index::Document document) {
      text_bytes += document.title.size() + document.pages[0].size();
    });
    const auto start = SteadyClock::now();
    Feeder feeder(directory, options_.commit_mb);
    each_document(options_.articles,
                  [&](const index::Document& document) { feeder.add(document); });
    const std::uint64_t count = feeder.finish();
    const double fed = seconds_since(start);
    const std::uint64_t as_fed = bytes_in(directory);
    feeder.indexer().compact();
    const double seconds = seconds_since(start);
    const std::uint64_t bytes = bytes_in(directory);
    const double text = static_cast<double>(text_bytes);
    row_ = {{"system", "kho"},
            {"configuration", "exact + folded, pairs, titles; compacted"},
            {"corpus", options_.articles.filename().string()},
            {"documents", count},
            {"text_bytes", text_bytes},
            {"build_seconds", seconds},
            {"build_seconds_without_compaction", fed},
            {"documents_per_second", static_cast<double>(count) / seconds},
            {"build_peak_mb", peak_resident_mb()},
            {"build_peak_anonymous_mb", peak_resident_mb()},  // Xapian maps no files.
            {"index_bytes", bytes},
            {"index_bytes_as_fed", as_fed},
            {"text_stored_bytes", nullptr}};
    fmt::print(
        "{} documents, {:.1f} MB of text: built in {:.1f} s ({:.0f} documents/s), peak {:.0f} MB; "
        "{:.1f} MB as fed ({:.2f} x the text), {:.1f} MB compact ({:.2f} x)\n",
        count, text / 1e6, seconds, static_cast<double>(count) / seconds, peak_resident_mb(),
        static_cast<double>(as_fed) / 1e6, static_cast<double>(as_fed) / text,
        static_cast<double>(bytes) / 1e6, static_cast<double>(bytes) / text);
  }

  void note(const std::string& kind, const Latency& latency) {
    row_[kind_of_latency_][kind] = to_json(latency);
    fmt::print("| {} | {:.3f} | {:.3f} | {:.3f} |\n", kind, latency.p50_ms, latency.p99_ms,
               latency.mean_ms);
    std::fflush(stdout);
  }

  static std::vector<std::string> with_or(std::vector<std::string> texts) {
    for (std::string& text : texts) {
      for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos; at += 4) {
        text.replace(at, 1, " OR ");
      }
    }
    return texts;
  }

  static std::vector<std::string> quoted(std::vector<std::string> texts) {
    for (std::string& text : texts) text = "\"" + text + "\"";
    return texts;
  }

  void measure_quality() {
    fmt::print(
        "\n| questions | nDCG@10 as written | without diacritics | p50, ms | p99 |\n"
        "|---|---|---|---|---|\n");
    for (const fs::path& set : options_.sets) {
      const std::string name = set.filename();
      const fs::path directory = scratch_ / ("set-" + name);
      Feeder feeder(directory, options_.commit_mb);
      each_document(set / "corpus.jsonl",
                    [&](const index::Document& document) { feeder.add(document); });
      feeder.finish();
      const index::Searcher searcher(directory);
      const std::vector<Question> questions = read_questions(set);
      const auto mean = [&](std::string (*spelling)(const std::string&)) {
        double sum = 0;
        for (const Question& question : questions) {
          sum += ndcg(ask_plain(searcher, spelling(question.text)).hits, question.judged);
        }
        return sum / static_cast<double>(questions.size());
      };
      const double as_written = mean([](const std::string& text) { return text; });
      const double bare = mean([](const std::string& text) { return index::fold(text); });
      const Latency latency = latency_of(
          questions.size(), [&](std::size_t i) { (void)ask_plain(searcher, questions[i].text); });
      row_["ndcg"][name] = {{"as_written", as_written}, {"bare", bare}};
      fmt::print("| {}, {} | {:.4f} | {:.4f} | {:.2f} | {:.2f} |\n", name, questions.size(),
                 as_written, bare, latency.p50_ms, latency.p99_ms);
    }
  }

  static index::Result ask_plain(const index::Searcher& searcher, const std::string& text) {
    index::Query query;
    query.text = text;
    query.syntax = index::Syntax::kPlain;
    query.limit = kDepth;
    return searcher.search(query);
  }

  struct Share {
    std::uint64_t first = 0;
    std::uint64_t in_ten = 0;
    std::uint64_t asked = 0;
  };
  using Shares = std::vector<std::pair<std::string, Share>>;

  static Share& share_of(Shares& shares, const char* how) {
    for (auto& [name, share] : shares) {
      if (name == how) return share;
    }
    return shares.emplace_back(how, Share()).second;
  }

  // Counts how often what `is_right` comes first, and among ten.
  static void ask_all(const index::Searcher& searcher, const std::vector<Typed>& ways,
                      Shares& shares,
                      const std::function<bool(const Typed&, const std::string& id)>& is_right) {
    for (const Typed& typed : ways) {
      Share& share = share_of(shares, typed.how);
      ++share.asked;
      index::Query query;
      query.text = typed.text;
      query.limit = kDepth;
      const index::Result result = searcher.search(query);
      const auto right = [&](const index::Hit& hit) { return is_right(typed, hit.id); };
      if (!result.hits.empty() && right(result.hits[0])) ++share.first;
      if (std::ranges::any_of(result.hits, right)) ++share.in_ten;
    }
  }

  static Json print(const char* what, const Shares& shares) {
    fmt::print("\n| {}, typed | asked | found first | among ten |\n|---|---|---|---|\n", what);
    Json json = {{"system", "kho"}, {"what", what}};
    for (const auto& [how, share] : shares) {
      const double asked = static_cast<double>(share.asked);
      const double first = static_cast<double>(share.first) / asked;
      const double in_ten = static_cast<double>(share.in_ten) / asked;
      fmt::print("| {} | {} | {:.2f} % | {:.2f} % |\n", how, share.asked, first * 100,
                 in_ten * 100);
      json[how] = {{"asked", share.asked}, {"first", first}, {"among_ten", in_ten}};
    }
    return json;
  }

  // Each number of a register of official documents, by columns so_ky_hieu and trich_yeu. Several
  // documents may have one number: any of them is right.
  Json measure_numbers() {
    const fs::path directory = scratch_ / "numbers";
    std::vector<std::string> numbers;
    Feeder feeder(directory, options_.commit_mb);
    for (const Row& row : read_csv(options_.numbers)) {
      const std::string& number = row.at("so_ky_hieu");
      if (number.empty()) continue;
      index::Document document;
      document.id = std::to_string(numbers.size());
      document.number = number;
      document.title = row.at("trich_yeu");
      feeder.add(document);
      numbers.push_back(number);
    }
    feeder.finish();
    Shares shares;
    const index::Searcher searcher(directory);
    for (const std::string& number : numbers) {
      std::vector<Typed> ways = sloppy_numbers(number);
      ways.insert(ways.begin(), {"as written", number});
      ask_all(searcher, ways, shares, [&](const Typed&, const std::string& id) {
        return same_number(numbers[std::stoul(id)], number);
      });
    }
    return print("numbers", shares);
  }

  // But for blanks and Ð.
  static bool same_number(const std::string& a, const std::string& b) {
    const auto normal = [](const std::string& number) {
      std::string out = index::clean(number);
      std::erase(out, ' ');
      return out;
    };
    return normal(a) == normal(b);
  }

  // Names of a folder with boy.txt and girl.txt, each behind a family name, as owners of papers
  // whose text says something else.
  Json measure_names() {
    constexpr std::array kFamilies = {"Nguyễn", "Trần", "Lê",    "Phạm", "Hoàng", "Vũ",  "Đặng",
                                      "Bùi",    "Đỗ",   "Giàng", "Lò",   "Hà",    "Phan"};
    std::set<std::string> unique;
    std::size_t turn = 0;
    for (const char* file : {"boy.txt", "girl.txt"}) {
      for (const std::string& given : read_lines(options_.names / file)) {
        unique.insert(std::string(kFamilies[turn++ % kFamilies.size()]) + " " +
                      index::clean(given));
      }
    }
    const std::vector<std::string> names(unique.begin(), unique.end());
    const fs::path directory = scratch_ / "names";
    Feeder feeder(directory, options_.commit_mb);
    for (std::size_t i = 0; i < names.size(); ++i) {
      index::Document document;
      document.id = std::to_string(i);
      document.title = "Giấy chứng nhận đăng ký hộ kinh doanh";
      document.names = {names[i]};
      feeder.add(document);
    }
    feeder.finish();
    Shares shares;
    const index::Searcher searcher(directory);
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::vector<Typed> ways = sloppy_names(names[i], i);
      ways.insert(ways.begin(), {"as written", names[i]});
      ask_all(searcher, ways, shares, [&](const Typed& typed, const std::string& id) {
        const std::string& found = names[std::stoul(id)];
        // Who is written the same without diacritics is as good, where none were typed.
        const bool is_bare = typed.text == index::fold(typed.text);
        return is_bare ? index::fold(found) == index::fold(names[i]) : found == names[i];
      });
    }
    return print("names", shares);
  }

  const Options& options_;
  const fs::path scratch_;
  const char* kind_of_latency_ = "latency_ms";  // What the peers are asked, too; then "more_ms".
  Json row_ = {{"system", "kho"}};
};

void run(const Options& options) {
  const fs::path scratch = options.scratch / "kho-bench-search";
  fs::remove_all(scratch);
  fs::create_directories(scratch);
  const std::vector<Json> rows = Bench(options, scratch).run();
  if (!options.keep) fs::remove_all(scratch);
  if (options.json.empty()) return;
  std::ofstream file(options.json);
  for (const Json& row : rows) file << row.dump() << "\n";
}

}  // namespace
}  // namespace kho::bench

int main(int argc, char** argv) {
  CLI::App app{"Kho's search: speed, size, quality; see bench/search/README.md"};
  kho::bench::Options options;
  CLI::Option* articles =
      app.add_option("--articles", options.articles, "Documents, .jsonl or .jsonl.gz")
          ->check(CLI::ExistingFile);
  CLI::Option* queries =
      app.add_option("--queries", options.queries, "What make_queries made of them")
          ->check(CLI::ExistingDirectory);
  articles->needs(queries);
  app.add_option("--set", options.sets, "A question set in BEIR layout")
      ->check(CLI::ExistingDirectory);
  app.add_option("--numbers", options.numbers, "Official documents: CSV with so_ky_hieu, trich_yeu")
      ->check(CLI::ExistingFile);
  app.add_option("--names", options.names, "A folder with boy.txt and girl.txt")
      ->check(CLI::ExistingDirectory);
  app.add_option("--scratch", options.scratch)->check(CLI::ExistingDirectory);
  app.add_option("--json", options.json);
  app.add_option("--hits", options.hits, "The ids of the first ten of each query, for `peers`");
  app.add_option("--commit-mb", options.commit_mb, "Text in one commit")
      ->check(CLI::Range(0.1, 100.0))
      ->capture_default_str();
  app.add_flag("--keep", options.keep, "Leave the indexes in the scratch folder");
  CLI11_PARSE(app, argc, argv);
  try {
    kho::bench::run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_search: {}\n", error.what());
    return 1;
  }
  return 0;
}
