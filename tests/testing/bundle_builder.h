// Small ledgers and bundles made from the primitives alone, right in every byte unless a test asks
// for something wrong in them.
//
// Trust: keys and salts are constants. Nothing here may be used outside of tests.
// Source: docs/formats.md sections 2 to 7.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/event/event.h"
#include "ledger/merkle/tree.h"
#include "ledger/note/signer.h"

namespace reqledger::testing {

inline constexpr std::string_view kTestOrigin = "ledger.example/test";

using Slots = std::array<event::Member, base::kSlots>;  // a name of "" is a decoy
using Files = std::map<std::string, std::string>;       // bytes by path

struct TestEvent {
  std::string type = "demand.received";
  std::string matter = "M-1";
  std::vector<event::Member> members = {};
  // Core members with another value than the right one, in canonical JSON.
  std::map<std::string, std::string> core = {};
  // Moves or replaces what is sealed.
  std::function<void(Slots& slots)> plant = {};
};

struct TestEntry {
  std::uint64_t seq = 0;
  std::string line;
  merkle::Hash leaf_hash;
  Slots slots;
  std::array<std::string, base::kSlots> disclosures;  // decoys among them
  std::string matter;
};

struct BundleSpec {
  std::string audience = "auditor";
  std::vector<std::string> matters = {};  // a partial bundle of these
  std::vector<std::uint64_t> older = {};  // sizes of checkpoints.jsonl
};

class TestLedger {
 public:
  // With its genesis, unless `genesis` is another event.
  TestLedger();
  explicit TestLedger(const TestEvent& genesis);

  void Append(const TestEvent& event);
  // `count` times a demand in matter M-<n % 2 + 1>.
  void AppendDemands(int count);

  const std::vector<TestEntry>& entries() const { return entries_; }
  merkle::TreeHead Head(std::uint64_t size) const;
  std::string Checkpoint(std::uint64_t size) const;
  std::string Receipt(std::uint64_t seq) const;
  std::string vkey() const { return signer_.verifier().Serialize(); }
  const note::NoteSigner& signer() const { return signer_; }

  Files Bundle(const BundleSpec& spec = {}) const;

 private:
  friend class BundleMaker;
  Slots SlotsOf(const TestEvent& event) const;

  note::NoteSigner signer_;
  std::vector<TestEntry> entries_;
};

// The genesis event of `signer`'s ledger.
TestEvent GenesisEvent(const note::NoteSigner& signer);
note::NoteSigner TestSigner(std::string_view name, char seed);

// Makes Payload-Oxum, manifests and core-sha256.txt again, as a tamperer would.
void MendBag(Files& files);
void WriteFiles(const Files& files, const std::string& folder);

// The SHA-256 of a test schema's bytes, and the bytes.
const std::map<std::string, std::string>& TestSchemas();  // by type
std::string SchemaMember(std::string_view type);

}  // namespace reqledger::testing
