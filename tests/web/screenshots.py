"""Pictures of a bundle's page, for docs/images: of the samples, light and dark, on a desk and on a telephone.

usage: screenshots.py BUILD_DIR SOURCE_DIR OUT_DIR
"""

import pathlib
import sys
import tempfile

BUILD, SOURCE, OUT = map(pathlib.Path, sys.argv[1:4])
sys.path[:0] = [str(SOURCE / "tests/e2e")]

from chromium import Chromium  # noqa: E402
from cli_run import run  # noqa: E402
from daemon_process import Daemon  # noqa: E402

SAMPLES = ["brooklyn-secrecy-order.jsonl", "microsoft-ireland.jsonl", "walkthrough.jsonl", "epoc-objection.jsonl"]
STATE = "document.documentElement.dataset.state"


def export(folder):
    with Daemon(BUILD, SOURCE) as daemon:
        socket = f"--socket={daemon.socket_path}"
        for name in SAMPLES:
            run("record", str(SOURCE / "schemas/samples" / name), socket)
        run("export", "--audience=auditor", "--publish_now", f"--out={folder}/whole", socket)
    return pathlib.Path(folder) / "whole/data/index.html"


def scroll_to(browser, selector, index=0):
    browser.run(f"document.querySelectorAll({selector!r})[{index}].scrollIntoView()")


def take(browser, page, changed, suffix, size):
    browser.size(*size)
    for name, source in (("verdict", page), ("altered", changed)):
        browser.open(source)
        browser.wait_for(STATE)
        browser.screenshot(OUT / f"page-{name}{suffix}.png")
    browser.open(page)
    browser.wait_for(STATE)
    scroll_to(browser, "figure.timeline", 1)
    browser.screenshot(OUT / f"page-timeline{suffix}.png")
    scroll_to(browser, "#entries")
    browser.screenshot(OUT / f"page-table{suffix}.png")
    browser.run("document.querySelectorAll('button.seq')[41].click()")
    browser.wait_for("document.querySelector('dialog[open] .raw code') !== null")
    browser.screenshot(OUT / f"page-detail{suffix}.png")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        page = export(folder)
        text = page.read_text(encoding="utf-8")
        at = text.index('data-path="data/disclosures.jsonl">') + 400
        changed = pathlib.Path(folder) / "changed.html"
        changed.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:], encoding="utf-8")
        for scheme in ("light", "dark"):
            browser.scheme(scheme)
            take(browser, page, changed, f"-{scheme}", (1200, 860))
            take(browser, page, changed, f"-{scheme}-phone", (390, 780, True))


if __name__ == "__main__":
    main()
