"""What is sealed stands nowhere in the clear: no free text, no identifier, no enumeration value, no event type.

Random markers are planted in every free text of every schema; long enumeration values are recorded all. After a clean stop,
after a kill, and after the start that follows either, every file of the ledger's folders and the daemon's log is searched.
With the keys at hand an export holds every one of them, in the very forms that were searched for: so the search can find.

Usage: markers.py REQLEDGERD REQLEDGER. The schema files that a ledger keeps hold every enumeration value; they are left out,
being the same in an empty ledger, which is checked.
"""

import base64
import io
import json
import pathlib
import sys
import tempfile
import zipfile

import byte_search
from lab import Ledger, Programs
from planting import Planter

SEED = 20261122


def folders_of(ledger):
    return [ledger.root], (ledger.data / "schemas",)


def contents_of(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def texts_in(ledger, texts):
    folders, skip = folders_of(ledger)
    return byte_search.Searcher(texts).find_in_folders(folders, skip)


def end(daemon, how):
    return daemon.kill() if how == "kill" else daemon.stop()


def record_all(daemon, planter):
    problems = []
    answered = []
    with daemon.client() as client:
        for event in planter.events():
            status, answer = client.record(event)
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
    print("\n".join(problems[:50]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
