"""Scenarios and rule books printed as files: every shipped one reads back as the same."""

import pytest

from membership_sim.files.rulebook_file import read_rulebook, shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.money import Rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, Scenario, Wallet
from membership_sim.show.rulebook_text import rulebook_note, rulebook_text
from membership_sim.show.scenario_text import scenario_files, scenario_text
from membership_sim.show.yaml_text import flow
from membership_sim.simulate import simulate
from tests.helpers import book, day
from tests.test_scenarios import PATHS, by_path, documents

JOIN = Event(day("2025-01-31"), Action("join"))
OWN_BOOKS = {path.stem: str(path) for path in PATHS if path.parent.name == "books"}


def without_places(scenario):
    expected = scenario.expected
    if expected is not None:
        entries = tuple(entry._replace(place=None) for entry in expected.entries)
        expected = expected._replace(place=None, places=(), entries=entries)
    events = tuple(event._replace(place=None) for event in scenario.events)
    return scenario._replace(events=events, expected=expected)


def read_back(scenario, folder):
    for name, text in scenario_files(scenario).items():
        (folder / name).write_text(text, encoding="utf-8")
    [again] = load_scenarios(str(folder / "story.yaml"))
    return again


@by_path
def test_a_shipped_scenario_reads_back_as_the_same(path, tmp_path):
    for scenario in documents(path):
        again = read_back(scenario, tmp_path)
        assert again.book.base_terms == scenario.book.base_terms
        assert again.book.values == scenario.book.values
        assert without_places(again)._replace(book=scenario.book) == without_places(scenario)


SAMPLES = [
    ("first-year.yaml", ["rulebook: amazon.co.jp\n", "  - {date: 2025-01-31, do: join}\n"]),
    ("other-values.yaml", ["with: {trial.days: 0}\n", "plan: annual\n"]),
    ("us-pause-without-limit.yaml", ["rulebook: amazon.com\n"]),
    ("weekly-gym.yaml", ["rulebook: weekly-gym.yaml\n", "trial: no}\n"]),
]


@pytest.mark.parametrize(("name", "lines"), SAMPLES)
def test_a_file_is_printed_as_a_person_would_write_it(name, lines):
    [path] = [path for path in PATHS if path.name == name and path.parent.name != "books"]
    text = scenario_text(documents(path)[0])
    assert [line for line in lines if line not in text] == []


BOOKS = [*shipped_names(), *OWN_BOOKS.values()]


@pytest.mark.parametrize("name", BOOKS)
def test_a_rule_book_reads_back_with_equal_terms(name):
    loaded = RuleBook.load(name)
    again = read_rulebook(rulebook_text(loaded).encode(), f"{loaded.name}.yaml")
    assert (again.base_terms, again.values, again.sources) == (loaded.base_terms, loaded.values, loaded.sources)
    assert again.time_zone_alternatives == loaded.time_zone_alternatives


def test_a_value_that_was_replaced_has_no_source():
    text = rulebook_text(book(values={"pause.limit_days": 90}))
    assert "pause.limit_days: {value: 90, certainty: stated, source: untold}" in text
    assert read_rulebook(text.encode(), "a.yaml").base_terms.pause_limit_days == ((1, 90),)


NOTES = [
    (book(), "rulebook: amazon.co.jp\n"),
    (book(values={"trial.days": 7}), "rulebook: amazon.co.jp\nwith: {trial.days: 7}\n"),
    (RuleBook.load(OWN_BOOKS["weekly-gym"]), "# weekly-gym.yaml\ntitle: A gym by the week or by the quarter\n"),
]


@pytest.mark.parametrize(("its", "beginning"), NOTES)
def test_a_book_is_noted_as_what_a_scenario_needs(its, beginning):
    assert rulebook_note(its).startswith(beginning)


def test_a_book_with_a_shipped_name_and_other_terms_is_no_shipped_one():
    other = book().with_terms(book().base_terms._replace(trial_days=((1, 5),)))
    assert sorted(scenario_files(Scenario("Other terms", other, (JOIN,)))) == ["amazon.co.jp.yaml", "story.yaml"]


FLOWS = [
    ("word", "word"), ("two words", "two words"), ("2025-01-31", "2025-01-31"), ("2026-04", "2026-04"),
    ("007", '"007"'), ("null", '"null"'), ("True", '"True"'), ("a: b", '"a: b"'), (" edge ", '" edge "'),
    ("年会費", '"年会費"'), ("a\x7fb", '"a\\u007fb"'), (True, "yes"), (False, "no"), (None, "null"), (0, "0"),
    ({"a": [1, "x, y"]}, '{a: [1, "x, y"]}'),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), FLOWS)
def test_a_value_on_one_line(value, text):
    assert flow(value) == text


TITLES = ["007", "null", "yes", "a: b # c", "- x", "'quoted'", '"', "\\", "年会費", "x\u200by"]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_reads_back(title, tmp_path):
    scenario = Scenario(title, book("generic"), (JOIN,))
    assert without_places(read_back(scenario, tmp_path)) == scenario


RATES = [
    (Rate(8875, 100_000), "8.875%"), (Rate(10, 100), "10%"), (Rate(50, 10_000), "0.50%"), (Rate(1, 10), "10%"),
    (Rate(1, 200), "0.5%"),
]  # fmt: skip


@pytest.mark.parametrize(("rate", "text"), RATES)
def test_a_sales_tax_is_printed_as_a_percentage(rate, text):
    scenario = Scenario("Taxed", book("amazon.com"), (JOIN,), sales_tax=rate)
    assert f'sales_tax: "{text}"\n' in scenario_text(scenario)


def test_a_sales_tax_that_no_file_can_say_is_an_error():
    with pytest.raises(ValueError, match="no percentage of at most 6 decimals"):
        scenario_text(Scenario("Taxed", book("amazon.com"), (JOIN,), sales_tax=Rate(1, 3)))


def test_a_default_that_is_not_the_first_stands_in_a_given(tmp_path):
    wallet = Wallet((Method("visa"), Method("bank", "account")), "bank")
    scenario = Scenario("The second is the default", book(), (JOIN,), wallet=wallet)
    again = read_back(scenario, tmp_path)
    assert again.wallet == wallet
    assert simulate(again).entries == simulate(scenario).entries


def test_only_the_facts_that_are_needed_are_printed():
    [scenario] = load_scenarios(
        "a.yaml", text="given: {date: 2025-11-20, state: paid, plan: annual, period_end: 2026-05-05, used: yes}"
    )
    text = scenario_text(scenario._replace(title="Short"))
    assert text == (
        "title: Short\nrulebook: amazon.co.jp\ngiven:\n  date: 2025-11-20\n  state: paid\n  plan: annual\n"
        "  period_end: 2026-05-05\n  used: yes\n"
    )


@by_path
def test_a_scenario_as_plain_values_reads_back_as_the_same(path):
    folder = path.parent  # where its own rule book lies
    for scenario in documents(path):
        if scenario.book.name in shipped_names():
            again = Scenario.from_dict(scenario.to_dict(), folder)
            assert without_places(again) == without_places(scenario)
