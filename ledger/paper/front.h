// The first pages: what this paper is, what it can say and what not, how to check it, and where in
// it what stands.
#pragma once

#include <string>
#include <vector>

#include "ledger/paper/flow.h"
#include "ledger/paper/paper.h"

namespace reqledger::paper {

struct ContentsLine {
  std::string title;
  int level = 0;
  int page = 0;  // 0: not known yet, or on none
};

void DrawFront(const Facts& facts, std::uint64_t opened, const std::vector<ContentsLine>& contents,
               Flow& flow);

}  // namespace reqledger::paper
