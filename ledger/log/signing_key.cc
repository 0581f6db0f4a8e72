// The order of the durable steps of a rotation (sequencer_rotation.cc), and what a crash after each
// leaves. Start-up goes on by SettleRotation (rotation.h).
//
//   1. ledger.skey.next      a key that nothing names; start-up destroys it
//   2. entry and head        both keys are there; start-up goes on with 3
//   3. high-water mark       as after 2
//   4. checkpoint of both    in the database: the old key is needed no more; as after 2
//   5. ledger.skey.old       a second name of the old key; as after 2
//   6. ledger.skey           is the new key, by one rename; .next is gone; start-up does 7, 8
//   7. ledger.vkey           as after 6; then ledger.skey.promised goes, where that was the new key
//   8. ledger.skey.old       is overwritten and removed: all is done, but nobody was told
#include "ledger/log/signing_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/random.h"
#include "ledger/log/key_lineage.h"
#include "ledger/vault/key_encryption_key.h"

namespace reqledger::log {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::string_view kSecret = "ledger.skey";
constexpr std::string_view kPublic = "ledger.vkey";
constexpr std::string_view kNext = "ledger.skey.next";
constexpr std::string_view kOld = "ledger.skey.old";
constexpr std::string_view kPromised = "ledger.skey.promised";
// Under which WriteFileDurably and CreateFileDurably write; a crash inside them leaves it.
constexpr std::string_view kNextUnfinished = "ledger.skey.next.new";

Result<note::NoteSigner> MakeSigner(const std::string& origin) {
  const crypto::SecretBytes seed{crypto::RandomBytes(crypto::kEd25519KeyBytes)};
  return note::NoteSigner::FromSeed(origin, note::KeyType::kEd25519, seed);
}

crypto::SecretBytes FileTextOf(const note::NoteSigner& signer) {
  const crypto::SecretBytes text = signer.Serialize();
  return crypto::SecretBytes(std::string(text.view()) + "\n");
}

Result<note::NoteSigner> ReadSigner(const std::string& path) {
  {
    ASSIGN_OR_RETURN(const base::FileDescriptor file, base::OpenFile(path, O_RDONLY, 0));
    RETURN_IF_ERROR(vault::CheckPrivate(file.get(), path));
  }
  ASSIGN_OR_RETURN(std::string text, base::ReadFile(path, base::kSmallFileBytesMax));
  const crypto::SecretBytes secret(text);
  crypto::Wipe(text);
  std::string_view line = secret.view();
  if (line.ends_with('\n')) line.remove_suffix(1);
  auto signer = note::NoteSigner::Parse(line);
  if (!signer || signer->verifier().type() != note::KeyType::kEd25519) {
    return Fail(Code::kCorrupt, path + ": not a signer key");
  }
  return signer;
}

// Overwrites and removes; no error where there is none. What a file system or a disk keeps of
// overwritten bytes is not in our hands.
Result<void> Destroy(const std::string& path) {
  const auto file = base::OpenFile(path, O_WRONLY, 0);
  if (!file && file.error().code == Code::kNotFound) return {};
  if (!file) return Fail(file.error());
  struct stat status = {};
  if (fstat(file->get(), &status) != 0) return Fail(base::SystemError("stat " + path, errno));
  RETURN_IF_ERROR(
      base::WriteAllAt(file->get(), std::string(static_cast<std::size_t>(status.st_size), '0'), 0));
  if (fdatasync(file->get()) != 0) return Fail(base::SystemError("overwrite " + path, errno));
  return base::RemoveFileDurably(path);
}

// Whether both names are there and one file.
bool AreOneFile(const std::string& a, const std::string& b) {
  struct stat first = {};
  struct stat second = {};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace

Result<SigningKey> SigningKey::Create(const std::string& key_dir, const std::string& origin) {
  ASSIGN_OR_RETURN(note::NoteSigner signer, MakeSigner(origin));
  SigningKey key(key_dir, std::move(signer));
  RETURN_IF_ERROR(base::CreateFileDurably(key.Path(kSecret), FileTextOf(key.signer_).view(), 0600));
  RETURN_IF_ERROR(base::CreateFileDurably(key.Path(kPublic), key.vkey() + "\n", 0644));
  return key;
}

Result<SigningKey> SigningKey::Load(const std::string& key_dir) {
  ASSIGN_OR_RETURN(note::NoteSigner signer, ReadSigner(key_dir + "/" + std::string(kSecret)));
  SigningKey key(key_dir, std::move(signer));
  auto next = ReadSigner(key.Path(kNext));
  if (next) {
    key.next_ = std::move(*next);
  } else if (next.error().code != Code::kNotFound) {
    return Fail(std::move(next).error());
  }
  return key;
}

Result<void> SigningKey::MakeNext(const std::optional<std::string>& promise) {
  RETURN_IF_ERROR(DropNext());
  ASSIGN_OR_RETURN(note::NoteSigner next,
                   promise ? ReadPromised(*promise) : MakeSigner(signer_.name()));
  RETURN_IF_ERROR(base::CreateFileDurably(Path(kNext), FileTextOf(next).view(), 0600));
  next_ = std::move(next);
  return {};
}

Result<note::NoteSigner> SigningKey::ReadPromised(const std::string& promise) const {
  const std::string path = Path(kPromised);
  auto signer = ReadSigner(path);
  if (!signer && signer.error().code == Code::kNotFound) {
    return Fail(Code::kConflict,
                "the next key was promised: put its secret key into " + path + " first");
  }
  if (!signer) return signer;
  if (signer->name() == signer_.name() && PromiseOf({signer->verifier().Serialize()}) == promise) {
    return signer;
  }
  return Fail(Code::kConflict, path + ": not the key that was promised");
}

// The copy of the key that now signs; any other is left for who put it there.
Result<void> SigningKey::DestroyPromised() const {
  const auto promised = ReadSigner(Path(kPromised));
  if (!promised || promised->verifier() != signer_.verifier()) return {};
  return Destroy(Path(kPromised));
}

Result<void> SigningKey::DropNext() {
  next_.reset();
  RETURN_IF_ERROR(Destroy(Path(kNextUnfinished)));
  return Destroy(Path(kNext));
}

// A second name for the old key, so that it can be overwritten when the new one has taken the
// first.
Result<void> SigningKey::KeepOldName() const {
  if (!AreOneFile(Path(kSecret), Path(kOld))) {
    RETURN_IF_ERROR(Destroy(Path(kOld)));
    if (link(Path(kSecret).c_str(), Path(kOld).c_str()) != 0) {
      return Fail(base::SystemError("link " + Path(kSecret) + " to " + Path(kOld), errno));
    }
  }
  return base::SyncFolder(key_dir_);
}

Result<void> SigningKey::PutNextInPlace() {
  RETURN_IF_ERROR(KeepOldName());
  if (std::rename(Path(kNext).c_str(), Path(kSecret).c_str()) != 0) {
    return Fail(base::SystemError("rename " + Path(kNext) + " to " + Path(kSecret), errno));
  }
  RETURN_IF_ERROR(base::SyncFolder(key_dir_));
  signer_ = std::move(*next_);
  next_.reset();
  RETURN_IF_ERROR(base::WriteFileDurably(Path(kPublic), vkey() + "\n", 0644));
  RETURN_IF_ERROR(DestroyPromised());
  return DestroyOld();
}

Result<void> SigningKey::DestroyOld() const {
  // The name alone goes where it names the key that signs: that one is not overwritten.
  if (AreOneFile(Path(kSecret), Path(kOld))) return base::RemoveFileDurably(Path(kOld));
  return Destroy(Path(kOld));
}

Result<bool> SigningKey::FinishAfterCrash() {
  if (access(Path(kOld).c_str(), F_OK) != 0) return false;
  RETURN_IF_ERROR(base::WriteFileDurably(Path(kPublic), vkey() + "\n", 0644));
  RETURN_IF_ERROR(DestroyPromised());
  RETURN_IF_ERROR(DestroyOld());
  return true;
}

}  // namespace reqledger::log
