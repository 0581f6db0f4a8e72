#!/usr/bin/env python3
"""Brings what tests/foreign compares with: a reader built from Go's own packages, Python packages, published test data.

Usage: prepare.py BUILD. What is there already is kept, so a second run needs no network. Says loudly what it could not
bring; ends 1 for that only where REQLEDGER_REQUIRE_FOREIGN=1.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import urllib.request
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEBIAN_GOPATH = "/usr/share/gocode"  # golang-golang-x-mod-dev: no network at all
DEBIAN_PYTHON = "/usr/bin/python3"
GO_PROXY = "https://proxy.golang.org"
# Published test data of other logs, as the Go modules that carry it: module, version, folder inside, SHA-256 of the archive.
PUBLIC_VECTORS = {
    "tessera": ("github.com/transparency-dev/tessera", "v1.0.4", "testdata/",
                "cdb13a5b2f894431618d42f91c751606b25a153757bd0b18774e90ac7b981995"),
    "sunlight": ("filippo.io/sunlight", "v0.9.0", "cmd/skylight/testdata/",
                 "1fbf71917aff5439c33a47dbd209cc184840a735f4e746caf4fc2909a3d86185"),
}
ARCHIVE_BYTES_MAX = 8 << 20


def run(words, **more):
    """None, or why it did not work."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    except OSError as error:
        return str(error)
    return None if done.returncode == 0 else (done.stderr or done.stdout).strip()[-1500:]


def digest_of(folder, names):
    digest = hashlib.sha256()
    for name in sorted(names):
        with open(os.path.join(folder, name), "rb") as file:
            digest.update(name.encode() + b"\0" + file.read() + b"\0")
    return digest.hexdigest()


def prepare_go(target):
    source = os.path.join(HERE, "go")
    if not shutil.which("go"):
        return "there is no go on the PATH"
    words = ["go", "build", "-o", os.path.join(target, "go_reader"), "."]
    environment = dict(os.environ, GOFLAGS="", GOTOOLCHAIN="local")
    if os.path.isdir(os.path.join(DEBIAN_GOPATH, "src/golang.org/x/mod/sumdb/tlog")):
        offline = environment | {"GO111MODULE": "off", "GOPATH": DEBIAN_GOPATH, "GOPROXY": "off"}
        if run(words, cwd=source, env=offline) is None:
            return None
    return run(words, cwd=source, env=environment | {"GO111MODULE": "on"})


def prepare_python(target):
    """Without dependencies of its own choice: requirements.txt names each package with its digest."""
    venv = os.path.join(target, "venv")
    shutil.rmtree(venv, ignore_errors=True)
    failure = run([DEBIAN_PYTHON, "-m", "venv", "--system-site-packages", venv])
    failure = failure or run([os.path.join(venv, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                              "--require-hashes", "--only-binary", ":all:", "-r", os.path.join(HERE, "requirements.txt")])
    failure = failure or run([os.path.join(venv, "bin", "python"), "-c", "import bagit, sd_jwt.verifier"])
    if failure:
        shutil.rmtree(venv, ignore_errors=True)
    return failure


def unpack_module(name, target):
    module, version, inside, digest = PUBLIC_VECTORS[name]
    with urllib.request.urlopen(f"{GO_PROXY}/{module}/@v/{version}.zip", timeout=60) as answer:
        archive = answer.read(ARCHIVE_BYTES_MAX)
    if hashlib.sha256(archive).hexdigest() != digest:
        raise ValueError(f"{module} {version}: not the archive that is pinned in prepare.py")
    prefix = f"{module}@{version}/"
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for path in files.namelist():
            if path.startswith(prefix + inside):
                place = os.path.join(target, name, path.removeprefix(prefix))
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "wb") as file:
                    file.write(files.read(path))


def prepare_public_vectors(target):
    folder = os.path.join(target, "public_vectors")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for name in PUBLIC_VECTORS:
            unpack_module(name, folder)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        shutil.rmtree(folder, ignore_errors=True)
        return str(error)
    return None


def prepared(target, name, inputs, prepare):
    """Runs `prepare` unless it succeeded before on the same inputs."""
    stamp = os.path.join(target, name + ".stamp")
    digest = digest_of(HERE, inputs)
    if os.path.exists(stamp):
        with open(stamp, encoding="ascii") as file:
            if file.read() == digest:
                return None
    failure = prepare(target)
    if not failure:
        with open(stamp, "w", encoding="ascii") as file:
            file.write(digest)
    return failure


def main():
    if len(sys.argv) != 2:
        print(__doc__.strip())
        return 2
    target = os.path.join(os.path.abspath(sys.argv[1]), "foreign")
    os.makedirs(target, exist_ok=True)
    failures = {
        "Go's golang.org/x/mod/sumdb": prepared(target, "go", ["go/go.mod", "go/go.sum", "go/main.go", "go/tiles.go"], prepare_go),
        "the Python packages sd-jwt and bagit": prepared(target, "python", ["requirements.txt"], prepare_python),
        "published test data of tessera and sunlight": prepared(target, "public_vectors", ["prepare.py"], prepare_public_vectors),
    }
    for what, failure in failures.items():
        if failure:
            print(f"!!! NOT THERE: {what}. The tests against it WILL NOT RUN.\n    {failure}", file=sys.stderr)
    return 1 if any(failures.values()) and os.environ.get("REQLEDGER_REQUIRE_FOREIGN") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
