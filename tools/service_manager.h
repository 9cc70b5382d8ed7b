// tools/service_manager.h - Tells systemd how the server is: ready, reloading, stopping.
//
// The datagrams of sd_notify(3), sent to the socket that NOTIFY_SOCKET names; without one nothing
// is sent. A manager that does not listen is no error. Thread-confined.
#pragma once

#include <string>

namespace kho::tools {

class ServiceManager {
 public:
  ServiceManager();
  [[nodiscard]] bool is_there() const { return !socket_.empty(); }
  void ready() const;
  void reloading() const;  // ready() follows.
  void stopping() const;

 private:
  void tell(const std::string& state) const;

  std::string socket_;  // Empty: nobody is told.
};

}  // namespace kho::tools
