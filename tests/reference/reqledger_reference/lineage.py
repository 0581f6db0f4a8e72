"""Which keys sign the ledger from which size on, and whether each was named under the one before.

Source: docs/formats.md sections 5 and 8.3.
"""

import dataclasses

from .encoding import Malformed
from .tlog import Key, sha256


def _texts(value):
    """The strings of an array of strings; of anything else none."""
    return value if isinstance(value, list) and all(isinstance(text, str) for text in value) else []


def _keys(vkeys):
    keys = []
    for text in _texts(vkeys):
        try:
            keys.append(Key.parse(text))
        except Malformed:
            continue
    return keys


@dataclasses.dataclass
class Epoch:
    """What one entry says of keys."""

    seq: int
    vkeys: object = None
    promise: object = None
    keys: list = dataclasses.field(default_factory=list)
    trouble: tuple | None = None  # expected, got
    tied: bool = False

    def signed(self, checkpoint):
        return any(checkpoint.is_signed_by(key) for key in self.keys)


class Lineage:
    """All epochs, the first entry's before the rotations'; where the key is in none, the key alone."""

    def __init__(self, openings, ordered, key, report):
        self._report = report
        self._epochs = [Epoch(0)]
        self._key = key
        if key is None:
            return
        first = openings[0].members if 0 in openings else {}
        epochs = [Epoch(0, first.get("vkeys", [key.vkey]), first.get("next_keys_sha256"))]
        for opening in ordered:
            if opening.place and opening.core.get("type") == "ledger.key_rotated":
                epochs.append(Epoch(opening.place, opening.members.get("vkeys"), opening.members.get("next_keys_sha256")))
        epochs.sort(key=lambda epoch: epoch.seq)
        if any(key.vkey in _texts(epoch.vkeys) for epoch in epochs):
            self._epochs = epochs
            self._judge_entries()
        else:
            report.add("key.rotation", 0, key.vkey, "other keys")
            self._epochs[0].keys = [key]

    def _judge_entries(self):
        for epoch in self._epochs:
            epoch.keys = _keys(epoch.vkeys)
        for before, epoch in zip(self._epochs, self._epochs[1:]):
            lines = "".join(text + "\n" for text in sorted(_texts(epoch.vkeys)))
            if not epoch.keys:
                epoch.trouble = ("keys that can sign", "none")
            elif before.promise is not None and sha256(lines.encode()).hex() != before.promise:
                epoch.trouble = ("the keys that were promised", "others")

    def _place(self, size):
        """Where in the epochs the last one is that a tree of this size holds."""
        return max(i for i, epoch in enumerate(self._epochs) if i == 0 or epoch.seq < size)

    def _changes(self, i, size):
        return i > 0 and self._epochs[i].seq + 1 == size

    def judge(self, checkpoint):
        """None where a key of its size signed; the entry that names the keys of its size where only another of the ledger did; else False."""
        i = self._place(checkpoint.size)
        if self._epochs[i].signed(checkpoint) or (self._changes(i, checkpoint.size) and self._epochs[i - 1].signed(checkpoint)):
            return None
        return self._epochs[i].seq if any(epoch.signed(checkpoint) for epoch in self._epochs) else False

    def check(self, checkpoint, code, seq):
        """Adds what is found of the signature: under `code` where no key of the ledger made it."""
        found = self.judge(checkpoint)
        if found is False:
            self._report.add(code, seq, "signed by a key of the ledger", f"checkpoint of {checkpoint.size}")
        elif found is not None:
            self._report.add("key.rotation", found, f"checkpoint of {checkpoint.size} by a key named here", "by another of the ledger")

    def saw(self, checkpoint):
        """A checkpoint that is proven to be of this tree."""
        i = self._place(checkpoint.size)
        if self._changes(i, checkpoint.size) and self._epochs[i].signed(checkpoint) and self._epochs[i - 1].signed(checkpoint):
            self._epochs[i].tied = True

    def check_ties(self, compared):
        """`compared`: there is a checkpoint to compare others with."""
        for epoch in self._epochs[1:]:
            if compared and not epoch.tied:
                epoch.trouble = epoch.trouble or (f"a checkpoint of {epoch.seq + 1} by old and new keys", "none")
            if epoch.trouble:
                self._report.add("key.rotation", epoch.seq, *epoch.trouble)
