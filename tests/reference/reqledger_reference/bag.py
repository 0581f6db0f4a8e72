"""The bag: which files are there, and whether they are what the manifests say.

Limits: files over a limit are judged as empty ones by all but their digests.
Source: docs/formats.md sections 7 and 8.1.
"""

import hashlib
import os
import re
import stat

from .tlog import MAX_NOTE

TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
TAG_MANIFEST = "tagmanifest-sha256.txt"
CORE_MANIFEST = "data/core-sha256.txt"
NOT_CORE = ("README.txt", "certificate.txt", "core-sha256.txt", "index.html", "ledger.pdf")
REQUIRED = TAG_FILES + (TAG_MANIFEST, CORE_MANIFEST) + tuple(
    f"data/{name}" for name in ("entries.jsonl", "disclosures.jsonl", "checkpoint", "export.json", "records.csv",
                                "keys/ledger.vkey"))
MAX_SMALL_FILE = 16 * 1024 * 1024
MAX_SCHEMA = 1024 * 1024
MAX_LINE = 4 * 1024 * 1024

_LIMITS = {path: MAX_SMALL_FILE for path in ("manifest-sha256.txt", TAG_MANIFEST, CORE_MANIFEST, "data/export.json",
                                             "data/keys/ledger.vkey")}
_LIMITS["data/checkpoint"] = MAX_NOTE
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([^\n]+)", re.DOTALL)
_OXUM = b"Payload-Oxum: "


def limit_of(path):
    return MAX_SCHEMA if path.startswith("data/schemas/") else _LIMITS.get(path)


class Bundle:
    """The regular files of a folder, by path with slashes, and the paths of what is neither file nor folder."""

    def __init__(self, folder):
        self.files = {}
        self.unsafe = []
        self._walk(folder, "")

    def _walk(self, folder, prefix):
        for item in os.scandir(folder):
            path = prefix + item.name
            mode = item.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                self._walk(item.path, path + "/")
            elif stat.S_ISREG(mode):
                with open(item.path, "rb") as file:
                    self.files[path] = file.read()
            else:
                self.unsafe.append(path)

    def content(self, path):
        """The bytes to judge: none if the file is not there or over its limit."""
        raw = self.files.get(path, b"")
        limit = limit_of(path)
        return b"" if limit is not None and len(raw) > limit else raw

    def lines(self, path):
        """The lines of a file without their LF, and whether the last one had it."""
        lines = self.content(path).split(b"\n")
        last = lines.pop()
        ended = not last
        if last:
            lines.append(last)
        for i, line in enumerate(lines):
            if len(line) > MAX_LINE:
                return lines[:i], True
        return lines, ended


def check_bag(bundle, complete, report):
    required = REQUIRED + (() if complete else ("data/proofs.jsonl",))
    for path in required:
        if path not in bundle.files:
            report.add("bag.missing", None, path, "not there")
    for path in bundle.files:
        if not path.startswith("data/") and path not in TAG_FILES + (TAG_MANIFEST,):
            report.add("bag.extra", None, "", path)
    for path in bundle.unsafe:
        report.add("archive.unsafe", None, "file or folder", path)
    _check_limits(bundle, report)
    _check_tag_files(bundle, report)
    payload = [path for path in bundle.files if path.startswith("data/")]
    core = [path for path in payload if path.removeprefix("data/") not in NOT_CORE]
    _check_manifest(bundle, "manifest-sha256.txt", "", payload, lambda path: path.startswith("data/"), report)
    _check_manifest(bundle, TAG_MANIFEST, "", TAG_FILES, lambda path: path in TAG_FILES, report)
    _check_manifest(bundle, CORE_MANIFEST, "data/", core,
                    lambda path: path.removeprefix("data/") not in NOT_CORE, report)


def _check_limits(bundle, report):
    for path, raw in bundle.files.items():
        limit = limit_of(path)
        if limit is not None and len(raw) > limit:
            report.add("limit.exceeded", None, f"at most {limit}", f"{path}: {len(raw)}")
        if path.endswith(".jsonl") and any(len(line) > MAX_LINE for line in raw.split(b"\n")):
            report.add("limit.exceeded", None, f"lines of at most {MAX_LINE}", path)


def _check_tag_files(bundle, report):
    if "bagit.txt" in bundle.files and bundle.files["bagit.txt"] != _BAGIT:
        report.add("bag.digest", None, "BagIt 1.0", "bagit.txt")
    if "bag-info.txt" in bundle.files:
        sizes = [len(raw) for path, raw in bundle.files.items() if path.startswith("data/")]
        oxum = b"%s%d.%d\n" % (_OXUM, sum(sizes), len(sizes))
        lines = bundle.files["bag-info.txt"].split(b"\n")
        found = [line + b"\n" for line in lines[:-1] if line.startswith(_OXUM)]
        if found != [oxum] or lines[-1].startswith(_OXUM):
            report.add("bag.digest", None, oxum, found)


def _read_manifest(raw, prefix, belongs):
    """The (path in the bundle, digest) pairs of a manifest, and whether each line has the form."""
    named = []
    lines = raw.split(b"\n")
    good = not lines.pop()
    for line in lines:
        match = _MANIFEST_LINE.fullmatch(line)
        path = prefix + os.fsdecode(match.group(2)) if match else ""
        if not match or not belongs(path) or any(part in ("", ".", "..") for part in path.split("/")):
            good = False
            continue
        named.append((path, match.group(1).decode("ascii")))
    return named, good


def _check_manifest(bundle, manifest, prefix, must_name, belongs, report):
    named, good = _read_manifest(bundle.content(manifest), prefix, belongs)
    paths = [os.fsencode(path) for path, _ in named]
    if not good or any(left >= right for left, right in zip(paths, paths[1:])):
        report.add("bag.digest", None, "lines in form, in byte order", manifest)
    for path, digest in named:
        if path not in bundle.files:
            report.add("bag.missing", None, path, f"named by {manifest}")
        elif hashlib.sha256(bundle.files[path]).hexdigest() != digest:
            report.add("bag.digest", None, digest, path)
    for path in set(must_name) - {path for path, _ in named}:
        report.add("bag.missing", None, path, f"not named by {manifest}")
