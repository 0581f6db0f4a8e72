// Every bound of the project that a byte from outside can meet, each with unit and reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reqledger::base {

// Event (docs/formats.md section 2).
inline constexpr std::size_t kEventBytesMax =
    48 * 1024;  // canonical form: leaves room for core members under a vault row
inline constexpr std::size_t kEventInputBytesMax =
    256 * 1024;  // as sent: escapes may blow 48 KiB up, nothing needs more
inline constexpr int kEventDepthMax =
    6;  // the event itself is 1; bounds every recursion over a value
inline constexpr std::size_t kMemberNameBytesMax = 64;
inline constexpr std::size_t kMatterBytesMax = 128;
inline constexpr std::size_t kIdentifierBytesMax = 64;  // demands, obligations, challenges, targets
inline constexpr std::size_t kIdempotencyKeyBytesMax = 128;
inline constexpr std::int64_t kIntegerMax =
    (std::int64_t{1} << 53) - 1;  // what every JSON reader keeps exactly

// Entry and disclosure (sections 3 and 4).
inline constexpr int kSlots = 32;
inline constexpr int kCoreSlots = 8;
inline constexpr int kMemberSlots = 22;  // slots 8 to 29; 30 and 31 stay reserved
inline constexpr std::size_t kSaltBytes = 16;
inline constexpr std::size_t kEntryBytesMax = 4 * 1024;  // about 1.6 KB are used
inline constexpr std::size_t kDisclosureBytesMax =
    96 * 1024;  // 48 KiB of value, escaped and in base64

// Notes and proofs (docs/formats.md section 5; C2SP).
inline constexpr std::size_t kCheckpointBytesMax = 64 * 1024;  // 16 ML-DSA lines of 3.3 KB and room
inline constexpr std::size_t kNoteSignaturesMax = 100;         // as Go's sumdb/note
inline constexpr std::size_t kProofHashesMax = 63;             // depth of a tree of 2^63 leaves
inline constexpr std::size_t kOriginBytesMax =
    255;  // one length byte in the ML-DSA cosignature message
inline constexpr std::size_t kPolicyBytesMax =
    1024 * 1024;  // 32 ML-DSA keys and comments fit many times
inline constexpr std::size_t kReceiptBytesMax = 128 * 1024;  // entry, 63 hashes, checkpoint

// Files that a verifier reads whole.
inline constexpr std::size_t kSchemaBytesMax = 1024 * 1024;
inline constexpr std::size_t kSmallFileBytesMax =
    16 * 1024 * 1024;  // manifests of a bag, key files, export.json
inline constexpr std::size_t kLineBytesMax =
    4 * 1024 * 1024;  // one line of disclosures.jsonl: 32 disclosures of 96 KiB

}  // namespace reqledger::base
