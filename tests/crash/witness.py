"""What was promised, kept apart from the ledger, and the comparison of the ledger with it.

Trust: the tree, notes and signatures are judged by tests/reference, not by the project's own code.
"""

import base64
import json
import sys
import threading

from lab import SOURCE_DIR

sys.path.insert(0, str(SOURCE_DIR / "tests" / "reference"))
from reqledger_reference import tlog  # noqa: E402

PAGE = 1000


class Witness:
    """Every acknowledgement and checkpoint that clients saw. Threads: any."""

    def __init__(self, vkey):
        self._key = tlog.Key.parse(vkey)
        self._mutex = threading.Lock()
        self.answers = {}  # demand id → (seq, leaf hash in hex, receipt)
        self.notes = []  # in the order seen
        self.problems = []

    def acknowledged(self, event, answer):
        """An answer of 200 or 201. A second one to the same event must say the same."""
        told = (answer["seq"], answer["leaf_hash"], answer["receipt"])
        with self._mutex:
            before = self.answers.setdefault(event["demand_id"], told)
            if before[:2] != told[:2]:
                self.problems.append(f"{event['demand_id']} is {before[:2]}, then {told[:2]}")

    def saw_checkpoint(self, note):
        with self._mutex:
            self.notes.append(note)

    def complain(self, text):
        with self._mutex:
            self.problems.append(text)

    def compare(self, client):
        """Everything that is wrong, as lines of text, with the ledger that `client` reads."""
        problems = list(self.problems)
        size = client.get_json("/v1/status")["size"]
        leaves = self._compare_entries(client, size, problems)
        problems += self._compare_contents(client, size)
        roots = _roots_of_prefixes(leaves)
        for seq, leaf, receipt in self.answers.values():
            problems += self._judge_receipt(seq, leaf, receipt, roots)
        return problems + self._compare_checkpoints(client, roots)

    def _compare_entries(self, client, size, problems):
        leaves = []
        for seq in range(size):
            entry = client.get_json(f"/v1/entries/{seq}")
            leaf = tlog.leaf_hash(entry["entry"].encode())
            if entry["seq"] != seq or entry["leaf_hash"] != leaf.hex() or json.loads(entry["entry"])["seq"] != seq:
                problems.append(f"entry {seq} is shown with another seq or leaf hash than its own")
            leaves.append(leaf)
        for name, (seq, leaf, _) in self.answers.items():
            if seq >= size:
                problems.append(f"{name}: entry {seq} was acknowledged and is missing")
            elif leaves[seq].hex() != leaf:
                problems.append(f"{name}: entry {seq} was acknowledged as {leaf}, is {leaves[seq].hex()}")
        if len({seq for seq, _, _ in self.answers.values()}) != len(self.answers):
            problems.append("one seq was acknowledged for two events")
        return leaves

    def _compare_contents(self, client, size):
        """Each event exactly once, where it was said to be, and none that nobody was told of."""
        seqs = {}
        after = ""
        while True:
            page = client.get_json(f"/v1/entries?type=demand.received&limit={PAGE}{after}")
            for entry in page["entries"]:
                seqs.setdefault(entry["members"]["demand_id"], []).append(entry["seq"])
            if "next" not in page or page["next"] + 1 >= size:
                break
            after = f"&after={page['next']}"
        problems = [f"{name} is recorded {len(found)} times, at {found}" for name, found in seqs.items() if len(found) > 1]
        for name, (seq, _, _) in self.answers.items():
            if seqs.get(name, [None])[0] != seq:
                problems.append(f"{name}: acknowledged as entry {seq}, found at {seqs.get(name)}")
        return problems + [f"{name} is recorded and nobody knows of it" for name in seqs if name not in self.answers]

    def _judge_receipt(self, seq, leaf, receipt, roots):
        try:
            head, blank, note = receipt["proof"].partition("\n\n")
            lines = head.split("\n")
            checkpoint = tlog.Checkpoint.parse(note.encode())
            hashes = [base64.b64decode(line, validate=True) for line in lines[2:]]
            good = (lines[:2] == ["c2sp.org/tlog-proof@v1", f"index {seq}"]
                    and tlog.leaf_hash(receipt["entry"].encode()).hex() == leaf
                    and tlog.includes(bytes.fromhex(leaf), seq, checkpoint.size, checkpoint.root, hashes)
                    and checkpoint.is_signed_by(self._key))
        except (tlog.Malformed, ValueError) as error:
            return [f"receipt of {seq}: {error}"]
        if not good:
            return [f"receipt of {seq} does not hold"]
        return _judge_head(checkpoint, roots)

    def _compare_checkpoints(self, client, roots):
        problems = []
        last = None
        parsed = [tlog.Checkpoint.parse(note) for note in self.notes]
        for checkpoint in parsed:
            if not checkpoint.is_signed_by(self._key):
                problems.append(f"checkpoint of size {checkpoint.size}: not signed by the ledger's key")
            problems += _judge_head(checkpoint, roots)
        for checkpoint in sorted(parsed, key=lambda seen: seen.size):
            if last and (last.size, last.root) != (checkpoint.size, checkpoint.root):
                answer = client.get_json(f"/v1/proofs/consistency?from={last.size}&to={checkpoint.size}")
                proof = [base64.b64decode(text) for text in answer["hashes"]]
                if not tlog.extends(last.size, last.root, checkpoint.size, checkpoint.root, proof):
                    problems.append(f"checkpoint of size {checkpoint.size} does not extend that of {last.size}")
            last = checkpoint
        return problems


def _judge_head(checkpoint, roots):
    """A signed tree of any size must be a prefix of the one that there is now."""
    if checkpoint.size >= len(roots):
        return [f"a checkpoint of size {checkpoint.size} was signed, the ledger has {len(roots) - 1}"]
    if roots[checkpoint.size] != checkpoint.root:
        return [f"the checkpoint signed at size {checkpoint.size} has another root than the ledger has there"]
    return []


def _roots_of_prefixes(leaves):
    """roots[n] is the root of the first n leaves."""
    roots = [tlog.root_of([])]
    edge = []  # (height, hash) of the full subtrees, largest first
    for leaf in leaves:
        height, node = 0, leaf
        while edge and edge[-1][0] == height:
            node = tlog.node_hash(edge.pop()[1], node)
            height += 1
        edge.append((height, node))
        root = edge[-1][1]
        for _, left in reversed(edge[:-1]):
            root = tlog.node_hash(left, root)
        roots.append(root)
    return roots
