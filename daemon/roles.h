// Who may do what: the roles file, and what it gives to a caller.
//
// The file has lines `role subject [types]`. Subjects: `uid:NAME`, `gid:NAME` (also a supplementary
// group; NAME may be a number), `cert:NAME` (a certificate's name as recorded_by has it). Types: of
// a recorder, separated by commas, `demand.*` for a family; without them it may record all that no
// role is named for. A line `second_person WHAT` lists, with commas, what takes a second person:
// types of events, `erasure`, `export_under_seal`. A word that begins with `#` begins a comment.
// Nobody has a role without a line but the daemon's own user, which has all: not even root.
//
// Errors: a usage error that names file, line and what would be right.
// Threads: a RoleTable is not changed; RoleBook may be used by any number of threads.
// Trust: the file decides who may read secrets: only root and the daemon's user may be able to
// write it.
// Source: docs/roles.md.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/event/schema.h"
#include "ledger/log/recorder.h"

namespace reqledger::daemon {

enum class Role : std::uint8_t {
  kRecorder,
  kImporter,
  kReader,
  kVerifier,
  kAuditor,
  kCounsel,
  kExporter,
  kOperator,
};
inline constexpr std::array<std::string_view, 8> kRoleNames = {
    "recorder", "importer", "reader", "verifier", "auditor", "counsel", "exporter", "operator"};

class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<Role> roles) {
    for (const Role role : roles) Add(role);
  }
  static constexpr RoleSet All() {
    RoleSet all;
    all.bits_ = (1U << kRoleNames.size()) - 1;
    return all;
  }

  constexpr void Add(Role role) { bits_ |= 1U << static_cast<unsigned>(role); }
  constexpr bool Has(Role role) const { return (bits_ >> static_cast<unsigned>(role) & 1U) != 0; }
  constexpr bool HasAnyOf(RoleSet others) const { return (bits_ & others.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // "auditor, counsel": for people.
  std::string Names() const;

 private:
  unsigned bits_ = 0;
};

// Sets that more than one place names.
// Who is told of matters what others recorded there.
inline constexpr RoleSet kKnowing = {Role::kReader, Role::kAuditor, Role::kCounsel};
// Who sees the values that entries hide, those about persons too.
inline constexpr RoleSet kOpening = {Role::kAuditor, Role::kCounsel};
// Who checks the log; and has receipts of what others recorded.
inline constexpr RoleSet kChecking = {Role::kVerifier, Role::kAuditor, Role::kCounsel};

// What takes a second person.
struct SecondPerson {
  std::set<std::string, std::less<>> types;  // of events
  bool erasure = false;
  bool export_under_seal = false;
};

// What one caller may do.
struct Access {
  RoleSet roles;
  log::Recorder recorder;                                  // and what it may record
  std::shared_ptr<const SecondPerson> second_person = {};  // null: for nothing

  // May be told what others recorded: who may not is a pure recorder, or has nothing to do with
  // matters.
  bool knows_matters() const { return recorder.knows_matters; }
};

class RoleTable {
 public:
  // `name` is the file's, for messages.
  static base::Result<RoleTable> Parse(std::string_view text, std::string_view name,
                                       const event::SchemaCatalogue& catalogue);

  Access Of(const Peer& peer) const;
  std::size_t lines() const { return lines_.size(); }

 private:
  enum class Kind { kUid, kGid, kCertificate };
  struct Line {
    Role role;
    Kind kind;
    std::uint64_t id = 0;     // of a user or group
    std::string certificate;  // its name
    std::optional<std::set<std::string, std::less<>>> types;
  };
  friend class RoleFileParser;

  static bool Names(const Line& line, const Peer& peer);

  std::vector<Line> lines_;
  std::shared_ptr<SecondPerson> second_person_;  // null where no line says so
};

// The table in use: read at the start, and again when somebody asks.
class RoleBook {
 public:
  // `path` empty: no file, and nobody but the daemon's user has a role. `catalogue` outlives this.
  static base::Result<std::unique_ptr<RoleBook>> Open(std::string path,
                                                      const event::SchemaCatalogue& catalogue);

  std::shared_ptr<const RoleTable> table() const EXCLUDES(mutex_);
  // An error leaves what was in use.
  base::Result<void> Reload() EXCLUDES(mutex_);
  const std::string& path() const { return path_; }

 private:
  RoleBook(std::string path, const event::SchemaCatalogue& catalogue)
      : path_(std::move(path)), catalogue_(catalogue) {}

  const std::string path_;
  const event::SchemaCatalogue& catalogue_;
  mutable base::Mutex mutex_;
  std::shared_ptr<const RoleTable> table_ GUARDED_BY(mutex_);
};

}  // namespace reqledger::daemon
