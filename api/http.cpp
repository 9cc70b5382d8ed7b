#include "api/http.h"

#include "store/error.h"

namespace kho::api {

void gather(Response& response) {
  if (!response.source) return;
  std::string body(static_cast<std::size_t>(response.source->size()), '\0');
  for (std::size_t done = 0; done < body.size();) {
    const std::size_t read = response.source->read(std::span(body).subspan(done));
    if (read == 0) throw store::Error(store::Errc::kCorrupt, "a body ended before its size");
    done += read;
  }
  response.body = std::move(body);
  response.source = nullptr;
}

}  // namespace kho::api
