// Writes a bundle's files, verifies them, and says what came first.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "ledger/bundle/verify_bundle.h"
#include "tests/testing/bundle_builder.h"
#include "tests/testing/temp_dir.h"

namespace reqledger::bundle {

// What a report says first: the code and seq of the lowest finding, or the verdict.
struct First {
  std::string code;
  std::optional<std::uint64_t> seq;
  friend bool operator==(const First&, const First&) = default;
  friend void PrintTo(const First& first, std::ostream* out) {
    *out << first.code << " at " << (first.seq ? std::to_string(*first.seq) : "null");
  }
};

class VerifyTest : public ::testing::Test {
 protected:
  log::Report Verify(const testing::Files& files) { return Verify(files, Pinned()); }
  log::Report Verify(const testing::Files& files, VerifyOptions options) {
    const testing::TempDir dir;
    testing::WriteFiles(files, dir.path());
    options.path = dir.path();
    auto report = VerifyBundle(options);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return report ? std::move(*report) : log::Report();
  }

  VerifyOptions Pinned() const {
    VerifyOptions options;
    options.pinned.push_back(ledger_.signer().verifier());
    return options;
  }

  static First FirstOf(const log::Report& report) {
    if (report.findings.empty()) return {std::string(log::VerdictName(report.verdict)), {}};
    return {std::string(report.findings.front().code), report.findings.front().seq};
  }
  First FirstOf(const testing::Files& files) { return FirstOf(Verify(files)); }
  // As a tamperer who makes the bag again.
  First FirstOfMended(testing::Files files) {
    testing::MendBag(files);
    return FirstOf(files);
  }

  static bool Has(const log::Report& report, std::string_view code,
                  std::optional<std::uint64_t> seq) {
    for (const log::Finding& finding : report.findings) {
      if (finding.code == code && finding.seq == seq) return true;
    }
    return false;
  }
  static bool NotChecked(const log::Report& report, std::string_view code, std::string_view why) {
    for (const log::NotCheckedItem& item : report.not_checked) {
      if (item.code == code && item.why == why) return true;
    }
    return false;
  }

  static First At(std::string_view code, std::uint64_t seq) { return {std::string(code), seq}; }
  static First Null(std::string_view code) { return {std::string(code), std::nullopt}; }

  testing::TestLedger ledger_;
};

// The `n`-th line of a file, from 0, without LF.
std::string LineOf(const std::string& file, std::size_t n);
// The file with its `n`-th line replaced; nothing takes the line away.
std::string WithLine(const std::string& file, std::size_t n,
                     const std::optional<std::string>& line);
// The first `from` in `text` replaced.
std::string Replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace reqledger::bundle
