"""Rule books as the files that read back with equal terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.fields import plan_fields, shipped_overrides, step_fields
from membership_sim.show.values import parameter_of
from membership_sim.show.yaml_text import flow, listed

UNTOLD: Final = "untold"  # the source of what has none


def rulebook_text(book: RuleBook) -> str:
    """Return the rule book as a file of its own, which reads back with equal terms.

    A value without a source, such as one that `with_values` replaced, gets the source `untold`.
    """
    return "".join(f"{line}\n" for line in _rulebook_lines(book))


def rulebook_note(book: RuleBook) -> str:
    """Return what a person needs to use the book again: the lines that name a shipped one, or its own file."""
    overrides = shipped_overrides(book)
    if overrides is None:
        return f"# {book.name}.yaml\n{rulebook_text(book)}"
    return f"rulebook: {book.name}\n" + (f"with: {flow(overrides)}\n" if overrides else "")


def _rulebook_lines(book: RuleBook) -> Iterator[str]:
    from membership_sim.rules import SOURCES

    own = {id: text for id, text in book.sources.items() if id not in SOURCES}
    told = [book.time_zone_sources or book.time_zone_certainty == "assumed"]
    told += [step.sources or step.certainty == "assumed" for value in book.values.values() for step in value.steps]
    if not all(told):
        own[UNTOLD] = "nobody told where this value is from"
    zone: dict[str, object] = {"name": book.time_zone, "certainty": book.time_zone_certainty}
    zone |= _evidence(book.time_zone_certainty == "assumed", book.time_zone_sources, book.time_zone_alternatives)
    yield f"title: {flow(book.title)}"
    yield f"time_zone: {flow(zone)}"
    yield f"currency: {book.currency.code}"
    yield f"tax: {book.tax}"
    yield f"holidays: {book.holidays}"
    if own:
        yield "sources:"
        yield from (f"  {id}: {flow(text)}" for id, text in own.items())
    yield "plans:"
    for plan in book.plans.values():
        yield f"  {plan.id}: {flow(plan_fields(plan))}"
    yield "values:"
    for value in book.values.values():
        steps = list(_step_fields(value))
        if len(steps) == 1:
            yield f"  {value.name}: {flow(steps[0])}"
        else:
            yield from (f"  {value.name}:", *listed(steps, "    "))


def _step_fields(value: BookValue) -> Iterator[dict[str, object]]:
    """Yield the steps of a value as its file has them; a rule of its own and the other readings stand once."""
    own_rule = value.rule != parameter_of(value.name).rule
    alternatives = value.alternatives
    if not any(step.certainty == "assumed" for step in value.steps):  # then any step may list them
        first, *others = value.steps
        yield _one_step(first, value.name, alternatives) | ({"rule": value.rule} if own_rule else {})
        yield from (_one_step(step, value.name, ()) for step in others)
        return
    for number, step in enumerate(value.steps):
        fields = _one_step(step, value.name, alternatives if step.certainty == "assumed" else ())
        yield fields | ({"rule": value.rule} if own_rule and number == 0 else {})


def _one_step(step: ValueStep, name: str, alternatives: tuple[object, ...]) -> dict[str, object]:
    fields = step_fields(step, name) | ({"days": "assumed"} if step.days_assumed else {})
    fields |= {"certainty": step.certainty, **_evidence(step.certainty == "assumed", step.sources, alternatives)}
    return fields | ({"note": step.note} if step.note else {})


def _evidence(assumed: bool, sources: tuple[str, ...], alternatives: tuple[object, ...]) -> dict[str, object]:
    told: dict[str, object] = {}
    if sources or not assumed:
        told["source"] = sources if len(sources) > 1 else (*sources, UNTOLD)[0]
    return told | ({"alternatives": alternatives} if alternatives else {})
