// Takes the events of boost::json's parser, keeps track of the place, and refuses what the formats
// refuse. Included by json_reader.cc alone.
//
// Source: docs/formats.md section 2.
#pragma once

#include <boost/json/error.hpp>
#include <boost/json/value_stack.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/error.h"
#include "ledger/event/json.h"

namespace reqledger::event {

class StrictHandler {
 public:
  using Text = boost::json::string_view;
  using Failure = boost::json::error_code;

  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  explicit StrictHandler(Names names);

  boost::json::value Release() { return stack_.release(); }
  const std::optional<base::Violation>& refusal() const { return refusal_; }
  // The value that is being read, or the container in which the next one would stand.
  std::string Pointer() const;

  bool on_document_begin(Failure&) { return true; }
  bool on_document_end(Failure&) { return true; }
  bool on_object_begin(Failure&);
  bool on_object_end(std::size_t count, Failure& failure);
  bool on_array_begin(Failure&);
  bool on_array_end(std::size_t count, Failure&);
  bool on_key_part(Text part, std::size_t, Failure&);
  bool on_key(Text last, std::size_t, Failure& failure);
  bool on_string_part(Text part, std::size_t, Failure&);
  bool on_string(Text last, std::size_t, Failure& failure);
  bool on_number_part(Text, Failure&) { return true; }
  bool on_int64(std::int64_t number, Text text, Failure& failure);
  bool on_uint64(std::uint64_t, Text, Failure& failure);
  bool on_double(double, Text text, Failure& failure);
  bool on_bool(bool value, Failure&);
  bool on_null(Failure& failure);
  bool on_comment_part(Text, Failure&) { return true; }
  bool on_comment(Text, Failure&) { return true; }

 private:
  struct Name {
    std::size_t offset = 0;
    std::size_t length = 0;
  };
  struct Frame {
    bool object = false;
    bool in_member = false;      // a name was read, its value not yet
    std::size_t names_from = 0;  // an object's names are names_[names_from …]
    std::size_t text_from = 0;
    std::size_t index = 0;  // an array's next item
  };

  bool Refuse(std::string_view rule, std::string_view expected, Failure& failure);
  bool RefuseAt(std::string pointer, std::string_view rule, std::string_view expected,
                Failure& failure);
  void EndValue();
  std::string_view TextOf(const Name& name) const;
  std::optional<std::string> DoubleName(const Frame& frame);

  Names rule_;
  boost::json::value_stack stack_;
  std::vector<Frame> frames_;
  std::vector<Name> names_;  // of all open objects
  std::string text_;         // the names' bytes
  std::string pending_;      // parts of a string or name that came in pieces
  std::optional<base::Violation> refusal_;
};

}  // namespace reqledger::event
