// note      = text LF 1*100signature
// text      = 1*line
// signature = U+2014 SP name SP base64( key-id 1*byte ) LF
// key-id    = 4 bytes, big-endian
//
// The text ends at the last blank line, so that it may hold blank lines itself. All is UTF-8
// without control characters but LF.

#include "ledger/note/note.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/cursor.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/base/utf8.h"

namespace reqledger::note {
namespace {

using base::Code;
using base::Fail;

constexpr std::string_view kSignatureMark = "\u2014 ";
constexpr std::string_view kBlankLine = "\n\n";

base::Result<void> CheckCharacters(std::string_view bytes) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
  if (bytes.size() > base::kCheckpointBytesMax) {
    return Fail(Code::kInvalidArgument,
                "note: over " + std::to_string(base::kCheckpointBytesMax) + " bytes");
  }
  if (std::ranges::any_of(bytes, is_control)) {
    return Fail(Code::kInvalidArgument, "note: a control character");
  }
  if (!base::IsUtf8(bytes)) return Fail(Code::kInvalidArgument, "note: not UTF-8");
  return {};
}

base::Result<NoteSignature> ParseSignatureLine(std::string_view line) {
  const auto refuse = [] { return Fail(Code::kInvalidArgument, "note: not a signature line"); };
  if (!line.starts_with(kSignatureMark)) return refuse();
  line.remove_prefix(kSignatureMark.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !IsKeyName(line.substr(0, space))) return refuse();
  const auto blob = base::DecodeBase64(line.substr(space + 1));
  if (!blob || blob->size() < 5) return refuse();
  base::Cursor cursor(*blob);
  const std::uint32_t key_id = *cursor.TakeU32();
  return NoteSignature{std::string(line.substr(0, space)), key_id, std::string(cursor.Rest())};
}

base::Result<std::vector<NoteSignature>> ParseLines(std::string_view block) {
  std::vector<NoteSignature> signatures;
  base::Cursor cursor(block);
  while (!cursor.AtEnd()) {
    const auto line = cursor.TakeLine();
    if (!line) return Fail(Code::kInvalidArgument, "note: does not end in a newline");
    if (signatures.size() == base::kNoteSignaturesMax) {
      return Fail(Code::kInvalidArgument, "note: over 100 signatures");
    }
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(*line));
    signatures.push_back(std::move(signature));
  }
  if (signatures.empty()) return Fail(Code::kInvalidArgument, "note: no signature");
  return signatures;
}

bool IsBy(const NoteSignature& signature, const VerifierKey& key) {
  return signature.key_id == key.id() && signature.name == key.name();
}

}  // namespace

base::Result<SignedNote> ParseNote(std::string_view bytes) {
  RETURN_IF_ERROR(CheckCharacters(bytes));
  const std::size_t blank = bytes.rfind(kBlankLine);
  if (blank == std::string_view::npos || blank == 0) {
    return Fail(Code::kInvalidArgument, "note: no blank line behind a text");
  }
  SignedNote note;
  note.text = bytes.substr(0, blank + 1);
  ASSIGN_OR_RETURN(note.signatures, ParseLines(bytes.substr(blank + kBlankLine.size())));
  return note;
}

std::string SerializeNote(const SignedNote& note) {
  REQ_CHECK(note.text.ends_with('\n'));
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) bytes += SerializeSignatureLine(signature);
  return bytes;
}

base::Result<std::vector<NoteSignature>> ParseSignatureLines(std::string_view bytes) {
  RETURN_IF_ERROR(CheckCharacters(bytes));
  return ParseLines(bytes);
}

std::string SerializeSignatureLine(const NoteSignature& signature) {
  std::string blob;
  base::AppendU32(signature.key_id, blob);
  blob += signature.bytes;
  std::string line(kSignatureMark);
  line += signature.name;
  line += ' ';
  line += base::EncodeBase64(blob);
  line += '\n';
  return line;
}

base::Result<std::vector<VerifiedSignature>> VerifyNote(const SignedNote& note,
                                                        std::span<const VerifierKey> keys) {
  std::vector<VerifiedSignature> verified;
  for (std::size_t i = 0; i < note.signatures.size(); ++i) {
    const NoteSignature& signature = note.signatures[i];
    const auto key = std::ranges::find_if(
        keys, [&](const VerifierKey& k) { return k.usable() && IsBy(signature, k); });
    if (key == keys.end()) continue;
    const auto key_index = static_cast<std::size_t>(key - keys.begin());
    const bool again = std::ranges::any_of(
        verified, [&](const VerifiedSignature& earlier) { return earlier.key == key_index; });
    if (again) continue;
    // A line under a known name and number that is not by the key: somebody lies.
    if (!key->Verify(note.text, signature.bytes)) {
      return Fail(Code::kUntrusted, "note: the signature of " + key->name() + " does not verify");
    }
    verified.push_back({key_index, i});
  }
  if (verified.empty()) return Fail(Code::kUntrusted, "note: not signed by a known key");
  return verified;
}

}  // namespace reqledger::note
