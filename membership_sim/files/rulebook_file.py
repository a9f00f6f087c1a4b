"""Rule books from files: the shipped ones by name, yours by path, and single values replaced."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import BAD, Mapping, node_of
from membership_sim.files.reader import parse, read_source
from membership_sim.files.report import Report
from membership_sim.files.rulebook_checks import (
    check_price_steps,
    check_schedules,
    value_places,
)
from membership_sim.files.rulebook_reading import BookReading
from membership_sim.files.rulebook_shapes import book_shape, override_shape
from membership_sim.files.rulebook_terms import compile_terms, overriding_value, value_names
from membership_sim.files.structures import Field, Fields, Structure
from membership_sim.files.words import quoted, suggestion
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep

if TYPE_CHECKING:
    from membership_sim.scenario import Place

_SHIPPED_FOLDER: Final = Path(__file__).parent.parent / "rulebook"


def shipped_names() -> tuple[str, ...]:
    """Return the names of the rule books that come with the package."""
    return tuple(sorted(path.name.removesuffix(".yaml") for path in _SHIPPED_FOLDER.glob("*.yaml")))


def is_rulebook(path: str) -> bool:
    """Tell whether a file is a rule book, which may lie among the scenarios that use it; one unreadable is none."""
    try:
        documents, _ = parse(read_source(path), path)
    except InputError:
        return False
    names = set(documents[0].entries) if documents and isinstance(documents[0], Mapping) else set()
    return bool(names & {"base", "plans", "values"}) and not names & {"events", "given", "expect"}


def load_rulebook(
    name_or_path: str,
    *,
    folder: str = "",
    named_inside: bool = False,
    place: Place | None = None,
    within: tuple[str, ...] = (),
) -> RuleBook:
    """Load a shipped book by its name, or one of yours by its path (relative to `folder`).

    Raises `InputError` with every problem of the book; one that cannot be found is reported at `place`, where its name
    stands. One that is `named_inside` an input has to be a regular file. `within` are the books whose `base` this is.

    >>> load_rulebook("amazon.co.jp").currency.code
    'JPY'
    """
    if name_or_path in shipped_names():
        return _load_shipped(name_or_path)
    from_input = name_or_path == "-" and not named_inside
    if not from_input and _is_name(name_or_path) and not Path(folder, name_or_path).is_file():
        names = shipped_names()
        message = f"unknown rule book {quoted(name_or_path)}{suggestion(name_or_path, names) or ','}"
        raise InputError([Problem(place, f"{message} allowed: {', '.join(names)}, or the path of a file")])
    path = "-" if from_input else str(Path(folder, name_or_path))
    if path in within:
        raise InputError([Problem(place, f"the rule book {quoted(name_or_path)} is based on itself")])
    try:
        data = read_source(path, named_inside)
    except InputError as error:
        if not named_inside:
            raise
        message = f"the rule book {quoted(name_or_path)}: {error.problems[0].message}"
        raise InputError([Problem(place, message)]) from None
    return read_rulebook(data, path, (*within, path))


def _is_name(name_or_path: str) -> bool:
    """Tell whether a text looks like the name of a shipped book, and not like a path."""
    return not {"/", "\\", "\0"} & set(name_or_path) and not name_or_path.endswith((".yaml", ".yml", ".json"))


@cache
def _load_shipped(name: str) -> RuleBook:
    path = _SHIPPED_FOLDER / f"{name}.yaml"
    return read_rulebook(path.read_bytes(), str(path), shipped=True)


def read_rulebook(data: bytes, path: str, within: tuple[str, ...] = (), shipped: bool = False) -> RuleBook:
    """Return the rule book that a file's bytes describe; raises `InputError` with every problem."""
    documents, problems = parse(data, path)
    report = Report(problems)
    if len(documents) > 1:
        report.add(documents[1].place, "a rule book is one document, a second one is not allowed")
    book = None
    if documents:
        fields = book_shape().read(documents[0], report, "a rule book")
        if fields is not BAD:
            base = _base(fields, report, path, within)
            book = BookReading(fields, base, report, path, shipped).book(data)
    report.end()
    assert book is not None, "a rule book that is wrong, and nobody told why"
    return book


def _base(fields: Fields, report: Report, path: str, within: tuple[str, ...]) -> RuleBook | None:
    """Return the book that this one is based on; None without one, and when it is wrong."""
    if "base" not in fields:
        return None
    try:
        folder, place = str(Path(path).parent), fields.place("base")
        return load_rulebook(fields["base"], folder=folder, named_inside=True, place=place, within=within)
    except InputError as error:
        report.extend(error.problems)
        return None


def override_rulebook(book: RuleBook, overrides: dict[str, object]) -> RuleBook:
    """Return the book with single values replaced, for every day; raises `InputError` with all that is not allowed.

    >>> override_rulebook(load_rulebook("amazon.co.jp"), {"pause.limit_days": None}).overridden
    ('pause.limit_days',)
    """
    report = Report()
    node = node_of(overrides)
    assert isinstance(node, Mapping)
    changed = override_nodes(book, node, report)
    report.end()
    return changed


def override_nodes(book: RuleBook, node: Mapping, report: Report) -> RuleBook:
    """Return the book with the values of a `with` replaced; what is wrong is reported and left out."""
    if not node.entries:
        return book
    names = value_names(book.plans)
    before = report.count
    fields = {name: Field(override_shape(parameter)) for name, parameter in names.items()}
    shape = Structure(fields, "'with'", noun="value")
    read = shape.read(node, report, "'with'")
    for name, value in read.items():
        if names[name].kind == "prices":
            check_price_steps(name, value, report)
    if report.count > before or not read.all_right():
        return book
    replaced = {name: overriding_value(name, names[name], value) for name, value in read.items()}
    values = {name: _replace(value, replaced.get(name)) for name, value in book.values.items()}
    check_schedules(book.plans, values, value_places(node), report)
    if report.count > before:
        return book
    return _changed(book, values, replaced)


def _replace(value: BookValue, replaced: BookValue | None) -> BookValue:
    return value if replaced is None else BookValue(value.name, value.rule, replaced.steps, ())


def _changed(book: RuleBook, values: dict[str, BookValue], replaced: dict[str, BookValue]) -> RuleBook:
    from dataclasses import replace

    steps = [(name, [tuple(map(str, _told(step))) for step in replaced[name].steps]) for name in sorted(replaced)]
    terms = compile_terms(book.plans, values, book.holidays)
    overridden = tuple(name for name in values if name in replaced or name in book.overridden)
    told = book.told + repr(steps).encode()
    return replace(book, values=values, plans=terms.plans, base_terms=terms, told=told, overridden=overridden)


def _told(step: ValueStep) -> tuple[object, ...]:
    return (step.value, step.from_on, step.renewals_from_on)
