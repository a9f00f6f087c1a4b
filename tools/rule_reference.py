"""Makes docs/rules.md: every rule with its values, its rows of the table and its scenarios; the matrix; the prices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Final

import row_words
from markdown_text import NOTE, anchor, code, link, listed, sentence, table

from membership_sim.files.rulebook_file import shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import ACTIONS, CHARGE_KINDS, TABLE, Row
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rules import RULES, SECTIONS, SOURCES, Rule
from membership_sim.scenario import DEFAULT_BOOK, STATES, State
from membership_sim.show.catalogue import catalogue
from membership_sim.show.certainty import note_texts
from membership_sim.show.explain import cited
from membership_sim.show.values import parameter_of, sources_of, values_of, with_unit, with_values
from membership_sim.simulate import simulate

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = "docs/rules.md"
SCENARIOS_SHOWN: Final = 5
_VALUE: Final = re.compile(r"\{[a-zA-Z_.]+\}")
_RULE_ID: Final = re.compile(r"(?<![`\w-])[A-Z]{3,}-[0-9]+\b")

CERTAINTIES: Final = {
    "stated": "official text, or a source article, says it in so many words",
    "reported": "several independent pages agree on it",
    "observed": "worked out from receipts that members published",
    "assumed": "nothing was found: a sensible choice, which can be changed",
    "defined": "a definition of the model, which claims nothing about Amazon",
}

_INTRO: Final = """\
What a membership does, rule by rule. A rule stands here once: what it says, how sure it is and by whose word, its
values in every shipped rule book, the rows of the table that carry it out, and scenarios in which it can be seen at
work. The values in bold are those of `{book}`, or of the first book that has them.

**To change a value,** put the line below its table into a scenario (`with: {{…}}`), or write it into a rule book of
your own ([how](rulebooks.md)). **To change what happens,** change a row: each is one line of
[`lifecycle.py`](../membership_sim/lifecycle.py), and its id stands in the first column here.

`membership-sim explain PAUSE-3` shows one rule in the terminal, `membership-sim rulebook {book}` every value.
"""


def files() -> dict[str, str]:
    """Return the page by its path."""
    return {PAGE: "\n".join(_page()) + "\n"}


@cache
def books() -> dict[str, RuleBook]:
    """Return the shipped rule books by name, the main one first."""
    names = sorted(shipped_names(), key=lambda name: (name != DEFAULT_BOOK, name))
    return {name: RuleBook.load(name) for name in names}


def _page() -> Iterator[str]:
    yield NOTE.format(tool="rule_reference.py")
    yield "# The rules"
    yield ""
    yield _INTRO.format(book=DEFAULT_BOOK)
    yield from table(["certainty", "means"], [[f"**{name}**", means] for name, means in CERTAINTIES.items()])
    yield ""
    yield from _contents()
    by_rule = scenarios_by_rule()
    for heading in dict.fromkeys(SECTIONS.values()):
        yield from ["", f"## {heading}"]
        for rule in rules_of(heading):
            yield from _rule(rule, by_rule.get(rule.id, []))
    yield from _matrix()
    yield from _prices()
    yield from _charge_kinds()
    yield from _sources()


def rules_of(heading: str) -> list[Rule]:
    """Return the rules of a section."""
    return [rule for rule in RULES.values() if SECTIONS[rule.id.split("-")[0]] == heading]


def rule_link(rule_id: str, page: str = "") -> str:
    """Return a link to a rule on this page, or from another page to it."""
    return link(rule_id, f"{page}#{anchor(rule_id)}")


def linked(text: str) -> str:
    """Return a text with a link for every rule that it names."""
    return _RULE_ID.sub(lambda found: rule_link(found[0]) if found[0] in RULES else found[0], text)


def _contents() -> Iterator[str]:
    yield "## Find a rule"
    short = catalogue().rules
    for heading in dict.fromkeys(SECTIONS.values()):
        yield ""
        yield f"**{link(heading, '#' + anchor(heading))}**"
        yield ""
        for rule in rules_of(heading):
            grades = dict.fromkeys([rule.certainty, *(certainty for certainty, _ in rule.in_part)])
            yield f"- {rule_link(rule.id)} {short[rule.id]} ({', in part '.join(grades)})"
    yield ""
    extras = {
        "What is allowed in which state": "every action in every state",
        "Prices": "the fees and their dates, by rule book",
        "Kinds of charge": "whose plan, which fee, which anchor",
        "Sources": "what the letters stand for",
    }
    yield from (f"- {link(name, '#' + anchor(name))}: {about}" for name, about in extras.items())


def _rule(rule: Rule, seen: list[str]) -> Iterator[str]:
    book = _book_that_knows(rule)
    yield from ["", f"### {rule.id}", "", f"*{sentence(catalogue().rules[rule.id])}.* {_certainty(rule)}", ""]
    bold = _VALUE.sub(r"**\g<0>**", rule.text)
    yield from wrapped(linked(with_values(bold, book, catalogue())))
    notes = " ".join(note_texts(rule.id, catalogue()))
    if notes:
        yield from ["", *wrapped(linked(notes), "> ")]
    yield from _values(rule)
    yield from _rows(rule)
    if seen:
        more = f" and {len(seen) - SCENARIOS_SHOWN} more" if len(seen) > SCENARIOS_SHOWN else ""
        shown = ", ".join(link(name, f"../scenarios/{name}.yaml") for name in seen[:SCENARIOS_SHOWN])
        yield from ["", *wrapped(f"At work in {shown}{more}.")]


def _book_that_knows(rule: Rule) -> RuleBook:
    """Return the main book, or the first one that has what the rule speaks of, such as the free days of the US."""

    def knows(book: RuleBook) -> bool:
        return all(step.value is not None for value in values_of(rule.id, book) for step in value.steps)

    return next(filter(knows, books().values()), books()[DEFAULT_BOOK])


def wrapped(text: str, start: str = "") -> list[str]:
    """Return the text in lines of the page's width, each with the same start."""
    return wrap(
        text, 120, initial_indent=start, subsequent_indent=start, break_long_words=False, break_on_hyphens=False
    )


def _certainty(rule: Rule) -> str:
    main = f"**{sentence(rule.certainty)}**{_by(rule.sources)}"
    return "; in part ".join([main, *(f"**{certainty}**{_by(sources)}" for certainty, sources in rule.in_part)]) + "."


def _by(sources: Sequence[str]) -> str:
    return f" by {link(listed(sources), '#sources')}" if sources else ""


# The values of a rule.


def _values(rule: Rule) -> Iterator[str]:
    named = list(dict.fromkeys(value.name for book in books().values() for value in values_of(rule.id, book)))
    if any(name.startswith("prices.") for name in named):
        yield from ["", f"The fees of every rule book: {link('Prices', '#prices')}."]
        named = [name for name in named if not name.startswith("prices.")]
    if not named:
        return
    yield ""
    yield from table(
        ["value", "is", "or", "rule book", "certainty", "sources", "note"],
        [row for name in named for row in _value_rows(name)],
    )
    yield ""
    own = [name for name in named if books()[DEFAULT_BOOK].values[name].rule == rule.id] or named
    lines = " or ".join(code(f"with: {{{name}: {_other_value(name)}}}") for name in own)
    yield f"Change it: {lines}, or another value of the same kind."


def _value_rows(name: str) -> list[list[str]]:
    """Return a row for each value that some book has, with the books that have it."""
    found: dict[tuple[str, ...], list[str]] = {}
    main = books()[DEFAULT_BOOK].values.get(name)
    for book in books().values():
        value = book.values.get(name)
        if value is None or (value is main and book.name != DEFAULT_BOOK):
            continue
        for step in value.steps:
            since = f" from {step.from_on}" if step.from_on else ""
            is_now = f"**{with_unit(step.value, name, book, catalogue())}**{since}"
            others = ", ".join(with_unit(other, name, book, catalogue()) for other in value.alternatives)
            shown = (is_now, others, step.certainty, listed(step.sources), step.note)
            found.setdefault(shown, []).append(book.name)
    return [[code(name), *shown[:2], ", ".join(names), *shown[2:]] for shown, names in found.items()]


def _other_value(name: str) -> str:
    """Return a value to try, as `with` has it: another reading of the main book, another book's value, or its own."""
    value = books()[DEFAULT_BOOK].values[name]
    own = value.steps[-1].value
    elsewhere = [book.values[name].steps[-1].value for book in books().values() if name in book.values]
    return flow((*value.alternatives, *(other for other in elsewhere if other != own), own)[0])


def flow(value: object) -> str:
    """Return a value as YAML writes it on one line."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list | tuple) else str(value)


# The rows of the table that cite a rule.


def _rows(rule: Rule) -> Iterator[str]:
    rows = [row for row in TABLE if cites(row, rule)]
    if not rows:
        return
    yield ""
    many = len(rows) > 8
    if many:
        yield from ["<details>", f"<summary>{len(rows)} rows of the table cite it</summary>", ""]
    yield from table(["row", "on", "while", "if", "then"], [_row(row) for row in rows])
    if many:
        yield from ["", "</details>"]


def cites(row: Row, rule: Rule) -> bool:
    """Tell whether a row cites the rule, itself or by the value that some book gives this rule for."""
    return any(rule.id in cited(row, book) for book in books().values())


def _row(row: Row) -> list[str]:
    guards = row_words.guards(row.when)
    return [code(row.id), row_words.trigger(row), row_words.states(row), guards, linked(row_words.effects(row))]


# Where a rule can be seen at work.


@cache
def scenarios_by_rule() -> dict[str, list[str]]:
    """Return the names of the scenario files in which each rule is at work, those that are about it first.

    A file is about a rule that its comments name; then the one comes first in which the rule has the largest share.
    """
    found: dict[str, list[tuple[bool, float, str]]] = {}
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        named = set(_RULE_ID.findall(" ".join(line for line in text.splitlines() if line.lstrip().startswith("#"))))
        counts = Counter(
            rule
            for scenario in load_scenarios(str(path), text=text)
            for entry in simulate(scenario).entries
            for rule in entry.rules
        )
        for rule in RULES:
            if rule in named or counts[rule]:
                share = counts[rule] / max(counts.total(), 1)
                found.setdefault(rule, []).append((rule not in named, -share, path.stem))
    return {rule: [name for _, _, name in sorted(places)] for rule, places in found.items()}


# The tables at the end.


def _matrix() -> Iterator[str]:
    yield from ["", "## What is allowed in which state", ""]
    yield from wrapped(
        "✓ is accepted, with the rules in brackets that may refuse it by its arguments or by what waits; = is accepted "
        "and changes nothing; a rule alone refuses. A refused action changes nothing at all. The actions of the "
        "wallet, and `set_reminder` and `set_graduation`, are accepted in every state."
    )
    yield ""
    actions = [action for action in ACTIONS if any(row.refuses for row in TABLE if row.trigger == action)]
    head = ["action", *(state.replace("_", " ") for state in STATES)]
    yield from table(head, [[code(action), *(matrix_cell(action, state) for state in STATES)] for action in actions])


def matrix_cell(action: str, state: State) -> str:
    """Return whether an action is accepted in a state, and which rules may refuse it."""
    rows = [row for row in TABLE if row.trigger == action and state in row.sources]
    refusing = list(dict.fromkeys(rule_link(row.rules[0]) for row in rows if row.refuses))
    accepting = [row for row in rows if not row.refuses]
    if not accepting:
        return " ".join(refusing)
    idle = not any(row.to or row.do or row.owes or row.asks for row in accepting)
    return ("=" if idle else "✓") + (f" ({', '.join(refusing)})" if refusing else "")


def _prices() -> Iterator[str]:
    yield from ["", "## Prices", ""]
    yield from wrapped(
        "Two dates a step: `new_from` for joins, rejoins, trial conversions and changes of plan, `renewals_from` for "
        f"renewals of the same plan ({rule_link('PRICE-1')}, {rule_link('PRICE-2')}, {rule_link('PRICE-3')}). To try a "
        "fee of your own on every day: `with: {prices.monthly: 980}`."
    )
    shown: dict[str, BookValue] = {}
    for book in books().values():
        values = {name: value for name, value in book.values.items() if name.startswith("prices.")}
        if all(shown.get(name) is value for name, value in values.items()):
            continue
        shown |= values
        tax = "tax included" if book.tax == "included" else "sales tax is added"
        yield from ["", f"**{book.title}** (`{book.name}`, {book.currency.code}, {tax})", ""]
        rows = [_price(name, step, book) for name, value in values.items() for step in value.steps]
        yield from table(["plan", "fee", "`new_from`", "`renewals_from`", "certainty", "sources"], rows)


def _price(name: str, step: ValueStep, book: RuleBook) -> list[str]:
    if step.from_on is None:
        new_from, renewals_from = "every day", "every day"
    else:
        new_from = str(step.from_on)
        renewals_from = "same" if step.renewals_from_on == step.from_on else str(step.renewals_from_on)
    certainty = f"{step.certainty}, days assumed" if step.days_assumed else step.certainty
    fee = with_unit(step.value, name, book, catalogue())
    return [code(name.removeprefix("prices.")), fee, new_from, renewals_from, certainty, listed(step.sources)]


def _charge_kinds() -> Iterator[str]:
    yield from ["", "## Kinds of charge", ""]
    yield from wrapped(
        "What a row makes owed is one of these kinds. A charge that follows a paid period keeps the anchor that "
        f"periods are counted from ({rule_link('BILL-2')}); any other starts a new one on its day."
    )
    yield ""
    rows = [[code(kind), row_words.charge(kind), *row_words.details(kind)] for kind in CHARGE_KINDS]
    yield from table(["kind", "is", "plan", "fee", "anchor"], rows)


def _sources() -> Iterator[str]:
    yield from ["", "## Sources", ""]
    yield "T is official text; the others tell what its authors saw, read or were charged."
    yield ""
    yield from table(["id", "what it is"], [[f"**{id}**", sentence(what)] for id, what in SOURCES.items()])
    own = {id: what for book in books().values() for id, what in sources_of(book.sources, book, catalogue()).items()}
    yield from [f"| **{id}** | {sentence(what)} |" for id, what in own.items() if id not in SOURCES]
    unit = parameter_of("refund.paid_within_business_days").unit
    yield from ["", f"Public holidays, for {unit}, come from the calendar laws ({rule_link('REFUND-8')})."]
