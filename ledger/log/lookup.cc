#include "ledger/log/lookup.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/crypto/mac.h"
#include "ledger/event/json.h"
#include "ledger/vault/matter_handle.h"

namespace reqledger::log {
namespace {

using event::LookupKind;
using event::LookupRule;

constexpr std::string_view kZero("\0", 1);
constexpr std::size_t kPlaceBytes = 16;
constexpr std::size_t kNameBytes = 32;
constexpr std::size_t kKeyBytes = vault::kHandlePrefixBytes + kNameBytes + kPlaceBytes;

std::string_view NameOf(LookupKind kind) {
  return kind == LookupKind::kCustomer ? "customer" : "selector";
}

std::string_view NameOf(LookupRule rule) {
  switch (rule) {
    case LookupRule::kAsIs:
      return "as_is";
    case LookupRule::kLowerCase:
      return "lower_case";
    case LookupRule::kDigits:
      return "digits";
  }
  return {};
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\n\r";
  const std::size_t first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string Digits(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '+') digits += c;
  }
  return digits;
}

// What a rule leaves nothing of is compared as it is. An empty text is found by nothing.
LookupValue Compared(LookupKind kind, LookupRule rule, std::string_view text) {
  const std::string_view trimmed = Trimmed(text);
  LookupValue value{kind, LookupRule::kAsIs, std::string(trimmed)};
  if (rule == LookupRule::kLowerCase) value = {kind, rule, LowerCase(trimmed)};
  if (rule == LookupRule::kDigits) {
    if (std::string digits = Digits(trimmed); !digits.empty()) {
      value = {kind, rule, std::move(digits)};
    }
  }
  return value;
}

std::string_view TextAt(const boost::json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

void AddSelectors(const boost::json::value& json, const event::Lookup& lookup,
                  std::set<LookupValue>& values) {
  const auto* const items = json.if_array();
  if (items == nullptr) return;
  for (const auto& item : *items) {
    const auto* const selector = item.if_object();
    if (selector == nullptr) continue;
    const auto rule = lookup.rules.find(TextAt(*selector, "type"));
    values.insert(Compared(lookup.kind,
                           rule == lookup.rules.end() ? LookupRule::kAsIs : rule->second,
                           TextAt(*selector, "value")));
  }
}

std::vector<LookupValue> WithoutEmpty(const std::set<LookupValue>& values) {
  std::vector<LookupValue> list;
  std::ranges::copy_if(values, std::back_inserter(list),
                       [](const LookupValue& value) { return !value.text.empty(); });
  return list;
}

// `mac` is under the matter's personal key.
std::string LookupName(crypto::HmacSha256& mac, const LookupValue& value) {
  return std::string(mac.Mac({"reqledger/lookup/v1", kZero, NameOf(value.kind), kZero,
                              NameOf(value.rule), kZero, value.text})
                         .view());
}

vault::DerivedPlace Place(std::string_view key) {
  return {.space = static_cast<std::uint8_t>(store::RowSpace::kLookup), .row_key = key};
}

std::string NumberBytes(std::uint64_t number) {
  std::string bytes;
  base::AppendU64(number, bytes);
  return bytes;
}

std::string_view NameInKey(std::string_view key) {
  return key.substr(vault::kHandlePrefixBytes, kNameBytes);
}

}  // namespace

std::vector<LookupValue> LookupsOf(const std::vector<event::Member>& members,
                                   const event::Schema& schema) {
  std::set<LookupValue> values;
  for (const event::Member& member : members) {
    const event::MemberSchema* const described = schema.FindMember(member.name);
    if (described == nullptr || !described->lookup) continue;
    const auto json = event::ParseStrict(member.value, event::Names::kEvent, base::kEventDepthMax);
    if (!json) continue;
    if (described->lookup->kind == LookupKind::kSelector) {
      AddSelectors(*json, *described->lookup, values);
    } else if (const auto* const text = json->if_string()) {
      values.insert(Compared(LookupKind::kCustomer, LookupRule::kAsIs, std::string_view(*text)));
    }
  }
  return WithoutEmpty(values);
}

std::vector<event::Member> CorrectedMembers(const std::vector<event::Member>& correction) {
  std::vector<event::Member> corrected;
  const auto found = std::ranges::find(correction, "personal_members", &event::Member::name);
  if (found == correction.end()) return corrected;
  const auto json = event::ParseStrict(found->value, event::Names::kEvent, base::kEventDepthMax);
  if (!json || !json->is_object()) return corrected;
  for (const auto& member : json->get_object()) {
    corrected.push_back({std::string(member.key()), event::Canonical(member.value())});
  }
  return corrected;
}

std::vector<LookupValue> LookupsFor(LookupKind kind, std::string_view text) {
  std::set<LookupValue> values = {Compared(kind, LookupRule::kAsIs, text)};
  if (kind == LookupKind::kSelector) {
    for (const LookupRule rule : {LookupRule::kLowerCase, LookupRule::kDigits}) {
      values.insert(Compared(kind, rule, text));
    }
  }
  return WithoutEmpty(values);
}

std::string LookupKey(const vault::MatterKeys& keys, const LookupValue& value, std::uint64_t seq) {
  crypto::HmacSha256 mac(keys.personal.view());
  const std::string name = LookupName(mac, value);
  const crypto::Hash place = mac.Mac({"reqledger/lookup-place/v1", kZero, name, NumberBytes(seq)});
  std::string key(vault::HandlePrefix(keys.handle));
  key += name;
  return key += place.view().substr(0, kPlaceBytes);
}

store::Row LookupRow(const vault::Vault& vault, const vault::MatterKeys& keys,
                     const LookupValue& value, std::uint64_t seq) {
  std::string key = LookupKey(keys, value, seq);
  std::string encrypted = vault.EncryptDerived(keys, Place(key), NumberBytes(seq));
  return {store::RowSpace::kLookup, std::move(key), std::move(encrypted)};
}

base::Result<std::uint64_t> OpenLookupRow(const vault::Vault& vault, std::string_view key,
                                          std::string_view value) {
  ASSIGN_OR_RETURN(const std::string bytes, vault.DecryptDerived(Place(key), value));
  base::Cursor cursor(bytes);
  const auto seq = cursor.TakeU64();
  if (seq && cursor.AtEnd()) return *seq;
  return base::Fail(base::Code::kCorrupt, "lookup row: not in form");
}

base::Result<void> ForEachLookupRow(const store::Store& store, const vault::Vault& vault,
                                    const LookupVisitor& visitor) {
  std::string handle;
  base::Result<vault::MatterKeys> keys = base::Fail(base::Code::kNotFound, "no matter yet");
  const auto visit = [&](std::string_view key, std::string_view value) -> base::Result<void> {
    if (key.size() != kKeyBytes) {
      return base::Fail(base::Code::kCorrupt, "lookup row: not in form");
    }
    if (!key.starts_with(handle) || handle.empty()) {
      handle = key.substr(0, vault::kHandlePrefixBytes);
      keys = vault.KeysOfHandle(handle);
    }
    if (keys) return visitor(*keys, key, value);
    if (keys.error().code == base::Code::kNotFound) return {};
    return base::Fail(keys.error());
  };
  return store.Rows(store::RowSpace::kLookup, "", visit);
}

base::Result<std::vector<std::uint64_t>> FindByLookup(const Reader& reader, LookupKind kind,
                                                      std::string_view text) {
  const std::vector<LookupValue> candidates = LookupsFor(kind, text);
  crypto::Hash matter;
  std::vector<std::string> names;
  std::set<std::uint64_t> seqs;
  RETURN_IF_ERROR(ForEachLookupRow(reader.store(), reader.vault(),
                                   [&](const vault::MatterKeys& keys, std::string_view key,
                                       std::string_view value) -> base::Result<void> {
                                     if (names.empty() || keys.handle != matter) {
                                       matter = keys.handle;
                                       names.clear();
                                       crypto::HmacSha256 mac(keys.personal.view());
                                       for (const LookupValue& one : candidates)
                                         names.push_back(LookupName(mac, one));
                                     }
                                     if (std::ranges::find(names, NameInKey(key)) == names.end())
                                       return {};
                                     ASSIGN_OR_RETURN(const std::uint64_t seq,
                                                      OpenLookupRow(reader.vault(), key, value));
                                     seqs.insert(seq);
                                     return {};
                                   }));
  return std::vector<std::uint64_t>(seqs.begin(), seqs.end());
}

}  // namespace reqledger::log
