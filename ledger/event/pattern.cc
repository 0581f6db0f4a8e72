// pattern = "^" { atom [ "{" n [ "," n ] "}" ] } "$"
// atom    = literal | "[" { literal [ "-" literal ] } "]"
// literal = printable ASCII that has no meaning of its own there, or "\" and a punctuation mark
#include "ledger/event/pattern.h"

#include <algorithm>

#include "ledger/base/cursor.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kSpecial = "^$.*+?|()[]{}\\";
constexpr std::string_view kSpecialInClass = "^[]\\-";

bool IsPrintable(char c) { return c >= 0x20 && c < 0x7f; }
bool IsPunctuation(char c) {
  const auto lower = static_cast<char>(c | 0x20);
  return IsPrintable(c) && c != ' ' && !(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'z');
}

}  // namespace

class Pattern::Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool AtEnd() const { return rest_.empty(); }

  std::optional<Atom> TakeAtom() {
    Atom atom;
    if (TakeIf('[')) {
      if (!TakeClass(atom)) return std::nullopt;
    } else {
      const auto c = TakeLiteral(kSpecial);
      if (!c) return std::nullopt;
      atom.characters.set(static_cast<std::size_t>(*c));
    }
    if (TakeIf('{') && !TakeBounds(atom)) return std::nullopt;
    return atom;
  }

 private:
  bool TakeIf(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<char> TakeLiteral(std::string_view special) {
    const bool escaped = TakeIf('\\');
    if (rest_.empty()) return std::nullopt;
    const char c = rest_.front();
    if (escaped ? !IsPunctuation(c) : !IsPrintable(c) || special.contains(c)) return std::nullopt;
    rest_.remove_prefix(1);
    return c;
  }

  bool TakeClass(Atom& atom) {
    do {
      // A hyphen that ends the class is itself.
      if (rest_.starts_with("-]")) {
        rest_.remove_prefix(1);
        atom.characters.set('-');
        continue;
      }
      const auto first = TakeLiteral(kSpecialInClass);
      if (!first) return false;
      auto last = first;
      if (rest_.starts_with('-') && !rest_.starts_with("-]")) {
        rest_.remove_prefix(1);
        last = TakeLiteral(kSpecialInClass);
        if (!last || *last < *first) return false;
      }
      const auto end = static_cast<unsigned char>(*last);
      for (unsigned c = static_cast<unsigned char>(*first); c <= end; ++c) atom.characters.set(c);
    } while (!rest_.empty() && !rest_.starts_with(']'));
    return TakeIf(']');
  }

  bool TakeBounds(Atom& atom) {
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos) return false;
    const std::string_view bounds = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    const std::size_t comma = bounds.find(',');
    const auto least = base::ParseDecimal(bounds.substr(0, comma));
    const auto most =
        comma == std::string_view::npos ? least : base::ParseDecimal(bounds.substr(comma + 1));
    if (!least || !most || *most > kPatternCharsMax || *most == 0 || *least > *most) return false;
    atom.least = static_cast<int>(*least);
    atom.most = static_cast<int>(*most);
    return true;
  }

  std::string_view rest_;
};

std::optional<Pattern> Pattern::Parse(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('^') || !text.ends_with('$')) return std::nullopt;
  Reader reader(text.substr(1, text.size() - 2));
  Pattern pattern;
  int longest = 0;
  int ways = 1;
  while (!reader.AtEnd()) {
    const auto atom = reader.TakeAtom();
    if (!atom) return std::nullopt;
    longest += atom->most;
    ways *= atom->most - atom->least + 1;
    if (longest > kPatternCharsMax || ways > kPatternWaysMax) return std::nullopt;
    pattern.atoms_.push_back(*atom);
  }
  return pattern;
}

// Keeps the set of places that the atoms so far can reach.
bool Pattern::Matches(std::string_view text) const {
  if (text.size() > kPatternCharsMax) return false;
  std::vector<bool> reached(text.size() + 1);
  reached[0] = true;
  for (const Atom& atom : atoms_) {
    std::vector<bool> next(text.size() + 1);
    for (std::size_t from = 0; from <= text.size(); ++from) {
      if (!reached[from]) continue;
      std::size_t at = from;
      for (int count = 0;; ++count, ++at) {
        if (count >= atom.least) next[at] = true;
        if (count == atom.most || at == text.size()) break;
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= atom.characters.size() || !atom.characters[byte]) break;
      }
    }
    reached = std::move(next);
  }
  return reached[text.size()];
}

}  // namespace reqledger::event
