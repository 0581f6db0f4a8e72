// The words of a command line told apart: flags, their values, arguments.
//
// Errors: a usage error that names the word and the right form.
// Source: gflags' syntax: --name=value, --name value, --switch, --noswitch, -- ends the flags.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "tools/cli.h"

namespace reqledger::tools {

class FlagWords {
 public:
  explicit FlagWords(const CommandSpec& spec) : spec_(spec) {}

  base::Result<void> Read(const std::vector<std::string>& words);
  CommandLine Take() && { return std::move(line_); }

 private:
  struct Flag {
    std::string name;
    std::string type;  // as gflags calls it
    bool negated = false;
  };

  // Takes words[index] and what belongs to it; returns the index after that.
  base::Result<std::size_t> ReadFlag(const std::vector<std::string>& words, std::size_t index);
  base::Result<Flag> Resolve(std::string_view name) const;
  base::Result<void> Set(const Flag& flag, const std::string& value);
  base::Result<void> ReadFlagFile(const std::string& path);
  base::Error Unknown(std::string_view name) const;
  bool Takes(std::string_view name) const;

  const CommandSpec& spec_;
  CommandLine line_;
  bool in_file_ = false;
};

}  // namespace reqledger::tools
