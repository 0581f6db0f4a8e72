// The schema files: what members an event of a type has, at which slot each stands, who may read
// it, and whether a given event obeys.
//
// Errors: invalid_argument with a Violation a broken rule, none of which holds a value of the
// event. Threads: a Schema and a SchemaCatalogue may be used by many threads at once, once made.
// Limits: kSchemaBytesMax a file.
// Source: docs/formats.md sections 2 and 4; JSON Schema draft-07.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/event.h"

namespace reqledger::event {

// What a member names: it brings the entity into being (`defines`) or points at one that is there.
// On an array, each item does.
struct Identifier {
  std::string entity;
  bool defines = false;
};

// What an entry is found by again, from the value alone.
enum class LookupKind { kSelector, kCustomer };
// What a value loses before it is compared, so that two ways to write it are one. Surrounding white
// space goes in any case.
enum class LookupRule {
  kAsIs,
  kLowerCase,  // ASCII letters
  kDigits,     // all but digits and +
};
struct Lookup {
  LookupKind kind = LookupKind::kSelector;
  std::map<std::string, LookupRule, std::less<>> rules;  // by type of selector; others as they are
};

struct MemberSchema {
  std::string name;
  std::string title;
  std::string description;
  std::string audience;  // x-audience
  int order = 0;         // x-order: where a reader wants to see it
  int slot = 0;          // 8 to 29
  bool personal = false;
  std::string type;                      // string, integer, boolean, object or array
  std::vector<std::string> enumeration;  // of a string, or of an array's items
  std::optional<Identifier> identifier;
  std::optional<Lookup> lookup;
  bool required = false;       // in every event of the type
  bool required_live = false;  // where mode is live and nothing else is said
};

class Schema {
 public:
  // Lints and compiles.
  static base::Result<Schema> Parse(std::string bytes);
  ~Schema();
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;

  const std::string& bytes() const;
  const crypto::Hash& sha256() const;  // of the bytes
  const std::string& type() const;
  int version() const;
  const std::string& title() const;
  // The role that alone records events of the type, and corrects them; empty: whoever may record.
  const std::string& recorded_by() const;            // x-recorded-by
  const std::string& corrected_by() const;           // x-corrected-by
  const std::vector<MemberSchema>& members() const;  // in slot order

  // Null where the schema has no such member; core names are none.
  const MemberSchema* FindMember(std::string_view name) const;
  // The slot of a core name or member.
  std::optional<int> SlotOf(std::string_view name) const;
  // The core member `schema` of an event under this schema, canonical:
  // `{"sha256":…,"type":…,"version":…}`.
  const std::string& CoreMember() const;

  // Judges the members of `event`; its type is the caller's to match.
  base::Result<void> Validate(const Event& event) const;

 private:
  struct State;
  explicit Schema(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

// Refuses a schema that uses more of JSON Schema than the formats allow, or leaves anything
// unbounded.
base::Result<void> LintSchema(std::string_view bytes);

class SchemaCatalogue {
 public:
  // Every *.schema.json of `folder`. Two files of one type and version are a conflict.
  static base::Result<SchemaCatalogue> Load(const std::string& folder);
  base::Result<void> Add(std::string bytes);

  // Null where there is none. Pointers stay good as long as the catalogue, and when it is moved.
  const Schema* FindByDigest(const crypto::Hash& sha256) const;
  const Schema* Find(std::string_view type, int version) const;
  const Schema* Latest(std::string_view type) const;
  std::vector<std::string> Types() const;  // in byte order

 private:
  using Versions = std::map<int, std::unique_ptr<const Schema>>;
  std::map<std::string, Versions, std::less<>> types_;
  std::map<crypto::Hash, const Schema*> digests_;
};

}  // namespace reqledger::event
