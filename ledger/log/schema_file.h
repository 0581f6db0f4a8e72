// A schema file as a verifier reads it: its slots, and its yes or no over an event. It takes every
// file of the form that the format page gives, also one that the project's own lint would not.
//
// Errors: Parse returns nothing for a file that has not that form.
// Threads: may be used by many threads at once.
// Limits: kSchemaBytesMax; nested kSchemaDepthMax deep; matching is linear in the text.
// Trust: a schema file may come with the bundle; nothing in it can make the verifier run long.
// Source: docs/formats.md sections 4 and 6.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/docket/fold.h"
#include "ledger/event/event.h"

namespace reqledger::log {

class SchemaFile {
 public:
  static std::optional<SchemaFile> Parse(std::string_view bytes);
  ~SchemaFile();
  SchemaFile(SchemaFile&&) noexcept;
  SchemaFile& operator=(SchemaFile&&) noexcept;

  // As the file says; empty and 0 where it says nothing of that form.
  const std::string& type() const { return type_; }
  std::int64_t version() const { return version_; }

  // The slot of a member that is not core.
  std::optional<int> SlotOf(std::string_view name) const;
  // Whether the slot is that of a member annotated as personal.
  bool IsPersonal(int slot) const;

  // What members identify, by `x-identifier`.
  const docket::Identifiers& identifiers() const { return identifiers_; }

  // Whether the object of `members`, none of them core, is valid.
  bool Accepts(std::span<const event::Member> members) const;

 private:
  struct Rule;
  class Compiler;
  class Judge;
  SchemaFile();

  std::string type_;
  std::int64_t version_ = 0;
  std::vector<std::string> names_;  // from slot 8 on
  std::vector<bool> personal_;      // of these, `x-personal`
  docket::Identifiers identifiers_;
  std::unique_ptr<const Rule> rule_;
};

}  // namespace reqledger::log
