#include "ledger/bundle/older_check.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/bundle/line_source.h"
#include "ledger/bundle/proof_line.h"
#include "ledger/merkle/proof.h"

namespace reqledger::bundle {
namespace {

namespace code = log::code;

constexpr std::string_view kPath = "data/checkpoints.jsonl";

class OlderCheck {
 public:
  OlderCheck(const OlderInput& input, log::FindingLog& findings)
      : input_(input), findings_(findings) {}

  void Judge(std::string_view line) {
    const auto read = ReadOlderLine(line);
    if (!read) return Malformed("a checkpoint and its proof", "a line of another form");
    const auto older = log::ReadCheckpoint(read->checkpoint);
    if (!older) return Malformed("a signed checkpoint", older.error().message);
    const merkle::TreeHead& head = older->checkpoint.head;
    if (last_size_ && head.size <= *last_size_) return Malformed("ascending sizes", "another");
    if (input_.checkpoint != nullptr) {
      const note::Checkpoint& latest = input_.checkpoint->checkpoint;
      if (older->checkpoint.origin != latest.origin || head.size >= latest.head.size) {
        return Malformed("an earlier checkpoint of the same origin", "another");
      }
    }
    last_size_ = head.size;
    log::CheckSignature(*older, input_.lineage,
                        "the checkpoint of size " + std::to_string(head.size), findings_);
    if (input_.checkpoint != nullptr) CheckProof(*older, *read);
  }

  void Malformed(std::string expected, std::string got) {
    findings_.Add({code::kCheckpointMalformed, std::nullopt,
                   std::move(expected) + " in " + std::string(kPath), std::move(got)});
  }

  OlderRoots Take() { return std::move(proven_); }

 private:
  void CheckProof(const log::CheckpointNote& older, const OlderLine& line) {
    const merkle::TreeHead& head = older.checkpoint.head;
    const merkle::TreeHead& latest = input_.checkpoint->checkpoint.head;
    const auto verified =
        merkle::VerifyConsistency({head.size, latest.size, line.consistency}, head, latest);
    if (verified) {
      proven_[head.size] = head.root;
      input_.lineage.Saw(older);
      return;
    }
    findings_.Add({code::kCheckpointInconsistent, std::nullopt,
                   "a tree that continues that of size " + std::to_string(head.size),
                   verified.error().message});
  }

  const OlderInput& input_;
  log::FindingLog& findings_;
  std::optional<std::uint64_t> last_size_;
  OlderRoots proven_;
};

}  // namespace

base::Result<OlderRoots> CheckOlderFile(const OlderInput& input, log::FindingLog& findings,
                                        DigestTable& digests) {
  const std::string path(kPath);
  if (!input.folder.Has(path)) return OlderRoots();
  ASSIGN_OR_RETURN(HashedFile file, HashedFile::Open(input.folder, path, input.on_bytes));
  LineSource source(file);
  OlderCheck check(input, findings);
  while (const auto chunk = source.Next()) {
    for (const std::string_view line : chunk->Lines()) check.Judge(line);
  }
  if (source.error()) return base::Fail(*source.error());
  if (source.lacks_newline()) check.Malformed("a newline behind the last line", "none");
  if (source.over_limit()) {
    findings.Add({code::kLimitExceeded, std::nullopt, "shorter lines in " + path, "a longer one"});
  }
  ASSIGN_OR_RETURN(digests[path], file.Finish());
  return check.Take();
}

log::RootSource::Answer BundleRoots::RootAt(std::uint64_t size, merkle::Hash& root) const {
  if (!partial_) {
    const auto known = tree_.RootAt(size);
    if (known) root = *known;
    return known ? Answer::kKnown : Answer::kOther;
  }
  if (size == head_.size) {
    root = head_.root;
    return Answer::kKnown;
  }
  const auto proven = proven_.find(size);
  if (proven == proven_.end()) return Answer::kCannotTell;
  root = proven->second;
  return Answer::kKnown;
}

}  // namespace reqledger::bundle
