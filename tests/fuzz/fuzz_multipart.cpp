// Any bytes as a multipart body: refused as a whole, or cut at its boundaries and nowhere else.
//
// Input: the content type up to the first line end, then the body.
#include "api/multipart.h"
#include "api/problem.h"
#include "tests/fuzz/fuzz_target.h"

using kho::fuzz::require;

std::vector<std::string> kho::fuzz::seeds() {
  const std::string type = "multipart/form-data; boundary=B\n";
  const std::string part = "--B\r\nContent-Disposition: form-data; name=\"";
  std::vector<std::string> seeds;
  for (const std::string& body :
       {part + "metadata\"\r\n\r\n{\"type\":\"A\"}\r\n" + part +
            "content\"; filename=\"C:\\x\\a.pdf\"\r\nContent-Type: "
            "application/pdf\r\n\r\n%PDF-1.7\r\n"
            "--BB\r\n--B--\r\n",
        part + "a\"\r\n\r\n\r\n--B--",
        "preamble\r\n" + part + "a\"\r\n\r\nx\r\n--B-- \t\r\nepilogue",
        part + "a\"; filename=\"\\\"%22\\\\\"\r\n\r\nx\r\n--B  \r\n\r\n\r\n--B--",
        std::string("--B--"), part + "a\"\r\n\r\nx\r\n--B-", part + "a\"\r\nX",
        std::string("\r\n--B\r\n\r\n\r\n--B--")}) {
    seeds.push_back(type + body);
    seeds.push_back("Multipart/Form-Data; charset=x; boundary=\"B\"\n" + body);
  }
  seeds.push_back("text/plain\nx");
  seeds.push_back("multipart/form-data; boundary=\n--\r\n");
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view body = kho::fuzz::text_of(data, size);
  const std::string_view type = body.substr(0, body.find('\n'));
  body.remove_prefix(std::min(type.size() + 1, body.size()));
  try {
    const auto parts = kho::api::parse_multipart(type, body);
    require(parts.size() <= kho::api::kPartsMax, "too many parts");
    const char* behind = body.data();
    for (const auto& part : parts) {
      require(!part.name.empty(), "a part without a name");
      require(part.file_name.find_first_of("/\\") == std::string::npos, "a path in a name");
      require(part.content.data() >= behind, "parts overlap");
      behind = part.content.data() + part.content.size();
      require(behind <= body.data() + body.size(), "a part beyond its body");
      const auto end = static_cast<std::size_t>(behind - body.data());
      require(body.substr(end).starts_with("\r\n--") || part.content.empty(),
              "a part that ends before its boundary");
    }
  } catch (const kho::api::Problem& problem) {
    require(problem.status() == 400 || problem.status() == 415, "another status");
  }
  return 0;
}
