// The worked vectors of tests/testdata/tlog, by JSON pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/merkle/tree.h"

namespace reqledger::merkle {

// Each aborts the test where the vector is not there or not of that shape.
std::string VectorText(std::string_view pointer);
std::string VectorBytes(std::string_view pointer);  // from hex
Hash VectorHash(std::string_view pointer);          // from hex
std::vector<Hash> VectorHashes(std::string_view pointer);
int VectorInteger(std::string_view pointer);
std::vector<std::string> VectorTexts(std::string_view pointer);

// A whole file of tests/testdata/tlog.
std::string VectorFile(const std::string& name);

// The entries of the vectors' tree, "entry-<i>", and their leaf hashes.
std::string VectorEntry(std::uint64_t index);
std::vector<Hash> VectorLeaves(std::uint64_t size);

}  // namespace reqledger::merkle
