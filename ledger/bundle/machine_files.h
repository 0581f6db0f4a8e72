// The files of a bundle that machines read, made of a ledger for an audience.
//
// Errors: those of reader and writer; corrupt where what is written is not what the checkpoint
// says, or the key did not sign that: a bundle that would not verify is not finished.
// Threads: one at a time.
// Limits: one buffer; an entry's values at a time.
// Source: docs/formats.md section 7.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/audience/audience.h"
#include "ledger/bundle/entry_notes.h"
#include "ledger/bundle/export.h"
#include "ledger/bundle/selection.h"

namespace reqledger::bundle {

// export.json's `selection`, and its `statement`.
std::string SelectionJson(const ExportRequest& request);
const std::string& StatementFor(const audience::View& view, const ExportRequest& request);

class MachineFiles {
 public:
  // All outlive this.
  MachineFiles(const ExportSource& source, const ExportRequest& request, const audience::View& view,
               Selection& selection)
      : source_(source), request_(request), view_(view), selection_(selection) {}

  // The same bytes each time. `notes` may be null.
  base::Result<void> Write(FileWriter& out, EntryNotes* notes);
  base::Result<void> WriteExportRecord(FileWriter& out) const;

  std::uint64_t entry_count() const;
  // What the audience may see of each entry, in order.
  using Visit = std::function<base::Result<void>(const log::OpenedEntry& entry)>;
  base::Result<void> EachOpened(const Visit& visit);

 private:
  using VisitLine = std::function<base::Result<void>(std::uint64_t seq, std::string_view line)>;
  using LineMaker =
      std::function<base::Result<void>(std::uint64_t seq, std::string_view line, std::string& out)>;

  bool whole() const { return selection_.whole(); }
  base::Result<void> EachLine(const VisitLine& visit) const;
  // One file of lines, made of each entry of the bundle in turn.
  base::Result<void> WriteLines(const std::string& path, std::string_view first,
                                const LineMaker& make);
  base::Result<void> WriteEntries(EntryNotes* notes);
  base::Result<void> WriteDisclosures(EntryNotes* notes);
  void AppendDisclosures(const log::OpenedEntry& entry, std::string& out);
  base::Result<void> WriteRecords();
  base::Result<void> WriteProofs();
  base::Result<void> CheckSigned() const;
  base::Result<void> WriteOlder(std::uint64_t size, std::string_view checkpoint);
  base::Result<void> WriteCheckpoints();
  base::Result<void> WriteSchemas();

  const ExportSource& source_;
  const ExportRequest& request_;
  const audience::View& view_;
  Selection& selection_;
  FileWriter* out_ = nullptr;
  std::set<std::string, std::less<>> names_;  // of opened members, known after the disclosures
};

}  // namespace reqledger::bundle
