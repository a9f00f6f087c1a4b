"""Timelines as another tool would write them down: forms of records, each with the verdicts that it may have."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from membership_sim.calendar import local_day, zoned
from membership_sim.entry_fields import iso
from membership_sim.files.mapping_file import load_mapping
from membership_sim.files.record_csv import CsvReader
from membership_sim.files.record_lines import LineReader
from membership_sim.files.record_mapped import MappedReader
from membership_sim.foreign import Item, Setup
from membership_sim.oracle.records.bench import Bench
from membership_sim.oracle.records.whole_record import judge_record
from membership_sim.show.data import as_csv
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.timeline import Timeline
from membership_sim.verdicts import Verdict

Rows = list[dict[str, Any]]

DEEDS: Final = ("action", "refused", "use")
CHARGES: Final = ("charge", "refund")
MONEY: Final = ("charge", "refund", "decline")
# What a plain line leaves out: of deeds what the tool made of them, of the rest all but what and how much.
OF_THE_MODEL: Final = ("seq", "state", "rules", "because", "allowed", "effective", "benefits_until")
CONFORMS: Final = frozenset(("conforms",))
OPEN: Final = frozenset(("conforms", "undetermined"))


class Record(NamedTuple):
    """A record as bytes, what reads it, how its members are judged (None is everybody), and what it may come to."""

    rows: list[bytes]
    setups: dict[str | None, Setup]
    may_be: frozenset[str] = CONFORMS
    reader: Callable[[str, Setup], LineReader] = LineReader


def judged(record: Record, *, readings: bool = False) -> list[Verdict]:
    """Return the verdicts on a record, those of other readings too if they are asked for; no line may be damaged."""
    read = reads(record)
    if readings:
        told = judge_record(read)
        assert told.problems == ()
        return list(told.verdicts)
    bench = Bench()
    bench.hear(read())
    found = list(bench.verdicts())
    assert (bench.damages, bench.problems()) == ([], []), bench.problems()
    return found


def reads(record: Record) -> Callable[[], Iterator[Item]]:
    """Return what reads a record from its beginning."""

    def read() -> Iterator[Item]:
        reading = record.reader("record", record.setups[None])
        reading.setups.update({name: its for name, its in record.setups.items() if name is not None})
        return reading.read(reading.rows(record.rows))

    return read


def encoded(rows: Iterable[dict[str, Any]]) -> list[bytes]:
    """Return rows as JSON Lines."""
    return [json.dumps(row).encode() + b"\n" for row in rows]


def setup_of(timeline: Timeline, **changes: Any) -> Setup:
    """Return how the record of a timeline is judged."""
    told = timeline.scenario
    setup = Setup(told.book, told.plan, told.sales_tax, told.given, until_day=timeline.until_day)
    return setup._replace(**changes)


def plain(rows: Rows, kinds: Iterable[str]) -> Rows:
    """Return what was done, uses if they are among the kinds, and what and how much of the rows of the kinds."""
    told: Rows = []
    for row in rows:
        kind = row["kind"]
        if kind in ("action", "refused") or (kind == "use" and "use" in kinds):
            told.append({name: value for name, value in row.items() if name not in OF_THE_MODEL})
        elif kind in kinds:
            told.append({name: row[name] for name in ("date", "kind", "amount", "notice") if name in row})
    return told


def of_kinds(timeline: Timeline, kinds: tuple[str, ...], may_be: frozenset[str] = CONFORMS, **changes: Any) -> Record:
    """Return a plain record that is complete for the kinds."""
    return Record(encoded(plain(timeline.rows(), kinds)), {None: setup_of(timeline, observes=kinds, **changes)}, may_be)


def declined(timeline: Timeline) -> bool:
    """Tell whether a charge of the story was declined."""
    return any(entry.kind == "decline" for entry in timeline.entries)


# The forms: each makes a record of a timeline, or None where it has nothing to tell; `choose` is of its seed.


def as_entries(timeline: Timeline, choose: random.Random) -> Record:
    """Return the timeline's own JSON Lines."""
    return Record(encoded(timeline.rows()), {None: setup_of(timeline)})


def through_csv(timeline: Timeline, choose: random.Random) -> Record:
    """Return the timeline's own CSV."""
    rows = as_csv([timeline]).encode().splitlines(keepends=True)
    return Record(rows, {None: setup_of(timeline)}, reader=CsvReader)


def money_alone(timeline: Timeline, choose: random.Random) -> Record:
    """Return charges, refunds, declines and uses beside what was done."""
    return of_kinds(timeline, (*MONEY, "use"))


def charges_alone(timeline: Timeline, choose: random.Random) -> Record:
    """Return charges and refunds: what a hidden decline explains may stay open."""
    return of_kinds(timeline, (*CHARGES, "use"), OPEN if declined(timeline) else CONFORMS)


def without_uses(timeline: Timeline, choose: random.Random) -> Record:
    """Return money without the uses on which refunds may depend."""
    used = any(entry.kind == "use" for entry in timeline.entries)
    return of_kinds(timeline, MONEY, OPEN if used else CONFORMS)


def only_charges(timeline: Timeline, choose: random.Random) -> Record:
    """Return charges, and nothing else that the tool did; no uses either."""
    return of_kinds(timeline, ("charge",), OPEN if declined(timeline) else CONFORMS)


def with_ends_of_days(timeline: Timeline) -> Rows:
    """Return what was done and paid, and the state at the end of each day on which it changed."""
    rows, told, state = timeline.rows(), [], timeline.start.state
    for number, row in enumerate(rows):
        told += plain([row], (*MONEY, "use"))
        if number + 1 == len(rows) or rows[number + 1]["date"] != row["date"]:
            if row["state"] != state:
                told.append({"date": row["date"], "state": row["state"]})
            state = row["state"]
    return told


def ends_of_days(timeline: Timeline, choose: random.Random) -> Record:
    """Return money and the states at the ends of days."""
    return Record(encoded(with_ends_of_days(timeline)), {None: setup_of(timeline, observes=(*MONEY, "use", "state"))})


def a_day_off(timeline: Timeline, choose: random.Random) -> Record:
    """Return money told a day early or late, and judged within a day."""
    rows = plain(timeline.rows(), (*MONEY, "use"))
    first_day = timeline.start.day
    dated = []
    for row in rows:
        day = date.fromisoformat(row["date"]).toordinal()
        if row["kind"] in MONEY:
            day = min(max(day + choose.choice((-1, 0, 1)), first_day), timeline.until_day)
        dated.append((day, {**row, "date": iso(day)}))
    told = [row for _, row in sorted(dated, key=lambda pair: pair[0])]
    return Record(encoded(told), {None: setup_of(timeline, observes=(*MONEY, "use"), within_days=1)})


def cut_mid_life(timeline: Timeline, choose: random.Random) -> Record | None:
    """Return the entries after a day, from where the member was then."""
    return _cut(timeline, choose, lambda setup, rows: Record(encoded(rows), {None: setup}))


def charges_mid_life(timeline: Timeline, choose: random.Random) -> Record | None:
    """Return the charges and refunds after a day, the wallet unknown."""
    may_be = OPEN if declined(timeline) else CONFORMS

    def make(setup: Setup, rows: Rows) -> Record:
        setup = setup._replace(observes=(*CHARGES, "use"), wallet_told=False)
        return Record(encoded(plain(rows, (*CHARGES, "use"))), {None: setup}, may_be)

    return _cut(timeline, choose, make)


def _cut(timeline: Timeline, choose: random.Random, make: Callable[[Setup, Rows], Record]) -> Record | None:
    days = sorted({entry.day for entry in timeline.entries})
    if len(days) < 2:
        return None
    cut_day = choose.choice(days[:-1])
    events = tuple(event for event in timeline.scenario.events if event.day <= cut_day)
    if not events and timeline.scenario.given is None:
        return None
    head = simulate(timeline.scenario._replace(events=events, until_day=cut_day))
    return make(setup_of(timeline, given=head.end, wallet_told=True), timeline.rows()[len(head.entries) :])


def interleaved(timeline: Timeline, choose: random.Random) -> Record:
    """Return the lines of this member among those of two others, each under its own terms."""
    others = [simulate(story(choose.randrange(10**6))) for _ in range(2)]
    told = dict(zip("abc", (timeline, *others), strict=True))
    queues = [[{"member": name, **row} for row in reversed(each.rows())] for name, each in told.items()]
    rows: Rows = []
    while queues := [queue for queue in queues if queue]:
        rows.append(choose.choice(queues).pop())
    setups: dict[str | None, Setup] = {name: setup_of(each) for name, each in told.items()}
    return Record(encoded(rows), {None: setup_of(timeline), **setups})


TIMES: Final = {
    "unix": "{field: when.stamp, as: unix}",
    "unix_ms": "{field: when.stamp, as: unix_ms}",
    "instant": "{field: when.stamp, as: instant}",
    "written": '{field: when.stamp, as: instant, format: "%d.%m.%Y %H:%M", zone: America/New_York}',
    "date": '{field: when.stamp, as: date, format: "%Y/%m/%d"}',
}


def through_a_mapping(timeline: Timeline, choose: random.Random, form: str = "jsonl") -> Record | None:
    """Return money as foreign events: nested, with other words, major units, and time stamps of some kind."""
    time = choose.choice(list(TIMES))
    kinds = (*MONEY, "use")
    setup = setup_of(timeline, observes=kinds)
    events: dict[str, dict[str, Any]] = {}
    rows: Rows = []
    for row in plain(timeline.rows(), kinds):
        rule, body = foreign(row, list(setup.book.plans), setup.book.currency.decimals)
        name = "+".join((row["kind"], rule.get("action", ""), *body))
        events[name] = rule
        moment = stamp(row["date"], time, setup.book.time_zone, choose)
        rows.append({"type": name, "when": {"stamp": moment}, "body": body})
    if not rows:
        return None
    if form == "csv" and any(isinstance(value, dict) for row in rows for value in row["body"].values()):
        return None  # a cell holds no payment method
    mapping = f"form: {form}\ntime: {TIMES[time]}\nevent: type\nevents: {json.dumps(events)}\n"
    made = load_mapping("mapping.yaml", setup, text=mapping)
    told = encoded(rows) if form == "jsonl" else table(rows)
    return Record(told, {None: setup}, reader=lambda path, _: MappedReader(path, made))


def through_a_mapping_of_csv(timeline: Timeline, choose: random.Random) -> Record | None:
    """Return the same as a table."""
    return through_a_mapping(timeline, choose, "csv")


def foreign(row: dict[str, Any], plans: list[str], decimals: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the mapping's rule for a plain line, and what the foreign row has for it."""
    rule: dict[str, Any] = {}
    body: dict[str, Any] = {}
    for field, value in row.items():
        theirs = f"the_{field}"
        taken: dict[str, Any] = {"field": f"body.{theirs}"}
        if field in ("kind", "action"):
            rule[field] = value
        elif field in ("plan", "to") and value in plans:
            rule[field] = taken | {"words": {f"Tier/{number}": plan for number, plan in enumerate(plans)}}
            body[theirs] = f"Tier/{plans.index(value)}"
        elif field in ("amount", "value"):
            rule[field] = taken | {"units": "major"}
            units, rest = divmod(value, 10**decimals)
            body[theirs] = f"{units}.{rest:0{decimals}}" if decimals else units
        elif field != "date":
            rule[field] = taken
            body[theirs] = value
    return rule, body


def table(rows: Rows) -> list[bytes]:
    """Return nested rows as CSV, the paths of what they hold as columns."""
    flat = [
        {"type": row["type"], "when.stamp": row["when"]["stamp"], **{f"body.{k}": v for k, v in row["body"].items()}}
        for row in rows
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in flat for name in row)))
    writer.writeheader()
    writer.writerows(flat)
    return text.getvalue().encode().splitlines(keepends=True)


def stamp(on: str, kind: str, zone: str, choose: random.Random) -> str | int:
    """Return a time on a day of a zone as a foreign system writes it."""
    if kind == "date":
        return on.replace("-", "/")
    while True:
        local = datetime.fromisoformat(on) + timedelta(minutes=choose.randrange(24 * 60))
        moment = zoned(local, zone).astimezone(UTC)
        shown = moment.astimezone(zoned(local, "America/New_York").tzinfo).replace(tzinfo=None)
        # An hour that the clocks of the zone skip or repeat is told unambiguously or not at all.
        if kind == "written" and zoned(shown, "America/New_York").astimezone(UTC) != moment:
            continue
        if local_day(moment, zone).isoformat() == on:
            break
    seconds = int(moment.timestamp())
    match kind:
        case "unix":
            return seconds
        case "unix_ms":
            return seconds * 1000 + choose.randrange(1000)
        case "instant":
            return moment.isoformat()
        case _:
            return shown.strftime("%d.%m.%Y %H:%M")


Form = Callable[[Timeline, random.Random], Record | None]
FORMS: Final[dict[str, Form]] = {
    "entries": as_entries,
    "csv": through_csv,
    "mapping": through_a_mapping,
    "mapped csv": through_a_mapping_of_csv,
    "interleaved": interleaved,
    "money": money_alone,
    "charges": charges_alone,
    "only charges": only_charges,
    "without uses": without_uses,
    "ends of days": ends_of_days,
    "a day off": a_day_off,
    "cut mid-life": cut_mid_life,
    "charges mid-life": charges_mid_life,
}


DAMAGES: Final = {
    "cut": lambda row: row[: len(row) // 2] + b"\n",
    "letters": lambda row: row.replace(b"-", b"\xff", 1),
    "day": lambda row: row.replace(b"-", b"/"),
    "word": lambda row: row.replace(b"a", b"q").replace(b"e", b"q"),
}


def damaged(form: str, seed: int, how: str) -> list[Verdict] | None:
    """Return the verdicts on a story's record with a damaged row that may not be; None when there is no such record."""
    timeline, choose = simulate(story(seed)), random.Random(f"{form} {seed} {how}")
    record = FORMS[form](timeline, random.Random(f"{form} {seed}"))
    first = 0 if record is None or record.reader is LineReader else 1
    if record is None or len(record.rows) < first + 2:
        return None
    number = choose.randrange(first, len(record.rows))
    rows = list(record.rows)
    rows[number] = DAMAGES[how](rows[number])
    if rows[number] == record.rows[number] or not rows[number].strip():
        return None
    whose = json.loads(record.rows[number])["member"] if form == "interleaved" else None
    if whose is not None and b'"member"' not in rows[number]:
        return None
    told = judge_record(reads(record._replace(rows=rows)))
    if not told.problems:
        return None

    def right(member: str) -> str:
        return "undetermined" if whose in (None, member) else "conforms"

    return [verdict for verdict in told.verdicts if verdict.judgement != right(verdict.member)]


def wrongly_judged(form: str, seed: int) -> list[Verdict] | None:
    """Return the verdicts on a story's record in a form that may not be; None when there is no such record."""
    timeline = simulate(story(seed))
    record = FORMS[form](timeline, random.Random(f"{form} {seed}"))
    if record is None or not record.rows or not timeline.entries:  # of CSV a head is left
        return None
    verdicts = judged(record)
    assert verdicts, "nobody was judged"
    return [verdict for verdict in verdicts if verdict.judgement not in record.may_be]
