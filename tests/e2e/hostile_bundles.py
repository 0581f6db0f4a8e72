"""What an enemy sends as a bundle is refused by `reqledger-verify`, in bounded memory and time, with one clear line, and leaves nothing.

usage: hostile_bundles.py BUILD_DIR SOURCE_DIR
REQLEDGER_MANY_FILES: how many files the folder of too many has (default 210000; the limit is 200000).
REQLEDGER_SHOW: prints what each took.
"""

import json
import multiprocessing
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import bundle_reading
from cli_run import BINARIES, SOURCE, event, run
from daemon_process import Daemon
from hostile_archives import archives, tar_of_names, zip_of_names, zip_with

PEAK_BYTES_MAX = 200 << 20
SECONDS_MAX = 60
REFUSED = 1
MANY_FILES = int(os.environ.get("REQLEDGER_MANY_FILES", "210000"))


def written(write, path, files):
    """By another process: what this one has touched counts as touched by whatever it starts."""
    process = multiprocessing.get_context("fork").Process(target=write, args=(path, files))
    process.start()
    process.join()
    assert process.exitcode == 0, path


class Outcome:
    def __init__(self, bundle, place):
        """Runs the verifier in `place`, which has nothing in it but folder tmp."""
        begun = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([BINARIES / "tools/reqledger-verify", bundle], stdout=out, stderr=err, cwd=place,
                                       env={**os.environ, "TMPDIR": str(place / "tmp")})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = self.status = os.waitstatus_to_exitcode(status)
            self.peak = usage.ru_maxrss * 1024
            self.seconds = time.monotonic() - begun
            out.seek(0), err.seek(0)
            self.out, self.err = out.read().decode(), err.read().decode()


class HostileBundlesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.place = cls.folder / "place"
        (cls.place / "tmp").mkdir(parents=True)
        with Daemon(BINARIES, SOURCE) as daemon:
            status, _, err = run("record", "-", f"--socket={daemon.socket_path}", given=json.dumps(event("m-1", 1)))
            assert status == 0, err
            status, _, err = run("export", "--publish_now", f"--out={cls.folder}/good", f"--socket={daemon.socket_path}")
            assert status == 0, err
        cls.files = bundle_reading.files(cls.folder / "good")

    def everything(self):
        return sorted(str(path) for path in [*self.folder.glob("*"), *self.place.rglob("*"), *pathlib.Path("/tmp").glob("reqledger-escaped*")])

    def verify(self, name, bundle):
        before = self.everything()
        outcome = Outcome(bundle, self.place)
        if "REQLEDGER_SHOW" in os.environ:
            said = (outcome.err + outcome.out).splitlines()
            print(f"{name:32} exit {outcome.status}  {outcome.peak >> 20:4} MiB  {outcome.seconds:6.2f} s  {said[0] if said else ''}")
        self.assertEqual(self.everything(), before, "something was left")
        self.assertEqual(outcome.status, REFUSED, outcome.err)
        self.assertLessEqual(outcome.peak, PEAK_BYTES_MAX)
        self.assertLessEqual(outcome.seconds, SECONDS_MAX)
        return outcome

    def test_archives(self):
        for name, suffix, write, words in archives():
            with self.subTest(archive=name + suffix):
                path = self.folder / (name + suffix)
                written(write, path, self.files)
                try:
                    outcome = self.verify(name + suffix, path)
                finally:
                    path.unlink()
                self.assertEqual(outcome.out, "")
                lines = outcome.err.splitlines()
                self.assertEqual(len(lines), 2, outcome.err)
                self.assertIn(words, lines[0])
                self.assertEqual(lines[1], "Nothing was verified.")

    def test_a_folder_of_too_many_files(self):
        bundle = self.folder / "many"
        many = bundle / "data/many"
        many.mkdir(parents=True)
        for number in range(MANY_FILES):
            os.close(os.open(many / str(number), os.O_CREAT | os.O_WRONLY, 0o600))
        try:
            outcome = self.verify("folder", bundle)
        finally:
            subprocess.run(["rm", "-rf", bundle], check=True)
        self.assertIn("limit.exceeded", outcome.out)
        self.assertLess(len(outcome.out.splitlines()), 100)

    def test_names_that_differ_in_capitals_alone(self):
        """Two files, where there are capitals: the second is one too many. A pipe in a zip comes out as an empty file."""
        for name, write in {"capitals.zip": zip_of_names("data/CHECKPOINT"), "capitals.tar.gz": tar_of_names("data/CHECKPOINT"),
                            "pipe.zip": zip_with("bundle/data/pipe", b"", stat.S_IFIFO | 0o666)}.items():
            with self.subTest(archive=name):
                written(write, self.folder / name, self.files)
                self.assertIn("bag.extra", self.verify(name, self.folder / name).out)
                (self.folder / name).unlink()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
