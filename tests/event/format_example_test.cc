// The worked example of docs/formats.md section 10, which other code than ours wrote.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/base/file.h"
#include "ledger/event/entry.h"
#include "ledger/event/json.h"
#include "tests/event/test_schemas.h"

namespace reqledger::event {
namespace {

using boost::json::array;
using boost::json::object;

object Example() {
  const auto bytes = base::ReadFile(
      std::string(REQLEDGER_SOURCE_DIR) + "/tests/testdata/format_example.json", 1 << 20);
  EXPECT_TRUE(bytes);
  const auto parsed = bytes ? ParseStrict(*bytes, Names::kAny, 5)
                            : base::Result<boost::json::value>(boost::json::value());
  EXPECT_TRUE(parsed);
  return parsed && parsed->is_object() ? parsed->get_object() : object();
}

std::string Text(const boost::json::value& value) {
  return std::string(std::string_view(value.as_string()));
}

TEST(FormatExample, TheEventObeysItsSchemaAndItsMembersStandAtTheirSlots) {
  const object example = Example();
  const auto event = ParseEvent(Canonical(example.at("submitted")));
  ASSERT_TRUE(event) << event.error().message;
  const auto schema = Schema::Parse(DemoSchemaBytes());
  ASSERT_TRUE(schema);
  EXPECT_TRUE(schema->Validate(*event));
  EXPECT_EQ(schema->CoreMember(), Canonical(example.at("event").at("schema")));
  const array& names = example.at("names").as_array();
  ASSERT_EQ(names.size(), 32U);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (Text(names[i]).empty()) continue;
    EXPECT_EQ(schema->SlotOf(Text(names[i])), static_cast<int>(i)) << names[i];
  }
}

TEST(FormatExample, DisclosuresDecoysAndDigests) {
  const object example = Example();
  const object& event = example.at("event").as_object();
  std::size_t members = 0;
  std::size_t decoys = 0;
  for (std::size_t slot = 0; slot < 32; ++slot) {
    const auto salt = base::DecodeBase64Url(Text(example.at("salts").at(slot)));
    ASSERT_TRUE(salt);
    const std::string name = Text(example.at("names").at(slot));
    const std::string made =
        name.empty() ? MakeDecoy(*salt) : MakeDisclosure(*salt, name, Canonical(event.at(name)));
    const auto& expected =
        name.empty() ? example.at("decoys").at(decoys++) : example.at("disclosures").at(members++);
    EXPECT_EQ(made, Text(expected)) << slot;
    EXPECT_EQ(DisclosureDigest(made).view(), Text(example.at("digests").at(slot))) << slot;
  }
  EXPECT_EQ(members, event.size());
  EXPECT_EQ(decoys, example.at("decoys").as_array().size());
}

TEST(FormatExample, EntryAndLeafHash) {
  const object example = Example();
  Entry entry;
  entry.seq = static_cast<std::uint64_t>(example.at("seq").as_int64());
  const auto prev = crypto::HashFromHex(Text(example.at("prev")));
  ASSERT_TRUE(prev);
  entry.prev = *prev;
  for (std::size_t slot = 0; slot < 32; ++slot) {
    const std::string digest = Text(example.at("digests").at(slot));
    ASSERT_TRUE(IsDigest(digest));
    digest.copy(entry.digests[slot].chars.data(), Digest::kChars);
  }
  const std::string line = SerializeEntry(entry);
  EXPECT_EQ(line, Text(example.at("entry")));
  EXPECT_EQ(crypto::ToHex(crypto::Sha256::Digest({std::string_view("\0", 1), line})),
            Text(example.at("leaf_hash")));
  const auto parsed = ParseEntry(line);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, entry);
}

}  // namespace
}  // namespace reqledger::event
