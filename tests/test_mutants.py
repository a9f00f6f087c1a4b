"""Every mutant of the catalogue is noticed by what is typed by hand: the structure, the scenarios, the tables.

But for those that no story can tell apart: `tests/mutants/indistinguishable.txt` names them with the reason, and
`python -m tests.mutants` asks the other suites too and tries to tell them apart. So are they noticed by the shipped
vectors alone, but for those of `tests/mutants/beyond_vectors.txt`, which nothing that a vector tells can tell apart.
"""

from itertools import groupby

import pytest
from hypothesis import settings

from membership_sim import RuleBook
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, CHARGE_KINDS, TABLE
from membership_sim.machine import LIFECYCLE
from membership_sim.scenario import STATES
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from tests.helpers import begin_told, book, play
from tests.mutants.__main__ import DEPTH, in_parallel, noticed_by
from tests.mutants.catalogue import FAMILIES, ONLY_IN, all_mutants
from tests.mutants.depth import MORE_PLACES, difference, told
from tests.mutants.model import books_terms, in_force
from tests.mutants.named import BEYOND_VECTORS, INDISTINGUISHABLE, named
from tests.mutants.parts import asked_parts, noting
from tests.mutants.suites import retold, scenarios, structure, tables, vectors

QUICK = settings.get_current_profile_name() == "quick"
NOTICED = 5 if QUICK else 1  # of a large family, every so many-th is held against what is typed by hand
LARGE = 60  # mutants
EVERY = 25 if QUICK else 1  # and against the vectors
STORIES = 40 if QUICK else 600  # told again under each mutant that is beyond them


def test_every_family_has_mutants_and_each_has_a_name_of_its_own():
    mutants = all_mutants(books_terms())
    assert {mutant.family for mutant in mutants} == set(FAMILIES)
    assert len({repr(mutant) for mutant in mutants}) == len(mutants)


def test_a_mutant_in_force_is_gone_afterwards():
    terms = RuleBook.load("generic").base_terms
    for family in FAMILIES:
        mutant = next(mutant for mutant in all_mutants({"generic": terms}) if mutant.family == family)
        with in_force(mutant):
            pass
    assert LIFECYCLE.table == TABLE
    assert RuleBook.load("generic").base_terms is terms


# A story, parts of the model that it asks for, and parts for which it does not ask.
ASKED = [
    (
        "2025-01-31 join",
        "run prospect join, value amazon.co.jp trial_days",
        "run prospect taken, looked at trial cancel, charge join, prices amazon.co.jp annual",
    ),
    (
        "2025-01-31 join trial=no",
        "run prospect taken, charge join, prices amazon.co.jp monthly, value amazon.co.jp billing_month_end",
        "charge renewal, prices amazon.co.jp annual, value amazon.co.jp refund_used, value amazon.com sales_tax",
    ),
    ("2025-01-31 join \n 2025-02-01 resume", "run trial resume, looked at trial cancel", "run trial cancel"),
]


@pytest.mark.parametrize(("happened", "asked_for", "others"), ASKED)
def test_the_parts_of_the_model_that_a_story_asks_for(happened, asked_for, others):
    with asked_parts() as asked:
        play(happened)
    told = {" ".join(part) for part in asked}
    assert told >= set(asked_for.split(", "))
    assert told.isdisjoint(others.split(", "))


def test_what_is_read_as_a_whole_is_read_field_by_field():
    read = []
    kind = CHARGE_KINDS["join"]
    noted = noting(kind, read.append)
    for ask in (list, hash, lambda its: its[0], lambda its: kind == its, lambda its: its._asdict()):
        read.clear()
        ask(noted)
        assert set(read) == set(kind._fields)
    read.clear()
    other = noted._replace(plan="ahead")
    assert read == []
    assert (other.plan, read) == ("ahead", ["plan"])
    assert other == kind._replace(plan="ahead")


@pytest.mark.slow
def test_what_asks_for_no_part_of_a_mutant_goes_the_same_under_it():
    stories, tried = [], set()
    with asked_parts() as asked:
        for scenario in (story(seed, book()) for seed in range(12)):
            asked.clear()
            stories.append((scenario, simulate(scenario).entries, frozenset(asked)))
    for mutant in all_mutants(books_terms())[::40]:
        for scenario, entries, parts in stories:
            if mutant.parts and mutant.parts.isdisjoint(parts):
                tried.add(mutant.family)
                with in_force(mutant):
                    assert simulate(scenario).entries == entries, mutant
    assert len(tried) > 5


def by_family(mutant):
    return FAMILIES.index(mutant.family)


@pytest.mark.slow
def test_every_mutant_is_noticed_or_indistinguishable():
    families = groupby(sorted(all_mutants(books_terms()), key=by_family), by_family)
    each = (list(family) for _, family in families)
    mutants = [mutant for family in each for mutant in family[:: NOTICED if len(family) > LARGE else 1]]
    suites = [scenarios(), structure(), tables()]  # the soonest first

    def survives(index):
        return index, not noticed_by(mutants[index], suites, first=True)

    left = {repr(mutants[index]) for index, alive in in_parallel(survives, range(len(mutants))) if alive}
    assert left == {repr(mutant) for mutant in mutants} & set(named(INDISTINGUISHABLE))


@pytest.mark.slow
def test_answers_come_in_no_other_states_than_the_catalogue_knows():
    asks = {do: {atom for row in TABLE if row.trigger == do for atom, _ in row.when} for do in ACTIONS}
    for scenario in map(story, range(400)):
        run = begin_told(scenario)
        for event in scenario.events:
            run.advance(event.day)
            run.step.action, state = event.action, run.facts.state
            for atom in asks[event.action.do]:
                assert state in ONLY_IN.get((atom, GUARDS[atom](run.step)), STATES), (atom, state)
            run.act(event.day, event.action)


def test_what_is_named_indistinguishable_is_a_mutant():
    names = {repr(mutant) for mutant in all_mutants(books_terms())}
    assert set(named(INDISTINGUISHABLE)) <= names


@pytest.mark.slow
def test_the_shipped_vectors_alone_notice_every_mutant_but_those_named():
    mutants, suites = all_mutants(books_terms())[::EVERY], [vectors()]
    beyond = {*named(INDISTINGUISHABLE), *named(BEYOND_VECTORS)}

    def survives(index):
        return index, not noticed_by(mutants[index], suites)

    left = {repr(mutants[index]) for index, alive in in_parallel(survives, range(len(mutants))) if alive}
    assert left == {repr(mutant) for mutant in mutants} & beyond


@pytest.mark.parametrize(("state", "happened", "options"), [(place[0], *place[2:]) for place in MORE_PLACES])
def test_the_search_begins_where_it_says(state, happened, options):
    assert play(happened, **options).facts.state == state


def beyond_vectors():
    """Return the mutants that the file names, each of which there must be."""
    names = set(named(BEYOND_VECTORS))
    found = [mutant for mutant in all_mutants(books_terms()) if repr(mutant) in names]
    assert len(found) == len(names)
    return found


@pytest.mark.slow
def test_no_story_tells_what_is_beyond_the_vectors():
    mutants, suites = beyond_vectors(), [retold(STORIES)]

    def is_told(index):
        return index, noticed_by(mutants[index], suites)

    told_apart = {repr(mutants[index]) for index, names in in_parallel(is_told, range(len(mutants))) if names}
    assert told_apart == set()
    others = [mutant for mutant in all_mutants(books_terms()) if mutant.family == "destination changed"][::EVERY]
    assert any(noticed_by(mutant, suites) for mutant in others)


@pytest.mark.slow
@pytest.mark.skipif(QUICK, reason="minutes; `make thorough` runs it")
def test_what_is_beyond_the_vectors_is_indistinguishable_by_what_they_tell():
    mutants = beyond_vectors()

    def tell(index):
        return index, difference(mutants[index], DEPTH, told)

    stories = dict(in_parallel(tell, range(len(mutants))))
    assert {repr(mutants[index]): story for index, story in stories.items() if story} == {}
