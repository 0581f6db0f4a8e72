#include "tests/log/whole_log.h"

#include <gtest/gtest.h>

#include <map>
#include <span>
#include <string>
#include <utility>

#include "ledger/event/disclosure.h"
#include "ledger/event/entry.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/checkpoint.h"

namespace reqledger::log {

// Everything that must hold of a log after any step: chain, tree, signature, opened values,
// matters.
void CheckWholeLog(testing::TempLedger& ledger) {
  const auto head = ledger.sequencer().head();
  merkle::CompactRange tree;
  crypto::Hash prev = event::GenesisPrev(testing::kOrigin);
  std::map<std::string, std::pair<std::uint64_t, std::string>> matters;
  std::string last_time;
  for (std::uint64_t seq = 0; seq < head->tree.size; ++seq) {
    const auto opened = ledger.reader().Open(seq);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto entry = event::ParseEntry(opened->line);
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->seq, seq);
    EXPECT_EQ(entry->prev, prev);
    prev = merkle::LeafHash(opened->line);
    tree.Append(prev);
    for (std::size_t slot = 0; slot < opened->slots.size(); ++slot) {
      EXPECT_EQ(event::DisclosureDigest(opened->slots[slot].disclosure), entry->digests[slot]);
    }
    auto& [matter_seq, matter_prev] =
        matters.try_emplace(opened->Text("matter"), 0, std::string(64, '0')).first->second;
    EXPECT_EQ(*opened->Find("matter_seq"), std::to_string(matter_seq + 1));
    EXPECT_EQ(opened->Text("matter_prev"), matter_prev);
    matter_seq += 1;
    matter_prev = crypto::ToHex(prev);
    EXPECT_GE(opened->Text("recorded_at"), last_time);
    last_time = opened->Text("recorded_at");
  }
  EXPECT_EQ(tree.Head(), head->tree);
  const auto key = note::VerifierKey::Parse(head->vkey);
  ASSERT_TRUE(key);
  const auto checkpoint = note::OpenCheckpoint(head->checkpoint, std::span(&*key, 1));
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->checkpoint.head, head->tree);
}

}  // namespace reqledger::log
