"""Which entry serves which expectation: a matching of two sides by augmenting paths."""

from __future__ import annotations


def match(candidates: dict[int, list[int]], must: set[int]) -> dict[int, int]:
    """Return which entry serves which expectation: as many expectations as can be, then as many of `must` as can be.

    `candidates` are the entries that each expectation could have; no entry serves two.

    >>> match({0: [1, 2], 1: [1]}, must=set())
    {0: 2, 1: 1}
    """
    found = _Matching(candidates)
    for index in candidates:
        found.serve(index, set())
    for number in sorted(must - set(found.served.values())):
        found.place(number, must, set())
    return dict(sorted(found.served.items()))


class _Matching:
    """The entry of each expectation (`served`) and the expectation of each entry (`holders`), while they are found."""

    def __init__(self, candidates: dict[int, list[int]]) -> None:
        self.candidates = candidates
        self.served: dict[int, int] = {}
        self.holders: dict[int, int] = {}
        self.takers: dict[int, list[int]] = {}
        for index, numbers in candidates.items():
            for number in numbers:
                self.takers.setdefault(number, []).append(index)

    def serve(self, index: int, tried: set[int]) -> bool:
        """Give the expectation a free entry, or one whose expectation can have another."""
        # Free entries first: many alike on one day are then served without a chain through all of them.
        for number in sorted(self.candidates[index], key=self.holders.__contains__):
            if number in tried:
                continue
            tried.add(number)
            if number not in self.holders or self.serve(self.holders[number], tried):
                self.served[index], self.holders[number] = number, index
                return True
        return False

    def place(self, number: int, must: set[int], tried: set[int]) -> bool:
        """Give the entry an expectation that is free, or whose entry need not be served or can be placed elsewhere."""
        for index in self.takers.get(number, ()):
            if index in tried:
                continue
            tried.add(index)
            held = self.served.get(index)
            if held is None or held not in must or self.place(held, must, tried):
                self.served[index], self.holders[number] = number, index
                return True
        return False
