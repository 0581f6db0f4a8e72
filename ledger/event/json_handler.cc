#include "ledger/event/json_handler.h"

#include <algorithm>

#include "ledger/base/limits.h"

namespace reqledger::event {
namespace {

constexpr std::string_view kIntegers = "an integer from -(2^53 - 1) to 2^53 - 1";
constexpr std::string_view kNoFraction = "an integer without fraction or exponent";

// U+0000–001F and U+007F–009F, but for LF and TAB, in valid UTF-8.
bool HasControl(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\n' && byte != '\t') return true;
    if (byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      return true;
    }
  }
  return false;
}

std::string_view View(StrictHandler::Text text) { return {text.data(), text.size()}; }

}  // namespace

StrictHandler::StrictHandler(Names names) : rule_(names) { stack_.reset(); }

std::string StrictHandler::Pointer() const {
  std::string pointer;
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    const Frame& frame = frames_[i];
    if (!frame.object) {
      pointer += '/' + std::to_string(frame.index);
    } else if (frame.in_member) {
      const std::size_t end = i + 1 < frames_.size() ? frames_[i + 1].names_from : names_.size();
      pointer = AppendPointer(pointer, TextOf(names_[end - 1]));
    }
  }
  return pointer;
}

bool StrictHandler::Refuse(std::string_view rule, std::string_view expected, Failure& failure) {
  return RefuseAt(Pointer(), rule, expected, failure);
}

bool StrictHandler::RefuseAt(std::string pointer, std::string_view rule, std::string_view expected,
                             Failure& failure) {
  refusal_ = {std::move(pointer), std::string(rule), std::string(expected)};
  failure = boost::json::error::syntax;
  return false;
}

void StrictHandler::EndValue() {
  if (frames_.empty()) return;
  frames_.back().in_member = false;
  ++frames_.back().index;
}

std::string_view StrictHandler::TextOf(const Name& name) const {
  return std::string_view(text_).substr(name.offset, name.length);
}

bool StrictHandler::on_object_begin(Failure&) {
  frames_.push_back({true, false, names_.size(), text_.size(), 0});
  return true;
}

std::optional<std::string> StrictHandler::DoubleName(const Frame& frame) {
  const auto first = names_.begin() + static_cast<std::ptrdiff_t>(frame.names_from);
  const auto text = [this](const Name& name) { return TextOf(name); };
  std::ranges::sort(first, names_.end(), {}, text);
  const auto twice = std::ranges::adjacent_find(first, names_.end(), {}, text);
  if (twice == names_.end()) return std::nullopt;
  return AppendPointer(Pointer(), TextOf(*twice));
}

bool StrictHandler::on_object_end(std::size_t count, Failure& failure) {
  const Frame frame = frames_.back();
  if (auto twice = DoubleName(frame)) {
    return RefuseAt(*std::move(twice), "duplicate_name", "each name once in an object", failure);
  }
  names_.resize(frame.names_from);
  text_.resize(frame.text_from);
  frames_.pop_back();
  stack_.push_object(count);
  EndValue();
  return true;
}

bool StrictHandler::on_array_begin(Failure&) {
  frames_.push_back({false, false, names_.size(), text_.size(), 0});
  return true;
}

bool StrictHandler::on_array_end(std::size_t count, Failure&) {
  frames_.pop_back();
  stack_.push_array(count);
  EndValue();
  return true;
}

bool StrictHandler::on_key_part(Text part, std::size_t, Failure&) {
  pending_ += View(part);
  return true;
}

bool StrictHandler::on_key(Text last, std::size_t, Failure& failure) {
  pending_ += View(last);
  if (rule_ == Names::kEvent && !IsMemberName(pending_)) {
    // The name itself is not repeated: it may be a value that got into the wrong place.
    const std::string number = std::to_string(frames_.back().index + 1);
    return Refuse("name", "names of [a-z][a-z0-9_]{0,63}; name " + number + " here is another",
                  failure);
  }
  if (HasControl(pending_)) return Refuse("control_character", "names without controls", failure);
  names_.push_back({text_.size(), pending_.size()});
  text_ += pending_;
  stack_.push_key(pending_);
  pending_.clear();
  frames_.back().in_member = true;
  return true;
}

bool StrictHandler::on_string_part(Text part, std::size_t, Failure&) {
  pending_ += View(part);
  return true;
}

bool StrictHandler::on_string(Text last, std::size_t, Failure& failure) {
  std::string_view whole = View(last);
  if (!pending_.empty()) whole = pending_.append(whole);
  if (HasControl(whole)) {
    return Refuse("control_character", "no control character but \\n and \\t", failure);
  }
  stack_.push_string(whole);
  pending_.clear();
  EndValue();
  return true;
}

bool StrictHandler::on_int64(std::int64_t number, Text text, Failure& failure) {
  if (number == 0 && text.front() == '-') return Refuse("negative_zero", "0", failure);
  if (number > base::kIntegerMax || number < -base::kIntegerMax) {
    return Refuse("integer_range", kIntegers, failure);
  }
  stack_.push_int64(number);
  EndValue();
  return true;
}

bool StrictHandler::on_uint64(std::uint64_t, Text, Failure& failure) {
  return Refuse("integer_range", kIntegers, failure);
}

// The parser also gives integers over 64 bits as doubles.
bool StrictHandler::on_double(double, Text text, Failure& failure) {
  if (View(text).find_first_of(".eE") == std::string_view::npos) {
    return Refuse("integer_range", kIntegers, failure);
  }
  return Refuse("integer", kNoFraction, failure);
}

bool StrictHandler::on_bool(bool value, Failure&) {
  stack_.push_bool(value);
  EndValue();
  return true;
}

bool StrictHandler::on_null(Failure& failure) {
  return Refuse("null", "a value, or the member left out", failure);
}

}  // namespace reqledger::event
