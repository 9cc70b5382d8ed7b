#include "warehouse/kept_answers.h"

#include <algorithm>

#include "records.pb.h"
#include "store/bytes.h"
#include "store/sha256.h"
#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// More than are added, so that the old ones become fewer.
constexpr int kTakenAwayAtOnce = 4;

std::string time_key(std::int64_t at_ms, std::string_view name) {
  return store::be64(static_cast<std::uint64_t>(at_ms)) + std::string(name);
}

std::string encode(const KeptAnswer& answer) {
  records::KeptAnswer out;
  out.set_request(answer.request);
  out.set_at_ms(answer.at_ms);
  out.set_status(answer.status);
  for (const auto& [name, value] : answer.headers) {
    records::KeptHeader* header = out.add_headers();
    header->set_name(name);
    header->set_value(value);
  }
  out.set_body(answer.body);
  return out.SerializeAsString();
}

KeptAnswer decode_answer(std::string_view bytes) {
  const auto in = parse<records::KeptAnswer>(bytes, "damaged record of an answer");
  KeptAnswer answer;
  answer.request = hash(in.request(), false);
  answer.at_ms = in.at_ms();
  answer.status = in.status();
  for (const records::KeptHeader& header : in.headers()) {
    answer.headers.emplace_back(header.name(), header.value());
  }
  answer.body = in.body();
  return answer;
}

std::int64_t oldest_kept(std::int64_t now_ms) {
  return now_ms - std::chrono::milliseconds(kAnswersKept).count();
}

}  // namespace

std::string KeptAnswers::name_of(std::string_view caller, std::string_view key) {
  std::string both(caller);
  both.push_back('\0');
  both.append(key);
  return store::Sha256::raw_of(both);
}

KeptAnswers::Claim::~Claim() {
  const std::lock_guard lock(answers_.mutex_);
  answers_.claimed_.erase(name_);
}

std::unique_ptr<const KeptAnswers::Claim> KeptAnswers::claim(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (!claimed_.insert(name).second) return nullptr;
  return std::make_unique<const Claim>(*this, name);
}

std::optional<KeptAnswer> KeptAnswers::find(const std::string& name) const {
  const auto tables = store_.snapshot();
  const auto bytes = tables->get(kAnswers, name);
  if (!bytes) return std::nullopt;
  KeptAnswer answer = decode_answer(*bytes);
  if (answer.at_ms < oldest_kept(clock_.now_ms())) return std::nullopt;
  return answer;
}

void KeptAnswers::keep(store::Transaction& transaction, const std::string& name,
                       KeptAnswer answer) const {
  store::WriteTransaction& tables = transaction.tables();
  answer.at_ms = clock_.now_ms();
  const std::string too_old =
      store::be64(static_cast<std::uint64_t>(std::max<std::int64_t>(0, oldest_kept(answer.at_ms))));
  for (int taken = 0; taken < kTakenAwayAtOnce; ++taken) {
    std::string key;
    {
      const auto oldest = tables.cursor(kAnswersByTime);
      if (!oldest->seek(std::string(1, '\0')) || oldest->key() >= too_old) break;
      key = oldest->key();
    }
    tables.erase(kAnswersByTime, key);
    tables.erase(kAnswers, std::string_view(key).substr(too_old.size()));
  }
  // One of the same name may be there still, too old to be found.
  if (const auto bytes = tables.get(kAnswers, name)) {
    tables.erase(kAnswersByTime, time_key(decode_answer(*bytes).at_ms, name));
  }
  tables.put(kAnswers, name, encode(answer));
  tables.put(kAnswersByTime, time_key(answer.at_ms, name), "");
}

}  // namespace kho::warehouse
