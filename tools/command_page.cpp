// kho page: a page of a paper as a picture.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/output_file.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

void add_page(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, output;
    std::uint32_t page = 1;
    std::uint32_t width = 1000;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("page", "Draw a page of a component's file as PNG");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Its id")->required();
  command->add_option("PAGE", options->page, "From 1")->capture_default_str();
  command->add_option("--width", options->width, "Pixels")
      ->check(CLI::Range(1U, warehouse::kPreviewWidthMax))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "File to write; standard output if absent");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      require_output(options->output);
      api::Request request = get_request(component_path(options->component) + "/pages/" +
                                         std::to_string(options->page) + ".png");
      request.query = {{"width", std::to_string(options->width)}};
      Session session(options->directory, global.purpose);
      const std::string png = session.call(request).body;
      if (options->output.empty()) {
        std::fwrite(png.data(), 1, png.size(), stdout);
        return kOk;
      }
      write_file(options->output, png);
      const api::Json written = {{"file", options->output}, {"size", png.size()}};
      print_answer(global.json, written, [](const api::Json& w) {
        return fmt::format("{}: {}\n", w.at("file").get<std::string>(),
                           size_text(w.at("size").get<std::uint64_t>()));
      });
      return kOk;
    };
  });
}

}  // namespace kho::tools
