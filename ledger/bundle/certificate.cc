#include "ledger/bundle/certificate.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/bundle/machine_files.h"
#include "ledger/log/ledger_key.h"
#include "ledger/note/note.h"

namespace reqledger::embedded {
extern const std::string_view kCertificate;
}

namespace reqledger::bundle {
namespace {

constexpr std::size_t kColumns = 94;
constexpr std::string_view kIndent = "   ";
constexpr std::string_view kSectionMark = "%% ";
constexpr int kFirstParagraph = 8;  // after those of the opening

using Values = std::map<std::string, std::string, std::less<>>;

// The form, cut at its marks.
std::vector<std::pair<std::string, std::string>> Sections() {
  std::vector<std::pair<std::string, std::string>> sections;
  std::string_view rest = embedded::kCertificate;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n') + 1;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end);
    if (line.starts_with(kSectionMark)) {
      sections.emplace_back(line.substr(kSectionMark.size(), line.size() - kSectionMark.size() - 1),
                            "");
    } else {
      sections.back().second += line;
    }
  }
  return sections;
}

bool IsChoice(std::string_view section) {
  return section != "opening" && section != "notice" && section != "closing";
}

// `{name}` replaced by its value; a line of nothing but a name without value goes.
std::string Filled(std::string_view form, const Values& values) {
  std::string text;
  while (!form.empty()) {
    const std::size_t begin = form.find('{');
    text += form.substr(0, begin);
    if (begin == std::string_view::npos) break;
    const std::size_t end = form.find('}', begin);
    REQ_CHECK(end != std::string_view::npos);
    const auto value = values.find(form.substr(begin + 1, end - begin - 1));
    REQ_CHECK(value != values.end());
    text += value->second;
    form.remove_prefix(end + 1);
    const std::size_t line = text.rfind('\n') + 1;
    const bool is_empty = text.find_first_not_of(' ', line) == std::string::npos;
    if (value->second.empty() && is_empty && form.starts_with('\n')) {
      text.resize(line);
      form.remove_prefix(1);
    }
  }
  return text;
}

// Words in lines that stand three columns in; none is cut.
std::string Wrapped(std::string_view text, std::string_view indent = kIndent) {
  std::string lines;
  std::string line(indent);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() > indent.size() && line.size() + 1 + word.size() > kColumns) {
      lines += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return lines + line;
}

// A byte that a terminal or a printer would obey becomes a question mark; others wrote these words.
std::string Plain(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x7f) c = '?';
  }
  return plain;
}

std::string Joined(const EntryNotes::Words& words) {
  std::string text;
  for (const std::string& word : words.listed) text += (text.empty() ? "" : ", ") + Plain(word);
  return words.more ? text + " and others" : text;
}

std::string Counted(std::string_view what, const EntryNotes::Seqs& seqs) {
  std::string text(what);
  if (seqs.count == 0) return text + ": none.";
  text += ": " + std::to_string(seqs.count) + ", by entry number ";
  for (std::size_t i = 0; i < seqs.listed.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(seqs.listed[i]);
  }
  return text + (seqs.count > seqs.listed.size() ? " and others." : ".");
}

std::string Counted(std::string_view what, std::uint64_t count) {
  return std::string(what) + ": " + (count == 0 ? "none" : std::to_string(count)) + ".";
}

std::string Irregular(const EntryNotes& notes) {
  const std::string lines[] = {
      Counted("Corrections of earlier entries", notes.corrections),
      Counted("Lawful erasures", notes.erasures),
      Counted("Changes of the clock that a person confirmed", notes.clock_events),
      Counted("Changes of the signing key", notes.rotations),
      Counted("Events recorded after the fact, as they say themselves", notes.historical),
      Counted("Events recorded though another step was expected", notes.out_of_sequence),
      Counted("Events submitted by a host that said that its clock was not synchronised",
              notes.unsynced)};
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + Wrapped(line);
  return text;
}

std::string Documents(const CertificateFacts& facts) {
  std::string text;
  for (const auto& [digest, document] : facts.documents) {
    text += std::string(kIndent) + "In the bundle:      " + crypto::ToHex(digest) + "\n";
  }
  for (const auto& [digest, document] : facts.notes.documents) {
    if (facts.documents.contains(digest)) continue;
    text += std::string(kIndent) + "Not in the bundle:  " + crypto::ToHex(digest) + "\n";
  }
  if (text.empty()) return Wrapped("No event that is opened here names a document.");
  if (facts.notes.more_documents)
    text += Wrapped("Further documents are named and not listed.") + "\n";
  return Wrapped("By SHA-256, those that events opened here name:") + "\n" +
         text.substr(0, text.size() - 1);
}

std::string End(const std::optional<EntryNotes::End>& end) {
  if (!end) return "none";
  return "number " + std::to_string(end->seq) +
         ", with the SHA-256 (as leaf of the tree)\n       " + crypto::ToHex(end->leaf_hash);
}

std::string Witnesses(const note::SignedNote& note, const note::VerifierKey& key) {
  std::set<std::string> names;
  for (const note::NoteSignature& signature : note.signatures) {
    if (signature.name != key.name()) names.insert(Plain(signature.name));
  }
  if (names.empty()) return Wrapped("No witness has signed the checkpoint.").substr(3);
  return Wrapped("Signed beside it, not checked here: " + Joined({.listed = names}) + ".")
      .substr(3);
}

std::string Indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n') + 1;
    text.append(kIndent).append(lines.substr(0, end));
    lines.remove_prefix(end);
  }
  return text.substr(0, text.size() - 1);
}

Values ValuesOf(const CertificateFacts& facts) {
  const ExportRequest& request = facts.request;
  const auto key = note::VerifierKey::Parse(facts.source.vkey);
  const auto note = note::ParseNote(facts.source.checkpoint);
  REQ_CHECK(key && note);
  const std::string hosts = Joined(facts.notes.hosts);
  const std::string clocks = Joined(facts.notes.clock_sources);
  std::string named;
  if (!hosts.empty()) named = "Hosts from which events came, as these say: " + hosts + ".";
  if (!clocks.empty()) {
    named += (named.empty() ? "" : " ") + ("Their sources of time, as they say: " + clocks) + ".";
  }
  const std::string selection = SelectionJson(request);
  return {
      {"origin", Plain(facts.source.origin)},
      {"bundle_digest", crypto::ToHex(crypto::Sha256::Digest(facts.core_manifest))},
      {"created_at", base::FormatInstant(request.created_at)},
      {"audience", request.audience},
      {"selection", selection == "{}" ? "the whole record" : Plain(selection)},
      {"statement", Wrapped(StatementFor(facts.view, request), "       ")},
      {"tool", Plain(request.tool)},
      {"tool_sha256",
       request.maker.executable_sha256.empty() ? "not known" : request.maker.executable_sha256},
      {"host", request.maker.host.empty() ? "not known" : Plain(request.maker.host)},
      {"clock", Wrapped(request.maker.clock.empty() ? "Whether its clock was synchronised is not "
                                                      "known."
                                                    : request.maker.clock)
                    .substr(kIndent.size())},
      {"hosts", named.empty() ? "" : Wrapped(named)},
      {"size", std::to_string(facts.source.tree.size)},
      {"entries", std::to_string(facts.entries)},
      {"first_entry", End(facts.notes.first)},
      {"last_entry", End(facts.notes.last)},
      {"opened", std::to_string(facts.notes.opened)},
      {"root", crypto::ToHex(facts.source.tree.root)},
      {"vkey", facts.source.vkey},
      {"fingerprint", log::KeyFingerprint(*key)},
      {"witnesses", Witnesses(*note, *key)},
      {"checked", Wrapped(CheckedSentence(facts.source, request.whole()))},
      {"irregular", Irregular(facts.notes)},
      {"documents", Documents(facts)},
      {"files", Indented(std::string(facts.core_manifest) + facts.other_digests)},
  };
}

}  // namespace

std::vector<std::string> CertificateParagraphs() {
  std::vector<std::string> names;
  for (const auto& [name, form] : Sections()) {
    if (IsChoice(name)) names.push_back(name);
  }
  return names;
}

std::string CheckedSentence(const ExportSource& source, bool whole) {
  const auto key = note::VerifierKey::Parse(source.vkey);
  const auto note = note::ParseNote(source.checkpoint);
  REQ_CHECK(key && note);
  const std::string text =
      whole ? "While the bundle was written, the program computed the root of the tree anew from "
              "all entries, and it was that of the checkpoint."
            : "While the bundle was written, the program checked of each entry the proof that it "
              "is in the tree of the checkpoint.";
  const bool signed_by_key = note::VerifyNote(*note, std::span(&*key, 1)).has_value();
  return text + (signed_by_key
                     ? " The signature of the checkpoint is by the key named here."
                     : " The signature of the checkpoint is by another key than the one named "
                       "here; reqledger-verify says whether the ledger names it.");
}

std::string CertificateFor(const CertificateFacts& facts) {
  const auto& chosen = facts.request.certify;
  if (chosen && chosen->empty()) return {};
  Values values = ValuesOf(facts);
  std::string text;
  int number = kFirstParagraph;
  for (const auto& [name, form] : Sections()) {
    if (IsChoice(name) && chosen && !chosen->contains(name)) continue;
    values["number"] = std::to_string(number);
    if (name != "opening") ++number;
    text += Filled(form, values);
  }
  return text;
}

}  // namespace reqledger::bundle
