// Where a command gets event schemas from: a folder, or the daemon.
//
// Errors: not_found for a type that there is none of; those of daemon or folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/event/schema.h"
#include "tools/daemon_client.h"

namespace reqledger::tools {

struct TypeLine {
  std::string type;
  int version = 0;
  std::string title;
  std::string description;
  std::string sha256;
  bool daemon_only = false;  // the daemon alone records it
};

class SchemaSource {
 public:
  // An empty `folder` asks the daemon.
  SchemaSource(std::string folder, const DaemonClient& daemon)
      : folder_(std::move(folder)), daemon_(daemon) {}

  base::Result<std::vector<TypeLine>> Types() const;
  // The bytes of the newest schema of `type`, or of the one with that SHA-256 in hex.
  base::Result<std::string> Bytes(std::string_view type_or_sha256) const;

 private:
  base::Result<std::vector<TypeLine>> TypesOfFolder() const;
  std::string folder_;
  const DaemonClient& daemon_;
};

// The folder of the installed schemas: `given` if not empty, else the system's, else the one beside
// the program. A usage error names where it looked.
base::Result<std::string> FindSchemaFolder(const std::string& given);

}  // namespace reqledger::tools
