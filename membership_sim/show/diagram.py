"""The lifecycle as a diagram, in Mermaid or DOT, made from the table: every change that is allowed, no refusal.

An arrow is a pair of states with the short labels of its rows. A charge's two rows are one label: what made it owed,
and whether it was taken. Rows that hold in every state and change none (the wallet, reminders) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from membership_sim.check import owed_kinds
from membership_sim.lifecycle import ACTIONS, OUTCOMES, TABLE, Row
from membership_sim.scenario import STATES, State
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.phrases import name

Arrows = dict[tuple[State, State], dict[str, list[str]]]  # the rules of each label, by (state before, state after)
Texts = dict[tuple[State, State], list[str]]
FORMATS: Final = ("mermaid", "dot")
_PLACES: Final = {"cancel": "when", "period_end": "waiting"}  # the guard that tells a trigger's rows apart


def diagram(
    format_name: str = "mermaid", with_rules: bool = False, lang: str = "en", table: Sequence[Row] = TABLE
) -> str:
    """Return the diagram in a format of `FORMATS`, with the deciding rule of each label if asked for."""
    texts = {
        pair: [f"{label} ({', '.join(rules)})" if with_rules else label for label, rules in labels.items()]
        for pair, labels in arrows(table, lang).items()
    }
    boxes = {state: text for state in STATES if (text := catalogue(lang).names.get(f"box.{state}"))}
    return _mermaid(texts, boxes) if format_name == "mermaid" else _dot(texts, boxes)


def arrows(table: Sequence[Row] = TABLE, lang: str = "en") -> Arrows:
    """Return the labels with their deciding rules, each once, in the order of the states and of the table."""
    found: Arrows = {(source, to): {} for source in STATES for to in STATES}
    words = catalogue(lang)
    everywhere = {trigger for trigger in ACTIONS if _is_everywhere(table, trigger)}
    for row in table:
        if row.refuses or row.owes or row.asks or row.trigger in everywhere:
            continue
        for source in row.sources:
            labels = found[source, row.to or source]
            for label in _labels(table, row, source, words):
                rules = labels.setdefault(label, [])
                if row.rules[0] not in rules:
                    rules.append(row.rules[0])
    return {pair: labels for pair, labels in found.items() if labels}


def _is_everywhere(table: Sequence[Row], trigger: str) -> bool:
    """Tell whether an action is accepted in every state and never moves one by itself."""
    rows = [row for row in table if row.trigger == trigger]
    sources = {source for row in rows for source in row.sources}
    return sources == set(STATES) and not any(row.refuses or row.to or row.owes for row in rows)


def _labels(table: Sequence[Row], row: Row, source: State, words: Catalogue) -> Iterator[str]:
    if row.trigger not in OUTCOMES:
        yield _trigger_label(row, words)
        return
    for cause in _causes(table, row, source, words):
        yield words.labels["arrow_outcome"].format(cause=cause, outcome=_word(row.trigger, words))


def _word(trigger: str, words: Catalogue) -> str:
    """Return the short word for a trigger, or for how a charge came to be tried."""
    return words.names.get(f"trigger.{trigger}") or trigger.replace("_", " ")


def _trigger_label(row: Row, words: Catalogue) -> str:
    """Return the trigger in words, with the answer of the guard that tells its rows apart."""
    word = _word(row.trigger, words)
    answers = dict(row.when).get(_PLACES.get(row.trigger, ""), ())
    if len(answers) != 1 or answers[0] == "none":
        return word
    if row.trigger == "period_end":
        return words.labels["arrow_waits"].format(trigger=word, wish=name(words, f"wish.{answers[0]}"))
    return words.labels["arrow_when"].format(trigger=word, when=name(words, answers[0]))


def _causes(table: Sequence[Row], outcome: Row, source: State, words: Catalogue) -> Iterator[str]:
    """Yield what made the charge of an outcome owed, or had it tried, in that state."""
    guards = dict(outcome.when)
    kinds = guards.get("owed_for", owed_kinds(table, source))
    attempts = guards.get("attempt", ("retry", "by_hand"))
    for row in table:
        if source not in row.sources:
            continue
        if row.owes in kinds and not row.asks:
            yield _trigger_label(row, words)
        elif row.asks:
            by_hand = row.asks == "by_hand"
            if ("by_hand" in attempts) if by_hand else (set(attempts) & {"retry", "last_retry"}):
                last = not by_hand and attempts == ("last_retry",)
                yield _word("by_hand" if by_hand else "last_retry" if last else row.trigger, words)


def _mermaid(found: Texts, boxes: Mapping[State, str]) -> str:
    lines = ["stateDiagram-v2", *(f"    {state}: {text}" for state, text in boxes.items()), "    [*] --> prospect"]
    lines += [f"    {source} --> {to}: {'<br/>'.join(labels)}" for (source, to), labels in found.items()]
    return "\n".join(lines) + "\n"


def _dot(found: Texts, boxes: Mapping[State, str]) -> str:
    lines = ["digraph membership {", "    node [shape=box, style=rounded];", "    start [shape=point];"]
    lines += [f'    {state} [label="{boxes[state]}"];' if state in boxes else f"    {state};" for state in STATES]
    lines.append("    start -> prospect;")
    for (source, to), labels in found.items():
        text = "\\n".join(labels)
        lines.append(f'    {source} -> {to} [label="{text}"];')
    return "\n".join([*lines, "}"]) + "\n"
