// The members of an entry, in the order and by the names of its schema, as lines for people.
//
// Limits: kItemsMax lines an entry; values are cut by whoever prints them.
// Trust: none in the values. One that does not read as JSON is taken for a text.
// Source: web/src/detail.js, which shows the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/paper/paper.h"
#include "ledger/paper/words.h"

namespace reqledger::paper {

inline constexpr std::size_t kItemsMax = 250;

// One line: a label at a depth, and a value behind it, be it empty.
struct Item {
  int depth = 0;
  std::string label;
  std::string text;
  std::string code;        // the word of the schema's list that `text` is the title of
  bool is_listed = false;  // one of several
};

struct Particulars {
  std::vector<Item> items;
  std::size_t left_out = 0;  // items beyond kItemsMax
};

// All members but core ones.
Particulars ParticularsOf(const Entry& entry, std::string_view type, const Words& words);

// The members that tell most, on one line, of about `characters_max`; less than that where there
// is less. What everybody's own administration needs is left out.
std::string SummaryOf(const Entry& entry, std::string_view type, const Words& words,
                      std::size_t characters_max);

// A core member of type string; empty where it is not opened or no text.
std::string CoreText(const Entry& entry, std::string_view name);
// The JSON of a member; empty where it is not opened.
std::string_view MemberJson(const Entry& entry, std::string_view name);

}  // namespace reqledger::paper
