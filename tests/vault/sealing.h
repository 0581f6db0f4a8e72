// An event with an ordinary and a personal member, sealed, with a place in a chain.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "ledger/base/file.h"
#include "ledger/event/entry.h"
#include "ledger/vault/seal.h"
#include "ledger/vault/vault.h"

namespace reqledger::vault {

inline constexpr int kDemoIdSlot = 9;
inline constexpr int kSubjectSlot = 14;
inline constexpr const char* kSecretName = "Ottilie-Grandcourt-of-12-Elm-Lane";
inline constexpr const char* kOrdinaryText = "an-ordinary-sentence-of-some-length";

inline const event::Schema& DemoSchema() {
  static const event::Schema kSchema = [] {
    auto bytes = base::ReadFile(
        std::string(REQLEDGER_SOURCE_DIR) + "/tests/testdata/schemas/demo.noted.v1.schema.json",
        base::kSchemaBytesMax);
    return *event::Schema::Parse(*std::move(bytes));
  }();
  return kSchema;
}

inline std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// Without a personal member where `personal` is empty.
inline event::Event DemoEvent(const std::string& matter,
                              const std::string& personal = kSecretName) {
  std::vector<event::Member> members = {{"demo_id", "\"d-1\""}, {"colour", Quoted(kOrdinaryText)}};
  if (!personal.empty()) members.push_back({"subject", R"({"name":)" + Quoted(personal) + "}"});
  return event::MakeEvent("demo.noted", matter, R"({"precision":"day","value":"2024-02-01"})",
                          std::move(members));
}

inline SealedEvent Seal(const event::Event& event) {
  SealedEvent sealed(event, DemoSchema(), "uid:1000");
  sealed.SetCore(3, "7");
  sealed.SetCore(4, Quoted(std::string(64, '0')));
  sealed.SetCore(6, R"("2024-02-01T00:00:00.000000Z")");
  return sealed;
}

inline EntryPlace PlaceOf(const SealedEvent& sealed, std::uint64_t seq) {
  const event::Entry entry{seq, {}, sealed.AllDigests()};
  return {seq, crypto::Sha256::Digest({std::string_view("\0", 1), event::SerializeEntry(entry)})};
}

}  // namespace reqledger::vault
