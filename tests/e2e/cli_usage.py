"""`reqledger` without a daemon: what needs none, and every misuse of every flag."""

import json
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

from cli_run import SOURCE, event, run

SUBCOMMANDS = ["init", "record", "new", "types", "template", "show", "matter", "list", "find", "status", "prove", "checkpoint",
               "publish", "rewrap", "rotate_key", "erase", "verify", "explain", "export"]


class OfflineTest(unittest.TestCase):
    """What needs no daemon, and what is said where there is none."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="reqledger-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def init(self, *words):
        return run("init", f"--data_dir={self.folder}/d", f"--key_dir={self.folder}/k",
                   f"--schema_dir={SOURCE}/schemas/events", *words)

    def test_init_prints_the_key_and_refuses_a_second_time(self):
        status, out, err = self.init("--origin=example.org/l")
        self.assertEqual(status, 0, err)
        self.assertEqual(out, (self.folder / "k/ledger.vkey").read_text())
        self.assertRegex(out, r"^example\.org/l\+[0-9a-f]{8}\+\S+\n$")
        status, out, err = self.init("--origin=example.org/l")
        self.assertEqual((status, out), (1, ""))
        self.assertIn("not empty", err)

    def test_verify_offline(self):
        self.init("--origin=example.org/l")
        status, out, err = run("verify", f"--data_dir={self.folder}/d", f"--key_dir={self.folder}/k")
        self.assertEqual(status, 0, out + err)
        status, _, err = run("verify", f"--data_dir={self.folder}/nothing", f"--key_dir={self.folder}/k")
        self.assertEqual(status, 3, err)
        self.assertIn("nothing was verified", err)

    def test_schemas_from_a_folder(self):
        words = f"--schema_dir={SOURCE}/schemas/events"
        self.assertEqual(run("types", words)[0], 0)
        self.assertEqual(run("template", "demand.received", words)[0], 0)

    def test_explain(self):
        status, out, _ = run("explain", "entry.prev")
        self.assertEqual(status, 0)
        self.assertRegex(out, r"(?m)^What to do +\S")
        self.assertEqual(json.loads(run("explain", "entry.prev", "--json")[1])["code"], "entry.prev")
        status, _, err = run("explain", "entry.prv")
        self.assertEqual(status, 2)
        self.assertIn("did you mean entry.prev?", err)

    def test_no_daemon_is_3_and_says_what_was_not_done(self):
        path = self.folder / "e.jsonl"
        path.write_text(json.dumps(event("m", 1)) + "\n")
        socket = f"--socket={self.folder}/none"
        for words in (["record", str(path)], ["types"], ["template", "demand.received"], ["show", "1"], ["matter", "m"],
                      ["list"], ["find", "--customer=c"], ["status"], ["prove", "1"], ["checkpoint"], ["publish"], ["rewrap"], ["rotate_key"],
                      ["erase", "--matter=M", "--scope=all"], ["verify"],
                      ["export", f"--out={self.folder}/out"]):
            with self.subTest(words[0]):
                status, out, err = run(*words, socket)
                self.assertEqual((status, out), (3, ""), err)
                self.assertIn(f"no daemon answers at {self.folder}/none", err)
        self.assertIn("nothing was recorded; run it again", run("record", str(path), socket)[2])


class UsageTest(unittest.TestCase):
    """Status 2, a message that names the word and the right form, and nothing on standard output."""

    def refused(self, words, *said):
        status, out, err = run(*words)
        self.assertEqual((status, out), (2, ""), f"{words}: {err}")
        for each in said:
            self.assertIn(each, err, words)

    def test_the_command_itself(self):
        self.refused([], "reqledger COMMAND")
        self.refused(["recrod"], "there is no command 'recrod'; did you mean record?")
        self.refused(["--json", "status"], "a command comes first")
        for word in ("--help", "--version"):
            self.assertEqual(run(word)[0], 0)
        for name in SUBCOMMANDS:
            self.assertRegex(run("--help")[1], rf"(?m)^  {name} ")

    def test_help_of_each_shows_its_own_flags_only(self):
        for name in SUBCOMMANDS:
            status, out, err = run(name, "--help")
            self.assertEqual((status, err), (0, ""), name)
            self.assertIn(f"reqledger {name}", out)
            self.assertIn("Examples:", out)
            self.assertNotIn("--tab_completion", out)
            self.assertEqual("--receipts_dir" in out, name == "record")
            self.assertRegex(run(name, "--version")[1], r"^reqledger \d+\.\d+\.\d+\n$")

    def test_every_flag_of_every_command(self):
        for name in SUBCOMMANDS:
            self.refused([name, "--no_such_flag=1"], f"reqledger {name} has no flag --no_such_flag")
            for form in re.findall(r"(?m)^  --(\w+(?:=\w+)?)$", run(name, "--help")[1]):
                flag = form.split("=")[0]
                with self.subTest(f"{name} --{flag}"):
                    if form.endswith("=TEXT"):
                        self.refused([name, f"--{flag}=a", f"--{flag}=a"], f"--{flag} is given twice")
                        self.refused([name, f"--{flag}"], f"--{flag} lacks its value")
                    elif form.endswith("=N"):
                        self.refused([name, f"--{flag}=1", f"--{flag}=1"], f"--{flag} is given twice")
                        for bad in ("x", "-1", "1.5", ""):
                            self.refused([name, f"--{flag}={bad}"], f"--{flag} cannot be '{bad}'", "whole number from 0 up")
                    else:
                        self.refused([name, f"--{flag}", f"--{flag}"], f"--{flag} is given twice")
                        self.refused([name, f"--{flag}=perhaps"], f"--{flag} or --no{flag}")

    def test_foreign_flags(self):
        self.refused(["status", "--receipts_dir=x"], "reqledger status has no flag --receipts_dir")
        self.refused(["status", "--undefok=x"], "has no flag --undefok")
        self.refused(["status", "--helpfull"], "has no flag --helpfull")

    def test_arguments(self):
        for name, form in [("new", "TYPE"), ("template", "TYPE"), ("show", "SEQ"), ("matter", "ID"), ("prove", "SEQ"),
                           ("explain", "CODE")]:
            self.refused([name], "an argument is missing", f"reqledger {name} {form}")
            self.refused([name, "a", "b"], "'b' is one argument too many")
        for name in ("types", "list", "find", "status", "checkpoint", "publish", "rewrap", "rotate_key", "verify", "export", "init"):
            self.refused([name, "x"], "'x' is one argument too many")
        for seq in ("-1", "x", "01", "1.0", ""):
            self.refused(["show", "--", seq], "is no entry number", "a whole number from 0")
        self.refused(["matter", "a b"], "'a b' is no matter")

    def test_approving_is_not_doing(self):
        words = ["erase", "--matter=M", "--scope=all", "--approve"]
        self.refused([*words, "--basis=b", "--authority=a", "--yes"], "either --yes or --approve")
        self.refused(words, "--basis and --authority")
        self.refused(["erase", "--due", "--approve"], "--due only lists")
        self.refused(["record", "--approve", "--dry_run", "-"], "--approve records nothing")

    def test_values(self):
        self.refused(["init"], "--data_dir is missing")
        self.refused(["init", "--data_dir=a", "--key_dir=b"], "--origin is missing")
        self.refused(["init", "--data_dir=a", "--key_dir=b", "--origin=a b"], "--origin cannot be 'a b'")
        self.refused(["init", "--data_dir=a", "--key_dir=b", "--origin=a", "--publish_multiple=0"], "from 1 to 8192")
        self.refused(["init", "--data_dir=a", "--key_dir=b", "--origin=a", "--schema_dir=/none"], "--schema_dir=/none is no folder")
        self.refused(["list", "--since=yesterday"], "--since cannot be 'yesterday'", "YYYY-MM-DD")
        self.refused(["list", "--until=2026-02-30"], "--until cannot be '2026-02-30'")
        self.refused(["list", "--type=x"], "--type cannot be 'x'")
        self.refused(["list", "--limit=0"], "--limit cannot be 0")
        self.refused(["export"], "--out is missing")
        self.refused(["export", "--out=x", "--audience=press"], "--audience cannot be 'press'")
        self.refused(["export", "--out=x", "--matters=a,,b"], "--matters has an empty part")
        self.refused(["record", "/no/such/file"], "/no/such/file")
        self.refused(["record", "/tmp"], "/tmp is a folder")
        self.refused(["verify", "--vkey=nonsense"], "--vkey")
        self.refused(["verify", "--policy=/none"], "--policy")

    def test_flag_files(self):
        with tempfile.NamedTemporaryFile("w", suffix=".flags") as file:
            file.write("# ours\n--limit=0\n")
            file.flush()
            self.refused(["list", f"--flagfile={file.name}"], "--limit cannot be 0")
            self.refused(["status", f"--flagfile={file.name}"], f"{file.name}:2: reqledger status has no flag --limit")
            self.refused(["list", "--limit=1", f"--flagfile={file.name}"], "--limit is given twice")
        self.refused(["list", "--flagfile=/none"], "--flagfile cannot be read")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
