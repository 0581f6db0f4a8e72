#include "ledger/docket/correction.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace reqledger::docket {
namespace {

// What an event defines it defines for ever: other entries refer to it by that name.
void CorrectMember(FoldEvent& event, const std::string& name, std::string value) {
  const auto identifier = event.identifiers.find(name);
  const bool defines = identifier != event.identifiers.end() && identifier->second.defines;
  if (name == "occurred_at") {
    event.occurred_at = std::move(value);
  } else if (!defines) {
    event.members.insert_or_assign(name, std::move(value));
  }
}

}  // namespace

std::vector<Subject> SubjectsOf(const Members& members, const Identifiers& identifiers) {
  std::vector<Subject> subjects;
  for (const auto& [name, identifier] : identifiers) {
    for (std::string& id : StringsAt(members, name)) {
      subjects.push_back({{identifier.entity, std::move(id)}, identifier.defines, name});
    }
  }
  return subjects;
}

bool IsCorrection(const FoldEvent& event) { return event.type == kCorrectionType; }

std::optional<std::uint64_t> CorrectedSeq(const FoldEvent& correction) {
  const std::string text = ValueAt(correction.members, "corrects").value_or("");
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return seq < correction.seq ? std::optional(seq) : std::nullopt;
}

void Correct(FoldEvent& event, const FoldEvent& correction) {
  for (const std::string_view group : {"members", "personal_members"}) {
    for (auto& [name, value] : ObjectAt(correction.members, group)) {
      CorrectMember(event, name, std::move(value));
    }
  }
  event.subjects = SubjectsOf(event.members, event.identifiers);
}

std::optional<FoldEvent> Corrected(FoldEvent event,
                                   const std::vector<const FoldEvent*>& corrections) {
  for (const FoldEvent* const correction : corrections) {
    if (ValueAt(correction->members, "withdraws") == "true") return std::nullopt;
    Correct(event, *correction);
  }
  return event;
}

base::Result<std::vector<std::uint64_t>> StillNaming(const Entity& entity, const FoldEvent& last,
                                                     EventSource& events) {
  std::map<std::uint64_t, FoldEvent> by{{last.seq, last}};
  for (const std::uint64_t seq : entity.corrections) {
    if (seq == last.seq) continue;
    ASSIGN_OR_RETURN(FoldEvent correction, events.EventAt(seq));
    by.emplace(seq, std::move(correction));
  }
  std::map<std::uint64_t, std::vector<const FoldEvent*>> corrections;
  for (const auto& [seq, correction] : by) {
    if (const auto wrong = CorrectedSeq(correction)) corrections[*wrong].push_back(&correction);
  }
  std::vector<std::uint64_t> still;
  for (const std::uint64_t seq : entity.seqs) {
    ASSIGN_OR_RETURN(FoldEvent event, events.EventAt(seq));
    const auto effective = Corrected(std::move(event), corrections[seq]);
    const auto names_it = [&](const Subject& subject) { return subject.name == entity.name; };
    if (effective && std::ranges::any_of(effective->subjects, names_it)) still.push_back(seq);
  }
  return still;
}

}  // namespace reqledger::docket
