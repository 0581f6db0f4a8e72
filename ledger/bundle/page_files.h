// index.html in the making: one file that holds the machine files of a bundle and the script that
// verifies them.
//
// Each file stands in a <script> of a type that no browser runs, written so that no byte of it is
// markup. Limits: nothing of a file is held. Trust: bytes of the ledger are hostile to the page;
// names of files are the bundle's own. Source: web/src/embedded.js, which reads it back;
// docs/formats.md section 7.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/bundle/bag_writer.h"

namespace reqledger::bundle {

// Begin, then the machine files, then End: within the file index.html of `bag`, which this begins
// and ends.
class PageFiles final : public FileWriter {
 public:
  explicit PageFiles(BagWriter& bag) : bag_(bag) {}

  base::Result<void> BeginPage();
  base::Result<void> EndPage();

  base::Result<void> Begin(const std::string& path) override;
  base::Result<void> Write(std::string_view bytes) override;
  base::Result<void> End() override;

 private:
  BagWriter& bag_;
};

}  // namespace reqledger::bundle
