// {"verdict":…,"origin":…,"size":…,"root":…,"as_of":…,"checked":[…],"not_checked":[{"code","why"}…],
//  "findings":[{"code","severity","seq","expected","got"}…],"counts":{…},
//  "erasures":[{"seq","scope","seqs":[{"first","last"}…],"entries"}…]}
#include "ledger/event/json.h"
#include "ledger/log/report.h"

namespace reqledger::log {
namespace {

class JsonList {
 public:
  JsonList(std::string& out, char close) : out_(out), close_(close) {
    out_ += close == ']' ? '[' : '{';
  }
  ~JsonList() { out_ += close_; }
  JsonList(const JsonList&) = delete;
  JsonList& operator=(const JsonList&) = delete;

  std::string& Next() {
    if (!first_) out_ += ',';
    first_ = false;
    return out_;
  }
  void Text(std::string_view name, std::string_view text) {
    Raw(name, event::CanonicalString(text));
  }
  void Raw(std::string_view name, std::string_view json) {
    event::AppendCanonicalString(name, Next());
    out_ += ':';
    out_ += json;
  }

 private:
  std::string& out_;
  const char close_;
  bool first_ = true;
};

template <typename Items, typename Write>
std::string Array(const Items& items, Write write) {
  std::string out;
  {
    JsonList list(out, ']');
    for (const auto& item : items) write(item, list.Next());
  }
  return out;
}

void WriteNotChecked(const NotCheckedItem& item, std::string& out) {
  JsonList object(out, '}');
  object.Text("code", item.code);
  object.Text("why", item.why);
}

void WriteFinding(const Finding& finding, std::string& out) {
  JsonList object(out, '}');
  object.Text("code", finding.code);
  object.Text("severity", SeverityName(FindingCodes::BuiltIn().Find(finding.code)->severity));
  object.Raw("seq", finding.seq ? std::to_string(*finding.seq) : "null");
  object.Text("expected", finding.expected);
  object.Text("got", finding.got);
}

void WriteErasure(const ErasureNote& erasure, std::string& out) {
  JsonList object(out, '}');
  object.Raw("seq", std::to_string(erasure.seq));
  object.Text("scope", erasure.personal ? "personal" : "matter");
  object.Raw("seqs", Array(erasure.seqs, [](const ErasureNote::Range& range, std::string& json) {
               JsonList item(json, '}');
               item.Raw("first", std::to_string(range.first));
               item.Raw("last", std::to_string(range.last));
             }));
  object.Raw("entries", std::to_string(erasure.closed));
}

std::string Counts(const Report& report) {
  std::string out;
  {
    JsonList object(out, '}');
    for (const auto& [name, count] : report.counts) object.Raw(name, std::to_string(count));
  }
  return out;
}

}  // namespace

std::string ReportJson(const Report& report) {
  std::string out;
  {
    JsonList object(out, '}');
    object.Text("verdict", VerdictName(report.verdict));
    object.Raw("origin", report.head ? event::CanonicalString(report.origin) : "null");
    object.Raw("size", report.head ? std::to_string(report.head->size) : "null");
    object.Raw("root", report.head ? '"' + crypto::ToHex(report.head->root) + '"' : "null");
    object.Raw("as_of", report.as_of ? '"' + base::FormatInstant(*report.as_of) + '"' : "null");
    object.Raw("checked", Array(report.checked, [](const std::string& code, std::string& json) {
                 event::AppendCanonicalString(code, json);
               }));
    object.Raw("not_checked", Array(report.not_checked, WriteNotChecked));
    object.Raw("findings", Array(report.findings, WriteFinding));
    object.Raw("counts", Counts(report));
    object.Raw("erasures", Array(report.erasures, WriteErasure));
  }
  return out + '\n';
}

}  // namespace reqledger::log
