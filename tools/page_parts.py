"""Renews what is generated inside the READMEs and docs/: the parts between markers, the output of commands.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; to add one, add its function to `PARTS`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, get_args

import click
import law_reference
import page_examples
from markdown_text import code, link, listed, table
from rule_reference import books, flow, rule_link

from membership_sim.cli import COMMANDS, PROGRAM, group
from membership_sim.entry_fields import ENTRY_FIELDS
from membership_sim.files.composer import DEEPEST, MOST_DOCUMENTS, MOST_NODES
from membership_sim.files.given_shapes import FACTS, REQUIRED
from membership_sim.files.reader import LARGEST_FILE
from membership_sim.files.report import MOST_PROBLEMS
from membership_sim.files.rulebook_shapes import book_shape
from membership_sim.files.scenario_file import MOST_RUN_YEARS
from membership_sim.files.scenario_shapes import MOST_TRIES, scenario_shape
from membership_sim.files.shapes import LARGEST_AMOUNT, LONGEST_NOTE
from membership_sim.files.structures import Field
from membership_sim.files.value_shapes import method_variants
from membership_sim.files.wallet import MOST_METHODS
from membership_sim.findings import MOST_TOLD
from membership_sim.rulebook.parameters import PARAMETERS, Parameter
from membership_sim.rules import RULES, RuleCertainty
from membership_sim.scenario import (
    ARGUMENTS,
    BENEFITS,
    DECLINE_REASONS,
    DEFAULT_BOOK,
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_RUN_YEARS,
    SHARED_BENEFITS,
    Argument,
)
from membership_sim.show.catalogue import catalogue
from membership_sim.show.diagram import diagram
from membership_sim.show.values import with_unit
from membership_sim.typed import LONGEST_TEXT

_PART: Final = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
Lines = Iterator[str]


def files() -> dict[str, str]:
    """Return each page, renewed, by its path; KeyError for a marker that names no part."""
    return {page: _renewed(page) for page in page_examples.PAGES}


def _renewed(page: str) -> str:
    up = "docs/" if "/" not in page else ""
    text = (page_examples.ROOT / page).read_text(encoding="utf-8")
    text = _PART.sub(lambda found: found[1] + "\n".join(PARTS[found["name"]](up)) + "\n" + found[3], text)
    return page_examples.renewed(text)


# The parts. Each is given the path from its page to docs/.


def first_story(up: str) -> Lines:
    """Yield the story of the first scenario, without what is expected of it."""
    text = (page_examples.ROOT / "scenarios" / "first-year.yaml").read_text(encoding="utf-8")
    story = text[: text.index("expect:")].splitlines()
    yield from ["```yaml", *(line for line in story if not line.startswith("#")), "```"]


def state_diagram(up: str) -> Lines:
    """Yield the lifecycle as a diagram."""
    yield from ["```mermaid", *diagram().splitlines(), "```"]


def command_list(up: str) -> Lines:
    """Yield the commands with what they do."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in COMMANDS}
    rows = [[code(f"{PROGRAM} {name}"), command.get_short_help_str(200)] for name, command in found.items() if command]
    yield from table(["command", "what it gives"], rows)


def state_diagram_ja(up: str) -> Lines:
    """Yield the lifecycle as a diagram in Japanese."""
    yield from ["```mermaid", *diagram(lang="ja").splitlines(), "```"]


_COMMANDS_JA: Final = {
    "run": "シナリオの請求の経過",
    "test": "シナリオが予想どおりかどうか",
    "check": "ほかのツールの記録の判定",
    "serve": "一行ずつのJSONの問いへの答え",
    "options": "ある日にできることと、その費用",
    "report": "グラフ、表、理由、できることを一つにまとめたHTMLのページ",
    "explain": "一つのルール、またはシナリオの一日の詳しい説明",
    "rulebook": "ルールブックの値、またはルールブックの一覧",
    "diagram": "会員資格の状態の図",
    "schema": "形式のJSON Schema",
    "vectors": "どの言語のプログラムでも使える試験データ",
    "completion": "シェルの入力を補うスクリプト",
}


def command_list_ja(up: str) -> Lines:
    """Yield the commands with what they do, in Japanese; KeyError for a command that has no words."""
    rows = [[code(f"{PROGRAM} {name}"), _COMMANDS_JA[name]] for name in COMMANDS]
    yield from table(["コマンド", "内容"], rows)


def rule_counts(up: str) -> Lines:
    """Yield how many rules there are of each certainty."""
    counts = Counter(rule.certainty for rule in RULES.values())
    grades = listed([f"{counts[grade]} {grade}" for grade in get_args(RuleCertainty)])
    page = link("how sure they are", f"{up}rules.md")
    yield f"There are {len(RULES)} rules; by {page}, {grades}."


def assumed_rules(up: str) -> Lines:
    """Yield the rules that are assumed, and the assumed values of each book with their alternatives."""
    page = f"{up}rules.md"
    short = catalogue().rules
    for rule in RULES.values():
        if rule.certainty == "assumed":
            yield f"- {rule_link(rule.id, page)}: {short[rule.id]}"
    for told, names in _assumed_values(page).items():
        yield f"- {told.format(books=listed([*map(code, names)]))}"
    fees = [f"{', '.join(map(code, fees))} of {listed([*map(code, names)])}" for fees, names in _old_fees().items()]
    yield f"- the first days of some old fees ({'; '.join(fees)}; {link('prices', page + '#prices')})"


def _assumed_values(page: str) -> dict[str, list[str]]:
    """Return what is told of each assumed value, with the names of the books in which it is that."""
    found: dict[str, list[str]] = {}
    for book in books().values():
        if book.time_zone_certainty == "assumed":
            others = " or ".join(book.time_zone_alternatives)
            about = f"{book.time_zone} ({rule_link('TIME-1', page)}); it can be {others}"
            found.setdefault(f"the time zone of {{books}}, {about}", []).append(book.name)
        for name, value in book.values.items():
            assumed = [step for step in value.steps if step.certainty == "assumed"]
            if assumed:
                others = " or ".join(with_unit(other, name, book, catalogue()) for other in value.alternatives)
                is_now = with_unit(assumed[-1].value, name, book, catalogue())
                about = f"{is_now} ({rule_link(value.rule, page)}); it can be {others}"
                found.setdefault(f"the value {code(name)} of {{books}}, {about}", []).append(book.name)
    return found


def _old_fees() -> dict[tuple[str, ...], list[str]]:
    """Return the fees that have assumed days, with the names of the books in which it is these."""
    found: dict[tuple[str, ...], list[str]] = {}
    for book in books().values():
        names = tuple(name for name, value in book.values.items() if any(step.days_assumed for step in value.steps))
        if names:
            found.setdefault(names, []).append(book.name)
    return found


def actions(up: str) -> Lines:
    """Yield every action with its arguments."""
    rows = [
        [code(do), "; ".join(_argument(name, argument) for name, argument in arguments.items())]
        for do, arguments in ARGUMENTS.items()
    ]
    yield from table(["`do:`", "arguments"], rows)


_ARGUMENT_WORDS: Final[dict[str, str]] = {
    "plan": "a plan",
    "yes_no": "yes or no",
    "when": "`later` (the default) or `now`",
    "benefit": "a benefit",
    "text": "a name",
    "amount": "minor units",
    "month": "a month such as `2026-04`",
    "method": "a payment method, or its fields in the event itself",
    "reason": "a reason",
    "date": "the first day it works again",
}


def _argument(name: str, argument: Argument) -> str:
    return f"{code(name)}{' (required)' if argument.required else ''}: {_ARGUMENT_WORDS[argument.kind]}"


def words_of_actions(up: str) -> Lines:
    """Yield the words that arguments can be."""
    shared = ", ".join(code(benefit) for benefit in BENEFITS if benefit in SHARED_BENEFITS)
    yield f"- Benefits: {', '.join(map(code, BENEFITS))}. Family members share {shared}."
    yield f"- Reasons of a block or a decline: {', '.join(map(code, DECLINE_REASONS))}."


def methods(up: str) -> Lines:
    """Yield the kinds of payment method with their fields."""
    rows = [
        [code(kind), "; ".join(f"{code(name)}: {field.about}" for name, field in record.fields.items())]
        for kind, record in method_variants().items()
    ]
    yield from table(["kind", "fields"], rows)


def document_fields(up: str) -> Lines:
    """Yield the fields of a scenario."""
    yield from _fields(scenario_shape().fields)


def book_fields(up: str) -> Lines:
    """Yield the fields of a rule book."""
    yield from _fields(book_shape().fields)


def _fields(fields: dict[str, Field]) -> Lines:
    def default(field: Field) -> str:
        return f"; the default is {code(str(field.default))}" if field.default is not None else ""

    yield from table(["field", "is"], [[code(name), field.about + default(field)] for name, field in fields.items()])


def given_facts(up: str) -> Lines:
    """Yield every fact of `given` with the states in which it applies and what is supposed without it."""
    states = len({state for fact in FACTS.values() for state in fact.states})
    rows = []
    for name, fact in FACTS.items():
        where = "every state" if len(fact.states) == states else ", ".join(fact.states)
        rows.append([code(name), fact.about, where, fact.default])
    yield from table(["fact", "is", "applies in", "without it"], rows)
    needs = "; ".join(f"{code(state)}: {', '.join(map(code, names))}" for state, names in REQUIRED.items())
    yield from ["", f"Facts that a state must have: {needs}."]


def entry_fields(up: str) -> Lines:
    """Yield the fields of each kind of entry."""
    arguments = {name for own in ARGUMENTS.values() for name in own}
    rows = []
    for kind, names in ENTRY_FIELDS.items():
        shown = [code(name) for name in names if kind not in ("action", "refused") or name not in arguments]
        also = ", the arguments" if len(shown) < len(names) else ""
        rows.append([code(kind), ", ".join(shown) + also])
    yield from table(["kind", "its own fields"], rows)


def values(up: str) -> Lines:
    """Yield every dotted name with what it is and its value in the main book."""
    page = f"{up}rules.md"
    rows = [
        [code(each.name), each.what, _allowed(each), _now(each, page), rule_link(each.rule, page)]
        for each in PARAMETERS
    ]
    yield from table(["name", "is", "allowed", f"in `{DEFAULT_BOOK}`", "rule"], rows)


def _allowed(parameter: Parameter) -> str:
    units = parameter.unit or "minor units"
    words = {
        "whole": f"{units}, {parameter.minimum} or more",
        "choice": ", ".join(map(code, parameter.choices)),
        "schedule": f"a list of {units} that rise",
        "range": f"two numbers of {units}",
        "again": "`never` or `{after_months: n}`",
        "prices": "one fee for every day, or a list of `{fee, new_from, renewals_from}`",
    }
    return words[parameter.kind] + (f", or `null`: {parameter.null}" if parameter.null else "")


def _now(parameter: Parameter, page: str) -> str:
    if parameter.kind == "prices":
        return link("prices", f"{page}#prices")
    book = books()[DEFAULT_BOOK]
    prefix = parameter.name.removesuffix("PLAN")
    names = [name for name in book.values if name == parameter.name or (name != prefix and name.startswith(prefix))]
    shown = []
    for name in names:
        value = book.values[name].on(date.max)
        assert value is not None
        plan = f" ({name.removeprefix(prefix)})" if name != parameter.name else ""
        shown.append(code(flow(value.value)) + plan)
    return ", ".join(shown)


def limits(up: str) -> Lines:
    """Yield what a file, and what is told of it, is limited to."""
    rows = [
        ["a file", f"{LARGEST_FILE // 2**20} MiB, {MOST_DOCUMENTS:,} documents, {MOST_NODES:,} names and values"],
        ["nesting", f"{DEEPEST} levels"],
        ["a day, a month", f"in the years {FIRST_YEAR} to {LAST_YEAR}"],
        ["a run", f"{LONGEST_RUN_YEARS} years, and those of a file together {MOST_RUN_YEARS:,}"],
        ["a text", f"1 to {LONGEST_TEXT} characters on one line; `because` up to {LONGEST_NOTE:,}"],
        ["an amount", f"0 to {LARGEST_AMOUNT:,} minor units"],
        ["the number of a scripted try", f"1 to {MOST_TRIES:,}"],
        ["a wallet", f"{MOST_METHODS:,} payment methods at a time"],
        ["what is told", f"the first {MOST_PROBLEMS} problems of a file, {MOST_TOLD} findings of a document"],
    ]
    yield from table(["what", "limit"], rows)


PARTS: Final[dict[str, Callable[[str], Lines]]] = {
    "first-story": first_story,
    "state-diagram": state_diagram,
    "commands": command_list,
    "commands-ja": command_list_ja,
    "state-diagram-ja": state_diagram_ja,
    "rule-counts": rule_counts,
    "assumed-rules": assumed_rules,
    "actions": actions,
    "words": words_of_actions,
    "methods": methods,
    "scenario-fields": document_fields,
    "rule-book-fields": book_fields,
    "given": given_facts,
    "entry-fields": entry_fields,
    "values": values,
    "limits": limits,
    "laws": law_reference.laws,
}
