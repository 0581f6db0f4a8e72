#include "ledger/event/entry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

#include "ledger/event/digest_check.h"
#include "tests/event/byte_changes.h"

namespace reqledger::event {
namespace {

Entry ExampleEntry(std::uint64_t seq = 7) {
  Entry entry;
  entry.seq = seq;
  entry.prev = GenesisPrev("example.com/ledger");
  for (std::size_t i = 0; i < entry.digests.size(); ++i) {
    entry.digests[i] = DisclosureDigest("slot " + std::to_string(i));
  }
  return entry;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

EntryFault FaultOf(std::string_view bytes) {
  const auto parsed = ParseEntry(bytes);
  EXPECT_FALSE(parsed) << bytes;
  return parsed ? EntryFault{} : parsed.error().fault;
}

// The four places of the layout between which only seq and digests vary.
TEST(Entry, BytesAreTheDocumentedOnes) {
  const Entry entry = ExampleEntry();
  std::string expected = "{\"_sd\":[";
  for (const Digest& digest : entry.digests) {
    expected += (expected.back() == '[' ? "\"" : ",\"") + std::string(digest.view()) + '"';
  }
  expected +=
      "],\"_sd_alg\":\"sha-256\",\"prev\":\"" + crypto::ToHex(entry.prev) + "\",\"seq\":7,\"v\":1}";
  EXPECT_EQ(SerializeEntry(entry), expected);
}

TEST(Entry, GenesisPrevIsTheLeafHashOfTheOrigin) {
  EXPECT_EQ(GenesisPrev("a"), crypto::Sha256::Digest(std::string_view("\0a", 2)));
}

TEST(Entry, RoundTrip) {
  for (const std::uint64_t seq :
       {std::uint64_t{0}, std::uint64_t{10}, (std::uint64_t{1} << 53) - 1}) {
    const Entry entry = ExampleEntry(seq);
    const auto parsed = ParseEntry(SerializeEntry(entry));
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(*parsed, entry);
  }
}

TEST(ParseEntry, NotCanonical) {
  const std::string line = SerializeEntry(ExampleEntry());
  for (const std::string& other : {
           line + "\n",
           ' ' + line,
           Replaced(line, ",\"v\":1", ", \"v\":1"),
           Replaced(Replaced(line, ",\"v\":1", ""), "{", "{\"v\":1,"),  // members in another order
           Replaced(line, "sha-256", "sha\\u002d256"),
           Replaced(line, "\"prev\"", "\"\\u0070rev\""),
       }) {
    EXPECT_EQ(FaultOf(other), EntryFault::kNotCanonical) << other;
  }
}

TEST(ParseEntry, Malformed) {
  const Entry entry = ExampleEntry();
  const std::string line = SerializeEntry(entry);
  const std::string first(entry.digests[0].view());
  const std::string second(entry.digests[1].view());
  for (const std::string& other : {
           std::string(),
           std::string("{}"),
           std::string("[]"),
           std::string("null"),
           std::string("x"),
           line + "x",
           line + line,
           Replaced(line, "\"seq\":7", "\"seq\":-7"),
           Replaced(line, "\"seq\":7", "\"seq\":07"),
           Replaced(line, "\"seq\":7", "\"seq\":7.0"),
           Replaced(line, "\"seq\":7", "\"seq\":-0"),
           Replaced(line, "\"seq\":7", "\"seq\":9007199254740992"),
           Replaced(line, "\"seq\":7", "\"seq\":\"7\""),
           Replaced(line, "\"seq\":7,", ""),
           Replaced(line, "\"seq\":7", "\"seq\":7,\"seq\":7"),
           Replaced(line, "\"seq\":7", "\"seq\":7,\"t\":0"),
           Replaced(line, "sha-256", "sha-512"),
           Replaced(line, "\"v\":1", "\"v\":true"),
           Replaced(line, "\"v\":1", "\"v\":\"1\""),
           Replaced(line, crypto::ToHex(entry.prev), crypto::ToHex(entry.prev).substr(1)),
           Replaced(line, crypto::ToHex(entry.prev), std::string(64, 'A')),
           Replaced(line, first, second),            // one digest twice
           Replaced(line, '"' + first + "\",", ""),  // 31 of them
           Replaced(line, first, first.substr(1)),   // a short one
           Replaced(line, first, first + "A"),
           Replaced(line, first, first.substr(0, 42) + "B"),  // trailing bits
           Replaced(line, first, first.substr(0, 42) + "="),
           Replaced(line, '"' + first + '"', "1"),
           Replaced(line, first, std::string(43, '+')),
           std::string(base::kEntryBytesMax - line.size() + 1, ' ') + line,  // over the limit
       }) {
    EXPECT_EQ(FaultOf(other), EntryFault::kMalformed) << other;
  }
}

TEST(ParseEntry, SizeLimitComesFirst) {
  const std::string line = SerializeEntry(ExampleEntry());
  const std::string padded = line + std::string(base::kEntryBytesMax - line.size(), ' ');
  EXPECT_EQ(FaultOf(padded), EntryFault::kNotCanonical);
  EXPECT_EQ(FaultOf(padded + ' '), EntryFault::kMalformed);
}

TEST(ParseEntry, UnknownVersion) {
  const std::string line = SerializeEntry(ExampleEntry());
  for (const std::string& other : {
           Replaced(line, "\"v\":1", "\"v\":2"),
           Replaced(line, "\"v\":1", "\"v\":-1"),
           Replaced(Replaced(line, "\"v\":1", "\"v\":0"), "sha-256", "sha-512"),
           Replaced(Replaced(line, "\"v\":1", "\"v\":10"), "\"seq\":7", "\"seq\":{\"a\":[]}"),
       }) {
    EXPECT_EQ(FaultOf(other), EntryFault::kUnknownVersion) << other;
  }
  EXPECT_EQ(FaultOf("{\"v\":2}"), EntryFault::kMalformed);
  EXPECT_EQ(FaultOf(Replaced(line, "\"v\":1", "\"v\":2.0")), EntryFault::kMalformed);
}

TEST(ParseEntry, MessagesSayWhat) {
  const std::string line = SerializeEntry(ExampleEntry());
  EXPECT_EQ(ParseEntry(line + ' ').error().message, "not in RFC 8785 form");
  EXPECT_EQ(ParseEntry(Replaced(line, "\"v\":1", "\"v\":3")).error().message,
            "entry of version 3, not 1");
  EXPECT_EQ(ParseEntry("{}").error().message, "the members are not _sd, _sd_alg, prev, seq, v");
}

// Nothing of a line can change unseen: any other byte makes it no entry or another one, and what is
// accepted is always the canonical form of itself.
TEST(ParseEntry, EverySingleByteCounts) {
  const Entry entry = ExampleEntry(1234);
  const std::string line = SerializeEntry(entry);
  std::array<int, 3> faults{};
  int others = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string mutated = line;
    for (const char c : ChangesOf(line[i])) {
      mutated[i] = c;
      const auto parsed = ParseEntry(mutated);
      if (!parsed) {
        ++faults[static_cast<std::size_t>(parsed.error().fault)];
        continue;
      }
      ++others;
      ASSERT_NE(*parsed, entry) << i << ' ' << c;
      ASSERT_EQ(SerializeEntry(*parsed), mutated);
    }
  }
  const auto of = [&](EntryFault fault) { return faults[static_cast<std::size_t>(fault)]; };
  EXPECT_GT(of(EntryFault::kMalformed), 30'000);
  EXPECT_EQ(of(EntryFault::kNotCanonical), 8);  // white space for the first or last digit of seq
  EXPECT_EQ(of(EntryFault::kUnknownVersion), 9);
  EXPECT_GT(others, 32 * 42 * 20);
}

TEST(ParseEntry, EveryDroppedAndDoubledByteIsSeen) {
  const Entry entry = ExampleEntry(1234);
  const std::string line = SerializeEntry(entry);
  for (std::size_t i = 0; i < line.size(); ++i) {
    std::string dropped = line;
    dropped.erase(i, 1);
    std::string doubled = line;
    doubled.insert(i, 1, line[i]);
    for (const std::string& other : {dropped, doubled}) {
      const auto parsed = ParseEntry(other);
      ASSERT_TRUE(!parsed || *parsed != entry) << i;
    }
    EXPECT_FALSE(ParseEntry(line.substr(0, i)));
  }
}

TEST(DigestCheck, WellFormedAgreesWithIsDigest) {
  for (int c = 0; c < 256; ++c) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{15}, std::size_t{16}, std::size_t{31},
                                 std::size_t{32}, std::size_t{42}}) {
      Digests digests = ExampleEntry().digests;
      digests[13].chars[at] = static_cast<char>(c);
      EXPECT_EQ(AllWellFormed(digests), IsDigest(digests[13].view())) << c << " at " << at;
    }
  }
}

TEST(DigestCheck, DistinctEvenWhereTheBeginningIsTheSame) {
  Digests digests;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    digests[i].chars.fill('A');
    digests[i].chars[40] = static_cast<char>('a' + i % 26);
    digests[i].chars[41] = static_cast<char>('a' + i / 26);
  }
  EXPECT_TRUE(AllDistinct(digests));
  for (std::size_t i = 1; i < digests.size(); ++i) {
    Digests twice = digests;
    twice[i] = twice[i - 1];
    EXPECT_FALSE(AllDistinct(twice)) << i;
  }
}

}  // namespace
}  // namespace reqledger::event
