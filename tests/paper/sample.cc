#include "tests/paper/sample.h"

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "ledger/base/time.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/json.h"

namespace reqledger::paper {
namespace {

namespace json = boost::json;

constexpr const char* kSamples[] = {"brooklyn-secrecy-order.jsonl", "epoc-objection.jsonl",
                                    "grand-jury-renewals.jsonl", "microsoft-ireland.jsonl",
                                    "walkthrough.jsonl"};
constexpr std::int64_t kFirstRecorded = 1'772'442'240'000'000;  // 2026-03-02T09:04:00Z

template <typename T>
T Must(base::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::abort();
  }
  return *std::move(result);
}

std::string Quoted(std::string_view text) { return event::CanonicalString(text); }

void AddCore(Entry& entry, std::size_t place) {
  const base::Instant at{kFirstRecorded + static_cast<std::int64_t>(place) * 127'000'000};
  entry.members.push_back({.name = "recorded_at", .json = Quoted(base::FormatInstant(at))});
  entry.members.push_back({.name = "recorded_by", .json = Quoted("uid:998")});
  entry.closed = 24 - static_cast<int>(entry.members.size());
}

}  // namespace

Words SampleWords() {
  const std::string schemas = std::string(REQLEDGER_SOURCE_DIR) + "/schemas";
  const auto catalogue = Must(event::SchemaCatalogue::Load(schemas + "/events"));
  const auto rules = Must(docket::RuleBook::Load(schemas + "/rules"));
  return Must(Words::Make(catalogue, rules));
}

Facts SampleFacts() {
  const auto hex = [](std::string_view text) {
    return crypto::ToHex(crypto::Sha256::Digest(text));
  };
  return {.audience = "For a court, under seal",
          .origin = "cloud.example/demands",
          .tool = "reqledgerd 0.1.0",
          .created_at = "2026-03-04T16:20:11.000000Z",
          .statement =
              "All values of the chosen matters are opened but those of the provider's own "
              "administration and names of its staff; of all other entries nothing is opened, "
              "and nothing of what they hold can be read from this bundle.",
          .checked =
              "Every one of the 214 entries of this bundle was found in the tree whose root is "
              "signed, and every opened value in its entry. Nothing was found wrong.",
          .size = 8192,
          .entries = 214,
          .root_hex = hex("root"),
          .bundle_digest_hex = hex("bundle"),
          .vkey = "cloud.example/demands+7e0d1c9f+AQ8sT0Jq7Yw2cXkqL3b6u0b0m3vXgq8oY1rS5tU7vWxYz",
          .fingerprint_hex = hex("key"),
          .complete = false,
          .certificate =
              "DRAFT - FOR THE SIGNATURE OF A CUSTODIAN OF RECORDS\n\n"
              "CERTIFICATE OF A RECORD MADE BY AN ELECTRONIC PROCESS\n\n"
              "I, ________________________, state:\n\n"
              "1.  I am employed by ________________________ as ________________________, and am\n"
              "    familiar with how its record of government data demands is made and kept.\n\n"
              "2.  Each entry was made at or near the time of what it tells, by somebody with\n"
              "    knowledge, or from information sent by such a person.\n\n"
              "3.  The record is kept in the course of a regularly conducted activity.\n\n"
              "4.  The accompanying bundle was made by a process that gives an accurate result;\n"
              "    its digest is printed at the foot of each page.\n\n"
              "I declare under penalty of perjury that the foregoing is true and correct.\n\n\n"
              "Executed on ____________________        ______________________________________\n"
              "                                        (signature)\n"};
}

std::vector<Entry> SampleEntries() {
  std::vector<Entry> entries;
  for (const char* name : kSamples) {
    std::ifstream file(std::string(REQLEDGER_SOURCE_DIR) + "/schemas/samples/" + name);
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with('{')) continue;
      const json::value value = Must(event::ParseStrict(line, event::Names::kAny, 8));
      Entry entry{.seq = 3 + 7 * entries.size()};
      for (const auto& member : value.get_object()) {
        entry.members.push_back(
            {.name = std::string(member.key()), .json = event::Canonical(member.value())});
      }
      AddCore(entry, entries.size());
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::vector<Entry> HostileEntries() {
  const std::string bidi = "\u202e\u202d\u2066\u200b";
  const std::vector<std::string> texts = {
      std::string(40'000, 'x'),
      std::string(4000, 'W') + " " + std::string(500, 'i'),
      bidi + "evil" + bidi,
      "<script>alert(1)</script> ]]> endstream endobj (\\) << /Type /Catalog >>",
      "\u05d0\u05d1\u05d2 \u0627\u0644\u0633\u0644\u0627\u0645",
      "\u4e2d\u6587\u5b57\u7b26 \U0001f600 \U0010ffff",
      "Z\u0301\u0302\u0303\u0304\u0305a\u0301l\u0323 e\u0301 \u0301alone",
      "zero\u200bwidth\u2060joined\ufefftext\u00ad",
      "Stra\u00dfe, \u0141\u00f3d\u017a, \u0395\u03bb\u03bb\u03ac\u03b4\u03b1",
      "\u041c\u043e\u0441\u043a\u0432\u0430, \u10e5\u10d0\u10e0\u10d7\u10e3\u10da\u10d8, 5 \u20ac",
      std::string(3000, '\n') + "the end",
      "tab\tand\nline",
      "[U+202E] written out",
      "\u2028\u2029\u0085 separators",
  };
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    Entry entry{.seq = i * i};
    entry.members = {
        {.name = "type", .json = Quoted(i % 3 == 0 ? "demand.received" : "demand.accepted")},
        {.name = "matter", .json = Quoted("matter \u202e" + texts[i].substr(0, 64))},
        {.name = "occurred_at",
         .json = R"({"precision":"day","value":"2026-02-0)" + std::to_string(i % 9 + 1) + "\"}"},
        {.name = "demand_id", .json = Quoted(texts[i])},
        {.name = "note", .json = Quoted(texts[i])},
        {.name = texts[i].substr(0, 60), .json = R"({"a":[{"b":[1,-2,true]},[]],"c":{}})"},
        {.name = "lone", .json = "\"\\ud800 lone\""},
        {.name = "bytes", .json = "\xff\xfe\xc3"},
        {.name = "open", .json = "{\"not\":"},
    };
    AddCore(entry, i);
    entries.push_back(std::move(entry));
  }
  entries.back().members.erase(entries.back().members.begin(), entries.back().members.begin() + 3);
  std::string many = "[";
  for (int i = 0; i < 9000; ++i) many += "[],";
  entries.front().members.push_back({.name = "many", .json = many + "1]"});
  return entries;
}

std::vector<Entry> ManyEntries(std::size_t count) {
  const std::vector<Entry> samples = SampleEntries();
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    Entry entry = samples[i % samples.size()];
    entry.seq = 2 * i;
    const std::string turn = std::to_string(i / samples.size());
    for (Member& member : entry.members) {
      const bool is_name = member.name == "matter" || member.name.ends_with("_id");
      if (is_name) member.json.insert(member.json.size() - 1, "-" + turn);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

EntrySource SourceOf(std::vector<Entry> entries) {
  return [entries = std::move(entries)](const EntryVisitor& visit) -> base::Result<void> {
    for (const Entry& entry : entries) RETURN_IF_ERROR(visit(entry));
    return {};
  };
}

std::string Written(const Facts& facts, const EntrySource& source) {
  std::string bytes;
  const Words words = SampleWords();
  const auto result =
      WritePaper(facts, words, source, [&bytes](std::string_view part) -> base::Result<void> {
        bytes += part;
        return {};
      });
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::abort();
  }
  return bytes;
}

}  // namespace reqledger::paper
