#include "ledger/bundle/machine_files.h"

#include <utility>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/bundle/given_checkpoint.h"
#include "ledger/bundle/records_csv.h"
#include "ledger/event/json.h"
#include "ledger/log/finding.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/node_reader.h"
#include "ledger/merkle/proof.h"

namespace reqledger::bundle {
namespace {

using audience::View;
using base::Code;
using base::Fail;
using base::Result;
using event::CanonicalString;
using log::OpenedEntry;
using vault::RebuiltSlot;

constexpr std::size_t kBufferBytes = 256 * 1024;

std::string JsonArray(const std::vector<std::string>& json_values) {
  std::string text = "[";
  for (const std::string& value : json_values) {
    if (text.size() > 1) text += ',';
    text += value;
  }
  return text + "]";
}

std::string JsonNames(const std::set<std::string>& names) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const std::string& name : names) texts.push_back(CanonicalString(name));
  return JsonArray(texts);
}

std::string JsonHashes(const std::vector<crypto::Hash>& hashes) {
  std::vector<std::string> texts;
  texts.reserve(hashes.size());
  for (const crypto::Hash& hash : hashes)
    texts.push_back("\"" + base::EncodeBase64(hash.view()) + "\"");
  return JsonArray(texts);
}

}  // namespace

std::string SelectionJson(const ExportRequest& request) {
  std::set<std::string> matters;
  for (const SelectedMatter& matter : request.matters) matters.insert(matter.matter);
  std::vector<std::string> members;
  if (!matters.empty()) members.push_back(R"("matters":)" + JsonNames(matters));
  if (request.filter.since)
    members.push_back(R"("since":")" + base::FormatInstant(*request.filter.since) + '"');
  if (!request.filter.types.empty())
    members.push_back(R"("types":)" + JsonNames(request.filter.types));
  if (request.filter.until)
    members.push_back(R"("until":")" + base::FormatInstant(*request.filter.until) + '"');
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "" : ",") + member;
  return "{" + text + "}";
}

const std::string& StatementFor(const View& view, const ExportRequest& request) {
  if (request.whole()) return view.whole;
  return request.filter.any() && !view.filtered.empty() ? view.filtered : view.partial;
}

Result<void> MachineFiles::Write(FileWriter& out, EntryNotes* notes) {
  out_ = &out;
  RETURN_IF_ERROR(WriteEntries(notes));
  RETURN_IF_ERROR(WriteDisclosures(notes));
  RETURN_IF_ERROR(WriteRecords());
  if (!whole()) RETURN_IF_ERROR(WriteProofs());
  RETURN_IF_ERROR(WriteCheckpoints());
  RETURN_IF_ERROR(WriteSchemas());
  return WriteExportRecord(out);
}

std::uint64_t MachineFiles::entry_count() const {
  return whole() ? source_.tree.size : selection_.seqs().size();
}

Result<void> MachineFiles::EachLine(const VisitLine& visit) const {
  if (whole()) return source_.reader.store().Entries(0, source_.tree.size, visit);
  for (const std::uint64_t seq : selection_.seqs()) {
    ASSIGN_OR_RETURN(const std::string line, source_.reader.Line(seq));
    RETURN_IF_ERROR(visit(seq, line));
  }
  return {};
}

Result<void> MachineFiles::EachOpened(const Visit& visit) {
  return EachLine([&](std::uint64_t seq, std::string_view line) -> Result<void> {
    ASSIGN_OR_RETURN(const OpenedEntry entry, selection_.Open(seq, line));
    return visit(entry);
  });
}

Result<void> MachineFiles::WriteLines(const std::string& path, std::string_view first,
                                      const LineMaker& make) {
  RETURN_IF_ERROR(out_->Begin(path));
  std::string buffer(first);
  const auto append = [&](std::uint64_t seq, std::string_view line) -> Result<void> {
    RETURN_IF_ERROR(make(seq, line, buffer));
    if (buffer.size() < kBufferBytes) return {};
    RETURN_IF_ERROR(out_->Write(buffer));
    buffer.clear();
    return {};
  };
  RETURN_IF_ERROR(EachLine(append));
  RETURN_IF_ERROR(out_->Write(buffer));
  return out_->End();
}

Result<void> MachineFiles::WriteEntries(EntryNotes* notes) {
  merkle::CompactRange tree;
  RETURN_IF_ERROR(
      WriteLines("entries.jsonl", "",
                 [&](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
                   const crypto::Hash leaf_hash = merkle::LeafHash(line);
                   if (whole()) tree.Append(leaf_hash);
                   if (notes != nullptr) notes->NoteLine({seq, leaf_hash});
                   out += line;
                   out += '\n';
                   return {};
                 }));
  if (!whole() || tree.Head() == source_.tree) return {};
  return Fail(Code::kCorrupt,
              "the export was broken off: the entries make another tree than the checkpoint "
              "says; see reqledger verify");
}

Result<void> MachineFiles::WriteDisclosures(EntryNotes* notes) {
  return WriteLines(
      "disclosures.jsonl", "",
      [&](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
        ASSIGN_OR_RETURN(const OpenedEntry entry, selection_.Open(seq, line));
        if (notes != nullptr) notes->NoteOpened(entry);
        AppendDisclosures(entry, out);
        return {};
      });
}

void MachineFiles::AppendDisclosures(const OpenedEntry& entry, std::string& out) {
  std::vector<std::string> decoys;
  std::vector<std::string> disclosures;
  for (const RebuiltSlot& slot : entry.slots) {
    // base64url needs no escape.
    if (slot.kind == RebuiltSlot::Kind::kDecoy) decoys.push_back("\"" + slot.disclosure + "\"");
    if (slot.kind != RebuiltSlot::Kind::kMember) continue;
    disclosures.push_back("\"" + slot.disclosure + "\"");
    names_.insert(slot.name);
  }
  if (disclosures.empty() && decoys.empty()) return;
  out += view_.decoys ? R"({"decoys":)" + JsonArray(decoys) + "," : "{";
  out += R"("disclosures":)" + JsonArray(disclosures) + R"(,"seq":)" + std::to_string(entry.seq) +
         "}\n";
}

Result<void> MachineFiles::WriteRecords() {
  const RecordsCsv csv(names_);
  return WriteLines(
      "records.csv", csv.Header(),
      [&](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
        ASSIGN_OR_RETURN(const OpenedEntry entry, selection_.Open(seq, line));
        OpenedMembers members;
        for (const RebuiltSlot& slot : entry.slots) {
          if (slot.kind == RebuiltSlot::Kind::kMember) members.emplace(slot.name, slot.value);
        }
        if (!members.empty()) csv.AppendRow(seq, members, out);
        return {};
      });
}

Result<void> MachineFiles::WriteProofs() {
  log::StoreTileSource tiles(source_.reader.store());
  merkle::TileNodeReader nodes(tiles, source_.tree.size);
  return WriteLines(
      "proofs.jsonl", "",
      [&](std::uint64_t seq, std::string_view line, std::string& out) -> Result<void> {
        ASSIGN_OR_RETURN(const auto proof,
                         merkle::ProveInclusion({.index = seq, .size = source_.tree.size}, nodes));
        RETURN_IF_ERROR(merkle::VerifyInclusion(proof, merkle::LeafHash(line), source_.tree));
        out +=
            R"({"proof":)" + JsonHashes(proof.hashes) + R"(,"seq":)" + std::to_string(seq) + "}\n";
        return {};
      });
}

Result<void> MachineFiles::WriteOlder(std::uint64_t size, std::string_view checkpoint) {
  log::StoreTileSource tiles(source_.reader.store());
  merkle::TileNodeReader nodes(tiles, source_.tree.size);
  ASSIGN_OR_RETURN(const auto proof,
                   merkle::ProveConsistency({.from = size, .to = source_.tree.size}, nodes));
  return out_->Write(R"({"checkpoint":)" + CanonicalString(checkpoint) + R"(,"consistency":)" +
                     JsonHashes(proof.hashes) + "}\n");
}

Result<void> MachineFiles::WriteCheckpoints() {
  RETURN_IF_ERROR(out_->File("checkpoint", source_.checkpoint));
  RETURN_IF_ERROR(out_->Begin("checkpoints.jsonl"));
  std::optional<GivenCheckpoint> given;
  if (!request_.consistent_with.empty()) {
    ASSIGN_OR_RETURN(given, ReadGivenCheckpoint(source_, request_.consistent_with));
    if (given->size == source_.tree.size) given.reset();
  }
  const auto visit = [&](std::uint64_t size, std::string_view checkpoint) -> Result<void> {
    if (size >= source_.tree.size) return {};
    if (given && given->size <= size) {
      RETURN_IF_ERROR(WriteOlder(given->size, given->bytes));
      const bool same = given->size == size;
      given.reset();
      if (same) return {};
    }
    if (!view_.chain && !selection_.IsRotation(size)) return {};
    return WriteOlder(size, checkpoint);
  };
  RETURN_IF_ERROR(source_.reader.store().Checkpoints(visit));
  if (given) RETURN_IF_ERROR(WriteOlder(given->size, given->bytes));
  RETURN_IF_ERROR(out_->End());
  return out_->File("keys/ledger.vkey", source_.vkey + "\n");
}

Result<void> MachineFiles::WriteSchemas() {
  RETURN_IF_ERROR(out_->File("schemas/audiences.json", audience::AudienceBook::Json()));
  RETURN_IF_ERROR(out_->File("schemas/finding_codes.json", log::FindingCodesJson()));
  for (const std::string& type : source_.catalogue.Types()) {
    for (int version = 1; version <= source_.catalogue.Latest(type)->version(); ++version) {
      const event::Schema* const schema = source_.catalogue.Find(type, version);
      if (schema == nullptr) continue;
      RETURN_IF_ERROR(out_->File(
          "schemas/" + type + ".v" + std::to_string(version) + ".schema.json", schema->bytes()));
    }
  }
  // By which whoever has everything opened counts deadlines and states again.
  for (const auto& [name, bytes] : source_.rules.files()) {
    RETURN_IF_ERROR(out_->File("schemas/rules/" + name, bytes));
  }
  return {};
}

Result<void> MachineFiles::WriteExportRecord(FileWriter& out) const {
  return out.File(
      "export.json",
      R"({"audience":)" + CanonicalString(request_.audience) +
          R"(,"bundle":"reqledger-bundle/v1","complete":)" + (whole() ? "true" : "false") +
          R"(,"created_at":")" + base::FormatInstant(request_.created_at) + R"(","entries":)" +
          std::to_string(entry_count()) + R"(,"origin":)" + CanonicalString(source_.origin) +
          R"(,"root":")" + crypto::ToHex(source_.tree.root) + R"(","selection":)" +
          SelectionJson(request_) + R"(,"size":)" + std::to_string(source_.tree.size) +
          R"(,"statement":)" + CanonicalString(StatementFor(view_, request_)) + R"(,"tool":)" +
          CanonicalString(request_.tool) + "}\n");
}

}  // namespace reqledger::bundle
