"""A story that a system failed, with everything left out that it fails without: each event, each scripted outcome."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from membership_sim.files.errors import InputError
from membership_sim.scenario import Scenario, ScenarioError, Wallet
from membership_sim.testing.adapter import Adapter
from membership_sim.testing.difference import Differs
from membership_sim.testing.side_by_side import replay


def fewest(adapter: type[Adapter], differs: Differs) -> Differs:
    """Return the same difference, by its deciding rule, shown by a story of which nothing can be left out.

    No event can go and no two together, such as a pause and its resume, nor any scripted outcome. What does not show it
    when it is told again, because more than the story tells led to it, stays as it is.
    """
    going = True
    while going:
        going = False
        for fewer in _with_less(differs):
            shown = _fails(adapter, fewer)
            if shown is not None and shown.difference.rules[:1] == differs.difference.rules[:1]:
                differs, going = shown, True
                break
    return differs


def _with_less(differs: Differs) -> Iterator[Scenario]:
    """Yield the story with one thing less, the greatest first."""
    told, last_day = differs.scenario, differs.difference.day
    assert told.until_day is not None, "a story under way ends on its last day"
    if told.payments is not None:
        yield told._replace(payments=None)
    if told.wallet != Wallet():
        yield told._replace(wallet=Wallet())
    for left_out in chain(combinations(range(len(told.events)), 1), combinations(range(len(told.events)), 2)):
        events = tuple(event for number, event in enumerate(told.events) if number not in left_out)
        if events:
            yield told._replace(events=events)
    for number in range(len(told.payments or ())):
        assert told.payments is not None
        yield told._replace(payments=told.payments[:number] + told.payments[number + 1 :])
    if told.events[-1].day <= last_day < told.until_day:
        yield told._replace(until_day=last_day)


def _fails(adapter: type[Adapter], told: Scenario) -> Differs | None:
    try:
        replay(adapter, told)
    except Differs as differs:
        return differs
    except (ScenarioError, InputError):  # what was left out made a name or a day known
        return None
    return None
