"""The options of a day as a table and as JSON: what each action would cost, and until when benefits would last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from membership_sim.entry_fields import action_arguments
from membership_sim.machine import NEW_CARD, SOMEONE
from membership_sim.money import Currency
from membership_sim.options import Option
from membership_sim.scenario import Action, Missing, Scenario, State
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.data import laid_out
from membership_sim.show.grid import Cell, fits, grid
from membership_sim.show.paint import STATE_LOOKS, Screen
from membership_sim.show.phrases import day_and_weekday, day_text, name, plan_name
from membership_sim.show.text import printable, wrap
from membership_sim.show.words import deed

COLUMNS: Final = ("action", "charged", "refunded", "then", "benefits_until", "next_charge", "last_safe")
NUMBERS: Final = ("charged", "refunded")  # those of the columns that are amounts
Item = TypeVar("Item")


def options_table(
    scenario: Scenario, on: date, state: State, found: Sequence[Option], words: Catalogue, screen: Screen
) -> str:
    """Return the options: what that day moves, the state, and what would come after.

    Where a line has no room for all of it, what would come after stands in words below each option.
    """
    labels, currency = words.labels, scenario.book.currency
    about = labels["options_about"].format(day=day_and_weekday(words, on), state=name(words, state))
    lines = [
        *(screen.paint(line, "bold") for line in wrap(printable(scenario.title), screen.columns)),
        *(screen.paint(line, "dim") for line in wrap(about, screen.columns)),
        "",
        *_options(found, currency, words, screen),
        "",
        *(screen.paint(line, "dim") for line in wrap(labels["last_safe_about"], screen.columns)),
    ]
    return "\n".join(lines) + "\n"


def _options(found: Sequence[Option], currency: Currency, words: Catalogue, screen: Screen) -> list[str]:
    """Return the table of the options as lines, in the form that fits."""
    headings = [words.labels[label] for label in COLUMNS]
    rights = [label in NUMBERS for label in COLUMNS]
    rows = [option_row(option, currency, words) for option in found]
    notes = [not_known(option, words) for option in found]
    if not fits(headings, rows, screen):
        notes = [_after(option, currency, words) for option in found]
        headings, rights, rows = _without_after(headings), _without_after(rights), [*map(_without_after, rows)]
    return grid(headings, rows, rights, screen, flexible=0, notes=notes)


def _without_after(columns: list[Item]) -> list[Item]:
    """Leave out the columns that words can tell as well: the benefits and the next charge."""
    return columns[:4] + columns[6:]


def option_row(option: Option, currency: Currency, words: Catalogue) -> list[Cell]:
    """Return the cells of an option; a question mark is what the rule book does not know."""
    labels = words.labels
    unknown, none = Cell(labels["unknown"], "yellow"), Cell(labels["none"])
    if option.state is None:
        return [Cell(_deed(option.action, currency, words)), *[unknown] * 6]
    charged = _moved(option.charged, "bold", currency, words)
    if option.declined and not option.charged:
        charged = Cell(labels["declined"], "red")
    benefits = Cell(labels["go_on"]) if option.benefits_go_on else none
    if option.benefits_until is not None:
        benefits = Cell(words.day(option.benefits_until))
    elif option.benefits_go_on is None:
        benefits = unknown
    charge = Cell(_next_charge(option, currency, words)) if option.next_charge_on else none
    return [
        Cell(_deed(option.action, currency, words)),
        charged,
        _moved(option.refunded, "green", currency, words),
        Cell(name(words, option.state), STATE_LOOKS.get(option.state, "")),
        benefits,
        unknown if option.unknown and charge == none else charge,
        Cell(words.day(option.last_safe_on) if option.last_safe_on else labels["none"]),
    ]


def _deed(action: Action, currency: Currency, words: Catalogue) -> str:
    """Return an action in words; the names that only stand for a new one are the catalogue's."""
    labels = words.labels
    if action.do == "add_family" and action.name:
        action = action._replace(name=action.name.replace(SOMEONE, labels["someone"], 1))
    if action.do == "add_method" and action.method:
        card = action.method.name.replace(NEW_CARD, labels["new_card"], 1)
        action = action._replace(method=action.method._replace(name=card))
    return deed(action, currency, words.lang)


def _moved(amount: int | None, look: str, currency: Currency, words: Catalogue) -> Cell:
    return Cell(words.amount(amount, currency) if amount else "", look)


def _next_charge(option: Option, currency: Currency, words: Catalogue) -> str:
    assert option.next_amount is not None
    assert option.next_charge_on is not None
    return f"{words.day(option.next_charge_on)} {words.amount(option.next_amount, currency)}"


def _after(option: Option, currency: Currency, words: Catalogue) -> str:
    """Return in words what would come after an option."""
    labels = words.labels
    told = [not_known(option, words)]
    if option.next_charge_on is not None:
        told.insert(0, labels["charge_follows"].format(charge=_next_charge(option, currency, words)))
    elif not option.unknown:
        told.insert(0, labels["no_charge_follows"])
    if option.benefits_until is not None:
        told.insert(0, labels["benefits_to_day"].format(day=words.day(option.benefits_until)))
    elif option.benefits_go_on is not None:
        told.insert(0, labels["benefits_go_on"] if option.benefits_go_on else labels["no_benefits"])
    return labels["clauses"].join(filter(None, told))


def not_known(option: Option, words: Catalogue) -> str:
    """Return in words what an option needs and the rule book does not know; "" for nothing."""
    if not option.unknown:
        return ""
    what = missing_text(option.missing, words) if option.missing else printable(option.unknown)
    return words.labels["not_known"].format(what=what)


def missing_text(missing: Missing, words: Catalogue) -> str:
    """Return in words what a rule book does not know."""
    first = day_text(words, missing.first_day)
    told = {"plan": plan_name(words, missing.plan), "day": day_text(words, missing.day), "first": first}
    return words.labels["missing_fee" if missing.kind == "fee" else "missing_holidays"].format(**told)


def options_json(scenario: Scenario, on: date, state: State, found: Sequence[Option]) -> str:
    """Return the options as JSON, one a line."""
    return laid_out(options_data(scenario, on, state, found), "options")


def options_data(scenario: Scenario, on: date, state: State, found: Sequence[Option]) -> dict[str, object]:
    """Return the options as JSON has them."""
    return {
        "schema": "membership-sim/options/1",
        "title": scenario.title,
        "rulebook": {"name": scenario.book.name, "sha256": scenario.book.sha256},
        "currency": scenario.book.currency.code,
        "date": on.isoformat(),
        "state": state,
        "options": [_fields(option) for option in found],
    }


def _fields(option: Option) -> dict[str, object]:
    return {
        "action": option.action.do,
        **action_arguments(option.action),
        "charged": option.charged,
        "refunded": option.refunded,
        "declined": option.declined,
        "state": option.state,
        "next_charge": _iso(option.next_charge_on),
        "next_amount": option.next_amount,
        "benefits_until": _iso(option.benefits_until),
        "benefits_go_on": option.benefits_go_on,
        "last_safe": _iso(option.last_safe_on),
        "unknown": option.unknown,
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
