#include "store/operations.h"

#include "store/varint.h"

namespace kho::store {
namespace {

enum class Code : std::uint8_t {
  kPut = 1,
  kErase = 2,
  kAddBlob = 3,
  kReferenceBlob = 4,
  kReleaseBlob = 5,
  kHoldBlob = 6,
  kLiftHold = 7,
};

void put_code(std::string& out, Code code) { out.push_back(static_cast<char>(code)); }
void put_counted(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out.append(bytes);
}

void pack_location(std::string& out, const Location& location) {
  put_le(out, location.segment);
  put_le(out, location.offset);
  put_le(out, location.stored_length);
  put_le(out, location.raw_length);
  out.push_back(static_cast<char>(location.codec));
  out.push_back(static_cast<char>(location.hint.media));
  put_le(out, location.hint.parameter);
}

Location take_location(FieldReader& fields) {
  Location location;
  location.segment = fields.take_le<std::uint32_t>();
  location.offset = fields.take_le<std::uint32_t>();
  location.stored_length = fields.take_le<std::uint32_t>();
  location.raw_length = fields.take_le<std::uint32_t>();
  location.codec = static_cast<Codec>(fields.take_le<std::uint8_t>());
  location.hint.media = static_cast<Media>(fields.take_le<std::uint8_t>());
  location.hint.parameter = fields.take_le<std::uint32_t>();
  return location;
}

struct Packer {
  std::string& out;

  void operator()(const PutOperation& put) const {
    put_code(out, Code::kPut);
    put_varint(out, put.table);
    put_counted(out, put.key);
    put_counted(out, put.value);
  }
  void operator()(const EraseOperation& erase) const {
    put_code(out, Code::kErase);
    put_varint(out, erase.table);
    put_counted(out, erase.key);
  }
  void operator()(const AddBlobOperation& add) const {
    put_code(out, Code::kAddBlob);
    out.append(add.blob.raw());
    Recipe recipe = add.recipe;
    recipe.references = 0;
    put_counted(out, pack(recipe));
    for (const auto& location : add.brought) {
      out.push_back(location ? '\1' : '\0');
      if (location) pack_location(out, *location);
    }
  }
  void operator()(const ReferenceBlobOperation& reference) const {
    put_code(out, Code::kReferenceBlob);
    out.append(reference.blob.raw());
  }
  void operator()(const ReleaseBlobOperation& release) const {
    put_code(out, Code::kReleaseBlob);
    out.append(release.blob.raw());
  }
  void operator()(const HoldBlobOperation& hold) const {
    put_code(out, Code::kHoldBlob);
    out.append(hold.blob.raw());
    put_counted(out, hold.name);
    put_le(out, hold.until);
  }
  void operator()(const LiftHoldOperation& lift) const {
    put_code(out, Code::kLiftHold);
    out.append(lift.blob.raw());
    put_counted(out, lift.name);
  }
};

Operation take_operation(FieldReader& fields) {
  switch (static_cast<Code>(fields.take_le<std::uint8_t>())) {
    case Code::kPut: {
      PutOperation put;
      put.table = fields.take_varint();
      put.key = fields.take_counted();
      put.value = fields.take_counted();
      return put;
    }
    case Code::kErase: {
      EraseOperation erase;
      erase.table = fields.take_varint();
      erase.key = fields.take_counted();
      return erase;
    }
    case Code::kAddBlob: {
      AddBlobOperation add;
      add.blob = fields.take_hash();
      add.recipe = unpack_recipe(fields.take_counted());
      for (std::size_t i = 0; i < add.recipe.chunks.size(); ++i) {
        const auto brought = fields.take_le<std::uint8_t>();
        if (brought > 1) break;
        add.brought.push_back(brought == 1 ? std::optional(take_location(fields)) : std::nullopt);
      }
      if (add.brought.size() != add.recipe.chunks.size()) break;
      return add;
    }
    case Code::kReferenceBlob:
      return ReferenceBlobOperation{fields.take_hash()};
    case Code::kReleaseBlob:
      return ReleaseBlobOperation{fields.take_hash()};
    case Code::kHoldBlob: {
      HoldBlobOperation hold;
      hold.blob = fields.take_hash();
      hold.name = fields.take_counted();
      hold.until = fields.take_le<std::uint64_t>();
      return hold;
    }
    case Code::kLiftHold: {
      LiftHoldOperation lift;
      lift.blob = fields.take_hash();
      lift.name = fields.take_counted();
      return lift;
    }
  }
  throw Error(Errc::kCorrupt, "commit with an unknown operation");
}

}  // namespace

void pack(const Operation& operation, std::string& out) { std::visit(Packer{out}, operation); }

void each_operation(std::string_view packed, const std::function<void(const Operation&)>& visit) {
  FieldReader fields(packed);
  while (!fields.at_end()) visit(take_operation(fields));
}

}  // namespace kho::store
