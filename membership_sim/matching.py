"""Which entry serves which expectation: a matching of two sides by augmenting paths, over sets kept as bits of ints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def match(candidates: Mapping[int, int], must: int) -> dict[int, int]:
    """Return which entry serves which expectation: as many expectations as can be, then as many of `must` as can be.

    `candidates` are the entries that each expectation could have, `must` those that are to serve one; both are sets of
    bits: entry 3 is `1 << 3`. No entry serves two.

    >>> match({0: 0b110, 1: 0b010}, must=0)
    {0: 2, 1: 1}
    """
    holders: dict[int, int] = {}
    _pair(candidates, candidates, holders, free=-1)
    served = {index: number for number, index in holders.items()}
    left = [number for number in bits(must) if number not in holders]
    if left:
        # An expectation can give up its entry when it has none, or one that need not serve.
        bound = {index for index, number in served.items() if must >> number & 1}
        free = sum(1 << index for index in candidates if index not in bound)
        _pair(left, _takers(candidates), served, free)
    return dict(sorted(served.items()))


def bits(members: int) -> Iterator[int]:
    """Yield the members of a set of bits in order.

    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    return (place for place, bit in enumerate(reversed(f"{members:b}")) if bit == "1")


def first_bit(members: int) -> int:
    """Return the least member of a set of bits; -1 when it is empty.

    >>> first_bit(0b1100), first_bit(0)
    (2, -1)
    """
    return (members & -members).bit_length() - 1


def _takers(candidates: Mapping[int, int]) -> dict[int, int]:
    """Return the expectations that could have each entry; those that could have the same ones are told together."""
    alike: dict[int, int] = {}
    for index, numbers in candidates.items():
        alike[numbers] = alike.get(numbers, 0) | 1 << index
    takers: dict[int, int] = {}
    for numbers, indexes in alike.items():
        for number in bits(numbers):
            takers[number] = takers.get(number, 0) | indexes
    return takers


def _pair(seekers: Iterable[int], wishes: Mapping[int, int], holders: dict[int, int], free: int) -> None:
    """Give each seeker a partner if that can be: a free one, or one whose holder can have another.

    `wishes` are the partners that each could have, `holders` who has them now; it is changed in place. No call stack
    stands for the chain of exchanges, so that it may be as long as a file.
    """
    closed = 0  # what a vain search has seen leads nowhere for those who come later
    for seeker in seekers:
        seen = closed
        chain, partners = [seeker], list[int]()
        while chain:
            open_ones = wishes.get(chain[-1], 0) & ~seen
            # Free ones first: many alike are then paired without a chain through all of them.
            partner = first_bit(open_ones & free or open_ones)
            if partner < 0:
                chain.pop()
                if partners:
                    partners.pop()
                continue
            seen |= 1 << partner
            partners.append(partner)
            if free >> partner & 1:
                holders.update(zip(partners, chain, strict=True))
                free &= ~(1 << partner)
                break
            chain.append(holders[partner])
        else:
            closed = seen
