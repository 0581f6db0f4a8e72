#include "tools/kinds.h"

#include <boost/json/value.hpp>

#include "tools/json_view.h"

namespace reqledger::tools {

KindTitles FetchKindTitles(const DaemonClient& daemon) {
  KindTitles titles;
  const auto answer = daemon.Get("/v1/kinds");
  if (!answer) return titles;
  for (const boost::json::value& kind : ItemsAt(*answer, "kinds")) {
    titles[std::string(TextAt(kind, "member"))].emplace(TextAt(kind, "kind"),
                                                        TextAt(kind, "title"));
  }
  return titles;
}

void UseTitles(const KindTitles& titles, Form& form) {
  for (Field& field : form.fields) {
    const auto of_member = titles.find(field.name);
    if (field.kind == FieldKind::kChoice && of_member != titles.end())
      field.titles = of_member->second;
  }
}

}  // namespace reqledger::tools
