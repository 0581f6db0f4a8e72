"""Makes parts of a bundle again after a change, level by level: what somebody who wants to deceive would do.

A bundle is here a dict of path to bytes. Source: docs/formats.md sections 4, 5 and 7.
"""

import base64
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .bag import CORE_MANIFEST, NOT_CORE, TAG_FILES, TAG_MANIFEST, Bundle
from .disclosures import read_disclosures
from .encoding import canonical
from .entries import read_entries
from .export import Export, render_csv
from .tlog import ED25519, consistency_proof, inclusion_proof, key_id, leaf_hash, root_of, sha256


class _Silent:
    """Stands in for a Report where findings do not matter."""

    def add(self, *_):
        pass

    def skip(self, *_):
        pass


class MemoryBundle(Bundle):
    """A Bundle of a dict."""

    def __init__(self, files):  # pylint: disable=super-init-not-called
        self.files = files
        self.unsafe = []


def base64_of(raw):
    return base64.b64encode(raw).decode("ascii")


def join_lines(lines):
    return b"".join(line + b"\n" for line in lines)


def split_lines(raw):
    return raw.split(b"\n")[:-1] if raw.endswith(b"\n") else raw.split(b"\n")


def public_of(seed):
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def vkey_of(name, public_key):
    return f"{name}+{key_id(name, public_key).hex()}+{base64_of(ED25519 + public_key)}"


def checkpoint_text(origin, size, root):
    return f"{origin}\n{size}\n{base64_of(root)}\n".encode("utf-8")


def signature_line(name, text, seed):
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text)
    return f"— {name} {base64_of(key_id(name, public_of(seed)) + signature)}\n".encode("utf-8")


def sign_checkpoint(origin, size, root, *seeds):
    text = checkpoint_text(origin, size, root)
    return text + b"\n" + b"".join(signature_line(origin, text, seed) for seed in seeds)


def _manifest(files, prefix, paths):
    rows = ((path.removeprefix(prefix), sha256(files[path]).hex()) for path in sorted(paths))
    return "".join(f"{digest}  {path}\n" for path, digest in rows).encode("utf-8")


def mend_manifests(files):
    """All digests and the oxum, whatever the payload is."""
    payload = [path for path in files if path.startswith("data/")]
    core = [path for path in payload if path.removeprefix("data/") not in NOT_CORE]
    files[CORE_MANIFEST] = _manifest(files, "data/", core)
    payload = sorted({*payload, CORE_MANIFEST})
    files["manifest-sha256.txt"] = _manifest(files, "", payload)
    lines = [line for line in split_lines(files["bag-info.txt"]) if not line.startswith(b"Payload-Oxum: ")]
    lines.append(b"Payload-Oxum: %d.%d" % (sum(len(files[path]) for path in payload), len(payload)))
    files["bag-info.txt"] = join_lines(lines)
    mend_tag_manifest(files)


def mend_tag_manifest(files):
    files[TAG_MANIFEST] = _manifest(files, "", [path for path in TAG_FILES if path in files])


def mend_csv(files):
    bundle = MemoryBundle(files)
    complete = Export.parse(files["data/export.json"]).complete
    entries = read_entries(bundle, complete, _Silent())
    openings, _ = read_disclosures(bundle, entries, complete, _Silent())
    by_entry = {id(opening.entry): opening for opening in openings.values() if opening.entry}
    files["data/records.csv"] = render_csv([by_entry[id(entry)] for entry in entries if id(entry) in by_entry])


def older_line(origin, size, leaves, *seeds):
    """A line of checkpoints.jsonl."""
    note = sign_checkpoint(origin, size, root_of(leaves[:size]), *seeds)
    proof = [base64_of(node) for node in consistency_proof(size, leaves)]
    return canonical({"checkpoint": note.decode("utf-8"), "consistency": proof})


def mend_proofs(files, leaves, seqs):
    """Proofs of a partial bundle in the whole tree of these leaves."""
    proofs = ({"proof": [base64_of(node) for node in inclusion_proof(seq, leaves)], "seq": seq} for seq in seqs)
    files["data/proofs.jsonl"] = join_lines(map(canonical, proofs))


def mend_tree(files, leaves=None):
    """Size and root, in the checkpoint's text and export.json; the signature stays as it is."""
    lines = split_lines(files["data/entries.jsonl"]) if files["data/entries.jsonl"] else []
    if leaves is None:
        leaves = [leaf_hash(line) for line in lines]
    _, _, signatures = files["data/checkpoint"].rpartition(b"\n\n")
    export = json.loads(files["data/export.json"])
    export |= {"size": len(leaves), "entries": len(lines), "root": root_of(leaves).hex()}
    files["data/export.json"] = canonical(export) + b"\n"
    origin = files["data/checkpoint"].split(b"\n")[0].decode("utf-8", "replace")
    files["data/checkpoint"] = checkpoint_text(origin, len(leaves), root_of(leaves)) + b"\n" + signatures


def sign(files, seed, name=None):
    """Signs the checkpoint's text as it stands."""
    text = files["data/checkpoint"].rpartition(b"\n\n")[0] + b"\n"
    name = name or text.split(b"\n")[0].decode("utf-8")
    files["data/checkpoint"] = text + b"\n" + signature_line(name, text, seed)
