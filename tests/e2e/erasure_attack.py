"""Whoever has copies of a ledger's folders and wants what was erased: tries every key of every table under every
key-encryption key on every row of every file, and every guess under every key.

Knows the formats from docs/formats.md and the grammars in ledger/vault/*.cc, and nothing of the project's code.

usage: erasure_attack.py --origin=NAME [--guess=TEXT]… FOLDER…
"""

import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

TABLE_MAGIC = b"reqledger key table 1\n"
RECORD_BYTES = 1 + 4 + 4 + 32 + 40 + 40 + 8
PADDED = (1024, 2048, 4096, 8192, 16384)
CLASSES = (0, 1, 2)
MATTER_KIND = 4
LOG_BLOCK = 32768
LOG_HEADER = 7
ENTRY = re.compile(rb'\{"_sd":\["[A-Za-z0-9_",-]{1400,1500}\],"_sd_alg":"sha-256","prev":"[0-9a-f]{64}","seq":(\d+),"v":1\}')
KEY_TEXT = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def write_ahead(raw):
    """The records of a write-ahead log without the headers that cut them into blocks."""
    pieces = []
    for begin in range(0, len(raw), LOG_BLOCK):
        block = raw[begin:begin + LOG_BLOCK]
        at = 0
        while at + LOG_HEADER <= len(block):
            length = struct.unpack_from("<H", block, at + 4)[0]
            if length == 0:
                break
            pieces.append(block[at + LOG_HEADER:at + LOG_HEADER + length])
            at += LOG_HEADER + length
    return b"".join(pieces)


class Attack:
    """What the folders hold, and what comes out of it."""

    def __init__(self, folders, origin):
        self.origin = origin.encode()
        self.files = {}
        for folder in folders:
            for path in sorted(pathlib.Path(folder).rglob("*")):
                if path.is_file():
                    self.files[path] = path.read_bytes()
        self.streams = list(self.files.values())
        self.streams += [write_ahead(raw) for path, raw in self.files.items() if path.suffix == ".log"]
        self.keys = {}  # 16 bytes of a handle → keys that were unwrapped for it, with generation
        self.handles = set()
        self.wrapping = set()
        self._find_wrapping_keys()
        self._unwrap_tables()
        self.entries = self._find_entries()
        self.opened = []  # (seq, class, name, value)
        self.seeds = []  # (seq, seed)
        self._open_rows()

    def _find_wrapping_keys(self):
        for raw in self.streams:
            if len(raw) > 1 << 20:
                continue
            self.wrapping.update(bytes.fromhex(text.decode()) for text in KEY_TEXT.findall(raw))

    def _unwrap_tables(self):
        for raw in self.files.values():
            if not raw.startswith(TABLE_MAGIC):
                continue
            for at in range(len(TABLE_MAGIC) + 32, len(raw) - RECORD_BYTES + 1, RECORD_BYTES):
                record = raw[at:at + RECORD_BYTES]
                kind, generation, handle = record[0], struct.unpack_from(">I", record, 5)[0], record[9:41]
                if kind == MATTER_KIND:
                    self.handles.add(handle[:16])
                for wrapped in (record[41:81], record[81:121]):
                    for wrapping in self.wrapping:
                        try:
                            key = aes_key_unwrap(wrapping, wrapped)
                        except (InvalidUnwrap, ValueError):
                            continue
                        self.keys.setdefault(handle[:16], set()).add((key, generation))

    def all_keys(self):
        return {key for keys in self.keys.values() for key, _ in keys}

    def _find_entries(self):
        """Digests and leaf hashes of all entries, by seq."""
        entries = {}
        for raw in self.streams:
            for found in ENTRY.finditer(raw):
                line = found.group(0)
                entries[int(found.group(1))] = (hashlib.sha256(b"\x00" + line).digest(), json.loads(line)["_sd"])
        return entries

    def _open_rows(self):
        """Every place that looks like a row of a matter, under every key, at every place of the chain."""
        tried = set()
        for raw in self.streams:
            for handle in self.handles:
                begin = raw.find(b"\x01" + handle)
                while begin >= 0:
                    row = raw[begin:begin + 21 + 12 + PADDED[-1] + 16]
                    if row[:64] not in tried:
                        tried.add(row[:64])
                        self._open_row(row)
                    begin = raw.find(b"\x01" + handle, begin + 1)

    def _open_row(self, row):
        for key in self.all_keys():
            cipher = AESGCM(key)
            for padded in PADDED:
                sealed = row[33:33 + padded + 16]
                if len(sealed) < padded + 16:
                    break
                for seq, (leaf, _) in self.entries.items():
                    for key_class in CLASSES:
                        data = b"reqledger/vault/v1\x00" + bytes([key_class]) + struct.pack(">Q", seq) + leaf + self.origin
                        try:
                            plain = cipher.decrypt(row[21:33], sealed, data)
                        except InvalidTag:
                            continue
                        self._take(plain, seq, key_class)
                        return

    def _take(self, plain, seq, key_class):
        self.seeds.append((seq, plain[1:33]))
        at = 34
        for _ in range(plain[33]):
            name_end = at + 2 + plain[at + 1]
            name = plain[at + 2:name_end].decode()
            length = struct.unpack_from(">I", plain, name_end)[0]
            value = plain[name_end + 4:name_end + 4 + length].decode()
            self.opened.append((seq, key_class, name, value))
            at = name_end + 4 + length

    def personal(self):
        return [row for row in self.opened if row[1] == 0]

    def holds_in_the_clear(self, text):
        raw = text.encode()
        shapes = [raw, raw.hex().encode()]
        for lead in range(3):  # base64 at each of its three alignments, less what its neighbours change
            encoded = base64.b64encode(b"\x00" * lead + raw)
            shapes.append(encoded[4 if lead else 0:-4])
        return [path for path, content in self.files.items() if any(shape in content for shape in shapes)]

    def confirms(self, guess):
        """Whether a guessed selector is confirmed by a lookup row, under any key."""
        for key in self.all_keys():
            for rule in ("as_is", "digits", "lower_case"):
                name = hmac.digest(key, b"\x00".join([b"reqledger/lookup/v1", b"selector", rule.encode(), guess.encode()]), "sha256")
                # The first bytes of a name may be those that its neighbour in a table has, too.
                if any(name[3:] in raw for raw in self.streams):
                    return True
        return False

    def confirms_by_digest(self, name, value):
        """Whether a guessed member is what an entry commits to, by the salts of any row that was opened."""
        for seq, seed in self.seeds:
            encryptor = Cipher(algorithms.AES(seed), modes.ECB()).encryptor()
            for slot in range(8, 30):
                salt = base64url(encryptor.update(slot.to_bytes(16, "big"))).decode()
                disclosure = base64url(json.dumps([salt, name, value], ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
                if base64url(hashlib.sha256(disclosure).digest()).decode() in self.entries[seq][1]:
                    return True
        return False


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0], allow_abbrev=False)
    parser.add_argument("--origin", required=True)
    parser.add_argument("--guess", action="append", default=[])
    parser.add_argument("folders", nargs="+")
    parsed = parser.parse_args(arguments)
    attack = Attack(parsed.folders, parsed.origin)
    print(json.dumps({"keys": len(attack.all_keys()), "entries": len(attack.entries), "opened": len(attack.opened),
                      "personal": attack.personal(), "confirmed": [guess for guess in parsed.guess if attack.confirms(guess)]}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
