"""Makes the golden ledger and bundles, once. What is there is never made again: a change of the format gets new ones beside them.

usage: make.py BUILD_DIR SOURCE_DIR NEW_FOLDER
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from cli_run import BINARIES, SOURCE, event, run  # noqa: E402
from daemon_process import Daemon  # noqa: E402

PAPER = b"%PDF-1.4\n% a fictitious warrant\n"
BUNDLES = {
    "auditor.zip": [],
    "public.zip": ["--audience=public"],
    "matter.tar.gz": ["--matters=golden-1", "--documents={papers}", "--publish_now"],
    "types.zip": ["--types=demand.received,secrecy.received", "--since=2000-01-01"],
}


def events():
    document = {"role": "instrument", "media_type": "application/pdf", "size": len(PAPER), "sha256": hashlib.sha256(PAPER).hexdigest()}
    yield event("golden-1", 1, documents=[document])
    target = {"type": "demand.target_added", "matter": "golden-2", "mode": "historical", "occurred_at": {"precision": "unknown"},
              "demand_id": "golden-2-D1", "target_id": "golden-2-T1", "selectors": [{"type": "email", "value": "somebody@customer.example"}]}
    yield event("golden-2", 1)
    yield target


def make(folder):
    papers = folder / "papers"
    papers.mkdir(parents=True)
    (papers / "warrant.pdf").write_bytes(PAPER)
    with Daemon(BINARIES, SOURCE, init_flags=["--publish_multiple=4"]) as daemon:
        def good(*words, given=""):
            status, said, errors = run(*words, f"--socket={daemon.socket_path}", given=given)
            assert status == 0, errors
            return said
        shutil.copy(daemon.folder / "keys/ledger.vkey", folder / "ledger.vkey")
        good("record", str(SOURCE / "schemas/samples/walkthrough.jsonl"))
        good("record", "-", given="".join(json.dumps(one) + "\n" for one in events()))
        good("publish")
        good("rotate_key")
        good("erase", "--matter=golden-2", "--scope=personal", "--basis=a test", "--authority=a test", "--yes")
        good("publish")
        for name, flags in BUNDLES.items():
            good("export", *(flag.format(papers=papers) for flag in flags), f"--out={folder / name}")
        (folder / "matter.tar.gz.receipt.json").unlink()
        for name in ("auditor.zip", "types.zip"):
            (folder / f"{name}.receipt.json").unlink()
        daemon.stop()
        with tarfile.open(folder / "ledger.tar.gz", "w:gz") as archive:
            for part in ("data", "keys", "state"):
                archive.add(daemon.folder / part, part, filter=lambda item: None if "/LOG" in item.name or item.name.endswith("/LOCK") else item)
        subprocess.run([BINARIES / "tools/reqledger", "verify", *daemon.dir_flags()], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(papers)
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir()))
    (folder / "SHA256SUMS").write_text(sums)


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[3]))
