"""One random mutation of a record, and whether a correct tool could have written it nevertheless.

What members did and what payments came to is taken as given, so that only what the tool made is changed. A mutation is
*equivalent* when the record says the same as before, or when it is the record of another true story that differs in
nothing that is observed: the same deeds, with declines or uses where the record does not tell of them. Those stories
are simulated, by a script of outcomes, and `check` has no part in it. So are those under another reading of an assumed
value, where the verdicts take these into account.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from itertools import dropwhile, islice, pairwise
from typing import Any, Final, NamedTuple

from membership_sim.entry_fields import iso
from membership_sim.foreign import Setup
from membership_sim.lifecycle import TABLE
from membership_sim.oracle.records.readings import readings
from membership_sim.scenario import STATES, Action, Event, Method, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.timeline import Timeline
from membership_sim.verdicts import Divergence
from tests.records import CHARGES, MONEY, Record, Rows, encoded, judged, plain, setup_of, with_ends_of_days

MADE: Final = (*MONEY, "state", "notice", "")  # by the tool, whatever somebody did; "" is the end of a day
REFUSING: Final = tuple(sorted({row.rules[0] for row in TABLE if row.refuses}))
MOST_RETRIES: Final = 6
MOST_STORIES: Final = 600  # simulated to find out whether a mutation is equivalent, of each kind of other stories
UNDECIDED: Final = "not decided"

Change = Callable[[Rows, random.Random, Timeline], "Rows | None"]


def _one(rows: Rows, choose: random.Random, kinds: tuple[str, ...]) -> int | None:
    found = [number for number, row in enumerate(rows) if row.get("kind", "") in kinds]
    return choose.choice(found) if found else None


def _with(rows: Rows, number: int, *others: dict[str, Any]) -> Rows:
    return [*rows[:number], *others, *rows[number + 1 :]]


def amount(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """A little more or less, or another amount."""
    number = _one(rows, choose, MONEY)
    if number is None:
        return None
    true = rows[number]["amount"]
    wrong = choose.choice([true + 1, max(true - 1, 0), true + 100, true * 2, choose.randrange(1, 20_000)])
    return _with(rows, number, {**rows[number], "amount": wrong}) if wrong != true else None


def dated(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """Some days earlier or later."""
    number = _one(rows, choose, MADE)
    if number is None:
        return None
    day = date.fromisoformat(rows[number]["date"]).toordinal()
    wrong = day + choose.choice((-1, 1)) * choose.choice((1, 1, 2, 3, 7, 28, 30, 31))
    if not timeline.start.day <= wrong <= timeline.until_day:
        return None
    return sorted(_with(rows, number, {**rows[number], "date": iso(wrong)}), key=lambda row: str(row["date"]))


def dropped(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """Left out."""
    number = _one(rows, choose, MADE)
    return None if number is None else _with(rows, number)


def doubled(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """Told twice, at once or some days later."""
    number = _one(rows, choose, MADE[:-1])  # that a day ended so may be told as often as one likes
    if number is None:
        return None
    day = date.fromisoformat(rows[number]["date"]).toordinal() + choose.choice((0, 0, 1, 30))
    again = {**rows[number], "date": iso(min(day, timeline.until_day))}
    return sorted([*rows[: number + 1], again, *rows[number + 1 :]], key=lambda row: str(row["date"]))


def swapped(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """In the place of its neighbour of the same day; of charges and refunds alone, with its neighbour's amount."""
    if "seq" in rows[0]:
        found = [n for n in range(len(rows) - 1) if rows[n]["date"] == rows[n + 1]["date"]]
        if not found:
            return None
        number = choose.choice(found)
        return [*rows[:number], rows[number + 1], rows[number], *rows[number + 2 :]]
    money = [number for number, row in enumerate(rows) if row.get("kind", "") in MONEY]
    found = [pair for pair in pairwise(money) if rows[pair[0]]["amount"] != rows[pair[1]]["amount"]]
    if not found:
        return None
    one, other = choose.choice(found)
    told = _with(rows, one, {**rows[one], "amount": rows[other]["amount"], "kind": rows[other]["kind"]})
    return _with(told, other, {**rows[other], "amount": rows[one]["amount"], "kind": rows[one]["kind"]})


def state(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """With another state after it."""
    found = [number for number, row in enumerate(rows) if "state" in row]
    if not found:
        return None
    number = choose.choice(found)
    wrong = choose.choice([word for word in STATES if word != rows[number]["state"]])
    return _with(rows, number, {**rows[number], "state": wrong})


def rule(rows: Rows, choose: random.Random, timeline: Timeline) -> Rows | None:
    """Refused by another rule."""
    number = _one(rows, choose, ("refused",))
    if number is None:
        return None
    row = rows[number]
    true = row["rules"] if "rules" in row else [row["rule"]]
    # The rule of a join without a method is taken as telling of the wallet, and TIME-2 of another day.
    wrong = choose.choice([word for word in REFUSING if word not in (*true, "TIME-2")])
    return _with(rows, number, {**row, "rules": [wrong, *true[1:]]} if "rules" in row else {**row, "rule": wrong})


CHANGES: Final[dict[str, Change]] = {
    "amount": amount,
    "date": dated,
    "dropped": dropped,
    "doubled": doubled,
    "swapped": swapped,
    "state": state,
    "rule": rule,
}
KINDS_TOLD: Final = {
    "full": (),
    "states": (*MONEY, "use", "state"),
    "money": (*MONEY, "use"),
    "charges": (*CHARGES, "use"),
    "no uses": MONEY,
}


class Found(NamedTuple):
    """What a mutation came to: `judgement` of the record, and why it is `equivalent`, or that this is not decided."""

    judgement: str
    equivalent: str
    rows: Rows


def told(timeline: Timeline, form: str) -> Rows:
    """Return the rows of a timeline in a form; refusals with their rule."""
    rows = timeline.rows()
    if form == "full":
        return rows
    kinds = KINDS_TOLD[form]
    lines = with_ends_of_days(timeline) if "state" in kinds else plain(rows, kinds)
    rules = iter([row["rules"][0] for row in rows if row.get("kind", "") == "refused"])
    return [{**line, "rule": next(rules)} if line.get("kind") == "refused" else line for line in lines]


def same_record(some: Rows, others: Rows) -> bool:
    """Tell whether two records say the same; of plain lines only the order of what was done counts within a day."""
    if "seq" in (*some, *others)[0]:
        return some == others
    deeds, counts = zip(*map(_parted, (some, others)), strict=True)
    return deeds[0] == deeds[1] and counts[0] == counts[1]


def _parted(rows: Rows) -> tuple[list[str], Counter[str]]:
    lines = [(row.get("kind", ""), json.dumps(row, sort_keys=True)) for row in rows]
    return [text for kind, text in lines if kind not in MADE], Counter(text for kind, text in lines if kind in MADE)


def other_outcomes(timeline: Timeline) -> Iterator[Scenario]:
    """Yield the story with an outcome of its payments the other way round, and some tries more or fewer after it."""
    tries = [entry.kind == "charge" for entry in timeline.entries if entry.kind in ("charge", "decline")]
    for number, taken in enumerate(tries):
        before, after = tries[:number], tries[number + 1 :]
        if taken:
            declines = [[*before, *[False] * count] for count in range(1, MOST_RETRIES)]
            later = list(dropwhile(lambda its_taken: not its_taken, after))
            rests = (after, [True, *after], later, [True] * len(tries))
            others = [[*before, *after], *([*them, *rest] for them in declines for rest in rests)]
        else:
            others = [[*before, True, *after[left_out:]] for left_out in range(MOST_RETRIES)]
        for outcomes in others:
            script = tuple(
                ScriptLine(number=number_of_try, decline="over_limit")
                for number_of_try, its_taken in enumerate(outcomes, start=timeline.start.run_tries + 1)
                if not its_taken
            )
            yield timeline.scenario._replace(payments=script)
            yield timeline.scenario._replace(payments=script, wallet=with_a_spare(timeline.scenario.wallet))


def with_a_spare(wallet: Wallet) -> Wallet:
    """Return a wallet with one method more: what was on file at first, no plain record tells."""
    spare = Method("a spare account", "account")
    return Wallet((*wallet.methods, spare), wallet.default or spare.name)


def other_uses(timeline: Timeline, rows: Rows) -> Iterator[Scenario]:
    """Yield the story with a use just before an end now, of no value or of one that makes a refund of the record's."""
    events, given = timeline.scenario.events, timeline.scenario.given
    charges = {entry.amount for entry in (*timeline.charges, given and given.charge) if entry}
    refunds = {0, *(row["amount"] for row in rows if row.get("kind") == "refund")}
    values = {None, *(charge - refund for charge in charges for refund in refunds if charge > refund)}
    for number, event in enumerate(events):
        if event.action.when != "now":
            continue
        told = events[:number]
        without = tuple(its for its in told if its.action.do != "use" or its.refused)
        for before in (told, without):
            for value in values:
                use = Event(event.day, Action("use", benefit="delivery", value=value))
                yield timeline.scenario._replace(events=(*before, use, *events[number:]))


def other_readings(timeline: Timeline) -> Iterator[Scenario]:
    """Yield the story under each alternative of an assumed value, first with its own outcomes of payments."""
    books = [reading.book for reading in readings(timeline.scenario.book) if reading.is_assumed]
    for its in (timeline.scenario, *other_outcomes(timeline)):
        yield from (its._replace(book=book) for book in books)


def why_equivalent(timeline: Timeline, form: str, rows: Rows, by_readings: bool) -> str:
    """Return of what that is not told or not known another story differs whose record this is; "" if there is none.

    What `MOST_STORIES` of one kind do not show is `UNDECIDED`.
    """
    others = {"other uses": other_uses(timeline, rows)} if form == "no uses" else {}
    others["other outcomes of payments"] = other_outcomes(timeline)
    if by_readings:
        others["another reading"] = other_readings(timeline)
    is_decided = True
    for why, stories in others.items():
        for its in islice(stories, MOST_STORIES):
            with suppress(ScenarioError):  # some readings know no story of these deeds
                if same_record(told(simulate(its._replace(until_day=timeline.until_day)), form), rows):
                    return why
        is_decided = is_decided and next(stories, None) is None
    return "" if is_decided else UNDECIDED


def spoil(seed: int, form: str, how: str, *, by_readings: bool = False) -> Found | None:
    """Return what `check` makes of a story's record with one mutation, `by_readings` under other readings too.

    None is where there is nothing to change.
    """
    timeline = simulate(story(seed))
    rows = told(timeline, form)
    changed = CHANGES[how](rows, random.Random(f"{form} {how} {seed}"), timeline) if rows else None
    if not changed:
        return None
    if same_record(rows, changed):
        return Found("", "says the same", changed)
    setup: Setup = setup_of(timeline, observes=KINDS_TOLD[form] or None)
    [verdict] = judged(Record(encoded(changed), {None: setup}), readings=by_readings)
    judgement = verdict.judgement.partition(" ")[0]
    why = "" if judgement == "diverges" else why_equivalent(timeline, form, changed, by_readings)
    return Found(judgement, why, changed)


def prefixes(
    seed: int, form: str, how: str, within_days: int
) -> tuple[Divergence, Divergence, Divergence | None] | None:
    """Return where a story's record with one mutation diverges, where the lines do that are said to show it, and fewer.

    None is where there is nothing to change, or it does not diverge. Fewer are those of whole days before.
    """
    timeline = simulate(story(seed))
    rows = told(timeline, form)
    changed = CHANGES[how](rows, random.Random(f"{form} {how} {seed}"), timeline) if rows else None
    setup: Setup = setup_of(timeline, observes=KINDS_TOLD[form] or None, within_days=within_days)
    whole = _divergence(changed or [], setup)
    if whole is None or not changed:
        return None
    shown = _divergence(changed[: whole.lines], setup if whole.lines == len(changed) else _closed(setup))
    last_on = str(changed[whole.lines - 1]["date"])
    fewer = _divergence([row for row in changed if str(row["date"]) < last_on], _closed(setup))
    assert shown is not None, f"seed {seed}, {form} {how}: the first {whole.lines} lines alone do not diverge"
    return whole, shown, fewer


def _closed(setup: Setup) -> Setup:
    return setup._replace(until_day=None)


def _divergence(rows: Rows, setup: Setup) -> Divergence | None:
    verdicts = judged(Record(encoded(rows), {None: setup})) if rows else []
    return next((verdict.divergence for verdict in verdicts if verdict.judgement.startswith("diverges")), None)
