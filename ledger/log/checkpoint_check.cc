#include "ledger/log/checkpoint_check.h"

#include <algorithm>
#include <array>
#include <span>

#include "ledger/note/cosignature.h"

namespace reqledger::log {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

std::string Signers(const note::SignedNote& note) {
  std::string names;
  for (const auto& signature : note.signatures) {
    names += (names.empty() ? "" : ", ") + signature.name;
  }
  return "signed by " + names;
}

// The time of `witness`'s word on the note. Nothing where it gave none, or its line does not
// verify, which is a finding.
std::optional<base::Instant> Witnessed(const CheckpointNote& note,
                                       const note::PolicyWitness& witness, FindingLog& findings) {
  const auto line = std::ranges::find_if(note.note.signatures, [&](const auto& signature) {
    return signature.name == witness.key.name() && signature.key_id == witness.key.id();
  });
  if (line == note.note.signatures.end()) return std::nullopt;
  if (!witness.key.usable()) {
    findings.AddNotChecked(code::kCosignatureInvalid, reason::kNotBuiltIn, false);
    return std::nullopt;
  }
  const auto cosignature = note::ParseCosignature(witness.key.type(), line->bytes);
  constexpr auto kSecondsMax = static_cast<std::uint64_t>(INT64_MAX / kMicrosPerSecond);
  if (!cosignature || cosignature->timestamp > kSecondsMax ||
      !witness.key.Verify(note.note.text, line->bytes)) {
    findings.Add({code::kCosignatureInvalid, std::nullopt, "a cosignature by " + witness.name,
                  "a line that does not verify"});
    return std::nullopt;
  }
  return base::Instant{static_cast<std::int64_t>(cosignature->timestamp) * kMicrosPerSecond};
}

}  // namespace

Finding SignedOutOfTime(const CheckpointNote& note, const KeyLineage& lineage,
                        std::string_view what) {
  const std::uint64_t size = note.checkpoint.head.size;
  return {code::kKeyRotation, lineage.NamedAt(size),
          std::string(what) + " of size " + std::to_string(size) + " signed by a key named here",
          "by one that another had taken the place of, or was to"};
}

void CheckSignature(const CheckpointNote& note, const KeyLineage& lineage, std::string_view what,
                    FindingLog& findings) {
  switch (lineage.Judge(note)) {
    case KeyLineage::Signed::kInTime:
      return;
    case KeyLineage::Signed::kOutOfTime:
      findings.Add(SignedOutOfTime(note, lineage, what));
      return;
    case KeyLineage::Signed::kNot:
      findings.Add({code::kCheckpointSignature, std::nullopt,
                    std::string(what) + " signed by a key of the ledger", Signers(note.note)});
      return;
  }
}

std::optional<base::Instant> CheckWitnesses(const CheckpointNote& note, const WitnessRules& rules,
                                            FindingLog& findings) {
  if (rules.policy == nullptr) {
    if (rules.not_before) {
      findings.AddNotChecked(code::kQuorumMissing, reason::kNotInExport, true);
    }
    return std::nullopt;
  }
  std::vector<std::string> witnesses;
  std::optional<base::Instant> latest;
  for (const note::PolicyWitness& witness : rules.policy->witnesses()) {
    const auto time = Witnessed(note, witness, findings);
    if (!time) continue;
    latest = std::max(latest.value_or(*time), *time);
    if (!rules.not_before || *time >= *rules.not_before) witnesses.push_back(witness.name);
  }
  if (!rules.policy->QuorumMet(witnesses)) {
    findings.Add({code::kQuorumMissing, std::nullopt,
                  "the quorum " + rules.policy->quorum().value_or("none") +
                      (rules.not_before ? " since " + base::FormatInstant(*rules.not_before) : ""),
                  std::to_string(witnesses.size()) + " witnesses"});
  }
  if (rules.not_before && !rules.policy->quorum()) {
    findings.AddNotChecked(code::kQuorumMissing, reason::kNotInExport, true);
  }
  return latest;
}

namespace {

void Inconsistent(std::string expected, std::string got, FindingLog& findings) {
  findings.Add({code::kCheckpointInconsistent, std::nullopt, std::move(expected), std::move(got)});
}

void CheckOlderNote(const CheckpointNote& older, const CheckpointNote& checkpoint,
                    const RootSource& roots, FindingLog& findings) {
  const merkle::TreeHead& head = older.checkpoint.head;
  if (head.size > checkpoint.checkpoint.head.size) {
    Inconsistent("an older checkpoint of at most " +
                     std::to_string(checkpoint.checkpoint.head.size) + " entries",
                 std::to_string(head.size), findings);
    return;
  }
  merkle::Hash root;
  switch (roots.RootAt(head.size, root)) {
    case RootSource::Answer::kCannotTell:
      findings.AddNotChecked(code::kCheckpointInconsistent, reason::kNotInExport, true);
      return;
    case RootSource::Answer::kOther:
      Inconsistent("a tree of " + std::to_string(head.size) + " entries", "fewer", findings);
      return;
    case RootSource::Answer::kKnown:
      break;
  }
  if (root != head.root) {
    Inconsistent("root " + crypto::ToHex(head.root) + " at size " + std::to_string(head.size),
                 crypto::ToHex(root), findings);
  }
}

}  // namespace

void CheckOlder(const std::vector<std::string>& notes, const CheckpointNote& checkpoint,
                const KeyLineage& lineage, const RootSource& roots, FindingLog& findings) {
  for (const std::string& bytes : notes) {
    const auto older = ReadCheckpoint(bytes);
    if (!older) {
      Inconsistent("an older checkpoint", older.error().message, findings);
      continue;
    }
    const KeyLineage::Signed is_signed = lineage.Judge(*older);
    if (is_signed == KeyLineage::Signed::kNot) {
      Inconsistent("an older checkpoint signed by a key of the ledger", Signers(older->note),
                   findings);
      continue;
    }
    if (is_signed == KeyLineage::Signed::kOutOfTime &&
        older->checkpoint.head.size <= checkpoint.checkpoint.head.size) {
      findings.Add(SignedOutOfTime(*older, lineage, "an older checkpoint"));
    }
    CheckOlderNote(*older, checkpoint, roots, findings);
  }
}

}  // namespace reqledger::log
