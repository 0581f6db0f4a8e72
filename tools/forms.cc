#include "tools/forms.h"

#include <boost/json/value.hpp>

#include "tools/json_view.h"

namespace reqledger::tools {

const Form* Forms::Of(const boost::json::value& members) {
  const boost::json::value* schema = MemberAt(members, "schema");
  std::string id(schema != nullptr ? TextAt(*schema, "sha256") : TextAt(members, "type"));
  if (id.empty()) return nullptr;
  auto known = forms_.find(id);
  if (known == forms_.end()) {
    std::optional<Form> form;
    if (const auto bytes = daemon_.GetText("/v1/schemas/" + PercentEncode(id))) {
      if (auto parsed = ParseForm(*bytes)) form = std::move(*parsed);
    }
    if (!titles_) titles_ = FetchKindTitles(daemon_);
    if (form) {
      UseTitles(*titles_, *form);
    }
    known = forms_.emplace(std::move(id), std::move(form)).first;
  }
  return known->second ? &*known->second : nullptr;
}

}  // namespace reqledger::tools
