#!/usr/bin/env python3
"""Runs curl_smoke.sh against a daemon. Usage: curl_test.py BUILD."""

import os
import shutil
import subprocess
import sys

import ledger_fixture


def main():
    for tool in ("curl", "jq"):
        ledger_fixture.require(shutil.which(tool) or f"/usr/bin/{tool}", tool)
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "curl_smoke.sh")
    with ledger_fixture.Ledger(sys.argv[1]) as ledger:
        return subprocess.run(["sh", script, ledger.socket], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
