"""What a shape cannot say about a rule book: dates in order, evidence, plans that fit, PAY-7."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from membership_sim.counts import counted
from membership_sim.files.nodes import Mapping, Scalar, Sequence
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.rulebook.model import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership_sim.files.report import Report
    from membership_sim.files.structures import Fields
    from membership_sim.rulebook.book import BookValue
    from membership_sim.scenario import Place


def check_evidence(what: str, fields: Fields, sources: dict[str, str], report: Report) -> None:
    """A value that is not assumed names its sources; an assumed one its alternatives."""
    certainty = fields.get("certainty")
    if certainty is None:
        return
    if certainty == "assumed":
        if fields.lacks("alternatives"):
            report.add(fields.place("certainty"), f"{what} is assumed, so it must list its 'alternatives'")
    elif fields.lacks("source"):
        report.add(fields.place("certainty"), f"{what} is {certainty}, so it must name its 'source'")
    node = fields.node.entries.get("source")
    for item in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(item, Scalar) and item.text in fields.get("source", ()) and item.text not in sources:
            hint = suggestion(item.text, sources) or ", 'sources' may add it,"
            report.add(item.place, f"unknown source {quoted(item.text)}{hint} known: {listed(sources)}")


def check_value_steps(name: str, steps: list[Fields], report: Report) -> None:
    """The first step has no `from`, the others have one, and they rise."""
    first = steps[0]
    if first.has("from"):
        report.add(first.place("from"), f"{name}: the first step holds from the beginning, 'from' is not allowed there")
    for fields in steps[1:]:
        if fields.lacks("from"):
            report.add(fields.place(), f"{name}: a later step lacks 'from', the first day of its value")
    _check_rising(name, steps[1:], "from", report)


def check_price_steps(name: str, steps: list[Any], report: Report) -> None:
    """Both dates of a price table rise step by step (PRICE-1); a single fee may hold on every day."""
    fields_of = [step for step in steps if not isinstance(step, int)]
    if len(steps) > 1:
        for step in fields_of:
            if step.lacks("new_from"):
                report.add(step.place(), f"{name}: a step lacks 'new_from', only a single fee may hold on every day")
    for index, step in enumerate(fields_of):
        new_from, renewals_from = step.get("new_from"), step.get("renewals_from")
        if renewals_from is None or step.wrong("new_from"):
            continue
        if new_from is None:
            if step.node.doubtful:
                continue
            report.add(step.key_place("renewals_from"), f"{name}: 'renewals_from' without 'new_from'")
        elif renewals_from < new_from:
            seen, first = date.fromordinal(renewals_from), date.fromordinal(new_from)
            message = f"{name}: 'renewals_from' is {seen}, 'new_from', {first}, or a day after it is allowed"
            report.add(step.place("renewals_from"), message)
        elif index == 0 and renewals_from != new_from:
            report.add(
                step.place("renewals_from"),
                f"{name}: the first step serves new charges and renewals alike, its two dates may not differ",
            )
    _check_rising(name, fields_of, "new_from", report)
    _check_rising(name, fields_of, "renewals_from", report)


def _check_rising(name: str, steps: list[Fields], date_field: str, report: Report) -> None:
    known = [step for step in steps if date_field in step]
    for earlier, later in pairwise(known):
        if later[date_field] <= earlier[date_field]:
            seen, before = date.fromordinal(later[date_field]), date.fromordinal(earlier[date_field])
            message = f"{name}: '{date_field}' is {seen}, a day after that of the step before, {before}, is allowed"
            report.add(later.place(date_field), message)


def read_plans(plans: dict[str, Fields], report: Report) -> dict[str, Plan]:
    """Return the plans that are right, each with its regular plan, without prices (PLAN-2)."""
    right = {id: fields for id, fields in plans.items() if ("months" in fields) != ("days" in fields)}
    of_months: dict[int, list[str]] = defaultdict(list)
    for id, fields in right.items():
        if not fields.get("student"):
            of_months[fields.get("months", 0)].append(id)
    built: dict[str, Plan] = {}
    for id, fields in right.items():
        months, days, student = fields.get("months", 0), fields.get("days", 0), fields.get("student", False)
        regular = id
        if student:
            same = of_months[months]
            if days:
                report.add(
                    fields.place("days"), f"the student plan {quoted(id)} is measured in days, months are allowed"
                )
                continue
            if len(same) != 1:
                report.add(
                    fields.place("student"),
                    f"the student plan {quoted(id)} of {counted(months, 'months')} has {len(same)} regular plans of "
                    f"that period {'(' + listed(same) + ') ' if same else ''}to become, exactly one is allowed",
                )
                continue
            regular = same[0]
        built[id] = Plan(id, months, days, student, regular, ())
    return built


def check_schedules(
    plans: dict[str, Plan], values: dict[str, BookValue], places: dict[str, Place | None], report: Report
) -> None:
    """Refuse schedules that could reach into the next period, alternatives included (PAY-7).

    Any two may meet, so the longest are looked at. `places` has those values, and `plans`, that the file itself gives.
    """
    shortest = min((plan.shortest_days for plan in plans.values()), default=0)
    retry, suspension = values.get("payment.retry_days"), values.get("payment.suspension_days")
    if not (plans and retry and suspension):
        return
    named = next((name for name in (retry.name, suspension.name, "plans") if name in places), "")
    last, longest = _last_retry(step.value for step in retry.steps), _longest(step.value for step in suspension.steps)
    pairs = [(last, longest, "")]
    if retry.name in places and retry.alternatives:
        pairs.append((_last_retry(retry.alternatives), longest, "an alternative of "))
    if suspension.name in places and suspension.alternatives:
        pairs.append((last, _longest(suspension.alternatives), "an alternative of "))
    for day, limit, which in pairs:
        if day + limit > shortest:
            report.add(
                places.get(named),
                f"{which}'{named}': the last retry on day {day} and a suspension of {counted(limit, 'days')} make "
                f"{day + limit} days, at most {shortest} are allowed, the shortest that a period can be (PAY-7)",
            )


def _last_retry(schedules: Iterable[Any]) -> int:
    return _longest(schedule[-1] for schedule in schedules)


def _longest(days: Iterable[Any]) -> int:
    longest: int = max(days)
    return longest


def value_places(node: Mapping) -> dict[str, Place | None]:
    """Return where each value of a mapping stands."""
    return {name: child.place for name, child in node.entries.items()}
