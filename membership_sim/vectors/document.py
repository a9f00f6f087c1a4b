"""A vector: a story, what must come of it, what else is acceptable, and why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from membership_sim.assumptions import values_read
from membership_sim.moments import moments
from membership_sim.scenario import MembershipError, Scenario
from membership_sim.simulate import simulate
from membership_sim.vectors.cover import Feature
from membership_sim.vectors.story import Story, outcome, scenario_of

RESULTS: Final = {
    "valid": "every action is accepted, and what is expected must come of it",
    "invalid": "an action must be refused by the rule that the entry names, or nothing may be charged since the fee "
    "of that day is not known",
    "acceptable": "what is expected rests on an assumed value; what comes of a listed alternative is as right",
}
FLAGS: Final = {
    "refusal": "an action must be refused: it changes nothing, and the first rule of its entry says why",
    "unknown": "the rule book has no fee for the day: nobody knows what comes of it, and nothing may be charged",
    "assumed": "a rule or value that it rests on is assumed, since no source tells; a system that decides otherwise "
    "there need not be wrong",
    "replaced": "values of the rule book are replaced, as `with` says",
    "decline": "a charge is declined",
    "refund": "money goes back",
    "sales-tax": "a sales tax is added to the fee, and rounded",
    "time-only": "nothing is done: only time passes",
}
# By criterion: what it is, and how its vectors speak of themselves.
CRITERIA: Final = {
    "rows": "every row of the table, in every state in which it can fire",
    "situations": "every action, and all that is due, in every state with every combination of what its rows ask",
    "charges": "every kind of charge: between the two first days of a fee, and at a month's end",
    "pairs": "every two rows that can fire one after the other",
    "limits": "whatever is due, and a use of a benefit on the day before, the day itself and the day after",
    "prices": "a join and a renewal on the day before each first day of a fee, on it and after it",
    "calendars": "anchors that some months do not have, leap years among them",
    "payments": "every reason of a decline, and the last day of a card, of a block, of a gift balance",
    "refunds": "cancels on days that round every way, the free business days, and when money is back",
    "aftermath": "what shows only later: which price a charge takes, what each row leaves behind when all ends that "
    "day or the next, what was used under every reading",
    "taxes": "sales taxes that round every way",
}


def document(named: Feature, story: Story) -> dict[str, Any]:
    """Return the vector as plain values, in the order in which a person reads it."""
    scenario, told, expected = story.scenario, story.told(), outcome(story.scenario)
    others = [] if "unknown" in expected else list(alternatives(scenario, story, expected))
    refused = any(entry["kind"] == "refused" for entry in expected.get("entries", ()))
    result = "acceptable" if others else "invalid" if refused or "unknown" in expected else "valid"
    vector: dict[str, Any] = {
        "id": f"{named.criterion}/{named.name}",
        "comment": comment(named),
        "flags": list(flags(story, expected)),
        "result": result,
        **told,
        "expected": expected,
    }
    return vector | ({"alternatives": others} if others else {})


def comment(named: Feature) -> str:
    """Return one line on what a vector is there for."""
    parts = named.name.split("/")
    match named.criterion:
        case "rows":
            return f"the row {parts[1]} while {parts[0]}"
        case "situations":
            return f"{parts[1]} while {parts[0]}" + (f": {', '.join(parts[2:])}" if parts[2:] else "")
        case "pairs":
            return f"the row {parts[0]}, then {parts[1]}"
        case "charges":
            return f"a charge of the kind {parts[0]}: {parts[1]}"
        case _:
            return f"{named.criterion}: {', '.join(parts)}"


def flags(story: Story, expected: dict[str, Any]) -> Iterator[str]:
    """Yield the flags of a vector, in the order of `FLAGS`."""
    kinds = {entry["kind"] for entry in expected.get("entries", ())}
    scenario = story.scenario
    is_there = {
        "refusal": "refused" in kinds,
        "unknown": "unknown" in expected,
        "assumed": "unknown" not in expected and bool(simulate(scenario).assumptions),
        "replaced": bool(story.replaced),
        "decline": "decline" in kinds,
        "refund": "refund" in kinds,
        "sales-tax": bool(story.sales_tax.numerator),
        "time-only": not story.events,
    }
    yield from (flag for flag in FLAGS if is_there[flag])


def alternatives(scenario: Scenario, story: Story, expected: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what comes of the story under each alternative of an assumed value that it rests on, where it differs.

    Its first `same` entries are those that are expected. An alternative under which no life comes to the given state
    is left out.
    """
    book = scenario.book
    timeline = simulate(scenario)
    read = {name for entry, moment in moments(timeline.entries, book, timeline.start)
            for name, _ in values_read(entry, moment)}  # fmt: skip
    for name in sorted(read - set(dict(story.replaced))):
        value = book.values[name]
        if name.startswith("prices.") or not any(step.certainty == "assumed" for step in value.steps):
            continue
        for other in value.alternatives:
            plain = list(other) if isinstance(other, tuple) else other
            replaced = (*story.replaced, (name, plain))
            found = under(story._replace(replaced=replaced))
            if found is not None and found != expected:
                yield {"with": {name: plain}, **shortened(found, expected)}


def under(story: Story) -> dict[str, Any] | None:
    """Return what comes of a story under other values; None if no life comes to where it starts."""
    try:
        return outcome(scenario_of(story.told()))
    except MembershipError:
        return None


def shortened(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome without the first entries that it has in common with what is expected."""
    if "unknown" in found:
        return found
    same = 0
    for own, other in zip(found["entries"], expected["entries"], strict=False):
        if own != other:
            break
        same += 1
    return {"same": same, "entries": found["entries"][same:], "final_state": found["final_state"]}
