#!/usr/bin/env python3
"""Shows that .ci/check_law_literals finds the law's words in C++ where they are, and only there."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ALLOWED = 'constexpr std::string_view kStatus = "suspended";\n'


def check(code):
    """Exit status and lines of the check on a tree whose only code is this, and what is allowed."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        shutil.copytree(SOURCE / "schemas" / "rules", tree / "schemas" / "rules")
        (tree / "ledger" / "docket").mkdir(parents=True)
        (tree / "ledger" / "docket" / "entity.cc").write_text(ALLOWED, "utf-8")
        (tree / "ledger" / "x.cc").write_text(code, "utf-8")
        done = subprocess.run([sys.executable, SOURCE / ".ci" / "check_law_literals", tree], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()


class LawLiteralsTest(unittest.TestCase):
    def found(self, code, line, word, what):
        self.assertEqual(check(code), (1, [f'ledger/x.cc:{line}: "{word}" is a {what}: it belongs in schemas/rules']))

    def test_finds_each_sort_of_word(self):
        self.found('\nif (kind == "us_sca_warrant") {}', 2, "us_sca_warrant", "demand kind")
        self.found('f("us_2705b_order");', 1, "us_2705b_order", "secrecy kind")
        self.found('f("comity_motion_2703h");', 1, "comity_motion_2703h", "challenge kind")
        self.found('f("in_review");', 1, "in_review", "state of demand")
        self.found('f("18 USC 2703(h)(2)(A)");', 1, "18 USC 2703(h)(2)(A)", "citation")
        self.found('f("us.2703h.motion");', 1, "us.2703h.motion", "deadline rule")
        self.found('f("P90D");', 1, "P90D", "statutory period")

    def test_finds_it_however_it_is_written(self):
        self.found('f(R"x(us_sca_warrant)x");', 1, "us_sca_warrant", "demand kind")
        self.found('f("us_sca_"  // in two parts\n  "warrant");', 1, "us_sca_warrant", "demand kind")
        self.found("f('\"', \"in_review\");", 1, "in_review", "state of demand")
        self.found('f(1\'000, "in_review");', 1, "in_review", "state of demand")
        self.found('/* " */ f("in_review");', 1, "in_review", "state of demand")

    def test_passes_what_is_no_literal_or_not_the_whole_of_one(self):
        for code in ('// "us_sca_warrant"', '/* "in_review" */', "int in_review;", 'f("kind us_sca_warrant");', 'f("\\"in_review\\"");'):
            self.assertEqual(check(code), (0, []), code)

    def test_what_is_allowed_in_one_file_is_not_in_another(self):
        self.found('f("suspended");', 1, "suspended", "state of secrecy")


if __name__ == "__main__":
    unittest.main()
