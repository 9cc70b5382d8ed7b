#include "warehouse/key_ring.h"

#include <algorithm>

#include "store/file_system.h"
#include "warehouse/error.h"
#include "warehouse/key_file.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kSigningKeyFile = "signing-key.pem";
constexpr std::string_view kRetiredPrefix = "retired-";

}  // namespace

KeyRing::KeyRing(std::filesystem::path folder) : folder_(std::move(folder)) {
  try {
    (void)signing();
  } catch (const std::exception&) {
    // A desk without signatures still takes papers in: failure() tells.
  }
}

std::shared_ptr<const SigningKey> KeyRing::signing() {
  const std::lock_guard lock(mutex_);
  return load();
}

std::shared_ptr<const SigningKey> KeyRing::load() {
  if (signing_) return signing_;
  try {
    const std::filesystem::path path = folder_ / kSigningKeyFile;
    auto key = SigningKey::load(path);
    if (!key) {
      if (std::filesystem::create_directory(folder_)) {
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
        store::posix_file_system().sync_directory(folder_.parent_path());
      }
      key = SigningKey::generate();
      key->save(path);
    }
    signing_ = std::make_shared<const SigningKey>(std::move(*key));
    failure_.clear();
  } catch (const std::exception& error) {
    failure_ = error.what();
    throw;
  }
  return signing_;
}

std::vector<PublicKey> KeyRing::all() {
  const std::lock_guard lock(mutex_);
  std::vector<PublicKey> keys = {load()->public_key()};
  for (const std::string& name : store::posix_file_system().list(folder_)) {
    if (!name.starts_with(kRetiredPrefix) || !name.ends_with(".pem")) continue;
    const auto pem = read_key_file(folder_ / name, KeyFile::kPublic);
    const auto held = PublicKey::all_from_pem(pem.value_or(""));
    if (!held) {
      throw Error(Errc::kSigningKeyUnusable,
                  (folder_ / name).string() + " holds no Ed25519 public key");
    }
    for (const PublicKey& key : *held) {
      // A rotation that a crash cut off retires a key that still signs.
      if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    }
  }
  return keys;
}

PublicKey KeyRing::rotate() {
  const std::lock_guard lock(mutex_);
  const PublicKey old = load()->public_key();
  write_key_file(folder_ / (std::string(kRetiredPrefix) + old.id() + ".pem"), KeyFile::kPublic,
                 old.pem());
  SigningKey key = SigningKey::generate();
  key.save(folder_ / kSigningKeyFile);
  signing_ = std::make_shared<const SigningKey>(std::move(key));
  return signing_->public_key();
}

std::string KeyRing::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace kho::warehouse
