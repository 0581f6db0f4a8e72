#include "tools/skeleton.h"

#include <algorithm>

#include "tools/text.h"

namespace reqledger::tools {
namespace {

constexpr std::size_t kColumns = 100;

// Lines are appended at a depth; those of what is optional stand behind "//" and count only once
// that is taken away. Within an object the last line is never an optional one, so that commas are
// right whatever is left in.
class Writer {
 public:
  // Lines after the first are indented by `hang` more.
  void Comment(std::string_view text, std::size_t depth, std::size_t hang = 0) {
    std::string start = std::string(2 * depth, ' ') + "// ";
    for (const std::string& line : WrapText(text, kColumns - start.size() - hang)) {
      out_ += start + line + "\n";
      start.resize(2 * depth + 3 + hang, ' ');
    }
  }
  void Line(std::string_view text, std::size_t depth, bool commented) {
    const std::string indent(2 * depth, ' ');
    out_ += (commented ? "//" + indent : indent) + std::string(text) + "\n";
  }
  void Blank() { out_ += "\n"; }
  void Describe(const Field& field, std::size_t depth);
  void Member(const Field& field, std::size_t depth, bool commented, bool last);
  std::string Take() && { return std::move(out_); }

 private:
  void Group(const Field& field, std::size_t depth, bool commented, std::string_view end);
  std::string out_;
};

std::string Join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string Necessity(const Field& field) {
  if (field.required) return " (required)";
  std::string text;
  for (const Condition& condition : field.required_if) {
    text +=
        (text.empty() ? " (required where " : " or ") + condition.member + " is " + condition.value;
  }
  return text.empty() ? text : text + ")";
}

// An empty value of the right kind: what is left empty is refused by name.
std::string EmptyValue(const Field& field) {
  if (field.kind == FieldKind::kNumber) return std::to_string(field.minimum);
  if (field.kind == FieldKind::kYesNo) return "false";
  if (field.kind == FieldKind::kList) return "[" + EmptyValue(field.parts.front()) + "]";
  if (field.kind != FieldKind::kGroup) return "\"\"";
  std::string parts;
  for (const Field& part : field.parts) {
    parts += (parts.empty() ? "\"" : ", \"") + part.name + "\": " + EmptyValue(part);
  }
  return "{" + parts + "}";
}

void Writer::Describe(const Field& field, std::size_t depth) {
  std::string text = field.title + Necessity(field);
  if (!field.description.empty()) text += ": " + field.description;
  const bool shown = field.description.find("such as") != std::string::npos;
  if (const std::string hint = FormatHint(field); !hint.empty() && !shown) text += " – " + hint;
  Comment(text, depth);
  const Field& item = field.kind == FieldKind::kList ? field.parts.front() : field;
  if (!item.choices.empty()) {
    Comment((field.kind == FieldKind::kList ? "  any of: " : "  one of: ") + Join(item.choices),
            depth, 4);
  }
  if (field.kind != FieldKind::kList || item.kind != FieldKind::kGroup) return;
  for (const Field& part : item.parts) {
    if (part.choices.empty()) continue;
    Comment("  " + part.name + ", one of: " + Join(part.choices), depth, 4);
  }
}

void Writer::Member(const Field& field, std::size_t depth, bool commented, bool last) {
  Describe(field, depth);
  const std::string end = last ? "" : ",";
  if (field.kind == FieldKind::kGroup && !field.parts.empty()) {
    Group(field, depth, commented, end);
  } else {
    Line("\"" + field.name + "\": " + EmptyValue(field) + end, depth, commented);
  }
}

void Writer::Group(const Field& field, std::size_t depth, bool commented, std::string_view end) {
  std::vector<const Field*> parts;
  // What is optional in something required comes first, so that a required line is the last.
  for (const bool required : {false, true}) {
    for (const Field& part : field.parts) {
      if (part.required == required) parts.push_back(&part);
    }
  }
  Line("\"" + field.name + "\": {", depth, commented);
  for (const Field* part : parts) {
    Member(*part, depth + 1, commented || !part->required, part == parts.back());
  }
  Line("}" + std::string(end), depth, commented);
}

}  // namespace

std::string Skeleton(const Form& form, std::string_view now) {
  Writer writer;
  writer.Comment(form.type + ": " + form.title + ". " + form.description, 0);
  writer.Comment(
      "Fill in between the quotes. To use an optional member take away its //, and the lines of it "
      "that you do not need, and mind the comma before a closing brace; whole lines that begin "
      "with // are not read. Then: reqledger record "
      "THIS_FILE",
      0);
  writer.Line("{", 0, false);
  writer.Comment("Matter (required): your case identifier, such as 2026-00417", 1);
  writer.Line("\"matter\": \"\",", 1, false);
  writer.Comment(
      "When it happened (required). precision: instant (2026-11-22T16:40:05Z), minute, day "
      "(2026-11-22), on_or_before, on_or_after, month (2026-11), year, or unknown without value",
      1);
  writer.Line(R"("occurred_at": {"precision": "minute", "value": ")" + std::string(now) + "\"},", 1,
              false);
  for (const Field& field : form.fields) {
    if (field.required) writer.Member(field, 1, false, false);
  }
  writer.Blank();
  writer.Comment("Optional from here on.", 1);
  for (const Field& field : form.fields) {
    if (!field.required) writer.Member(field, 1, true, false);
  }
  writer.Blank();
  writer.Line("\"type\": \"" + form.type + "\"", 1, false);
  writer.Line("}", 0, false);
  return std::move(writer).Take();
}

}  // namespace reqledger::tools
