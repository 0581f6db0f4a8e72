#include "tools/interview.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <set>

#include "ledger/event/event.h"
#include "ledger/event/json.h"
#include "tools/attachment.h"
#include "tools/exit_status.h"
#include "tools/json_view.h"

namespace reqledger::tools {
namespace {

constexpr std::string_view kDocuments = "documents";
constexpr int kOccurredDepthMax = 1;

// "demand_id" of "/demand_id/x".
std::string TopMember(std::string_view pointer) {
  if (!pointer.starts_with('/')) return {};
  pointer.remove_prefix(1);
  return std::string(pointer.substr(0, pointer.find('/')));
}

class Interviewer {
 public:
  Interviewer(const InterviewGuide& guide, Asker& asker)
      : schema_(guide.schema),
        form_(guide.form),
        daemon_(guide.daemon),
        asker_(asker),
        clock_(guide.clock) {}

  base::Result<boost::json::object> Run(const std::vector<std::string>& attachments);

 private:
  base::Result<void> AskCore();
  base::Result<void> AskMember(const Field& field);
  base::Result<void> AskDocuments(const Field& field, bool required);
  base::Result<void> AddDocument(const std::string& role_and_file);
  bool IsRequired(const Field& field) const;
  // `field` with what the answers so far demand of it and of its parts.
  Field Settled(Field field) const;
  // Asks again for what breaks a rule; true once nothing does.
  base::Result<bool> Mend();

  const event::Schema& schema_;
  const Form& form_;
  const DaemonClient& daemon_;
  Asker& asker_;
  const LocalClock& clock_;
  boost::json::object event_;
};

base::Result<void> Interviewer::AskCore() {
  std::string matter;
  for (;;) {
    ASSIGN_OR_RETURN(matter, asker_.Line("matter (your case identifier, such as 2026-00417): "));
    if (event::IsMatter(matter)) break;
    asker_.Say("Not so: 1 to 128 of A-Z a-z 0-9 . _ : / - that begin with a letter or digit.",
               Style::kBad);
  }
  asker_.SetKnown(KnownIds(daemon_, matter));
  event_["type"] = form_.type;
  event_["matter"] = matter;
  for (;;) {
    ASSIGN_OR_RETURN(std::string typed,
                     asker_.Line("when did it happen (now, today, 2026-11-22 16:40, …) [now]: "));
    const auto occurred = OccurredAtOf(typed.empty() ? "now" : typed, clock_);
    if (!occurred) {
      asker_.Say(occurred.error().message, Style::kBad);
      continue;
    }
    ASSIGN_OR_RETURN(event_["occurred_at"],
                     event::ParseStrict(*occurred, event::Names::kEvent, kOccurredDepthMax));
    return {};
  }
}

bool Interviewer::IsRequired(const Field& field) const {
  if (field.required) return true;
  return std::ranges::any_of(field.required_if, [this](const Condition& condition) {
    const auto* member = event_.if_contains(condition.member);
    return member != nullptr && TextOf(*member) == condition.value;
  });
}

Field Interviewer::Settled(Field field) const {
  field.required = IsRequired(field);
  for (Field& part : field.parts) part = Settled(std::move(part));
  return field;
}

base::Result<void> Interviewer::AddDocument(const std::string& role_and_file) {
  ASSIGN_OR_RETURN(boost::json::value document, DigestAttachment(role_and_file));
  const Field* field = form_.Find(kDocuments);
  if (field == nullptr) {
    return FailUsage("an event of type " + form_.type + " carries no documents");
  }
  const auto& roles = std::ranges::find(field->parts.front().parts, "role", &Field::name)->choices;
  if (std::ranges::find(roles, TextAt(document, "role")) == roles.end()) {
    std::string message = "'" + std::string(TextAt(document, "role")) + "' is no role; there are";
    for (const std::string& role : roles) message += " " + role;
    return FailUsage(message);
  }
  auto& documents = event_[kDocuments];
  if (!documents.is_array()) documents = boost::json::array();
  documents.get_array().push_back(std::move(document));
  return {};
}

base::Result<void> Interviewer::AskDocuments(const Field& field, bool required) {
  if (event_.contains(kDocuments)) return {};  // given by flag
  if (!required && asker_.no_more()) return {};
  asker_.Say("");
  asker_.Say(field.title + (required ? " (required)" : ""), Style::kBold);
  asker_.Say(
      "Papers, each as role:FILE such as instrument:warrant.pdf; Enter ends. Only a digest "
      "is recorded.",
      Style::kDim);
  for (;;) {
    ASSIGN_OR_RETURN(const std::string typed, asker_.Line("documents: "));
    if (typed.empty() && (!required || event_.contains(kDocuments))) return {};
    if (typed.empty()) {
      asker_.Say("One at least is required.", Style::kBad);
    } else if (const auto added = AddDocument(typed); !added) {
      asker_.Say(added.error().message, Style::kBad);
    }
  }
}

base::Result<void> Interviewer::AskMember(const Field& field) {
  const bool required = IsRequired(field);
  if (field.name == kDocuments) return AskDocuments(field, required);
  ASSIGN_OR_RETURN(auto answer, asker_.Ask(Settled(field), required));
  if (answer) event_[field.name] = std::move(*answer);
  return {};
}

base::Result<bool> Interviewer::Mend() {
  std::vector<base::Violation> violations;
  const auto event = event::ParseEvent(event::Canonical(event_));
  if (!event) {
    violations = event.error().violations;
  } else if (const auto valid = schema_.Validate(*event); !valid) {
    violations = valid.error().violations;
  } else {
    return true;
  }
  std::set<std::string> again;
  asker_.Say("");
  for (const base::Violation& violation : violations) {
    asker_.Say("Not yet right: " + violation.pointer + ": " + violation.expected + " (" +
                   violation.rule + ").",
               Style::kBad);
    again.insert(TopMember(violation.pointer));
  }
  bool asked = false;
  for (const std::string& name : again) {
    const Field* field = form_.Find(name);
    if (field == nullptr) continue;
    event_.erase(name);
    Field must = *field;
    must.required = true;
    RETURN_IF_ERROR(AskMember(must));
    asked = true;
  }
  if (asked) return false;
  return FailUsage("the event cannot be mended by asking; nothing was recorded");
}

base::Result<boost::json::object> Interviewer::Run(const std::vector<std::string>& attachments) {
  for (const std::string& attachment : attachments) {
    RETURN_IF_ERROR(AddDocument(attachment));
  }
  asker_.Say(form_.title, Style::kBold);
  asker_.Say(form_.description, Style::kDim);
  asker_.Say(
      "Enter leaves out what is not marked as required; a dot leaves out all that follows of it.",
      Style::kDim);
  RETURN_IF_ERROR(AskCore());
  for (const Field& field : form_.fields) {
    if (IsRequired(field) || !IsSeldom(field.name)) RETURN_IF_ERROR(AskMember(field));
  }
  for (;;) {
    ASSIGN_OR_RETURN(const bool good, Mend());
    if (good) return std::move(event_);
  }
}

}  // namespace

base::Result<boost::json::object> Interview(const InterviewGuide& guide, Asker& asker,
                                            const std::vector<std::string>& attachments) {
  return Interviewer(guide, asker).Run(attachments);
}

}  // namespace reqledger::tools
