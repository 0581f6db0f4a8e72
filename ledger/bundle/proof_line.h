// The two files of proofs: proofs.jsonl and checkpoints.jsonl, line by line.
//
// Threads: everything here may run on any thread.
// Source: docs/formats.md section 7.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/merkle/tree.h"

namespace reqledger::bundle {

struct ProofLine {
  std::uint64_t seq = 0;
  std::vector<merkle::Hash> proof;
};
// Nothing for a line of another form.
std::optional<ProofLine> ReadProofLine(std::string_view line);

struct OlderLine {
  std::string checkpoint;
  std::vector<merkle::Hash> consistency;
};
std::optional<OlderLine> ReadOlderLine(std::string_view line);

}  // namespace reqledger::bundle
