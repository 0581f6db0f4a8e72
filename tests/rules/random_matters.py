"""Random matters as events: some go as the machines expect, some as no machine does. Every id is defined before it is referred to, and
once; that much the ledger itself demands. Everything else is chance, from the random source given."""
import datetime

import docket_model
import live_members

DEFINERS = {"demand": "demand.received", "secrecy": "secrecy.received", "challenge": "challenge.filed"}
ENTITIES_MAX = {"demand": 4, "secrecy": 3, "challenge": 3}
MATTERS = ("m1", "m2", "m3")
LEFT_OUT = {"provenance", "actor", "clock", "documents", "note", "out_of_sequence", "mode"}
PERIODS = ("P1D", "P5D", "P10D", "P2W", "P30D", "P90D", "P180D", "P3M", "P1Y", "PT8H", "PT48H", "PT30M", "P1", "PY")
ZONES = ("America/New_York", "Europe/Brussels", "Europe/London", "UTC", "No/Such_Zone")
OFFSETS = ("-05:00", "+02:00", "-07:00", "+05:30", "Z")
SHAPED = {"^[0-9a-f]{64}$": "5e" * 32, "^[0-9a-f]{128}$": "5e" * 64, "^[A-Z]{3}$": "USD", "^[A-Z]{2}[A-Z0-9-]{0,8}$": "US-CA",
          "^[A-Za-z]{2,8}[A-Za-z0-9-]{0,27}$": "en"}
BLOCKED_BY = {"type": "array", "x-identifier": {"entity": "secrecy", "role": "refers"}}
DEADLINE_TYPES = ("deadline.set", "deadline.extended", "deadline.met", "deadline.missed")


class Teller:
    """Tells one sequence of events. A model folds along, so that a legal course can be kept to."""

    def __init__(self, rng, rules, schemas, recorded, prefix="", as_recorded=False):
        """`prefix` of matters and identifiers; `as_recorded`: as a ledger takes them, live events with what those have to say."""
        self.rng, self.schemas, self.prefix, self.as_recorded = rng, schemas, prefix, as_recorded
        self.targets = []
        self.model = docket_model.Model(rules, recorded)
        self.events, self.legal = [], rng.choice((1.0, 0.8, 0.3))
        self.favourite = rng.choice(tuple(DEFINERS))
        self.now = datetime.datetime(2017, 1, 1) + datetime.timedelta(minutes=rng.randrange(5_400_000))
        self.types = {k: sorted(t for t, s in schemas.items() if k + "_id" in s["properties"] and t not in DEFINERS.values()
                                and not t.startswith("deadline.")) for k in DEFINERS}

    def tell(self):
        self.define("demand")
        for _ in range(self.rng.choice((3, 8, 15, 40))):
            self.now += datetime.timedelta(minutes=self.rng.choice((-2000, 0, 7, 600, 3000, 30000)))
            self.rng.choices((self.define, self.go_on, self.set_deadline, self.hold_papers, self.correct, self.notify), (20, 55, 8, 2, 10, 5))[0]()
        return self.events

    def define(self, kind=None):
        kind = kind or self.rng.choice(tuple(DEFINERS))
        known = self.known(kind)
        if len(known) < ENTITIES_MAX[kind]:
            self.add(DEFINERS[kind], self.prefix + self.rng.choice(MATTERS), kind, f"{self.prefix}{kind[0].upper()}{len(known) + 1}")

    def go_on(self):
        """Something happens to a known demand, duty or challenge; as expected, if this is a legal course."""
        entities = list(self.model.entities.values())
        entity = self.rng.choice([e for e in entities if e.kind == self.favourite] or entities)
        if self.rng.random() < 0.3:
            entity = self.rng.choice(entities)
        machine = self.model.rules.machines[entity.kind]
        fitting = [r for r in machine["transitions"] if docket_model.comes_from(machine, r, entity.state)]
        onward = [r for r in fitting if r["from"] != ["*"] and r["to"] not in (entity.state, "=", *machine["terminal"])]
        if onward and self.rng.random() < 0.8:
            fitting = onward  # else hardly a challenge would come to the last court
        types = [r["type"] for r in fitting] if self.rng.random() < self.legal else []
        self.add(self.rng.choice(types or self.types[entity.kind]), entity.matter, entity.kind, entity.name)

    def set_deadline(self):
        entity = self.rng.choice(list(self.model.entities.values()))
        names = [d.name for d in entity.deadlines[-4:]] + ["L1", "L2"]
        self.add(self.rng.choice(DEADLINE_TYPES), entity.matter, entity.kind, entity.name, deadline_id=self.rng.choice(names), subject=entity.kind)

    def notify(self):
        """Somebody is to be told of a demand: now, later or never, often because of an order."""
        name = self.rng.choice(self.known("demand"))
        blocked = {"withheld_reason": "secrecy_obligation", "blocked_by": self.identifiers(BLOCKED_BY)} if self.known("secrecy") else {}
        type_name = self.rng.choice(self.model.rules.machines["demand"]["notices"]["types"])
        fitting = blocked if self.rng.random() < 0.6 and blocked.keys() <= self.schemas[type_name]["properties"].keys() else {}
        self.add(type_name, self.model.entities["demand", name].matter, "demand", name, **fitting)

    def hold_papers(self):
        self.add("retention.hold_applied", self.prefix + self.rng.choice(MATTERS), None, None)

    def correct(self):
        """Any earlier event but a correction is corrected, in its own matter: also whom it names, if it names anyone."""
        seq = self.rng.randrange(len(self.events)) + 1
        wrong = self.events[seq - 1]
        if wrong["type"] == "ledger.correction":
            return
        correction = self.common("ledger.correction", wrong["matter"]) | {"corrects": seq, "reason": "misread"}
        if self.rng.random() < 0.3:
            correction["withdraws"] = True
        else:
            right = self.members(wrong["type"])
            if not docket_model.Event(seq, wrong, self.schemas).names:
                right = {n: v for n, v in right.items() if "x-identifier" not in self.schemas[wrong["type"]]["properties"][n]}
            correction["members"] = {n: v for n, v in right.items() if self.rng.random() < 0.5}
            if self.rng.random() < 0.3:
                correction["members"]["occurred_at"] = self.occurred_at()
        self.events.append(correction)

    def add(self, type_name, matter, kind, name, **fixed):
        if type_name == DEFINERS.get(kind) and (kind, name) in self.model.entities:
            return
        members = self.members(type_name) | fixed
        if kind:
            members[kind + "_id"] = name
        event = self.common(type_name, matter) | members
        if self.as_recorded and not live_members.complete(self, event):
            return
        for required in self.schemas[type_name]["required"]:
            if required not in event:
                return  # it names what is not there yet
        self.events.append(event)
        self.targets += [event[n] for n, p in self.schemas[type_name]["properties"].items() if n in event
                         and p.get("x-identifier") == {"entity": "target", "role": "defines"}]
        self.model.fold(docket_model.Event(len(self.events), event, self.schemas))

    def known(self, kind):
        return sorted(n for k, n in self.model.entities if k == kind)

    def common(self, type_name, matter):
        return {"type": type_name, "matter": matter, "occurred_at": self.occurred_at(), "mode": self.rng.choice(("live", "historical"))}

    def occurred_at(self):
        day = self.now.date().isoformat()
        minute = {"precision": "minute", "value": self.now.isoformat(timespec="minutes") + self.rng.choice(OFFSETS[:-1])}
        instant = {"precision": "instant", "value": self.now.isoformat(timespec="milliseconds") + "Z"}
        return self.rng.choice((minute, instant, {"precision": "day", "value": day}, {"precision": "day", "value": day},
                                {"precision": "month", "value": day[:7]}, {"precision": "year", "value": day[:4]}, {"precision": "unknown"}))

    def members(self, type_name):
        """Members of an event of this type that its schema allows, identifiers of known things among them."""
        schema, found = self.schemas[type_name], {}
        for name, described in schema["properties"].items():
            if name in LEFT_OUT or described["x-personal"] or (name not in schema["required"] and self.rng.random() < 0.4):
                continue
            value = self.identifiers(described) if "x-identifier" in described else self.value(described)
            if value is not None:
                found[name] = value
        return found

    def identifiers(self, described):
        kind = described["x-identifier"]["entity"]
        known = self.targets if kind == "target" else self.known(kind)
        if described["x-identifier"]["role"] == "defines":
            return f"{self.prefix}T{len(self.events)}" if kind == "target" else None
        if not known:
            return None
        if described["type"] == "string":
            return self.rng.choice(known)
        return self.rng.sample(known, self.rng.randint(1, len(known)))

    def value(self, described):
        kind = described["type"]
        if kind == "object":
            properties = described.get("properties", {})
            return {n: self.value(s) for n, s in properties.items() if n in described.get("required", []) or self.rng.random() < 0.6}
        if kind == "array":
            return [self.value(described["items"]) for _ in range(self.rng.randint(1, min(2, described["maxItems"])))]
        if kind == "string":
            return self.text(described)
        return self.rng.randint(described["minimum"], described["maximum"]) if kind == "integer" else self.rng.random() < 0.5

    def text(self, described):
        if "enum" in described:
            return self.rng.choice(described["enum"])
        pattern = described.get("pattern", "")
        if pattern.startswith("^P["):
            return self.rng.choice([p for p in PERIODS if len(p) > 2 or not self.as_recorded])
        if pattern in SHAPED:
            return SHAPED[pattern]
        if described.get("title") == "Time zone":
            return self.rng.choice(ZONES)
        if pattern.startswith("^[0-9]{4}-[0-9]{2}-[0-9]{2}"):
            return self.when(pattern)
        return self.rng.choice(("a", "b"))

    def when(self, pattern):
        """A day or a moment near the present, or a text that the pattern allows and that is neither."""
        moment = self.now + datetime.timedelta(minutes=self.rng.choice((-40000, -1500, 0, 90, 20000, 90000)), seconds=self.rng.choice((0, 59)))
        instant = moment.isoformat(timespec=self.rng.choice(("seconds", "milliseconds"))) + self.rng.choice(OFFSETS)
        if "[T0-9" not in pattern:
            return instant if "T[0-9]" in pattern else moment.date().isoformat()
        return self.rng.choice((moment.date().isoformat(), moment.date().isoformat(), instant, instant[:10] + "T", "2023-02-30"))
