// {"decoys":["…",…],"disclosures":["…",…],"seq":N}
#include "ledger/log/disclosure_line.h"

#include <boost/json/value.hpp>
#include <utility>

#include "ledger/base/cursor.h"
#include "ledger/base/limits.h"
#include "ledger/event/json.h"

namespace reqledger::log {
namespace {

constexpr int kLineDepth = 2;
constexpr auto kSeqMax = static_cast<std::uint64_t>(base::kIntegerMax);

// The strings of one line, wherever their bytes are.
struct RawLine {
  std::vector<std::string_view> disclosures;
  std::vector<std::string_view> decoys;
  bool has_decoys = false;
  std::uint64_t seq = 0;
};

bool TakeText(std::string_view text, std::string_view& rest) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

// `"…","…"]`: strings without an escape or control character, as every base64url text is.
bool TakeStrings(std::string_view& rest, std::vector<std::string_view>& strings) {
  if (TakeText("]", rest)) return true;
  for (;;) {
    if (!TakeText("\"", rest)) return false;
    const std::size_t end = rest.find('"');
    if (end == std::string_view::npos) return false;
    strings.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (TakeText("]", rest)) return true;
    if (!TakeText(",", rest)) return false;
  }
}

// Reads the line of a correct writer straight through. Strings with an escape or a character that
// must have one are no base64url, so that whoever looks at them refuses them; but then the line may
// not be JSON, and is read again by the other way.
std::optional<RawLine> ReadPlainly(std::string_view line) {
  if (line.find('\\') != std::string_view::npos) return std::nullopt;
  RawLine raw;
  if (!TakeText("{", line)) return std::nullopt;
  if (TakeText("\"decoys\":[", line)) {
    raw.has_decoys = true;
    if (!TakeStrings(line, raw.decoys) || !TakeText(",", line)) return std::nullopt;
  }
  if (!TakeText("\"disclosures\":[", line) || !TakeStrings(line, raw.disclosures)) {
    return std::nullopt;
  }
  if (!TakeText(",\"seq\":", line) || !line.ends_with('}')) return std::nullopt;
  const auto seq = base::ParseDecimal(line.substr(0, line.size() - 1));
  if (!seq || *seq > kSeqMax) return std::nullopt;
  raw.seq = *seq;
  return raw;
}

bool TakeArray(const boost::json::value* value, std::vector<std::string_view>& strings) {
  if (value == nullptr || !value->is_array()) return false;
  for (const auto& item : value->get_array()) {
    if (!item.is_string()) return false;
    strings.emplace_back(item.get_string().data(), item.get_string().size());
  }
  return true;
}

std::optional<RawLine> ReadJson(const boost::json::value& json) {
  if (!json.is_object()) return std::nullopt;
  const auto& object = json.get_object();
  RawLine raw;
  raw.has_decoys = object.contains("decoys");
  if (object.size() != (raw.has_decoys ? 3U : 2U)) return std::nullopt;
  if (!TakeArray(object.if_contains("disclosures"), raw.disclosures)) return std::nullopt;
  if (raw.has_decoys && !TakeArray(object.if_contains("decoys"), raw.decoys)) return std::nullopt;
  const auto* seq = object.if_contains("seq");
  if (seq == nullptr || !seq->is_int64() || seq->get_int64() < 0) return std::nullopt;
  raw.seq = static_cast<std::uint64_t>(seq->get_int64());
  return raw;
}

// Names that an entry or a row keeps for itself are no members'.
bool IsReserved(std::string_view name) { return name == "prev" || name == "seq" || name == "v"; }

void NoteMalformed(std::string fault, DisclosureLine& out) {
  if (out.malformed++ == 0) out.fault = std::move(fault);
}

void ReadItem(std::string_view text, bool decoy, DisclosureLine& out) {
  auto parsed = event::ParseDisclosure(text);
  if (!parsed) {
    if (parsed.error().code == base::Code::kTooLarge) ++out.over_limit;
    NoteMalformed(std::move(parsed.error().message), out);
    return;
  }
  if (parsed->decoy != decoy) {
    NoteMalformed(decoy ? "a disclosure among the decoys" : "a decoy among the disclosures", out);
    return;
  }
  if (IsReserved(parsed->name)) return NoteMalformed("a name that no member has", out);
  auto& items = decoy ? out.decoys : out.disclosures;
  items.push_back(
      {event::DisclosureDigest(text), std::move(parsed->name), std::move(parsed->value)});
}

DisclosureLine ReadItems(const RawLine& raw) {
  DisclosureLine out;
  out.seq = raw.seq;
  out.has_decoys = raw.has_decoys;
  out.disclosures.reserve(raw.disclosures.size());
  out.decoys.reserve(raw.decoys.size());
  for (const std::string_view text : raw.disclosures) ReadItem(text, false, out);
  for (const std::string_view text : raw.decoys) ReadItem(text, true, out);
  return out;
}

std::optional<DisclosureLine> Accept(const RawLine& raw) {
  if (raw.disclosures.empty() && raw.decoys.empty()) return std::nullopt;
  return ReadItems(raw);
}

}  // namespace

std::optional<DisclosureLine> ReadDisclosureLine(std::string_view line) {
  if (const auto raw = ReadPlainly(line)) {
    auto out = Accept(*raw);
    if (out && out->malformed == 0) return out;
  }
  const auto json = event::ParseStrict(line, event::Names::kAny, kLineDepth);
  if (!json || event::Canonical(*json) != line) return std::nullopt;
  const auto raw = ReadJson(*json);
  return raw ? Accept(*raw) : std::nullopt;
}

}  // namespace reqledger::log
