#include "bench/limits.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include "ledger/base/cursor.h"
#include "ledger/base/file.h"
#include "ledger/crypto/random.h"
#include "ledger/merkle/tree.h"
#include "ledger/store/rocksdb_store.h"

namespace reqledger::bench {
namespace {

using Clock = std::chrono::steady_clock;

double Micros(Clock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

Latency Summary(std::vector<double> micros, double records_each) {
  double total = 0;
  for (const double each : micros) total += each;
  const double count = static_cast<double>(micros.size());
  std::sort(micros.begin(), micros.end());
  return {.p50_us = micros[micros.size() / 2],
          .p99_us = micros[micros.size() * 99 / 100],
          .per_second = count * records_each / total * 1e6};
}

// The rows of one event as the log writes them: sizes as they are on disk, contents as
// incompressible.
void AddRecord(std::uint64_t seq, const std::string& noise, store::Batch& batch) {
  constexpr std::size_t kEntryBytes = 1640;
  constexpr std::size_t kVaultRowBytes = 2048 + 49;
  const auto bytes = [&](std::size_t count) {
    return noise.substr(seq * 61 % (noise.size() - count), count);
  };
  batch.entries.push_back(bytes(kEntryBytes));
  batch.vault.push_back({seq, 1, bytes(kVaultRowBytes)});
  std::string key = bytes(16);
  base::AppendU64(seq, key);
  batch.rows.push_back({store::RowSpace::kMatterIndex, key, ""});
  batch.rows.push_back({store::RowSpace::kMatter, bytes(16), bytes(90)});
  batch.rows.push_back({store::RowSpace::kIdempotency, bytes(48), bytes(40)});
  batch.rows.push_back({store::RowSpace::kIdentifier, bytes(32), bytes(58)});
}

}  // namespace

base::Result<Latency> MeasureFdatasync(const std::string& folder, int count) {
  const std::string path = folder + "/fdatasync";
  ASSIGN_OR_RETURN(const base::FileDescriptor file,
                   base::OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
  const std::string page = crypto::RandomBytes(4096);
  std::vector<double> micros;
  for (int i = 0; i < count; ++i) {
    const auto begin = Clock::now();
    RETURN_IF_ERROR(base::WriteAllAt(file.get(), page, static_cast<std::size_t>(i) * page.size()));
    if (fdatasync(file.get()) != 0) return base::Fail(base::SystemError("fdatasync", errno));
    micros.push_back(Micros(Clock::now() - begin));
  }
  unlink(path.c_str());
  return Summary(std::move(micros), 1);
}

base::Result<Latency> MeasureStraightWrites(const StraightOptions& options) {
  ASSIGN_OR_RETURN(const auto store,
                   store::OpenRocksDbStore({.path = options.folder + "/straight", .create = true}));
  const std::string noise = crypto::RandomBytes(1 << 20);
  std::vector<double> micros;
  for (int seq = 0; seq < options.count;) {
    store::Batch batch;
    batch.first_seq = static_cast<std::uint64_t>(seq);
    for (int i = 0; i < options.per_batch; ++i, ++seq)
      AddRecord(static_cast<std::uint64_t>(seq), noise, batch);
    batch.tiles.push_back({{0, static_cast<std::uint64_t>(seq) / 256}, noise.substr(0, 4096)});
    batch.head = noise.substr(0, 120);
    const auto begin = Clock::now();
    RETURN_IF_ERROR(store->Commit(batch));
    micros.push_back(Micros(Clock::now() - begin));
  }
  return Summary(std::move(micros), options.per_batch);
}

base::Result<Latency> MeasureHashing(const std::string& file, int threads) {
  ASSIGN_OR_RETURN(const std::string bytes, base::ReadFile(file, std::size_t{4} << 30));
  std::vector<std::string_view> lines;
  base::Cursor cursor(bytes);
  while (const auto line = cursor.TakeLine()) lines.push_back(*line);
  std::vector<std::thread> workers;
  std::vector<crypto::Hash> sinks(static_cast<std::size_t>(threads));
  workers.reserve(sinks.size());
  const auto begin = Clock::now();
  for (std::size_t t = 0; t < sinks.size(); ++t) {
    workers.emplace_back([&, t] {
      for (std::size_t i = t * lines.size() / sinks.size();
           i < (t + 1) * lines.size() / sinks.size(); ++i) {
        sinks[t] = merkle::LeafHash(lines[i]);
      }
    });
  }
  for (auto& worker : workers) worker.join();
  const double micros = Micros(Clock::now() - begin);
  return Latency{.p50_us = micros,
                 .p99_us = micros,
                 .per_second = static_cast<double>(lines.size()) / micros * 1e6};
}

}  // namespace reqledger::bench
