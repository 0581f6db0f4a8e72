// disclosure = base64url( `["` salt `","` name `",` value `]` )
// decoy      = base64url( `["` salt `"]` )
// salt       = base64url of 16 bytes: 22 characters, the last four bits zero
// name       = [a-z][a-z0-9_]{0,63}
// value      = RFC 8785 form of a value of docs/formats.md section 2, nested at most 5 deep
#include "ledger/event/disclosure.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"
#include "ledger/event/canonical_reader.h"
#include "ledger/event/json.h"

namespace reqledger::event {
namespace {

constexpr std::size_t kSaltChars = 22;
constexpr int kValueDepthMax = base::kEventDepthMax - 1;  // the array stands where the event stood

bool IsSalt(std::string_view text) {
  return text.size() == kSaltChars && base::DecodeBase64Url(text).has_value();
}

std::string_view StringOf(const boost::json::value& value) {
  if (!value.is_string()) return {};
  return {value.get_string().data(), value.get_string().size()};
}

std::unexpected<base::Error> Refuse(std::string_view why) {
  return base::Fail(base::Code::kInvalidArgument, "disclosure refused: " + std::string(why));
}

// The parts of `json`; nothing where it is not a disclosure in canonical form.
std::optional<Disclosure> ReadArray(std::string_view json) {
  CanonicalReader reader(json);
  if (!reader.TakeIf("[")) return std::nullopt;
  const auto salt = reader.TakeString();
  if (!salt || !IsSalt(*salt)) return std::nullopt;
  Disclosure disclosure{std::string(*salt), {}, {}, !reader.TakeIf(",")};
  if (!disclosure.decoy) {
    const auto name = reader.TakeString();
    if (!name || !IsMemberName(*name) || !reader.TakeIf(",")) return std::nullopt;
    const auto value = reader.TakeValue(kValueDepthMax);
    if (!value) return std::nullopt;
    disclosure.name = *name;
    disclosure.value = *value;
  }
  if (!reader.TakeIf("]") || !reader.AtEnd()) return std::nullopt;
  return disclosure;
}

// Says what is wrong with what ReadArray did not take.
std::unexpected<base::Error> WhyNot(std::string_view json) {
  const auto parsed = ParseStrict(json, Names::kEvent, kValueDepthMax + 1);
  if (!parsed) return base::Fail(base::Wrap("disclosure refused", parsed.error()));
  const auto* array = parsed->if_array();
  if (array == nullptr || (array->size() != 1 && array->size() != 3)) {
    return Refuse("not an array of one or three");
  }
  if (!IsSalt(StringOf(array->front()))) return Refuse("the salt is not base64url of 16 bytes");
  if (array->size() == 3 && !IsMemberName(StringOf((*array)[1]))) {
    return Refuse("the name is not one of a member");
  }
  return Refuse("not in RFC 8785 form");
}

std::string OpenArray(std::string_view salt16, std::size_t more) {
  REQ_CHECK(salt16.size() == base::kSaltBytes);
  std::string json;
  json.reserve(kSaltChars + more);
  json += "[\"";
  base::AppendBase64Url(salt16, json);
  json += '"';
  return json;
}

}  // namespace

bool IsDigest(std::string_view text) {
  return text.size() == Digest::kChars && base::DecodeBase64Url(text).has_value();
}

std::string MakeDisclosure(std::string_view salt16, std::string_view name,
                           std::string_view canonical_value) {
  constexpr std::size_t kPunctuation = 8;
  std::string json = OpenArray(salt16, name.size() + canonical_value.size() + kPunctuation);
  json += ",\"";
  json += name;
  json += "\",";
  json += canonical_value;
  json += ']';
  return base::EncodeBase64Url(json);
}

std::string MakeDecoy(std::string_view salt16) {
  return base::EncodeBase64Url(OpenArray(salt16, 4) + ']');
}

Digest DisclosureDigest(std::string_view disclosure) {
  const std::string text = base::EncodeBase64Url(crypto::Sha256::Digest(disclosure).view());
  Digest digest;
  std::ranges::copy(text, digest.chars.begin());
  return digest;
}

base::Result<Disclosure> ParseDisclosure(std::string_view text) {
  if (text.size() > base::kDisclosureBytesMax) {
    return base::Fail(
        base::Code::kTooLarge,
        "disclosure refused: over " + std::to_string(base::kDisclosureBytesMax) + " bytes");
  }
  const auto json = base::DecodeBase64Url(text);
  if (!json) return Refuse("not canonical base64url");
  if (auto disclosure = ReadArray(*json)) return *std::move(disclosure);
  return WhyNot(*json);
}

}  // namespace reqledger::event
