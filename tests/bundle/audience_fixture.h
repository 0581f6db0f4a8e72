// A ledger of demands, orders and targets, and bundles of it for each audience.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "ledger/bundle/export.h"
#include "tests/bundle/bundle_reading.h"
#include "tests/testing/temp_ledger.h"

namespace reqledger::bundle {

// A historical event, its further members as JSON.
std::string Event(const std::string& type, const std::string& matter, const std::string& members);

class AudienceFixture : public ::testing::Test {
 protected:
  AudienceFixture() { Begin(4); }

  // A new ledger, of this publish multiple.
  void Begin(std::uint64_t multiple, const log::Sequencer::Options& options = {});
  std::uint64_t Record(const std::string& event);
  std::uint64_t Demand(const std::string& matter, const std::string& id,
                       const std::string& docket = "1-mj-1",
                       const std::string& kind = "us_sca_warrant");
  std::uint64_t Target(const std::string& matter, const std::string& demand, const std::string& id,
                       const std::string& customer);
  // That forbids telling anyone that there is process, unless `more` says otherwise.
  std::uint64_t Order(const std::string& matter, const std::string& id, const std::string& demand,
                      const std::string& more = kForbidsAll);
  void Release(const std::string& matter, const std::string& id);

  ExportSource Source();
  // For customer cust-1; for the court of Demand's default docket.
  static ExportRequest RequestFor(const std::string& audience);
  std::filesystem::path Write(const ExportRequest& request);
  // Verified by two verifiers, which share no code.
  std::filesystem::path Export(const ExportRequest& request);

  // What such a bundle opens.
  Opened OpenedFor(const std::string& audience) { return ReadOpened(Export(RequestFor(audience))); }

  static constexpr const char* kForbidsAll =
      R"(,"prohibition":{"forbids":["existence_of_process"],"protected_from":"everyone"})";

  std::unique_ptr<testing::TempLedger> ledger_;
  testing::TempDir out_;

 private:
  void CheckVerifies(const std::filesystem::path& bundle) const;
  int bundles_ = 0;
};

}  // namespace reqledger::bundle
