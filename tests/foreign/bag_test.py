#!/usr/bin/env python3
"""A bundle is a BagIt bag: the Library of Congress's program and sha256sum must accept it, and refuse it when it was touched.

Usage: bag_test.py BUILD. Runs bagit.py in the environment that prepare.py made.
"""

import os
import shutil
import subprocess
import sys

import ledger_fixture

BUILD = sys.argv[1]
PYTHON = os.path.join(BUILD, "foreign", "venv", "bin", "python")


def bagit(bag):
    return subprocess.run([PYTHON, "-m", "bagit", "--validate", bag], capture_output=True, text=True, check=False)


def sha256sum(bag, manifest):
    folder = os.path.join(bag, os.path.dirname(manifest))
    words = ["sha256sum", "--check", "--strict", "--quiet", os.path.basename(manifest)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def check(bag):
    done = bagit(bag)
    assert done.returncode == 0, done.stderr
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt", "data/core-sha256.txt"):
        done = sha256sum(bag, manifest)
        assert done.returncode == 0, (manifest, done.stdout, done.stderr)


def check_touched(bag):
    """One byte, of the same length: found by both."""
    touched = bag + "-touched"
    shutil.copytree(bag, touched)
    path = os.path.join(touched, "data", "entries.jsonl")
    with open(path, "r+b") as file:
        file.seek(-10, os.SEEK_END)
        byte = file.read(1)
        file.seek(-10, os.SEEK_END)
        file.write(bytes([byte[0] ^ 1]))
    assert bagit(touched).returncode != 0
    assert sha256sum(touched, "manifest-sha256.txt").returncode != 0


def main():
    ledger_fixture.require(PYTHON, "The Python package bagit")
    with ledger_fixture.Ledger(BUILD) as ledger:
        ledger.import_samples()
        whole = ledger.export("whole")
        part = ledger.export("part", "--matters=2023-00417")
        for bag in (whole, part):
            check(bag)
            check_touched(bag)
    print("two bundles accepted by bagit.py and sha256sum, two touched ones refused")


if __name__ == "__main__":
    main()
