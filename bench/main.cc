// One measurement a call, as one JSON object on stdout; bench/run asks for them in turn.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "bench/limits.h"
#include "bench/load.h"

namespace reqledger::bench {
namespace {

int Print(const base::Result<Latency>& latency) {
  if (!latency) {
    std::fprintf(stderr, "bench: %s\n", latency.error().message.c_str());
    return 3;
  }
  std::printf("{\"p50_us\":%.1f,\"p99_us\":%.1f,\"per_second\":%.1f}\n", latency->p50_us,
              latency->p99_us, latency->per_second);
  return 0;
}

int Run(const std::vector<std::string>& arguments) {
  const std::string& what = arguments[0];
  if (what == "fdatasync" && arguments.size() == 3) {
    return Print(MeasureFdatasync(arguments[1], std::stoi(arguments[2])));
  }
  if (what == "straight" && arguments.size() == 4) {
    return Print(MeasureStraightWrites({.folder = arguments[1],
                                        .per_batch = std::stoi(arguments[2]),
                                        .count = std::stoi(arguments[3])}));
  }
  if (what == "hash" && arguments.size() == 3)
    return Print(MeasureHashing(arguments[1], std::stoi(arguments[2])));
  if (what == "append" && arguments.size() == 5) {
    return Print(MeasureAppends({.socket = arguments[1],
                                 .clients = std::stoi(arguments[2]),
                                 .events_each = std::stoi(arguments[3]),
                                 .run = arguments[4]}));
  }
  if (what == "events" && arguments.size() == 4) {
    std::ofstream file(arguments[1]);
    for (int i = 0; i < std::stoi(arguments[2]); ++i) file << MakeEvent(arguments[3], i) << '\n';
    return file ? 0 : 3;
  }
  std::fprintf(
      stderr,
      "bench: fdatasync FOLDER COUNT | straight FOLDER PER_BATCH COUNT | hash FILE THREADS |\n"
      "       append SOCKET CLIENTS EVENTS_EACH RUN | events FILE COUNT RUN\n");
  return 2;
}

}  // namespace
}  // namespace reqledger::bench

int main(int argc, char** argv) {
  if (argc < 2) return reqledger::bench::Run({"help"});
  return reqledger::bench::Run({argv + 1, argv + argc});
}
