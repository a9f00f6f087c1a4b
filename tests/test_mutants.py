"""Every first-order mutant of the model is noticed by what is typed by hand: the structure, the scenarios, the tables.

But for those that no story can tell apart: `tests/mutants/indistinguishable.txt` names them with the reason, and
`python -m tests.mutants` asks the other suites too and tries to tell them apart.
"""

from pathlib import Path

import pytest
from hypothesis import settings

from membership_sim import RuleBook
from membership_sim.lifecycle import TABLE
from membership_sim.machine import LIFECYCLE
from tests.mutants.__main__ import in_parallel, noticed_by
from tests.mutants.catalogue import FAMILIES, all_mutants
from tests.mutants.model import books_terms, in_force
from tests.mutants.suites import scenarios, structure, tables, vectors

FOLDER = Path(__file__).parent / "mutants"
QUICK = settings.get_current_profile_name() == "quick"


def indistinguishable(name="indistinguishable.txt"):
    """Return {mutant: reason} of the file: a line of mutants below each reason, which ends with a colon."""
    found, reason = {}, ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[line.strip()] = reason
        elif line:
            reason = line.rstrip(":")
    return found


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


@pytest.mark.slow
def test_every_mutant_is_noticed_or_indistinguishable():
    """In the quick lane the tables, which take long for what they do not notice, are asked about one of each reason."""
    mutants, suites = all_mutants(books_terms()), [structure(), scenarios(), tables()]
    asked_of_all = {reason: name for name, reason in indistinguishable().items()}.values()
    spared = set(indistinguishable()) - set(asked_of_all) if QUICK else set()

    def survives(index):
        mutant = mutants[index]
        return index, not noticed_by(mutant, suites[:2] if repr(mutant) in spared else suites, first=True)

    left = {repr(mutants[index]) for index, alive in in_parallel(survives, range(len(mutants))) if alive}
    assert left == set(indistinguishable())


@pytest.mark.slow
@pytest.mark.skipif(QUICK, reason="minutes; `make thorough` runs it")
def test_the_shipped_vectors_alone_notice_every_mutant_but_those_listed():
    mutants, suites = all_mutants(books_terms()), [vectors()]

    def survives(index):
        return index, not noticed_by(mutants[index], suites)

    left = {repr(mutants[index]) for index, alive in in_parallel(survives, range(len(mutants))) if alive}
    assert left == {*indistinguishable(), *indistinguishable("beyond_vectors.txt")}
