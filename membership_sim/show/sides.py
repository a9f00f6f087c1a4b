"""The two sides of something that differs: only what is another of them, never the same text on both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from membership_sim.changes import differing
from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.field_words import SPANS, field_text, item_text

LONGEST: Final = 100  # characters of a side
_LEAD: Final = 30  # characters that are kept before the first that differs
_MOST_MARKED: Final = 20  # items


class Side(NamedTuple):
    """A value that differs, as a file or the JSON has it, the currency of its amounts, and the word for None."""

    value: Any
    currency: Currency
    absent: str = ""


def sides_text(place: str, field: str, before: Side, after: Side, words: Catalogue) -> str:
    """Return what a field was and is: of lists the items that went and came, of records the parts that differ.

    >>> from membership_sim.money import CURRENCIES
    >>> from membership_sim.show.catalogue import catalogue
    >>> sides = [Side([*rest, "use"], CURRENCIES["JPY"]) for rest in (["cancel", "pause"], ["cancel", "keep"])]
    >>> sides_text("refused", "allowed", *sides, catalogue())
    '- pause, + keep'
    """
    ours, theirs = before.value, after.value
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        items, others = (_items(place, field, side, words) for side in (before, after))
        marked = marked_items(items, others, words)
        if marked:
            return marked
    elif _has_parts(field, ours) and _has_parts(field, theirs):
        parts = _parts(ours, theirs)
        before, after = (side._replace(value=next(parts)) for side in (before, after))
    told, other = (
        side.absent if side.value is None else field_text(place, field, side.value, side.currency, words)
        for side in (before, after)
    )
    return is_now(told, other, (ours, theirs), words)


def _has_parts(field: str, value: object) -> bool:
    """Tell whether a value is a record that is told by its parts; an event and a span of days are told whole."""
    return isinstance(value, Mapping) and "do" not in value and field not in SPANS


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any] | None]:
    """Yield the parts of each side that the other has otherwise; None if it has none of them."""
    names = [name for name, *_ in differing(before, after)]
    for record in (before, after):
        yield {name: record[name] for name in names if name in record} or None


Items = Sequence[tuple[str, str]]  # what an item is, by which it is held against others, and its text


def _items(place: str, field: str, side: Side, words: Catalogue) -> Items:
    return [(str(item), item_text(place, field, item, side.currency, words)) for item in side.value]


def marked_items(before: Items, after: Items, words: Catalogue) -> str:
    """Return the items that went and those that came, each with its mark.

    Return "" where no item stays, or all do, or one that went reads like one that came.

    >>> from membership_sim.show.catalogue import catalogue
    >>> marked_items([("1", "one"), ("2", "two")], [("1", "one"), ("3", "three")], catalogue())
    '- two, + three'
    """
    gone, new = _without(before, after), _without(after, before)
    if len(gone) == len(before) or not (gone or new) or set(gone) & set(new):
        return ""
    cut = [cut_apart(item, other) for item, other in zip_longest(gone, new, fillvalue="")]
    marked = [f"- {item}" for item, _ in cut[: len(gone)]] + [f"+ {other}" for _, other in cut[: len(new)]]
    shown = [*marked[:_MOST_MARKED], *(["…"] if len(marked) > _MOST_MARKED else [])]
    return words.several(shown)


def _without(items: Items, others: Items) -> list[str]:
    """Return the texts of the items that the others have not, or less often."""
    known = Counter(key for key, _ in others)
    found = []
    for key, text in items:
        known[key] -= 1
        if known[key] < 0:
            found.append(text)
    return found


def is_now(before: str, after: str, values: tuple[object, object], words: Catalogue) -> str:
    """Return both sides as text; values that read alike as a file writes them.

    >>> from membership_sim.show.catalogue import catalogue
    >>> is_now("月間プラン", "月間プラン", ("monthly", "月間プラン"), catalogue("ja"))
    'monthly → "月間プラン"'
    """
    from membership_sim.show.yaml_text import flow

    if before == after:
        before, after = (flow(value) for value in values)
    before, after = cut_apart(before, after)
    return words.labels["is_now"].format(before=before, after=after)


def cut_apart(before: str, after: str, longest: int = LONGEST) -> tuple[str, str]:
    """Return two texts that differ, cut to what is around the first difference where they are long.

    >>> cut_apart("1" * 200 + "2", "1" * 200 + "3", 40)
    ('…1111111111111111111111111111112', '…1111111111111111111111111111113')
    """
    from membership_sim.files.words import shortened

    unlike = (index for index, (char, other) in enumerate(zip(before, after, strict=False)) if char != other)
    same = next(unlike, min(len(before), len(after)))
    if same > max(longest - _LEAD, _LEAD) and max(len(before), len(after)) > longest:
        before, after = (f"…{text[same - _LEAD :]}" for text in (before, after))
    return shortened(before, longest), shortened(after, longest)
