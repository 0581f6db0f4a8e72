#include "ledger/bundle/entry_notes.h"

#include <boost/json/value.hpp>
#include <string_view>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/docket/correction.h"
#include "ledger/event/json.h"
#include "ledger/log/erasure_check.h"
#include "ledger/log/key_lineage.h"

namespace reqledger::bundle {
namespace {

constexpr std::size_t kDocumentsMax = EntryNotes::kListedMax * 20;
constexpr std::string_view kClockEvent = "ledger.clock_event";

void Add(std::uint64_t seq, EntryNotes::Seqs& seqs) {
  if (seqs.count++ < EntryNotes::kListedMax) seqs.listed.push_back(seq);
}

void Add(std::string_view word, EntryNotes::Words& words) {
  if (word.empty() || words.listed.contains(std::string(word))) return;
  if (words.listed.size() >= EntryNotes::kListedMax) {
    words.more = true;
  } else {
    words.listed.emplace(word);
  }
}

std::string_view TextAt(const boost::json::value& object, std::string_view name) {
  const auto* const member = object.is_object() ? object.get_object().if_contains(name) : nullptr;
  if (member == nullptr || !member->is_string()) return {};
  return member->get_string();
}

}  // namespace

void EntryNotes::NoteLine(const End& entry) {
  if (!first) first = entry;
  last = entry;
}

void EntryNotes::NoteOpened(const log::OpenedEntry& entry) {
  const std::string type = entry.Text("type");
  if (type.empty()) return;
  ++opened;
  if (type == docket::kCorrectionType) Add(entry.seq, corrections);
  if (type == log::kErasureApplied) Add(entry.seq, erasures);
  if (type == kClockEvent) Add(entry.seq, clock_events);
  if (type == log::kKeyRotated) Add(entry.seq, rotations);
  if (entry.Text("mode") == "historical") ++historical;
  if (entry.Find("out_of_sequence") != nullptr) ++out_of_sequence;
  NoteMembers(entry);
}

void EntryNotes::NoteMembers(const log::OpenedEntry& entry) {
  const auto parse = [&entry](std::string_view name) -> boost::json::value {
    const std::string* const json = entry.Find(name);
    if (json == nullptr) return {};
    auto value = event::ParseStrict(*json, event::Names::kAny, base::kEventDepthMax);
    return value ? std::move(*value) : boost::json::value();
  };
  Add(TextAt(parse("actor"), "host"), hosts);
  const boost::json::value clock = parse("clock");
  Add(TextAt(clock, "source"), clock_sources);
  const auto* const synced = clock.is_object() ? clock.get_object().if_contains("synced") : nullptr;
  if (synced != nullptr && synced->is_bool() && !synced->get_bool()) ++unsynced;
  if (const std::string* const named = entry.Find(kDocumentsMember)) {
    for (NamedDocument& document : DocumentsNamedIn(*named)) {
      if (documents.size() >= kDocumentsMax) {
        more_documents = true;
        break;
      }
      documents.emplace(document.sha256, std::move(document));
    }
  }
}

}  // namespace reqledger::bundle
