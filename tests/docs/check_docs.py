#!/usr/bin/env python3
"""Holds the pages to the tree: links and paths that exist, codes that are listed, flags that there are, words that stay out.

Usage: check_docs.py [PROGRAM …]. The PROGRAMs are asked by --help which flags they take; of those that are not given or not
built, the flags that their sources define are taken. Ends 1 with a line for each breach.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("reqledgerd", "reqledger", "reqledger-verify")

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FLAG = re.compile(r"(?<![\w-])--([a-z][a-z0-9_]*)")
# A path that a page speaks of begins with a folder of the tree, and stands for one thing.
FOLDERS = ("ledger/", "wire/", "daemon/", "tools/", "schemas/", "systemd/", "tests/", "bench/", "fuzz/", "docs/", "cmake/", "scripts/", ".ci/")
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")
CODE = re.compile(r"[a-z_]+\.[a-z_]+")

# Split, so that this file is not one of those it looks for.
FORBIDDEN = ("TO" "DO", "FIX" "ME", "X" "XX", "/wo" "rk/", "coming " "soon", "tamper-" "proof", "tamper" "proof", "military-" "grade",
             "unbreak" "able", "unhack" "able", "seam" "less", "cutting-" "edge", "state-of-the-" "art", "blazing", "best-in-" "class")


def pages():
    found = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "schemas" / "README.md"]
    return [page for page in found if page.exists()]


def anchors_of(text):
    """What a link behind '#' may name, by the rule of those who show Markdown."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page, text):
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists():
            yield f"link to {target}: not there"
        elif anchor and there.suffix == ".md" and anchor not in anchors_of(there.read_text("utf-8")):
            yield f"link to {target}: no such heading"


def missing_paths(text):
    for span in SPAN.findall(FENCE.sub("", text)):
        for word in span.split():
            path = word.rstrip(".,;:")
            if path.startswith(FOLDERS) and PLAIN_PATH.fullmatch(path) and not (ROOT / path).exists():
                yield f"`{path}`: not in the tree"
    for block in FENCE.findall(text):
        for word in block.split():
            if word.startswith(FOLDERS) and PLAIN_PATH.fullmatch(word) and not (ROOT / word).exists():
                yield f"{word}: not in the tree"


NEVER_RAISED = {"timestamp.invalid"}  # what they judge is in no bundle of this version


def codes_apart(text):
    """The codes that section 8 of the format page raises, against the list. Those of process, and those above, are on the list alone."""
    section = text[text.index("\n## 8. "):text.index("\n## 9. ")]
    listed = {entry["code"]: entry for entry in json.loads((ROOT / "schemas" / "finding_codes.json").read_text("utf-8"))["codes"]}
    raised = {span for span in SPAN.findall(section) if CODE.fullmatch(span)}
    kinds = {code.split(".")[0] for code in listed}
    for code in sorted(raised - set(listed) - {"export.json"}):
        if code.split(".")[0] in kinds:
            yield f"`{code}`: not in schemas/finding_codes.json"
    for code in sorted(set(listed) - raised - NEVER_RAISED):
        yield f"{code}: in schemas/finding_codes.json, not in section 8"
    for code in sorted(raised & NEVER_RAISED):
        yield f"`{code}`: section 8 raises it; it is no longer one of those that are never raised"


def help_of(*words):
    return subprocess.run([*words, "--help"], capture_output=True, text=True, timeout=60, check=True).stdout


def flags_shown(program):
    """The flags of each command of a program, by the command as typed."""
    name, text = program.name, help_of(str(program))
    flags = {name: set(FLAG.findall(text))}
    if name == "reqledger":
        for command in re.findall(r"^  ([a-z_]+)  ", text, re.MULTILINE):
            flags[f"{name} {command}"] = set(FLAG.findall(help_of(str(program), command)))
    return flags


def flags_defined(program):
    """The same from the sources, where one command is not told from another."""
    files = {"reqledgerd": ["daemon/config.cc"], "reqledger-verify": ["tools/reqledger_verify.cc"]}.get(program)
    paths = [ROOT / f for f in files] if files else [p for p in (ROOT / "tools").glob("*.cc") if p.name != "reqledger_verify.cc"]
    text = "".join(path.read_text("utf-8") for path in paths if path.exists())
    return set(re.findall(r"DEFINE_\w+\(\s*(\w+)", text))


EVERYWHERE = {"help", "version", "flagfile"}


class Flags:
    def __init__(self, programs):
        self.by_command = {}
        built = {program.name: program for program in programs if program.exists()}
        for name in PROGRAMS:
            self.by_command |= flags_shown(built[name]) if name in built else {name: flags_defined(name)}
        self.shown = set(built)
        self.all = set().union(EVERYWHERE, *self.by_command.values())

    def unknown(self, text):
        """Flags of our programs that there are not. What follows the name of another program is that one's own."""
        lines = [line for block in FENCE.findall(text) for line in block.splitlines()[1:-1]]
        for line in [*SPAN.findall(FENCE.sub("", text)), *lines]:
            words = line.split("#")[0].split()
            if words and pathlib.PurePath(words[0]).name in PROGRAMS:
                yield from self._unknown_of(words)
            elif words and words[0].startswith("--"):
                yield from (f"--{flag}: no program has it" for flag in FLAG.findall(line) if flag not in self.all)

    def _unknown_of(self, words):
        name = pathlib.PurePath(words[0]).name
        command = f"{name} {words[1]}" if len(words) > 1 and f"{name} {words[1]}" in self.by_command else name
        if name == "reqledger" and name in self.shown and command == name and len(words) > 1 and re.fullmatch(r"[a-z_]+", words[1]):
            yield f"`{name} {words[1]}`: no such command"
            return
        known = self.by_command[command] | EVERYWHERE
        for flag in FLAG.findall(" ".join(words)):
            if flag not in known:
                yield f"--{flag}: {command} has no such flag"


def forbidden_words(text):
    for word in FORBIDDEN:
        if re.search(r"(?<!\w)" + re.escape(word), text, re.IGNORECASE if word.islower() else 0):
            yield f"the word {word}"


def main():
    flags = Flags([pathlib.Path(program) for program in sys.argv[1:]])
    breaches = 0
    for page in pages():
        text = page.read_text("utf-8")
        found = [*broken_links(page, text), *missing_paths(text), *forbidden_words(text)]
        if page.name != "messages.md":  # what is refused there has wrong flags; messages_test.py holds it
            found += flags.unknown(text)
        if page.name == "formats.md":
            found += codes_apart(text)
        breaches += len(found)
        for breach in found:
            print(f"{page.relative_to(ROOT)}: {breach}")
    print(f"{len(pages())} pages, {breaches} breaches; flags by --help of: {', '.join(sorted(flags.shown)) or 'none (from sources)'}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
