"""What decides where a record diverges, and how sure the rule book is of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from membership_sim.cli import status
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Setup
from membership_sim.member import Snapshot
from membership_sim.money import parse_rate
from membership_sim.show.verdict_data import divergence_fields
from membership_sim.show.verdict_text import cited_line
from membership_sim.verdicts import Verdict
from tests.records import Record, encoded, judged
from tests.test_check_faults import read


def verdict(lines: str, book: str = "amazon.co.jp", plan: str = "monthly", observes: str = "charge refund") -> Verdict:
    """Return the verdict on a record whose lines stand between slashes; a sales tax stands behind its rule book."""
    name, _, tax = book.partition(" ")
    setup = Setup(load_rulebook(name), plan, observes=tuple(observes.split()) or None)
    setup = setup._replace(sales_tax=parse_rate(tax)) if tax else setup
    [found] = judged(Record(encoded([read(line.strip()) for line in lines.split(" / ")]), {None: setup}))
    return found


JOIN, PAID = "2025-01-31 action=join", "2025-01-31 action=join trial=no / 2025-01-31 charge=600"
US = PAID.replace("600", "1499")
STUDENT = "2019-04-20 action=join trial=no / 2019-04-20 charge"
OWED = "2023-08-20 action=join trial=no / 2023-08-20 charge=500 / 2023-09-20 decline=500"
NEW_YEAR = "2024-01-01 action=join trial=no / 2024-01-01 charge=600"
STUDIES = "2024-01-01 action=join trial=no plan=student_monthly / 2024-01-01 charge=300"
STUDIES += " / 2024-01-05 action=set_graduation month=2024-01"
LATER = "2024-01-06 action=pause / 2024-03-01 action=resume / 2024-03-01 charge"
RESUMED = f"{JOIN} / 2025-02-02 action=pause / 2025-04-10 action=resume / 2025-04-10 charge=600"
MOVED = "2024-01-20 action=join trial=no / 2024-01-20 charge=600 / 2024-02-05 action=change_plan to=student_monthly"
MOVED += " / 2024-02-05 charge=300"
PAUSED, BEGUN = f"{JOIN} / 2025-02-02 action=pause", "2025-03-02 notice=pause_begun"
CONFIRMED = "notice=confirmation"
ENDED = f"{JOIN} / 2025-02-02 action=cancel / 2025-02-02 {CONFIRMED}"
REMIND = "action=set_reminder to=yes"
STATES = "observes=charge decline refund state"
TRIED = f"{JOIN} / 2025-01-31 state=trial"
DUE = f"{TRIED} / 2025-03-02 decline=600"
OWING = f"{DUE} / 2025-03-02 state=past_due"
GIVEN_UP = f"{OWING} / 2025-03-03 action=cancel"
AGAIN = f"{OWING} / 2025-03-05 decline=600"
RETRIES = "2025-03-05 decline=600 / 2025-03-09 decline=600 / 2025-03-16 decline=600"
LOST = f"{JOIN} / 2025-03-02 decline=600 / {RETRIES}"
SUSPENDED = f"{OWING} / {RETRIES} / 2025-03-16 state=suspended"
RUNS = f"{PAID} / 2025-01-31 state=paid / 2025-02-02 action"
BREAK = f"{PAID} / 2025-02-02 action=pause"
UNPAID = f"{BREAK} / 2025-03-05 action=resume / 2025-03-05 decline=600"
LEAVES = f"{PAID} / 2025-02-10 action=cancel"
MIDDLE = BREAK.replace("31", "15")
ENDED_BREAK = f"{BREAK} / 2025-02-28 notice=pause_begun / 2026-02-28 notice=cancelled_by_limit"
UNMOVED = f"{PAID} / 2025-02-05 action=change_plan to=student_annual / 2025-02-05 decline=2950"
UNJOINED = PAID.replace("charge", "decline")
NOTED = f"{JOIN} / 2025-03-02 decline=600 / 2025-03-02 notice=payment_failed"
RETRIED = f"{JOIN} / 2025-03-02 decline=600 / 2025-03-05 decline=600"
ALL_NOTED = RETRIES
for each in RETRIES.split(" / "):
    ALL_NOTED = ALL_NOTED.replace(each, f"{each} / {each.split()[0]} notice=payment_failed")
UNWRITTEN = f"{NOTED} / {ALL_NOTED}"
CUT_OFF = f"{UNWRITTEN} / 2025-03-16 notice=suspended"
OVER = f"{CUT_OFF} / 2025-03-30 notice=cancelled_by_limit"
FAMILY = f"{JOIN} / 2025-02-01 action=add_family name=Ken / {LOST.partition(' / ')[2]}"
ENDS = f"{SUSPENDED} / 2025-03-30 state=cancelled"
US_BREAK = f"{US} / 2025-02-02 action=pause"
UNSHOWN = f"{TRIED} / 2025-03-02 state=past_due"
FAILED, RECOVERED = "notice=payment_failed", "notice=recovered"
MONEY_AND_NOTICES = "observes=charge decline notice"
# A record, how it is judged, and the rule that decides with how sure it is and its sources.
DECIDING = f"""
{PAID} / 2025-03-01 charge=600         | observes=charge decline | BILL-2 assumed P
{PAID} / 2025-02-27 charge=600         | observes=charge decline | BILL-2 assumed P
{PAID} / 2025-02-16 charge=600         | observes=charge decline | BILL-1 stated E
{PAID} / 2025-02-28 charge=600 / 2025-02-28 charge=600 | observes=charge decline | BILL-1 stated E
{PAID} / 2025-02-28 charge=600 / 2025-03-30 charge=600 |         | BILL-1 stated E
{PAID.replace("31", "15")} / 2025-02-16 charge=600 | observes=charge decline | BILL-1 stated E
{PAID} / 2025-02-01 charge=600         |                         | JOIN-2 reported P
{STUDENT}=1900                         | plan=student_annual     | PRICE-1 assumed P
{STUDENT}=1901                         | plan=student_annual     | PRICE-1 reported P
{JOIN} / 2025-03-02 decline=500        |                         | PRICE-1 stated P
{JOIN} / 2025-03-02 charge=500         |                         | PRICE-1 stated P
2023-08-30 action=join / 2023-09-29 charge=500 |                 | PRICE-1 stated P
2023-08-20 action=join / 2023-09-19 charge=500 |                 | PRICE-1 assumed
{PAID} / 2025-02-03 action=change_plan to=annual / 2025-02-28 charge=5000 | | PRICE-1 stated P
{US.replace("1499", "1631")}           | book=amazon.com 8.875%  | BILL-3 assumed
{US.replace("1499", "1500")}           | book=amazon.com 8.875%  | PRICE-1 reported U
{US} / 2025-02-03 action=pause / 2025-09-16 state=cancelled | book=amazon.com | PAUSE-3 assumed
{PAID} / 2025-02-03 action=pause / 2025-09-16 state=cancelled |  | PAUSE-3 stated A
{JOIN} / 2025-03-02 decline=600 / 2025-03-02 benefits=no |       | BENEFIT-1 stated E
{JOIN} / 2025-03-02 decline=600 / 2025-03-16 benefits=yes |      | PAY-3 assumed E
{JOIN} / 2025-03-02 decline=600 / 2025-03-06 charge=600 | observes=charge decline | PAY-3 assumed E
{JOIN} / 2025-03-02 state=trial        |                         | TRIAL-2 stated A B
{JOIN} / 2025-02-03 state=paid         |                         | TRIAL-2 stated A B
{JOIN} / 2025-03-02 decline=600 / 2025-03-03 state=suspended |   | PAY-3 assumed E
2025-03-02 charge=600                  |                         | BILL-1 stated E
{OWED} / 2023-09-23 decline=500 / 2023-09-27 charge=600 | | PAY-6 assumed
{OWED} / 2023-09-23 charge=600  | | PRICE-1 stated P
2023-07-20 action=join / 2023-08-19 decline=500 / 2023-08-26 action=pay / 2023-08-26 charge=600 | | PAY-6 assumed
2023-07-20 action=join / 2023-08-19 decline=500 / 2023-08-22 decline=500 / 2023-08-26 charge=600 | | PAY-6 assumed
2019-04-12 action=join trial=no / 2019-04-12 charge=500 / 2019-05-12 charge=400 |              | PRICE-1 assumed
2019-04-11 action=join trial=no / 2019-04-11 charge=400 / 2019-05-11 charge=500 |              | PRICE-1 reported P
2019-04-18 action=join trial=no / 2019-04-18 charge=500 / 2019-05-18 charge=400 | | PRICE-1 stated P
2019-03-20 action=join / 2019-03-25 action=pause / 2019-05-01 action=resume / 2019-05-01 charge=400 | | PRICE-2 assumed
{NEW_YEAR} / 2024-01-05 action=change_plan to=annual / 2024-02-01 charge=600 | | PLAN-1 assumed P
{NEW_YEAR} / 2024-01-05 action=change_plan to=annual / 2024-02-01 charge=601 | | PRICE-1 stated P
{NEW_YEAR} / 2024-01-05 action=change_plan to=student_annual / 2024-01-05 charge=600 | | PLAN-3 stated P
{NEW_YEAR} / 2024-01-05 action=change_plan to=annual / {LATER}=600 | | PLAN-5 assumed
{STUDIES} / 2024-02-01 charge=300      |                         | PLAN-2 reported P
{STUDIES} / {LATER}=300 | | PLAN-2 reported P
{US}                                   | book=amazon.com 8.875%  | BILL-3 reported U
{US.replace("1499", "1633")}           | book=amazon.com 8.875%  | BILL-3 assumed
{US.replace("1499", "1632 tax=140")}   | book=amazon.com 8.875%  | BILL-3 reported U
{US.replace("1499", "1632 tax=134")}   | book=amazon.com 8.875%  | BILL-3 assumed
{RESUMED} / 2025-05-02 charge=600      | observes=charge decline | PAUSE-4 assumed
{RESUMED} / 2025-05-03 charge=600      | observes=charge decline | BILL-1 stated E
{RESUMED} / 2025-05-12 charge=600      | observes=charge decline | BILL-1 stated E
{RESUMED.replace("04-10", "04-01")} / 2025-04-02 charge=600 | observes=charge decline | PAUSE-4 assumed
{MOVED} / 2024-02-20 charge=300        | observes=charge decline | PLAN-3 assumed
{MOVED} / 2024-02-21 charge=300        | observes=charge decline | BILL-1 stated E
{MOVED} / 2024-02-05 charge=300        | observes=charge decline | PLAN-3 stated P
{PAID} / 2025-02-28 charge=600 / 2025-03-28 charge=600 | observes=charge decline | BILL-2 assumed P
{PAID} / 2025-02-28 charge=600 / 2025-03-29 charge=600 | observes=charge decline | BILL-1 stated E
{JOIN} / 2025-02-27 notice=reminder    | observes=charge notice  | NOTICE-1 reported P
{JOIN} / 2025-03-02 charge=600 / 2025-03-30 notice=reminder | observes=charge notice | NOTICE-1 reported P
{PAUSED} / {BEGUN} / {BEGUN}           | observes=charge notice  | NOTICE-2 assumed
{ENDED} / 2025-02-02 {CONFIRMED} | observes=notice | CANCEL-7 stated B
{ENDED} / 2025-02-03 action=cancel / 2025-02-03 {CONFIRMED} | observes=notice | CANCEL-3 stated B
{PAID.replace("charge", "decline")} / 2025-02-03 action=join / 2025-02-03 charge=600 | | JOIN-3 assumed
{PAID} / 2025-02-10 use=video / 2025-02-10 action=cancel when=now / 2025-02-10 refund=9 | | REFUND-3 stated A
{DUE} / 2025-03-03 {REMIND}            | {STATES} | PAY-3 stated E
{OWING} / {RETRIES} / 2025-03-17 {REMIND} | {STATES} | PAY-3 assumed E
{SUSPENDED} / 2025-04-20 {REMIND}      | {STATES} | PAY-7 assumed T
{SUSPENDED} / 2025-03-31 state=cancelled | {STATES} | PAY-7 assumed T
{SUSPENDED} / 2025-03-30 {REMIND}      | {STATES} | PAY-7 assumed T
{RUNS}=pause / 2025-02-28 state=paused / 2026-03-30 {REMIND} | {STATES} | PAUSE-3 stated A
{RUNS}=pause / 2025-02-28 state=paused / 2026-03-01 state=cancelled | {STATES} | PAUSE-3 stated A
{RUNS}=pause / 2025-03-02 {REMIND}     | {STATES} | BILL-2 assumed P
{RUNS.replace("31", "15")}=pause / 2025-03-02 {REMIND} | {STATES} | PAUSE-1 stated P
{OWING} / 2025-03-04 action=pay / 2025-03-04 charge=600 / 2025-03-07 {REMIND} | {STATES} | PAY-5 stated E
{SUSPENDED} / 2025-03-20 action=pay / 2025-03-20 charge=600 / 2025-03-21 {REMIND} | {STATES} | PAY-5 stated E
{OWING} / 2025-03-05 charge=600 / 2025-03-07 {REMIND} | {STATES} | PAY-3 stated E
{OWING} / 2025-03-05 charge=600 / 2025-03-06 state=paid | {STATES} | PAY-3 stated E
{RUNS}=cancel when=now / 2025-02-02 refund=600 / 2025-02-03 {REMIND} | {STATES} | CANCEL-2 reported P
{TRIED} / 2025-02-02 action=cancel when=now / 2025-02-03 {REMIND} | {STATES} | TRIAL-3 stated A E
{GIVEN_UP} / 2025-03-04 {REMIND} | {STATES} | CANCEL-5 assumed
{BREAK} / 2025-02-28 refused=resume    | | BILL-2 assumed P
{MIDDLE} / 2025-02-15 refused=resume   | | PAUSE-3 stated A
{BREAK} / 2026-02-27 refused=resume    | | PAUSE-3 stated A
{BREAK} / 2026-02-28 action=resume     | | BILL-2 assumed P
{MIDDLE} / 2026-02-15 action=resume    | | PAUSE-3 stated A
{BREAK} / 2026-03-05 action=resume     | | PAUSE-3 stated A
{RUNS}=pause / 2025-02-28 state=paused / 2026-02-28 action=resume | {STATES} | PAUSE-3 stated A
{ENDED_BREAK} / 2026-02-28 action=resume | observes=charge notice | PAUSE-3 stated A
{US} / 2025-02-02 action=pause / 2026-03-27 refused=resume | book=amazon.com | PAUSE-3 assumed
{BREAK} / 2025-02-03 refused=pause     | | CANCEL-3 assumed
{PAID} / 2025-02-02 action=change_plan to=annual / 2025-02-03 refused=change_plan to=annual | | CANCEL-3 assumed
{PAID} / 2025-02-02 action=cancel / 2025-02-03 refused=cancel | | CANCEL-3 stated B
{BREAK} / 2025-02-03 action=pause / 2025-02-03 {CONFIRMED} | observes=charge notice | CANCEL-3 assumed
{JOIN} / 2025-03-02 decline=600 / 2025-03-06 {REMIND} | observes=charge decline notice | PAY-3 stated E
{NOTED} / 2025-03-05 decline=600 / 2025-03-06 {REMIND} | observes=charge decline notice | PAY-3 stated E
{LOST} / 2025-03-16 benefits=yes       | | PAY-3 assumed E
{LOST} / 2025-03-16 use=video          | | PAY-3 assumed E
{LOST} / 2025-03-17 action=add_family name=Ken | | PAY-3 assumed E
{LOST} / 2025-03-31 benefits=yes       | | PAY-7 assumed T
{LOST} / 2025-03-31 use=video          | | PAY-7 assumed T
{BREAK} / 2026-03-01 benefits=yes      | | BENEFIT-1 stated E
{BREAK} / 2026-03-01 use=video         | | BENEFIT-1 stated E
{LOST} / 2025-04-01 action=pay / 2025-04-01 charge=600 | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-04-01 {REMIND} / 2025-04-02 action=pay | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-04-01 {REMIND} / 2025-04-01 charge=600 | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-20 action=terminate / 2025-04-01 action=pay | observes=charge decline | TERM-1 stated T
{PAID} / 2025-02-02 action=cancel / 2025-03-01 action=pay | | PAY-5 stated E
{LOST} / 2025-03-29 action=join / 2025-03-29 charge=600 | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-20 action=join        | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-30 refused=join       | observes=charge decline | PAY-7 assumed T
{ENDS} / 2025-04-01 refused=join       | {STATES} | REJOIN-1 stated A
{ENDS} / 2025-04-01 action=pay         | {STATES} | PAY-5 stated E
{SUSPENDED} / 2025-03-16 use=video     | {STATES} | PAY-3 assumed E
{SUSPENDED} / 2025-03-20 use=video     | {STATES} | BENEFIT-1 stated E
{SUSPENDED} / 2025-03-20 benefits=yes  | {STATES} | BENEFIT-1 stated E
{ENDS} / 2025-04-01 use=video          | {STATES} | BENEFIT-1 stated E
{GIVEN_UP} / 2025-03-03 state=cancelled / 2025-03-04 benefits=yes | {STATES} | BENEFIT-1 stated E
{GIVEN_UP} / 2025-03-04 benefits=yes | observes=charge decline | CANCEL-5 assumed
{LOST} / 2025-03-30 action=join / 2025-04-05 {REMIND} | observes=charge decline | REJOIN-1 stated A
{GIVEN_UP} / 2025-03-03 refused=join | | CANCEL-5 assumed
{PAID} / 2025-02-02 action=cancel when=now / 2025-02-02 refund=600 / 2025-02-02 refused=join | | REJOIN-1 stated A
{JOIN} / 2025-03-02 decline=600 / 2025-03-04 action=join | observes=charge decline | JOIN-5 defined
{JOIN} / 2025-03-02 decline=600 / 2025-03-04 action=join | | PAY-3 assumed E
{RETRIED} / 2025-03-06 action=join | observes=charge decline | PAY-3 assumed E
{BREAK} / 2026-02-27 action=join       | | JOIN-5 defined
{BREAK} / 2026-02-28 refused=join      | | BILL-2 assumed P
{MIDDLE} / 2026-02-15 refused=join     | | REJOIN-1 stated A
{US_BREAK} / 2026-02-28 action=join    | book=amazon.com | PAUSE-3 assumed
{US_BREAK} / 2026-02-28 refused=terminate | book=amazon.com | PAUSE-3 assumed
{LOST} / 2025-03-29 refused=pay        | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-29 action=unblock_method name=visa / 2025-03-30 {REMIND} | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-29 action=pay / 2025-03-30 {REMIND} | observes=charge decline | PAY-5 stated E
{JOIN} / 2025-03-02 decline=600 / 2025-03-03 action=unblock_method name=visa | observes=charge decline | PAY-5 stated E
{LOST} / 2025-03-29 refused=terminate  | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-30 action=terminate   | observes=charge decline | PAY-7 assumed T
{JOIN} / 2025-03-02 decline=600 / 2025-03-02 refused=pay | | PAY-5 stated E
{PAID} / 2025-02-02 refused=terminate  | | TERM-1 stated T
{FAMILY} / 2025-03-29 refused=remove_family name=Ken | observes=charge decline | PAY-7 assumed T
{FAMILY} / 2025-03-30 action=remove_family name=Ken | observes=charge decline | PAY-7 assumed T
{JOIN} / 2025-03-02 decline=600 / 2025-03-02 refused=use benefit=video | | BENEFIT-1 stated E
{JOIN} / 2025-03-02 decline=600 / 2025-03-03 refused=use benefit=video | observes=charge decline | BENEFIT-1 stated E
{RETRIED} / 2025-03-06 refused=use benefit=video | | PAY-3 assumed E
{JOIN} / 2025-03-02 decline=600 / 2025-03-03 benefits=no | observes=charge decline | BENEFIT-1 stated E
{RETRIED} / 2025-03-06 benefits=no | observes=charge decline | PAY-3 assumed E
{CUT_OFF} / 2025-04-01 {REMIND}        | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{CUT_OFF} / 2025-03-31 notice=cancelled_by_limit | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{UNWRITTEN} / 2025-03-17 {REMIND} | {MONEY_AND_NOTICES} | PAY-3 assumed E
{CUT_OFF} effective=2025-03-29         | {MONEY_AND_NOTICES} | PAY-7 assumed T
{NOTED} effective=2025-03-04           | {MONEY_AND_NOTICES} | PAY-3 assumed E
{NOTED} amount=500                     | {MONEY_AND_NOTICES} | PAY-3 stated E
{PAUSED} / {BEGUN} effective=2026-03-01 | observes=charge notice | PAUSE-3 stated A
{PAUSED} / 2025-03-03 {REMIND}         | observes=charge notice | NOTICE-2 assumed
{PAUSED} / {BEGUN} / 2026-03-03 {REMIND} | observes=charge notice | NOTICE-2 assumed
{NOTED} / 2025-03-04 action=pay / 2025-03-04 charge=600 / 2025-03-05 {REMIND} | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{NOTED} / 2025-03-05 charge=600 / 2025-03-06 {REMIND} | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{NOTED} / 2025-03-05 charge=600 / 2025-03-06 {RECOVERED} | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{RUNS}=cancel when=now / 2025-02-02 {CONFIRMED} / 2025-02-02 refund=600 | observes=refund notice | NOTICE-2 assumed
{RUNS}=cancel / 2025-02-03 {REMIND}    | observes=notice | CANCEL-7 stated B
{JOIN} / 2025-03-05 charge=600         | observes=charge notice  | PAY-3 stated E
{JOIN} / 2025-03-02 decline=600 / 2025-03-04 {REMIND} | observes=charge notice | PAY-3 stated E
{NOTED} / 2025-03-05 decline=600 / 2025-03-06 {REMIND} | observes=charge notice | PAY-3 stated E
{NOTED} / 2025-03-06 {REMIND}          | observes=charge notice  | PAY-3 assumed E
{PAID} / 2025-03-01 action=pay / 2025-03-01 charge=600 | observes=charge notice | BILL-2 assumed P
{JOIN} / 2025-03-02 {FAILED} / 2025-03-10 {REMIND} | observes=charge notice | PAY-3 assumed E
{JOIN} / 2025-03-10 {REMIND}           | observes=charge notice  | TRIAL-2 stated A B
{JOIN} / 2025-03-02 {FAILED} amount=500 / 2025-03-10 {REMIND} | observes=charge notice | TRIAL-2 stated A B
{JOIN} / 2025-03-05 {FAILED} / 2025-04-10 use=video | observes=charge | PAY-7 assumed T
{JOIN} / 2025-03-06 {FAILED} / 2025-04-10 use=video | observes=charge | PAY-3 assumed E
{JOIN} / 2025-03-15 notice=suspended   | observes=charge | PAY-3 assumed E
{JOIN} / 2025-03-15 state=suspended    | observes=charge | PAY-3 assumed E
{JOIN} / 2025-03-06 decline=600        | observes=charge | PAY-3 assumed E
{JOIN} / 2025-03-06 use=video state=past_due / 2025-04-10 use=video | observes=charge | PAY-7 assumed T
{JOIN} / 2025-03-02 {FAILED} / 2025-03-06 {FAILED} | observes=charge | PAY-3 assumed E
{PAID} / 2025-02-03 {FAILED}           | {MONEY_AND_NOTICES} | PAY-3 stated E
{PAID} / 2025-02-03 notice=suspended   | {MONEY_AND_NOTICES} | PAY-4 stated E
{CUT_OFF} amount=500                   | {MONEY_AND_NOTICES} | PAY-4 stated E
{CUT_OFF} state=past_due               | {MONEY_AND_NOTICES} | PAY-3 assumed E
{UNWRITTEN} / 2025-03-16 state=suspended / 2025-03-17 {REMIND} | {MONEY_AND_NOTICES} | PAY-4 stated E
{UNWRITTEN} / 2025-03-16 state=past_due / 2025-03-17 {REMIND} | {MONEY_AND_NOTICES} | PAY-3 assumed E
{OVER} amount=500                      | {MONEY_AND_NOTICES} | NOTICE-2 assumed
{NOTED} / 2025-03-04 {FAILED}          | {MONEY_AND_NOTICES} | PAY-3 stated E
{NOTED} / 2025-03-04 {FAILED}          | observes=charge notice | PAY-3 assumed E
{RETRIED} / 2025-03-06 notice=suspended | observes=charge decline | PAY-3 assumed E
{RETRIED} / 2025-03-06 notice=suspended / 2025-03-06 state=past_due | observes=charge decline | PAY-4 stated E
{BREAK} / 2026-02-27 notice=cancelled_by_limit | observes=charge decline | NOTICE-2 assumed
{LEAVES} / 2025-03-01 state=paid       | | BILL-2 assumed P
{LEAVES} / 2025-03-01 use=video        | | BILL-2 assumed P
{LEAVES} / 2025-03-01 benefits=yes     | | BILL-2 assumed P
{LEAVES} / 2025-03-05 use=video        | | CANCEL-1 stated B E
{LEAVES} / 2025-03-01 charge=600       | | CANCEL-1 stated B E
{LEAVES} / 2025-03-01 state=paused     | | CANCEL-1 stated B E
{LEAVES} effective=2025-03-01          | | BILL-2 assumed P
{LEAVES} effective=2025-04-10          | | CANCEL-1 stated B E
{LEAVES} benefits_until=2025-03-01     | | BILL-2 assumed P
{LEAVES} when=now effective=2025-03-01 / 2025-02-10 refund=600 | | CANCEL-2 reported P
{LEAVES.replace("31", "15")} effective=2025-02-16 | | CANCEL-1 stated B E
{LEAVES} / 2025-02-10 {CONFIRMED} effective=2025-03-03 | {MONEY_AND_NOTICES} | BILL-2 assumed P
{RUNS.replace("02-02", "02-10")}=cancel / 2025-03-01 state=cancelled | {STATES} | BILL-2 assumed P
{RUNS}=cancel / 2025-02-28 state=cancelled / 2025-03-01 use=video | {STATES} | BENEFIT-1 stated E
{BREAK} / 2025-03-01 action=keep       | | BILL-2 assumed P
{MIDDLE} / 2025-02-16 action=keep      | | CANCEL-4 reported P
{JOIN} / 2025-03-02 action=cancel / 2025-04-10 {REMIND} | observes=charge decline | TIME-2 assumed
{JOIN} / 2025-03-02 action=pause / 2025-04-10 {REMIND} | observes=charge decline | TIME-2 assumed
{JOIN} / 2025-03-02 {REMIND} / 2025-04-10 {REMIND} | observes=charge decline | TRIAL-2 stated A B
{JOIN} / 2025-03-03 action=cancel / 2025-04-10 {REMIND} | observes=charge decline | TRIAL-2 stated A B
{JOIN} / 2025-03-02 charge=500 / 2025-03-02 action=cancel | observes=charge decline | PRICE-1 stated P
{UNPAID} / 2025-03-06 use=video        | | PAUSE-5 assumed
{UNPAID} / 2025-03-06 benefits=yes     | | PAUSE-5 assumed
{UNPAID} / 2025-03-06 state=past_due   | | PAUSE-5 assumed
{UNPAID} / 2025-03-06 action=pay       | | PAUSE-5 assumed
{UNPAID} / 2025-03-06 refused=resume   | | PAUSE-5 assumed
{UNPAID} / 2025-03-06 refused=cancel   | | CANCEL-5 assumed
{UNPAID} / 2025-03-06 use=video state=paused | | BENEFIT-1 stated E
{UNPAID} / 2025-03-06 {REMIND} / 2025-03-07 use=video | | BENEFIT-1 stated E
{UNJOINED} / 2025-02-01 use=video      | | JOIN-3 assumed
{UNJOINED} / 2025-02-01 state=past_due | | JOIN-3 assumed
{UNMOVED} / 2025-02-06 refused=pause   | | PLAN-3 assumed
{JOIN} / 2025-04-10 use=video          | observes=charge | TRIAL-2 stated A B
{UNSHOWN} / 2025-04-10 use=video       | observes=charge | PAY-7 assumed T
{UNSHOWN} / 2025-04-10 use=video       | observes=charge state | PAY-3 assumed E
{AGAIN} / 2025-03-07 refused=use benefit=video / 2025-03-07 state=past_due | {STATES} | BENEFIT-1 stated E
{AGAIN} / 2025-03-07 refused=use benefit=video | {STATES} | BENEFIT-1 stated E
{AGAIN} / 2025-03-07 benefits=no state=past_due | {STATES} | BENEFIT-1 stated E
{AGAIN} / 2025-03-07 refused=add_family name=Ken state=past_due | {STATES} | FAMILY-1 stated E
{SUSPENDED} / 2025-03-20 refused=pay / 2025-03-20 state=suspended | {STATES} | PAY-5 stated E
{SUSPENDED} / 2025-03-20 refused=pay / 2025-03-20 state=cancelled | {STATES} | PAY-7 assumed T
{SUSPENDED} / 2025-03-20 refused=terminate / 2025-03-20 state=suspended | observes=charge decline | TERM-1 stated T
{SUSPENDED} / 2025-03-20 use=video state=suspended | observes=charge decline | BENEFIT-1 stated E
{SUSPENDED} / 2025-03-20 use=video / 2025-03-20 state=suspended | observes=charge decline | BENEFIT-1 stated E
{SUSPENDED} / 2025-03-16 use=video / 2025-03-16 state=suspended | observes=charge decline | PAY-3 assumed E
{LOST} / 2025-03-20 use=video          | observes=charge decline | PAY-3 assumed E
{LOST} / 2025-03-31 action=cancel rule=CANCEL-5 | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-31 action=cancel effective=2025-03-31 | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-29 action=cancel rule=CANCEL-3 | observes=charge decline | CANCEL-5 assumed
{LOST} / 2025-03-20 refused=use benefit=video rule=FAMILY-1 | observes=charge decline | PAY-3 assumed E
{LOST} / 2025-03-20 refused=use benefit=video rule=PAY-4 | observes=charge decline | BENEFIT-1 stated E
{ENDS} / 2025-03-31 action=cancel rule=CANCEL-5 | {STATES} | CANCEL-3 stated B
{OVER} / 2025-03-31 action=cancel / 2025-03-31 {CONFIRMED} | {MONEY_AND_NOTICES} | PAY-7 assumed T
{LOST} / 2025-03-31 {REMIND} state=suspended | observes=charge decline | PAY-7 assumed T
{LOST} / 2025-03-20 {REMIND} state=past_due | observes=charge decline | PAY-3 assumed E
{LOST} / 2025-03-20 {REMIND} state=paid | observes=charge decline | PAY-4 stated E
{PAID} / 2025-02-28 charge=600 state=paused | observes=charge decline | BILL-1 stated E
{JOIN} / 2025-03-02 decline=600 state=trial | observes=charge decline | TRIAL-2 stated A B
{LOST} state=past_due                  | observes=charge decline | PAY-3 assumed E
"""


@pytest.mark.parametrize("row", DECIDING.strip().splitlines())
def test_what_differs_decides_by_the_rule_it_comes_from(row: str) -> None:
    lines, options, wanted = map(str.strip, row.split("|"))
    found = verdict(lines, **dict([options.split("=")] if options else []))
    assert found.divergence is not None
    first = found.divergence.cited[0]
    assert [first.rule, first.certainty, *first.sources] == wanted.split()
    assert found.judgement == ("diverges (assumed rule)" if first.certainty == "assumed" else "diverges")


# A life that a record finds suspended since 2025-03-16, whether it tells states, what follows, and what decides.
FOUND = """
charge decline refund state | 2025-03-22 use=video   | BENEFIT-1 stated
charge decline refund       | 2025-03-22 use=video   | PAY-3 assumed
charge decline refund state | 2025-03-22 refused=pay | PAY-5 stated
charge decline refund state | 2025-03-30 action=pay  | PAY-7 assumed
"""


@pytest.mark.parametrize("row", FOUND.strip().splitlines())
def test_a_state_that_is_given_is_told(row: str) -> None:
    observes, line, wanted = map(str.strip, row.split("|"))
    owed = {"first_due": "2025-03-02"}
    given = {"date": "2025-03-20", "state": "suspended", "suspended_since": "2025-03-16", "plan": "monthly"}
    book = load_rulebook("amazon.co.jp")
    setup = Setup(book, "monthly", given=Snapshot.from_dict({**given, "owed": owed}, book))
    setup = setup._replace(observes=tuple(observes.split()))
    [found] = judged(Record(encoded([read(line)]), {None: setup}))
    assert found.divergence is not None
    first = found.divergence.cited[0]
    assert f"{first.rule} {first.certainty}" == wanted


HALL = """
title: A climbing hall
base: generic
sources: {hall: the terms on the wall}
plans: {four_weeks: {days: 28}}
values:
  trial.days: {value: 0, certainty: stated, source: hall}
  refund.used.four_weeks: {value: by_days, certainty: stated, source: hall, rule: REFUND-2}
  prices.four_weeks: {fee: 4900, certainty: stated, source: hall}
"""
WEEKLY = """
title: A week at a time
base: amazon.co.jp
plans: {weekly: {days: 28}}
values:
  refund.used.weekly: {value: by_days, certainty: assumed, alternatives: [strict], rule: REFUND-2}
  prices.weekly: {fee: 300, certainty: assumed, alternatives: [250]}
"""
AT_ONCE = f"{WEEKLY}  plan.change: {{value: at_once, certainty: stated, source: hall}}\nsources: {{hall: the terms}}\n"
CHANGED = "2025-01-10 action=join trial=no plan=monthly / 2025-01-10 charge=600"
CHANGED += " / 2025-01-20 action=change_plan to=annual / 2025-01-20 charge=5900"
USED = "2025-03-03 action=join trial=no / 2025-03-03 charge={} / 2025-03-10 use=sales"
USED += " / 2025-03-17 action=cancel when=now"
# A book, a record in it, and the rule that decides as the book knows it.
OWN = [
    (HALL, f"{USED.format(4900)} / 2025-03-17 refund=9", "REFUND-2 stated hall"),
    (HALL, USED.format(4800), "PRICE-1 stated hall"),
    (WEEKLY, f"{USED.format(300)} / 2025-03-17 refund=9", "REFUND-2 assumed"),
    (WEEKLY, USED.format(300), "REFUND-2 assumed"),
    (WEEKLY, USED.format(301), "PRICE-1 assumed"),
    (HALL, f"{USED.format(4900).partition(' / 2025-03-10')[0]} / 2025-03-30 charge=4900", "BILL-1 stated E"),
    (AT_ONCE, f"{CHANGED} / 2025-02-10 charge=600", "PLAN-1 stated hall"),
]


@pytest.mark.parametrize(("text", "lines", "wanted"), OWN)
def test_the_value_of_the_own_book_says_how_sure_it_is(text: str, lines: str, wanted: str, tmp_path: Path) -> None:
    book = tmp_path / "own.yaml"
    book.write_text(text, encoding="utf-8")
    plan = "four_weeks" if text is HALL else "weekly"
    found = verdict(lines, str(book), plan, "charge refund use")
    assert found.divergence is not None
    first = found.divergence.cited[0]
    assert [first.rule, first.certainty, *first.sources] == wanted.split()
    assert found.judgement.endswith("(assumed rule)") == (first.certainty == "assumed")


def test_a_rule_that_carries_out_no_value_tells_how_sure_its_parts_are() -> None:
    repeated = verdict(f"{ENDED} / 2025-02-03 action=cancel / 2025-02-03 {CONFIRMED}", observes="notice")
    by_a_fee = verdict(f"{JOIN} / 2025-03-02 charge=500")
    for found, wanted, told in (
        (repeated, (("assumed", ()),), "rule: CANCEL-3 (stated by B; in part assumed)"),
        (by_a_fee, (), "rule: PRICE-1 (stated by P)"),
    ):
        assert found.divergence is not None
        first = found.divergence.cited[0]
        assert (first.in_part, cited_line(first)) == (wanted, told)
        assert divergence_fields(found.divergence)["in_part"] == [
            {"certainty": certainty, "sources": list(sources)} for certainty, sources in wanted
        ]


# Records that part from the model where several rules decide together, and all that they rest on.
TOGETHER = f"""
{JOIN} / 2025-04-02 charge=600 | observes=charge decline | TRIAL-2 TRIAL-1 PRICE-1
{PAID} / 2025-03-01 charge=600 | observes=charge decline | BILL-2 BILL-1 PRICE-1
{LOST} / 2025-03-17 use=video  | observes=charge decline | PAY-3 PAY-4 BENEFIT-1
{BREAK} / 2026-02-27 notice=cancelled_by_limit | observes=charge decline | NOTICE-2 PAUSE-3 PAUSE-1 PAUSE-2 TIME-4
"""


@pytest.mark.parametrize("row", TOGETHER.strip().splitlines())
def test_what_decides_stands_before_what_is_only_cited(row: str) -> None:
    lines, options, wanted = map(str.strip, row.split("|"))
    found = verdict(lines, **dict([options.split("=")]))
    assert found.divergence is not None
    assert found.divergence.rules == tuple(wanted.split())


def test_the_text_and_the_json_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "r.jsonl"
    record.write_bytes(b"".join(encoded([read(line) for line in f"{PAID} / 2025-03-01 charge=600".split(" / ")])))
    for form, wanted in (("text", "rule: BILL-2 (assumed, see P)"), ("json", '"certainty": "assumed"')):
        assert status(["check", str(record), "--observes", "charge,decline", "--format", form]) == 1
        assert wanted in capsys.readouterr().out
