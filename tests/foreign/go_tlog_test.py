#!/usr/bin/env python3
"""Go's sumdb packages must accept what the daemon serves: checkpoints, tiles, and the proofs that they make from the tiles.

Usage: go_tlog_test.py BUILD. Saves a ledger of several published sizes from the socket, and lets the Go program that
prepare.py built read it.
"""

import itertools
import json
import os
import struct
import subprocess
import sys

import ledger_fixture

BUILD = sys.argv[1]
READER = os.path.join(BUILD, "foreign", "go_reader")
WIDTH = 256  # hashes in a full tile
GENERATED = 600  # events beyond the samples, so that there are full tiles and a second level


def tile_name(index):
    """C2SP tlog-tiles: three digits a part, all but the last with an x."""
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03d}")
    return "/".join(parts)


def tile_paths(size, level):
    """The tiles of one level of a tree: full ones, then perhaps one that is partial."""
    hashes = size >> (8 * level)
    yield from (tile_name(index) for index in range(hashes // WIDTH))
    if hashes % WIDTH:
        yield f"{tile_name(hashes // WIDTH)}.p/{hashes % WIDTH}"


def save(folder, path, content):
    target = os.path.join(folder, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(content)


def split_bundle(raw):
    """The entries of one tile/entries/ file: each behind its length in two bytes."""
    while raw:
        (length,) = struct.unpack(">H", raw[:2])
        yield raw[2:2 + length]
        raw = raw[2 + length:]


def save_tiles(ledger, folder, size):
    level = 0
    while size >> (8 * level):
        for name in tile_paths(size, level):
            save(folder, f"tile/{level}/{name}", ledger.get(f"/tile/{level}/{name}"))
        level += 1
    entries = []
    for name in tile_paths(size, 0):
        entries += split_bundle(ledger.get(f"/tile/entries/{name}"))
    save(folder, "entries.jsonl", b"".join(entry + b"\n" for entry in entries))


def generated_events():
    for number in range(GENERATED):
        yield json.dumps({"type": "demand.received", "matter": f"go-{number % 7}", "mode": "historical",
                          "occurred_at": {"precision": "day", "value": "2025-02-03"}, "demand_id": f"go-{number}-D1",
                          "kind": "us_sca_warrant", "idempotency_key": f"go-{number}"})


def grow_and_publish(ledger):
    """A published checkpoint after each sample, and after the generated events."""
    for sample in ledger_fixture.SAMPLES:
        ledger.import_samples([sample])
        yield ledger.publish()
    status, answer = ledger.request("POST", "/v1/events:batch", "\n".join(generated_events()) + "\n", "application/x-ndjson")
    assert status == 200 and answer.count(b'"result"') == GENERATED, answer[-500:]
    yield ledger.publish()


def rotate_and_publish(ledger, folder):
    """Two new keys, and a checkpoint by the last alone; the checkpoints in the order of their sizes."""
    vkeys = [ledger.vkey]
    for number in range(2):
        vkeys.append(ledger.reqledger("rotate_key").strip())
        both = ledger.get("/checkpoint")
        save(folder, f"rotations/{number}", both)
        yield both
    save(folder, "vkey", "".join(vkey + "\n" for vkey in vkeys).encode())
    ledger.reqledger("record", "-", given='{"type":"demand.received","matter":"go","mode":"historical","occurred_at":{"precision":"unknown"},'
                     '"demand_id":"go-D1","kind":"us_sca_warrant"}\n')
    yield ledger.publish()


def main():
    ledger_fixture.require(READER, "The reader written with Go's golang.org/x/mod/sumdb")
    with ledger_fixture.Ledger(BUILD) as ledger:
        folder = ledger.path("saved")
        checkpoints = itertools.chain(grow_and_publish(ledger), rotate_and_publish(ledger, folder))
        for number, checkpoint in enumerate(checkpoints):
            save(folder, f"checkpoints/{number}", checkpoint)
        size = int(checkpoint.split(b"\n")[1])
        assert size > 2 * WIDTH, size
        save_tiles(ledger, folder, size)
        return subprocess.run([READER, folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
