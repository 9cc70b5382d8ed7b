// Any bytes as a request: the routes answer it, and never with an inner fault.
//
// Input: the message as it comes over a socket, head and body.
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>

#include <iterator>
#include <memory>
#include <sstream>

#include "api/api.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/request_head.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/scratch_directory.h"

namespace {

using kho::fuzz::require;
namespace api = kho::api;
namespace warehouse = kho::warehouse;

constexpr const char* kNumber = "015085001234";
constexpr kho::store::Position kEntriesMax = 20'000;

// A small warehouse, made anew when much was put into it.
class Target {
 public:
  explicit Target(const std::filesystem::path& directory) {
    warehouse::Warehouse::create(directory);
    warehouse_ = std::make_unique<warehouse::Warehouse>(
        directory, warehouse::Settings{.file_bytes_max = 1 << 20}, warehouse::system_clock(),
        warehouse::system_random(),
        [](std::span<const std::byte>, const kho::ingest::ExtractionOrder&) {
          return kho::ingest::Extraction();
        });
    warehouse::Catalogue catalogue;
    catalogue.agencies = {{"H63.12", "Sở Công Thương"}};
    catalogue.types = {{"GCN_DKDN", "Giấy chứng nhận đăng ký doanh nghiệp"}};
    warehouse::Procedure procedure;
    procedure.code = "2.000620.000.00.00.H63";
    procedure.name = "Cấp Giấy phép bán lẻ rượu";
    procedure.valid_from = *warehouse::Date::parse("2020-01-01");
    procedure.requirements = {{"2", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}}}};
    catalogue.procedures = {procedure};
    warehouse_->import_catalogue(catalogue);
    api_ = std::make_unique<api::Api>(*warehouse_, [](const std::string&) {});
  }

  [[nodiscard]] bool is_full() const { return warehouse_->status().log_position > kEntriesMax; }
  [[nodiscard]] const api::Api& api() const { return *api_; }

 private:
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::unique_ptr<api::Api> api_;
};

std::string request(const std::string& line, const std::string& headers, const std::string& body) {
  return line + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

std::vector<std::string> kho::fuzz::seeds() {
  const std::string key = std::string("\"cccd:") + kNumber + "\"";
  const std::string officer = "Kho-Officer: lan\r\n";
  const std::string paper =
      "--B\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{\"owner\":" + key +
      ",\"type\":\"GCN_DKDN\",\"validity\":{\"from\":\"2020-01-01\",\"indefinite\":true},"
      "\"number\":\"1/GP\"}\r\n--B\r\nContent-Disposition: form-data; "
      "name=\"content\"\r\n\r\nx\r\n--B--";
  const std::string form = "Content-Type: multipart/form-data; boundary=B\r\n";
  std::vector<std::string> seeds = {
      request("POST /v1/components", form + "Idempotency-Key: \"k\"\r\n", paper),
      request("POST /v1/reuse-queries", officer,
              "{\"owner\":" + key + ",\"procedure\":\"2.000620\",\"on\":\"2026-11-23\"}"),
      request("POST /v1/dossiers", officer,
              "{\"code\":\"H63.12-261123-0001\",\"owner\":" + key + ",\"procedure\":\"2.000620\"}"),
      request("POST /v1/owners/lookup", "", "{\"owner\":" + key + "}"),
      request("POST /v1/search", "Accept-Language: vi, en;q=0.5\r\n",
              "{\"q\":\"giấy phép\",\"facets\":[\"type\"],\"limit\":5}"),
      request("POST /v1/catalogue?dry_run=true", "", "{\"component_type\":{\"code\":\"A\"}}"),
      request("POST /v1/partner/owned-papers", "", "{\"MaThuTuc\":\"2.000620\"}"),
      request("POST /v1/admin/tokens", officer, "{\"name\":\"x\",\"role\":\"admin\",\"days\":1}"),
      request("GET /v1/events?after=0&limit=1&types=component.deposited", "", ""),
      request("GET /v1/search?q=gi%E1%BA%A5y&type=GCN_DKDN&fields=id", "", ""),
      request("GET /v1/component-types?limit=1&fields=code", "If-None-Match: *\r\n", ""),
      request("GET /v1/audit/entries?after=1", "traceparent: 00-x\r\n", ""),
      request("GET /v1/component-types?cursor=AAAA", "", ""),
      request("HEAD /v1/procedures/2.000620", "Range: bytes=0-5,-1\r\n", ""),
      request("DELETE /v1/components/019a0000-0000-7000-8000-000000000000", "If-Match: *\r\n",
              "{\"reason\":\"x\",\"approved_by\":\"y\",\"dry_run\":true}"),
      request("GET /v1/dossiers?code=H63.12-261123-0001", "Kho-Break-Glass: true\r\n", ""),
      request("GET /metrics", "X-Request-Id: a\r\nX-Request-Id: b\r\n", ""),
  };
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const kho::test::ScratchDirectory scratch;
  static int made = 0;
  // Of this thread, because it uses what is: that goes before anything static does.
  thread_local auto target = std::make_unique<Target>(scratch / "0");
  if (target->is_full()) target = std::make_unique<Target>(scratch / std::to_string(++made));
  std::istringstream stream{std::string(kho::fuzz::text_of(data, size))};
  Poco::Net::HTTPRequest head;
  api::Request request;
  try {
    head.read(stream);
    request = api::request_head(head);
    const std::uint64_t length = api::body_length(head);
    request.body.assign(std::istreambuf_iterator<char>(stream), {});
    if (length != request.body.size())
      request.body.resize(std::min<std::size_t>(length, request.body.size()));
  } catch (const Poco::Exception&) {
    return 0;  // Poco refuses it.
  } catch (const api::Problem& problem) {
    require(problem.status() < 500, "a head that is an inner fault");
    return 0;
  }
  // A job waits for its end, and a feed for an event: not here.
  for (auto& [name, value] : request.query) {
    if (name == "wait" || name == "wait_ms_max") value = "0";
  }
  const bool is_job = request.path.starts_with("/v1/admin/jobs") && request.method == "POST";
  if (is_job) return 0;
  api::Response response = target->api().handle(request);
  require(response.status >= 200 && response.status < 600, "no status");
  require(response.status != 500, "an inner fault");
  if (response.status >= 400 && !request.path.starts_with("/v1/partner/")) {
    const auto problem = api::parse_strictly(response.body);
    require(problem && problem->contains("code"), "a refusal that is no problem document");
    require(response.body.find(kNumber) == std::string::npos, "a personal number in a refusal");
  }
  return 0;
}
