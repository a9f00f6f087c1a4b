"""Verdicts on the members of a record as data: JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from membership_sim.entry_fields import iso
from membership_sim.show.data import laid_out
from membership_sim.show.diagnosis_text import diagnosis_fields
from membership_sim.show.verdict_text import doubt_text

if TYPE_CHECKING:
    from membership_sim.record_source import Hidden
    from membership_sim.verdicts import Divergence, Doubt, Judged, Verdict


def as_json(judged: Judged) -> str:
    """Return the verdicts as one JSON document, a member a line."""
    return laid_out(verdicts_data(judged, [str(problem) for problem in judged.problems]), "members") + "\n"


def verdicts_data(judged: Judged, problems: Sequence[object]) -> dict[str, object]:
    """Return the verdicts as JSON has them; the problems are as it is to have them."""
    return {
        "schema": "membership-sim/verdicts/1",
        "lines": judged.lines,
        "verdicts": dict(Counter(verdict.judgement for verdict in judged.verdicts)),
        **({"untried": judged.untried} if judged.untried else {}),
        "problems": list(problems),
        "members": [verdict_fields(verdict) for verdict in judged.verdicts],
    }


def verdict_fields(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as JSON has it."""
    fields: dict[str, object] = {
        "member": verdict.member,
        "verdict": verdict.judgement,
        "place": str(verdict.first_place),
        "lines": verdict.lines,
        "observes": list(verdict.observes),
        "compared": verdict.compared,
        "outputs": verdict.outputs,
    }
    if verdict.readings:
        fields["readings"] = list(verdict.readings)
    if verdict.doubt is not None:
        fields["why"] = doubt_text(verdict.doubt, verdict.currency)
        if verdict.doubt.day:
            fields["supposed"] = supposed_fields(verdict.doubt)
    if verdict.divergence is not None:
        fields["divergence"] = divergence_fields(verdict.divergence)
    if verdict.diagnosis is not None:
        fields["diagnosis"] = diagnosis_fields(verdict.diagnosis, verdict.currency)
    return fields


def divergence_fields(divergence: Divergence) -> dict[str, object]:
    """Return a divergence as JSON has it; null is nothing expected, or nothing seen."""
    seen = divergence.seen
    deciding = divergence.cited[0]
    hidden = divergence.supposed
    return {
        "place": str(divergence.place),
        "date": iso(divergence.day),
        "expected": divergence.expected,
        "seen": None if seen is None else {"date": iso(seen.day), **seen.fields},
        "difference": list(divergence.difference),
        "rules": list(divergence.rules),
        "certainty": deciding.certainty,
        "sources": list(deciding.sources),
        "in_part": [{"certainty": certainty, "sources": list(sources)} for certainty, sources in deciding.in_part],
        "supposed": None if hidden is None else supposed_fields(hidden),
        "state": divergence.state,
        "allowed": list(divergence.allowed),
        "prefix": {"lines": divergence.lines, "to": str(divergence.last_place)},
    }


def supposed_fields(hidden: Hidden | Doubt) -> dict[str, object]:
    """Return as JSON has it what is supposed beside the record: the first such thing, and how many declines in all."""
    fields: dict[str, object] = {
        hidden.kind: hidden.amount if hidden.kind == "decline" else "yes",
        "date": iso(hidden.day),
    }
    return fields | ({"declines": hidden.declines, "periods": hidden.periods} if hidden.declines else {})
