"""Verdicts on the members of a record in HTML: a row a member, with what explains its verdict on expansion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.html import Column, cells, element, fragment, html_table, kept_days
from membership_sim.show.html_limits import MOST_LINES, MOST_ROWS
from membership_sim.show.html_parts import left_out, problem_list
from membership_sim.show.paint import Screen
from membership_sim.show.phrases import name
from membership_sim.show.verdict_text import explanation, summary_line, untried_lines
from membership_sim.verdicts import FINE_JUDGEMENTS

if TYPE_CHECKING:
    from membership_sim.verdicts import Judged, Verdict

_PLAIN: Final = Screen()


def judged_fragment(judged: Judged, lang: str = "en") -> str:
    """Return the verdicts of a record; of very many those first that are not fine."""
    words = catalogue(lang)
    verdicts = list(judged.verdicts)
    if len(verdicts) > MOST_ROWS:
        verdicts.sort(key=lambda verdict: verdict.judgement in FINE_JUDGEMENTS)
    problems = judged.problems
    return fragment(
        element("p", summary_line(judged, _PLAIN, lang), class_="title"),
        *(element("p", line) for line in untried_lines(judged, lang)),
        problem_list(problems[:MOST_LINES]) if problems else None,
        left_out(len(problems) - MOST_LINES, words),
        _table(verdicts[:MOST_ROWS], words) if verdicts else None,
        left_out(len(verdicts) - MOST_ROWS, words),
        lang=lang,
    )


def verdict_fragment(verdict: Verdict, lang: str = "en") -> str:
    """Return one verdict, with what explains it."""
    return fragment(_table([verdict], catalogue(lang)), lang=lang)


def _table(verdicts: Sequence[Verdict], words: Catalogue) -> Element:
    labels = [words.labels[label] for label in ("member", "judgement", "lines", "first_at")]
    columns = [Column(label, "number" if index == 2 else None) for index, label in enumerate(labels)]
    table = html_table(words.labels["judgement"], columns, [_row(verdict, words) for verdict in verdicts])
    return element("div", table, class_="tall")


def _row(verdict: Verdict, words: Catalogue) -> Element:
    judgement = name(words, f"verdict.{verdict.judgement}")
    look = "good" if verdict.judgement in FINE_JUDGEMENTS else "bad"
    lines = [element("p", *kept_days(line), class_="literal") for line in explanation(verdict, words.lang)]
    shown = element("span", judgement, class_=look)
    if lines:
        shown = element("details", element("summary", judgement, class_=look), element("div", *lines, class_="why"))
    member = verdict.member or words.labels["none"]
    return element("tr", *cells([member, shown, f"{verdict.lines:,}", str(verdict.first_place)]))
