"""What programs of others say of our papers: PDFBox Preflight, qpdf, and poppler's pdffonts, pdfinfo and pdftotext.

usage: preflight.py PAPER_SAMPLES
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SAMPLES = pathlib.Path(sys.argv.pop(1)).resolve()
JARS = ["pdfbox2", "preflight", "xmpbox", "fontbox2", "commons-logging", "javax.activation", "jaxb-api"]
CLASS_PATH = ":".join(f"/usr/share/java/{name}.jar" for name in JARS)
NAMES = ["sample", "hostile", "empty", "too_large"]
FIRST_SEQ, LAST_SEQ = 3, 857  # of the sample
# What makes an archive's file of a PDF, and what stands in its place to see that somebody looks. As long as before, so that every object stays
# where the table says.
BROKEN = {
    "no meaning of colours": (b"/S/GTS_PDFA1", b"/S/GTS_PDFA0"),
    "another kind of archive": (b"<pdfaid:part>1<", b"<pdfaid:part>7<"),
    "another title": (b"Record of government data demands</rdf:li>", b"Record of government data Demands</rdf:li>"),
    "no set of glyphs": (b"/CIDSet ", b"/CIDTes "),
    "no font in the file": (b"/FontFile2 ", b"/FontFileX "),
}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def preflight(path):
    """What Preflight says: (valid, text)."""
    cache = f"-Dpdfbox.fontcache={path.parent}"  # else it keeps one at home
    run = subprocess.run(["java", cache, "-cp", CLASS_PATH, "org.apache.pdfbox.preflight.Validator_A1b", path], capture_output=True, text=True)
    text = run.stdout + run.stderr
    valid, refused = f"{path.name} is a valid PDF/A-1b file" in text, f"{path.name} is not a valid PDF/A-1b file" in text
    if valid == refused:
        raise AssertionError(f"Preflight says neither: {text[:2000]}")
    return valid, text


class Papers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.keep.name)
        subprocess.run([SAMPLES, cls.folder], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.keep.cleanup()

    def path(self, name):
        return self.folder / f"{name}.pdf"

    def each(self):
        for name in NAMES:
            with self.subTest(name):
                yield self.path(name)

    def pages(self, path):
        pages = output("pdftotext", "-layout", path, "-").split("\f")
        self.assertEqual(pages.pop(), "")
        return pages

    def test_preflight_finds_pdf_a_1b(self):
        for path in self.each():
            valid, text = preflight(path)
            self.assertTrue(valid, text[:2000])

    def test_preflight_would_refuse(self):
        good = self.path("too_large").read_bytes()
        for what, (before, after) in BROKEN.items():
            with self.subTest(what):
                self.assertIn(before, good)
                self.assertEqual(len(before), len(after))
                path = self.folder / "broken.pdf"
                path.write_bytes(good.replace(before, after))
                self.assertFalse(preflight(path)[0])

    def test_qpdf_finds_no_error(self):
        for path in self.each():
            run = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn("No syntax or stream encoding errors found", run.stdout)

    def test_all_fonts_are_in_the_file(self):
        for path in self.each():
            lines = output("pdffonts", path).splitlines()[2:]
            self.assertGreaterEqual(len(lines), 4)
            for line in lines:
                self.assertRegex(line, r"^[A-Z]{6}\+DejaVu\S+ +CID TrueType +Identity-H +yes yes yes ")

    def test_poppler_draws_every_page_without_complaint(self):
        for path in self.each():
            run = subprocess.run(["pdftoppm", "-r", "20", path, self.folder / "page"], capture_output=True, text=True)
            self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_every_page_cites_the_bundle(self):
        for path in self.each():
            pages = self.pages(path)
            count = re.search(r"^Pages: +(\d+)$", output("pdfinfo", path), re.MULTILINE)
            self.assertEqual(int(count[1]), len(pages))
            digest = re.search(r"Bundle digest +([0-9a-f]{64})\b", pages[0])[1]
            for number, page in enumerate(pages, 1):
                self.assertRegex(page, rf"Bundle digest {digest} +Page {number} of {len(pages)}\n")

    def test_a_reader_finds_what_is_told(self):
        text = re.sub(r"\s+", " ", " ".join(self.pages(self.path("sample"))))
        for words in ["For a court, under seal", "cloud.example/demands", "Paper cannot check itself", "sha256sum data/core-sha256.txt",
                      "Matter microsoft-ireland-2013", "17 Apr 2018", "Challenge ruled on", "penalty of perjury", "No. Happened Recorded Matter What",
                      f"Entry {FIRST_SEQ} – Demand received", f"Entry {LAST_SEQ} – Demand closed", "wire fraud"]:
            self.assertIn(words, text)
        hostile = "".join(self.pages(self.path("hostile")))
        for words in ["[U+202E]", "[byte FF]", "<script>alert(1)</script>", "Москва", "Ελλάδα"]:
            self.assertIn(words, hostile)
        self.assertNotRegex(hostile, "[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u05d0-\u06ff]")

    def test_what_the_file_says_of_itself(self):
        info = output("pdfinfo", "-isodates", self.path("sample"))
        for line in [r"Title: +Record of government data demands", r"Author: +cloud.example/demands", r"Subject: +For a court, under seal",
                     r"Creator: +reqledgerd 0.1.0", r"CreationDate: +2026-03-04T16:20:11Z", r"ModDate: +2026-03-04T16:20:11Z",
                     r"JavaScript: +no", r"Encrypted: +no", r"Page size: +595.28 x 841.89 pts \(A4\)", r"PDF version: +1.4"]:
            self.assertRegex(info, re.compile(f"^{line}$", re.MULTILINE))


if __name__ == "__main__":
    unittest.main()
