"""Which members each audience is shown of the walkthrough and of the real cases, in each phase: exports_table.txt, byte for byte.

usage: exports.py BUILD_DIR SOURCE_DIR [--write]
"""

import concurrent.futures
import difflib
import json
import pathlib
import shutil
import sys
import tempfile
import textwrap

import bundle_reading
from cli_run import BINARIES, SOURCE, run
from daemon_process import Daemon
from exports_cases import cases

TABLE = SOURCE / "tests/e2e/exports_table.txt"
HEAD = """\
# Which members of each entry are opened in an export: for each case, each phase of it and each audience.
#
# `core`: type, schema, matter, occurred_at and recorded_at. recorded_by, matter_seq and matter_prev are named only where they are
# opened; `everything` has them too. In brackets: what else the entry has and is not opened. `not shown`: entries of which nothing is
# opened, not even that they are of this matter. `xN`: N entries alike. Of the ledger's own entries, whoever is not shown everything
# reads the first, and no other.
#
# By hand nothing is written here: exports.py --write does. docs/audiences.md says how it is decided.
"""
CORE = ["type", "schema", "matter", "occurred_at", "recorded_at"]
CHAIN = {"recorded_by", "matter_seq", "matter_prev"}
WIDTH = 150


def record(daemon, events):
    status, _, err = run("record", "-", f"--socket={daemon.socket_path}", given="".join(json.dumps(event) + "\n" for event in events))
    assert status == 0, err


def export(daemon, out, flags):
    status, text, err = run("export", *flags, "--publish_now", f"--out={out}", f"--socket={daemon.socket_path}")
    assert status == 0, f"{flags}: {text}{err}"
    return out


def words_of(names):
    rest = [name for name in sorted(names) if name not in CORE]
    core = [name for name in CORE if name in names]
    return " ".join((["core"] if core == CORE else core) + rest)


def wrapped(first, words):
    return textwrap.fill(words, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False,
                         break_long_words=False)


def counted(types):
    return ", ".join(name + (f" x{types.count(name)}" if types.count(name) > 1 else "") for name in dict.fromkeys(types))


def view_of(all_members, shown):
    """What is opened, in lines; `all_members` and `shown`: members by seq, of the matter alone."""
    if shown == all_members:
        return ["everything"]
    if not shown:
        return ["nothing"]
    rows, hidden = {}, []
    for seq, members in all_members.items():
        if seq not in shown:
            hidden.append(members["type"])
            continue
        back = set(members) - set(shown[seq]) - CHAIN
        row = members["type"], words_of(shown[seq]), words_of(back)
        rows[row] = rows.get(row, 0) + 1
    lines = []
    for (event_type, words, back), count in rows.items():
        lines.append(wrapped(f"    {event_type + (f' x{count}' if count > 1 else ''):31} ", words + (f" [{back}]" if back else "")))
    if hidden:
        lines.append(wrapped("    not shown: ", counted(hidden)))
    return lines


def check_rest(label, shown, matter_seqs):
    """Of other entries, whoever is not shown everything reads the first."""
    if label in ("internal", "auditor"):
        return
    assert set(shown) - matter_seqs == {0}, f"{label}: {set(shown) - matter_seqs}"
    assert shown[0]["type"] == "ledger.genesis"


def phase_lines(daemon, case, folder):
    views, all_members = {}, None
    for label, flags in case.recipients():
        shown = bundle_reading.opened(export(daemon, folder / "bundle", flags))
        shutil.rmtree(folder / "bundle")
        (folder / "bundle.receipt.json").unlink(missing_ok=True)
        if label == "internal":
            all_members = {seq: members for seq, members in shown.items() if members["matter"] == case.matter}
        check_rest(label, shown, set(all_members))
        of_matter = {seq: members for seq, members in shown.items() if seq in all_members}
        views.setdefault("\n".join(view_of(all_members, of_matter)), []).append(label)
    assert views["everything"][:2] == ["internal", "auditor"], views["everything"]
    lines = []
    for view, labels in views.items():
        inline = view in ("everything", "nothing")
        lines.append(wrapped("  ", "; ".join(labels) + ":" + (f" {view}" if inline else "")))
        lines.extend([] if inline else [view])
    return lines


def case_lines(case):
    lines, done = [f"==== {case.title}\n"], 0
    with Daemon(BINARIES, SOURCE) as daemon, tempfile.TemporaryDirectory() as folder:
        for title, count in case.phases:
            record(daemon, case.events[done:count])
            lines.append(f"== {title}")
            lines.append(wrapped("  recorded: " if done == 0 else "  and then: ", counted([e["type"] for e in case.events[done:count]])))
            lines.extend(phase_lines(daemon, case, pathlib.Path(folder)))
            lines.append("")
            done = count
    return lines


def table():
    with concurrent.futures.ThreadPoolExecutor() as pool:  # each case has a ledger of its own
        return "\n".join([HEAD] + [line for lines in pool.map(case_lines, cases()) for line in lines])


def main():
    text = table()
    if "--write" in sys.argv:
        TABLE.write_text(text)
        return
    kept = TABLE.read_text()
    if text != kept:
        sys.stdout.writelines(difflib.unified_diff(kept.splitlines(True), text.splitlines(True), "exports_table.txt", "what is opened"))
        sys.exit(1)


if __name__ == "__main__":
    main()
