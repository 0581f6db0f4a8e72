#include "daemon/export_command.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>

#include "ledger/base/limits.h"
#include "ledger/base/utf8.h"
#include "ledger/bundle/certificate.h"
#include "ledger/bundle/export.h"
#include "ledger/event/event.h"
#include "ledger/event/json.h"

namespace reqledger::daemon {
namespace {

using base::Fail;
using base::Result;
using boost::json::value;

constexpr int kDepthMax = 2;
constexpr std::size_t kExportDocumentsMax = 10'000;
constexpr std::size_t kExportTypesMax = 64;  // as ledger.export_created names them
// Of authority as the schema of ledger.export_opened has it; of the others, more than any has.
constexpr std::size_t kTextCharsMax = 500;

// An array of strings: how many, and what the words are for what is wrong with it or with an item.
struct ArrayRule {
  std::string name;
  std::size_t min = 0;
  std::size_t max = 0;
  std::string expected;
  std::string item_rule;
  std::string item_expected;
};

// `take` says of each string whether it is one.
template <typename Take>
Result<void> TakeEach(const value& json, const ArrayRule& rule, const Take& take) {
  const auto* const array = json.if_array();
  if (array == nullptr || array->size() < rule.min || array->size() > rule.max) {
    return Fail(bundle::RequestError("/" + rule.name, "type", rule.expected));
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* const text = (*array)[i].if_string();
    if (text != nullptr && take(std::string_view(*text))) continue;
    return Fail(bundle::RequestError("/" + rule.name + "/" + std::to_string(i), rule.item_rule,
                                     rule.item_expected));
  }
  return {};
}

Result<void> TakeMatters(const value& json, std::vector<std::string>& matters) {
  const auto take = [&matters](std::string_view text) {
    if (!event::IsMatter(text) || text == event::kLedgerMatter) return false;
    matters.emplace_back(text);
    return true;
  };
  RETURN_IF_ERROR(
      TakeEach(json,
               {"matters", 1, kExportMattersMax, "an array of 1 to 256 case identifiers", "pattern",
                "a case identifier other than ledger"},
               take));
  std::ranges::sort(matters);
  if (std::ranges::adjacent_find(matters) == matters.end()) return {};
  return Fail(bundle::RequestError("/matters", "uniqueItems", "each matter once"));
}

Result<void> TakeTypes(const value& json, std::set<std::string>& types) {
  const auto take = [&types](std::string_view text) {
    if (!event::IsType(text)) return false;
    types.emplace(text);
    return true;
  };
  return TakeEach(json,
                  {"types", 1, kExportTypesMax, "an array of 1 to 64 types of events", "pattern",
                   "a type such as demand.received"},
                  take);
}

Result<void> TakeDocuments(const value& json, std::vector<crypto::Hash>& documents) {
  const auto take = [&documents](std::string_view text) {
    const auto digest = crypto::HashFromHex(text);
    if (digest) documents.push_back(*digest);
    return digest.has_value();
  };
  return TakeEach(json,
                  {"documents", 0, kExportDocumentsMax, "an array of at most 10000 digests",
                   "pattern", "the SHA-256 of a document, 64 hex digits"},
                  take);
}

Result<void> TakeCheckpoint(const value& json, std::string& checkpoint) {
  const auto* const text = json.if_string();
  if (text == nullptr || text->empty() || text->size() > base::kCheckpointBytesMax) {
    return Fail(bundle::RequestError("/consistent_with", "maxLength",
                                     "a signed checkpoint of at most 65536 bytes"));
  }
  checkpoint = std::string(std::string_view(*text));
  return {};
}

Result<void> TakeParagraphs(const value& json, std::set<std::string>& paragraphs) {
  const std::vector<std::string> known = bundle::CertificateParagraphs();
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
  const auto take = [&](std::string_view text) {
    if (std::ranges::find(known, text) == known.end()) return false;
    paragraphs.emplace(text);
    return true;
  };
  return TakeEach(
      json, {"certify", 0, SIZE_MAX, "an array of some of " + names, "enum", "one of " + names},
      take);
}

Result<void> TakeBound(const value& json, std::string_view name,
                       std::optional<base::Instant>& out) {
  const auto* const text = json.if_string();
  if (text != nullptr) out = base::ParseRecordedAt(std::string_view(*text));
  if (out) return {};
  return Fail(bundle::RequestError("/" + std::string(name), "pattern",
                                   "a time such as 2026-11-01T00:00:00.000000Z"));
}

Result<void> TakeBool(const value& json, std::string_view name, bool& out) {
  if (!json.is_bool())
    return Fail(bundle::RequestError("/" + std::string(name), "type", "true or false"));
  out = json.get_bool();
  return {};
}

Result<void> TakeText(const value& json, std::string_view name, std::string& out) {
  const auto* const text = json.if_string();
  if (text == nullptr || text->empty() ||
      base::CountCodePoints(std::string_view(*text)) > kTextCharsMax) {
    return Fail(bundle::RequestError("/" + std::string(name), "maxLength",
                                     "a string of 1 to 500 characters"));
  }
  out = std::string(std::string_view(*text));
  return {};
}

Result<void> TakeMember(std::string_view name, const value& json, ExportCommand& command) {
  if (name == "audience") return TakeText(json, name, command.audience);
  if (name == "authority") return TakeText(json, name, command.authority);
  if (name == "customer_ref") return TakeText(json, name, command.recipient.customer_ref);
  if (name == "court") return TakeText(json, name, command.recipient.court);
  if (name == "docket") return TakeText(json, name, command.recipient.docket_number);
  if (name == "matters") return TakeMatters(json, command.matters);
  if (name == "types") return TakeTypes(json, command.filter.types);
  if (name == "since") return TakeBound(json, name, command.filter.since);
  if (name == "until") return TakeBound(json, name, command.filter.until);
  if (name == "consistent_with") return TakeCheckpoint(json, command.consistent_with);
  if (name == "documents") return TakeDocuments(json, command.documents);
  if (name == "certify") return TakeParagraphs(json, command.certify.emplace());
  if (name == "publish_now") return TakeBool(json, name, command.publish_now);
  if (name == "working") return TakeBool(json, name, command.working);
  return Fail(bundle::RequestError(
      "", "additionalProperties",
      "only the members audience, customer_ref, court, docket, matters, types, since, until, "
      "consistent_with, documents, certify, authority, publish_now, working"));
}

}  // namespace

Result<ExportCommand> ParseExportCommand(std::string_view json) {
  ASSIGN_OR_RETURN(const value body, event::ParseStrict(json, event::Names::kAny, kDepthMax));
  if (!body.is_object()) return Fail(bundle::RequestError("", "type", "a JSON object"));
  ExportCommand command;
  for (const auto& member : body.get_object()) {
    RETURN_IF_ERROR(TakeMember(std::string_view(member.key()), member.value(), command));
  }
  if (command.audience.empty())
    return Fail(bundle::RequestError("/audience", "required", "an audience, such as auditor"));
  if (command.publish_now && command.working) {
    return Fail(bundle::RequestError("/working", "not", "either publish_now or working"));
  }
  return command;
}

}  // namespace reqledger::daemon
