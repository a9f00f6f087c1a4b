"""A `given` into a `Snapshot`: what it leaves out is supposed, what no life comes to is refused at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.given_facts import supposed_snapshot
from membership_sim.files.given_guesses import guesses
from membership_sim.files.given_known import GivenFacts
from membership_sim.files.given_shapes import CHARGE_PARTS, FACTS, OWED_PARTS, REQUIRED
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.wallet import read_wallet
from membership_sim.files.words import quoted
from membership_sim.possible import impossible
from membership_sim.possible.laws import Contradiction, fact_text

if TYPE_CHECKING:
    from membership_sim.files.shapes import Report
    from membership_sim.member import Snapshot
    from membership_sim.money import Rate
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.scenario import Wallet

PARTS: Final = {"charge": CHARGE_PARTS, "owed": OWED_PARTS}
_NAMES: Final = {
    **{fact.field: name for name, fact in FACTS.items()},
    **{f"{name}.{field}": f"{name}.{part}" for name, parts in PARTS.items() for part, field in parts.items()},
}  # the name of each fact in a file, by its path
_OF_A_PERIOD: Final = ("anchor", "elapsed", "period_start", "period_end", "opened", "owed", "paused_since")


def read_given(
    fields: Fields, book: RuleBook, default_plan: str, wallet: Wallet | None, sales_tax: Rate, report: Report
) -> Snapshot | None:
    """Return the snapshot, or None when something is wrong with it; `wallet` is the scenario's, if it has one."""
    before = len(report.problems)
    own_wallet = read_wallet(fields, wallet, report)
    wallet_is_right = len(report.problems) == before
    snapshot = _Reader(fields, book, report).snapshot(default_plan, own_wallet, sales_tax)
    return snapshot if wallet_is_right else None


class _Reader:
    """Reads one `given`; `unknown` collects the facts of which nothing may be concluded, since they are wrong."""

    def __init__(self, fields: Fields, book: RuleBook, report: Report) -> None:
        self.fields = fields
        self.book = book
        self.report = report
        self.right = fields.all_right()
        self.unknown = set(self._refused())

    def snapshot(self, default_plan: str, wallet: Wallet, sales_tax: Rate) -> Snapshot | None:
        """Return the snapshot, after telling everything that is wrong."""
        fields = self.fields
        self._check_plans()
        if not {"date", "state"} <= fields.keys():
            return None
        self._check_required(fields["state"])
        plan_id = fields.get("plan", (fields.get("owed") or {}).get("plan", default_plan))
        if plan_id not in self.book.plans or not self.unknown.isdisjoint(("plan", "owed.plan")):
            return None  # what the other facts mean depends on the plan
        terms = self.book.terms(sales_tax)
        told, plan = self._told(), self.book.plans[plan_id]
        refused = []
        for guess in guesses(told, plan, terms):
            known = GivenFacts(told, guess, self.unknown, plan, terms)
            snapshot = supposed_snapshot(known, wallet)
            contradictions = impossible(snapshot, terms, known.unknown)
            if not (known.wrong or contradictions):
                return snapshot if self.right else None
            refused.append((known, contradictions))
        simplest, contradictions = refused[0]
        for mistake in simplest.wrong:
            self._tell(*mistake)
        self._refuse_all(contradictions, simplest.sources)
        return None

    def _told(self) -> dict[str, Any]:
        told = {FACTS[name].field: _core(name, value) for name, value in self.fields.items() if name in FACTS}
        return {**told, "state": self.fields["state"], "day": self.fields["date"]}

    def _refused(self) -> list[str]:
        """Return the facts that are given and were refused already, and those that a refused name may have meant."""
        fields = self.fields
        refused = [fact.field for name, fact in FACTS.items() if fields.wrong(name)]
        if fields.node.doubtful:
            refused += [fact.field for name, fact in FACTS.items() if not fields.has(name)]
        for name, parts in PARTS.items():
            its = fields.get(name)
            if isinstance(its, Fields):
                refused += [f"{name}.{field}" for part, field in parts.items() if its.wrong(part)]
                refused += [name] if its.node.doubtful else []
        return refused

    def _tell(self, name: str, part: str, message: str, what: str = "") -> None:
        """Report what is wrong with a fact, or with a part of it, where that or else the state stands."""
        self.right = False
        its = self.fields.get(name)
        if part and isinstance(its, Fields) and its.has(part):
            place = its.place(part)
        else:
            place = self.fields.place(name if self.fields.has(name) else "state")
        self.report.add(place, f"{what or _label(name, part)} {message}")

    def _refuse_all(self, contradictions: list[Contradiction], sources: dict[str, str]) -> None:
        """Report facts that no life comes to: those that are told, then those that were supposed from other facts.

        What was supposed from a fact that is refused, or from one that gave another refused fact, is the same mistake;
        the facts of a period hang together.
        """
        refused = set()
        for contradiction in sorted(contradictions, key=lambda its: not self._is_told(its.fact)):
            fact = contradiction.fact
            name, _, part = _NAMES.get(fact, fact).partition(".")
            source = name if self.fields.has(name) else sources.get(fact.partition(".")[0], "state")
            told = self._is_told(fact)
            mistake = "period" if source in _OF_A_PERIOD else source
            if told or mistake not in refused:
                supposed = "" if told else ", supposed,"
                is_now = f"is {fact_text(fact, contradiction.value)}, {contradiction.message}"
                self._tell(source, part if source == name else "", is_now, f"{_label(name, part)}{supposed}")
            refused.add(mistake)

    def _is_told(self, fact: str) -> bool:
        return self.fields.tells(_NAMES.get(fact, fact))

    def _check_required(self, state: Any) -> None:
        """The facts that nothing else tells must be given."""
        fields = self.fields
        missing = [name for name in REQUIRED.get(state, ()) if fields.lacks(name) or fields.get(name, "") is None]
        if missing:
            self.right = False
            self.report.add(fields.place("state"), f"the state '{state}' lacks {' and '.join(map(quoted, missing))}")
            self.unknown.update(FACTS[name].field for name in missing)

    def _check_plans(self) -> None:
        owed = self.fields.get("owed")
        for where, name, fact in (
            (self.fields, "plan", "plan"), (self.fields, "next_plan", "next_plan"), (owed, "plan", "owed.plan"),
        ):  # fmt: skip
            plan = where.get(name) if where else None
            if where and plan is not None and plan not in self.book.plans:
                self.right = False
                self.report.add(where.place(name), unknown_plan(plan, self.book))
                self.unknown.add(fact)


def _label(name: str, part: str) -> str:
    return f"'{part}' of '{name}'" if part else f"'{name}'"


def _core(name: str, value: Any) -> Any:
    """Return a fact as the core has it: a day that does not apply is 0."""
    if value is None and FACTS[name].kind in ("day", "month"):
        return 0
    return tuple(value) if FACTS[name].kind == "family" else value
