"""What fields are called and what they hold, where they stand: fields of one name may hold several things."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import membership_sim as ms
from membership_sim.entries import NOTICES
from membership_sim.entry_fields import ENTRY_FIELDS
from membership_sim.files.given_shapes import CHARGE_PARTS, FACTS, OWED_KINDS, OWED_PARTS
from membership_sim.lifecycle import ACTIONS
from membership_sim.member import Waiting
from membership_sim.money import CURRENCIES
from membership_sim.rules import RuleCertainty
from membership_sim.scenario import ARGUMENTS, BENEFITS, DECLINE_REASONS, NO_METHOD, STATES
from membership_sim.show.catalogue import LANGUAGES, catalogue
from membership_sim.show.field_kinds import kind_of, name_in, split_path
from membership_sim.show.field_words import field_name, field_text
from membership_sim.show.sides import Side, cut_apart, sides_text

from .test_words import OF_FILES, OF_METHODS, OF_SCRIPTS

JPY = CURRENCIES["JPY"]
PLACES = {
    **{kind: (*fields, "kind", "state", "date") for kind, fields in ENTRY_FIELDS.items()},
    **{do: (*fields, "action", "state", "effective", "do", "allowed") for do, fields in ARGUMENTS.items()},
    "scenario": OF_FILES,
    "given": (*FACTS, "date", "state", "default"),
    "owed": OWED_PARTS,
    "charge": (*ENTRY_FIELDS["charge"], *CHARGE_PARTS),
    "method": OF_METHODS,
    "payments": OF_SCRIPTS,
    "rulebook": ("holidays", "tax", "time_zone", "currency"),
}
# All that a field of a kind can say, of the kinds of which that is a closed list.
VOCABULARIES: dict[str, tuple[Any, ...]] = {
    "action": ACTIONS,
    "benefit": BENEFITS,
    "certainty": get_args(RuleCertainty),
    "entry_kind": tuple(ENTRY_FIELDS),
    "holidays": ("none",),  # others are the codes of countries
    "notice": NOTICES,
    "owed_kind": OWED_KINDS,
    "plan": ("monthly", "annual", "student_monthly", "student_annual"),
    "reason": DECLINE_REASONS,
    "state": STATES,
    "tax_of_fees": ("included", "added"),
    "tried": (*DECLINE_REASONS, NO_METHOD),
    "waiting": get_args(Waiting),
    "when": ("later", "now"),
    "yes_no": (True, False, "yes", "no"),
}
OPEN = {
    "amount", "charge", "count", "date", "family", "method", "month", "months", "owed", "plan_or_yes_no", "text", "",
}  # fmt: skip


def told(place: str, field: str, value: object, lang: str = "en") -> str:
    return field_text(place, field, value, JPY, catalogue(lang))


FIELDS = [(place, field) for place, fields in PLACES.items() for field in sorted(fields)]


@pytest.mark.parametrize(("place", "field"), FIELDS)
def test_every_word_of_a_field_is_told_in_japanese(place: str, field: str) -> None:
    kind = kind_of(place, field)
    assert kind in VOCABULARIES.keys() | OPEN
    for value in VOCABULARIES.get(kind, ()):
        text = told(place, field, value, "ja")
        assert not re.search("(?<![A-Za-z])[a-z_]", text), text
        assert kind == "plan" or "_" not in told(place, field, value)


# A field by its place, with what it is called there in English and in Japanese.
NAMES = [
    ("until", "until", "最終日"),
    ("wallet.0.until", "works again", "復旧日"),
    ("block_method.until", "works again", "復旧日"),
    ("action.effective", "takes effect", "有効になる日"),
    ("notice.effective", "day it names", "通知の対象日"),
    ("change_plan.to", "new plan", "変更後のプラン"),
    ("set_reminder.to", "reminders", "更新前のお知らせの有無"),
    ("rulebook.tax", "tax", "税の扱い"),
    ("given.opened", "opened", "最初の請求の期日"),
    ("given.owed.first_due", "first due", "最初の期日"),
    ("decline.attempt", "try of this charge", "この請求の試行の番号"),
    ("given.tries", "tries of what is owed", "未払いの請求の試行の回数"),
    ("given.payment_tries", "tries of the run", "全体の試行の回数"),
    ("payments.0.try", "try of the run", "全体の試行の番号"),
    ("charge.tax", "tax", "税"),
    ("rulebook.sources.until", "source", "出典"),
    ("with.prices.annual", "fee of annual", "年間プランの会費"),
]


@pytest.mark.parametrize(("path", "english", "japanese"), NAMES)
def test_a_field_is_called_by_its_place(path: str, english: str, japanese: str) -> None:
    assert [field_name(path, catalogue(lang)) for lang in LANGUAGES] == [english, japanese]


# A field by its place, a value, and how it is told.
VALUES = [
    ("change_plan", "to", "yes", "yes"),
    ("set_reminder", "to", "yes", "あり"),
    ("change_plan", "to", "annual", "年間プラン"),
    ("owed", "kind", "plan_change", "プラン変更"),
    ("charge", "kind", "charge", "請求"),
    ("rulebook", "tax", "added", "税別"),
    ("decline", "tax", 60, "60円"),
    ("given", "student_months", 3, "3か月"),
    ("given", "opened", "2025-01-31", "2025年1月31日(金)"),
    ("rulebook", "sources", "2025-01-31", "2025-01-31"),
    ("scenario", "given", {"state": "past_due", "owed": {"kind": "renewal", "plan": "monthly"}, "family": ["A", "B"]},
     "状態：支払い遅延、未払い：(種類：更新、プラン：月間プラン)、家族会員：(A、B)"),
    ("scenario", "given", {"owed": {"kind": "renewal", "plan": "monthly"}}, "未払い：種類：更新、プラン：月間プラン"),
    ("scenario", "wallet", [{"card": "A"}, {"card": "B", "blocked": "expired"}],
     "カード：A、(カード：B、使用不可の理由：期限切れ)"),
    ("rulebook", "values", {"certainty": "stated", "source": ["A", "E"]}, "確かさ：明記、出典：(A、E)"),
    ("charge", "period", {"start": "2025-01-31", "end": "2025-02-28"}, "2025年1月31日〜2月27日"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "field", "value", "text"), VALUES)
def test_a_value_is_told_by_its_place(place: str, field: str, value: object, text: str) -> None:
    assert told(place, field, value, "ja") == text


CARDS = [{"card": name} for name in ("a-card-with-a-long-name", "another-with-a-long-name", "a-third-with-a-long-name")]
LONG = "x" * 90
STEPS = [{"fee": 500 + number, "new_from": f"20{10 + number}-01-01"} for number in range(8)]
RECORD = {"first_due": "2025-05-01", "kind": "renewal", "amount": 600}

@pytest.mark.parametrize("place", PLACES)
def test_what_is_there_or_not_is_called_so_in_japanese(place: str) -> None:
    """The values are あり and なし: the name says that it is of these."""
    names = [name_in(place, field, catalogue("ja")) for field in PLACES[place] if kind_of(place, field) == "yes_no"]
    assert [name for name in names if not name.endswith("の有無")] == []


# Two values of a field that differ beyond what is shown of each, or in little of them, and what is told of both.
SIDES: list[tuple[str, Any, Any, str]] = [
    ("wallet", [*CARDS, {"card": "d", "expires": "2027-01"}], [*CARDS, {"card": "d", "expires": "2028-01"}],
     "- (card: d, expires: 2027-01), + (card: d, expires: 2028-01)"),
    ("wallet", CARDS, CARDS[::2], "- card: another-with-a-long-name"),
    ("wallet", CARDS[:1], [*CARDS[:1], *CARDS[:1]], "+ card: a-card-with-a-long-name"),
    ("wallet", [{"card": "a"}, {"card": "b"}], [{"card": "b"}, {"card": "a"}], "card: a, card: b → card: b, card: a"),
    ("wallet", [{"card": f"{LONG}{LONG}1"}], [{"card": f"{LONG}{LONG}2"}],
     f"…{'x' * 30}1 → …{'x' * 30}2"),
    ("refused.allowed", ["cancel", "keep", "use"], ["cancel", "pause", "use"], "- keep, + pause"),
    ("refused.allowed", ["cancel"], ["join"], "cancel → join"),
    ("given.owed", RECORD, {**RECORD, "kind": "plan_change"}, "kind: renewal → kind: change of plan"),
    ("given.family", ["Aoi", "Ren"], ["Aoi"], "- Ren"),
    ("given.family", ["Aoi", None], ["Aoi", "-"], '[Aoi, null] → [Aoi, "-"]'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "before", "after", "text"), SIDES, ids=range(len(SIDES)))
def test_only_what_differs_is_told(path: str, before: Any, after: Any, text: str) -> None:
    assert sides_text(*split_path(path), Side(before, JPY), Side(after, JPY), catalogue()) == text


def test_of_dated_fees_only_the_steps_that_differ_are_told() -> None:
    story = {"until": "2025-06-30", "events": [{"date": "2025-01-31", "do": "join"}]}
    other = [*STEPS[:2], {"fee": 999, "new_from": "2012-01-01"}, *STEPS[3:]]
    fees = [{**story, "with": {"prices.monthly": steps}} for steps in (STEPS, other)]
    comparison = ms.compare(*map(ms.Scenario.from_dict, fees))
    assert "(with.prices.monthly): - ¥502 from 2012-01-01, + ¥999 from 2012-01-01 (PRICE-1" in str(comparison)


VALUES_OF_FILES = st.recursive(
    st.text(max_size=250) | st.integers() | st.sampled_from(["", "-", "…"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@given(VALUES_OF_FILES, VALUES_OF_FILES)
def test_the_two_sides_are_never_told_alike(before: Any, after: Any) -> None:
    assume(before != after)
    told = sides_text("given", "note", Side(before, JPY), Side(after, JPY), catalogue())
    half = (len(told) - len(" → ")) // 2
    assert told != f"{told[:half]} → {told[:half]}"
    assert " → " in told or told.startswith(("- ", "+ "))


@given(st.text("ab", max_size=60), st.text("ab", max_size=60), st.text("ab", max_size=60))
def test_texts_that_are_cut_stay_apart(start: str, before: str, after: str) -> None:
    assume(before != after)
    cut = cut_apart(start + before, start + after, 40)
    assert cut[0] != cut[1]
    assert max(map(len, cut)) <= 40


def block(until: str) -> ms.Scenario:
    """Return a scenario whose card is blocked until a day, in an event and in the wallet."""
    return ms.Scenario.from_dict({
        "until": "2025-06-30",
        "wallet": [{"card": "visa"}, {"card": "other", "blocked": "expired", "until": until}],
        "events": [
            {"date": "2025-01-31", "do": "join"},
            {"date": "2025-02-02", "do": "add_method", "card": "third", "blocked": "invalid", "until": until},
            {"date": "2025-02-03", "do": "block_method", "name": "visa", "reason": "security_hold", "until": until},
        ],
    })


def test_the_end_of_a_block_is_no_last_day() -> None:
    comparison = ms.compare(block("2025-02-20"), block("2025-03-20"))
    assert "\n    works again: 2025-02-20 Thu → 2025-03-20 Thu\n" in comparison.to_text()
    assert "\n    復旧日：2025年2月20日(木) → 2025年3月20日(木)\n" in comparison.to_text("ja")
    assert "until: " not in comparison.to_text()
    assert "最終日：" not in comparison.to_text("ja")


def test_the_day_that_a_notice_names_does_not_take_effect() -> None:
    events = [{"date": "2025-01-31", "do": "join"}, {"date": "2025-03-05", "do": "pause"}]
    story = {"until": "2025-06-30", "events": events}
    longer = {**story, "with": {"pause.limit_days": 100}}
    comparison = ms.compare(ms.Scenario.from_dict(story), ms.Scenario.from_dict(longer))
    assert "day it names: 2026-04-02 Thu → 2025-07-11 Fri" in str(comparison)
    assert "takes effect: " not in str(comparison)
