"""What a scenario is: a frozen story of one account, in whole numbers; files and Python build it alike.

A day is `date.toordinal()`, an amount is minor units, a month is the day it ends on. A `None` field was not given.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, get_args

from membership_sim.counts import counted
from membership_sim.money import NO_TAX, Rate
from membership_sim.typed import brief, fits, shown, wrong_values

if TYPE_CHECKING:
    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook

DEFAULT_BOOK: Final = "amazon.co.jp"  # of a story that names no rule book
FIRST_YEAR: Final = 1900  # of the days that a story may name, so that no calendar overflows
LAST_YEAR: Final = 2600
LONGEST_RUN_YEARS: Final = 200  # from the first day of a story, or of a member's record, to its last

State = Literal["prospect", "trial", "paid", "past_due", "suspended", "paused", "cancelled"]
STATES: Final[tuple[State, ...]] = get_args(State)

Benefit = Literal["delivery", "video", "music", "photos", "reading", "sales"]
BENEFITS: Final[tuple[Benefit, ...]] = get_args(Benefit)
SHARED_BENEFITS: Final = frozenset[Benefit](("delivery", "sales"))  # FAMILY-1

DeclineReason = Literal[
    "expired", "invalid", "insufficient_funds", "over_limit", "security_hold", "registration_error", "wrong_details"
]
DECLINE_REASONS: Final[tuple[DeclineReason, ...]] = get_args(DeclineReason)
NO_METHOD: Final = "no_method"  # the reason when nothing is on file (PAY-2)

MethodKind = Literal["card", "gift_balance", "account"]


class Method(NamedTuple):
    """A payment method on file (PAY-1, PAY-2).

    A card is good through `expires_day`; a gift balance holds `amount`; a block ends on the morning of `until_day`.
    """

    name: str
    kind: MethodKind = "card"
    expires_day: int | None = None
    amount: int = 0
    blocked: DeclineReason | None = None
    until_day: int | None = None

    def __repr__(self) -> str:
        return brief(self)


class Wallet(NamedTuple):
    """The methods in the order in which they were filed, and the name of the default (PAY-8)."""

    methods: tuple[Method, ...] = (Method("card"),)
    default: str | None = "card"


class ScriptLine(NamedTuple):
    """One scripted outcome: of the try number `number` of the run, or of every try on `day`; declined or taken."""

    number: int | None = None
    day: int | None = None
    decline: DeclineReason | None = None
    take: str | None = None

    def __repr__(self) -> str:
        return brief(self)


ActionName = Literal[
    "join", "use", "cancel", "keep", "pause", "resume", "change_plan", "pay", "terminate", "add_family",
    "remove_family", "add_method", "update_method", "remove_method", "set_default", "block_method", "unblock_method",
    "top_up", "set_reminder", "set_graduation",
]  # fmt: skip


class Action(NamedTuple):
    """One thing that a member (or, for `terminate`, Amazon) does; `ARGUMENTS` says which fields an action has."""

    do: ActionName
    plan: str | None = None  # join
    trial: bool | None = None  # join: False declines the trial
    when: Literal["later", "now"] | None = None  # cancel
    to: str | bool | None = None  # change_plan: a plan; set_reminder: yes or no
    benefit: Benefit | None = None  # use
    by: str | None = None  # use: a family member
    value: int | None = None  # use
    misuse: bool | None = None  # terminate
    month: int | None = None  # set_graduation: the last day of that month
    name: str | None = None  # family members and payment methods
    method: Method | None = None  # add_method
    expires: int | None = None  # update_method: the last day of the card's month
    reason: DeclineReason | None = None  # block_method
    until: int | None = None  # block_method: the first day it works again
    amount: int | None = None  # top_up

    def __repr__(self) -> str:
        return brief(self)


class Argument(NamedTuple):
    """An argument of an action: the kind of its value, and whether it must be given."""

    kind: Literal["plan", "yes_no", "when", "benefit", "text", "amount", "month", "method", "reason", "date"]
    required: bool = False


# Every action in the order of the matrix, with its arguments: the scenario format, `Member` and the words follow it.
ARGUMENTS: Final[dict[ActionName, dict[str, Argument]]] = {
    "join": {"plan": Argument("plan"), "trial": Argument("yes_no")},
    "use": {"benefit": Argument("benefit", required=True), "by": Argument("text"), "value": Argument("amount")},
    "cancel": {"when": Argument("when")},
    "keep": {},
    "pause": {},
    "resume": {},
    "change_plan": {"to": Argument("plan", required=True)},
    "pay": {},
    "terminate": {"misuse": Argument("yes_no")},
    "add_family": {"name": Argument("text", required=True)},
    "remove_family": {"name": Argument("text", required=True)},
    "add_method": {"method": Argument("method", required=True)},
    "update_method": {"name": Argument("text", required=True), "expires": Argument("month")},
    "remove_method": {"name": Argument("text", required=True)},
    "set_default": {"name": Argument("text", required=True)},
    "block_method": {
        "name": Argument("text", required=True),
        "reason": Argument("reason", required=True),
        "until": Argument("date"),
    },
    "unblock_method": {"name": Argument("text", required=True)},
    "top_up": {"name": Argument("text", required=True), "amount": Argument("amount", required=True)},
    "set_reminder": {"to": Argument("yes_no", required=True)},
    "set_graduation": {"month": Argument("month", required=True)},
}


def wrong_arguments(action: Action) -> list[str]:
    """Return a problem for each argument that is missing or no value of its kind; files report theirs with a place.

    >>> wrong_arguments(Action("cancel", when="soon"))
    ["when of cancel is 'soon', allowed: later, now"]
    """
    if action.do not in tuple(ARGUMENTS):  # which may be of any type
        return [f"unknown action {shown(action.do)}, allowed: {', '.join(ARGUMENTS)}"]
    arguments = ARGUMENTS[action.do]
    problems = [
        f"{name} is no argument of {action.do}, allowed: {', '.join(arguments) or 'none'}"
        for name, value in zip(Action._fields, action, strict=True)
        if value is not None and name not in arguments and name != "do"
    ]
    for name, argument in arguments.items():
        value = getattr(action, name)
        if value is None:
            if argument.required:
                problems.append(f"{action.do} needs {name}")
        elif not _FITS[argument.kind](value):
            hint, is_day = _HINTS[argument.kind]
            path = name if type(value) is Method else f"{name} of {action.do}"
            problems += wrong_values(value, hint, path, is_day)
    return problems


# The type of each kind of argument, and whether it is the number of a day.
_HINTS: Final[dict[str, tuple[object, bool]]] = {
    "plan": (str, False),
    "yes_no": (bool, False),
    "when": (Literal["later", "now"], False),
    "benefit": (Benefit, False),
    "text": (str, False),
    "amount": (int, False),
    "month": (int, True),
    "method": (Method, False),
    "reason": (DeclineReason, False),
    "date": (int, True),
}
_FITS: Final = {kind: fits(*hint) for kind, hint in _HINTS.items()}


class Place(NamedTuple):
    """Where something stands in a file; line and column count from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Event(NamedTuple):
    """An action on its day; `refused` is what the file expects: True for any refusal, or the rule that refuses."""

    day: int
    action: Action
    refused: bool | str = False
    place: Place | None = None

    def __repr__(self) -> str:
        return brief(self)


def names_known(wallet: Wallet, events: Iterable[Event]) -> dict[str, None]:
    """Return the names that a script may take by: those of the methods on file, and of those that some event adds."""
    added = (event.action.method for event in events)
    return {method.name: None for method in (*wallet.methods, *added) if isinstance(method, Method)}


class Expectation(NamedTuple):
    """What an entry (or the end of a day) must show: its day and its fields, named and valued as in the JSON."""

    day: int
    fields: tuple[tuple[str, object], ...]
    place: Place | None = None


class Expected(NamedTuple):
    """The `expect` of a document: entries, kinds that are listed completely, totals, the state at the end.

    `places` has where its parts stand: `complete.charge`, `totals.net`, `final_state`.
    """

    entries: tuple[Expectation, ...] = ()
    complete: tuple[str, ...] = ()
    totals: tuple[tuple[str, int], ...] = ()
    final_state: State | None = None
    place: Place | None = None
    places: tuple[tuple[str, Place], ...] = ()

    def place_of(self, part: str) -> Place | None:
        """Return where a part stands, or else the whole."""
        return dict(self.places).get(part, self.place)


class Scenario(NamedTuple):
    """A story: who, under which rule book, does what on which day; `until_day` is inclusive."""

    title: str
    book: RuleBook
    events: tuple[Event, ...]
    plan: str = "monthly"
    wallet: Wallet = Wallet()
    payments: tuple[ScriptLine, ...] | None = None
    until_day: int | None = None
    given: Snapshot | None = None
    sales_tax: Rate = NO_TAX
    expected: Expected | None = None

    @property
    def first_wallet(self) -> Wallet:
        """The wallet with which the story starts: that of its start, if it has one."""
        return self.wallet if self.given is None else self.given.wallet

    def __repr__(self) -> str:
        start = f", given {self.given.state}" if self.given else ""
        return f"<Scenario {self.title!r}: {self.book.name}, {self.plan}{start}, {counted(len(self.events), 'events')}>"

    @classmethod
    def from_dict(cls, document: Mapping[str, object], folder: str | os.PathLike[str] = ".") -> Scenario:
        """Return the scenario that a document of the file format says, given as plain values; dates may be `date`s.

        `folder` is where rule books with a relative path are looked for. Raises `InputError` with every problem.

        >>> Scenario.from_dict({"events": [{"date": "2025-01-31", "do": "join"}]}).plan
        'monthly'
        """
        from membership_sim.edge import path_text, unusable
        from membership_sim.files.scenario_file import load_document

        if not isinstance(document, Mapping):
            raise unusable(f"the scenario is {shown(document)}, allowed: a mapping as a file would hold it")
        return load_document(document, path_text(folder, "the folder", "the path of a folder"))

    def to_dict(self) -> dict[str, object]:
        """Return the scenario as `from_dict` takes it: what differs from the defaults, in plain values.

        A rule book that is no shipped one is named `NAME.yaml`. Raises ValueError for a sales tax that no file can say.

        >>> Scenario.from_dict({"title": "A", "events": [{"date": "2025-01-31", "do": "join"}]}).to_dict()
        {'title': 'A', 'rulebook': 'amazon.co.jp', 'events': [{'date': '2025-01-31', 'do': 'join'}]}
        """
        from membership_sim.scenario_fields import scenario_fields

        return scenario_fields(self)

    @classmethod
    def load_all(cls, path: str | os.PathLike[str]) -> list[Scenario]:
        """Return the scenarios of a file, one a document, in its order.

        Raises `InputError` with every problem of every document, each with its place.

        >>> [str(scenario.events[0].place) for scenario in Scenario.load_all("scenarios/card-expires.yaml")]
        ['scenarios/card-expires.yaml:12:5', 'scenarios/card-expires.yaml:61:5']
        """
        from membership_sim.edge import path_text
        from membership_sim.files.scenario_file import load_scenarios

        return load_scenarios(path_text(path, "the scenario file", "the path of a file"))

    def to_html(self, lang: str = "en") -> str:
        """Return the events and the file as a piece of HTML; of what cannot be run, what is wrong with it."""
        from membership_sim.show.html_scenario import scenario_fragment

        return scenario_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the files that tell the scenario, in IPython and where Hypothesis prints a failing example."""
        from membership_sim.show.scenario_text import scenario_note

        printer.text("\n" + scenario_note(self))


class MembershipError(ValueError):
    """Nothing was run, since something given cannot be used: `problems` has all that is wrong, each a line in print."""

    problems: tuple[object, ...]

    def __init__(self, *problems: object) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), self.problems)


class Missing(NamedTuple):
    """What a rule book does not know: a fee of `plan` on `day`, before its first one, or holidays from `day` on."""

    kind: Literal["fee", "holidays"]
    day: int
    plan: str = ""
    first_day: int = 0


class ScenarioError(MembershipError):
    """A story cannot be told: every problem found, each with its place if it has one.

    `missing` is set where the rule book does not know a value that the story needs.
    """

    problems: tuple[str, ...]
    missing: Missing | None = None
