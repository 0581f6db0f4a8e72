#include "ledger/note/policy.h"

#include <gtest/gtest.h>

#include "ledger/note/cosignature.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using base::Code;
using merkle::VectorText;

std::string WitnessVkey(int i) {
  return MakeSigner("w" + std::to_string(i), KeyType::kEd25519Cosignature, std::to_string(i))
      .verifier()
      .Serialize();
}

// Three witnesses a, b, c and then `rest`.
std::string ThreeWitnesses(std::string_view rest) {
  std::string text = "log " + VectorText("/keys/log_ed_vkey") + "\n";
  for (int i = 0; i < 3; ++i) {
    text += std::string("witness ") + static_cast<char>('a' + i) + " " + WitnessVkey(i) + "\n";
  }
  return text + std::string(rest);
}

// The checkpoint of the vectors, cosigned by some of the three.
std::string CosignedBy(std::string_view letters) {
  std::string bytes = Checkpoint7();
  for (const char letter : letters) {
    const std::string i = std::to_string(letter - 'a');
    const NoteSigner signer = MakeSigner("w" + i, KeyType::kEd25519Cosignature, i);
    bytes += SerializeSignatureLine(*Cosign(signer, 1700000000, VectorText("/checkpoint7_body")));
  }
  return bytes;
}

bool Passes(const std::string& policy, const std::string& checkpoint) {
  const auto parsed = Policy::Parse(policy);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  const auto trusted = parsed->Check(checkpoint);
  if (!trusted) {
    EXPECT_EQ(trusted.error().code, Code::kUntrusted);
  }
  return trusted.has_value();
}

TEST(PolicyTest, ReadsEveryKindOfLine) {
  const auto policy =
      Policy::Parse("# a comment \u00fc\n\n \t# another\nlog\t" + VectorText("/keys/log_ed_vkey") +
                    " https://l.example/\n  witness  w1 " + VectorText("/keys/w1_vkey_04") +
                    "\t https://w.example/ \nwitness w2 " + VectorText("/keys/w2_vkey") +
                    "\ngroup g 1 w1 w2\nquorum g");
  ASSERT_TRUE(policy) << policy.error().message;
  ASSERT_EQ(policy->logs().size(), 1U);
  EXPECT_EQ(policy->logs()[0].key, LogKey());
  EXPECT_EQ(policy->logs()[0].url, "https://l.example/");
  ASSERT_EQ(policy->witnesses().size(), 2U);
  EXPECT_EQ(policy->witnesses()[0].url, "https://w.example/");
  EXPECT_EQ(policy->witnesses()[1].url, "");
  ASSERT_EQ(policy->groups().size(), 1U);
  EXPECT_EQ(policy->groups()[0].members, (std::vector<std::string>{"w1", "w2"}));
  EXPECT_EQ(policy->quorum(), "g");
}

TEST(PolicyTest, OneWitnessIsAQuorum) {
  const std::string policy = ThreeWitnesses("quorum b\n");
  EXPECT_TRUE(Passes(policy, CosignedBy("b")));
  EXPECT_TRUE(Passes(policy, CosignedBy("abc")));
  EXPECT_FALSE(Passes(policy, CosignedBy("ac")));
  EXPECT_FALSE(Passes(policy, CosignedBy("")));
}

TEST(PolicyTest, GroupsCountTheirMembers) {
  const std::string any = ThreeWitnesses("group g any a b c\nquorum g\n");
  EXPECT_TRUE(Passes(any, CosignedBy("c")));
  EXPECT_FALSE(Passes(any, CosignedBy("")));
  const std::string all = ThreeWitnesses("group g all a b c\nquorum g\n");
  EXPECT_TRUE(Passes(all, CosignedBy("cab")));
  EXPECT_FALSE(Passes(all, CosignedBy("ab")));
  const std::string two = ThreeWitnesses("group g 2 a b c\nquorum g\n");
  EXPECT_TRUE(Passes(two, CosignedBy("ca")));
  EXPECT_FALSE(Passes(two, CosignedBy("cc")));
}

TEST(PolicyTest, GroupsMayBeMembers) {
  const std::string policy = ThreeWitnesses("group g any a b\ngroup h all g c\nquorum h\n");
  EXPECT_TRUE(Passes(policy, CosignedBy("ac")));
  EXPECT_TRUE(Passes(policy, CosignedBy("bc")));
  EXPECT_FALSE(Passes(policy, CosignedBy("ab")));
  EXPECT_FALSE(Passes(policy, CosignedBy("c")));
}

TEST(PolicyTest, NoQuorumStillNeedsTheLog) {
  const std::string policy = ThreeWitnesses("quorum none\n");
  EXPECT_TRUE(Passes(policy, Checkpoint7()));
  std::string other = "log " + MakeSigner("o", KeyType::kEd25519, "o").verifier().Serialize();
  EXPECT_FALSE(Passes(other + "\nquorum none\n", Checkpoint7()));
}

TEST(PolicyTest, TheLogMayBeKnownFromContext) {
  const auto policy = Policy::Parse("quorum none\n");
  ASSERT_TRUE(policy);
  EXPECT_FALSE(policy->Check(Checkpoint7()));
  const std::vector<VerifierKey> keys = {LogKey()};
  EXPECT_TRUE(policy->Check(Checkpoint7(), keys));
}

TEST(PolicyTest, TellsWhichWitnessesSigned) {
  const auto policy = Policy::Parse(ThreeWitnesses("quorum none\n"));
  ASSERT_TRUE(policy);
  const auto trusted = policy->Check(CosignedBy("ca"));
  ASSERT_TRUE(trusted);
  EXPECT_EQ(trusted->witnesses, (std::vector<std::string>{"c", "a"}));
  EXPECT_EQ(trusted->checkpoint.head.size, 7U);
}

TEST(PolicyTest, AFalseCosignatureCondemnsTheCheckpoint) {
  SignedNote note = *ParseNote(CosignedBy("ab"));
  note.signatures[2].bytes[40] ^= 1;
  EXPECT_FALSE(Passes(ThreeWitnesses("quorum a\n"), SerializeNote(note)));
}

// Its line is there, but OpenSSL 3.0 cannot verify it.
TEST(PolicyTest, AnMlDsaWitnessNeverMeetsAQuorum) {
  const std::string policy = "log " + VectorText("/keys/log_ed_vkey") + "\nwitness w2 " +
                             VectorText("/keys/w2_vkey") + "\nquorum w2\n";
  EXPECT_FALSE(Passes(policy, merkle::VectorFile("checkpoint-7-full.txt")));
}

TEST(PolicyTest, HoldsAsManyAsTheSpecificationAsksFor) {
  std::string text;
  for (int i = 0; i < 64; ++i) {
    const std::string number = std::to_string(i);
    text += "log " +
            MakeSigner("l" + number, KeyType::kEd25519, "l" + number).verifier().Serialize() +
            "\nwitness w" + number + " " + WitnessVkey(i) + "\ngroup g" + number + " any w" +
            number + (i > 0 ? " g" + std::to_string(i - 1) : "") + "\n";
  }
  const auto policy = Policy::Parse(text + "quorum g63\n");
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_TRUE(policy->QuorumMet({"w0"}));
  EXPECT_FALSE(policy->QuorumMet({}));
}

TEST(PolicyTest, RefusesEveryOtherText) {
  const std::string log = "log " + VectorText("/keys/log_ed_vkey") + "\n";
  const VerifierKey renamed = *VerifierKey::FromPublicKey("other", KeyType::kEd25519Cosignature,
                                                          ParseKey(WitnessVkey(0)).public_key());
  const VerifierKey renamed_log =
      *VerifierKey::FromPublicKey("other", KeyType::kEd25519, LogKey().public_key());
  for (const std::string& text : std::initializer_list<std::string>{
           std::string(),
           ThreeWitnesses(""),                      // no quorum
           ThreeWitnesses("quorum a\nquorum a\n"),  // two
           ThreeWitnesses("quorum none\nquorum none\n"),
           ThreeWitnesses("quorum d\n"),                 // not defined
           ThreeWitnesses("quorum g\ngroup g any a\n"),  // defined below
           ThreeWitnesses("quorum\n"),
           ThreeWitnesses("quorum a b\n"),
           ThreeWitnesses("group g any h\ngroup h any a\nquorum g\n"),  // forward reference
           ThreeWitnesses("group g any g\nquorum g\n"),                 // itself
           ThreeWitnesses("group g any a\ngroup h any a\nquorum g\n"),  // in two groups
           ThreeWitnesses("group g any a a\nquorum g\n"),               // twice in one
           ThreeWitnesses("group g any none\nquorum g\n"),
           ThreeWitnesses("group none any a\nquorum none\n"),
           ThreeWitnesses("group a any b\nquorum a\n"),  // a name again
           ThreeWitnesses("group g 0 a\nquorum g\n"),
           ThreeWitnesses("group g 2 a\nquorum g\n"),  // k > n
           ThreeWitnesses("group g 01 a\nquorum g\n"),
           ThreeWitnesses("group g -1 a\nquorum g\n"),
           ThreeWitnesses("group g most a\nquorum g\n"),
           ThreeWitnesses("group g any\nquorum g\n"),
           ThreeWitnesses("witness d " + WitnessVkey(0) + "\nquorum d\n"),  // a key again
           ThreeWitnesses("witness d " + renamed.Serialize() + "\nquorum d\n"),
           ThreeWitnesses("witness a " + WitnessVkey(3) + "\nquorum a\n"),
           ThreeWitnesses("witness d " + VectorText("/keys/log_ed_vkey") + "\nquorum d\n"),
           ThreeWitnesses("witness d\nquorum a\n"),
           ThreeWitnesses("witness d " + WitnessVkey(3) + " u v\nquorum a\n"),
           ThreeWitnesses(log + "quorum a\n"),  // a log again
           ThreeWitnesses("log " + renamed_log.Serialize() + "\nquorum a\n"),
           ThreeWitnesses("log\nquorum a\n"),
           ThreeWitnesses("log nonsense\nquorum a\n"),
           ThreeWitnesses("allow a\nquorum a\n"),
           ThreeWitnesses("Quorum a\n"),
           ThreeWitnesses("quorum a # because\n"),
           ThreeWitnesses("quorum a\r\n"),
           ThreeWitnesses("quorum a\n# \x01\n"),
           ThreeWitnesses("quorum a\n# \x7f\n"),
       }) {
    const auto policy = Policy::Parse(text);
    ASSERT_FALSE(policy) << text;
    EXPECT_EQ(policy.error().code, Code::kInvalidArgument);
  }
}

TEST(PolicyTest, NamesTheLine) {
  const auto policy = Policy::Parse(ThreeWitnesses("\nquorum d\n"));
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().message, "policy line 6: a quorum that no earlier line defines");
}

}  // namespace
}  // namespace reqledger::note
