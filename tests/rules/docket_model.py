#!/usr/bin/env python3
"""A small model of the docket, written from the law's state machines and schemas/README.md "Rules", to compare the library with.

Standard input: one submitted event a line, in order; seq counts from 1; an empty line ends a sequence, and the next starts from
nothing. Standard output: one canonical JSON object a sequence, {"deadlines": [...], "entities": [...]}. `--at=RFC3339` tells open
deadlines whose legal end has passed as missed; `--recorded=RFC3339` is when events are recorded whose day is unknown."""
import argparse
import datetime
import json
import sys

import event_catalogue
import guard_language
import rule_deadlines
import rule_files

NOWHERE = "none"


class Entity:
    def __init__(self, kind, name, matter):
        self.kind, self.name, self.matter = kind, name, matter
        self.state = self.before = NOWHERE
        self.facts, self.irregular, self.deadlines = {}, [], []
        self.seqs = []
        self.stayed_by, self.stopped = set(), False
        self.obligations, self.told, self.notices = set(), [], {}


class Event:
    """An event with what its schema says about whom it names, (entity, id, defines), and which of them it is about: those that
    demand_id or demand_ids names, not those that another member only mentions."""

    def __init__(self, seq, members, schemas):
        self.seq, self.members = seq, members
        self.type = members["type"]
        self.names, self.about = [], set()
        for name, schema in sorted(schemas[self.type]["properties"].items()):
            identifier = schema.get("x-identifier")
            if identifier and name in members:
                ids = members[name] if isinstance(members[name], list) else [members[name]]
                self.names += [(identifier["entity"], i, identifier["role"] == "defines") for i in ids]
                if name in (identifier["entity"] + "_id", identifier["entity"] + "_ids"):
                    self.about |= {(identifier["entity"], i) for i in ids}


class Model:
    def __init__(self, rules, recorded):
        self.rules, self.recorded = rules, recorded
        self.entities = {}

    def fold(self, event):
        named = []
        for kind, name, defines in event.names:
            if defines and kind in self.rules.machines and (kind, name) not in self.entities:
                self.entities[kind, name] = Entity(kind, name, event.members["matter"])
            entity = self.entities.get((kind, name))
            if entity is not None and entity not in named:
                named.append(entity)
                entity.seqs.append(event.seq)
        for entity in named:
            if event.members.get(entity.kind + "_id") == entity.name:
                self.step(event, entity)
        for entity in named:
            if (entity.kind, entity.name) in event.about:
                rule_deadlines.fold(self.rules, event, entity, self.recorded)
        for entity in named:
            if entity.kind == "secrecy":
                for name in entity.facts.get("demand_ids", []):
                    if ("demand", name) in self.entities:
                        self.entities["demand", name].obligations.add(entity.name)
            if entity.kind == "challenge":
                self.spread_stay(event, entity)

    def step(self, event, entity):
        machine = self.rules.machines[entity.kind]
        rows = [r for r in machine["transitions"] if r["type"] == event.type]
        fits = [r for r in rows if comes_from(machine, r, entity.state) and guard_language.holds(r.get("if"), event.members, entity.facts)]
        if rows and not fits:
            entity.irregular.append(event.seq)
        if fits:
            to = {"=": entity.state, "previous": entity.before}.get(fits[0]["to"], fits[0]["to"])
            if to != entity.state:
                entity.before, entity.state = entity.state, to
        for kept in machine["keeps"]:
            if kept["type"] == event.type:
                entity.facts.update({m: event.members[m] for m in kept["members"] if m in event.members})
        for setting in machine["sets"]:
            if setting["type"] == event.type and guard_language.holds(setting.get("if"), event.members, entity.facts):
                entity.facts[setting["fact"]] = setting["value"]
        notices = machine.get("notices", {})
        if event.type in notices.get("types", []):
            known = {m: event.members[m] for m in notices["members"] if m in event.members} | {"type": event.type}
            entity.notices[event.members.get("notice_id", f"entry {event.seq}")] = {
                "seq": event.seq, "to_give": any(guard_language.holds(g, known, entity.facts) for g in notices["owed"])}
        if event.type == "secrecy.recipient_informed":
            entity.told.append({"seq": event.seq, "class": event.members.get("recipient_class", ""), "told_at": event.members["occurred_at"],
                                "told_of_duty": event.members.get("told_of_duty") is True})

    def stays(self, challenge):
        """True while the challenge keeps the production clocks of its demands from running."""
        machine = self.rules.machines["challenge"]
        is_open = next((s["open"] for s in machine["states"] if s["state"] == challenge.state), False)
        def holds(part):
            return any(guard_language.holds(g, {}, challenge.facts) for g in machine[part])
        challenge.stopped = challenge.stopped or (is_open and holds("stops_production"))
        return challenge.stopped or (is_open and holds("stays_production"))

    def spread_stay(self, event, challenge):
        stays = self.stays(challenge)
        for name in challenge.facts.get("demand_ids", []):
            demand = self.entities.get(("demand", name))
            if demand is None or stays == (challenge.name in demand.stayed_by):
                continue
            at = rule_deadlines.moment_of(event, self.recorded)
            if stays:
                demand.stayed_by.add(challenge.name)
                rule_deadlines.suspend(demand, at)
            else:
                demand.stayed_by.remove(challenge.name)
                if not demand.stayed_by:
                    rule_deadlines.resume(demand, at)

    def secrecy_of(self, demand):
        """The duties that still bind about a demand, and whom each of them permits."""
        machine = self.rules.machines["secrecy"]
        binding = [o for o in (self.entities["secrecy", i] for i in demand.obligations) if o.state in machine["binding"]]
        permitted = [{r["class"] for r in o.facts.get("permitted_recipients", []) if "class" in r} for o in binding]
        return {"binding": sorted(o.name for o in binding), "permitted": sorted(set.intersection(*permitted)) if permitted else []}

    def answer(self, at):
        entities, deadlines = [], []
        for (kind, name), entity in sorted(self.entities.items()):
            entities.append({"entity": kind, "id": name, "matter": entity.matter, "state": entity.state, "before": entity.before,
                             "irregular": entity.irregular, "facts": entity.facts, "told": entity.told,
                             "obligations": sorted(entity.obligations), "stays": sorted(entity.stayed_by),
                             "notices": [{"id": i} | notice for i, notice in sorted(entity.notices.items())]})
            if kind == "demand":
                entities[-1].update(self.secrecy_of(entity))
            term = rule_deadlines.term_end(self.rules, entity)
            if term:
                entities[-1].update(term_strict=term[0], term_legal=term[1])
            deadlines += [d.answer(name, at) for d in entity.deadlines]
        return {"entities": entities, "deadlines": deadlines}


def comes_from(machine, row, state):
    return state in row["from"] or ("*" in row["from"] and state != NOWHERE and state not in machine["terminal"])


def apply_corrections(events, schemas):
    """The events as their corrections have them, without those withdrawn and without the corrections. A later correction stands on
    the earlier ones. What an event defines it defines for ever."""
    return correct_entries(enumerate(events, 1), schemas)


def correct_entries(entries, schemas):
    """The same of pairs of seq and event."""
    entries = list(entries)
    kept = {seq: dict(members) for seq, members in entries}
    withdrawn = set()
    for seq, correction in entries:
        if correction["type"] != "ledger.correction" or correction["corrects"] >= seq:
            continue
        if correction.get("withdraws"):
            withdrawn.add(correction["corrects"])
        elif correction["corrects"] in kept:
            wrong = kept[correction["corrects"]]
            fixed = {n for n, p in schemas[wrong["type"]]["properties"].items() if p.get("x-identifier", {}).get("role") == "defines"}
            right = correction.get("members", {}) | correction.get("personal_members", {})
            wrong.update({n: v for n, v in right.items() if n not in fixed})
    return [(s, m) for s, m in kept.items() if s not in withdrawn and m["type"] != "ledger.correction"]


def define_all(model, events, schemas):
    """What was ever defined stays known, even where its first entry is withdrawn."""
    for members in events:
        for kind, name, defines in Event(0, members, schemas).names:
            if defines and kind in model.rules.machines:
                model.entities.setdefault((kind, name), Entity(kind, name, members["matter"]))


def fold_all(events, rules, schemas, recorded):
    model = Model(rules, recorded)
    define_all(model, events, schemas)
    for seq, members in apply_corrections(events, schemas):
        model.fold(Event(seq, members, schemas))
    return model


def fold_entries(entries, rules, schemas):
    """As the log has them: seq, event, and when it was recorded."""
    model, recorded = Model(rules, None), {seq: at for seq, _, at in entries}
    define_all(model, [members for _, members, _ in entries], schemas)
    for seq, members in correct_entries([(s, m) for s, m, _ in entries], schemas):
        model.recorded = recorded[seq]
        model.fold(Event(seq, members, schemas))
    return model


def sequences(lines):
    events = []
    for line in lines:
        if line.strip():
            events.append(json.loads(line))
        else:
            yield events
            events = []
    if events:
        yield events


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=datetime.datetime.fromisoformat)
    parser.add_argument("--recorded", type=datetime.datetime.fromisoformat, default=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))
    options = parser.parse_args()
    rules, schemas = rule_files.Rules(), event_catalogue.load()
    sys.stdout.reconfigure(encoding="utf-8")
    for events in sequences(sys.stdin):
        print(canonical(fold_all(events, rules, schemas, options.recorded).answer(options.at)), flush=True)


if __name__ == "__main__":
    main()
