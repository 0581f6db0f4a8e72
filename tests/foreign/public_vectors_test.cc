// What other people's logs and witnesses wrote, byte for byte: the 15-entry log of
// transparency-dev/tessera, whose private key is published with it, and the witnesses and the
// mirror of FiloSottile/sunlight.
//
// Source: C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-witness. Their files are not the
// project's to ship: prepare.py brings them, and REQLEDGER_PUBLIC_VECTORS says where they are.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/base/file.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/entry_bundle.h"
#include "ledger/merkle/tile.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/cosignature.h"

namespace reqledger::note {
namespace {

std::string Fetched(const std::string& path) {
  const char* folder = std::getenv("REQLEDGER_PUBLIC_VECTORS");
  const auto bytes =
      base::ReadFile(std::string(folder == nullptr ? "" : folder) + "/" + path, 1 << 20);
  EXPECT_TRUE(bytes.has_value()) << path;
  return bytes.value_or("");
}

TEST(TesseraLogTest, IsReproducedByteForByte) {
  const std::string folder = "tessera/testdata/log/";
  constexpr std::array<std::string_view, 15> kEntries = {
      "one",  "two", "three",  "four",  "five",     "six",     "seven", "eit",
      "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"};
  const auto signer = NoteSigner::Parse(
      "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg");
  const auto key = VerifierKey::Parse(
      "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx");
  ASSERT_TRUE(signer && key);
  EXPECT_EQ(signer->verifier(), *key);
  EXPECT_EQ(SignCheckpoint(*signer, {}), Fetched(folder + "checkpoint.0"));

  merkle::CompactRange tree;
  std::string tile;
  std::string bundle;
  for (const std::string_view entry : kEntries) {
    tree.Append(merkle::LeafHash(entry));
    tile += merkle::LeafHash(entry).view();
    merkle::AppendToBundle(entry, bundle);
    const int width = static_cast<int>(tree.size());
    SCOPED_TRACE(width);
    const std::string checkpoint = Fetched(folder + "checkpoint." + std::to_string(width));
    EXPECT_EQ(SignCheckpoint(*signer, tree.Head()), checkpoint);
    const auto opened = OpenCheckpoint(checkpoint, std::span(&*key, 1));
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->checkpoint.head, tree.Head());
    EXPECT_EQ(Fetched(folder + merkle::TilePath({0, 0}, width)), tile);
    EXPECT_EQ(Fetched(folder + merkle::TilePath({.id = {}, .width = width, .entries = true})),
              bundle);
  }
  EXPECT_EQ(Fetched(folder + "checkpoint"), Fetched(folder + "checkpoint.15"));
}

struct Witness {
  std::string folder;
  std::string_view origin;
  std::string_view vkey;
};

std::string PathOf(
    const Witness& witness) {  // C2SP tlog-witness: a log stands under the digest of its origin
  return "sunlight/cmd/skylight/testdata/" + witness.folder + "/" +
         base::EncodeHex(crypto::Sha256::Digest(witness.origin).view()) + "/";
}

const Witness kMirror = {
    "witness/mirror", "rome2026h1.example.org",
    "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O"};

TEST(SunlightWitnessTest, CosignaturesVerify) {
  for (const Witness& witness :
       {Witness{"witness", "rome2026h1.example.org",
                "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"},
        kMirror,
        Witness{"witness2", "milan2026h1.example.org",
                "witness2.example.org+2e55b896+BIZ7fpceQWd60IfqQeS9IAnmNOCZjMDne8lZuguz/bi9"}}) {
    SCOPED_TRACE(witness.folder);
    const std::string text = Fetched(PathOf(witness) + "checkpoint");
    const auto key = VerifierKey::Parse(witness.vkey);
    const auto note = ParseNote(text);
    ASSERT_TRUE(key && note);
    EXPECT_EQ(SerializeNote(*note), text);
    const auto verified = VerifyNote(*note, std::span(&*key, 1));
    ASSERT_TRUE(verified.has_value());
    ASSERT_EQ(verified->size(), 1U);
    const auto cosignature =
        ParseCosignature(key->type(), note->signatures[verified->front().signature].bytes);
    ASSERT_TRUE(cosignature.has_value());
    EXPECT_EQ(cosignature->timestamp, 1767139200U);
    const auto checkpoint = ParseCheckpoint(note->text);
    ASSERT_TRUE(checkpoint.has_value());
    EXPECT_EQ(checkpoint->origin, witness.origin);
    EXPECT_EQ(checkpoint->head.size, 300U);
  }
}

TEST(SunlightMirrorTest, TilesHoldItsTree) {
  const std::string folder = PathOf(kMirror);
  const auto checkpoint = ParseCheckpoint(ParseNote(Fetched(folder + "checkpoint")).value().text);
  ASSERT_TRUE(checkpoint.has_value());
  merkle::CompactRange tree;
  const auto append_tile = [&](std::uint64_t index, int width) {
    const std::string tile = Fetched(folder + merkle::TilePath({0, index}, width));
    const std::size_t hashes = static_cast<std::size_t>(width);
    ASSERT_EQ(tile.size(), hashes * merkle::kHashBytes);
    for (std::size_t i = 0; i < hashes; ++i) {
      const auto bytes = std::string_view(tile).substr(i * merkle::kHashBytes, merkle::kHashBytes);
      tree.Append(*crypto::HashFromBytes(bytes));
    }
  };
  append_tile(0, 256);
  EXPECT_EQ(Fetched(folder + merkle::TilePath({1, 0}, 1)), tree.Root().view());
  append_tile(1, 44);
  EXPECT_EQ(tree.Head(), checkpoint->head);
}

}  // namespace
}  // namespace reqledger::note
