"""Verdicts on the members of a record as JUnit XML, which continuous integration shows: a member is a test case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from membership_sim.show.verdict_text import explanation
from membership_sim.verdicts import FINE_JUDGEMENTS

if TYPE_CHECKING:
    from membership_sim.verdicts import Judged, Verdict

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(judged: Judged, name: str) -> str:
    """Return one suite: a divergence is a failure, what is undetermined skipped, a problem of the record an error."""
    cases = [_case(verdict, name) for verdict in judged.verdicts]
    cases += [
        f"<testcase classname={_attribute(name)} name={_attribute(f'problem {number}')}>"
        f"<error message={_attribute(str(problem))}/></testcase>"
        for number, problem in enumerate(judged.problems, start=1)
    ]
    skipped = sum(verdict.judgement == "undetermined" for verdict in judged.verdicts)
    failures = sum(verdict.judgement not in FINE_JUDGEMENTS for verdict in judged.verdicts) - skipped
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{len(judged.problems)}" skipped="{skipped}"'
    inside = "".join(f"  {case}\n" for case in cases)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name={_attribute(name)} {counts}>\n{inside}</testsuite>\n'
    )


def _case(verdict: Verdict, name: str) -> str:
    whose = verdict.member or str(verdict.first_place)
    head = f"testcase classname={_attribute(name)} name={_attribute(whose)}"
    why = "\n".join(explanation(verdict))
    if verdict.judgement in FINE_JUDGEMENTS:
        return f"<{head}><system-out>{_text(why)}</system-out></testcase>" if why else f"<{head}/>"
    if verdict.judgement == "undetermined":
        return f"<{head}><skipped message={_attribute(why)}/></testcase>"
    return f"<{head}><failure message={_attribute(verdict.judgement)}>{_text(why)}</failure></testcase>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text), {"\n": "&#10;"})
