"""Rule books from files: the shipped ones by name, yours by path, and single values replaced."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import BAD, Mapping, node_of
from membership_sim.files.reader import parse, read_source, source_name
from membership_sim.files.records import Field, Fields, Record
from membership_sim.files.rulebook_checks import (
    check_evidence,
    check_price_steps,
    check_schedules,
    check_value_steps,
    read_plans,
    value_places,
)
from membership_sim.files.rulebook_shapes import REQUIRED, book_shape, dated_value, override_shape
from membership_sim.files.rulebook_terms import book_value, compile_terms, overriding_value, value_names
from membership_sim.files.shapes import Report
from membership_sim.files.words import quoted, suggestion
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import BookValue, RuleBook

if TYPE_CHECKING:
    from collections.abc import Sequence as AnySequence

    from membership_sim.scenario import Place

_SHIPPED_FOLDER: Final = Path(__file__).parent.parent / "rulebook"


def shipped_names() -> tuple[str, ...]:
    """Return the names of the rule books that come with the package."""
    return tuple(sorted(path.name.removesuffix(".yaml") for path in _SHIPPED_FOLDER.glob("*.yaml")))


def load_rulebook(
    name_or_path: str, *, folder: str = "", place: Place | None = None, within: tuple[str, ...] = ()
) -> RuleBook:
    """Load a shipped book by its name, or one of yours by its path (relative to `folder`).

    Raises `InputError` with every problem of the book; one that cannot be found is reported at `place`, where its name
    stands. `within` are the books whose `base` this one is.

    >>> load_rulebook("amazon.co.jp").currency.code
    'JPY'
    """
    if (_SHIPPED_FOLDER / f"{name_or_path}.yaml").is_file() if _is_name(name_or_path) else False:
        return _load_shipped(name_or_path)
    if _is_name(name_or_path) and not Path(folder, name_or_path).is_file():
        names = shipped_names()
        message = f"unknown rule book {quoted(name_or_path)}{suggestion(name_or_path, names) or ','}"
        raise InputError([Problem(place, f"{message} allowed: {', '.join(names)}, or the path of a file")])
    path = str(Path(folder, name_or_path)) if name_or_path != "-" else "-"
    if path in within:
        raise InputError([Problem(place, f"the rule book {quoted(name_or_path)} is based on itself")])
    try:
        data = read_source(path)
    except InputError as error:
        if place is None:
            raise
        message = f"the rule book {quoted(name_or_path)}: {error.problems[0].message}"
        raise InputError([Problem(place, message)]) from None
    return read_rulebook(data, path, (*within, path))


def _is_name(name_or_path: str) -> bool:
    return not ({"/", "\\", "\0"} & set(name_or_path) or name_or_path.endswith((".yaml", ".yml", ".json")) or name_or_path == "-")


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
            book = _Reading(fields, report, path, within, shipped).book(data)
    if report.problems or book is None:
        raise InputError(report.problems)
    return book


class _Reading:
    """One rule book while it is read: its fields, and the book that it is based on."""

    def __init__(self, fields: Fields, report: Report, path: str, within: tuple[str, ...], shipped: bool) -> None:
        self.fields = fields
        self.report = report
        self.path = path
        self.shipped = shipped
        self.base: RuleBook | None = None
        if "base" in fields:
            folder = str(Path(path).parent)
            try:
                self.base = load_rulebook(fields["base"], folder=folder, place=fields.place("base"), within=within)
            except InputError as error:
                report.problems.extend(error.problems)
        elif not fields.wrong("base"):
            self._require()

    def _require(self) -> None:
        missing = [name for name in REQUIRED if not self.fields.has(name)]
        strange = any(name not in book_shape().fields for name in self.fields.node.entries)
        if missing and not strange:
            words = " and ".join(map(repr, missing))
            self.report.add(self.fields.place(), f"a rule book without 'base' lacks {words}")

    def book(self, data: bytes) -> RuleBook | None:
        """Return the book, or None when something is wrong with it."""
        self.sources = self._sources()
        self._check_zone()
        plans = self._plans()
        values = self._values(plans) if plans else None
        if self.report.problems or plans is None or values is None:
            return None
        from hashlib import sha256

        base = self.base
        zone = self.fields.get("time_zone", {})
        digest = sha256(data + (base.sha256.encode() if base else b"")).hexdigest()
        holidays = self.fields.get("holidays", base.holidays if base else "none")
        terms = compile_terms(plans, values, holidays)
        name = source_name(self.path) if self.path == "-" else Path(self.path).name
        return RuleBook(
            name=name.removesuffix(".yaml").removesuffix(".yml").removesuffix(".json"),
            title=self.fields.get("title", base.title if base else ""),
            time_zone=zone.get("name", base.time_zone if base else ""),
            time_zone_certainty=zone.get("certainty", base.time_zone_certainty if base else "stated"),
            currency=CURRENCIES[self.fields["currency"]] if "currency" in self.fields or not base else base.currency,
            tax=self.fields.get("tax", base.tax if base else "included"),
            holidays=holidays,
            plans=terms.plans,
            values=values,
            sources=self._cited(values),
            sha256=digest,
            base_terms=terms,
        )

    def _sources(self) -> dict[str, str]:
        from membership_sim.rules import SOURCES

        own: Fields | dict[str, str] = self.fields.get("sources", {})
        if isinstance(own, Fields):
            for id in own:
                if id in SOURCES:
                    self.report.add(own.key_place(id), f"the source {quoted(id)} is the project's, choose another id")
            own = dict.fromkeys(own.node.entries, "") | own
        return SOURCES | (self.base.sources if self.base else {}) | own

    def _cited(self, values: dict[str, BookValue]) -> dict[str, str]:
        cited = {id for value in values.values() for step in value.steps for id in step.sources}
        cited |= set(self.fields.get("time_zone", {}).get("source", ()))
        return {id: text for id, text in self.sources.items() if id in cited}

    def _check_zone(self) -> None:
        zone = self.fields.get("time_zone")
        if zone is None:
            return
        check_evidence("the time zone", zone, self.sources, self.report)
        if self.shipped:  # the tests look these up; a user need not wait for it
            return
        from membership_sim.calendar import is_time_zone

        for name in (zone.get("name"), *zone.get("alternatives", ())):
            if name is not None and not is_time_zone(name):
                where = "name" if name == zone.get("name") else "alternatives"
                message = f"unknown time zone {quoted(name)}, a zone of the IANA database such as 'Asia/Tokyo' is allowed"
                self.report.add(zone.place(where), message)

    def _plans(self) -> dict[str, Any] | None:
        """Return the plans, the base's with this book's in their place; None when they are not known."""
        base = dict(self.base.plans) if self.base else {}
        if "base" in self.fields and self.base is None:
            return None
        if "plans" not in self.fields:
            return base or None
        own = self.fields["plans"]
        before = len(self.report.problems)
        if not own and not own.node.entries:
            self.report.add(own.place(), "the book has no plan, at least one must be given")
        together: dict[str, Fields] = {id: _fields_of(plan) for id, plan in base.items()} | own
        plans = read_plans(together, self.report)
        complete = len(plans) == len(together) and not any(own.wrong(id) for id in own.node.entries)
        return plans if complete and len(self.report.problems) == before else None

    def _values(self, plans: dict[str, Any]) -> dict[str, BookValue] | None:
        names = value_names(plans)
        node = self.fields.get("values")
        values = {name: value for name, value in (self.base.values if self.base else {}).items() if name in names}
        if node is None:
            missing = [name for name in names if name not in values]
            if missing and self.base:
                self.report.add(self.fields.place(), f"the book lacks values: {', '.join(missing)}")
            return values if not missing else None
        required = [name for name in names if name not in values]
        shape = Record(
            {name: Field(dated_value(its), required=name in required) for name, its in names.items()},
            "the book's values",
            noun="value",
        )
        before = len(self.report.problems)
        read = shape.read(node, self.report, "'values'")
        for name, steps in read.items():
            self._check_value(name, steps, names[name].kind == "prices")
        if len(self.report.problems) == before:
            values |= {name: book_value(name, names[name], steps) for name, steps in read.items()}
            places = value_places(node) | ({"plans": self.fields.place("plans")} if "plans" in self.fields else {})
            check_schedules(plans, values, places, self.report)
        return {name: values[name] for name in names if name in values}

    def _check_value(self, name: str, steps: list[Fields], prices: bool) -> None:
        for fields in steps:
            check_evidence(name, fields, self.sources, self.report)
        if steps:
            (check_price_steps if prices else check_value_steps)(name, steps, self.report)


def _fields_of(plan: Any) -> Fields:
    fields = Fields(Mapping(None))
    fields |= {"months": plan.months} if plan.months else {"days": plan.days}
    fields["student"] = plan.student
    return fields


def override_rulebook(book: RuleBook, overrides: dict[str, object]) -> RuleBook:
    """Return the book with single values replaced, for every day; raises `InputError` with all that is not allowed.

    >>> override_rulebook(load_rulebook("amazon.co.jp"), {"pause.limit_days": None}).overridden
    ('pause.limit_days',)
    """
    report = Report()
    node = node_of(overrides)
    assert isinstance(node, Mapping)
    changed = override_nodes(book, node, report)
    if report.problems:
        raise InputError(report.problems)
    return changed


def override_nodes(book: RuleBook, node: Mapping, report: Report) -> RuleBook:
    """Return the book with the values of a `with` replaced; what is wrong is reported and left out."""
    if not node.entries:
        return book
    names = value_names(book.plans)
    before = len(report.problems)
    fields = {name: Field(override_shape(parameter)) for name, parameter in names.items()}
    shape = Record(fields, "'with'", noun="value")
    read = shape.read(node, report, "'with'")
    for name, value in read.items():
        if names[name].kind == "prices":
            check_price_steps(name, value, report)
    if len(report.problems) > before:
        return book
    replaced = {name: overriding_value(name, names[name], value) for name, value in read.items()}
    values = {name: _replace(value, replaced.get(name)) for name, value in book.values.items()}
    check_schedules(book.plans, values, value_places(node), report)
    if len(report.problems) > before:
        return book
    return _changed(book, values, replaced)


def _replace(value: BookValue, replaced: BookValue | None) -> BookValue:
    return value if replaced is None else BookValue(value.name, value.rule, replaced.steps, ())


def _changed(book: RuleBook, values: dict[str, BookValue], replaced: AnySequence[str] | dict[str, BookValue]) -> RuleBook:
    from dataclasses import replace
    from hashlib import sha256

    told = repr([(name, [(step.value, step.from_on, step.renewals_from_on) for step in values[name].steps]) for name in sorted(replaced)])
    terms = compile_terms(book.plans, values, book.holidays)
    overridden = tuple(name for name in values if name in replaced or name in book.overridden)
    digest = sha256(f"{book.sha256} {told}".encode()).hexdigest()
    return replace(book, values=values, plans=terms.plans, base_terms=terms, sha256=digest, overridden=overridden)
