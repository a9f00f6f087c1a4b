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

# The main certainty of each rule; the rules that the specification gives none are in UNGRADED.
GRADES = {
    "stated": """
        JOIN-1 TRIAL-1 TRIAL-2 TRIAL-3 TRIAL-4 REJOIN-1 BILL-1 PRICE-1 PLAN-3 CANCEL-1 CANCEL-3 CANCEL-6 CANCEL-7
        PAUSE-1 PAUSE-2 PAUSE-3 PAY-1 PAY-2 PAY-3 PAY-4 PAY-5 PAY-6 PAY-7 REFUND-1 REFUND-3 REFUND-4 REFUND-5
        REFUND-7 REFUND-8 BENEFIT-1 FAMILY-1 NOTICE-2 TERM-1
    """,
    "reported": "TIME-1 JOIN-2 JOIN-4 BILL-2 BILL-3 PLAN-1 PLAN-2 CANCEL-2 CANCEL-4 NOTICE-1",
    "observed": "REFUND-2",
    "assumed": "TIME-2 TIME-3 JOIN-3 PRICE-2 PLAN-4 PLAN-5 CANCEL-5 PAUSE-4 PAUSE-5",
    "defined": "TIME-4 JOIN-5 PRICE-3 CANCEL-8 PAUSE-6 PAUSE-7 PAY-8 REFUND-6",
}
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


def test_every_rule_has_its_certainty() -> None:
    expected = {rule_id: grade for grade, ids in GRADES.items() for rule_id in ids.split()}
    assert set(GRADES) == set(get_args(RuleCertainty))
    assert {rule.id: rule.certainty for rule in _ALL} == expected


@each_rule
def test_a_rule_is_well_formed(rule: Rule) -> None:
    assert ID.fullmatch(rule.id)
    for words in (rule.text, rule.note) if rule.note else (rule.text,):
        assert words.endswith(".")
        assert words == " ".join(words.split()), "a space is doubled, or stands at an end"
        assert words[0].isupper() or words.startswith("`")
        assert words.count("(") == words.count(")")
        assert words.count("`") % 2 == 0
        assert not re.search(r"[;:,.]\(|[,;][A-Za-z]|[a-z]\.[A-Z]", VALUE_NAME.sub("1", words)), "a space is missing"


@each_rule
def test_a_rule_names_known_sources(rule: Rule) -> None:
    assert set(rule.sources) <= set(SOURCES)
    assert list(rule.sources) == sorted(set(rule.sources))
    of_its_own = rule.certainty in ("assumed", "defined") or rule.id == "REFUND-8"  # calendar law has no letter
    assert rule.sources or of_its_own


@each_rule
def test_a_rule_names_known_values_and_rules(rule: Rule) -> None:
    names = VALUE_NAME.findall(rule.text)
    assert set(names) <= set(known_values())
    assert "{" not in VALUE_NAME.sub("", rule.text)
    assert "}" not in VALUE_NAME.sub("", rule.text)
    assert not VALUE_NAME.search(rule.note), "only a text has values put in"
    assert set(CITED_ID.findall(rule.text + rule.note)) <= set(RULES)


@pytest.mark.parametrize(("name", "rule_id"), known_values().items())
def test_a_value_stands_in_the_text_of_its_rule(name: str, rule_id: str) -> None:
    assert f"{{{name}}}" in RULES[rule_id].text


@pytest.mark.parametrize("rule_id", UNGRADED.split())
def test_a_rule_without_a_grade_in_the_specification_says_so(rule_id: str) -> None:
    assert "definition of the model" in RULES[rule_id].note or rule_id == "REFUND-8"


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
