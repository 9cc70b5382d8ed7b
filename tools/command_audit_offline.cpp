// kho audit check-proof, check-receipt: what anyone can verify who has the public key, without the
// warehouse.

#include <fmt/format.h>

#include <memory>

#include "api/json_audit.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "warehouse/jws.h"
#include "warehouse/key_file.h"
#include "warehouse/log_proof.h"

namespace kho::tools {
namespace {

using api::Json;

struct AuditOfflineOptions {
  std::string file;
  std::vector<std::string> keys;
};

std::shared_ptr<AuditOfflineOptions> options_of(CLI::App* command, const char* what) {
  auto options = std::make_shared<AuditOfflineOptions>();
  command->add_option("FILE", options->file, what)->required();
  command
      ->add_option("--key", options->keys,
                   "Public keys in PEM, from kho audit key; must come from one you trust")
      ->required()
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return options;
}

std::vector<warehouse::PublicKey> read_keys(const std::vector<std::string>& files) {
  std::vector<warehouse::PublicKey> keys;
  for (const std::string& file : files) {
    const auto held =
        warehouse::PublicKey::all_from_pem(read_file(file, warehouse::kKeyFileBytesMax));
    if (!held) {
      throw CommandError(kRefused, "key_invalid", file + tr(" holds no Ed25519 public key in PEM"));
    }
    keys.insert(keys.end(), held->begin(), held->end());
  }
  return keys;
}

std::string trimmed(std::string_view text) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

// The compact JWS that a file holds, or that its member "jws" is.
std::string jws_in(const std::string& content) {
  const std::string text = trimmed(content);
  if (!text.starts_with('{')) return text;
  const auto json = api::parse_strictly(text);
  const auto jws = json ? json->find("jws") : Json::const_iterator();
  return json && jws != json->end() && jws->is_string() ? jws->get<std::string>() : std::string();
}

std::string why(warehouse::ProofVerdict verdict) {
  switch (verdict) {
    case warehouse::ProofVerdict::kSignatureInvalid:
      return tr("the checkpoint in it was not signed by this key");
    case warehouse::ProofVerdict::kNotCovered:
      return tr("the checkpoint in it is of a shorter log");
    default:
      return tr("the entry is not the one that was signed");
  }
}

}  // namespace

void add_check_proof(CLI::App& audit, const Global& global, Action& chosen) {
  CLI::App* command =
      audit.add_subcommand("check-proof", "Verify a proof of kho audit prove; needs no warehouse");
  const auto options = options_of(command, "The proof");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const auto keys = read_keys(options->keys);
      // Base64 of the largest entry, and some.
      const auto proof =
          api::log_proof_from(read_file(options->file, 2 * store::kLogPayloadBytesMax));
      if (!proof) {
        throw CommandError(kDamageFound, "proof_invalid", options->file + tr(" is no whole proof"));
      }
      const warehouse::ProofVerdict verdict = warehouse::verify(*proof, keys);
      if (verdict != warehouse::ProofVerdict::kGood) {
        throw CommandError(kDamageFound, "proof_invalid", why(verdict));
      }
      const warehouse::Checkpoint checkpoint = *warehouse::claimed_checkpoint(proof->checkpoint);
      const warehouse::LogPage::Entry entry{proof->position, {}, proof->payload};
      Json said = api::to_json(entry);
      said.erase("hash");  // The chain is not part of the proof.
      print_answer(global.json,
                   {{"good", true},
                    {"origin", checkpoint.origin},
                    {"size", checkpoint.size},
                    {"entry", std::move(said)}},
                   proof_text);
      return kOk;
    };
  });
}

void add_check_receipt(CLI::App& audit, const Global& global, Action& chosen) {
  CLI::App* command = audit.add_subcommand(
      "check-receipt", "Verify a signed receipt and print what it says; needs no warehouse");
  const auto options = options_of(command, "A compact JWS, or JSON with a member \"jws\"");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const auto keys = read_keys(options->keys);
      const auto payload = warehouse::verified_payload(
          jws_in(read_file(options->file, 2 * warehouse::kJwsBytesMax)), keys);
      if (!payload) {
        throw CommandError(kDamageFound, "receipt_invalid",
                           options->file + tr(" is no statement that this key signed"));
      }
      if (global.json) {
        const auto json = api::parse_strictly(*payload);
        fmt::print("{}\n", api::dump({{"good", true}, {"payload", json ? *json : Json(*payload)}}));
      } else {
        fmt::print("{}\n", *payload);
      }
      return kOk;
    };
  });
}

}  // namespace kho::tools
