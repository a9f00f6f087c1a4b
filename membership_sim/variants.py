"""`vary`: a scenario told again and again with other values in some places, and what each of them comes to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, overload

from membership_sim.counts import counted
from membership_sim.plain import plain
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import MembershipError, Scenario, ScenarioError
from membership_sim.simulate import simulate, told_scenario
from membership_sim.timeline import Timeline, plot
from membership_sim.typed import LONGEST_TEXT, TEXT, is_text, shown

if TYPE_CHECKING:
    from membership_sim.files.varied import Story
    from membership_sim.show.frames import PandasFrame, PolarsFrame
    from membership_sim.show.pictures.style import Picture
    from membership_sim.show.plot import PictureKind

MOST_VARIANTS: Final = 1_000
_LONGEST_LABEL: Final = 60  # characters of a value that has no label of its own

Made = TypeVar("Made")


class Variant(NamedTuple):
    """A scenario with its `changes`, values by their paths that `labels` name, and what it comes to.

    `labelled` are the paths whose values were given labels of their own.
    """

    changes: Mapping[str, Any]
    labels: Mapping[str, str]
    scenario: Scenario
    timeline: Timeline
    labelled: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<Variant {_told(self.labels)}: {self.timeline!r}>"


class Variants(Sequence[Variant]):
    """The variants of a scenario in order, the last path changing first; `str` is a table of what they come to."""

    def __init__(self, title: str, paths: Sequence[str], variants: Iterable[Variant]) -> None:
        self.title = title
        self.paths = tuple(paths)
        self._variants = tuple(variants)

    @overload
    def __getitem__(self, index: int) -> Variant: ...

    @overload
    def __getitem__(self, index: slice) -> Variants: ...

    def __getitem__(self, index: int | slice) -> Variant | Variants:
        if isinstance(index, slice):
            return Variants(self.title, self.paths, self._variants[index])
        return self._variants[index]

    def __len__(self) -> int:
        return len(self._variants)

    def __repr__(self) -> str:
        return f"<Variants of {self.title!r}: {counted(len(self), 'variants')} by {', '.join(self.paths)}>"

    def __str__(self) -> str:
        return self.to_text()

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """What each variant comes to."""
        return tuple(variant.timeline for variant in self)

    def to_text(self, lang: str = "en") -> str:
        """Return a table with a line a variant: its values, totals, days with benefits and state at the end."""
        from membership_sim.show.variants_table import variants_text

        return variants_text(self, lang)

    def to_html(self, lang: str = "en") -> str:
        """Return the same table as a piece of HTML."""
        from membership_sim.show.html_comparison import variants_fragment

        return variants_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_polars(self) -> PolarsFrame:
        """Return a row a variant as a data frame of polars: the values by their paths, then what it comes to.

        A column of values holds whole numbers or dates where all of them are and none has a label of its own, else
        labels. Raises MissingExtraError without polars.
        """
        from membership_sim.show.frames import polars_frame
        from membership_sim.show.variants_table import variant_columns, variant_rows

        return polars_frame(variant_columns(self), variant_rows(self))

    def to_pandas(self) -> PandasFrame:
        """Return the same as a data frame of pandas; raises MissingExtraError without pandas."""
        from membership_sim.show.frames import pandas_frame
        from membership_sim.show.variants_table import variant_columns, variant_rows

        return pandas_frame(variant_columns(self), variant_rows(self))

    def plot(self, kind: PictureKind = "timeline", *, lang: str = "en", width: float = 10.0) -> Picture:
        """Return the variants as one picture, one below the other, as `plot` draws timelines."""
        return plot(*self.timelines, kind=kind, lang=lang, width=width)


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
            frozenset(path for path, choice in each.items() if choice.is_labelled),
        )
        for each, timeline in zip(chosen, timelines, strict=True)
    )
    return Variants(base.title, tuple(choices), variants)


def _choices(story: Story, changes: object) -> Choices:
    """Return the values of each path with their labels; raises InputError with all that is wrong with them."""
    if not isinstance(changes, Mapping) or not changes:
        raise _refused([f"the changes are {shown(changes)}, allowed: a mapping from dotted paths to values"])
    problems = list(story.wrong_paths(changes))
    found: Choices = {}
    for path, values in changes.items():
        if isinstance(values, str | bytes | set | frozenset | RuleBook) or not isinstance(values, Iterable):
            problems.append(f"the values of '{path}' are {shown(values)}, allowed: a list, or a mapping from labels")
            continue
        found[path] = list(islice(_labelled(values), MOST_VARIANTS + 1))  # they may have no end
        if len(found[path]) > MOST_VARIANTS:
            problems.append(f"more than {MOST_VARIANTS:,} values of '{path}', 1 to {MOST_VARIANTS:,} are allowed")
        if not found[path]:
            problems.append(f"there are no values of '{path}', at least one is allowed")
        wrong = [choice.label for choice in found[path] if not is_text(choice.label)]
        problems += [f"a label of '{path}' is {shown(label)}, allowed: {TEXT}" for label in wrong]
    count = prod(map(len, found.values()))
    if count > MOST_VARIANTS and all(len(each) <= MOST_VARIANTS for each in found.values()):
        problems.append(f"{count:,} variants, 1 to {MOST_VARIANTS:,} are allowed")
    if problems:
        raise _refused(problems)
    return found


def _labelled(values: Iterable[Any] | Mapping[Any, Any]) -> Iterator[_Choice]:
    if isinstance(values, Mapping):
        yield from (_Choice(plain(value, keep_dates=True), str(label), True) for label, value in values.items())
    else:
        told = (plain(value, keep_dates=True) for value in values)
        yield from (_Choice(value, _value_label(value), False) for value in told)


def _value_label(value: object) -> str:
    """Return what a value is called that has no label of its own: what a file would say."""
    from membership_sim.files.words import shortened
    from membership_sim.show.yaml_text import flow

    if isinstance(value, RuleBook):
        return value.name
    return shortened(flow(value), _LONGEST_LABEL)


def _varied(story: Story, chosen: Chosen) -> Scenario:
    title = f"{story.title} ({_told({path: choice.label for path, choice in chosen.items()})})"
    title = title if len(title) <= LONGEST_TEXT else f"{title[: LONGEST_TEXT - 1]}…"
    return story.with_values({path: choice.value for path, choice in chosen.items()}, title)


def _told(labels: Mapping[str, str]) -> str:
    return "; ".join(f"{path}: {label}" for path, label in labels.items())


def _each(chosen: Sequence[Chosen], choices: Choices, make: Callable[[int], Made]) -> list[Made]:
    """Return what is made of each variant; raises one error with the problems of all, each with what makes it."""
    made: list[Made] = []
    wrong: dict[str, list[Chosen]] = {}
    kind: type[MembershipError] = MembershipError
    for number, each in enumerate(chosen):
        try:
            made.append(make(number))
        except MembershipError as error:
            kind = type(error)
            for problem in error.problems:
                wrong.setdefault(str(problem), []).append(each)
    if wrong:
        problems = [f"{_common(failing, choices)}{problem}" for problem, failing in wrong.items()]
        raise _refused(problems) if kind is not ScenarioError else ScenarioError(*problems)
    return made


def _common(failing: Sequence[Chosen], choices: Choices) -> str:
    """Return the values that all failing variants have; those of paths with one value only if there are no others."""
    first = failing[0]
    common = [path for path, choice in first.items() if all(each[path] == choice for each in failing)]
    common = [path for path in common if len(choices[path]) > 1] or common
    return f"{_told({path: first[path].label for path in common})}: "


def _refused(problems: Sequence[str]) -> MembershipError:
    """Return the error for values that cannot be used, the rest counted when there are very many."""
    from membership_sim.files.errors import NOT_LOOKED_FOR, InputError, Problem
    from membership_sim.files.report import MOST_PROBLEMS

    told = [Problem(None, problem) for problem in problems[:MOST_PROBLEMS]]
    return InputError([*told, NOT_LOOKED_FOR] if len(problems) > MOST_PROBLEMS else told)
