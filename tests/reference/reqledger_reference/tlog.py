"""The tree, notes, checkpoints, vkeys and receipts.

Source: docs/formats.md section 5; RFC 6962 section 2.1; C2SP signed-note, tlog-checkpoint, tlog-proof.
"""

import dataclasses
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .encoding import MAX_INTEGER, Malformed, decode_base64, parse_json

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 100
ED25519 = b"\x01"

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf_hash(line):
    return sha256(b"\x00" + line)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def _split(size):
    """The largest power of two less than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def root_of(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def inclusion_proof(index, leaves):
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return inclusion_proof(index, leaves[:k]) + [root_of(leaves[k:])]
    return inclusion_proof(index - k, leaves[k:]) + [root_of(leaves[:k])]


def consistency_proof(old_size, leaves):
    if old_size in (0, len(leaves)):
        return []
    return _subproof(old_size, leaves, True)


def _subproof(old_size, leaves, whole):
    if old_size == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = _split(len(leaves))
    if old_size <= k:
        return _subproof(old_size, leaves[:k], whole) + [root_of(leaves[k:])]
    return _subproof(old_size - k, leaves[k:], False) + [root_of(leaves[:k])]


def root_from_inclusion(leaf, index, size, proof):
    """The root that the proof leads to, lowest sibling first."""
    if not 0 <= index < size:
        raise Malformed("index outside the tree")
    return _climb(leaf, index, size, list(proof))


def _climb(leaf, index, size, proof):
    if size == 1:
        if proof:
            raise Malformed("proof too long")
        return leaf
    if not proof:
        raise Malformed("proof too short")
    sibling = proof.pop()
    k = _split(size)
    if index < k:
        return node_hash(_climb(leaf, index, k, proof), sibling)
    return node_hash(sibling, _climb(leaf, index - k, size - k, proof))


def includes(leaf, index, size, root, proof):
    try:
        return root_from_inclusion(leaf, index, size, proof) == root
    except Malformed:
        return False


def extends(old_size, old_root, size, root, proof):
    """True if the proof shows that the tree of `size` extends that of `old_size`."""
    if old_size > size:
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == sha256(b"")
    try:
        rest = list(proof)
        old, new = _replay(old_size, size, rest, True, old_root)
    except Malformed:
        return False
    return not rest and old == old_root and new == root


def _replay(old_size, size, proof, whole, old_root):
    """Old and new root of a subtree, by RFC 6962 section 2.1.2 read backwards from the end of the proof."""
    if old_size == size:
        if whole:
            return old_root, old_root
        if not proof:
            raise Malformed("proof too short")
        last = proof.pop()
        return last, last
    if not proof:
        raise Malformed("proof too short")
    sibling = proof.pop()
    k = _split(size)
    if old_size <= k:
        old, new = _replay(old_size, k, proof, whole, old_root)
        return old, node_hash(new, sibling)
    old, new = _replay(old_size - k, size - k, proof, False, old_root)
    return node_hash(sibling, old), node_hash(sibling, new)


def is_name(text):
    return bool(text) and "+" not in text and not any(char.isspace() for char in text)


def key_id(name, public_key):
    return sha256(name.encode("utf-8") + b"\n" + ED25519 + public_key)[:4]


@dataclasses.dataclass(frozen=True)
class Key:
    """An Ed25519 key that a vkey names."""

    vkey: str
    name: str
    id: bytes
    public_key: bytes

    @staticmethod
    def parse(vkey):
        # Base64 may hold a plus sign itself, so only the first two part the fields.
        fields = vkey.split("+", 2)
        if len(fields) != 3 or not is_name(fields[0]) or not re.fullmatch(r"[0-9a-f]{8}", fields[1]):
            raise Malformed("not a vkey")
        raw = decode_base64(fields[2])
        if len(raw) != 33 or raw[:1] != ED25519 or key_id(fields[0], raw[1:]).hex() != fields[1]:
            raise Malformed("not an Ed25519 vkey with its own key id")
        return Key(vkey, fields[0], bytes.fromhex(fields[1]), raw[1:])


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A note with a checkpoint's text, signatures not yet checked."""

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple

    @staticmethod
    def parse(note):
        text, signatures = parse_note(note)
        lines = text.decode("utf-8").split("\n")
        if len(lines) != 4 or lines[3] or not is_name(lines[0]) or not _DECIMAL.fullmatch(lines[1]):
            raise Malformed("not a checkpoint")
        root = decode_base64(lines[2])
        empty_with_another_root = lines[1] == "0" and root != sha256(b"")
        if int(lines[1]) > MAX_INTEGER or len(root) != 32 or empty_with_another_root:
            raise Malformed("not a checkpoint")
        return Checkpoint(lines[0], int(lines[1]), root, text, signatures)

    def is_signed_by(self, key):
        """By a key of its own origin; of several lines of that key the first counts."""
        if key is None or key.name != self.origin:
            return False
        for name, signature in self.signatures:
            if name == key.name and signature[:4] == key.id:
                return _verifies(key.public_key, signature[4:], self.text)
        return False


def _verifies(public_key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_note(note):
    """Text and signatures, as (name, key id and signature), of a signed note."""
    try:
        decoded = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("note is not UTF-8") from error
    if len(note) > MAX_NOTE or any(byte < 0x20 and byte != 0x0A for byte in note):
        raise Malformed("note too long or with a control character")
    blank = decoded.rfind("\n\n")
    if blank < 0 or not decoded.endswith("\n"):
        raise Malformed("note without blank line or last newline")
    text, lines = decoded[: blank + 1], decoded[blank + 2 : -1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed("too many signature lines")
    return text.encode("utf-8"), tuple(_parse_signature(line) for line in lines)


def _parse_signature(line):
    fields = line.split(" ")
    if len(fields) != 3 or fields[0] != "—" or not is_name(fields[1]):
        raise Malformed("not a signature line")
    signature = decode_base64(fields[2])
    if len(signature) < 5:
        raise Malformed("signature line without a signature")
    return fields[1], signature


@dataclasses.dataclass(frozen=True)
class Receipt:
    """An entry line, and the proof of it in a checkpoint."""

    entry: bytes
    index: int
    proof: tuple
    checkpoint: Checkpoint

    @staticmethod
    def parse(raw):
        value = parse_json(raw)
        if not isinstance(value, dict) or set(value) != {"entry", "proof"}:
            raise Malformed("not a receipt")
        if not isinstance(value["entry"], str) or not isinstance(value["proof"], str):
            raise Malformed("not a receipt")
        index, proof, checkpoint = parse_tlog_proof(value["proof"])
        return Receipt(value["entry"].encode("utf-8"), index, proof, checkpoint)

    def holds(self):
        note = self.checkpoint
        return includes(leaf_hash(self.entry), self.index, note.size, note.root, self.proof)


def parse_tlog_proof(text):
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Malformed("not a tlog-proof")
    match = re.fullmatch(r"index (0|[1-9][0-9]{0,15})", lines[1])
    if not match:
        raise Malformed("tlog-proof without index")
    return int(match.group(1)), parse_hashes(lines[2:]), Checkpoint.parse(note.encode("utf-8"))


def parse_hashes(texts):
    """Hashes from an array of base64 strings of 32 bytes each."""
    hashes = []
    for text in texts:
        if not isinstance(text, str) or len(decode_base64(text)) != 32:
            raise Malformed("not a hash")
        hashes.append(decode_base64(text))
    return tuple(hashes)
