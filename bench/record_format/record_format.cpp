// Protocol Buffers, FlatBuffers and JSON for the component record: size, writing, and what the
// reuse rules do with it (read seven fields), side by side in one run.
//
// docs/decisions/001-record-format.md says what came of it.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "component_generated.h"
#include "records.pb.h"

namespace {

namespace fb = kho::bench::fb;
namespace pb = kho::warehouse::records;

// A business registration as one is deposited.
const std::string kId(16, '\x5a'), kOwner(16, '\x3c'), kHash(32, '\x7e');
constexpr const char* kType = "GCN_DKDN";
constexpr const char* kNumber = "5299101378";
constexpr const char* kIssuer = "H63.07";
constexpr const char* kIssuerName = "Phòng Đăng ký kinh doanh, Sở Kế hoạch và Đầu tư tỉnh Yên Bái";
constexpr const char* kSigner = "Nguyễn Thị Thu Hằng";
constexpr const char* kSubject =
    "Giấy chứng nhận đăng ký doanh nghiệp, công ty trách nhiệm hữu hạn hai thành viên trở lên";
constexpr const char* kDossier = "H63.12-230601-0001";
constexpr const char* kProcedure = "2.001646.000.00.00.H63";
constexpr const char* kOfficer = "Hoàng Văn Quyết";
constexpr const char* kMedia = "application/pdf";
constexpr const char* kFile = "0001-gcn-dkdn-thac-ba-xanh.pdf";
constexpr int kIssueDays = 18702;
constexpr std::int64_t kTime = 1795400000000;

std::string protobuf_record() {
  pb::Component c;
  c.set_id(kId);
  c.set_owner(kOwner);
  pb::Facts& f = *c.mutable_facts();
  f.set_kind(1);
  f.set_type(kType);
  f.set_number(kNumber);
  f.set_issue_days(kIssueDays);
  f.set_issuer(kIssuer);
  f.set_issuer_name(kIssuerName);
  f.set_signer(kSigner);
  f.set_subject(kSubject);
  f.mutable_validity()->set_kind(1);
  f.mutable_validity()->set_from_days(kIssueDays);
  f.set_origin(5);
  f.set_form(1);
  f.set_source_dossier(kDossier);
  f.set_source_procedure(kProcedure);
  f.set_digitised_by(kOfficer);
  f.set_review(2);
  pb::Version& v = *c.add_versions();
  v.set_number(1);
  v.set_sha256(kHash);
  v.set_size(94771);
  v.set_media_type(kMedia);
  v.set_file_name(kFile);
  v.set_stored_at_ms(kTime);
  c.set_created_at_ms(kTime);
  return c.SerializeAsString();
}

std::string flatbuffers_record() {
  flatbuffers::FlatBufferBuilder b(1024);
  const auto bytes = [&](const std::string& s) {
    return b.CreateVector(reinterpret_cast<const std::uint8_t*>(s.data()), s.size());
  };
  const auto version = fb::CreateVersion(b, 1, bytes(kHash), 94771, b.CreateString(kMedia),
                                         b.CreateString(kFile), kTime);
  const auto validity = fb::CreateValidity(b, 1, kIssueDays);
  const auto facts = fb::CreateFacts(
      b, 1, b.CreateString(kType), b.CreateString(kNumber), kIssueDays, b.CreateString(kIssuer),
      b.CreateString(kIssuerName), b.CreateString(kSigner), b.CreateString(kSubject), validity, 0,
      5, 1, b.CreateString(kDossier), b.CreateString(kProcedure), b.CreateString(kOfficer), 2);
  b.Finish(
      fb::CreateComponent(b, bytes(kId), bytes(kOwner), facts, b.CreateVector(&version, 1), kTime));
  return {reinterpret_cast<const char*>(b.GetBufferPointer()), b.GetSize()};
}

std::string json_record() {
  return nlohmann::json{{"id", "01a2092a-d270-74e4-90dd-dfb649c690ec"},
                        {"owner", "01a2092a-d044-7eec-b770-c16fcc8c96b3"},
                        {"facts",
                         {{"kind", 1},
                          {"type", kType},
                          {"number", kNumber},
                          {"issue_days", kIssueDays},
                          {"issuer", kIssuer},
                          {"issuer_name", kIssuerName},
                          {"signer", kSigner},
                          {"subject", kSubject},
                          {"validity", {{"kind", 1}, {"from_days", kIssueDays}}},
                          {"origin", 5},
                          {"form", 1},
                          {"source_dossier", kDossier},
                          {"source_procedure", kProcedure},
                          {"digitised_by", kOfficer},
                          {"review", 2}}},
                        {"versions",
                         {{{"number", 1},
                           {"sha256", std::string(64, 'e')},
                           {"size", 94771},
                           {"media_type", kMedia},
                           {"file_name", kFile},
                           {"stored_at_ms", kTime}}}},
                        {"created_at_ms", kTime}}
      .dump();
}

template <std::string (*kMake)()>
void write(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(kMake());
  state.counters["bytes"] = static_cast<double>(kMake().size());
}
BENCHMARK_TEMPLATE(write, protobuf_record)->Name("write/protobuf");
BENCHMARK_TEMPLATE(write, flatbuffers_record)->Name("write/flatbuffers");
BENCHMARK_TEMPLATE(write, json_record)->Name("write/json");

// Stored bytes are never trusted, so FlatBuffers pays for its verifier as protobuf for its parser.
void read_protobuf(benchmark::State& state) {
  const std::string record = protobuf_record();
  for (auto _ : state) {
    pb::Component c;
    if (!c.ParseFromArray(record.data(), static_cast<int>(record.size()))) std::abort();
    const pb::Facts& f = c.facts();
    benchmark::DoNotOptimize(f.issue_days() + f.validity().kind() + f.validity().to_days() +
                             f.review() + f.origin());
    benchmark::DoNotOptimize(f.location().data());
    benchmark::DoNotOptimize(c.versions(0).sha256().data());
  }
}
BENCHMARK(read_protobuf)->Name("read/protobuf");

void read_flatbuffers(benchmark::State& state) {
  const std::string record = flatbuffers_record();
  const auto* data = reinterpret_cast<const std::uint8_t*>(record.data());
  for (auto _ : state) {
    flatbuffers::Verifier verifier(data, record.size());
    if (!fb::VerifyComponentBuffer(verifier)) std::abort();
    const fb::Component& c = *fb::GetComponent(data);
    const fb::Facts& f = *c.facts();
    benchmark::DoNotOptimize(f.issue_days() + f.validity()->kind() + f.validity()->to_days() +
                             f.review() + f.origin());
    benchmark::DoNotOptimize(f.location());
    benchmark::DoNotOptimize(c.versions()->Get(0)->sha256()->data());
  }
}
BENCHMARK(read_flatbuffers)->Name("read/flatbuffers");

void read_json(benchmark::State& state) {
  const std::string record = json_record();
  for (auto _ : state) {
    const auto c = nlohmann::json::parse(record);
    const auto& f = c.at("facts");
    benchmark::DoNotOptimize(f.at("issue_days").get<int>() + f.at("review").get<int>());
    benchmark::DoNotOptimize(c.at("versions").at(0).at("sha256").get_ref<const std::string&>());
  }
}
BENCHMARK(read_json)->Name("read/json");

}  // namespace

BENCHMARK_MAIN();
