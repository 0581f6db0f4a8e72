"""Compiles every header by itself, twice in one file, so that each brings what it needs and guards against a second time.

What compiled once is remembered in the build folder by the digest of everything of the project that it includes.
"""

import concurrent.futures
import hashlib
import os
import subprocess


def headers_stand_alone(tree):
    cache_path = os.path.join(tree.build, "headers_checked.txt")
    known = set(_lines(cache_path))
    wanted = {header: _digest(tree, header) for header in tree.code(".h")}
    todo = [header for header, digest in wanted.items() if digest not in known]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        messages = dict(zip(todo, pool.map(lambda header: _compile(tree, header), todo)))
    good = {digest for header, digest in wanted.items() if not messages.get(header)}
    with open(cache_path, "w", encoding="utf-8") as file:
        file.writelines(digest + "\n" for digest in sorted(good))
    for header, message in messages.items():
        if message:
            yield f"{header}: does not compile alone:\n{message}"


def _lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split()


def _flags(tree, header):
    """The flags of a file of the header's folder, without warnings, which the build itself judges; of any where there is none."""
    folder = os.path.dirname(header)
    neighbours = [f for f in tree.flags if os.path.dirname(f) == folder] or list(tree.flags)
    return [flag for flag in tree.flags[min(neighbours)] if not flag.startswith("-W")]


def closure(tree, header):
    seen, waiting = {header}, [header]
    while waiting:
        for name in tree.own_includes(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return sorted(seen)


def _digest(tree, header):
    digest = hashlib.sha256(" ".join(_flags(tree, header)).encode())
    for path in closure(tree, header):
        digest.update(b"\0" + path.encode() + b"\0" + tree.text(path).encode())
    return digest.hexdigest()


def _compile(tree, header):
    """The compiler's message, empty where the header is good."""
    command = ["g++", "-fsyntax-only", "-x", "c++", *_flags(tree, header), "-"]
    program = f'#include "{header}"\n' * 2
    done = subprocess.run(command, input=program, cwd=tree.build, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else "\n".join(done.stderr.splitlines()[:8])
