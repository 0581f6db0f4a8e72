"""What the tree and the build say of themselves: layers, which target compiles which file, which file includes which."""

import functools
import json
import os
import re
import shlex

SOURCE_FOLDERS = ("ledger", "wire", "daemon", "tools", "tests", "bench", "fuzz")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


class Tree:
    """One source tree and one build of it. Paths are relative to the source folder, but for files that the build made."""

    def __init__(self, source, build):
        self.source = source
        self.build = build
        self.deps, self.folders = _read_layers(os.path.join(build, "layers.txt"))
        self.targets, self.flags = _read_compile_commands(source, build)
        self.files = sorted(_walk(source))
        self.known = frozenset(self.files)
        self.fuzzing = "REQLEDGER_FUZZ:BOOL=ON" in _text(os.path.join(build, "CMakeCache.txt"))

    def code(self, *extensions):
        """Source files with one of these extensions, in the folders that hold code."""
        return [f for f in self.files if f.startswith(tuple(d + "/" for d in SOURCE_FOLDERS)) and f.endswith(extensions)]

    @functools.cache
    def text(self, path):
        return _text(os.path.join(self.source, path))

    @functools.cache
    def includes(self, path):
        """(own, foreign): the names in quotes and the names in angle brackets that a file includes."""
        found = INCLUDE.findall(self.text(path))
        return [own for own, _ in found if own], [foreign for _, foreign in found if foreign]

    @functools.cache
    def own_includes(self, path):
        """The files of the tree that a file includes."""
        return [header for header in self.includes(path)[0] if header in self.known]

    @functools.cache
    def reached(self, target):
        """The layers that a target may use: itself and its DEPS, all the way down."""
        reached = {target}
        for dep in self.deps.get(target, ()):
            reached |= self.reached(dep)
        return reached

    @functools.cache
    def owners(self, header):
        """The targets of one folder that a header can belong to: the one that compiles its .cc, else each of its folder."""
        twin = self.targets.get(os.path.splitext(header)[0] + ".cc")
        folder = os.path.dirname(header)
        return frozenset(twin or {t for t, where in self.folders.items() if where == folder})


def _text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _read_layers(path):
    deps, folders = {}, {}
    for line in _text(path).splitlines():
        name, folder, *rest = line.split(" ")
        deps[name] = [d for d in " ".join(rest).split(";") if d]
        folders[name] = folder
    return deps, folders


def _read_compile_commands(source, build):
    """({file: targets that compile it}, {file: its compiler flags without input and output})."""
    targets, flags = {}, {}
    for command in json.loads(_text(os.path.join(build, "compile_commands.json"))):
        path = os.path.relpath(os.path.join(command["directory"], command["file"]), source)
        words = shlex.split(command["command"])
        target = re.search(r"CMakeFiles/([^/]+)\.dir/", words[words.index("-o") + 1]).group(1)
        targets.setdefault(path, set()).add(target)
        flags[path] = [w for w in words if w.startswith(("-I", "-D", "-std=", "-isystem", "-W"))]
    return targets, flags


def _walk(source):
    """Every file of the project: not what git, a build or an interpreter put there."""
    for folder, names, files in os.walk(source):
        at_top = folder == source
        names[:] = [n for n in names if n not in (".git", "__pycache__", "node_modules", ".venv")
                    and not (at_top and n.startswith("build"))]
        for file in files:
            yield os.path.relpath(os.path.join(folder, file), source)
