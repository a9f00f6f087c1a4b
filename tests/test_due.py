"""What is due next, by state and facts, in the order of TIME-3."""

import pytest

from membership_sim.due import DUE_TRIGGERS, NEVER, next_due
from tests.helpers import always, day_terms, iso, play

WEEKLY = {"rules": day_terms(), "plan": "weekly"}  # trial 5 days, retries on day 1 and 2, suspension 3, pause 20 days
FAILS = {**WEEKLY, "methods": "card:visa!invalid"}
JOIN = "2025-01-01 join"

NEXT = [
    # the story, its settings, until when it is run, what is due next
    ("2025-01-01 set_reminder yes", WEEKLY, None, "never"),
    (JOIN, WEEKLY, None, "2025-01-06 period_end"),
    (f"2025-01-01 set_reminder yes \n {JOIN}", WEEKLY, None, "2025-01-03 reminder_due"),
    (f"2025-01-01 set_reminder yes \n {JOIN}", WEEKLY, "2025-01-03", "2025-01-06 period_end"),
    (f"2025-01-01 set_reminder yes \n {JOIN} \n 2025-01-02 pause", WEEKLY, None, "2025-01-06 period_end"),
    (f"{JOIN} \n 2025-01-04 set_reminder yes", WEEKLY, None, "2025-01-06 period_end"),
    (JOIN, WEEKLY, "2025-01-06", "2025-01-13 period_end"),
    (JOIN, FAILS, "2025-01-06", "2025-01-07 retry_due"),
    (JOIN, FAILS, "2025-01-07", "2025-01-08 retry_due"),
    (JOIN, FAILS, "2025-01-08", "2025-01-11 suspension_limit"),
    (JOIN, FAILS, "2025-01-11", "never"),
    (f"{JOIN} \n 2025-01-02 pause", WEEKLY, "2025-01-06", "2025-01-26 pause_limit"),
    (
        f"{JOIN} \n 2025-01-02 pause",
        {**WEEKLY, "rules": day_terms(pause_limit_days=always(None))},
        "2025-01-06",
        "never",
    ),
]


@pytest.mark.parametrize(("story", "settings", "until", "expected"), NEXT)
def test_what_is_due_next(story, settings, until, expected):
    run = play(story, until, **settings)
    due_day, trigger = next_due(run.facts, run.terms)
    assert ("never" if due_day == NEVER else f"{iso(due_day)} {trigger}") == expected


def test_the_order_of_one_day_is_that_of_time_3():
    assert DUE_TRIGGERS == ("suspension_limit", "pause_limit", "retry_due", "period_end", "reminder_due")


def test_of_two_things_due_on_one_day_the_first_of_the_order_is_next():
    terms = day_terms(reminder_days_before=always(0))  # no book can say so: a reminder comes a day before at least
    run = play(f"2025-01-01 set_reminder yes \n {JOIN}", rules=terms, plan="weekly")
    assert next_due(run.facts, run.terms) == (run.facts.end_day, "period_end")
