"""The rule reference is complete, well-formed, and names only values and sources that exist."""

from __future__ import annotations

import ast
import re
from itertools import groupby, pairwise
from pathlib import Path
from typing import get_args

import pytest

from membership_sim import rules
from membership_sim.rulebook.parameters import PARAMETERS
from membership_sim.rules import _ALL, RULES, SECTIONS, SOURCES, Rule, RuleCertainty
from membership_sim.show.catalogue import LANGUAGES, catalogue
from membership_sim.show.certainty import certainty_words

# Typed by hand from the specification, in its order: an id is stable, so none may vanish or change.
SPECIFIED = """
TIME-1 TIME-2 TIME-3 TIME-4
JOIN-1 JOIN-2 JOIN-3 JOIN-4 JOIN-5 TRIAL-1 TRIAL-2 TRIAL-3 TRIAL-4 REJOIN-1
BILL-1 BILL-2 BILL-3 PRICE-1 PRICE-2 PRICE-3
PLAN-1 PLAN-2 PLAN-3 PLAN-4 PLAN-5
CANCEL-1 CANCEL-2 CANCEL-3 CANCEL-4 CANCEL-5 CANCEL-6 CANCEL-7 CANCEL-8
PAUSE-1 PAUSE-2 PAUSE-3 PAUSE-4 PAUSE-5 PAUSE-6 PAUSE-7
PAY-1 PAY-2 PAY-3 PAY-4 PAY-5 PAY-6 PAY-7 PAY-8
REFUND-1 REFUND-2 REFUND-3 REFUND-4 REFUND-5 REFUND-6 REFUND-7 REFUND-8
BENEFIT-1 FAMILY-1 NOTICE-1 NOTICE-2 TERM-1
"""

# Drawn by hand from the specification: how sure a rule is and by which sources, then the same of each of its notes, in
# order. A note is a part of the rule, or a remark (*) with the sources that it names. A rule without a certainty there
# is a definition of the model; calendar law (REFUND-8) states, and is none of the sources with a letter.
CERTAINTIES = """
TIME-1     reported P   | assumed | *
TIME-2     assumed      | * B P
TIME-3     assumed
TIME-4     defined      | *
JOIN-1     stated A E
JOIN-2     reported P
JOIN-3     assumed
JOIN-4     reported P   | *
JOIN-5     defined      | *
TRIAL-1    stated A E   | reported P
TRIAL-2    stated A B
TRIAL-3    stated A E   | reported P
TRIAL-4    stated A     | * E P
REJOIN-1   stated A
BILL-1     stated E
BILL-2     reported P   | reported P | assumed
BILL-3     reported U   | assumed
PRICE-1    stated P     | assumed | * A U
PRICE-2    assumed
PRICE-3    defined      | *
PLAN-1     reported P   | reported P | assumed
PLAN-2     reported P   | assumed
PLAN-3     stated P     | assumed
PLAN-4     assumed
PLAN-5     assumed
CANCEL-1   stated B E
CANCEL-2   reported P
CANCEL-3   stated B     | stated B | assumed
CANCEL-4   reported P
CANCEL-5   assumed
CANCEL-6   stated A
CANCEL-7   stated B     | *
CANCEL-8   defined      | *
PAUSE-1    stated P
PAUSE-2    stated A
PAUSE-3    stated A     | *
PAUSE-4    assumed
PAUSE-5    assumed
PAUSE-6    defined      | *
PAUSE-7    defined      | *
PAY-1      stated T     | assumed
PAY-2      stated E
PAY-3      stated E     | stated E | assumed
PAY-4      stated E
PAY-5      stated E     | assumed
PAY-6      stated T     | assumed
PAY-7      stated T     | stated T | assumed
PAY-8      defined      | *
REFUND-1   stated A B
REFUND-2   observed P   | reported P | observed P | * A
REFUND-3   stated A     | * P
REFUND-4   stated T
REFUND-5   stated T
REFUND-6   defined      | *
REFUND-7   stated B
REFUND-8   stated       | *
BENEFIT-1  stated E
FAMILY-1   stated E     | reported P | assumed
NOTICE-1   reported P
NOTICE-2   stated B E   | stated B E | assumed
TERM-1     stated T
"""

# The rules that the specification gives no certainty.
UNGRADED = "TIME-4 JOIN-5 PRICE-3 CANCEL-8 PAUSE-6 PAUSE-7 PAY-8 REFUND-6 REFUND-8"

VALUE_NAME = re.compile(r"\{([^{}]*)\}")
ID = re.compile(r"([A-Z]+)-[1-9][0-9]*")
CITED_ID = re.compile(r"\b[A-Z]{3,}-[0-9]+\b")

each_rule = pytest.mark.parametrize("rule", _ALL, ids=lambda rule: rule.id)


def known_values() -> dict[str, str]:
    """Return the rule of each dotted name that a text may use; a refund reading is named by its plan."""
    names = {value.name: value.rule for value in PARAMETERS if value.name != "refund.used.PLAN"}
    return names | {"refund.used.annual": "REFUND-2", "refund.used.monthly": "REFUND-3"}


def prefix(rule_id: str) -> str:
    return rule_id.split("-")[0]


def test_every_specified_rule_is_there_once_and_in_order() -> None:
    assert [rule.id for rule in _ALL] == SPECIFIED.split()
    assert list(RULES) == SPECIFIED.split()
    assert all(rule.id == rule_id for rule_id, rule in RULES.items())


def graded(certainty: str | None, sources: tuple[str, ...]) -> str:
    return " ".join((certainty or "*", *sources))


def test_a_rule_and_its_notes_are_as_sure_as_the_specification_says() -> None:
    told = {rule.id: [graded(*known[1:3]) for known in (rule, *rule.notes)] for rule in _ALL}
    table = (line.split(maxsplit=1) for line in CERTAINTIES.strip().splitlines())
    assert told == {rule_id: [part.strip() for part in parts.split("|")] for rule_id, parts in table}
    assert {rule.certainty for rule in _ALL} == set(get_args(RuleCertainty))


@each_rule
def test_a_rule_shows_how_sure_each_of_its_parts_is(rule: Rule) -> None:
    told = {rule.certainty, *(certainty for certainty, _ in rule.in_part)}
    assert told == {rule.certainty, *(note.certainty for note in rule.notes if note.certainty)}
    for words in map(catalogue, LANGUAGES):
        shown = certainty_words(rule.id, words)
        assert all(words.names[f"certainty.{certainty}"] in shown for certainty in told)


@each_rule
def test_a_rule_is_well_formed(rule: Rule) -> None:
    assert ID.fullmatch(rule.id)
    for words in (rule.text, *(note.text for note in rule.notes)):
        assert words.endswith(".") == (words not in [note.text for note in rule.notes if note.certainty])
        assert words == " ".join(words.split()), "a space is doubled, or stands at an end"
        assert words[0].isupper() or words.startswith("`")
        assert words.count("(") == words.count(")")
        assert words.count("`") % 2 == 0
        assert not re.search(r"[;:,.]\(|[,;][A-Za-z]|[a-z]\.[A-Z]", VALUE_NAME.sub("1", words)), "a space is missing"


# The beginnings of words that stand in many rules, and those of all words of a note.
NO_PARTS = {"some", "them", "these", "those", "that", "which", "what", "when", "other", "rest", "else", "there", "with"}
BEGINNINGS = {"en": re.compile(r"\b[a-z_]{4}[a-z_]?|`[a-z_]+`"), "ja": re.compile("[一-龠]{2}|[ァ-ヺー]{3}|`[a-z_]+`")}


@pytest.mark.parametrize("lang", LANGUAGES)
@each_rule
def test_a_note_says_which_part_of_its_rule_it_is(lang: str, rule: Rule) -> None:
    """What could stand at any rule says nothing: a note has words of its rule, as its rule has them or nearly so."""
    text, notes = catalogue(lang).statements[rule.id]
    for note, told in zip(rule.notes, notes, strict=True):
        words = set(BEGINNINGS[lang].findall(told.lower())) - NO_PARTS
        assert not note.certainty or {word for word in words if word in text.lower()}, told


# The parts that the specification says are assumed, of rules that have more than one of them.
ASSUMED_PARTS = {
    "PLAN-1": "All else|`new_from`|anchor|`at_once`|withdraws|checks",
    "PLAN-2": "months|fee|first|conversion",
    "PLAN-3": "anchor|months left|rounding|no entry|waits|declined|in a trial",
    "PAY-5": "actions|day|no retry|block|`pay`",
    "FAMILY-1": "added|refused|emptied|kept",
}


@pytest.mark.parametrize("rule_id", ASSUMED_PARTS)
def test_every_part_that_is_assumed_is_graded(rule_id: str) -> None:
    [note] = [note.text for note in RULES[rule_id].notes if note.certainty == "assumed"]
    assert [part for part in ASSUMED_PARTS[rule_id].split("|") if part not in note] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_parts_of_rules_are_called_alike(lang: str) -> None:
    statements = catalogue(lang).statements
    graded = [
        text
        for rule in _ALL
        for note, text in zip(rule.notes, statements[rule.id].notes, strict=True)
        if note.certainty
    ]
    assert sorted(graded) == sorted(set(graded))


@pytest.mark.parametrize(("lang", "parts"), [("en", ("older step", "first step")), ("ja", ("古い段", "最初の段"))])
def test_the_parts_of_a_price_are_said_once(lang: str, parts: tuple[str, ...]) -> None:
    statement = catalogue(lang).statements["PRICE-1"]
    assert [" ".join([statement.text, *statement.notes]).count(part) for part in parts] == [1, 1]


@each_rule
def test_a_rule_names_known_sources(rule: Rule) -> None:
    assert set(rule.all_sources) <= set(SOURCES)
    for sources in (rule.sources, *(note.sources for note in rule.notes)):
        assert list(sources) == sorted(set(sources))
    of_its_own = rule.certainty in ("assumed", "defined") or rule.id == "REFUND-8"  # calendar law has no letter
    assert rule.sources or of_its_own


@each_rule
def test_a_rule_names_known_values_and_rules(rule: Rule) -> None:
    names = VALUE_NAME.findall(rule.text)
    assert set(names) <= set(known_values())
    assert "{" not in VALUE_NAME.sub("", rule.text)
    assert "}" not in VALUE_NAME.sub("", rule.text)
    notes = " ".join(note.text for note in rule.notes)
    assert not VALUE_NAME.search(notes), "only a text has values put in"
    assert set(CITED_ID.findall(rule.text + notes)) <= set(RULES)


@pytest.mark.parametrize(("name", "rule_id"), known_values().items())
def test_a_value_stands_in_the_text_of_its_rule(name: str, rule_id: str) -> None:
    assert f"{{{name}}}" in RULES[rule_id].text


@pytest.mark.parametrize("rule_id", UNGRADED.split())
def test_a_rule_without_a_grade_in_the_specification_says_so(rule_id: str) -> None:
    notes = " ".join(note.text for note in RULES[rule_id].notes)
    assert "definition of the model" in notes or rule_id == "REFUND-8"


def test_sections_cover_the_prefixes_and_each_heading_stands_together() -> None:
    prefixes = [name for name, _ in groupby(prefix(rule.id) for rule in _ALL)]
    assert list(SECTIONS) == prefixes
    headings = [heading for heading, _ in groupby(SECTIONS.values())]
    assert len(headings) == len(set(headings))
    assert all(headings)


def test_sources_are_described() -> None:
    assert "".join(SOURCES) == "ABCDETPU"
    assert all(what and not what.endswith(".") for what in SOURCES.values())


def test_no_space_is_lost_between_two_lines_of_a_text() -> None:
    lines = [line.strip() for line in Path(rules.__file__).read_text(encoding="utf-8").splitlines()]
    for line, following in pairwise(lines):
        if line.endswith('"') and following.startswith('"'):
            assert line.endswith(' "'), line


def test_the_reference_imports_nothing_but_typing() -> None:
    tree = ast.parse(Path(rules.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [node.module for node in imports if isinstance(node, ast.ImportFrom)] == ["__future__", "typing"]
    assert len(imports) == 2
