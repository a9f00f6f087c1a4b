"""One rule book while it is read: its own fields over those of the book that it is based on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from membership_sim.files.nodes import Mapping
from membership_sim.files.reader import source_name
from membership_sim.files.records import Field, Fields, Record
from membership_sim.files.rulebook_checks import (
    check_evidence,
    check_price_steps,
    check_schedules,
    check_value_steps,
    read_plans,
    value_places,
)
from membership_sim.files.rulebook_shapes import REQUIRED, dated_value
from membership_sim.files.rulebook_terms import book_value, compile_terms, value_names
from membership_sim.files.shapes import Report
from membership_sim.files.words import quoted
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import BookValue, RuleBook

if TYPE_CHECKING:
    from membership_sim.scenario import Place


class Reading:
    """One rule book while it is read: its fields, and the book that it is based on (None: none, or a bad one)."""

    def __init__(self, fields: Fields, base: RuleBook | None, report: Report, path: str, shipped: bool) -> None:
        self.fields = fields
        self.base = base
        self.report = report
        self.path = path
        self.shipped = shipped
        missing = [repr(name) for name in REQUIRED if fields.lacks(name)]
        if missing and not fields.has("base"):
            report.add(fields.place(), f"a rule book without 'base' lacks {' and '.join(missing)}")

    def book(self, data: bytes) -> RuleBook | None:
        """Return the book, or None when something is wrong with it."""
        self.sources = self._sources()
        self._check_zone()
        plans = self._plans()
        values = self._values(plans) if plans else None
        if self.report.problems or plans is None or values is None:
            return None
        base = self.base
        zone = self.fields.get("time_zone", {})
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
            told=data + (base.told if base else b""),
            base_terms=terms,
            time_zone_sources=tuple(zone.get("source", ())) if zone or not base else base.time_zone_sources,
            time_zone_alternatives=(
                tuple(zone.get("alternatives", ())) if zone or not base else base.time_zone_alternatives
            ),
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
                message = (
                    f"unknown time zone {quoted(name)}, a zone of the IANA database such as 'Asia/Tokyo' is allowed"
                )
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
            if missing and self.base and self.fields.lacks("values"):
                self.report.add(self.fields.place(), f"the book lacks values: {', '.join(missing)}")
            if not missing:
                check_schedules(plans, values, self._plans_place(), self.report)
            return values if not missing else None
        required = [name for name in names if name not in values]
        shape = Record(
            {name: Field(dated_value(its), required=name in required) for name, its in names.items()},
            "the book's values",
            noun="value",
        )
        before = len(self.report.problems)
        read: Fields = shape.read(node, self.report, "'values'")
        for name, steps in read.items():
            self._check_value(name, steps, names[name].kind == "prices")
        if len(self.report.problems) == before and read.all_right():
            values |= {name: book_value(name, names[name], steps) for name, steps in read.items()}
            check_schedules(plans, values, value_places(node) | self._plans_place(), self.report)
        return {name: values[name] for name in names if name in values} if read.all_right() else None

    def _plans_place(self) -> dict[str, Place | None]:
        return {"plans": self.fields.place("plans")} if "plans" in self.fields else {}

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
