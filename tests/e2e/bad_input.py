"""Every kind of bad input gets its status and a message that names the place and what would be right; nothing of it is echoed, logged or
recorded, and the daemon goes on serving.

usage: bad_input.py BUILD_DIR SOURCE_DIR
"""

import json
import sys
import threading

from bad_input_cases import MARKER, event, event_cases, http_cases
from daemon_process import Daemon, read_answer, request

CASES_MIN = 80
PROBLEM_MEMBERS = {"type", "title", "status", "code", "detail", "retry", "errors"}


class Judge:
    def __init__(self):
        self.cases = 0
        self.failures = []

    def check(self, case, truth, why):
        if not truth:
            self.failures.append(f"{case}: {why}")

    def problem(self, case, status, answer):
        """The problem document of `answer`, checked for form."""
        self.cases += 1
        got, headers, body = answer
        self.check(case, got == status, f"status {got}, not {status}: {body[:300]!r}")
        self.check(case, headers.get("content-type") == "application/problem+json", f"headers {headers}")
        self.check(case, MARKER.encode() not in body, f"echoes what was sent: {body[:300]!r}")
        try:
            problem = json.loads(body)
        except ValueError:
            self.check(case, False, f"no JSON: {body[:300]!r}")
            return {}
        self.check(case, PROBLEM_MEMBERS <= set(problem) <= PROBLEM_MEMBERS | {"reason"}, f"members {sorted(problem)}")
        self.check(case, problem.get("status") == got, "says another status than it has")
        return problem


def places(problem):
    return [(e["pointer"], e["rule"] + " " + e["expected"]) for e in problem.get("errors", [])]


def judge_event(judge, daemon, case, sent):
    problem = judge.problem(case.name, case.status, sent)
    text = json.dumps(problem, ensure_ascii=False)
    judge.check(case.name, case.says in text.replace('\\"', '"'), f"does not say {case.says!r}: {text}")
    if case.pointer:
        judge.check(case.name, case.pointer in [pointer for pointer, _ in places(problem)], f"does not name {case.pointer}: {text}")


def judge_batch(judge, daemon, cases):
    """The same events as lines of one batch. One that holds a line feed, or nothing, is another thing there."""
    cases = [case for case in cases if b"\n" not in case.body and case.body.strip()]
    body = b"\n".join(case.body for case in cases) + b"\n"
    connection = daemon.connect()
    sender = threading.Thread(target=connection.sendall, args=(
        request("POST", "/v1/events:batch?on_error=continue", "application/x-ndjson", body),))
    sender.start()
    status, _, answer = read_answer(connection)
    sender.join()
    connection.close()
    judge.check("batch", status == 200, f"status {status}")
    lines = [json.loads(line) for line in answer.splitlines()]
    judge.check("batch", [line["line"] for line in lines] == list(range(1, len(cases) + 1)), "other lines than were sent")
    judge.check("batch", MARKER.encode() not in answer, "echoes what was sent")
    for case, line in zip(cases, lines):
        judge.check(f"batch: {case.name}", line.get("problem", {}).get("status") == case.status, f"{line}")


def run(build_dir, source_dir):
    judge = Judge()
    with Daemon(build_dir, source_dir, flags=["--header_max=PT1S", "--body_max=PT1S"]) as daemon:
        size = daemon.size()
        cases = list(event_cases())
        judge.check("cases", daemon.ask("POST", "/v1/events?dry_run=1", "application/json", event())[0] == 200,
                    "the event that all are made from is refused itself")
        for case in cases:
            judge_event(judge, daemon, case, daemon.ask("POST", "/v1/events", "application/json", case.body))
            judge.check(case.name, daemon.size() == size, "the ledger grew")
        judge_batch(judge, daemon, cases)
        for case in http_cases():
            answer = daemon.send_raw(case.pieces, case.end_sending)
            problem = judge.problem(case.name, case.status, answer)
            judge.check(case.name, case.says in problem.get("detail", ""), f"does not say {case.says!r}: {problem}")
            for name, value in case.headers.items():
                judge.check(case.name, answer[1].get(name) == value, f"{name}: {answer[1].get(name)}")
        judge.check("pipelined garbage", pipelined_garbage(daemon), "the good request before it was not answered")
        judge.check("all", daemon.size() == size, "the ledger grew")
        status, log = daemon.stop()
        judge.check("all", status == 0, f"the daemon ended {status}")
        judge.check("all", MARKER not in log, "the daemon logged what was sent")
    judge.check("cases", judge.cases >= CASES_MIN, f"only {judge.cases} cases")
    return judge


def pipelined_garbage(daemon):
    with daemon.connect() as connection:
        connection.sendall(request("GET", "/healthz") + b"\x00\x01garbage\r\n\r\n")
        return read_answer(connection)[0] == 200


def main():
    judge = run(sys.argv[1], sys.argv[2])
    for failure in judge.failures:
        print(failure)
    print(f"{judge.cases} cases, {len(judge.failures)} failures")
    return 1 if judge.failures else 0


if __name__ == "__main__":
    sys.exit(main())
