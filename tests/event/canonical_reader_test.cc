#include "ledger/event/canonical_reader.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "ledger/event/json.h"
#include "tests/event/byte_changes.h"

namespace reqledger::event {
namespace {

constexpr int kDepth = 5;

bool Reads(std::string_view text) {
  CanonicalReader reader(text);
  const auto value = reader.TakeValue(kDepth);
  return value && *value == text && reader.AtEnd();
}

// The definition: strict JSON that is its own canonical form.
bool IsCanonical(std::string_view text) {
  const auto value = ParseStrict(text, Names::kEvent, kDepth);
  return value && Canonical(*value) == text;
}

TEST(CanonicalReader, AgreesWithTheDefinition) {
  for (const std::string text :
       {"0", "-1", "9007199254740991", "-9007199254740991", "true", "false", "\"\"", "[]", "{}",
        "[[[[[1]]]]]", R"({"a":1,"a_b":[true,{"b":"\"\\\n\t/é😀"}],"b":{}})", "\"\xC2\xA0\""}) {
    EXPECT_TRUE(Reads(text)) << text;
    EXPECT_TRUE(IsCanonical(text)) << text;
  }
  for (const std::string text : {"",
                                 " ",
                                 "-",
                                 "-0",
                                 "00",
                                 "01",
                                 "1.0",
                                 "1e2",
                                 "9007199254740992",
                                 "99999999999999999999",
                                 "null",
                                 "tru",
                                 "True",
                                 "\"",
                                 "\"a",
                                 "\"\\/\"",
                                 "\"\\u0061\"",
                                 "\"\\b\"",
                                 "\"\t\"",
                                 "\"\x7f\"",
                                 "\"\xC2\x85\"",
                                 "\"\xC2\"",
                                 "\"\xED\xA0\x80\"",
                                 "[1,]",
                                 "[,1]",
                                 "[1 ]",
                                 "[1",
                                 "]",
                                 "{",
                                 "{\"a\"}",
                                 R"({"a":1,})",
                                 R"({"b":1,"a":1})",
                                 R"({"a":1,"a":1})",
                                 R"({"A":1})",
                                 R"({"":1})",
                                 R"({"a" :1})",
                                 "[[[[[[]]]]]]",
                                 "1 ",
                                 "1,"}) {
    EXPECT_FALSE(Reads(text)) << text;
    EXPECT_FALSE(IsCanonical(text)) << text;
  }
}

TEST(CanonicalReader, AgreesOnEveryChangeOfAByte) {
  const std::string text = R"({"a":-120,"bc":[true,"x\n\\é\t\"",{"d":0,"e":{}}],"f":false})";
  ASSERT_TRUE(Reads(text));
  int accepted = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : ChangesOf(text[i])) {
      std::string changed = text;
      changed[i] = c;
      ASSERT_EQ(Reads(changed), IsCanonical(changed)) << changed;
      accepted += Reads(changed) ? 1 : 0;
    }
    const std::string cut = text.substr(0, i);
    ASSERT_EQ(Reads(cut), IsCanonical(cut)) << cut;
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace reqledger::event
