// The keys of the worked vectors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/note/checkpoint.h"
#include "ledger/note/key.h"
#include "ledger/note/signer.h"

namespace reqledger::note {

VerifierKey ParseKey(std::string_view vkey);
NoteSigner MakeSigner(std::string_view name, KeyType type, std::string_view seed_label);

VerifierKey LogKey();
VerifierKey WitnessKey();       // type 0x04
VerifierKey MlDsaWitnessKey();  // type 0x06
NoteSigner LogSigner();
NoteSigner WitnessSigner();

// The checkpoint of size 7 with the log's line, and its lines by the witnesses.
std::string Checkpoint7();
std::string WitnessLine();
std::string MlDsaWitnessLine();

// A note of `text` signed by each of `signers`.
std::string SignedBy(std::string_view text, const std::vector<const NoteSigner*>& signers);

}  // namespace reqledger::note
