"""Holds docs/messages.md to what the programs say: provokes each refusal and compares the page exactly.

usage: messages_test.py BUILD_DIR SOURCE_DIR [--write]

Where a message changed, the difference is printed; --write writes the page anew.
"""

import difflib
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
# pylint: disable=wrong-import-position
import messages_cases as cases
from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon

PAGE = SOURCE / "docs/messages.md"
CASES_MIN = 40
INTRODUCTION = """# What is refused, and how it is said

Each refusal says what is wrong, where, what would be right, and what was not done. The texts below are what the programs print, word for word:
`tests/docs/messages_test.py` provokes each against a daemon of its own and compares. `reqledger explain CODE` says more about a code.

A refusal by a rule ends 1, wrong usage 2, and what could not be done 3. Wrong usage is found before anything is begun: nothing is recorded, read or written.

The ledger here holds the first events of the walkthrough: a demand that is received, an order over it, and a challenge that is filed. What is recorded comes
from `event.json`. `N` stands for a number that differs, `FOLDER` for a folder of one's own.
"""


class Provoked:
    """The sections of the page, as they are provoked."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.file = pathlib.Path(daemon.folder) / "event.json"
        self.sections = []
        self.count = 0

    def clean(self, text):
        text = text.replace(str(self.file), "event.json").replace(str(self.daemon.folder), "FOLDER")
        return re.sub(r"has \d+ entries", "has N entries", text)  # the daemon adds some by itself

    def add(self, title, status, shown, err):
        self.count += 1
        self.sections.append(f"**{title}** (ends {status})\n\n```text\n{shown}{self.clean(err).rstrip()}\n```\n")

    def record(self, event):
        text = event if isinstance(event, str) else json.dumps(event)
        self.file.write_text(text + "\n")
        status, _, err = run("record", str(self.file), f"--socket={self.daemon.socket_path}")
        return status, err

    def refused_events(self, heading, entries):
        self.sections.append(f"## {heading}\n")
        for title, *events in entries:
            for event in events[:-1]:
                assert self.record(event)[0] == 0, event
            status, err = self.record(events[-1])
            assert status == 1, (title, status, err)
            self.add(title, status, "", err)

    def refused_commands(self, heading, entries):
        self.sections.append(f"## {heading}\n")
        for title, words in entries:
            asked = [word.replace("FOLDER", str(self.daemon.folder)) for word in words]
            talks = words[0] in ("matter", "show", "list", "record", "due", "secrecy", "template") and not words[-1].startswith("--socket")
            status, out, err = run(*asked, *([f"--socket={self.daemon.socket_path}"] if talks else []))
            assert status in (1, 2, 3), (title, status, out, err)
            self.add(title, status, "$ reqledger " + " ".join(words) + "\n", err)


def page():
    events = cases.walkthrough(SOURCE)
    with Daemon(BINARIES, SOURCE) as daemon:
        provoked = Provoked(daemon)
        for event in cases.setup(events):
            status, err = provoked.record(event)
            assert status == 0, err
        provoked.refused_events("Steps that are not expected", cases.not_expected())
        provoked.refused_events("Identifiers", cases.identifiers(events))
        provoked.refused_events("Malformed events", cases.malformed(events))
        provoked.refused_commands("Commands", cases.commands())
    assert provoked.count >= CASES_MIN, provoked.count
    return INTRODUCTION + "\n" + "\n".join(provoked.sections)


def main():
    now = page()
    if "--write" in sys.argv[3:]:
        PAGE.write_text(now)
        return 0
    there = PAGE.read_text() if PAGE.exists() else ""
    for line in difflib.unified_diff(there.splitlines(), now.splitlines(), str(PAGE), "what is said now", lineterm=""):
        print(line)
    return 0 if there == now else 1


if __name__ == "__main__":
    sys.exit(main())
