"""Changes of checkpoints and keys by somebody who holds a key: the right one or another."""

import json

from reqledger_reference import remake
from reqledger_reference.encoding import canonical
from reqledger_reference.tlog import consistency_proof, leaf_hash, root_of

from .model import FOREIGN_KEY, FOREIGN_SEED, RIGHT_KEY, Mutant


def _mended(level, name, files, **more):
    files = dict(files)
    remake.mend_manifests(files)
    return Mutant(level, name, files, **more)


def text_mutants(base, files, seed):
    """The checkpoint says something in another form, or something else, signed with the right key."""
    origin, size, root = files["data/checkpoint"].split(b"\n")[:3]
    texts = {
        "size with zero": b"%s\n0%s\n%s\n" % (origin, size, root), "size with plus": b"%s\n+%s\n%s\n" % (origin, size, root),
        "size more": b"%s\n%d\n%s\n" % (origin, int(size) + 1, root), "size less": b"%s\n%d\n%s\n" % (origin, int(size) - 1, root),
        "size 0": b"%s\n0\n%s\n" % (origin, root), "size huge": b"%s\n9007199254740992\n%s\n" % (origin, root),
        "root of nothing": b"%s\n%s\n%s\n" % (origin, size, remake.base64_of(root_of([])).encode()),
        "root short": b"%s\n%s\nAAAA\n" % (origin, size), "root unpadded": b"%s\n%s\n%s\n" % (origin, size, root.rstrip(b"=")),
        "root with unused bits": b"%s\n%s\n%s\n" % (origin, size, b"A" * 42 + b"B="),
        "another line": b"%s\n%s\n%s\nextension\n" % (origin, size, root), "no root": b"%s\n%s\n" % (origin, size),
        "CRLF": b"%s\r\n%s\r\n%s\r\n" % (origin, size, root), "other origin": b"elsewhere.example\n%s\n%s\n" % (size, root),
        "origin with space": b"%s x\n%s\n%s\n" % (origin, size, root), "origin with plus": b"%s+x\n%s\n%s\n" % (origin, size, root),
        "blank line": b"%s\n\n%s\n%s\n" % (origin, size, root), "origin empty": b"\n%s\n%s\n" % (size, root),
        "origin with wide space": b"%s\xe2\x80\x83x\n%s\n%s\n" % (origin, size, root), "origin not UTF-8": b"%s\xff\n%s\n%s\n" % (origin, size, root),
    }
    name = origin.decode()
    for title, text in texts.items():
        note = text + b"\n" + remake.signature_line(name, text, seed)
        yield _mended(RIGHT_KEY, f"{base}: checkpoint: {title}", files | {"data/checkpoint": note})


def signature_mutants(base, files, seed):
    """The lines below the text."""
    text = files["data/checkpoint"].rpartition(b"\n\n")[0] + b"\n"
    name = text.split(b"\n")[0].decode()
    good = remake.signature_line(name, text, seed)
    foreign = remake.signature_line(name, text, FOREIGN_SEED)
    witness = remake.signature_line("witness.example", text, FOREIGN_SEED)
    stale = remake.signature_line(name, b"other\n" + text, seed)
    below = {
        "no signature": (b"", False), "only by another key": (foreign, False), "only by a witness": (witness, False),
        "stale, then good": (stale + good, False), "good, then stale": (good + stale, True), "by another too": (foreign + good, True),
        "by a witness too": (good + witness, True), "101 lines": (witness * 100 + good, False), "100 lines": (witness * 99 + good, True),
        "two spaces": (good.replace(b" ", b"  ", 1), False), "hyphen": (good.replace("—".encode(), b"-"), False),
        "unused text": (good + b"text\n", False), "short signature": ("— x AAAAAAA=\n".encode() + good, True),
        "key id alone": ("— x AAAAAA==\n".encode() + good, False), "name with plus": ("— x+y AAAAAAA=\n".encode() + good, False),
        "name empty": ("—  AAAAAAA=\n".encode() + good, False), "no base64": ("— x ????\n".encode() + good, False),
        "TAB": (good.replace(b" ", b"\t", 1), False), "no last LF": (good[:-1], False), "LF more": (good + b"\n", False),
        "no break space in name": ("— x\u00a0y AAAAAAA=\n".encode() + good, False),
        "over 64 KiB": (("— " + "x" * 65536 + " AAAAAAA=\n").encode() + good, False),
    }
    for title, (lines, harmless) in below.items():
        yield _mended(RIGHT_KEY, f"{base}: signatures: {title}", files | {"data/checkpoint": text + b"\n" + lines}, harmless=harmless)


def older_mutants(base, files, seed):
    """checkpoints.jsonl of a complete bundle, signed with the right key."""
    leaves = list(map(leaf_hash, remake.split_lines(files["data/entries.jsonl"])))
    origin = files["data/checkpoint"].split(b"\n")[0].decode()

    def line(size, root=None, signer=seed, name=origin, proof=None, **more):
        note = remake.sign_checkpoint(name, size, root or root_of(leaves[:size]), signer).decode()
        proof = consistency_proof(size, leaves) if proof is None and size <= len(leaves) else proof or []
        return canonical({"checkpoint": note, "consistency": [remake.base64_of(node) for node in proof]} | more)

    half = len(leaves) // 2
    good = line(half)
    contents = {
        "history rewritten": [line(half, root=b"\x01" * 32)], "by another key": [line(half, signer=FOREIGN_SEED)],
        "of another origin": [line(half, name="elsewhere.example")], "proof too short": [line(half, proof=[])],
        "proof too long": [line(half, proof=[*consistency_proof(half, leaves), leaves[0]])], "of the same size": [line(len(leaves))],
        "of a larger size": [line(len(leaves) + 1, root=leaves[0])], "descending": [good, line(half - 1)], "twice": [good, good],
        "another member": [line(half, x=1)], "not canonical": [good.replace(b":", b": ", 1)], "no note": [canonical({"checkpoint": "x", "consistency": []})],
        "empty line": [good, b""], "hash short": [good.replace(b'"consistency":[', b'"consistency":["AAAA",')],
        "of nothing with another root": [line(0, root=leaves[0])], "of nothing with a proof": [line(0, proof=[leaves[0]])],
        "array": [b"[]"], "hash no text": [good.replace(b'"consistency":[', b'"consistency":[5,')],
    }
    for title, lines in contents.items():
        yield _mended(RIGHT_KEY, f"{base}: older: {title}", files | {"data/checkpoints.jsonl": remake.join_lines(lines)})
    yield _mended(RIGHT_KEY, f"{base}: older: of nothing", files | {"data/checkpoints.jsonl": remake.join_lines([line(0), good])}, harmless=True)


def key_mutants(base, model, seed):
    """Everything signed by another key: the bundle's key file and the first entry swapped or not, pinned or not."""
    files = model.build(FOREIGN_KEY, FOREIGN_SEED)
    origin = files["data/checkpoint"].split(b"\n")[0].decode()
    foreign = remake.vkey_of(origin, remake.public_of(FOREIGN_SEED))
    swapped = model.copy()
    swapped.plant(0, swapped.names(0)["vkeys"], "vkeys", [foreign])
    deep = swapped.build(FOREIGN_KEY, FOREIGN_SEED)
    key_file = {"data/keys/ledger.vkey": foreign.encode() + b"\n"}
    for name, content in (("key file kept", files), ("key file swapped", files | key_file), ("first entry swapped", deep),
                          ("both swapped", deep | key_file)):
        for pinned in (True, False):
            yield _mended(FOREIGN_KEY, f"{base}: {name}, {'' if pinned else 'not '}pinned", content, pinned=pinned)
    good = model.build(RIGHT_KEY, seed)
    vkey = good["data/keys/ledger.vkey"].decode()[:-1]
    forms = {"no LF": vkey, "two": f"{vkey}\n{vkey}\n", "empty": "", "CRLF": vkey + "\r\n", "other key id": _other_id(vkey) + "\n", "foreign": foreign + "\n",
             "upper case": vkey.replace(vkey.split("+")[1], vkey.split("+")[1].upper()) + "\n", "witness type": "x+68b6166f+BNUcDSncLJRNp42MMiNsLVxferTgGZD8R+qc8RTIBCXV\n",
             "other name": remake.vkey_of("elsewhere.example", remake.public_of(seed)) + "\n", "unpadded": vkey[:-4] + "\n"}
    for name, text in forms.items():
        for pinned in (True, False):
            content = good | {"data/keys/ledger.vkey": text.encode()}
            yield _mended(FOREIGN_KEY, f"{base}: key file {name}, {'' if pinned else 'not '}pinned", content, pinned=pinned, harmless=pinned)


def _other_id(vkey):
    name, _, key = vkey.split("+", 2)
    return f"{name}+00000000+{key}"


def proof_mutants(base, files, seed):
    """proofs.jsonl of a partial bundle."""
    lines = remake.split_lines(files["data/proofs.jsonl"])
    values = list(map(json.loads, lines))
    last = values[-1]
    node = remake.base64_of(b"\x05" * 32)
    contents = {
        "last missing": lines[:-1], "first missing": lines[1:], "none": [], "twice": [*lines, lines[-1]], "descending": lines[::-1],
        "of another entry": [canonical(values[0] | {"proof": last["proof"]}), *lines[1:]], "a node more": [*lines[:-1], canonical(last | {"proof": [*last["proof"], node]})],
        "a node less": [*lines[:-1], canonical(last | {"proof": last["proof"][:-1]})], "nodes reversed": [*lines[:-1], canonical(last | {"proof": last["proof"][::-1]})],
        "another node": [*lines[:-1], canonical(last | {"proof": [node] + last["proof"][1:]})], "of no entry": [*lines, canonical({"proof": [], "seq": 10**6})],
        "another member": [*lines[:-1], canonical(last | {"x": 1})], "not canonical": [lines[0].replace(b":", b": ", 1), *lines[1:]], "empty line": [*lines, b""],
        "seq text": [*lines[:-1], canonical(last | {"seq": str(last["seq"])})], "hash short": [*lines[:-1], canonical(last | {"proof": ["AAAA"]})],
        "proof no array": [*lines[:-1], canonical(last | {"proof": node})], "proof empty": [*lines[:-1], canonical(last | {"proof": []})],
        "seq off": [*lines[:-1], canonical(last | {"seq": last["seq"] + 1})], "seq -1": [canonical(values[0] | {"seq": -1}), *lines[1:]],
    }
    for title, content in contents.items():
        yield _mended("7 proofs", f"{base}: proofs: {title}", files | {"data/proofs.jsonl": remake.join_lines(content)})
    for mutant in (*text_mutants(base, files, seed), *signature_mutants(base, files, seed)):
        mutant.level = "7 proofs"
        yield mutant
