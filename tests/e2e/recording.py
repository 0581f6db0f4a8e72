"""Batches that are recorded while something else happens."""

import contextlib
import json
import threading

from cli_run import event


@contextlib.contextmanager
def batches(command, events, matters):
    """While the block runs, `command` records one batch of `events` after another, over so many matters. Yields what became of
    each: exit status, lines printed, what was said."""
    through, done = threading.Event(), []

    def record():
        while not through.is_set() or not done:
            first = len(done) * events
            lines = "".join(json.dumps(event(f"M{number % matters}", number)) + "\n" for number in range(first, first + events))
            status, out, err = command("record", "-", given=lines)
            done.append((status, len(out.splitlines()), err))

    recorder = threading.Thread(target=record)
    recorder.start()
    try:
        yield done
    finally:
        through.set()
        recorder.join()
