// The key that signs checkpoints, in its files, and how another takes its place.
//
//   ledger.skey        the key that signs; ledger.vkey is its public half
//   ledger.skey.next   the key that is to sign, durable before an entry names it
//   ledger.skey.old    the key that did, from then on until it is overwritten
//   ledger.skey.promised   put there by a person: the key that an entry has promised
//
// Errors: not_found where there is no key; permission_denied where others than its owner may read
// it; corrupt for a file that is none; io. None quotes a key.
// Threads: one at a time: who starts, then the sequencer.
// Trust: holds the private key, and while another takes its place both.
#pragma once

#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/note/signer.h"

namespace reqledger::log {

class SigningKey {
 public:
  // Makes a key and its two files in `key_dir`. Errors: conflict where one is there.
  static base::Result<SigningKey> Create(const std::string& key_dir, const std::string& origin);
  // Reads `ledger.skey`, and `ledger.skey.next` where a crash has left one.
  static base::Result<SigningKey> Load(const std::string& key_dir);

  const note::NoteSigner& signer() const { return signer_; }
  std::string vkey() const { return signer_.verifier().Serialize(); }

  // The key to come; null where there is none.
  const note::NoteSigner* next() const { return next_ ? &*next_ : nullptr; }

  // Makes the key to come, of the same name, durable when it returns. Where its vkey was promised
  // (`promise` is the SHA-256 in hex), it is that of `ledger.skey.promised`. Errors: conflict where
  // that is not there, or another.
  base::Result<void> MakeNext(const std::optional<std::string>& promise = std::nullopt);
  // Destroys the key to come: no entry names it.
  base::Result<void> DropNext();
  // The key to come signs from now on, the one before is destroyed. The entry that names it is
  // durable, and so is the checkpoint that both signed: neither is needed any more.
  // An error leaves what FinishAfterCrash goes on from, and an object that signs no more.
  base::Result<void> PutNextInPlace();
  // Whether a crash had come inside PutNextInPlace, behind the point where the new key took its
  // name: vkey file and destruction are then made up for.
  base::Result<bool> FinishAfterCrash();

 private:
  SigningKey(std::string key_dir, note::NoteSigner signer)
      : key_dir_(std::move(key_dir)), signer_(std::move(signer)) {}

  std::string Path(std::string_view name) const { return key_dir_ + "/" + std::string(name); }
  base::Result<void> KeepOldName() const;
  base::Result<void> DestroyOld() const;
  base::Result<note::NoteSigner> ReadPromised(const std::string& promise) const;
  base::Result<void> DestroyPromised() const;

  std::string key_dir_;
  note::NoteSigner signer_;
  std::optional<note::NoteSigner> next_;
};

}  // namespace reqledger::log
