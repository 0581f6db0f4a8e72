#include "daemon/roles.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ledger/base/file.h"

namespace reqledger::daemon {
namespace {

using base::Code;
using base::Fail;
using base::Result;

constexpr std::size_t kFileBytesMax = 1024 * 1024;

// Whoever can write the file can give away every secret.
Result<void> CheckOwner(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return Fail(base::SystemError("roles file " + path, errno));
  const bool ours = status.st_uid == 0 || status.st_uid == ::geteuid();
  if (ours && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  return Fail(Code::kPermissionDenied,
              "roles file " + path +
                  ": others than root and the daemon's user may write it; chown and chmod go-w it");
}

}  // namespace

std::string RoleSet::Names() const {
  std::string names;
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    if (!Has(static_cast<Role>(i))) continue;
    names += (names.empty() ? "" : ", ") + std::string(kRoleNames.at(i));
  }
  return names;
}

bool RoleTable::Names(const Line& line, const Peer& peer) {
  switch (line.kind) {
    case Kind::kUid:
      return peer.certificate.empty() && peer.uid == line.id;
    case Kind::kGid:
      return peer.certificate.empty() &&
             std::ranges::find(peer.groups, line.id) != peer.groups.end();
    case Kind::kCertificate:
      return !peer.certificate.empty() && peer.certificate == line.certificate;
  }
  return false;
}

Access RoleTable::Of(const Peer& peer) const {
  if (peer.certificate.empty() && peer.uid == ::geteuid()) {
    return {.roles = RoleSet::All(),
            .recorder = log::Recorder::Unlimited(RecorderOf(peer)),
            .second_person = second_person_};
  }
  Access access;
  access.second_person = second_person_;
  log::Recorder& recorder = access.recorder;
  recorder.name = RecorderOf(peer);
  bool lists_types = true;
  std::set<std::string, std::less<>> types;
  for (const Line& line : lines_) {
    if (!Names(line, peer)) continue;
    access.roles.Add(line.role);
    if (line.role != Role::kRecorder) {
      recorder.roles.emplace(kRoleNames.at(static_cast<std::size_t>(line.role)));
    } else if (line.types) {
      types.insert(line.types->begin(), line.types->end());
    } else {
      lists_types = false;
    }
  }
  recorder.records = access.roles.Has(Role::kRecorder);
  if (lists_types) recorder.types = std::move(types);
  recorder.imports = access.roles.Has(Role::kImporter);
  recorder.knows_matters = access.roles.HasAnyOf(kKnowing);
  return access;
}

Result<std::unique_ptr<RoleBook>> RoleBook::Open(std::string path,
                                                 const event::SchemaCatalogue& catalogue) {
  std::unique_ptr<RoleBook> book(new RoleBook(std::move(path), catalogue));
  RETURN_IF_ERROR(book->Reload());
  return book;
}

std::shared_ptr<const RoleTable> RoleBook::table() const {
  const base::MutexLock lock(mutex_);
  return table_;
}

Result<void> RoleBook::Reload() {
  std::string text;
  if (!path_.empty()) {
    RETURN_IF_ERROR(CheckOwner(path_));
    ASSIGN_OR_RETURN(text, base::ReadFile(path_, kFileBytesMax));
  }
  ASSIGN_OR_RETURN(RoleTable table, RoleTable::Parse(text, path_, catalogue_));
  auto fresh = std::make_shared<const RoleTable>(std::move(table));
  const base::MutexLock lock(mutex_);
  table_ = std::move(fresh);
  return {};
}

}  // namespace reqledger::daemon
