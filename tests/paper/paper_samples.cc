// Writes papers to be looked at and judged by others: paper_samples FOLDER [COUNT]. With COUNT, one
// of so many entries, and nothing is held but them.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/paper/sample.h"

namespace reqledger::paper {
namespace {

bool WriteFile(const std::string& path, const Facts& facts, const EntrySource& source) {
  std::ofstream file(path, std::ios::binary);
  const auto result = WritePaper(facts, SampleWords(), source,
                                 [&file](std::string_view bytes) -> base::Result<void> {
                                   file << bytes;
                                   return {};
                                 });
  if (!result) std::fprintf(stderr, "%s: %s\n", path.c_str(), result.error().message.c_str());
  return result.has_value() && file.flush().good();
}

int Run(const std::string& folder, std::size_t count) {
  const Facts facts = SampleFacts();
  if (count > 0) {
    return WriteFile(folder + "/many.pdf", facts, SourceOf(ManyEntries(count))) ? 0 : 1;
  }
  Facts whole = facts;
  whole.complete = true;
  whole.certificate.clear();
  Facts large = facts;
  large.too_large = true;
  Facts hostile = facts;
  hostile.origin = "evil\u202e<&>(\\) \u0627\x01\xff " + std::string(3000, 'o');
  hostile.audience = std::string(500, 'A') + "]]>";
  hostile.tool = "tool & <b>\n\u4e2d";
  hostile.statement = std::string(9000, 's');
  hostile.vkey = std::string(2000, 'k');
  hostile.certificate = std::string(2000, '=') + "\n\u202e\n" + std::string(100, '\n') + "end";
  const bool good = WriteFile(folder + "/sample.pdf", facts, SourceOf(SampleEntries())) &&
                    WriteFile(folder + "/empty.pdf", whole, SourceOf({})) &&
                    WriteFile(folder + "/too_large.pdf", large, SourceOf({})) &&
                    WriteFile(folder + "/hostile.pdf", hostile, SourceOf(HostileEntries()));
  return good ? 0 : 1;
}

}  // namespace
}  // namespace reqledger::paper

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) return 2;
  return reqledger::paper::Run(argv[1], argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0);
}
