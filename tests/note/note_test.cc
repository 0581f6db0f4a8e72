#include "ledger/note/note.h"

#include <gtest/gtest.h>

#include "ledger/base/encoding.h"
#include "tests/merkle/tlog_vectors.h"
#include "tests/note/keys.h"

namespace reqledger::note {
namespace {

using base::Code;
using merkle::VectorFile;
using merkle::VectorInteger;
using merkle::VectorText;

constexpr std::string_view kDash = "\u2014";

// A line whose payload is `blob`.
std::string Line(std::string_view name, std::string_view blob, std::string_view dash = kDash) {
  return std::string(dash) + " " + std::string(name) + " " + base::EncodeBase64(blob) + "\n";
}

TEST(NoteTest, ParsesAndWritesTheVectorsByteForByte) {
  for (const std::string& bytes : {Checkpoint7(), VectorFile("checkpoint-7-full.txt"),
                                   Checkpoint7() + VectorText("/log_mldsa_line_ts0")}) {
    const auto note = ParseNote(bytes);
    ASSERT_TRUE(note) << note.error().message;
    EXPECT_EQ(note->text, VectorText("/checkpoint7_body"));
    EXPECT_EQ(SerializeNote(*note), bytes);
  }
  EXPECT_EQ(VectorFile("checkpoint-7-full.txt"),
            Checkpoint7() + WitnessLine() + MlDsaWitnessLine());
  EXPECT_EQ(static_cast<int>(MlDsaWitnessLine().size()), VectorInteger("/mldsa_cosig_line_len"));
}

TEST(NoteTest, TheTextMayHoldBlankLines) {
  const auto note = ParseNote("a\n\n\nb\n\n" + Line("k", "12345"));
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "a\n\n\nb\n");
}

TEST(NoteTest, FiveBytesAreASignature) {
  EXPECT_TRUE(ParseNote("a\n\n" + Line("k", "12345")));
  EXPECT_FALSE(ParseNote("a\n\n" + Line("k", "1234")));
}

TEST(NoteTest, RefusesWhatIsNoNote) {
  const std::string line = Line("k", "12345");
  for (const std::string& bytes : std::initializer_list<std::string>{
           "",
           "a\n",
           "a\n\n",                 // no signature
           "a\n" + line,            // no blank line
           "a" + line,              // the text does not end in a newline
           "\n" + line,             // no text
           "\n\n" + line,           // an empty line is no text before a blank one
           "a\n\n" + line + "\n",   // ends in a blank line
           "a\n\n" + line + "b\n",  // a line that is no signature
           "a\n\n" + line.substr(0, line.size() - 1),  // no final newline
           "a\tb\n\n" + line,
           "a\r\n\r\n" + line,
           "a\r\n\n" + line,
           std::string("a\0b\n\n", 5) + line,
           "a\x1b\n\n" + line,
           "a\xff\n\n" + line,
           "a\xc0\xaf\n\n" + line,
           "a\xed\xa0\x80\n\n" + line,
           "a\n\n" + Line("k", "12345", "\u2013"),
           "a\n\n" + Line("k", "12345", "--"),
           "a\n\n" + Line("k", "12345", "-"),
           "a\n\n" + Line("", "12345"),
           "a\n\n" + Line("k k", "12345"),
           "a\n\n" + Line("k+k", "12345"),
           "a\n\n" + Line("k\u00a0k", "12345"),
           "a\n\n" + Line("k ", "12345"),
           "a\n\n\u2014 k\n",
           "a\n\n\u2014 k \n",
           "a\n\n\u2014 k MTIzNDU\n",   // no padding
           "a\n\n\u2014 k MTIzNDV=\n",  // trailing bits
           "a\n\n\u2014 k MTIzNDU= \n",
           "a\n\n\u2014k MTIzNDU=\n",
           "a\n\n \u2014 k MTIzNDU=\n",
       }) {
    const auto note = ParseNote(bytes);
    ASSERT_FALSE(note) << bytes;
    EXPECT_EQ(note.error().code, Code::kInvalidArgument);
  }
}

TEST(NoteTest, BoundsSignaturesAndBytes) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += Line("k", "12345");
  EXPECT_TRUE(ParseNote("a\n\n" + lines));
  EXPECT_FALSE(ParseNote("a\n\n" + lines + Line("k", "12345")));
  EXPECT_FALSE(ParseNote(std::string(65 * 1024, 'a') + "\n\n" + Line("k", "12345")));
}

TEST(NoteTest, SignatureLinesStandAlone) {
  const auto lines = ParseSignatureLines(WitnessLine() + MlDsaWitnessLine());
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(SerializeSignatureLine((*lines)[0]), WitnessLine());
  EXPECT_EQ(SerializeSignatureLine((*lines)[1]), MlDsaWitnessLine());
  EXPECT_FALSE(ParseSignatureLines(""));
  EXPECT_FALSE(ParseSignatureLines("\n" + WitnessLine()));
  EXPECT_FALSE(ParseSignatureLines(Checkpoint7()));
}

class VerifyNoteTest : public testing::Test {
 protected:
  base::Result<std::vector<VerifiedSignature>> Verify(const std::string& bytes,
                                                      const std::vector<VerifierKey>& keys) {
    auto note = ParseNote(bytes);
    if (!note) return base::Fail(std::move(note).error());
    return VerifyNote(*note, keys);
  }
  static void ExpectUntrusted(const base::Result<std::vector<VerifiedSignature>>& result) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Code::kUntrusted);
  }

  const std::string text_ = "a\n\nb\n";
  const NoteSigner one_ = MakeSigner("one", KeyType::kEd25519, "1");
  const NoteSigner two_ = MakeSigner("two", KeyType::kEd25519, "2");
  const NoteSigner other_one_ = MakeSigner("one", KeyType::kEd25519, "3");
};

TEST_F(VerifyNoteTest, TellsWhichKeysSigned) {
  const auto verified =
      Verify(SignedBy(text_, {&two_, &other_one_, &one_}), {one_.verifier(), two_.verifier()});
  ASSERT_TRUE(verified);
  EXPECT_EQ(*verified, (std::vector<VerifiedSignature>{{.key = 1, .signature = 0},
                                                       {.key = 0, .signature = 2}}));
}

TEST_F(VerifyNoteTest, UnknownKeysAreIgnoredButNotEnough) {
  const std::string bytes = SignedBy(text_, {&other_one_, &two_});
  EXPECT_TRUE(Verify(bytes, {two_.verifier()}));
  ExpectUntrusted(Verify(bytes, {one_.verifier()}));
  ExpectUntrusted(Verify(bytes, {}));
}

TEST_F(VerifyNoteTest, AFalseLineByAKnownKeyCondemnsTheNote) {
  SignedNote note = *ParseNote(SignedBy(text_, {&one_, &two_}));
  note.signatures[0].bytes[3] ^= 1;
  ExpectUntrusted(Verify(SerializeNote(note), {one_.verifier(), two_.verifier()}));
  EXPECT_TRUE(Verify(SerializeNote(note), {two_.verifier()}));
}

TEST_F(VerifyNoteTest, ANoteOfAnotherTextIsRefused) {
  SignedNote note = *ParseNote(SignedBy(text_, {&one_}));
  note.text += "c\n";
  ExpectUntrusted(Verify(SerializeNote(note), {one_.verifier()}));
}

TEST_F(VerifyNoteTest, ASignatureOfAnotherLengthIsRefused) {
  SignedNote note = *ParseNote(SignedBy(text_, {&one_}));
  note.signatures[0].bytes.pop_back();
  ExpectUntrusted(Verify(SerializeNote(note), {one_.verifier()}));
}

TEST_F(VerifyNoteTest, RepeatedLinesCountOnce) {
  SignedNote note = *ParseNote(SignedBy(text_, {&one_, &one_}));
  note.signatures[1].bytes[0] ^= 1;  // never looked at
  const auto verified = Verify(SerializeNote(note), {one_.verifier()});
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->size(), 1U);
}

// The line of the ML-DSA witness is kept but counts for nothing, its key being known or not.
TEST_F(VerifyNoteTest, AnUnusableKeyVouchesForNothing) {
  const std::string bytes = VectorFile("checkpoint-7-full.txt");
  const auto verified = Verify(bytes, {MlDsaWitnessKey(), WitnessKey(), LogKey()});
  ASSERT_TRUE(verified);
  EXPECT_EQ(*verified, (std::vector<VerifiedSignature>{{.key = 2, .signature = 0},
                                                       {.key = 1, .signature = 1}}));
  ExpectUntrusted(Verify(bytes, {MlDsaWitnessKey()}));
}

TEST_F(VerifyNoteTest, ALogKeyIsNoCosignatureKeyOfTheSameBytes) {
  const VerifierKey witness = WitnessKey();
  const auto as_log_key =
      VerifierKey::FromPublicKey(witness.name(), KeyType::kEd25519, witness.public_key());
  ExpectUntrusted(Verify(Checkpoint7() + WitnessLine(), {*as_log_key}));
}

// golang.org/x/mod/sumdb/note, the example of its package comment.
TEST_F(VerifyNoteTest, TheNoteOfGosPackageComment) {
  const std::string bytes =
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n"
      "\n"
      "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
      "qdngotpRZb6KE6RyyBwJnAM=\n";
  EXPECT_TRUE(Verify(
      bytes, {ParseKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")}));
}

}  // namespace
}  // namespace reqledger::note
