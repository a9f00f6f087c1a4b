"""The naive simulator on stories that were worked out by hand from the specification."""
import copy

import pytest

from tests.naive.simulator import ScenarioProblemError, run


def step(fee, new_from, renewals_from=None):
    return {"fee": fee, "new_from": new_from, "renewals_from": renewals_from or new_from}


def plan(months, student, regular, *prices, days=0):
    return {"months": months, "days": days, "student": student, "regular": regular,
            "prices": list(prices)}


VALUES = {"trial.days": 30, "trial.student_months": 6, "trial.again": "never",
          "billing.month_end": "clamp", "plan.change": "at_period_end",
          "student.paid_months": 48, "pause.limit_days": 365, "payment.retry_days": [3, 7, 14],
          "payment.suspension_days": 14, "refund.used.monthly": "strict",
          "refund.used.annual": "by_percent", "refund.free_business_days": None,
          "refund.paid_within_business_days": [3, 5], "family.limit": 2,
          "reminder.days_before": 3}
JP_HOLIDAYS = [
    "2025-01-01", "2025-01-13", "2025-02-11", "2025-02-23", "2025-02-24", "2025-03-20", "2025-04-29",
    "2025-05-03", "2025-05-04", "2025-05-05", "2025-05-06", "2025-07-21", "2025-08-11", "2025-09-15",
    "2025-09-23", "2025-10-13", "2025-11-03", "2025-11-23", "2025-11-24", "2026-01-01", "2026-01-12",
    "2026-02-11", "2026-02-23", "2026-03-20",
]
US_HOLIDAYS = [
    "2025-01-01", "2025-01-20", "2025-02-17", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01",
    "2025-10-13", "2025-11-11", "2025-11-27", "2025-12-25",
]
JP = {"time_zone": "Asia/Tokyo", "currency": "JPY", "tax": "included",
      "holidays": {"first": "2018-01-01", "end": "2030-01-01", "days": JP_HOLIDAYS},
      "plans": {
          "monthly": plan(1, False, "monthly", step(400, "2017-06-01"),
                          step(500, "2019-04-12", "2019-05-17"),
                          step(600, "2023-08-24", "2023-09-24")),
          "annual": plan(12, False, "annual", step(3900, "2007-06-01"),
                         step(4900, "2019-04-12", "2019-05-17"),
                         step(5900, "2023-08-24", "2023-09-24")),
          "student_monthly": plan(1, True, "monthly", step(250, "2019-04-12"),
                                  step(300, "2023-08-24", "2023-09-24")),
          "student_annual": plan(12, True, "annual", step(1900, "2014-08-01"),
                                 step(2450, "2019-04-12", "2019-05-17"),
                                 step(2950, "2023-08-24", "2023-09-24"))},
      "values": {name: [[None, value]] for name, value in VALUES.items()},
      "refund_used_rule": {"monthly": "REFUND-3", "annual": "REFUND-2"}}
US = {"time_zone": "America/Los_Angeles", "currency": "USD", "tax": "added",
      "holidays": {"first": "2025-01-01", "end": "2026-01-01", "days": US_HOLIDAYS},
      "plans": {"monthly": plan(1, False, "monthly", step(1499, "2022-02-18")),
                "annual": plan(12, False, "annual", step(13900, "2022-02-18"))},
      "values": {**{name: [[None, value]] for name, value in VALUES.items()},
                 "refund.used.annual": [[None, "strict"]], "pause.limit_days": [[None, None]],
                 "refund.free_business_days": [[None, 3]]},
      "refund_used_rule": {"monthly": "REFUND-4", "annual": "REFUND-4"}}
CARD = [{"card": "visa"}]


def tell(*lines, book=JP, until=None, start="monthly", wallet=CARD, values=None, **more):
    """A line is 'DATE ACTION key=value ...'; yes, no and numbers are read."""
    events = []
    for line in lines:
        day, action, *pairs = line.split()
        event = {"date": day, "do": action}
        for pair in pairs:
            name, text = pair.split("=")
            value = {"yes": True, "no": False}.get(text, text)
            event[name] = int(text) if text.isdigit() else value
        events.append(event)
    book = copy.deepcopy(book)
    for name, value in (values or {}).items():
        book["values"][name] = [[None, value]]
    scenario = {"title": "t", "plan": start, "wallet": wallet, "payments": None, "until": until,
                "events": events, "sales_tax": None, **more}
    before = copy.deepcopy(scenario)
    result = run(scenario, book)
    assert scenario == before
    return result


def of(result, kind, *names):
    return [tuple(e.get(n) for n in names) for e in result["entries"] if e["kind"] == kind]


def charges(result):
    return of(result, "charge", "date", "amount", "rule")


def refunds(result):
    return of(result, "refund", "date", "amount", "rule")


def notices(result):
    return [(e["date"], e["notice"]) for e in result["entries"] if e["kind"] == "notice"]


def states(result):
    return of(result, "state", "date", "from", "state", "rule")


def refusals(result):
    return of(result, "refused", "date", "action", "rule")


# -- the example of design.md ---------------------------------------------------------------------

def test_paused_then_forgotten():
    r = tell("2025-01-31 join", "2025-02-10 use benefit=video", "2025-03-05 pause",
             wallet=[{"card": "visa", "expires": "2026-04"}], until="2026-06-30")
    assert r["entries"] == [
        {"seq": 1, "date": "2025-01-31", "kind": "action", "action": "join", "state": "trial",
         "rule": "JOIN-1"},
        {"seq": 2, "date": "2025-02-10", "kind": "use", "benefit": "video", "state": "trial",
         "rule": "BENEFIT-1"},
        {"seq": 3, "date": "2025-03-02", "kind": "charge", "amount": 600, "plan": "monthly",
         "method": "visa", "period": {"start": "2025-03-02", "end": "2025-04-02"},
         "state": "paid", "rule": "TRIAL-2"},
        {"seq": 4, "date": "2025-03-05", "kind": "action", "action": "pause",
         "effective": "2025-04-02", "benefits_until": "2025-04-01", "state": "paid",
         "rule": "PAUSE-1"},
        {"seq": 5, "date": "2025-04-02", "kind": "state", "from": "paid", "state": "paused",
         "rule": "PAUSE-1"},
        {"seq": 6, "date": "2025-04-02", "kind": "notice", "notice": "pause_begun",
         "state": "paused", "rule": "NOTICE-2"},
        {"seq": 7, "date": "2026-04-02", "kind": "state", "from": "paused", "state": "cancelled",
         "rule": "PAUSE-3"},
        {"seq": 8, "date": "2026-04-02", "kind": "notice", "notice": "cancelled_by_limit",
         "state": "cancelled", "rule": "NOTICE-2"}]
    assert r["totals"] == {"charged": 600, "refunded": 0, "net": 600, "benefit_days": 61}
    assert (r["final_state"], r["until"]) == ("cancelled", "2026-06-30")


# -- trials ------------------------------------------------------------------------------------------

def test_student_trial_is_six_calendar_months_clamped():
    r = tell("2024-08-31 join", start="student_monthly", until="2025-03-28")
    assert charges(r) == [("2025-02-28", 300, "TRIAL-2"), ("2025-03-28", 300, "BILL-1")]


def test_cancel_later_in_the_trial_on_its_first_day():
    r = tell("2025-01-01 join", "2025-01-01 cancel", until="2025-02-10")
    assert states(r) == [("2025-01-31", "trial", "cancelled", "TRIAL-3")]
    assert r["totals"] == {"charged": 0, "refunded": 0, "net": 0, "benefit_days": 30}
    assert r["entries"][1]["benefits_until"] == "2025-01-30"
    assert r["entries"][2] == {"seq": 3, "date": "2025-01-01", "kind": "notice",
                               "notice": "confirmation", "end": "2025-01-31", "state": "trial",
                               "rule": "CANCEL-7"}


def test_cancel_now_in_the_trial():
    r = tell("2025-01-01 join", "2025-01-05 cancel when=now")
    cancel = r["entries"][1]
    assert (cancel["state"], cancel["effective"], cancel["benefits_until"], cancel["rule"]) == (
        "cancelled", "2025-01-05", "2025-01-04", "TRIAL-3")
    assert (r["until"], r["totals"]["benefit_days"]) == ("2025-01-05", 4)


def test_one_trial_an_account_and_the_last_plan_held():
    r = tell("2025-01-01 join", "2025-01-05 change_plan to=annual", "2025-02-05 cancel when=now",
             "2025-02-05 join", until="2025-03-01")
    assert charges(r) == [("2025-01-31", 5900, "TRIAL-2"), ("2025-02-05", 5900, "REJOIN-1")]
    assert refunds(r) == [("2025-02-05", 5900, "REFUND-1")]


def test_trial_again_after_months():
    again = {"trial.again": {"after_months": 12}}
    r = tell("2025-01-01 join", "2025-02-28 cancel when=now", "2026-02-27 join",
             "2026-02-27 cancel when=now", "2027-02-27 join", values=again, until="2027-03-01")
    assert of(r, "action", "date", "action", "rule") == [
        ("2025-01-01", "join", "JOIN-1"), ("2025-02-28", "cancel", "CANCEL-2"),
        ("2026-02-27", "join", "REJOIN-1"), ("2026-02-27", "cancel", "CANCEL-2"),
        ("2027-02-27", "join", "JOIN-1")]
    assert r["final_state"] == "trial"


def test_joins_refused_and_declined():
    r = tell("2025-01-01 join", "2025-01-02 join trial=no", "2025-01-03 top_up name=gift amount=600",
             "2025-01-03 join trial=no", "2025-01-04 join",
             wallet=[{"gift_balance": "gift", "amount": 599}], until="2025-01-31")
    assert refusals(r) == [("2025-01-01", "join", "JOIN-4"), ("2025-01-04", "join", "JOIN-5")]
    assert r["entries"][2] == {
        "seq": 3, "date": "2025-01-02", "kind": "decline", "amount": 600, "plan": "monthly",
        "attempt": 1, "reasons": [{"method": "gift", "reason": "insufficient_funds"}],
        "state": "prospect", "rule": "JOIN-3"}
    assert charges(r) == [("2025-01-03", 600, "JOIN-2")]
    assert r["entries"][0]["allowed"] == [
        "join", "add_method", "update_method", "remove_method", "set_default", "block_method",
        "unblock_method", "top_up", "set_reminder", "set_graduation"]


# -- month ends, leap years -------------------------------------------------------------------------

def test_month_ends_are_counted_from_the_anchor():
    r = tell("2025-01-31 join trial=no", until="2025-04-30")
    assert [c[0] for c in charges(r)] == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]


def test_leap_day_anchor_yearly():
    r = tell("2024-02-29 join trial=no", start="annual", until="2028-03-01")
    assert [c[0] for c in charges(r)] == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28",
                                          "2028-02-29"]


def test_sticky_month_end():
    sticky = {"billing.month_end": "sticky_month_end"}
    r = tell("2025-02-28 join trial=no", values=sticky, until="2025-05-01")
    assert [c[0] for c in charges(r)] == ["2025-02-28", "2025-03-31", "2025-04-30"]
    r = tell("2024-02-28 join trial=no", values=sticky, until="2024-05-01")   # not the last day
    assert [c[0] for c in charges(r)] == ["2024-02-28", "2024-03-28", "2024-04-28"]


def test_a_plan_of_days():
    book = copy.deepcopy(JP)
    book["plans"]["four_weeks"] = plan(0, False, "monthly", step(550, "2020-01-01"), days=28)
    r = tell("2025-01-31 join plan=four_weeks trial=no", book=book, until="2025-03-28")
    assert [c[0] for c in charges(r)] == ["2025-01-31", "2025-02-28", "2025-03-28"]


# -- price steps ---------------------------------------------------------------------------------------

def test_renewals_follow_their_own_date():
    r = tell("2023-08-23 join trial=no", until="2023-10-31")
    assert [c[1] for c in charges(r)] == [500, 500, 600]
    r = tell("2023-08-24 join trial=no", until="2023-08-31")
    assert [c[1] for c in charges(r)] == [600]


def test_a_renewal_never_uses_an_older_step():
    book = copy.deepcopy(JP)
    book["plans"]["monthly"]["prices"][2]["renewals_from"] = "2023-12-01"
    r = tell("2023-09-01 join trial=no", book=book, until="2023-10-01")
    assert [c[1] for c in charges(r)] == [600, 600]


def test_resuming_is_a_renewal_unless_nothing_was_ever_paid():
    r = tell("2023-07-20 join trial=no", "2023-08-01 pause", "2023-09-01 resume",
             until="2023-09-02")
    assert charges(r) == [("2023-07-20", 500, "JOIN-2"), ("2023-09-01", 500, "PAUSE-4")]
    r = tell("2023-07-20 join", "2023-08-01 pause", "2023-09-01 resume", until="2023-09-02")
    assert charges(r) == [("2023-09-01", 600, "PAUSE-4")]


def test_a_day_without_a_fee():
    with pytest.raises(ScenarioProblemError):
        tell("2017-05-31 join trial=no")


def test_sales_tax_rounds_half_up():
    r = tell("2025-07-02 join trial=no", book=US, sales_tax="8.875%", until="2025-07-03")
    assert of(r, "charge", "amount", "tax") == [(1632, 133)]        # 133.03625
    book = copy.deepcopy(US)
    book["plans"]["monthly"]["prices"][0]["fee"] = 1000
    r = tell("2025-07-02 join trial=no", book=book, sales_tax="0.05%", until="2025-07-03")
    assert of(r, "charge", "amount", "tax") == [(1001, 1)]          # 0.5


# -- refunds ----------------------------------------------------------------------------------------------

USED_ANNUAL = ("2019-05-01 join trial=no", "2019-06-01 use benefit=video",
               "2020-02-29 cancel when=now")


@pytest.mark.parametrize(("reading", "amount"), [
    ("by_percent", 784),                   # 62 of 366 days: 16 % of 4,900
    ("by_days", 830), ("by_full_months", 816)])
def test_used_annual(reading, amount):
    r = tell(*USED_ANNUAL, start="annual", values={"refund.used.annual": reading})
    assert refunds(r) == [("2020-02-29", amount, "REFUND-2")]


@pytest.mark.parametrize("reading", ["strict", "none"])
def test_used_annual_without_refund(reading):
    assert refunds(tell(*USED_ANNUAL, start="annual", values={"refund.used.annual": reading})) == []


def test_nothing_even_when_unused():
    events = ("2025-01-01 join trial=no", "2025-01-02 cancel when=now")
    assert refunds(tell(*events, values={"refund.used.monthly": "none"})) == []
    assert refunds(tell(*events)) == [("2025-01-02", 600, "REFUND-1")]


def test_a_use_in_the_trial_does_not_count():
    r = tell("2025-01-01 join", "2025-01-30 use benefit=video", "2025-01-31 cancel when=now")
    assert refunds(r) == [("2025-01-31", 600, "REFUND-1")]
    assert [(e["kind"], e.get("action") or e.get("notice")) for e in r["entries"][-5:]] == [
        ("charge", None), ("action", "cancel"), ("notice", "confirmation"), ("refund", None),
        ("notice", "refund")]
    assert r["entries"][-2]["charge"] == 3


def test_a_use_by_the_family_counts():
    r = tell("2025-01-01 join trial=no", "2025-01-02 add_family name=aya",
             "2025-01-03 use benefit=sales by=aya", "2025-01-04 cancel when=now")
    assert refunds(r) == []


def test_money_is_back_after_golden_week():
    r = tell("2025-05-01 join trial=no", "2025-05-01 cancel when=now")
    refund = next(e for e in r["entries"] if e["kind"] == "refund")
    assert refund["expected"] == {"from": "2025-05-08", "to": "2025-05-12"}


@pytest.mark.parametrize(("join", "day", "value", "amount"), [
    ("join trial=no", "2025-07-08", 500, 999),     # 3rd, 7th and 8th; the 4th is a holiday
    ("join trial=no", "2025-07-09", 500, None),
    ("join trial=no", "2025-07-03", 1499, None)])
def test_three_business_days(join, day, value, amount):
    r = tell("2025-07-02 " + join, f"2025-07-02 use benefit=video value={value}",
             day + " cancel when=now", book=US)
    assert refunds(r) == ([] if amount is None else [(day, amount, "REFUND-4")])


def test_three_business_days_from_the_conversion_first_due_not_from_a_renewal():
    events = ("2025-03-03 join", "2025-04-02 use benefit=music",
              "2025-04-04 unblock_method name=visa", "2025-04-07 cancel when=now")
    blocked = [{"card": "visa", "blocked": "over_limit"}]
    r = tell(*events, book=US, wallet=blocked)       # due Wed 04-02: 3rd, 4th, Mon 7th
    assert charges(r) == [("2025-04-04", 1499, "PAY-5")]
    assert refunds(r) == [("2025-04-07", 1499, "REFUND-4")]
    r = tell("2025-03-02 join trial=no", "2025-04-02 use benefit=music",
             "2025-04-03 cancel when=now", book=US)
    assert refunds(r) == []


def test_free_days_outside_the_holiday_table():
    events = ("2025-12-30 join trial=no", "2025-12-30 use benefit=video",
              "2025-12-31 cancel when=now")
    with pytest.raises(ScenarioProblemError):
        tell(*events, book=US)
    r = tell(events[0], events[2], book=US)                     # unused: the table is not needed
    refund = next(e for e in r["entries"] if e["kind"] == "refund")
    assert (refund["amount"], refund["expected"]) == (1499, None)


def test_ended_by_amazon():
    r = tell("2024-05-05 join trial=no", "2025-03-03 terminate", start="annual")
    assert refunds(r) == [("2025-03-03", 983, "REFUND-5")]       # 5,900 x 2 / 12
    assert notices(r) == [("2025-03-03", "refund")]
    r = tell("2024-05-05 join trial=no", "2025-03-03 terminate misuse=yes", start="annual")
    assert refunds(r) == []
    r = tell("2025-03-03 terminate", "2025-03-03 join", "2025-03-04 terminate")
    assert refusals(r) == [("2025-03-03", "terminate", "TERM-1")]
    assert refunds(r) == []


# -- past due, suspension, recovery -------------------------------------------------------------------------

EXPIRING = [{"card": "visa", "expires": "2025-04"}]


def test_declines_to_the_end():
    r = tell("2025-04-10 join trial=no", wallet=EXPIRING)
    assert of(r, "decline", "date", "attempt", "state", "rule") == [
        ("2025-05-10", 1, "past_due", "PAY-3"), ("2025-05-13", 2, "past_due", "PAY-3"),
        ("2025-05-17", 3, "past_due", "PAY-3"), ("2025-05-24", 4, "suspended", "PAY-4")]
    assert notices(r) == [
        ("2025-05-10", "payment_failed"), ("2025-05-13", "payment_failed"),
        ("2025-05-17", "payment_failed"), ("2025-05-24", "payment_failed"),
        ("2025-05-24", "suspended"), ("2025-06-07", "cancelled_by_limit")]
    assert states(r) == [("2025-06-07", "suspended", "cancelled", "PAY-7")]
    assert r["until"] == "2025-06-07"
    assert r["totals"]["benefit_days"] == 44                    # 04-10 to 05-23


def test_recovery_by_a_new_card():
    r = tell("2025-04-10 join trial=no", "2025-05-12 pay",
             "2025-05-15 update_method name=visa expires=2028-01", wallet=EXPIRING,
             until="2025-06-10")
    assert of(r, "decline", "date", "attempt", "rule") == [
        ("2025-05-10", 1, "PAY-3"), ("2025-05-12", 2, "PAY-5"), ("2025-05-13", 3, "PAY-3")]
    assert of(r, "charge", "date", "period", "rule")[1:] == [
        ("2025-05-15", {"start": "2025-05-10", "end": "2025-06-10"}, "PAY-5"),
        ("2025-06-10", {"start": "2025-06-10", "end": "2025-07-10"}, "BILL-1")]
    assert notices(r) == [("2025-05-10", "payment_failed"), ("2025-05-13", "payment_failed"),
                          ("2025-05-15", "recovered")]


def test_a_block_that_ends_by_its_date_tries_nothing():
    r = tell("2025-04-10 join trial=no", "2025-05-01 block_method name=visa reason=security_hold "
             "until=2025-05-12", until="2025-05-20")
    assert charges(r)[1:] == [("2025-05-13", 600, "PAY-3")]


def test_recovery_from_suspension_by_a_gift_balance():
    r = tell("2025-04-10 join trial=no", "2025-05-25 add_method gift_balance=gift amount=100",
             "2025-05-26 top_up name=gift amount=500", wallet=EXPIRING, until="2025-06-10")
    assert of(r, "charge", "date", "method")[1:] == [("2025-05-26", "gift")]
    assert of(r, "decline", "date", "attempt")[-2:] == [("2025-05-25", 5), ("2025-06-10", 1)]
    assert r["totals"]["benefit_days"] == 44 + 16               # back from 05-26 to 06-10


def test_what_is_owed_is_fixed():
    r = tell("2023-08-23 join trial=no", "2023-09-01 block_method name=visa reason=invalid",
             "2023-09-29 update_method name=visa", until="2023-10-23")
    assert [c[:2] for c in charges(r)] == [("2023-08-23", 500), ("2023-09-29", 500),
                                           ("2023-10-23", 600)]


def test_ending_while_past_due_or_suspended():
    for day, benefits_until in (("2025-05-20", "2025-05-19"), ("2025-05-30", None)):
        r = tell("2025-04-10 join trial=no", day + " cancel", wallet=EXPIRING)
        cancel = next(e for e in r["entries"] if e.get("action") == "cancel")
        assert (cancel["rule"], cancel["state"], cancel["effective"], cancel["benefits_until"]) == (
            "CANCEL-5", "cancelled", day, benefits_until)
        assert notices(r)[-1] == (day, "confirmation")
        assert refunds(r) == []


def test_fallback_does_not_become_the_default_and_order():
    wallet = [{"card": "a"}, {"card": "b", "blocked": "over_limit"}, {"account": "c"}]
    r = tell("2025-01-01 join trial=no", "2025-01-02 set_default name=b",
             "2025-02-02 remove_method name=b", "2025-02-03 block_method name=a reason=invalid",
             wallet=wallet, until="2025-03-01")
    assert of(r, "charge", "method") == [("a",), ("a",), ("c",)]


def test_nothing_on_file_and_scripts():
    r = tell("2025-01-01 join trial=no", wallet=[], until="2025-01-02")
    assert of(r, "decline", "reasons") == [([{"reason": "no_method"}],)]
    script = [{"date": "2025-02-01", "decline": "expired"}, {"try": 3, "take": "bank"}]
    r = tell("2025-01-01 join trial=no", payments=script, until="2025-03-01",
             wallet=[*CARD, {"account": "bank"}])
    assert of(r, "charge", "date", "method") == [("2025-01-01", "visa"), ("2025-02-04", "bank"),
                                                 ("2025-03-01", "visa")]


def test_scenario_errors():
    for lines in (["2025-01-01 remove_method name=x"], ["2025-01-01 add_method card=visa"],
                  ["2025-01-01 top_up name=visa amount=1"], ["2025-01-01 dance"],
                  ["2025-01-01 block_method name=visa reason=rain"],
                  ["2025-01-02 join", "2025-01-01 cancel"]):
        with pytest.raises(ScenarioProblemError):
            tell(*lines)
    with pytest.raises(ScenarioProblemError):
        tell("2025-01-02 join", until="2025-01-01")


# -- pauses ----------------------------------------------------------------------------------------------

def test_the_last_day_to_resume():
    for day, last in (("2026-04-01", []), ("2026-04-02", [("2026-04-02", "resume", "PAUSE-7")])):
        r = tell("2025-01-31 join", "2025-03-05 pause", day + " resume", until="2026-04-05")
        assert refusals(r) == last


def test_resume_on_the_first_day_and_new_anchor():
    r = tell("2025-01-31 join trial=no", "2025-02-01 pause", "2025-02-28 resume",
             until="2025-03-31")
    assert [c[0] for c in charges(r)] == ["2025-01-31", "2025-02-28", "2025-03-28"]


def test_a_declined_resume_changes_nothing():
    r = tell("2025-01-01 join trial=no", "2025-01-02 pause",
             "2025-02-10 block_method name=visa reason=invalid", "2025-02-10 resume",
             until="2026-02-01")
    assert of(r, "decline", "date", "attempt", "state", "rule") == [
        ("2025-02-10", 1, "paused", "PAUSE-5")]
    assert states(r)[-1] == ("2026-02-01", "paused", "cancelled", "PAUSE-3")
    assert ("2025-02-10", "payment_failed") not in notices(r)


def test_the_latest_wish_wins_and_repeats_are_silent():
    r = tell("2025-01-01 join trial=no", "2025-01-02 cancel", "2025-01-03 cancel",
             "2025-01-04 pause", "2025-01-05 pause", "2025-01-06 cancel", "2025-01-07 keep",
             "2025-01-08 keep", until="2025-02-01")
    assert [e["rule"] for e in r["entries"] if e["kind"] == "action"] == [
        "JOIN-2", "CANCEL-1", "CANCEL-3", "PAUSE-1", "CANCEL-3", "CANCEL-1", "CANCEL-4"]
    assert notices(r) == [("2025-01-02", "confirmation"), ("2025-01-06", "confirmation")]
    assert refusals(r) == [("2025-01-08", "keep", "CANCEL-4")]
    assert charges(r)[-1] == ("2025-02-01", 600, "BILL-1")


def test_cancelling_again_when_cancelled():
    r = tell("2024-12-31 cancel", "2025-01-01 join trial=no", "2025-01-11 cancel",
             "2025-03-01 cancel when=now")
    assert refusals(r) == [("2024-12-31", "cancel", "CANCEL-8")]
    assert r["entries"][-1] == {
        "seq": 7, "date": "2025-03-01", "kind": "action", "action": "cancel", "when": "now",
        "effective": "2025-02-01", "benefits_until": None, "state": "cancelled",
        "rule": "CANCEL-3"}
    assert r["until"] == "2025-03-01"


# -- plans ----------------------------------------------------------------------------------------------

def test_a_change_of_plan_keeps_the_day_of_the_month():
    r = tell("2025-01-31 join trial=no", "2025-02-10 change_plan to=annual",
             "2025-03-01 change_plan to=monthly", until="2026-04-30")
    assert of(r, "charge", "date", "amount", "rule") == [
        ("2025-01-31", 600, "JOIN-2"), ("2025-02-28", 5900, "PLAN-1"),
        ("2026-02-28", 600, "PLAN-1"), ("2026-03-31", 600, "BILL-1"),
        ("2026-04-30", 600, "BILL-1")]


def test_withdrawing_a_change_of_plan():
    r = tell("2025-01-01 join trial=no", "2025-01-02 change_plan to=monthly",
             "2025-01-03 change_plan to=annual", "2025-01-04 change_plan to=annual",
             "2025-01-05 change_plan to=monthly", until="2025-02-01")
    assert refusals(r) == [("2025-01-02", "change_plan", "PLAN-1")]
    assert [(e["rule"], e["effective"]) for e in r["entries"] if e.get("action") == "change_plan"
            and e["kind"] == "action"] == [
        ("PLAN-1", "2025-02-01"), ("CANCEL-3", "2025-02-01"), ("PLAN-1", "2025-01-05")]
    assert charges(r)[-1] == ("2025-02-01", 600, "BILL-1")


def test_a_change_behind_a_pause():
    r = tell("2025-01-01 join trial=no", "2025-01-02 pause", "2025-01-03 change_plan to=annual",
             "2025-02-02 change_plan to=monthly", "2025-03-03 resume", until="2025-03-04")
    assert r["entries"][3]["effective"] is None
    assert refusals(r) == [("2025-02-02", "change_plan", "PLAN-4")]
    assert of(r, "charge", "date", "amount", "plan")[-1] == ("2025-03-03", 5900, "annual")


def test_a_declined_change_stands():
    r = tell("2025-01-01 join trial=no", "2025-01-02 change_plan to=annual",
             "2025-01-03 block_method name=visa reason=invalid", "2025-02-02 cancel",
             "2025-02-03 unblock_method name=visa", "2025-02-03 join", until="2025-02-04")
    assert of(r, "decline", "amount", "plan") == [(5900, "annual")]
    assert of(r, "charge", "amount", "plan")[-1] == (5900, "annual")       # the last one held


def test_moving_to_a_student_plan():
    r = tell("2024-05-05 join trial=no", "2025-01-01 cancel",
             "2025-03-03 change_plan to=student_annual", start="annual", until="2026-03-03")
    assert charges(r)[1:] == [("2025-03-03", 2950, "PLAN-3")]
    assert refunds(r) == [("2025-03-03", 983, "PLAN-3")]
    assert states(r) == [("2026-03-03", "paid", "cancelled", "CANCEL-1")]
    kinds = [e["kind"] for e in r["entries"] if e["date"] == "2025-03-03"]
    assert kinds == ["action", "charge", "refund", "notice"]


def test_moving_to_a_student_plan_monthly_and_declined():
    for day, back in (("2025-02-10", [("2025-02-10", 600, "PLAN-3")]), ("2025-02-11", [])):
        r = tell("2025-01-10 join trial=no", day + " use benefit=video",
                 day + " change_plan to=student_monthly", until="2025-02-20")
        assert refunds(r) == back
    r = tell("2025-01-10 join trial=no", "2025-01-11 block_method name=visa reason=invalid",
             "2025-01-12 change_plan to=student_monthly", until="2025-01-20")
    assert of(r, "decline", "state", "rule") == [("paid", "PLAN-3")]
    assert notices(r) == []


def test_use_before_the_move_on_the_same_day_does_not_count():
    r = tell("2025-01-10 join trial=no", "2025-01-20 use benefit=video",
             "2025-01-20 change_plan to=student_monthly", "2025-01-21 cancel when=now")
    assert refunds(r) == [("2025-01-21", 300, "REFUND-1")]


def test_graduation():
    r = tell("2025-01-31 join trial=no", "2025-02-01 set_graduation month=2025-03",
             "2025-03-31 cancel when=now", "2025-04-01 join plan=student_annual",
             start="student_monthly")
    assert of(r, "charge", "date", "amount", "plan", "rule") == [
        ("2025-01-31", 300, "student_monthly", "JOIN-2"),
        ("2025-02-28", 300, "student_monthly", "BILL-1"),
        ("2025-03-31", 600, "monthly", "PLAN-2")]
    assert refusals(r) == [("2025-04-01", "join", "PLAN-4")]


def test_not_at_the_trials_conversion():
    r = tell("2025-01-31 join", "2025-02-01 set_graduation month=2025-03",
             start="student_annual", until="2026-07-31")
    assert of(r, "charge", "date", "amount", "rule") == [
        ("2025-07-31", 2950, "TRIAL-2"), ("2026-07-31", 5900, "PLAN-2")]


def test_48_paid_months():
    r = tell("2019-05-01 join trial=no", start="student_annual", until="2023-05-01")
    assert of(r, "charge", "amount", "plan")[-2:] == [(2450, "student_annual"), (4900, "annual")]


def test_at_once():
    at_once = {"plan.change": "at_once"}
    r = tell("2024-05-05 join trial=no", "2025-03-03 change_plan to=monthly", start="annual",
             values=at_once, until="2025-04-03")
    assert charges(r)[1:] == [("2025-03-03", 600, "PLAN-1"), ("2025-04-03", 600, "BILL-1")]
    assert refunds(r) == [("2025-03-03", 983, "PLAN-1")]


# -- family, reminders -----------------------------------------------------------------------------------

def test_family():
    r = tell("2025-01-01 join trial=no", "2025-01-02 add_family name=a",
             "2025-01-02 add_family name=a", "2025-01-03 add_family name=b",
             "2025-01-04 add_family name=c", "2025-01-05 use benefit=video by=a",
             "2025-01-05 use benefit=sales by=c", "2025-01-05 use benefit=sales by=a",
             "2025-01-06 remove_family name=c", "2025-01-07 change_plan to=student_monthly",
             "2025-01-08 use benefit=sales by=a", "2025-01-09 add_family name=a",
             until="2025-01-20")
    assert refusals(r) == [
        ("2025-01-02", "add_family", "FAMILY-1"), ("2025-01-04", "add_family", "FAMILY-1"),
        ("2025-01-05", "use", "FAMILY-1"), ("2025-01-05", "use", "FAMILY-1"),
        ("2025-01-06", "remove_family", "FAMILY-1"), ("2025-01-08", "use", "FAMILY-1"),
        ("2025-01-09", "add_family", "FAMILY-1")]
    allowed = of(r, "refused", "allowed")
    assert "add_family" in allowed[0][0]
    assert "add_family" not in allowed[1][0]
    assert "remove_family" in allowed[1][0]
    assert "remove_family" not in allowed[6][0]


def test_family_is_kept_through_a_pause():
    r = tell("2025-01-01 join trial=no", "2025-01-02 add_family name=a", "2025-01-03 pause",
             "2025-02-02 use benefit=sales by=a", "2025-02-03 resume",
             "2025-02-03 use benefit=sales by=a", until="2025-02-04")
    assert refusals(r) == [("2025-02-02", "use", "BENEFIT-1")]


@pytest.mark.parametrize(("events", "days"), [
    (["2025-02-01 set_reminder to=yes"], ["2025-02-27", "2025-03-30"]),
    (["2025-02-27 set_reminder to=yes"], ["2025-02-27", "2025-03-30"]),
    (["2025-02-28 set_reminder to=yes"], ["2025-03-30"]),
    (["2025-02-01 set_reminder to=yes", "2025-02-27 cancel", "2025-02-27 keep"],
     ["2025-02-27", "2025-03-30"]),
    (["2025-02-01 set_reminder to=yes", "2025-02-20 cancel", "2025-02-27 keep"],
     ["2025-02-27", "2025-03-30"]),
    (["2025-02-01 set_reminder to=yes", "2025-02-20 pause", "2025-02-28 keep"], ["2025-03-30"])])
def test_reminders(events, days):
    r = tell("2025-01-31 join", *events, until="2025-04-02")
    assert [day for day, notice in notices(r) if notice == "reminder"] == days


def test_short_periods_are_not_reminded():
    for days, expected in ((2, []), (3, ["2025-01-01"])):
        r = tell("2025-01-01 set_reminder to=yes", "2025-01-01 join",
                 values={"trial.days": days}, until="2025-01-05")
        assert [day for day, notice in notices(r) if notice == "reminder"] == expected


# -- the matrix, and runs without until -----------------------------------------------------------------

REACH = {"prospect": [], "trial": ["2025-01-01 join"], "paid": ["2025-01-01 join trial=no"],
         "past_due": ["2025-01-01 join trial=no", "2025-01-02 block_method name=visa reason=invalid"],
         "paused": ["2025-01-01 join trial=no", "2025-01-02 pause"],
         "cancelled": ["2025-01-01 join", "2025-01-02 cancel when=now"]}
DAY = {"past_due": "2025-02-02", "suspended": "2025-02-20", "paused": "2025-02-02"}
REACH["suspended"] = REACH["past_due"]
MATRIX = """join trial=no|  JOIN-5 JOIN-5 JOIN-5 JOIN-5 JOIN-5 ok
use benefit=video| BENEFIT-1 ok ok ok BENEFIT-1 BENEFIT-1 BENEFIT-1
cancel| CANCEL-8 ok ok ok ok ok ok
cancel when=now| CANCEL-8 ok ok ok ok ok ok
keep| CANCEL-4 CANCEL-4 CANCEL-4 CANCEL-4 CANCEL-4 CANCEL-4 CANCEL-4
pause| PAUSE-6 ok ok PAUSE-6 PAUSE-6 PAUSE-6 PAUSE-6
resume| PAUSE-7 PAUSE-7 PAUSE-7 PAUSE-7 PAUSE-7 ok PAUSE-7
change_plan to=annual| PLAN-4 ok ok PLAN-4 PLAN-4 PLAN-4 PLAN-4
pay| PAY-5 PAY-5 PAY-5 ok ok PAY-5 PAY-5
terminate| TERM-1 ok ok ok ok ok TERM-1
add_family name=a| FAMILY-1 ok ok ok FAMILY-1 FAMILY-1 FAMILY-1
add_method card=new| ok ok ok ok ok ok ok
set_reminder to=yes| ok ok ok ok ok ok ok
set_graduation month=2027-03| ok ok ok ok ok ok ok"""
STATES = ["prospect", "trial", "paid", "past_due", "suspended", "paused", "cancelled"]


@pytest.mark.parametrize("line", MATRIX.splitlines())
def test_matrix(line):
    action, rules = line.split("|")
    rules = rules.split()
    if len(rules) == 6:
        rules.insert(0, "ok")
    for state, rule in zip(STATES, rules, strict=False):
        day = DAY.get(state, "2025-01-05")
        before = tell(*REACH[state], until=day)["final_state"]
        assert before == state
        r = tell(*REACH[state], f"{day} {action}", until=day)
        assert [x[2] for x in refusals(r)] == ([] if rule == "ok" else [rule])
        if rule != "ok":
            assert r["final_state"] == state
            assert action.split()[0] not in r["entries"][-1]["allowed"] or "family" in action


def test_without_until():
    r = tell("2025-01-31 join")
    assert (r["until"], r["final_state"]) == ("2026-01-31", "paid")
    r = tell("2025-01-31 set_reminder to=yes")
    assert (r["until"], r["totals"]["benefit_days"]) == ("2025-01-31", 0)
    r = tell("2025-01-01 join trial=no", "2025-01-02 pause", book=US)         # no limit
    assert (r["until"], r["final_state"]) == ("2025-02-01", "paused")
    r = tell("2025-01-01 join trial=no", "2025-01-02 pause")
    assert (r["until"], r["final_state"]) == ("2026-01-02", "paused")


def test_a_rule_book_that_breaks_pay_7():
    with pytest.raises(ScenarioProblemError):
        tell("2025-01-01 join", values={"payment.suspension_days": 15})


# -- edges that a mutation of the code showed to be untested -------------------------------------------

def test_a_card_is_good_through_the_last_day_of_its_month():
    r = tell("2025-03-30 join trial=no", wallet=EXPIRING, until="2025-05-30")
    assert [c[0] for c in charges(r)] == ["2025-03-30", "2025-04-30"]
    assert of(r, "decline", "date") == [("2025-05-30",)]


def test_a_blocked_method_works_again_on_the_day_named():
    r = tell("2025-04-10 join trial=no", "2025-05-01 block_method name=visa reason=security_hold "
             "until=2025-05-10", until="2025-05-10")
    assert charges(r)[1:] == [("2025-05-10", 600, "BILL-1")]


def test_the_first_step_serves_renewals_too():
    book = copy.deepcopy(JP)
    book["plans"]["monthly"]["prices"] = [step(400, "2025-01-01", "2025-06-01")]
    r = tell("2025-01-10 join trial=no", book=book, until="2025-02-10")
    assert [c[1] for c in charges(r)] == [400, 400]


def test_a_charge_is_never_split():
    wallet = [{"gift_balance": "a", "amount": 400}, {"gift_balance": "b", "amount": 400}]
    r = tell("2025-01-10 join trial=no", wallet=wallet, until="2025-01-10")
    assert of(r, "decline", "reasons") == [([{"method": "a", "reason": "insufficient_funds"},
                                             {"method": "b", "reason": "insufficient_funds"}],)]


def test_a_waiting_pause_moves_to_the_new_periods_end():
    r = tell("2025-01-10 join trial=no", "2025-01-11 change_plan to=annual", "2025-01-12 pause",
             "2025-01-20 change_plan to=student_monthly", "2025-03-01 resume", until="2025-03-01")
    assert states(r) == [("2025-02-20", "paid", "paused", "PAUSE-1")]
    assert of(r, "charge", "date", "plan")[-1] == ("2025-03-01", "student_monthly")  # lapsed
