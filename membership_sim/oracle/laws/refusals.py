"""Laws of what is allowed: the matrix decides, a refusal and a repeated wish change nothing."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ActionEntry, Entry, NoticeEntry, RefusedEntry, StateEntry, UseEntry
from membership_sim.oracle.laws.brackets import CONDITIONS, refusing_rule
from membership_sim.oracle.laws.known import BY_HAND, Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.oracle.laws.notices import is_repeated
from membership_sim.oracle.matrix import ACCEPTING, CELLS, CERTAIN, IF_WAITING, POSSIBLE, REFUSING
from membership_sim.oracle.states import RUNNING
from membership_sim.scenario import ARGUMENTS, Action

REFUSALS: Final = Chapter()
_OF_ITS_OWN: Final = (*BY_HAND, StateEntry)


@REFUSALS.single_pass(
    "refused",
    "JOIN-4 JOIN-5 BENEFIT-1 FAMILY-1 CANCEL-4 CANCEL-8 PAUSE-6 PAUSE-7 PLAN-1 PLAN-4 PAY-5 TERM-1",
)
def the_matrix_refuses(refused: RefusedEntry, known: Known) -> str | None:
    """An action is refused only where the matrix refuses it, by the rule that stands there; by one in brackets only as
    that rule says: what a family, a plan, a trial needs.
    """
    rule = refused.rules[0] if refused.rules else "no rule"
    if refused.message == "time.back":
        return None if rule == "TIME-2" else f"an action of an earlier day is refused by {rule}"
    place = (refused.action.do, known.state)
    if CELLS[place] == IF_WAITING and known.waiting != "none":
        return f"{place[0]} is refused, although a {known.waiting} waits"
    due = None
    if place[0] in CONDITIONS and place in ACCEPTING:
        due = refusing_rule(place[0], refused.action, known, refused.day)
        if rule == due:
            return None
    elif rule in REFUSING[place]:
        return None
    told = f"{place[0]} while {known.state} is refused by {rule}"
    if rule in REFUSING[place]:
        return f"{told}, as it is asked {due or 'nothing'} refuses it"
    return f"{told}, the matrix says: {CELLS[place]}"


@REFUSALS.single_pass(
    "action use",
    "JOIN-4 JOIN-5 BENEFIT-1 CANCEL-4 CANCEL-8 PAUSE-6 PAUSE-7 PLAN-1 PLAN-4 PAY-5 TERM-1 FAMILY-1",
)
def the_matrix_accepts(entry: ActionEntry | UseEntry, known: Known) -> str | None:
    """An action is accepted only where the matrix allows it, and no rule in brackets refuses what it asks for."""
    asked: Action | UseEntry = entry if isinstance(entry, UseEntry) else entry.action
    do = "use" if isinstance(asked, UseEntry) else asked.do
    place = (do, known.state)
    if place not in ACCEPTING or (CELLS[place] == IF_WAITING and known.waiting == "none"):
        return f"{do} while {known.state} is accepted, the matrix says: {CELLS[place]}"
    if do in CONDITIONS and (rule := refusing_rule(do, asked, known, entry.day)) is not None:
        return f"{do} while {known.state} is accepted, as it is asked {rule} refuses it"
    return None


@REFUSALS.single_pass("refused", "PAY-8")
def what_is_allowed_is_told(refused: RefusedEntry, known: Known) -> str | None:
    """A refusal names what is allowed now, in the order of the matrix: nothing that it forbids, and all that depends on
    nothing on file.
    """
    allowed, state = frozenset(refused.allowed), known.state
    if refused.allowed != tuple(do for do in ARGUMENTS if do in allowed):
        return f"allowed is {', '.join(refused.allowed)}, not in the order of the matrix"
    waits = known.waiting != "none" and state in RUNNING
    if wrong := allowed - POSSIBLE[state] - ({"keep"} if waits else set()):
        return f"allowed while {state} is told to be {', '.join(sorted(wrong))}, which the matrix forbids"
    if missing := (CERTAIN[state] | {"keep"} if waits else CERTAIN[state]) - allowed:
        return f"allowed while {state} is not told to be {', '.join(sorted(missing))}"
    return None


def follows_from(known: Known) -> Entry | None:
    """Return the entry after this one if it belongs to it: of the same day, and no action of its own."""
    index = known.index + 1
    if index == len(known.entries):
        return None
    following = known.entries[index]
    is_reminder = isinstance(following, NoticeEntry) and following.notice == "reminder"
    if isinstance(following, _OF_ITS_OWN) or is_reminder or following.day > known.entries[known.index].day:
        return None
    return following


@REFUSALS.single_pass("refused", "TIME-2")
def a_refusal_changes_nothing(refused: RefusedEntry, known: Known) -> str | None:
    """A refused action leaves the state, and brings no charge, refund or notice."""
    if refused.state != known.state:
        return f"a refused {refused.action.do} leads from {known.state} to {refused.state}"
    following = follows_from(known)
    return None if following is None else f"a refused {refused.action.do} brings a {following.kind}"


@REFUSALS.single_pass("action", "CANCEL-3", actions="cancel pause change_plan")
def a_repeated_wish_is_harmless(entry: ActionEntry, known: Known) -> str | None:
    """A wish that waits, or is done, already can be repeated: it changes nothing and sends nothing."""
    if not is_repeated(entry, known):
        return None
    if entry.state != known.state:
        return f"a repeated {entry.action.do} leads from {known.state} to {entry.state}"
    following = follows_from(known)
    return None if following is None else f"a repeated {entry.action.do} brings a {following.kind}"
