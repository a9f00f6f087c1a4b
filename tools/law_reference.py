"""The laws as a part of docs/laws.md: each with its sentence, how it is checked and the rules it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_text import code, listed, table
from rule_reference import rule_link

from membership_sim.oracle.laws import LAWS, SUBJECTS


def laws(up: str) -> Iterator[str]:
    """Yield the number of laws, and a table of them for each subject."""
    families = [law.family for law in LAWS.values()]
    counts = [f"{families.count(family)} {family}" for family in dict.fromkeys(families)]
    yield f"There are {len(LAWS)} laws: {listed(counts)}."
    for subject, found in SUBJECTS.items():
        yield from ["", f"### {subject}", ""]
        rules = [", ".join(rule_link(rule, f"{up}rules.md") for rule in law.rules) for law in found]
        rows = [[code(law.name), law.sentence, law.family, links] for law, links in zip(found, rules, strict=True)]
        yield from table(["law", "says", "family", "rests on"], rows)
