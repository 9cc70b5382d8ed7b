#include "warehouse/tally_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const TallyMark& mark) {
  records::TallyMark out;
  out.set_agency(mark.agency);
  out.set_procedure(mark.procedure);
  out.set_received_days(mark.received_on.days());
  out.set_received(mark.received);
  out.set_component_file(mark.component_file);
  out.set_result_file(mark.result_file);
  out.set_reused(mark.reused);
  out.set_shared_database(mark.shared_database);
  return out.SerializeAsString();
}

TallyMark decode_tally_mark(std::string_view bytes) {
  const auto in = parse<records::TallyMark>(bytes, "damaged tally mark");
  return {in.agency(),   in.procedure(),      Date(in.received_days()),
          in.received(), in.component_file(), in.result_file(),
          in.reused(),   in.shared_database()};
}

std::string encode(const Counters& counters) {
  records::Tally out;
  out.set_received(counters.received);
  out.set_electronic_result(counters.electronic_result);
  out.set_digitised(counters.digitised);
  out.set_reused(counters.reused);
  out.set_shared_database(counters.shared_database);
  return out.SerializeAsString();
}

Counters decode_counters(std::string_view bytes) {
  const auto in = parse<records::Tally>(bytes, "damaged tally");
  return {in.received(), in.electronic_result(), in.digitised(), in.reused(), in.shared_database()};
}

}  // namespace kho::warehouse
