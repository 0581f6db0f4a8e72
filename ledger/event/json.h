// Strict JSON in, RFC 8785 out: the one reader and the one writer of JSON that the formats define.
//
// Errors: every refusal is invalid_argument with one Violation that points at the place; no message
// holds a value or a refused name.
// Limits: the depth that the caller gives; the caller bounds the length.
// Source: docs/formats.md section 2; RFC 8259, RFC 8785, RFC 6901.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace reqledger::event {

enum class Names {
  kEvent,  // [a-z][a-z0-9_]{0,63} at every depth
  kAny,
};

// Refuses what two readers of JSON could take differently: duplicate names, null, numbers that are
// not integers with |n| ≤ 2^53 − 1 (1.0, 1e2 and -0 among them), bad UTF-8, lone surrogates,
// control characters in strings other than \n and \t, a byte order mark, bytes after the value, and
// containers nested deeper than `depth_max`. A scalar has depth 0, `[]` has 1.
base::Result<boost::json::value> ParseStrict(std::string_view text, Names names, int depth_max);

// RFC 8785 of a value that ParseStrict returned, or of one in the same domain.
void AppendCanonical(const boost::json::value& value, std::string& out);
std::string Canonical(const boost::json::value& value);

// `text`, valid UTF-8, as a canonical JSON string with its quotes.
void AppendCanonicalString(std::string_view text, std::string& out);
std::string CanonicalString(std::string_view text);

// True for [a-z][a-z0-9_]{0,63}.
bool IsMemberName(std::string_view name);

// `pointer` with one more reference token, escaped as RFC 6901 has it.
std::string AppendPointer(std::string_view pointer, std::string_view token);

}  // namespace reqledger::event
