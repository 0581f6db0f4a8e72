"""Runs `reqledger` as a person or a script does."""

import os
import pathlib
import subprocess
import sys

BINARIES = pathlib.Path(sys.argv[1])
SOURCE = pathlib.Path(sys.argv[2])


def run(*words, given="", env=None):
    done = subprocess.run([BINARIES / "tools/reqledger", *words], input=given, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "TZ": "America/New_York", **(env or {})})
    return done.returncode, done.stdout, done.stderr


def event(matter, number, **members):
    return {"type": "demand.received", "matter": matter, "mode": "historical",
            "occurred_at": {"precision": "unknown"}, "demand_id": f"{matter}-D{number}", "kind": "us_sca_warrant", **members}
