#include "ledger/event/disclosure.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"
#include "tests/event/byte_changes.h"

namespace reqledger::event {
namespace {

std::string Salt(std::string_view seed) {
  return std::string(crypto::Sha256::Digest(seed).view().substr(0, base::kSaltBytes));
}

std::string Encoded(std::string_view json) { return base::EncodeBase64Url(json); }

// RFC 9901 section 4.2.3: white space after commas and all, a verifier hashes the text as it is.
constexpr std::string_view kPublished =
    "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";

TEST(DisclosureDigest, PublishedExample) {
  EXPECT_EQ(DisclosureDigest(kPublished).view(), "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
  EXPECT_FALSE(ParseDisclosure(kPublished));  // not in RFC 8785 form
}

struct Worked {
  const char* name;
  const char* value;
  const char* salt;
  const char* disclosure;
  const char* digest;
};

constexpr Worked kWorked[] = {
    {"event_type", R"("demand.received")", "eBUw5k0aoPKhvhZQrVeqkw",
     "WyJlQlV3NWswYW9QS2h2aFpRclZlcWt3IiwiZXZlbnRfdHlwZSIsImRlbWFuZC5yZWNlaXZlZCJd",
     "TuQusVk2I5Drp0LB4CPZUYYOxCNp4Cd3PWAIAS4JgzA"},
    {"recorded_at", R"("2018-08-06T16:00:00Z")", "D8Wpkita6dm4a886XxzMfw",
     "WyJEOFdwa2l0YTZkbTRhODg2WHh6TWZ3IiwicmVjb3JkZWRfYXQiLCIyMDE4LTA4LTA2VDE2OjAwOjAwWiJd",
     "rLkPZzQYC0IaEKDZO4xRbXmJkyiCjSLwpEq05khzJe0"},
    {"demand_kind", R"("us_sca_warrant")", "rmPxz8BdByMGnVaztezIiA",
     "WyJybVB4ejhCZEJ5TUduVmF6dGV6SWlBIiwiZGVtYW5kX2tpbmQiLCJ1c19zY2Ffd2FycmFudCJd",
     "6CTAzwtnVnSD2weC5hSIiWQBGDl018gzL538PORS2KY"},
    {"docket_number", R"("00-mj-0000")", "-j8SSx0YbUG0cZGgVU_5pw",
     "WyItajhTU3gwWWJVRzBjWkdnVlVfNXB3IiwiZG9ja2V0X251bWJlciIsIjAwLW1qLTAwMDAiXQ",
     "AibO6pbbnbflR5zSFiPX_0BOzFGHqF0UNizDCLan7Q0"},
    {"authority_name", R"("Example U.S. Attorney Office")", "A0gfQXhvSTvXSzOXT_MEhg",
     "WyJBMGdmUVhodlNUdlhTek9YVF9NRWhnIiwiYXV0aG9yaXR5X25hbWUiLCJFeGFtcGxlIFUuUy4gQXR0b3JuZXkgT2Zm"
     "aWNlIl0",
     "dza5eArPJx4wdLhDEPdYXB9tKz42VnUnhf6Of2Xw_LM"},
    {"customer_ref", R"("cust-000417")", "-hdeBmHAOuOAj0aAF6Abow",
     "WyItaGRlQm1IQU91T0FqMGFBRjZBYm93IiwiY3VzdG9tZXJfcmVmIiwiY3VzdC0wMDA0MTciXQ",
     "5_ieAFC9g-Bil8GvIVbsZHkSAbmSe40qfhLfgnyUqVI"},
    {"secrecy_id", R"("so-0001")", "tm_97IjkLtqjiYWgCzCvbg",
     "WyJ0bV85N0lqa0x0cWppWVdnQ3pDdmJnIiwic2VjcmVjeV9pZCIsInNvLTAwMDEiXQ",
     "NoofBJwf6Bejje6yHZcXjqAbvi-DlNkIIW87b5rPyjk"},
};

TEST(Disclosure, WorkedExamplesBothWays) {
  for (const Worked& worked : kWorked) {
    const auto salt = base::DecodeBase64Url(worked.salt);
    ASSERT_TRUE(salt);
    EXPECT_EQ(MakeDisclosure(*salt, worked.name, worked.value), worked.disclosure);
    EXPECT_EQ(DisclosureDigest(worked.disclosure).view(), worked.digest);
    const auto parsed = ParseDisclosure(worked.disclosure);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->salt, worked.salt);
    EXPECT_EQ(parsed->name, worked.name);
    EXPECT_EQ(parsed->value, worked.value);
    EXPECT_FALSE(parsed->decoy);
  }
}

TEST(Disclosure, DecoyOpensAndSaysSo) {
  const std::string decoy = MakeDecoy(Salt("decoy"));
  const auto parsed = ParseDisclosure(decoy);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_TRUE(parsed->decoy);
  EXPECT_TRUE(parsed->name.empty());
  EXPECT_EQ(Encoded("[\"" + parsed->salt + "\"]"), decoy);
}

TEST(Disclosure, EveryKindOfValueComesBack) {
  for (const std::string value :
       {"0", "-1", "true", "\"\"", "[]", "{}", R"({"a":[1,{"b":"\n\"é"}]})", "[[[[[1]]]]]"}) {
    const auto parsed = ParseDisclosure(MakeDisclosure(Salt("s"), "a", value));
    ASSERT_TRUE(parsed) << value;
    EXPECT_EQ(parsed->value, value);
  }
}

TEST(ParseDisclosure, RefusesAnythingElse) {
  const std::string s = base::EncodeBase64Url(Salt("s"));
  ASSERT_TRUE(ParseDisclosure(Encoded("[\"" + s + "\",\"a\",1]")));
  const std::string other_salt_bits = s.substr(0, 21) + (s.back() == 'A'   ? 'B'
                                                         : s.back() == 'w' ? 'x'
                                                                           : 'R');
  for (const std::string& json : std::initializer_list<std::string>{
           std::string(""),
           std::string("{}"),
           std::string("[]"),
           std::string("\"x\""),
           "[\"" + s + "\",\"a\"]",                    // no value
           "[\"" + s + "\",\"a\",1,2]",                // one too many
           "[\"" + s + "\", \"a\",1]",                 // a space
           "[\"" + s + "\",\"a\",1] ",                 // trailing
           "[\"" + s + "\",\"A\",1]",                  // no member name
           "[\"" + s + "\",\"...\",1]",                //
           "[\"" + s + "\",1,1]",                      // name not a string
           "[\"" + s + "\",\"\\u0061\",1]",            // needless escape
           "[\"" + s + "\",\"a\",1.0]",                // outside the domain
           "[\"" + s + "\",\"a\",null]",               //
           "[\"" + s + "\",\"a\",{\"B\":1}]",          //
           "[\"" + s + "\",\"a\",{\"c\":1,\"b\":2}]",  // not sorted
           "[\"" + s + "\",\"a\",[[[[[[]]]]]]]",       // depth 6
           "[\"" + s.substr(1) + "\",\"a\",1]",        // salts of other forms
           "[\"" + s + "A\",\"a\",1]",                 //
           "[\"" + other_salt_bits + "\",\"a\",1]",
           std::string("[\"\",\"a\",1]"),
           std::string("[1,\"a\",1]"),
           std::string("[\"\"]"),
       }) {
    const auto refused = ParseDisclosure(Encoded(json));
    ASSERT_FALSE(refused) << json;
    EXPECT_EQ(refused.error().code, base::Code::kInvalidArgument) << json;
    EXPECT_FALSE(refused.error().message.contains(s)) << refused.error().message;
  }
}

TEST(ParseDisclosure, RefusesOtherBase64) {
  const std::string text = MakeDisclosure(Salt("s"), "a", "12");
  for (const std::string& other : {text + "=", text + "\n", ' ' + text, text.substr(1), text + "A",
                                   text.substr(0, text.size() - 1)}) {
    EXPECT_FALSE(ParseDisclosure(other)) << other;
  }
}

// Every text that is accepted is what its parts make: there are no two texts for one disclosure.
TEST(ParseDisclosure, MutationsAreRefusedOrAnotherDisclosure) {
  const std::string text = MakeDisclosure(Salt("s"), "kind", R"({"a":[1,"b"]})");
  int accepted = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : ChangesOf(text[i])) {
      std::string mutated = text;
      mutated[i] = c;
      const auto parsed = ParseDisclosure(mutated);
      if (!parsed) continue;
      ++accepted;
      ASSERT_EQ(MakeDisclosure(*base::DecodeBase64Url(parsed->salt), parsed->name, parsed->value),
                mutated);
    }
  }
  EXPECT_GT(accepted, 100);
}

TEST(ParseDisclosure, SizeLimit) {
  const auto of_size = [](std::size_t value) {
    return MakeDisclosure(Salt("s"), "a", '"' + std::string(value, 'x') + '"');
  };
  const std::size_t around = of_size(0).size();
  const std::size_t fits = (base::kDisclosureBytesMax - around) / 4 * 3;
  ASSERT_LE(of_size(fits).size(), base::kDisclosureBytesMax);
  EXPECT_TRUE(ParseDisclosure(of_size(fits)));
  const auto refused = ParseDisclosure(of_size(fits + 4));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kTooLarge);
}

// The largest event of one member still has a disclosure within the limit.
TEST(ParseDisclosure, LimitHoldsEveryEvent) {
  EXPECT_LE(MakeDisclosure(Salt("s"), std::string(64, 'n'),
                           '"' + std::string(base::kEventBytesMax, 'x') + '"')
                .size(),
            base::kDisclosureBytesMax);
}

TEST(IsDigest, Form) {
  const std::string good(DisclosureDigest("x").view());
  EXPECT_TRUE(IsDigest(good));
  EXPECT_FALSE(IsDigest(good.substr(1)));
  EXPECT_FALSE(IsDigest(good + "A"));
  EXPECT_FALSE(IsDigest(std::string(42, 'A') + "B"));
  EXPECT_FALSE(IsDigest(std::string(42, '+') + "A"));
}

TEST(Disclosure, SaltsMakeTheDifference) {
  std::set<std::string> digests;
  for (int i = 0; i < 100; ++i) {
    digests.emplace(DisclosureDigest(MakeDecoy(Salt(std::to_string(i)))).view());
  }
  EXPECT_EQ(digests.size(), 100u);
}

}  // namespace
}  // namespace reqledger::event
