// docs/formats.md section 8.3: the checkpoint, its key, its witnesses, and what was kept from
// earlier.
#include "ledger/event/json.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/cosignature.h"
#include "ledger/note/policy.h"
#include "tests/bundle/verify_fixture.h"

namespace reqledger::bundle {
namespace {

constexpr std::uint64_t kWitnessed = 1'772'400'000;  // seconds
constexpr std::int64_t kMicros = 1'000'000;

class VerifyCheckpointTest : public VerifyTest {
 protected:
  void SetUp() override {
    ledger_.AppendDemands(5);
    files_ = ledger_.Bundle({.older = {2, 4}});
  }

  static note::NoteSigner Witness() {
    auto signer = note::NoteSigner::FromSeed("witness.example", note::KeyType::kEd25519Cosignature,
                                             crypto::SecretBytes(std::string(32, 'w')));
    return std::move(*signer);
  }
  note::Policy PolicyOf(std::string_view quorum) const {
    const std::string text = "log " + ledger_.vkey() + "\nwitness w " +
                             Witness().verifier().Serialize() + "\nquorum " + std::string(quorum) +
                             "\n";
    auto policy = note::Policy::Parse(text);
    EXPECT_TRUE(policy.has_value()) << policy.error().message;
    return std::move(*policy);
  }
  // The bundle with its checkpoint cosigned.
  testing::Files Cosigned() const {
    testing::Files files = files_;
    auto note = note::ParseNote(files["data/checkpoint"]);
    note->signatures.push_back(*note::Cosign(Witness(), kWitnessed, note->text));
    files["data/checkpoint"] = note::SerializeNote(*note);
    testing::MendBag(files);
    return files;
  }

  testing::Files files_;
};

TEST_F(VerifyCheckpointTest, WithoutAPinnedKeyNothingIsVerified) {
  const log::Report report = Verify(files_, {});
  EXPECT_EQ(FirstOf(report), Null("not_checked"));
  EXPECT_EQ(ExitStatus(report), 3);
  EXPECT_TRUE(NotChecked(report, "checkpoint.signature", "key_not_pinned"));
  EXPECT_EQ(report.vkey, ledger_.vkey());
  EXPECT_FALSE(report.key_fingerprint.empty());
}

TEST_F(VerifyCheckpointTest, AnotherKeyThanThePinnedOneIsFound) {
  VerifyOptions options;
  options.pinned.push_back(testing::TestSigner(testing::kTestOrigin, 'x').verifier());
  EXPECT_TRUE(Has(Verify(files_, options), "checkpoint.signature", std::nullopt));
}

TEST_F(VerifyCheckpointTest, AKeyOfAnotherNameIsFound) {
  VerifyOptions options;
  options.pinned.push_back(testing::TestSigner("other.example", 'k').verifier());
  EXPECT_TRUE(Has(Verify(files_, options), "checkpoint.signature", std::nullopt));
}

TEST_F(VerifyCheckpointTest, OfSeveralPinnedKeysOneMustHaveSigned) {
  VerifyOptions options;
  options.pinned.push_back(testing::TestSigner(testing::kTestOrigin, 'x').verifier());
  options.pinned.push_back(ledger_.signer().verifier());
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("verified"));
}

TEST_F(VerifyCheckpointTest, TheBundlesOwnKeyFileHasOneForm) {
  files_["data/keys/ledger.vkey"] = ledger_.vkey();
  testing::MendBag(files_);
  EXPECT_EQ(FirstOf(Verify(files_, {})), Null("checkpoint.signature"));
}

TEST_F(VerifyCheckpointTest, ACheckpointThatIsNoneIsMalformed) {
  files_["data/checkpoint"] = "nothing\n";
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.malformed"));
}

TEST_F(VerifyCheckpointTest, ACheckpointHasNoFurtherLine) {
  const note::NoteSigner& signer = ledger_.signer();
  note::SignedNote note{
      note::SerializeCheckpointText(testing::kTestOrigin, ledger_.Head(6)) + "more\n", {}};
  note.signatures.push_back(signer.Sign(note.text));
  files_["data/checkpoint"] = note::SerializeNote(note);
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.malformed"));
}

TEST_F(VerifyCheckpointTest, AnotherRootIsFound) {
  merkle::TreeHead head = ledger_.Head(6);
  head.root.bytes[0] ^= 1;
  files_["data/checkpoint"] = note::SignCheckpoint(ledger_.signer(), head);
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.root"));
}

TEST_F(VerifyCheckpointTest, OlderCheckpointsInTheBundleMustBeProven) {
  testing::Files files = files_;
  const std::string other = ledger_.Bundle({.older = {3}}).at("data/checkpoints.jsonl");
  const std::string first = LineOf(files["data/checkpoints.jsonl"], 0);
  const std::string proof = other.substr(other.find("\"consistency\""));
  const std::string mixed = first.substr(0, first.find("\"consistency\"")) + proof;
  files["data/checkpoints.jsonl"] = mixed;
  EXPECT_EQ(FirstOfMended(files), Null("checkpoint.inconsistent"));
}

TEST_F(VerifyCheckpointTest, OlderCheckpointsInTheBundleAscend) {
  const std::string file = files_["data/checkpoints.jsonl"];
  files_["data/checkpoints.jsonl"] = LineOf(file, 1) + "\n" + LineOf(file, 0) + "\n";
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.malformed"));
}

TEST_F(VerifyCheckpointTest, OlderCheckpointsInTheBundleAreSignedByTheKey) {
  const std::string forged =
      note::SignCheckpoint(testing::TestSigner(testing::kTestOrigin, 'x'), ledger_.Head(2));
  const std::string line = LineOf(files_["data/checkpoints.jsonl"], 0);
  const std::size_t end = line.find("\",\"consistency\"");
  const std::string text = event::CanonicalString(forged);
  files_["data/checkpoints.jsonl"] =
      R"({"checkpoint":)" + text.substr(0, text.size() - 1) + line.substr(end) + "\n";
  EXPECT_EQ(FirstOfMended(files_), Null("checkpoint.signature"));
}

TEST_F(VerifyCheckpointTest, ACheckpointKeptFromEarlierIsHeldAgainstTheTree) {
  VerifyOptions options = Pinned();
  options.older_checkpoints = {ledger_.Checkpoint(3), ledger_.Checkpoint(6)};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("verified"));
  testing::TestLedger other;
  other.Append({.matter = "M-9", .members = {{"demand_id", "\"D9\""}}});
  options.older_checkpoints = {other.Checkpoint(2)};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("checkpoint.inconsistent"));
  ledger_.AppendDemands(1);
  options.older_checkpoints = {ledger_.Checkpoint(7)};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("checkpoint.inconsistent"));
  options.older_checkpoints = {"nothing"};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("checkpoint.inconsistent"));
}

TEST_F(VerifyCheckpointTest, AReceiptIsHeldAgainstItsEntry) {
  VerifyOptions options = Pinned();
  options.receipts = {ledger_.Receipt(3), ledger_.Receipt(0)};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("verified"));
  testing::TestLedger other;
  other.AppendDemands(2);
  other.Append({.matter = "M-9", .members = {{"demand_id", "\"D9\""}}});
  options.receipts = {other.Receipt(3)};
  EXPECT_EQ(FirstOf(Verify(files_, options)), At("receipt.not_contained", 3));
  options.receipts = {"{}"};
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("receipt.not_contained"));
}

TEST_F(VerifyCheckpointTest, AReceiptOfALaterEntryIsNotChecked) {
  ledger_.AppendDemands(1);
  VerifyOptions options = Pinned();
  options.receipts = {ledger_.Receipt(6)};
  const log::Report report = Verify(files_, options);
  EXPECT_EQ(ExitStatus(report), 3);
  EXPECT_TRUE(NotChecked(report, "receipt.not_contained", "not_in_export"));
}

TEST_F(VerifyCheckpointTest, APolicyPinsAndAsksForWitnesses) {
  VerifyOptions options;
  options.policy = PolicyOf("w");
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("quorum.missing"));
  const log::Report report = Verify(Cosigned(), options);
  EXPECT_EQ(FirstOf(report), Null("verified"));
  EXPECT_EQ(report.as_of, base::Instant{static_cast<std::int64_t>(kWitnessed) * kMicros});
  options.policy = PolicyOf("none");
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("verified"));
}

TEST_F(VerifyCheckpointTest, AWitnesssWordMayBeTooOld) {
  VerifyOptions options;
  options.policy = PolicyOf("w");
  options.not_before = base::Instant{static_cast<std::int64_t>(kWitnessed + 1) * kMicros};
  EXPECT_EQ(FirstOf(Verify(Cosigned(), options)), Null("quorum.missing"));
}

TEST_F(VerifyCheckpointTest, AGreatestAgeWithoutWitnessesIsNotChecked) {
  VerifyOptions options = Pinned();
  options.not_before = base::Instant{0};
  EXPECT_EQ(ExitStatus(Verify(files_, options)), 3);
}

TEST_F(VerifyCheckpointTest, ALineByAWitnessMustVerify) {
  auto note = note::ParseNote(files_["data/checkpoint"]);
  note->signatures.push_back(*note::Cosign(Witness(), kWitnessed, "another text\n"));
  files_["data/checkpoint"] = note::SerializeNote(*note);
  testing::MendBag(files_);
  VerifyOptions options;
  options.policy = PolicyOf("none");
  EXPECT_EQ(FirstOf(Verify(files_, options)), Null("cosignature.invalid"));
}

TEST_F(VerifyCheckpointTest, StrictProcessNeedsWhatThisVersionDoesNotCheck) {
  VerifyOptions options = Pinned();
  options.strict_process = true;
  EXPECT_EQ(ExitStatus(Verify(files_, options)), 3);
}

}  // namespace
}  // namespace reqledger::bundle
