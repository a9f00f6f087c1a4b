"""The options of a day as a table and as JSON: what each action would cost, and until when benefits would last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from membership_sim.entry_fields import action_arguments
from membership_sim.money import Currency
from membership_sim.options import Option
from membership_sim.scenario import Scenario, State
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.data import json_text
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import STATE_LOOKS, Screen
from membership_sim.show.text import printable, wrap
from membership_sim.show.words import deed, name


def options_table(
    scenario: Scenario, on: date, state: State, found: Sequence[Option], words: Catalogue, screen: Screen
) -> str:
    """Return an option a line: the money of that day, the state, the benefits' last day, the next charge."""
    labels, currency = words.labels, scenario.book.currency
    about = labels["options_about"].format(day=on, weekday=words.weekdays[on.weekday()], state=name(words, state))
    rows = [_row(option, currency, words) for option in found]
    headings = [labels[label] for label in ("action", "today", "then", "benefits_until", "next_charge", "last_safe")]
    lines = [
        *(screen.paint(line, "bold") for line in wrap(printable(scenario.title), screen.columns)),
        *(screen.paint(line, "dim") for line in wrap(about, screen.columns)),
        "",
        *grid(headings, rows, [False, True, False, False, False, False], screen, flexible=0),
        "",
        screen.paint(labels["last_safe_about"], "dim"),
    ]
    return "\n".join(lines) + "\n"


def _row(option: Option, currency: Currency, words: Catalogue) -> list[Cell]:
    labels = words.labels
    moved = option.charged - option.refunded
    today = words.amount(moved, currency) if moved else labels["declined"] if option.declined else ""
    benefits = labels["go_on"] if option.benefits_go_on else str(option.benefits_until or labels["none"])
    charge = labels["none"]
    if option.next_charge_on is not None and option.next_amount is not None:
        charge = f"{option.next_charge_on} {words.amount(option.next_amount, currency)}"
    return [
        Cell(deed(option.action, currency, words.lang)),
        Cell(today, "red" if option.declined else "bold"),
        Cell(name(words, option.state), STATE_LOOKS.get(option.state, "")),
        Cell(benefits),
        Cell(charge),
        Cell(str(option.last_safe_on or labels["none"])),
    ]


def options_json(scenario: Scenario, on: date, state: State, found: Sequence[Option]) -> str:
    """Return the options as JSON, one a line."""
    head = {
        "schema": "membership-sim/options/1",
        "title": scenario.title,
        "rulebook": {"name": scenario.book.name, "sha256": scenario.book.sha256},
        "currency": scenario.book.currency.code,
        "date": on.isoformat(),
        "state": state,
    }
    fields = [f"{json_text(key)}: {json_text(value)}" for key, value in head.items()]
    options = ",\n  ".join(json_text(_fields(option)) for option in found)
    return "{" + ",\n ".join([*fields, f'"options": [\n  {options}\n]' if found else '"options": []']) + "}"


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
    }


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
