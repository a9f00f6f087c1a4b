"""Where charges are taken and declined: wallets, scripts, retries, tries by hand (PAY-1 to PAY-8, JOIN-3, JOIN-4)."""

import pytest

from membership_sim.payments import Outcome, ScriptSource, WalletSource
from membership_sim.scenario import DECLINE_REASONS, Action, Method, ScenarioError, Wallet
from tests.helpers import JP, US, action, charges, day, iso, lines, method, play, script, table, wallet

PAID = "2025-01-10 join trial=no"
NOW = day("2025-04-10")

TRIES = [
    # what, wallet, amount on 2025-04-10, the method that takes it, or each method's reason
    ("a card", "card:visa", 600, "visa"),
    ("the default first", "card:visa card:amex", 600, "visa"),
    ("a card in its last month", "card:visa:2025-04", 600, "visa"),
    ("an expired card", "card:visa:2025-03", 600, "visa expired"),
    ("the next method", "card:visa:2025-03 account:bank", 600, "bank"),
    ("the third", "card:visa:2025-03 account:bank!security_hold card:amex", 600, "amex"),
    (
        "none takes it",
        "card:visa:2025-03 account:bank!security_hold gift_balance:gift:599",
        600,
        "visa expired, bank security_hold, gift insufficient_funds",
    ),
    ("a gift balance, exactly", "gift_balance:gift:600", 600, "gift"),
    (
        "never split",
        "gift_balance:gift:599 gift_balance:other:599",
        600,
        "gift insufficient_funds, other insufficient_funds",
    ),
    ("blocked is said first", "card:visa:2025-03!over_limit", 600, "visa over_limit"),
    ("nothing on file", "", 600, "- no_method"),
]


def tell(outcome):
    """Return an outcome as the method that took it, or the reasons."""
    return outcome.method if outcome.taken else ", ".join(f"{name or '-'} {reason}" for name, reason in outcome.reasons)


@pytest.mark.parametrize(
    ("methods", "amount", "expected"), [case[1:] for case in TRIES], ids=[case[0] for case in TRIES]
)
def test_a_try(methods, amount, expected):
    assert tell(WalletSource(wallet(methods)).attempt(amount, NOW)) == expected


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_each_reason(reason):
    assert tell(WalletSource(wallet(f"card:visa!{reason}")).attempt(600, NOW)) == f"visa {reason}"


def test_the_default_is_a_mark_and_the_others_keep_their_order():
    filed = wallet("card:a!invalid card:b!invalid card:c!invalid")._replace(default="b")
    assert tell(WalletSource(filed).attempt(1, NOW)) == "b invalid, a invalid, c invalid"


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-04-09", "visa invalid"), ("2025-04-10", "visa"), ("2025-04-11", "visa")],
)
def test_a_block_ends_on_the_morning_of_its_day(on, expected):
    blocked = Wallet((Method("visa", blocked="invalid", until_day=NOW),), "visa")
    assert tell(WalletSource(blocked).attempt(600, day(on))) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-04-30", "visa"), ("2025-05-01", "visa expired")],
)
def test_a_card_is_good_through_the_last_day_of_its_month(on, expected):
    assert tell(WalletSource(wallet("card:visa:2025-04")).attempt(600, day(on))) == expected


def test_a_gift_balance_is_used_up():
    source = WalletSource(wallet("gift_balance:gift:1000"))
    assert [tell(source.attempt(400, NOW)) for _ in range(3)] == ["gift", "gift", "gift insufficient_funds"]
    assert source.wallet.methods[0].amount == 200
    assert source.tries == 3


CHANGES = [
    # wallet before, action, wallet after (the default first in its line)
    ("card:a card:b", "add_method card:c", "a: a b c"),
    ("", "add_method card:c", "c: c"),
    ("card:a card:b card:c", "set_default b", "b: a b c"),
    ("card:a card:b card:c", "remove_method b", "a: a c"),
    ("card:a card:b card:c", "remove_method a", "b: b c"),
    ("card:a", "remove_method a", "None:"),
    ("card:a", "block_method a invalid", "a: a!invalid"),
    ("card:a", "block_method a invalid until=2025-05-01", "a: a!invalid(2025-05-01)"),
    ("card:a!invalid", "block_method a over_limit", "a: a!over_limit"),
    ("card:a!over_limit", "unblock_method a", "a: a"),
    ("card:a", "unblock_method a", "a: a"),
    ("card:a:2025-03", "update_method a 2027-02", "a: a<2027-02-28"),
    ("card:a:2025-03", "update_method a", "a: a<2025-03-31"),
    ("card:a!expired", "update_method a 2027-02", "a: a<2027-02-28"),
    ("card:a!expired", "update_method a", "a: a"),
    ("card:a!invalid", "update_method a", "a: a"),
    ("card:a!wrong_details", "update_method a", "a: a"),
    ("card:a!insufficient_funds", "update_method a 2027-02", "a: a!insufficient_funds<2027-02-28"),
    ("card:a!over_limit", "update_method a", "a: a!over_limit"),
    ("card:a!security_hold", "update_method a", "a: a!security_hold"),
    ("card:a!registration_error", "update_method a", "a: a!registration_error"),
    ("account:bank!invalid", "update_method bank", "bank: bank"),
    ("gift_balance:gift:500", "top_up gift 250", "gift: gift=750"),
]


def describe(held):
    """Return a wallet as its default and its methods with what is special about each."""
    words = [
        each.name
        + (f"!{each.blocked}" if each.blocked else "")
        + (f"({iso(each.until_day)})" if each.until_day else "")
        + (f"<{iso(each.expires_day)}" if each.expires_day else "")
        + (f"={each.amount}" if each.kind == "gift_balance" else "")
        for each in held.methods
    ]
    return " ".join([f"{held.default}:", *words])


@pytest.mark.parametrize(("before", "asked", "after"), CHANGES)
def test_a_change_of_the_wallet(before, asked, after):
    source = WalletSource(wallet(before))
    source.change(action(asked))
    assert describe(source.wallet) == after


def test_the_default_removed_later_gives_way_to_the_first_on_file():
    source = WalletSource(wallet("card:a card:b card:c"))
    for asked in ("set_default c", "remove_method c"):
        source.change(action(asked))
    assert describe(source.wallet) == "a: a b"


ERRORS = [
    ("card:visa", "remove_method amex", "unknown payment method 'amex', on file: visa"),
    ("card:visa", "set_default vista", "unknown payment method 'vista', did you mean 'visa'?"),
    ("", "unblock_method visa", "unknown payment method 'visa', on file: nothing"),
    ("card:visa", "add_method card:visa", "payment method 'visa' is already on file, names are unique"),
    ("card:visa", "top_up visa 100", "'visa' is no gift balance, only a gift balance can be topped up"),
    ("account:bank", "update_method bank 2027-02", "'bank' is no card, only a card expires"),
    ("gift_balance:gift:1", "update_method gift 2027-02", "'gift' is no card, only a card expires"),
    ("card:visa", "block_method visa stolen", "unknown reason 'stolen'"),
    ("card:visa", "add_method card:amex!stolen", "unknown reason 'stolen'"),
]


@pytest.mark.parametrize(("before", "asked", "problem"), ERRORS)
def test_what_does_not_fit_is_an_error_of_the_scenario(before, asked, problem):
    source = WalletSource(wallet(before))
    with pytest.raises(ScenarioError) as caught:
        source.change(action(asked))
    assert str(caught.value).startswith(problem)
    assert source.wallet == wallet(before)


SCRIPTS = [
    # script, days of tries, what each gave; the wallet is visa, then amex
    ("", "2025-04-02", "visa"),
    ("1 decline expired", "2025-04-02 2025-04-05", "visa expired; visa"),
    ("2 decline expired", "2025-04-02 2025-04-05 2025-04-09", "visa; visa expired; visa"),
    ("2025-04-02 decline expired", "2025-04-02 2025-04-02 2025-04-03", "visa expired; visa expired; visa"),
    ("1 take amex", "2025-04-02 2025-04-03", "amex; visa"),
    ("1 take amex, 2025-04-02 decline invalid", "2025-04-02 2025-04-02", "amex; visa invalid"),
    ("2025-04-02 decline invalid, 1 take amex", "2025-04-02 2025-04-03", "visa invalid; visa"),
    ("2025-04-02 decline invalid, 2 take amex", "2025-04-02 2025-04-03", "visa invalid; amex"),
]


@pytest.mark.parametrize(("text", "days", "expected"), SCRIPTS)
def test_a_script_gives_the_first_line_that_matches(text, days, expected):
    source = ScriptSource(script(text), wallet("card:visa card:amex"))
    assert "; ".join(tell(source.attempt(600, day(on))) for on in days.split()) == expected


def test_a_script_leaves_the_wallet_alone_but_for_its_own_actions():
    source = ScriptSource(script("1 take gift"), wallet("gift_balance:gift:1000 card:visa!invalid"))
    assert source.attempt(600, NOW) == Outcome(True, "gift")
    assert source.wallet.methods[0].amount == 1000
    source.change(Action("set_default", name="visa"))
    assert source.attempt(600, NOW) == Outcome(True, "visa")


def test_a_script_without_a_wallet_finds_no_method():
    assert tell(ScriptSource((), wallet("")).attempt(600, NOW)) == "- no_method"


def test_a_script_leaves_the_first_trial_to_the_wallet():
    """JOIN-4 looks at what is on file, whoever takes the charges."""
    run = play("2025-01-10 join", methods="gift_balance:gift:9000", outcomes="1 take gift")
    assert lines(run) == ["2025-01-10 join refused prospect JOIN-4"]


DUNNING = f"{PAID} \n 2025-01-20 block_method visa invalid"


def test_a_renewal_that_nothing_pays():
    """PAY-3, PAY-4, PAY-7: declined on 02-10, tried after 3, 7 and 14 days, suspended, cancelled 14 days later."""
    run = play(DUNNING, until="2025-12-31")
    assert lines(run, since="2025-02-01") == table("""
        2025-02-10 decline 600 #1     past_due PAY-3
        2025-02-10 payment_failed     2025-02-13
        2025-02-13 decline 600 #2     past_due PAY-3
        2025-02-13 payment_failed     2025-02-17
        2025-02-17 decline 600 #3     past_due PAY-3
        2025-02-17 payment_failed     2025-02-24
        2025-02-24 decline 600 #4     suspended PAY-4
        2025-02-24 payment_failed     -
        2025-02-24 suspended          2025-03-10
        2025-03-10 state suspended    cancelled PAY-7
        2025-03-10 cancelled_by_limit 2025-03-10
    """)


def test_a_trial_that_nothing_pays():
    run = play("2025-01-31 join \n 2025-02-01 remove_method visa", until="2025-03-31")
    (first, *_) = (entry for entry in run.step.entries if entry.kind == "decline")
    assert (iso(first.day), first.amount, first.reasons, first.rules[0]) == (
        "2025-03-02",
        600,
        ((None, "no_method"),),
        "PAY-3",
    )
    assert lines(run, "state decline", since="2025-03-16") == table("""
        2025-03-16 decline 600 #4 suspended PAY-4
        2025-03-30 state suspended cancelled PAY-7
    """)


def test_the_plan_change_stands_when_its_charge_is_declined():
    run = play(f"{DUNNING} \n 2025-01-21 change_plan annual \n 2025-02-12 unblock_method visa", until="2026-02-10")
    assert lines(run, "decline charge", since="2025-02-01") == table("""
        2025-02-10 decline 5900 #1 past_due PAY-3
        2025-02-12 charge 5900     paid PAY-5
        2026-02-10 charge 5900     paid BILL-1
    """)
    assert charges(run)[1] == "2025-02-12 5900 annual 2025-02-10 2026-02-10"


RECOVERIES = [
    # the last action, lines from its day on; the period still counts from 02-10
    ("2025-02-12 unblock_method visa", "2025-02-12 charge 600 paid PAY-5 | 2025-02-12 recovered 2025-02-12"),
    ("2025-02-12 update_method visa 2028-01", "2025-02-12 charge 600 paid PAY-5 | 2025-02-12 recovered 2025-02-12"),
    ("2025-02-12 add_method card:amex", "2025-02-12 charge 600 paid PAY-5 | 2025-02-12 recovered 2025-02-12"),
    ("2025-02-12 pay", "2025-02-12 decline 600 #2 past_due PAY-5"),
    ("2025-02-12 set_default visa", ""),
    ("2025-02-12 remove_method visa", ""),
    ("2025-02-12 block_method visa over_limit", ""),
    ("2025-02-28 add_method card:amex", "2025-02-28 charge 600 paid PAY-5 | 2025-02-28 recovered 2025-02-28"),
    ("2025-02-28 pay", "2025-02-28 decline 600 #5 suspended PAY-5"),
    ("2025-03-09 unblock_method visa", "2025-03-09 charge 600 paid PAY-5 | 2025-03-09 recovered 2025-03-09"),
    (
        "2025-03-10 unblock_method visa",
        "2025-03-10 state suspended cancelled PAY-7 | 2025-03-10 cancelled_by_limit 2025-03-10",
    ),
]


@pytest.mark.parametrize(("last", "expected"), RECOVERIES)
def test_a_mended_method_is_tried_at_once(last, expected):
    run = play(f"{DUNNING} \n {last}")
    assert lines(run, "charge decline notice state", since=last[:10]) == table(expected.replace("|", "\n"))
    assert run.facts.owed is None or run.facts.state in ("past_due", "suspended")


def test_after_a_recovery_the_period_counts_from_the_day_first_due():
    run = play(f"{DUNNING} \n 2025-02-28 unblock_method visa", until="2025-04-10")
    assert charges(run)[1:] == [
        "2025-02-28 600 monthly 2025-02-10 2025-03-10",
        "2025-03-10 600 monthly 2025-03-10 2025-04-10",
        "2025-04-10 600 monthly 2025-04-10 2025-05-10",
    ]


def test_a_try_by_hand_is_none_of_the_retries_and_sends_no_notice():
    run = play(f"{DUNNING} \n 2025-02-11 pay \n 2025-02-13 pay", until="2025-02-24")
    assert lines(run, "decline notice", since="2025-02-10") == table("""
        2025-02-10 decline 600 #1 past_due  PAY-3
        2025-02-10 payment_failed 2025-02-13
        2025-02-11 decline 600 #2 past_due  PAY-5
        2025-02-13 decline 600 #3 past_due  PAY-3
        2025-02-13 payment_failed 2025-02-17
        2025-02-13 decline 600 #4 past_due  PAY-5
        2025-02-17 decline 600 #5 past_due  PAY-3
        2025-02-17 payment_failed 2025-02-24
        2025-02-24 decline 600 #6 suspended PAY-4
        2025-02-24 payment_failed -
        2025-02-24 suspended      2025-03-10
    """)


def test_a_top_up_that_is_enough():
    run = play(
        f"{PAID} \n 2025-02-11 top_up gift 100 \n 2025-02-12 top_up gift 300", methods="gift_balance:gift:800"
    )  # 800 − 600 = 200, + 100 = 300, + 300 = 600
    assert lines(run, "charge decline", since="2025-02-01") == table("""
        2025-02-10 decline 600 #1 past_due PAY-3
        2025-02-11 decline 600 #2 past_due PAY-5
        2025-02-12 charge 600     paid     PAY-5
    """)
    assert run.source.wallet.methods[0].amount == 0


def test_a_block_that_ends_by_its_date_tries_nothing():
    """Its end on 02-12 is noticed by the retry of 02-13."""
    run = play(f"{PAID} \n 2025-01-20 block_method visa over_limit until=2025-02-12", until="2025-02-28")
    assert lines(run, "charge decline", since="2025-02-01") == table("""
        2025-02-10 decline 600 #1 past_due PAY-3
        2025-02-13 charge 600     paid     PAY-3
    """)


def test_a_fallback_that_worked_does_not_become_the_default():
    run = play(
        f"{PAID} \n 2025-01-11 block_method visa invalid until=2025-03-01",
        until="2025-03-10",
        methods="card:visa account:bank",
    )
    assert [entry.method for entry in run.step.entries if entry.kind == "charge"] == ["visa", "bank", "visa"]
    assert [entry for entry in run.step.entries if entry.kind == "decline"] == []


def test_a_decline_gives_each_method_its_reason():
    run = play(
        f"{PAID} \n 2025-01-11 block_method visa security_hold \n 2025-01-11 set_default old",
        until="2025-02-10",
        methods="card:visa card:old:2025-01 gift_balance:gift:599",
    )
    (decline,) = (entry for entry in run.step.entries if entry.kind == "decline")
    assert decline.reasons == (("old", "expired"), ("visa", "security_hold"), ("gift", "insufficient_funds"))


def test_a_declined_join_begins_nothing():
    """JOIN-3: the trial is not used up, the plan is not changed."""
    run = play("2025-01-10 join annual trial=no \n 2025-01-11 join", methods="card:visa!invalid")
    assert lines(run) == table("""
        2025-01-10 join            prospect JOIN-2
        2025-01-10 decline 5900 #1 prospect JOIN-3
        2025-01-11 join            trial    JOIN-1
    """)
    assert run.facts.plan == "monthly"


def test_a_declined_rejoin_stays_cancelled():
    run = play(f"{PAID} \n 2025-01-11 cancel now \n 2025-01-12 block_method visa invalid \n 2025-01-13 join annual")
    assert lines(run, since="2025-01-13") == table("""
        2025-01-13 join            cancelled REJOIN-1
        2025-01-13 decline 5900 #1 cancelled JOIN-3
    """)
    assert (run.facts.state, run.facts.plan) == ("cancelled", "monthly")


def test_a_declined_resume_stays_paused_and_the_limit_runs_on():
    """PAUSE-5: begun on 02-10, the limit is 2026-02-10 whatever was tried; no retry follows."""
    run = play(
        f"{PAID} \n 2025-01-11 pause \n 2025-02-20 block_method visa invalid \n 2025-03-01 resume \n 2026-02-09 resume",
        until="2026-03-01",
    )
    assert lines(run, "charge decline state", since="2025-02-01") == table("""
        2025-02-10 state paid      paused    PAUSE-1
        2025-03-01 decline 600 #1  paused    PAUSE-5
        2026-02-09 decline 600 #1  paused    PAUSE-5
        2026-02-10 state paused    cancelled PAUSE-3
    """)


FIRST_TRIALS = [
    ("card:visa", "trial"),
    ("account:bank", "trial"),
    ("card:visa!invalid", "trial"),  # on file is enough: it is not tried
    ("card:visa:2020-01", "trial"),
    ("gift_balance:gift:9000 card:visa", "trial"),
    ("gift_balance:gift:9000", "prospect"),
    ("", "prospect"),
]


@pytest.mark.parametrize(("methods", "state"), FIRST_TRIALS)
@pytest.mark.parametrize("rules", [JP, US])
def test_a_trial_needs_a_method_that_is_no_gift_balance(methods, state, rules):
    run = play("2025-01-10 join", methods=methods, rules=rules)
    assert run.facts.state == state


def test_a_gift_balance_pays_a_join_without_a_trial():
    run = play(PAID, methods="gift_balance:gift:600")
    assert lines(run, "charge") == ["2025-01-10 charge 600 paid JOIN-2"]


def test_another_schedule_is_kept():
    run = play(DUNNING, until="2025-03-31", values={"payment.retry_days": (5, 10), "payment.suspension_days": 7})
    assert lines(run, "decline state", since="2025-02-01") == table("""
        2025-02-10 decline 600 #1 past_due  PAY-3
        2025-02-15 decline 600 #2 past_due  PAY-3
        2025-02-20 decline 600 #3 suspended PAY-4
        2025-02-27 state suspended cancelled PAY-7
    """)


def test_a_script_counts_every_try_of_the_run():
    """Tries: 1 the join, 2 the renewal, 3 and 4 the retries of 02-13 and 02-17, 5 the next renewal."""
    run = play(
        PAID, until="2025-03-10", outcomes="2 decline expired, 3 decline over_limit, 4 take visa, 5 decline invalid"
    )
    assert lines(run, "charge decline") == table("""
        2025-01-10 charge 600     paid     JOIN-2
        2025-02-10 decline 600 #1 past_due PAY-3
        2025-02-13 decline 600 #2 past_due PAY-3
        2025-02-17 charge 600     paid     PAY-3
        2025-03-10 decline 600 #1 past_due PAY-3
    """)


def test_methods_are_read_as_they_are_written():
    assert method("card:visa:2026-04!invalid") == Method("visa", "card", day("2026-04-30"), 0, "invalid")


BLOCKED = "2025-02-20 block_method visa over_limit"
DECLINED_AT_ONCE = [
    # the story so far, at whose end the card fails | the action whose charge is declined | settings
    (BLOCKED, "join trial=no", {}),
    (f"{PAID} \n 2025-01-11 cancel now \n {BLOCKED}", "join", {}),
    (f"{PAID} \n 2025-01-11 pause \n {BLOCKED}", "resume", {}),
    (f"{PAID} \n {BLOCKED}", "change_plan student_annual", {}),
    (f"{PAID} \n {BLOCKED}", "change_plan annual", {"values": {"plan.change": "at_once"}}),
    (f"2025-02-01 join \n {BLOCKED}", "change_plan annual", {"values": {"plan.change": "at_once"}}),
]


@pytest.mark.parametrize(("story", "asked", "settings"), DECLINED_AT_ONCE)
def test_a_declined_charge_of_the_members_own_leaves_every_fact_as_it_was(story, asked, settings):
    """JOIN-3, PAUSE-5, PLAN-3, and PLAN-1 at once."""
    run = play(story, **settings)
    before = run.snapshot()
    run.act(before.day, action(asked))
    assert run.step.entries[-1].kind == "decline"
    after = run.snapshot()
    assert after == before._replace(seq=before.seq + 2, run_tries=before.run_tries + 1)


def test_the_last_retry_counts_like_the_others():
    run = play(DUNNING, until="2025-02-24")
    assert (run.facts.state, run.facts.tries, run.facts.retries) == ("suspended", 4, 3)
