"""Every message has its words, in every language, with every number of an amount's formula."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import membership_sim
from membership_sim.edits import PLAUSIBLE
from membership_sim.entries import (
    NOTICES,
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.entry_fields import ENTRY_FIELDS
from membership_sim.files.given_shapes import CHARGE_PARTS, FACTS, OWED_KINDS, OWED_PARTS
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.lifecycle import ACTIONS, TABLE, TRIGGERS, Row
from membership_sim.money import CURRENCIES, Rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.parameters import PARAMETERS
from membership_sim.rules import RULES, SOURCES, RuleCertainty
from membership_sim.scenario import ARGUMENTS, BENEFITS, DECLINE_REASONS, NO_METHOD, STATES, Action, Method
from membership_sim.show.catalogue import LANGUAGES, UnknownLanguageError, catalogue
from membership_sim.show.field_words import field_name
from membership_sim.show.phrases import percent
from membership_sim.show.templates import fill, parts
from membership_sim.show.words import because, deed, values, what
from membership_sim.verdicts import Doubt, Judgement

from .helpers import action, day

JPY, USD = CURRENCIES["JPY"], CURRENCIES["USD"]
BOOKS = [RuleBook.load(name) for name in shipped_names()]
SHIPPED_PLANS = {plan for book in BOOKS for plan in book.plans}
REFUNDS = ("in_full", "less_value", "by_percent", "by_days", "by_full_months", "by_full_days")
each_language = pytest.mark.parametrize("lang", LANGUAGES)


def kind_of(row: Row) -> str:
    """Return the kind of entry that a row writes; "" for a due trigger that leaves it to the charge."""
    if row.refuses:
        return "refused"
    if row.trigger in ("taken", "declined"):
        return {"taken": "charge", "declined": "decline"}[row.trigger]
    if row.trigger in ACTIONS:
        return "use" if row.trigger == "use" else "action"
    return "state" if row.to else ""


KINDS = {
    **{row.id: kind_of(row) for row in TABLE},
    **{f"notice.{notice}": "notice" for notice in NOTICES},
    **{f"refund.{message}": "refund" for message in REFUNDS},
    "time.back": "refused",
}


FIELD = r"\{([a-z]+)[:}]"  # a field of a label, with or without a format


def fields_in(template: str) -> set[str]:
    return {field for part in parts(template) for field in part.fields}


@each_language
def test_no_message_is_missing_and_none_is_left_over(lang: str) -> None:
    words = catalogue(lang)
    assert set(words.because) == set(KINDS)
    assert set(words.deeds) == set(ACTIONS)
    assert set(words.rules) == set(RULES)
    assert len(words.weekdays) == 7
    kinds = {kind for kind in KINDS.values() if kind}
    assert kinds <= set(words.what), "every kind of entry has words"
    assert set(words.what) <= kinds | set(KINDS) | {f"action.{name}" for name in ACTIONS}
    named = {f"in.{state}" for state in STATES} | {f"notice.{notice}" for notice in NOTICES}
    named |= {f"reason.{reason}" for reason in (*DECLINE_REASONS, NO_METHOD)}
    named |= {f"certainty.{certainty}" for certainty in get_args(RuleCertainty)} | {"wish.cancel", "wish.pause"}
    named |= {f"verdict.{judgement}" for judgement in get_args(Judgement)}
    assert named <= set(words.names)
    told = {*STATES, *BENEFITS, *DECLINE_REASONS, *(f"plan.{plan}" for plan in SHIPPED_PLANS), "holidays.none"}
    told |= {f"trigger.{trigger}" for trigger in (*TRIGGERS, "by_hand", "last_retry")}
    told |= {f"box.{state}" for state in STATES}
    told |= {f"do.{action}" for action in ACTIONS}
    told |= {f"owed.{kind}" for kind in OWED_KINDS}
    told |= {f"kind.{kind}" for kind in ENTRY_FIELDS}
    assert set(words.names) <= named | told | {"yes", "no", "later", "now"}
    assert lang == "en" or {f"do.{action}" for action in ACTIONS} <= set(words.names)


# The fields of entries and files that a comparison tells, and the values of a rule book.
OF_EVENTS = {"date", "do", "refused"}
OF_METHODS = {"card", "gift_balance", "account", "expires", "amount", "blocked", "until"}
OF_SCRIPTS = {"try", "date", "decline", "take"}
OF_FILES = {"rulebook", "plan", "sales_tax", "wallet", "payments", "until", "given", "events", "default"}
OF_BOOKS = {"time_zone", "currency", "holidays", "rulebook.tax", "rulebook.plans", "rulebook.sources"}
OF_EVIDENCE = {"rule", "certainty", "source", "days", "alternatives"}
TOLD_FIELDS = {
    *(field for fields in ENTRY_FIELDS.values() for field in fields),
    *(argument for arguments in ARGUMENTS.values() for argument in arguments),
    *("kind", "state"),
    *FACTS,
    *CHARGE_PARTS,
    *OWED_PARTS,
    *(OF_EVENTS | OF_METHODS | OF_SCRIPTS | OF_FILES | OF_BOOKS | OF_EVIDENCE),
    *(parameter.name for parameter in PARAMETERS),
}
# Where a field of one name can hold something else, with the fields of that place.
PLACES = {
    **ENTRY_FIELDS,
    **ARGUMENTS,
    "scenario": OF_FILES,
    "given": FACTS,
    "owed": OWED_PARTS,
    "method": OF_METHODS,
    "payments": OF_SCRIPTS,
}
IN_PLACES = {f"{place}.{field}" for place, fields in PLACES.items() for field in fields}


@each_language
def test_every_field_that_is_told_has_a_name(lang: str) -> None:
    words = catalogue(lang)
    wanted = TOLD_FIELDS if lang != "en" else {parameter.name for parameter in PARAMETERS}
    assert wanted <= set(words.fields) <= TOLD_FIELDS | IN_PLACES
    assert [field for field in TOLD_FIELDS if "{" in field_name(field.replace("PLAN", "annual"), words)] == []
    assert all(words.fields.values())


def fields_of(kind: str) -> set[str]:
    """Return the fields that an entry of a kind has words for; without a kind those that all have."""
    samples = {
        "action": done("cancel.later", "cancel"),
        "refused": refused("keep.nothing", "keep"),
        "state": ended("pause.limit", "2026-03-02"),
        "charge": charge("taken.renewal"),
        "decline": decline("declined.renewal", 1, ("visa", "expired")),
        "refund": refund("in_full", 600, 600, 0, 0),
        "notice": notice("refund"),
        "use": UseEntry(9, ON, "paid", RULES_OF, "use.counted", "video", None, None),
    }
    found = {kind: set(values(entry, JPY, catalogue())) for kind, entry in samples.items()}
    return found[kind] if kind else set.intersection(*found.values())


@each_language
@pytest.mark.parametrize(("message", "kind"), KINDS.items())
def test_a_reason_names_fields_of_its_entry(lang: str, message: str, kind: str) -> None:
    assert fields_in(catalogue(lang).because[message]) <= fields_of(kind)


@each_language
def test_short_texts_name_fields_of_their_entries(lang: str) -> None:
    words = catalogue(lang)
    for key, template in words.what.items():
        kind = KINDS.get(key) or key.partition(".")[0]
        assert fields_in(template) <= fields_of(kind), key
    assert set(words.nouns) <= set(ACTIONS)
    for do, template in (*words.deeds.items(), *words.nouns.items()):
        assert fields_in(template) <= set(ARGUMENTS[do]), do  # type: ignore[index]


@each_language
def test_each_kind_of_edit_has_words(lang: str) -> None:
    words = catalogue(lang).edits
    assert set(words) == {*PLAUSIBLE, "refund_came"}
    assert set(catalogue(lang).doubts) == set(get_args(get_type_hints(Doubt)["kind"]))
    known = {"amount", "business_days", "count", "day", "deed", "effective", "ends", "last", "noun"}
    known |= {"plan", "trial", "when"}
    assert {field for template in words.values() for field in fields_in(template)} == known


@each_language
def test_every_label_is_used_and_every_one_used_is_there(lang: str) -> None:
    used = set()
    for path in Path(membership_sim.__file__).parent.glob("show/**/*.py"):
        if not path.name.startswith("catalogue"):
            used |= set(re.findall(r'"([a-z_]+)"', path.read_text(encoding="utf-8")))
            used |= set(re.findall(r"labels\['([a-z_]+)'\]", path.read_text(encoding="utf-8")))
    labels = set(catalogue(lang).labels)
    made = {"tax_included", "tax_added", "months", "days", *(f"tick_{unit}" for unit in ("day", "month", "year"))}
    made |= (kinds := {f"kind_{kind}" for kind in ENTRY_FIELDS})
    assert labels - used <= made, "made of two words each"
    assert {label for label in labels if label.startswith("kind_")} == kinds


TEMPLATES = ("because", "what", "deeds", "labels", "doubts", "edits", "nouns")
PLAIN = ("rules", "sections", "sources")


def fields_by_need(template: str) -> set[tuple[str, bool]]:
    """Return the fields of a template, each with whether it may be left out."""
    return {(field, part.optional) for part in parts(template) for field in part.fields}


@each_language
@pytest.mark.parametrize("table", TEMPLATES)
def test_other_languages_have_the_templates_of_english_with_their_fields(lang: str, table: str) -> None:
    english, own = getattr(catalogue("en"), table), getattr(catalogue(lang), table)
    assert own.keys() == english.keys()
    for key, template in own.items():
        assert fields_by_need(template) == fields_by_need(english[key]), key
        assert template.count("[") == template.count("]") == sum(part.optional for part in parts(template)), key


@each_language
@pytest.mark.parametrize("table", PLAIN)
def test_other_languages_have_the_texts_of_english(lang: str, table: str) -> None:
    english, own = getattr(catalogue("en"), table), getattr(catalogue(lang), table)
    assert own.keys() == english.keys()
    assert all(own.values())


def named_in(text: str) -> dict[str, set[str]]:
    """Return what a rule's text names that is the same in every language: values, words of the format, rules."""
    return {
        "values": {name.removesuffix(":unit") for name in re.findall(r"\{([^{}]+)\}", text)},
        "words": set(re.findall(r"`([a-z_]+)`", text)),
        "rules": set(re.findall(r"(?<![A-Z`-])[A-Z]{3,}-[0-9]+", text)),
    }


@each_language
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_the_same_in_every_language(lang: str, rule: str) -> None:
    english, own = catalogue("en").statements[rule], catalogue(lang).statements[rule]
    assert catalogue(lang).statements.keys() == RULES.keys()
    assert named_in(own.text) == named_in(english.text)
    for own_note, english_note in zip(own.notes, english.notes, strict=True):
        assert named_in(own_note) == named_in(english_note)
        assert own_note.endswith("。" if lang == "ja" else ".") == english_note.endswith(".")


def texts_of_books() -> set[str]:
    """Return what the shipped rule books say in English, and what null means in any."""
    books = {text for book in BOOKS for text in (book.title, *book.sources.values())} - set(SOURCES.values())
    notes = {step.note for book in BOOKS for value in book.values.values() for step in value.steps}
    return (books | notes | {parameter.null for parameter in PARAMETERS}) - {""}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_the_texts_of_the_shipped_books_are_there_and_no_others(lang: str) -> None:
    assert set(catalogue(lang).book_texts) == texts_of_books()


# Modules that write a format, whose words are the format's own, one with an error, which is told in English, and one
# with the names of fonts.
FORMATS = {"diagram", "rulebook_text", "timeline_schema", "verdict_junit", "yaml_text"}
OTHERS = {"extras", "fonts"}
# What matplotlib calls places, and what the head of a page of HTML is made of.
PLACES = {"offset points", "axes fraction"}
HEAD = {"<!DOCTYPE html>\n", "img-src data:", "width=device-width, initial-scale=1", "light dark"}


def prose_in(source: str) -> list[str]:
    """Return the texts of a module, docstrings and errors aside, in which two words stand side by side."""
    tree = ast.parse(source)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Assert | ast.Raise) or is_text(node)]
    aside = {id(inside) for node in nodes for inside in ast.walk(node)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text.value for text in texts if id(text) not in aside and re.search("[A-Za-z]{2,},? [A-Za-z]", text.value)]


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_the_words_stand_in_the_catalogues_alone() -> None:
    folder = Path(membership_sim.__file__).parent / "show"
    found: dict[str, list[str]] = {
        path.name: prose_in(path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.py")
        if not path.name.startswith("catalogue") and path.stem not in FORMATS | OTHERS
    }
    assert {name: texts for name, texts in found.items() if set(texts) - PLACES - HEAD} == {}


def test_words_in_the_code_would_be_found() -> None:
    assert prose_in('"""Some text."""\nx = f"{y} is here, now"\nz = "a_key"\n') == [" is here, now"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownLanguageError, match="unknown language 'xx', allowed: en"):
        catalogue("xx")


ON, END, LATER = day("2025-03-02"), day("2025-04-02"), day("2025-03-09")
STEP, US_STEP = day("2023-08-24"), day("2022-02-18")
NY = Rate(8875, 100000)
RULES_OF = ("BILL-1",)


def charge(
    message: str, amount: int = 600, tax: int = 0, attempt: int = 1, on: int = ON, **more: object
) -> ChargeEntry:
    fields = (message, amount, tax, "monthly", "visa", ON, END, STEP, ON, attempt)
    return ChargeEntry(3, on, "paid", RULES_OF, *fields)._replace(**more)  # type: ignore[arg-type]


def decline(message: str, attempt: int, *reasons: tuple[str | None, str]) -> DeclineEntry:
    return DeclineEntry(3, ON, "past_due", RULES_OF, message, 600, 0, "monthly", attempt, reasons, STEP, ON)


def refund(message: str, amount: int, charged: int, part: int, whole: int, seq: int | None = 4) -> RefundEntry:
    back = (day("2025-03-07"), day("2025-03-11"))
    return RefundEntry(9, ON, "cancelled", RULES_OF, f"refund.{message}", amount, seq, charged, part, whole, *back)


def notice(name: str, effective: int | None = None, amount: int | None = None) -> NoticeEntry:
    return NoticeEntry(9, ON, "paid", RULES_OF, f"notice.{name}", name, effective, amount)  # type: ignore[arg-type]


def done(message: str, text: str, effective: int | None = None, benefits: int | None = None) -> ActionEntry:
    return ActionEntry(9, ON, "paid", RULES_OF, message, action(text), "monthly", effective, benefits)


def refused(message: str, text: str, state: str = "paid") -> RefusedEntry:
    return RefusedEntry(9, ON, state, RULES_OF, message, action(text), ())  # type: ignore[arg-type]


def ended(message: str, on: str) -> StateEntry:
    return StateEntry(9, day(on), "cancelled", RULES_OF, message, "paused", ON)


REASONS: dict[Entry, str] = {
    # The formula of a charge: the fee and its step, the tax and its rate, first due day and tries of what was owed.
    charge("taken.renewal"): "the next period of monthly is paid in advance: ¥600 by the price step of 2023-08-24",
    charge("taken.retry", attempt=3, on=LATER): (
        "owed since 2025-03-02 and paid by try 3: ¥600 by the price step of 2023-08-24"
    ),
    charge("taken.conversion", 1632, 133, price_from_day=US_STEP, tax_rate=NY): (
        "the trial is over, monthly is paid from today, the new anchor: "
        "$14.99 by the price step of 2022-02-18 + $1.33 sales tax (8.875 %)"
    ),
    # A tax of a given charge that this rate does not make: the rate is left out rather than wrong.
    charge("taken.conversion", 1633, 134, price_from_day=US_STEP, tax_rate=NY): (
        "the trial is over, monthly is paid from today, the new anchor: "
        "$14.99 by the price step of 2022-02-18 + $1.34 sales tax"
    ),
    decline("declined.last_retry", 4, ("visa", "expired")): (
        "try 4 of what is owed since 2025-03-02, the last retry; benefits stop: ¥600 by the price step of 2023-08-24"
    ),
    # The formula of a refund.
    refund("by_percent", 784, 4900, 62, 366): "62 of 366 days left: 16 % of ¥4,900, the charge of entry 4",
    refund("by_days", 830, 4900, 62, 366): "62 of 366 days left: 62/366 of ¥4,900, the charge of entry 4",
    refund("by_full_months", 983, 5900, 2, 12): "2 of 12 full months left: 2/12 of ¥5,900, the charge of entry 4",
    refund("by_full_days", 400, 700, 4, 7): "4 of 7 full days left: 4/7 of ¥700, the charge of entry 4",
    refund("in_full", 600, 600, 0, 0, seq=None): "no benefit was used in the period: all of ¥600",
    refund("less_value", 400, 600, 200, 0): (
        "inside the free business days: ¥200, the value used, is taken off ¥600, the charge of entry 4"
    ),
    # Days and limits.
    ended("pause.limit", "2026-03-02"): "paused since 2025-03-02 and not resumed: a pause lasts 365 days at most",
    ended("pause.limit", "2025-03-03"): "paused since 2025-03-02 and not resumed: a pause lasts 1 day at most",
    done("join.trial", "join", END): (
        "first join of the account: a free trial to 2025-04-01, the first charge on 2025-04-02"
    ),
    notice("reminder", ON + 3): "the trial or period ends and renews on 2025-03-05",
    notice("payment_failed", LATER, 600): "¥600 could not be taken, the next try is on 2025-03-09",
    notice("payment_failed", None, 600): "¥600 could not be taken",
    refused("use.no_benefits", "use video", "past_due"): "there are no benefits while past due",
}


def currency_of(entry: Entry) -> object:
    return USD if isinstance(entry, ChargeEntry) and entry.tax else JPY


@pytest.mark.parametrize(("entry", "text"), REASONS.items(), ids=lambda value: getattr(value, "message", ""))
def test_a_reason_has_the_numbers_of_its_formula(entry: Entry, text: str) -> None:
    assert because(entry, currency_of(entry)) == text  # type: ignore[arg-type]


SHORT: dict[Entry, str] = {
    charge("taken.renewal"): "¥600 charged to visa for 2025-03-02 – 2025-04-01",
    charge("taken.renewal", method=None): "¥600 charged for 2025-03-02 – 2025-04-01",
    charge("taken.renewal", end_day=ON + 1): "¥600 charged to visa for 2025-03-02",
    decline("declined.renewal", 1, ("visa", "expired"), ("gift", "insufficient_funds")): (
        "¥600 declined: visa expired, gift has insufficient funds"
    ),
    decline("declined.retry", 2, (None, "no_method")): "¥600 declined (try 2): no payment method on file",
    refund("by_percent", 784, 4900, 62, 366): "¥784 refunded, back 2025-03-07 – 2025-03-11",
    done("cancel.later", "cancel later", END, END - 1): "cancel later: ends 2025-04-02, benefits to 2025-04-01",
    done("cancel.now_unused", "cancel now", ON): "cancel now: ends 2025-03-02",
    done("cancel.already", "cancel", ON): "cancel: ended 2025-03-02",
    done("pause", "pause", END, END - 1): "pause: begins 2025-04-02, benefits to 2025-04-01",
    done("change.waits", "change_plan annual", END): "change plan to annual: from 2025-04-02",
    done("change.waits", "change_plan annual"): "change plan to annual",
    done("join.paid", "join annual trial=no"): "join annual, trial: no",
    refused("use.not_shared", "use video by=Ken"): "refused: use video by Ken",
    notice("pause_begun", END): "notice: pause begun",
    ended("pause.limit", "2026-03-02"): "cancelled, the pause was too long",
    UseEntry(2, ON, "paid", RULES_OF, "use.family", "delivery", "Ken", 500): "use delivery by Ken, worth ¥500",
}


@pytest.mark.parametrize(("entry", "text"), SHORT.items(), ids=lambda value: getattr(value, "message", ""))
def test_what_happened_in_a_few_words(entry: Entry, text: str) -> None:
    assert what(entry, JPY) == text
    assert what(entry, JPY, with_amount=False) == re.sub(r"^¥[0-9]+ ", "", text)


DEEDS = {
    "use delivery by=Ken value=500": "use delivery by Ken, worth ¥500",
    "terminate misuse=yes": "ended by Amazon, misuse: yes",
    "add_method card:visa:2026-04": "add visa to the wallet",
    "update_method visa expires=2026-04": "update visa, expires 2026-04",
    "block_method visa over_limit until=2025-05-01": "visa is blocked: over limit, until 2025-05-01",
    "top_up gift 1500": "top up gift by ¥1,500",
    "set_reminder yes": "reminders: yes",
    "set_graduation 2026-03": "graduation: 2026-03",
}


@pytest.mark.parametrize(("text", "words"), DEEDS.items())
def test_an_action_in_words(text: str, words: str) -> None:
    assert deed(action(text), JPY) == words


@pytest.mark.parametrize("entry", [*REASONS, *SHORT], ids=lambda entry: f"{entry.kind}-{entry.message}")
def test_an_entry_gives_the_fields_that_templates_may_name(entry: Entry) -> None:
    assert set(values(entry, JPY, catalogue())) == fields_of(entry.kind)


def test_names_that_a_user_gave_never_reach_a_terminal_raw() -> None:
    evil = "v\x1b[31m\u202e\x9b\ud800"
    entries: list[Entry] = [
        charge("taken.renewal", method=evil, plan=evil),
        decline("declined.renewal", 1, (evil, "expired")),
        UseEntry(2, ON, "paid", RULES_OF, "use.family", "delivery", evil, None),
        done("add_method", "keep")._replace(action=Action("add_method", method=Method(evil))),
        done("family.added", "keep")._replace(action=Action("add_family", name=evil)),
    ]
    for entry in entries:
        text = what(entry, JPY) + because(entry, JPY)
        assert text.isprintable()
        assert r"v\x1b[31m\u202e\x9b\ud800" in text


@pytest.mark.parametrize(
    ("template", "given", "text"),
    [
        ("join[ {plan}][, trial: {trial}]", {"plan": "annual", "trial": None}, "join annual"),
        ("join[ {plan}][, trial: {trial}]", {"plan": None, "trial": "no"}, "join, trial: no"),
        ("[{a} {b}]c", {"a": "x", "b": None}, "c"),
        ("{a}", {"a": "[{b}]"}, "[{b}]"),
        ("plain", {}, "plain"),
    ],
)
def test_an_optional_part_needs_all_of_its_fields(template: str, given: dict[str, str | None], text: str) -> None:
    assert fill(template, given) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(Rate(8875, 100000), "8.875 %"), (Rate(7, 100), "7 %"), (Rate(0, 1), "0 %"), (Rate(1, 3), "1/3")],
)
def test_a_rate_in_percent_is_exact(rate: Rate, text: str) -> None:
    assert percent(rate) == text
