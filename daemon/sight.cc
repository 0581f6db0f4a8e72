#include "daemon/sight.h"

#include "ledger/bundle/shown_slots.h"

namespace reqledger::daemon {

const audience::View& SightOf(RoleSet roles) {
  audience::Words words;
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) {
    if (roles.Has(static_cast<Role>(i))) words.emplace(kRoleNames.at(i));
  }
  return audience::AudienceBook::BuiltIn().OfRoles(words);
}

void CloseBeyond(const audience::View& view, const event::SchemaCatalogue& catalogue,
                 log::OpenedEntry& entry) {
  if (view.opens_all()) return;
  // It is said by an entry that they may not open.
  if (view.opens_nothing()) entry.erased.reset();
  const bundle::EntrySchemas schemas{.schema = bundle::SchemaOf(entry, catalogue)};
  bundle::CloseAllBut(bundle::ShownSlots(entry, schemas, view, bundle::PlainSituation(entry)),
                      entry);
}

}  // namespace reqledger::daemon
