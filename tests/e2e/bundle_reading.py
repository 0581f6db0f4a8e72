"""What is opened in a bundle, read with nothing but the bundle itself, as its receiver would."""

import base64
import hashlib
import json
import re

# How data/index.html carries the machine files: what HTML would change stands behind a tilde.
PAGE_FILE = re.compile(r'<script type="text/plain" data-path="([^"]+)">(.*?)</script>', re.DOTALL)
PAGE_ESCAPES = {"~l": "<", "~r": "\r", "~~": "~"}
BASE64_RUN = re.compile(rb"[A-Za-z0-9_+/-]{16,}")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def opened(bundle):
    """The members of each entry that are opened: seq to name to value. Each is checked against the entry's digests."""
    digests = {entry["seq"]: set(entry["_sd"]) for entry in lines_of(bundle / "data/entries.jsonl")}
    entries = {}
    for row in lines_of(bundle / "data/disclosures.jsonl"):
        for disclosure in row["disclosures"]:
            digest = base64.urlsafe_b64encode(hashlib.sha256(disclosure.encode()).digest()).decode().rstrip("=")
            assert digest in digests[row["seq"]], f"entry {row['seq']} has no digest of {decode(disclosure)}"
            _, name, value = json.loads(decode(disclosure))
            assert name not in entries.setdefault(row["seq"], {}), f"entry {row['seq']} opens {name} twice"
            entries[row["seq"]][name] = value
    return entries


def files(bundle):
    return {str(path.relative_to(bundle)): path.read_bytes() for path in sorted(bundle.rglob("*")) if path.is_file()}


def page_files(page):
    """The files that index.html carries, by path, as they were."""
    return {path: re.sub("~[lr~]", lambda found: PAGE_ESCAPES[found.group()], text).encode()
            for path, text in PAGE_FILE.findall(page.decode())}


def every_text(content):
    """All texts that somebody finds who looks at the bytes as they are, without capitals, and behind any base64 in them."""
    texts = [content.lower()]
    for run in BASE64_RUN.findall(content):
        plain = decode(run.replace(b"+", b"-").replace(b"/", b"_")[:len(run) - (len(run) % 4 == 1)].decode())
        texts.append(plain.lower())
    return b"\n".join(texts)
