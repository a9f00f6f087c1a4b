"""`vary`: a scenario run again and again with other values in some places."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from membership_sim.collecting import tried
from membership_sim.plain import plain
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import MembershipError, Scenario, ScenarioError
from membership_sim.simulate import simulate, told_scenario
from membership_sim.typed import LONGEST_TEXT, TEXT, is_text, shown, written
from membership_sim.variants import Variant, Variants, labels_text, value_label

if TYPE_CHECKING:
    from membership_sim.files.varied import Story
    from membership_sim.show.frames import ColumnKind

MOST_VARIANTS: Final = 1_000

Made = TypeVar("Made")


class _Choice(NamedTuple):
    """A value with its label, which is its own or what a file would say."""

    value: Any
    label: str
    is_labelled: bool


Choices = dict[str, list[_Choice]]
Chosen = dict[str, _Choice]


def vary(
    scenario: Scenario | str | os.PathLike[str], changes: Mapping[str, Iterable[Any] | Mapping[Any, Any]]
) -> Variants:
    """Return what a scenario comes to with other values in some places: all combinations, the last path changing first.

    A path is dotted, through the fields of a scenario file: `with.trial.days`, `events.1.date` (0 is the first event),
    `wallet`. Its values are a list, or a mapping from labels to values, written as in a file; dates may be `date`s and
    a rule book a `RuleBook`. None leaves a field or an event out; a value of the rule book it makes null.
    Raises InputError or ScenarioError with everything that is wrong, each problem with the values that make it.

    >>> story = Scenario.from_dict({"until": "2025-12-31", "events": [{"date": "2025-01-31", "do": "join"}]})
    >>> [variant.timeline.totals.charged for variant in vary(story, {"plan": ["monthly", "annual"]})]
    [6000, 5900]
    """
    from membership_sim.files.varied import Story

    base = told_scenario(scenario)
    story = Story(base)
    choices = _choices(story, changes)
    chosen = [dict(zip(choices, each, strict=True)) for each in product(*choices.values())]
    scenarios = _each(chosen, choices, lambda number: _varied(story, chosen[number]))
    timelines = _each(chosen, choices, lambda number: simulate(scenarios[number]))
    variants = (
        Variant(
            {path: choice.value for path, choice in each.items()},
            {path: choice.label for path, choice in each.items()},
            timeline.scenario,
            timeline,
        )
        for each, timeline in zip(chosen, timelines, strict=True)
    )
    columns = {path: _column(story, path, its, choices.keys()) for path, its in choices.items()}
    return Variants(base.title, columns, variants)


def _choices(story: Story, changes: object) -> Choices:
    """Return the values of each path with their labels; raises InputError with all that is wrong with them."""
    from membership_sim.files.words import quoted

    if not isinstance(changes, Mapping):
        raise _refused([f"the changes are {shown(changes)}, allowed: a mapping from dotted paths to values"])
    if not changes:
        raise _refused([f"the changes are {shown(changes)}, allowed: a mapping with at least one dotted path"])
    problems = list(story.wrong_paths(changes))
    found: Choices = {}
    for path, values in changes.items():
        named = quoted(written(path))
        if isinstance(values, str | bytes | set | frozenset | RuleBook) or not isinstance(values, Iterable):
            problems.append(f"the values of {named} are {shown(values)}, allowed: a list, or a mapping from labels")
            continue
        found[path] = list(islice(_labelled(values), MOST_VARIANTS + 1))  # they may have no end
        if len(found[path]) > MOST_VARIANTS:
            problems.append(f"more than {MOST_VARIANTS:,} values of {named}, 1 to {MOST_VARIANTS:,} are allowed")
        if not found[path]:
            problems.append(f"there are no values of {named}, at least one is allowed")
        wrong = [choice.label for choice in found[path] if not is_text(choice.label)]
        problems += [f"a label of {named} is {shown(label)}, allowed: {TEXT}" for label in wrong]
    count = prod(map(len, found.values()))
    if count > MOST_VARIANTS and all(len(each) <= MOST_VARIANTS for each in found.values()):
        problems.append(f"{count:,} variants, 1 to {MOST_VARIANTS:,} are allowed")
    if problems:
        raise _refused(problems)
    return found


def _column(story: Story, path: str, choices: Sequence[_Choice], varied: Collection[str]) -> ColumnKind:
    """Return what the values of a path are in a data frame: what its field holds, or else labels."""
    from membership_sim.show.variants_data import fits_column

    kind = story.column_kind(path, varied)
    is_plain = all(not choice.is_labelled and fits_column(choice.value, kind) for choice in choices)
    return kind if is_plain else "text"


def _labelled(values: Iterable[Any] | Mapping[Any, Any]) -> Iterator[_Choice]:
    if isinstance(values, Mapping):
        yield from (_Choice(plain(value, keep_dates=True), written(label), True) for label, value in values.items())
    else:
        chosen = (plain(value, keep_dates=True) for value in values)
        yield from (_Choice(value, value_label(value), False) for value in chosen)


def _varied(story: Story, chosen: Chosen) -> Scenario:
    title = f"{story.title} ({labels_text({path: choice.label for path, choice in chosen.items()})})"
    title = title if len(title) <= LONGEST_TEXT else f"{title[: LONGEST_TEXT - 1]}…"
    return story.with_values({path: choice.value for path, choice in chosen.items()}, title)


def _each(chosen: Sequence[Chosen], choices: Choices, make: Callable[[int], Made]) -> list[Made]:
    """Return what is made of each variant; raises one error with the problems of all, each with what makes it."""
    made, refused = tried(range(len(chosen)), make)
    wrong: dict[str, list[Chosen]] = {}
    for number, error in refused:
        for problem in error.problems:
            wrong.setdefault(str(problem), []).append(chosen[number])
    if wrong:
        problems = [f"{_common(failing, choices)}{problem}" for problem, failing in wrong.items()]
        is_of_story = all(isinstance(error, ScenarioError) for _, error in refused)
        raise ScenarioError(*problems) if is_of_story else _refused(problems)
    return made


def _common(failing: Sequence[Chosen], choices: Choices) -> str:
    """Return the values that all failing variants have; those of paths with one value only if there are no others.

    Nothing is returned of variants that have no value in common.
    """
    first = failing[0]
    common = [path for path, choice in first.items() if all(each[path] == choice for each in failing)]
    common = [path for path in common if len(choices[path]) > 1] or common
    return f"{labels_text({path: first[path].label for path in common})}: " if common else ""


def _refused(problems: Sequence[str]) -> MembershipError:
    """Return the error for values that cannot be used, the rest counted when there are very many."""
    from membership_sim.files.errors import NOT_LOOKED_FOR, InputError, Problem
    from membership_sim.files.report import MOST_PROBLEMS

    found = [Problem(None, problem) for problem in problems[:MOST_PROBLEMS]]
    return InputError([*found, NOT_LOOKED_FOR] if len(problems) > MOST_PROBLEMS else found)
