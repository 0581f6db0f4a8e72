#!/usr/bin/env python3
"""Public logs and witnesses, as other people published them, must be read and reproduced byte for byte.

Usage: public_vectors_test.py BUILD. Runs the C++ program beside it over the files that prepare.py brought.
"""

import os
import subprocess
import sys

import ledger_fixture

FILES = os.path.join(sys.argv[1], "foreign", "public_vectors")
PROGRAM = os.path.join(sys.argv[1], "tests", "foreign", "public_vectors")


def main():
    ledger_fixture.require(FILES, "The published test data of tessera and sunlight")
    return subprocess.run([PROGRAM], env=os.environ | {"REQLEDGER_PUBLIC_VECTORS": FILES}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
