// What a verifier finds: a code of the closed list, where, and what stood there instead of what.
//
// Limits: texts are cut to kFindingTextMax characters and hold no control character.
// Trust: `expected` and `got` tell what is wrong, never a salt, a key or the value of a member.
// Source: schemas/finding_codes.json, which is built into the program; docs/formats.md section 8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqledger::log {

// The codes that code raises. A test holds them against the list.
namespace code {
inline constexpr std::string_view kEntryMalformed = "entry.malformed";
inline constexpr std::string_view kEntryNotCanonical = "entry.not_canonical";
inline constexpr std::string_view kEntrySeq = "entry.seq";
inline constexpr std::string_view kEntryPrev = "entry.prev";
inline constexpr std::string_view kTileMismatch = "tile.mismatch";
inline constexpr std::string_view kCheckpointMalformed = "checkpoint.malformed";
inline constexpr std::string_view kCheckpointRoot = "checkpoint.root";
inline constexpr std::string_view kCheckpointSignature = "checkpoint.signature";
inline constexpr std::string_view kCheckpointInconsistent = "checkpoint.inconsistent";
inline constexpr std::string_view kKeyRotation = "key.rotation";
inline constexpr std::string_view kGenesisMissing = "genesis.missing";
inline constexpr std::string_view kReceiptNotContained = "receipt.not_contained";
inline constexpr std::string_view kProofInvalid = "proof.invalid";
inline constexpr std::string_view kCosignatureInvalid = "cosignature.invalid";
inline constexpr std::string_view kQuorumMissing = "quorum.missing";
inline constexpr std::string_view kTimestampInvalid = "timestamp.invalid";
inline constexpr std::string_view kDisclosureMalformed = "disclosure.malformed";
inline constexpr std::string_view kDisclosureUnreferenced = "disclosure.unreferenced";
inline constexpr std::string_view kDisclosureDuplicate = "disclosure.duplicate";
inline constexpr std::string_view kDisclosureWrongSlot = "disclosure.wrong_slot";
inline constexpr std::string_view kSlotCoreMissing = "slot.core_missing";
inline constexpr std::string_view kSlotUnopened = "slot.unopened";
inline constexpr std::string_view kEventValue = "event.value";
inline constexpr std::string_view kEventSchema = "event.schema";
inline constexpr std::string_view kRecordedAtOrder = "recorded_at.order";
inline constexpr std::string_view kMatterSequence = "matter.sequence";
inline constexpr std::string_view kDerivedMismatch = "derived.mismatch";
inline constexpr std::string_view kVaultUndecryptable = "vault.undecryptable";
inline constexpr std::string_view kBagDigest = "bag.digest";
inline constexpr std::string_view kBagMissing = "bag.missing";
inline constexpr std::string_view kBagExtra = "bag.extra";
inline constexpr std::string_view kRenderingDiffers = "rendering.differs";
inline constexpr std::string_view kExportUntrue = "export.untrue";
inline constexpr std::string_view kDocumentDigest = "document.digest";
inline constexpr std::string_view kArchiveUnsafe = "archive.unsafe";
inline constexpr std::string_view kLimitExceeded = "limit.exceeded";
inline constexpr std::string_view kStateTransition = "state.transition";
inline constexpr std::string_view kDeadlineMissed = "deadline.missed";
inline constexpr std::string_view kRecordLate = "record.late";
}  // namespace code

// Why a check was not made.
namespace reason {
inline constexpr std::string_view kKeyNotPinned = "key_not_pinned";
inline constexpr std::string_view kSchemaNotFound = "schema_not_found";
inline constexpr std::string_view kUnknownVersion = "unknown_version";
inline constexpr std::string_view kKeyDirNotGiven = "key_dir_not_given";
inline constexpr std::string_view kNotBuiltIn = "not_built_in";
inline constexpr std::string_view kNotInExport = "not_in_export";
inline constexpr std::string_view kNotPublished = "not_published";
inline constexpr std::string_view kRecordBroken = "record_broken";
inline constexpr std::string_view kRulesMalformed = "rules_malformed";
inline constexpr std::string_view kRulesNotFound = "rules_not_found";
inline constexpr std::string_view kTooMuchWork = "too_much_work";
}  // namespace reason

inline constexpr std::size_t kFindingTextMax = 200;

enum class Severity {
  kBroken,   // bytes, chain, proofs, signatures, disclosures, schema, bundle
  kProcess,  // the record is whole, what it records was irregular
};
std::string_view SeverityName(Severity severity);

struct Finding {
  std::string_view code;             // one of namespace code
  std::optional<std::uint64_t> seq;  // nothing: a whole file or the whole tree
  std::string expected;
  std::string got;
};

// `text` fit to be shown: control characters and bytes that are not ASCII become '?', cut to
// kFindingTextMax.
std::string Printable(std::string_view text);

enum class SourceKind { kBundle, kPartialBundle, kDataDirectory };

// One line of the closed list.
struct CodeInfo {
  std::string code;
  int order = 0;
  Severity severity = Severity::kBroken;
  std::vector<SourceKind> sources;  // where it applies
  std::string seq;                  // what the finding's `seq` names
  std::string meaning;
  std::string action;
};

// A word that is explained but is no finding: a reason of "not checked", a refusal, an alarm.
struct WordInfo {
  std::string word;
  std::string kind;  // "not_checked", "refusal", "alarm"
  std::string meaning;
  std::string action;
};

// The list as it is built in.
class FindingCodes {
 public:
  static const FindingCodes& BuiltIn();

  const std::vector<CodeInfo>& codes() const { return codes_; }  // in their order
  const std::vector<WordInfo>& words() const { return words_; }
  // Null where the list has none.
  const CodeInfo* Find(std::string_view code) const;
  const WordInfo* FindWord(std::string_view word) const;

 private:
  FindingCodes();
  std::vector<CodeInfo> codes_;
  std::vector<WordInfo> words_;
};

// The bytes of schemas/finding_codes.json, which every bundle carries.
std::string_view FindingCodesJson();

struct Explanation {
  std::string word;
  std::string kind;  // "broken", "process", "not_checked", "refusal", "alarm"
  std::string meaning;
  std::string action;
};

// What `reqledger explain WORD` says. Nothing for a word that the list has not.
std::optional<Explanation> Explain(std::string_view word);

}  // namespace reqledger::log
