"""What is sealed stands nowhere in the clear: no free text, no identifier, no enumeration value, no event type.

Random markers are planted in every free text of every schema; long enumeration values are recorded all. After a clean stop,
after a kill, and after the start that follows either, every file of the ledger's folders and the daemon's log is searched.
With the keys at hand an export holds every one of them, in the very forms that were searched for: so the search can find.

A third ledger has a longer life: many matters, one erased whole and one of what is personal, a snapshot, a backup copied before
the erasure, a compaction, a kill and the request of a core. With the keys all opens but what was erased.

Usage: markers.py REQLEDGERD REQLEDGER. The schema files that a ledger keeps hold every enumeration value; they are left out,
being the same in an empty ledger, which is checked.
Environment: REQLEDGER_MARKERS_EVENTS, how many events the longer life has at least (400).
"""

import base64
import io
import json
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import zipfile

import byte_search
from lab import Ledger, Programs
from planting import Planter

SEED = 20261122
EVENTS = int(os.environ.get("REQLEDGER_MARKERS_EVENTS", "400"))


def folders_of(ledger):
    return [ledger.root], (ledger.data / "schemas",)


def contents_of(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts_in(ledger, texts):
    folders, skip = folders_of(ledger)
    return byte_search.Searcher(texts).find_in_folders(folders, skip)


def end(daemon, how):
    return daemon.kill() if how == "kill" else daemon.stop()


def record_all(daemon, planter, leave_out=()):
    problems = []
    answered = []
    with daemon.client() as client:
        for event in planter.events(leave_out):
            status, answer = client.record(event)
            if planter.count == 1 and status == 201:
                planter.first = answer["seq"]
            if status != 201:
                problems.append(f"{event['type']}: not recorded: {status} {answer}")
        # Answers that end on screens and in logs, a refusal of a planted event among them.
        answered.append(json.dumps(client.record({**event, "unknown_member": 1})))
        answered.append(client.get("/v1/status").decode())
        client.publish()
    return problems, "\n".join(answered)


def whole_export(daemon):
    with daemon.client() as client:
        status, body = client.request("POST", "/v1/exports", json.dumps({"audience": "auditor", "publish_now": True}))
    assert status == 200, (status, body[:400])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        name = next(name for name in archive.namelist() if name.endswith("data/disclosures.jsonl"))
        return archive.read(name)


def opened_text(disclosures):
    """The salted values that the lines of an export hold, decoded."""
    texts = []
    for line in disclosures.splitlines():
        for disclosure in json.loads(line)["disclosures"]:
            texts.append(base64.urlsafe_b64decode(disclosure + "=" * (-len(disclosure) % 4)))
    return b"\n".join(texts)


def not_found(texts, found):
    seen = {text for text, _ in found}
    return sorted(text for text in texts if text not in seen)


def problems_of_export(disclosures, planter):
    """The markers that a holder of the keys does not find: there should be none, or the search has shown nothing."""
    texts = [*planter.markers, *planter.values]
    searcher = byte_search.Searcher(texts)
    problems = [f"{text} ({planter.place_of(text)}) is not in what was opened"
                for text in not_found(texts, searcher.find(opened_text(disclosures)))]
    problems += [f"{text}: not found in its sealed form of the export, where it is"
                 for text in not_found(texts, searcher.find(disclosures))]
    return problems


def search(ledger, planter, when, in_control):
    found = texts_in(ledger, [*planter.all_markers(), *(planter.values - in_control)])
    return [f"{when}: {text} ({planter.place_of(text)}) as {form} in {path.relative_to(ledger.root)}"
            for (text, form), path in found.items()]


def trial(ledger, how, seed, control):
    planter = Planter(seed)
    daemon = ledger.start()
    problems, answered = record_all(daemon, planter)
    end(daemon, how)
    if contents_of(ledger.data / "schemas") != contents_of(control.data / "schemas"):
        problems.append("the ledger's schema files are not those of an empty ledger")
    in_control = {text for text, _ in texts_in(control, planter.values)}
    problems += search(ledger, planter, f"after a {how}", in_control)
    shown = byte_search.Searcher(planter.all_markers()).find(answered.encode())
    problems += [f"an answer holds {text} ({planter.place_of(text)})" for text, _ in shown]
    daemon = ledger.start()  # moves what a log held to other files
    problems += problems_of_export(whole_export(daemon), planter)
    end(daemon, how)
    problems += search(ledger, planter, f"after a {how} and another start", in_control)
    print(f"{how}: {len(planter.markers)} markers, {len(planter.values)} enumeration values, of which an empty ledger holds "
          f"{sorted(in_control)}; {len(problems)} problems")
    return problems


HOLDS = ("retention.hold_applied", "retention.hold_released")  # of a matter that is held nothing is erased


def ask(daemon, method, target, body=None):
    with daemon.client() as client:
        status, answer = client.request(method, target, json.dumps(body) if body else None)
    assert status in (200, 201), (target, status, answer[:400])
    return answer.decode()


def ended_without_a_core(daemon):
    """Asks for a core, as a crash does; what the kernel says of it."""
    os.kill(daemon.pid, signal.SIGQUIT)
    _, status = os.waitpid(daemon.pid, 0)
    daemon.wait(1)
    return os.WIFSIGNALED(status) and not os.WCOREDUMP(status)


def is_erased(planter, scope):
    """The markers that were in what was erased: all, or those that schemas annotate as personal."""
    return [text for text, place in planter.markers.items() if scope == "all" or planter.is_personal(place)]


def life(ledger, control):
    planters, problems, answers, count = [], [], [], 0
    daemon = ledger.start()
    while count < EVENTS or len(planters) < 3:
        planter = Planter(SEED + 100 + len(planters))
        found, answered = record_all(daemon, planter, HOLDS if len(planters) < 2 else ())
        planters.append(planter)
        problems += found
        answers.append(answered)
        count += planter.count
    daemon.stop()
    shutil.copytree(ledger.data, ledger.root / "backup", ignore=shutil.ignore_patterns("schemas"))
    daemon = ledger.start()
    scopes = {0: "all", 1: "personal"}
    for number, scope in scopes.items():
        body = {"matter": planters[number].matter, "scope": scope, "basis": "policy", "authority": "counsel"}
        answers.append(ask(daemon, "POST", "/v1/erasures?dry_run=1", {"matter": body["matter"], "scope": scope}).replace(body["matter"], ""))
        ask(daemon, "POST", "/v1/erasures", body)
    ask(daemon, "POST", "/v1/snapshots")
    daemon.kill()
    daemon = ledger.start()
    ask(daemon, "POST", "/v1/snapshots")
    if not ended_without_a_core(daemon):
        problems.append("a core was written")
    daemon = ledger.start()
    opened = opened_text(whole_export(daemon))
    daemon.stop()
    for number, planter in enumerate(planters):
        gone = set(is_erased(planter, scopes[number])) if number in scopes else set()
        there = {text for text, _ in byte_search.Searcher(planter.markers).find(opened)}
        problems += [f"{text} ({planter.place_of(text)}) opens, though it was erased" for text in sorted(gone & there)]
        problems += [f"{text} ({planter.place_of(text)}) does not open" for text in sorted(set(planter.markers) - gone - there)]
    texts = [text for planter in planters for text in planter.all_markers()]
    values = set().union(*(planter.values for planter in planters))
    texts += values - {text for text, _ in texts_in(control, values)}
    problems += [f"after a life: {text} as {form} in {path.relative_to(ledger.root)}" for (text, form), path in texts_in(ledger, texts).items()]
    shown = byte_search.Searcher(texts).find("\n".join(answers).encode())
    problems += [f"an answer holds {text}" for text, _ in shown]
    print(f"a life of {count} events in {len(planters)} matters: {len(texts)} texts searched for, {len(problems)} problems")
    return problems


def main():
    problems = byte_search.self_test()
    with tempfile.TemporaryDirectory(prefix="reqledger_markers_") as name:
        folder = pathlib.Path(name)
        programs = Programs(*sys.argv[1:3])
        control = Ledger(programs, folder / "control").create()
        daemon = control.start()
        with daemon.client() as client:
            client.publish()
        daemon.stop()
        for number, how in enumerate(("stop", "kill")):
            problems += trial(Ledger(programs, folder / how).create(), how, SEED + number, control)
        problems += life(Ledger(programs, folder / "life").create(), control)
    print("\n".join(problems[:50]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
