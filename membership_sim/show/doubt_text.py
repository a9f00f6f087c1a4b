"""What a record does not show, in words: what is supposed before a divergence, and why a verdict stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.entry_fields import iso
from membership_sim.show.catalogue import catalogue
from membership_sim.show.text import printable

if TYPE_CHECKING:
    from membership_sim.record_source import Hidden
    from membership_sim.verdicts import Doubt

# The labels of what is hidden: supposed before a divergence, and where nothing diverges.
_SUPPOSED: Final = {"decline": "supposed_decline", "use": "supposed_use", "earlier_day": "supposed_earlier_day"}
_OPEN: Final = {"decline": "open_decline", "use": "open_use", "earlier_day": "open_earlier_day"}


def supposed_text(hidden: Hidden, lang: str = "en") -> str:
    """Return what is supposed beside the record."""
    return catalogue(lang).labels[_SUPPOSED[hidden.kind]].format(amount=hidden.amount, day=iso(hidden.day))


def doubt_text(doubt: Doubt, lang: str = "en") -> str:
    """Return why a record that nothing contradicts may be wrong nevertheless.

    >>> from membership_sim.verdicts import Doubt
    >>> doubt_text(Doubt("too_many_ways", reading="payment.retry_days: [5, 10]"))
    'with payment.retry_days: [5, 10], which may be: what is not observed leaves too many ways open'
    """
    labels, why = catalogue(lang).labels, _why(doubt, lang)
    return labels["with_reading"].format(reading=doubt.reading, why=why) if doubt.reading else why


def _why(doubt: Doubt, lang: str) -> str:
    labels, hidden = catalogue(lang).labels, doubt.hidden
    match doubt.kind:
        case "lost_line":
            assert doubt.place is not None
            return labels["lost_line"].format(line=doubt.place.line)
        case "cannot_tell":
            return labels["cannot_tell"].format(problem=printable(doubt.message))
        case "too_many_ways":
            return labels["too_many_ways"]
        case "hidden":
            assert hidden is not None
            return labels[_OPEN[hidden.kind]].format(amount=hidden.amount, day=iso(hidden.day))
