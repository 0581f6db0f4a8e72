// What was erased and stays erased: one tombstone for each erasure, outside the database and the
// key table, so that an older copy of either revives nothing.
//
// Errors: not_found where the file is not there, corrupt where it is not whole, untrusted where it
// is another ledger's. None of these is ever a first use.
// Threads: one thread adds and changes; any number ask beside it.
// Limits: kTombstonesBytesMax for the file, which is read and written whole.
// Trust: whoever writes this file *and* puts older copies of key table, its key and data in place
// revives what was erased; so it lies beside the high-water mark, not with the data.
// Source: docs/formats.md section 9.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"

namespace reqledger::vault {

// The numbers are stored.
enum class ErasureScope : std::uint8_t {
  kPersonal = 1,  // what the schemas annotate as personal; the matter goes on under a fresh key
  kMatter = 2,    // everything; the matter takes no further event
};
// As `ledger.erasure_applied` has it: "personal", "matter".
std::string_view ScopeName(ErasureScope scope);

// Entries in a row.
struct ErasedRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  friend bool operator==(const ErasedRange&, const ErasedRange&) = default;
};

// How many ranges one `ledger.erasure_applied` holds: as its schema says. The next ones are in the
// entry after it.
inline constexpr std::size_t kErasedRangesAnEntry = 500;

struct Tombstone {
  crypto::Hash handle;  // of the matter
  ErasureScope scope = ErasureScope::kPersonal;
  std::uint32_t generation = 0;  // of the personal key that went last
  std::uint64_t matter_seq = 0;  // of the matter's last entry then
  crypto::Hash last_leaf;        // of that entry
  std::uint64_t by_seq = 0;      // of the first `ledger.erasure_applied` that says so
  bool done = false;             // rows deleted, too
  std::vector<ErasedRange> seqs;

  // How many entries in a row say so, from by_seq on.
  std::uint64_t entries() const {
    return (seqs.size() + kErasedRangesAnEntry - 1) / kErasedRangesAnEntry;
  }
  friend bool operator==(const Tombstone&, const Tombstone&) = default;
};

// By what entry another one was erased.
struct ErasedBy {
  std::uint64_t seq = 0;
  ErasureScope scope = ErasureScope::kPersonal;
};

inline constexpr std::size_t kTombstonesBytesMax = 64 * 1024 * 1024;

std::string SerializeTombstones(std::string_view origin, const std::vector<Tombstone>& tombstones);
base::Result<std::vector<Tombstone>> ParseTombstones(std::string_view bytes,
                                                     std::string_view origin);

class Tombstones {
 public:
  struct Options {
    std::string state_dir;
    std::string origin;
    // Entries that the ledger is known to have. A tombstone of a later entry was never carried out:
    // it is not in effect.
    std::uint64_t size = UINT64_MAX;
    bool may_be_missing = false;  // for who reads only, and learns of erasures from the entries
  };

  // Makes the file `tombstones` in `state_dir`, with none. Errors: conflict where it is there.
  static base::Result<void> Create(const std::string& state_dir, const std::string& origin);
  static base::Result<std::unique_ptr<Tombstones>> Open(const Options& options);
  Tombstones() = default;  // of no file: none, and none can be added

  // Durable when it returns, and not in effect until Carry.
  base::Result<void> Intend(Tombstone tombstone) EXCLUDES(mutex_);
  // The entry is durable: from now on the keys are not handed out.
  void Carry(std::uint64_t by_seq) EXCLUDES(mutex_);
  // Durable when it returns: there is no such entry, and nothing was erased.
  base::Result<void> Withdraw(std::uint64_t by_seq) EXCLUDES(mutex_);
  base::Result<void> MarkDone(std::uint64_t by_seq) EXCLUDES(mutex_);

  std::vector<Tombstone> InEffect() const EXCLUDES(mutex_);
  std::vector<Tombstone> Intended() const EXCLUDES(mutex_);

  // By the first bytes of a handle.
  std::optional<std::uint64_t> WholeErasedBy(std::string_view handle_prefix) const EXCLUDES(mutex_);
  // Personal keys up to and with this generation are gone; 0 where none is.
  std::uint32_t ErasedGeneration(std::string_view handle_prefix) const EXCLUDES(mutex_);
  // The entries of a matter that was erased whole, ascending.
  std::vector<ErasedRange> WholeRanges(std::string_view handle_prefix) const EXCLUDES(mutex_);
  std::optional<ErasedBy> Of(std::uint64_t seq) const EXCLUDES(mutex_);
  // Whether one is intended, or not through yet.
  bool IsUnderWay() const EXCLUDES(mutex_);
  // Changes with each erasure that takes effect.
  std::size_t count() const EXCLUDES(mutex_);
  std::size_t erased_matters() const EXCLUDES(mutex_);
  // The last entry that says of an erasure; nothing where there is none.
  std::optional<std::uint64_t> last_entry() const EXCLUDES(mutex_);

 private:
  struct Held {
    Tombstone tombstone;
    bool in_effect = false;
  };
  struct Covered {
    std::uint64_t last = 0;
    std::uint64_t by_seq = 0;
  };
  using Ranges = std::map<std::uint64_t, Covered>;  // by first

  base::Result<void> Write(const std::vector<Held>& held) const;
  void Take(const Tombstone& tombstone) REQUIRES(mutex_);
  Held* Find(std::uint64_t by_seq) REQUIRES(mutex_);

  std::string path_;
  std::string origin_;
  mutable base::Mutex mutex_;
  std::vector<Held> held_ GUARDED_BY(mutex_);
  Ranges whole_ GUARDED_BY(mutex_);
  Ranges personal_ GUARDED_BY(mutex_);
  std::map<std::string, const Tombstone, std::less<>> matters_ GUARDED_BY(mutex_);  // whole
  std::map<std::string, std::uint32_t, std::less<>> generations_ GUARDED_BY(mutex_);
};

}  // namespace reqledger::vault
