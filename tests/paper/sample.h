// Papers to look at and to test: of the samples of schemas/, of hostile strings, of many entries.
#pragma once

#include <string>
#include <vector>

#include "ledger/paper/paper.h"

namespace reqledger::paper {

// The words of this tree's schemas and rules.
Words SampleWords();
Facts SampleFacts();
// Of the lines of some files of schemas/samples, recorded one after another.
std::vector<Entry> SampleEntries();
// One matter whose values, identifiers and times are what nobody means well with.
std::vector<Entry> HostileEntries();
// `count` entries of many matters, of about the size that entries have.
std::vector<Entry> ManyEntries(std::size_t count);

EntrySource SourceOf(std::vector<Entry> entries);
// The bytes of a paper, which must succeed.
std::string Written(const Facts& facts, const EntrySource& source);

}  // namespace reqledger::paper
