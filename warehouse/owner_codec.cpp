#include "warehouse/owner_codec.h"

#include "records.pb.h"
#include "warehouse/record_parse.h"

namespace kho::warehouse {

std::string encode(const Owner& owner) {
  records::Owner out;
  out.set_id(std::string(owner.id.raw()));
  out.set_key(owner.key);
  out.set_name(owner.name);
  out.set_created_at_ms(owner.created_at_ms);
  return out.SerializeAsString();
}

Owner decode_owner(std::string_view bytes) {
  const auto in = parse<records::Owner>(bytes, "damaged owner record");
  return {uuid(in.id()), in.key(), in.name(), in.created_at_ms()};
}

}  // namespace kho::warehouse
