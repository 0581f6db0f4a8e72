// What stands behind the first pages, a section a function, which gives the number of its page.
//
// Limits: those below; where one cuts, the paper says so and where the whole is.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/paper/flow.h"
#include "ledger/paper/index.h"
#include "ledger/paper/paper.h"
#include "ledger/paper/words.h"

namespace reqledger::paper {

inline constexpr std::size_t kMattersMax = 1000;      // a docket of each
inline constexpr std::size_t kDocketRowsMax = 2000;   // of one matter
inline constexpr std::size_t kParticularsMax = 5000;  // entries told in full
inline constexpr std::size_t kValueLinesMax = 80;     // of one value: more than a page
inline constexpr std::size_t kNamedMax = 400;         // characters in the last list

// The dockets and timelines of all matters. `pages` gets where each begins, 0 for none.
int DrawMatters(const Index& index, const Words& words, std::string_view created_at, Flow& flow,
                std::vector<int>& pages);
int DrawTable(const Index& index, const Words& words, Flow& flow);
base::Result<int> DrawParticulars(const Index& index, const Words& words, const EntrySource& source,
                                  Flow& flow);
int DrawCertificate(std::string_view certificate, Flow& flow);
// What was printed as codes. Whatever comes after it is not counted.
int DrawNamed(Flow& flow);

}  // namespace reqledger::paper
