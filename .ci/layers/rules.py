"""The rules of docs/architecture.md that a program can check. Each function yields one sentence for each breach."""

import os
import re
import subprocess

LINES_MAX = 400  # what a reader can hold; the median is a quarter of it

# Where a library that is heavy to compile, or that decides what a layer is, may be included.
FOREIGN = (
    ("boost/beast/", r"daemon/http_\w+\.cc|tools/http_client\.cc|(tests|bench)/.*\.cc"),
    ("boost/asio/", r"(daemon|wire)/\w+\.(h|cc)|tools/http_(client\.cc|connection\.(h|cc))|(tests|bench)/.*\.cc"),
    ("rocksdb/", r"ledger/store/rocksdb_store\w*\.cc|tests/store/.*|bench/.*"),
    ("valijson/", r"ledger/event/schema_judge\.cc"),
    ("zlib.h", r"ledger/paper/pdf_file\.cc|tests/paper/.*"),
    ("archive", r"ledger/bundle/\w+\.cc|tests/bundle/.*"),
    ("openssl/", r"ledger/crypto/\w+\.cc|wire/tls\.cc|(tests|bench)/.*"),  # tests compare with it what the library made
    ("glog/", r"daemon/.*"),
    ("gflags/", r"(daemon|tools|bench|tests/tools)/.*"),
)
# The parser's handler is a template over Boost.JSON's value stack; everything else names JSON by forward declaration.
JSON_IN_HEADERS = {"ledger/event/json_handler.h"}

# In pieces, so that this file does not break its own rule.
FORBIDDEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|\bDIS" r"ABLED_|\bGTEST" r"_SKIP")


def includes_stay_within_layers(tree):
    """Follows every include of every compiled file: what a target sees, however far, its DEPS must reach."""
    for path, targets in sorted(tree.targets.items()):
        if path not in tree.known:  # made by the build
            continue
        for target in sorted(targets):
            yield from _unreached(tree, path, target)


def _unreached(tree, path, target):
    if target not in tree.deps:
        if not tree.own_includes(path):  # no part of the project, such as what a test preloads
            return
        yield f"{path}: its target {target} was not declared by ledger_library, ledger_program or ledger_test"
        return
    reached, seen, waiting = tree.reached(target), set(), [path]
    while waiting:
        file = waiting.pop()
        for header in tree.own_includes(file):
            if header in seen:
                continue
            seen.add(header)
            waiting.append(header)
            owners = tree.owners(header)
            if owners and not owners & reached:
                layer = " or ".join(sorted(owners))
                yield f"{file}: includes {header} of layer {layer}, which the DEPS of {target} do not reach"


def includes_exist(tree):
    for path in tree.code(".h", ".cc"):
        for header in tree.includes(path)[0]:
            made = os.path.join(tree.build, "generated", header)
            if header not in tree.known and not os.path.exists(made):
                yield f'{path}: "{header}" is not a path from the top of the tree'


def foreign_headers_stay_where_allowed(tree):
    for path in tree.code(".h", ".cc"):
        for header in tree.includes(path)[1]:
            for prefix, allowed in FOREIGN:
                if header.startswith(prefix) and not re.fullmatch(allowed, path):
                    yield f"{path}: may not include <{header}>"
            if (path.endswith(".h") and header.startswith("boost/json") and header != "boost/json/fwd.hpp"
                    and path not in JSON_IN_HEADERS):
                yield f"{path}: a header includes <{header}>; boost/json/fwd.hpp is enough"


def every_source_is_built(tree):
    for path in tree.code(".cc"):
        if path not in tree.targets and (tree.fuzzing or not path.startswith("fuzz/")):
            yield f"{path}: no target builds it"


def files_are_short(tree):
    for path in tree.files:
        if path.endswith((".h", ".cc", ".py", ".go", ".js", ".sh", ".cmake")) or path.startswith(("scripts/", ".ci/")):
            lines = tree.text(path).count("\n")
            if lines > LINES_MAX:
                yield f"{path}: {lines} lines, at most {LINES_MAX}"


def nothing_is_put_off(tree):
    """A marker of unfinished work, or a test that does not run, is work for an issue, not for the tree."""
    for path in tree.files:
        if path.endswith((".pdf", ".png", ".gz", ".zip", ".bin")):
            continue
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            if FORBIDDEN.search(line):
                yield f"{path}:{number}: {FORBIDDEN.search(line).group(0)}"


def the_outsiders_verifier_is_light(tree):
    program = os.path.join(tree.build, "tools", "reqledger-verify")
    if not os.path.exists(program):
        yield f"{os.path.relpath(program, tree.build)}: not built, so what it loads is not known"
        return
    loaded = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for library in ("librocksdb", "libglog"):
        if library in loaded:
            yield f"tools/reqledger-verify loads {library}"


ALL = (includes_stay_within_layers, includes_exist, foreign_headers_stay_where_allowed, every_source_is_built,
       files_are_short, nothing_is_put_off, the_outsiders_verifier_is_light)
