"""The pages: links lead somewhere, what is generated is current, and no example escapes the tests."""

import re
import sys
from pathlib import Path

import pytest

from membership_sim import RuleBook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import TABLE
from membership_sim.rules import RULES
from tools.page_examples import PAGES, transcript, workspace

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "tools"))  # where the generators import each other from

import generate  # noqa: E402
import markdown_text  # noqa: E402
import row_words  # noqa: E402
import rule_reference  # noqa: E402

PAGES_OF_DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
WRITTEN = ["README.md", "README.ja.md", "CHANGELOG.md", *PAGES_OF_DOCS]
RULES_PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n.*?^```$", re.MULTILINE | re.DOTALL)

# Blocks that run, and those in which nothing can: a diagram, a comment, and the two commands that run these tests.
RUN = {"console", "python", "yaml"}
NOT_RUN = {"mermaid", "text", "sh"}


def prose(text):
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def anchors(text):
    return {markdown_text.anchor(line) for line in FENCE.sub("", text).splitlines() if line.startswith("#")}


def broken(text, page):
    """Return the links of a page that lead to no file, or to no heading of one."""
    found = []
    for target in LINK.findall(prose(text)):
        if target.startswith("https://"):
            continue
        path, _, heading = target.partition("#")
        aim = (ROOT / page).parent / path if path else ROOT / page
        if not aim.exists() or (heading and heading not in anchors(aim.read_text(encoding="utf-8"))):
            found.append(target)
    return found


@pytest.mark.parametrize("page", WRITTEN)
def test_every_link_leads_somewhere(page):
    assert broken((ROOT / page).read_text(encoding="utf-8"), page) == []


def long_lines(text):
    """Return the lines of prose that are too long to read in an editor: no code, no table, nothing generated."""
    written = re.sub(r"^<!-- generated.*?^<!-- end -->$", "", FENCE.sub("", text), flags=re.MULTILINE | re.DOTALL)
    return [line for line in written.splitlines() if len(line) > 120 and not line.startswith("|")]


@pytest.mark.parametrize("page", ["README.md", *PAGES_OF_DOCS])
def test_no_line_of_prose_is_long(page):
    assert long_lines((ROOT / page).read_text(encoding="utf-8")) == []


def test_a_long_line_is_found():
    line = "word " * 30
    others = f"| {line} |\n```text\n{line}\n```\n<!-- generated: x -->\n{line}\n<!-- end -->\n"
    assert long_lines(others) == []
    assert long_lines(f"{others}{line}\n") == [line]


BROKEN = "[a](rules.md#pause-3) [b](rules.md#pause-99) [c](nowhere.md) [d](#no-heading) [e](../README.md) `[f](x.md)`"


PICTURE = re.compile(r"!\[[^\]]+\]\(([^()\s]+)\)")  # one that says in words what it shows


def test_every_picture_is_there_and_shown():
    shown = {
        ((ROOT / page).parent / target).resolve()
        for page in WRITTEN
        for target in PICTURE.findall((ROOT / page).read_text(encoding="utf-8"))
    }
    assert shown == {path.resolve() for path in (ROOT / "docs" / "pictures").iterdir()}


def test_a_broken_link_is_found():
    assert broken(BROKEN, "docs/rules.md") == ["rules.md#pause-99", "nowhere.md", "#no-heading"]


def test_every_page_is_reached_from_the_first():
    linked = {target.partition("#")[0] for target in LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert set(WRITTEN) - linked == {"README.md"}


@pytest.mark.slow
def test_what_is_generated_is_current():
    assert generate.outdated(generate.collect(generate.GENERATORS)) == []


@pytest.mark.parametrize("page", WRITTEN)
def test_no_example_escapes_the_tests(page):
    languages = set(FENCE.findall((ROOT / page).read_text(encoding="utf-8")))
    assert languages <= RUN | NOT_RUN
    assert page in PAGES or not languages & RUN


def test_an_example_that_goes_wrong_unmeant_is_noticed():
    with workspace():
        assert transcript("$ membership-sim run nothing.yaml\n$ echo $?\n").endswith("$ echo $?\n2\n")
        with pytest.raises(ValueError, match="ends with 2"):
            transcript("$ membership-sim run nothing.yaml\n")
        with pytest.raises(ValueError, match="cannot run 'ls'"):
            transcript("$ ls\n")


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`(with: \{.*?\})`", RULES_PAGE)) - {"with: {…}"}))
def test_a_line_that_changes_a_value_can_be_used(line):
    text = f"{line}\nevents: [{{date: 2025-01-31, do: join}}]"
    [scenario] = load_scenarios("line.yaml", text=text)
    assert len(scenario.book.overridden) == 1


def test_every_value_has_a_line_that_changes_it():
    names = set(re.findall(r"`with: \{([a-z_.]+):", RULES_PAGE))
    values = {name for name in RuleBook.load("amazon.co.jp").values if not name.startswith("prices.")}
    assert values <= names


def test_every_rule_and_every_row_is_on_the_page():
    assert [rule for rule in RULES if f"\n### {rule}\n" not in RULES_PAGE] == []
    assert [row.id for row in TABLE if f"| `{row.id}` |" not in RULES_PAGE] == []


def test_every_rule_text_has_its_values_put_in():
    assert not re.search(r"\{[a-z]+\.[a-zA-Z_.]+\}", RULES_PAGE)


MATRIX = [
    ("join", "prospect", "✓ ([PLAN-4](#plan-4), [JOIN-4](#join-4))"),
    ("join", "paused", "[JOIN-5](#join-5)"),
    ("cancel", "prospect", "[CANCEL-8](#cancel-8)"),
    ("cancel", "trial", "✓"),
    ("cancel", "cancelled", "="),
    ("keep", "paid", "✓ ([CANCEL-4](#cancel-4))"),
    ("pay", "suspended", "✓"),
    ("top_up", "prospect", "✓"),
]


@pytest.mark.parametrize(("action", "state", "cell"), MATRIX)
def test_a_cell_of_the_matrix(action, state, cell):
    assert rule_reference.matrix_cell(action, state) == cell


WORDS = [
    (
        "cancel.now_unused", "`cancel`", "paid → cancelled",
        "`now`; a reading other than `none`; no benefit was used in the period",
    ),
    ("pause.limit", "the pause reaches its limit", "paused → cancelled", ""),
    ("taken.renewal", "the charge is taken", "paid", "it is the fee of a renewal"),
    ("keep", "`keep`", "trial, paid", "a cancel waits or a pause waits"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "on", "where", "guards"), WORDS)
def test_a_row_in_words(id, on, where, guards):
    [row] = [row for row in TABLE if row.id == id]
    assert (row_words.trigger(row), row_words.states(row), row_words.guards(row.when)) == (on, where, guards)
