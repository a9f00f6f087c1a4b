"""What the oracle answers to each request: the same as the commands, as data, and nothing kept between requests."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from membership_sim.files.errors import Problem
from membership_sim.files.report import Report
from membership_sim.files.requests import CSV, LINES, Places, Request, lines_of
from membership_sim.findings import MOST_TOLD
from membership_sim.scenario import DEFAULT_BOOK, MembershipError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership_sim.expectations import Finding
    from membership_sim.files.mapping_file import RowMapping
    from membership_sim.files.structures import Fields
    from membership_sim.foreign import Setup
    from membership_sim.scenario import Scenario

Data = dict[str, object]


class Answer(NamedTuple):
    """What is asked for, and what in it went otherwise than the scenario says."""

    result: Data
    findings: Sequence[Finding] = ()


def answered(request: Request, places: Places) -> Data:
    """Return the fields of the answer to a request: a result, with findings if there are any, or all that is wrong."""
    try:
        refuse(request)
        result, findings = ANSWERS[request.fields["do"]](request, places)
    except MembershipError as error:
        return {"error": {"kind": "invalid", "problems": [places.told(problem) for problem in error.problems]}}
    return {"result": result, **({"findings": list(_told(findings, places))} if findings else {})}


def refuse(request: Request) -> None:
    """Raise InputError if something is wrong with a request, with what is wrong with its parts as well."""
    if not request.problems:
        return
    report = Report(request.problems)
    if "scenario" in request.fields:
        scenario_of(request, report)
    match request.fields.get("do"):
        case "check":
            row_mapping(request.fields, setup_of(request, report), report)
        case "explain":
            setup_of(request, report)
    report.end()


def _told(findings: Sequence[Finding], places: Places) -> Iterator[Data]:
    """Yield findings as JSON has them, the rest counted when there are very many."""
    for finding in findings[:MOST_TOLD]:
        difference = {"difference": list(finding.difference)} if finding.difference else {}
        yield {**places.told(Problem(finding.place, finding.message)), **difference}
    if len(findings) > MOST_TOLD:
        yield {"message": f"... and {len(findings) - MOST_TOLD} more findings"}


def simulated(request: Request, places: Places) -> Answer:
    """Return the timeline of a scenario, judged by its `expect`."""
    from membership_sim.expectations import judge

    timeline, findings = judge(scenario_told(request))
    return Answer(timeline.to_dict(), findings)


def stepped(request: Request, places: Places) -> Answer:
    """Return what a story brings up to its last event or `until`, and the facts from which the next step goes on."""
    from membership_sim.due import NEVER, next_due
    from membership_sim.entry_fields import iso
    from membership_sim.expectations import check_events
    from membership_sim.simulate import first_snapshot, run_events
    from membership_sim.timeline import Timeline

    scenario = scenario_told(request)
    fates: list[Any] = []
    run = run_events(
        scenario, until_day=scenario.until_day, on_event=lambda event, outcome: fates.append((event, outcome))
    )
    now, day, step = run.snapshot(), run.facts.day, run.step
    timeline = Timeline(scenario, first_snapshot(scenario), tuple(step.entries), day, now)
    due_day = next_due(run.facts, run.terms)[0]
    result: Data = {
        "schema": "membership-sim/step/1",
        "entries": timeline.rows(),
        "date": iso(day),
        "state": now.state,
        "allowed": list(step.lifecycle.allowed(step)),
        "due": iso(due_day) if due_day < NEVER else None,
        "given": now.to_dict(),
    }
    return Answer(result, tuple(check_events(fates, timeline.entries)))


def options_of(request: Request, places: Places) -> Answer:
    """Return what could be done at the end of a day of a scenario."""
    from membership_sim.cli.moments import run_to
    from membership_sim.options import options
    from membership_sim.show.options_table import options_data

    scenario, on = scenario_told(request), date.fromordinal(request.fields["date"])
    run = run_to(scenario, on, f"{request.fields.place('date')}: the scenario")
    return Answer(options_data(scenario, on, run.facts.state, options(run)))


def explained(request: Request, places: Places) -> Answer:
    """Return a rule, or a day of a scenario, in full."""
    from membership_sim.cli.moments import run_to
    from membership_sim.show.explain_data import day_data, rule_data

    fields = request.fields
    if "rule" in fields:
        report = Report()
        setup = setup_of(request, report)
        report.end()
        assert setup is not None, "a setup that is wrong, and nobody told why"
        return Answer(rule_data(fields["rule"], setup.book))
    scenario, on = scenario_told(request), date.fromordinal(fields["date"])
    return Answer(day_data(scenario, run_to(scenario, on, f"{fields.place('date')}: the scenario")))


def checked(request: Request, places: Places) -> Answer:
    """Return the verdicts on a record, and the problems of lines that cannot be used."""
    from membership_sim.files.json_nodes import written
    from membership_sim.files.record_file import items, reader_maker
    from membership_sim.oracle.records.whole_record import judge_record
    from membership_sim.show.verdict_data import verdicts_data

    fields, report = request.fields, Report()
    setup = setup_of(request, report)
    mapping = row_mapping(fields, setup, report)
    report.end()
    assert setup is not None, "a setup that is wrong, and nobody told why"
    form, name = form_of(fields), CSV if "csv" in fields else LINES
    make = reader_maker(name, setup, form, mapping)
    text = fields["csv"] if form == "csv" else "\n".join(map(written, lines_of(request.node)))
    record = io.BytesIO(text.encode("utf-8", "surrogatepass"))
    sort, diagnose = fields.get("sort", False), fields.get("diagnose", False)
    read = partial(items, record, make, sort)
    judged = judge_record(read, name, diagnose=diagnose, read_in=read if sort else None)
    return Answer(verdicts_data(judged, [places.told(problem) for problem in judged.problems]))


def form_of(fields: Fields) -> str:
    """Return the form of the record in a request."""
    return "csv" if "csv" in fields else "jsonl"


def row_mapping(fields: Fields, setup: Setup | None, report: Report) -> RowMapping | None:
    """Return what foreign rows are here, if the request says it; None after telling what is wrong.

    Without a setup, which is wrong itself, the mapping is not judged by its rule book.
    """
    if "map" not in fields:
        return None
    from membership_sim.files.mapping_file import read_mapping

    form = form_of(fields)
    told = fields["map"].get("form", form)
    if told != form:
        report.add(fields["map"].place("form"), f"'form' is {told}, the record of the request is {form}")
    mapping = read_mapping(fields["map"], setup, report, "")
    return mapping._replace(form=form) if mapping is not None else None


def about(request: Request, places: Places) -> Answer:
    """Return what there is to ask, and of which rule books."""
    from membership_sim import __version__
    from membership_sim.files.request_shapes import ASKED
    from membership_sim.files.rulebook_file import shipped_names

    books = list(shipped_names())
    return Answer({"schema": "membership-sim/about/1", "version": __version__, "do": list(ASKED), "rulebooks": books})


def scenario_of(request: Request, report: Report) -> Scenario | None:
    """Return the scenario of a request; None after telling all that is wrong with it."""
    from membership_sim.files.document import Document

    return Document(request.fields["scenario"], report, "", "a request", {}).scenario()


def scenario_told(request: Request) -> Scenario:
    """Return the scenario of a request; raises InputError with all that is wrong with it."""
    report = Report()
    scenario = scenario_of(request, report)
    report.end()
    assert scenario is not None, "a scenario that is wrong, and nobody told why"
    return scenario


def setup_of(request: Request, report: Report) -> Setup | None:
    """Return how a record is judged, or a rule read; None after telling what is wrong with it."""
    from membership_sim.files.record_head import HeadReader
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Setup

    book, within_days = load_rulebook(DEFAULT_BOOK), request.fields.get("within_days", 0)
    return HeadReader(Setup(book, book.default_plan, within_days=within_days), "").setup(request.fields, report)


ANSWERS: Final[dict[str, Callable[[Request, Places], Answer]]] = {
    "simulate": simulated,
    "step": stepped,
    "options": options_of,
    "explain": explained,
    "check": checked,
    "about": about,
}
