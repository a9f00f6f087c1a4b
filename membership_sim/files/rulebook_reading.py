"""One rule book while it is read: its own fields over those of the book that it is based on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from membership_sim.files.nodes import Mapping
from membership_sim.files.reader import source_name
from membership_sim.files.report import Report
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
from membership_sim.files.structures import Field, Fields, Structure
from membership_sim.files.words import listed, quoted
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import BookValue, RuleBook
from membership_sim.rulebook.model import Plan

if TYPE_CHECKING:
    from membership_sim.rulebook.parameters import Parameter
    from membership_sim.scenario import Place


class BookReading:
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
        values = self._values(plans)
        if self.report.problems or values is None:
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

    def _plans(self) -> dict[str, Plan]:
        """Return the plans that are right, the base's with this book's in their place; `all_plans` if all are."""
        base = dict(self.base.plans) if self.base else {}
        self.all_plans = self.fields.has("base") == (self.base is not None) and not self.fields.wrong("plans")
        if "plans" not in self.fields:
            self.all_plans = self.all_plans and bool(base)
            return base
        own = self.fields["plans"]
        if not own and not own.node.entries:
            self.report.add(own.place(), "the book has no plan, at least one must be given")
        together: dict[str, Fields] = {id: _fields_of(plan) for id, plan in base.items()} | own
        plans = read_plans(together, self.report)
        self.all_plans = self.all_plans and own.all_right() and len(plans) == len(together)
        return plans

    def _values(self, plans: dict[str, Plan]) -> dict[str, BookValue] | None:
        """Return the values; None when something is wrong with them. Of plans that are wrong no value is missing."""
        names = value_names(plans)
        node = self.fields.get("values")
        values = {name: value for name, value in (self.base.values if self.base else {}).items() if name in names}
        missing = dict.fromkeys(name for name in names if name not in values)
        if self.fields.has("base") and self.base is None:
            missing = {}
        if node is None:
            if missing and self.base and self.fields.lacks("values"):
                self.report.add(self.fields.place(), f"the book lacks {listed(map(quoted, missing), ' and ')}")
            elif self.all_plans and not missing:
                check_schedules(plans, values, self._plans_place(), self.report)
            return values if self.all_plans and not missing else None
        known = names | self._names_of_wrong_plans(node)
        shape = Structure(
            {name: Field(dated_value(its), required=name in missing) for name, its in known.items()},
            "the book",
            noun="value",
        )
        before = self.report.count
        read: Fields = shape.read(node, self.report, "'values'")
        for name, steps in read.items():
            self._check_value(name, steps, known[name].kind == "prices")
        if not self.all_plans or self.report.count > before or not read.all_right():
            return None
        values |= {name: book_value(name, names[name], steps) for name, steps in read.items()}
        check_schedules(plans, values, value_places(node) | self._plans_place(), self.report)
        return {name: values[name] for name in names}

    def _names_of_wrong_plans(self, node: Mapping) -> dict[str, Parameter]:
        """Return the names of values that would be right if the plans were: those of plans that may exist."""
        if self.all_plans:
            return {}
        own = self.fields.get("plans")
        if isinstance(own, Fields) and not own.node.doubtful and self.fields.has("base") == (self.base is not None):
            ids = list(own.node.entries)
        else:  # nobody knows which plans there are
            ids = [name.rpartition(".")[2] for name in node.entries]
        return value_names({id: Plan(id, 1, 0, False, id, ()) for id in ids})

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
