#!/usr/bin/env python3
"""Verifies a reqledger bundle, by docs/formats.md alone: the second opinion on reqledger-verify.

Needs Python 3.11 and python3-cryptography. Exit status: 0 verified, 1 failed, 2 usage, 3 not checked or not there.
"""

import argparse
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from reqledger_reference import selftest  # noqa: E402
from reqledger_reference.bundle import verify  # noqa: E402
from reqledger_reference.encoding import Malformed  # noqa: E402
from reqledger_reference.tlog import Key  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(HERE))
DEFAULT_CODES = os.path.join(ROOT, "schemas", "finding_codes.json")


def read_pinned_key(argument):
    """A vkey, or a file that holds one."""
    if argument is None:
        return None
    if os.path.isfile(argument):
        with open(argument, encoding="utf-8") as file:
            argument = file.read().removesuffix("\n")
    return Key.parse(argument)


def read_files(argument):
    contents = []
    for path in argument.split(",") if argument else ():
        with open(path, "rb") as file:
            contents.append(file.read())
    return contents


def load_codes(path=DEFAULT_CODES):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0], allow_abbrev=False)
    parser.add_argument("bundle", nargs="?", help="folder of the bundle")
    parser.add_argument("--vkey", help="the pinned key, or a file that holds it")
    parser.add_argument("--checkpoints", help="older checkpoints, files separated by commas")
    parser.add_argument("--receipts", help="receipts, files separated by commas")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--finding_codes", default=DEFAULT_CODES)
    parser.add_argument("--selftest", action="store_true", help="check the verifier itself against known vectors")
    parsed = parser.parse_args(arguments)
    if not parsed.selftest and not parsed.bundle:
        parser.error("a bundle is needed")
    return parsed


def main(arguments):
    parsed = parse_arguments(arguments)
    if parsed.selftest:
        return selftest.run(os.path.join(ROOT, "tests", "testdata"))
    try:
        codes = load_codes(parsed.finding_codes)
        pinned = read_pinned_key(parsed.vkey)
        older, receipts = read_files(parsed.checkpoints), read_files(parsed.receipts)
    except (OSError, ValueError, Malformed) as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return 2
    if not os.path.isdir(parsed.bundle):
        print(f"verify.py: {parsed.bundle}: no such folder; nothing was checked", file=sys.stderr)
        return 3
    report = verify(parsed.bundle, codes, pinned, older, receipts)
    report.write(parsed.json)
    return report.status()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
