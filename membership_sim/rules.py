"""The rule reference: every rule of the membership by its id, in words, with its certainty and its sources.

Pure data. The timeline, the refusals, the oracle and the docs quote the ids. A name in braces, such as
`{pause.limit_days}`, stands for the value of a rule book: whoever prints a text puts the value in its place.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

# "defined": the model's own definition, which claims nothing about Amazon
RuleCertainty = Literal["stated", "reported", "observed", "assumed", "defined"]

SOURCES: Final[dict[str, str]] = {
    "A": (
        "Japanese blog article on cancelling, pausing and leaving Prime for good: "
        "「『Amazonプライム』会員の詳しい解約(一時停止)または完全退会の方法」"
    ),
    "B": (
        "Japanese blog article on cancelling Prime by telephone: "
        "「アマゾンプライムを解約電話で行う正しい方法と手順を解説!」"
    ),
    "C": "Japanese blog article on the Amazon orders and digital purchases that cannot be cancelled",
    "D": "Japanese blog article of 2024 on getting Amazon Coins refunded: 「Amazonコインの返金手続きの流れを解説」",
    "E": (
        "Japanese blog article of November 2025 on the notice that a membership is suspended for the time being, "
        "「お客様の会員資格は一時的に停止されています」"
    ),
    "T": (
        "the US terms and conditions of Amazon Prime, in the versions of 2017-10-31 to 2026-08-14 that "
        "Open Terms Archive holds"
    ),
    "P": (
        "public pages that quote Amazon.co.jp: webcommu.net (price rises of 2019 and 2023), "
        "toyokeizai.net/articles/-/694061, free181.com and appllio.com (the pause screen), japan-lifehack.com and "
        "nomad-saving.com (student plans, family), tuhan-jyoho.com/64.html and uragaminote.com (refund on ending now), "
        "masemon.com and t-1.co.jp (how trial days are counted), ama-fan.com (renewal day, reminder), "
        "news.mynavi.jp/article/20211025-2169018 (a second trial)"
    ),
    "U": "pages on US prices: cbsnews.com (those of 2022) and rp.kddi-research.jp (those of 2018)",
}

# By the letters of an id; rules with the same heading stand together.
SECTIONS: Final[dict[str, str]] = {
    "TIME": "Time",
    "JOIN": "Joining and the trial",
    "TRIAL": "Joining and the trial",
    "REJOIN": "Joining and the trial",
    "BILL": "Billing and prices",
    "PRICE": "Billing and prices",
    "PLAN": "Plans",
    "CANCEL": "Cancelling",
    "PAUSE": "Pausing",
    "PAY": "Payment",
    "REFUND": "Refunds",
    "BENEFIT": "Benefits, family and notices",
    "FAMILY": "Benefits, family and notices",
    "NOTICE": "Benefits, family and notices",
    "TERM": "Ended by Amazon",
}


class Note(NamedTuple):
    """What stands beside a rule's main statement: a part of it with a certainty of its own, or (None) a remark.

    A part is a phrase without a full stop, a remark one or more sentences. `sources` are those that a part rests on, or
    that a remark names, for or against.
    """

    text: str
    certainty: RuleCertainty | None = None
    sources: tuple[str, ...] = ()


class Rule(NamedTuple):
    """One rule: `certainty` and `sources` are those of its main statement; its `notes` say what is known otherwise.

    stated: official text or a source says so; reported: several pages agree; observed: worked out from receipts that
    members published; assumed: nothing was found; defined: the model needs a definition.

    >>> RULES["TRIAL-1"].certainty, RULES["TRIAL-1"].sources
    ('stated', ('A', 'E'))
    >>> RULES["TRIAL-1"].notes
    (Note(text='The day of joining counts as the first', certainty='reported', sources=('P',)),)
    """

    id: str
    certainty: RuleCertainty
    sources: tuple[str, ...]
    text: str
    notes: tuple[Note, ...] = ()

    @property
    def in_part(self) -> tuple[tuple[RuleCertainty, tuple[str, ...]], ...]:
        """How sure its parts are and by which sources, each once, where that is otherwise than its main statement.

        >>> RULES["FAMILY-1"].in_part
        (('reported', ('P',)), ('assumed', ()))
        """
        known = [(note.certainty, note.sources) for note in self.notes if note.certainty]
        return tuple(dict.fromkeys(part for part in known if part != (self.certainty, self.sources)))

    @property
    def all_sources(self) -> tuple[str, ...]:
        """The sources of its main statement and of its notes, sorted.

        >>> RULES["TRIAL-4"].sources, RULES["TRIAL-4"].all_sources
        (('A',), ('A', 'E', 'P'))
        """
        return tuple(sorted({*self.sources, *(source for note in self.notes for source in note.sources)}))


_OF_THE_MODEL: Final = (Note("A definition of the model."),)


_TIME: Final = (
    Rule(
        "TIME-1", "reported", ("P",),
        "Everything in a membership happens on a civil day, that of the rule book's time zone: something done at an "
        "instant belongs to the local day of that instant. No rule depends on an hour of the day.",
        (
            Note("America/Los_Angeles is the zone for the US", "assumed"),
            Note("Amazon publishes no hour for renewals. Asia/Tokyo is the zone for Japan."),
        ),
    ),
    Rule(
        "TIME-2", "assumed", (),
        "Everything due on a day happens before the member does anything on it; the member's actions follow in the "
        "order given, and what an action makes due on the same day happens immediately. A cancel on the renewal day is "
        "therefore too late to avoid the charge. Time never runs backwards: in a file an earlier date after a later "
        "one is an error of the file, and in a step-by-step run this rule refuses it before any other is looked at.",
        (Note("It agrees with B, which advises to cancel by the day before, and with P.", None, ("B", "P")),),
    ),
    Rule(
        "TIME-3", "assumed", (),
        "In any state at most one thing is waiting to fall due, reminders aside. Should the schedules of a rule book "
        "bring two to the same day, they happen in this order: suspension limit, pause limit, payment retry, period "
        "end, reminder.",
    ),
    Rule(
        "TIME-4", "defined", (),
        "A period includes its first day and not its end day: the next charge falls on the end day, and the day before "
        "that is the last one that has been paid for.",
        _OF_THE_MODEL,
    ),
)  # fmt: skip

_JOINING: Final = (
    Rule(
        "JOIN-1", "stated", ("A", "E"),
        "The first time an account joins, it gets a free trial if the plan has one and the member does not decline it.",
    ),
    Rule(
        "JOIN-2", "reported", ("P",),
        "Whoever joins may decline the trial; the fee is then charged immediately and the paid period begins on that "
        "day. The same holds for every join of a plan whose trial has length 0.",
    ),
    Rule(
        "JOIN-3", "assumed", (),
        "If the charge for a paid join or rejoin is declined, no membership begins: the decline is recorded, the state "
        "remains as it was, and the trial has not been used up.",
    ),
    Rule(
        "JOIN-4", "reported", ("P",),
        "A trial can only begin with a payment method on file that is not a gift balance; it need not work, since "
        "nothing is charged to it. Without such a method the join is refused.",
        (Note("Where a script decides the outcome of payments, the wallet still decides here (PAY-8)."),),
    ),
    Rule(
        "JOIN-5", "defined", (),
        "A join is refused while there is a membership, be it a trial, paid, past due, suspended or paused. A join is "
        "checked first by this rule, then by PLAN-4, then by JOIN-4.",
        (Note("The sources do not speak of it; the order of the checks is a definition of the model."),),
    ),
    Rule(
        "TRIAL-1", "stated", ("A", "E"),
        "The day of joining is the first of the {trial.days} days of a trial, so that the trial ends, and the first "
        "fee is charged, exactly that many days after joining. The trial of a student plan ends {trial.student_months} "
        "calendar months after joining, or on the last day of that month if it has no such day. Every benefit counts "
        "in a trial.",
        (Note("The day of joining counts as the first", "reported", ("P",)),),
    ),
    Rule(
        "TRIAL-2", "stated", ("A", "B"),
        "Unless a cancel or a pause waits, a trial turns into a paid membership at its end without any action: the "
        "first fee is charged on that day, and that day becomes the billing anchor.",
    ),
    Rule(
        "TRIAL-3", "stated", ("A", "E"),
        "A trial cancelled `later`, even on its first day, keeps its benefits until its end and costs nothing. A trial "
        "cancelled `now` ends on that day, together with its benefits.",
        (Note("What `now` does", "reported", ("P",)),),
    ),
    Rule(
        "TRIAL-4", "stated", ("A",),
        "An account has a single trial, and the first membership that begins uses it up even if it began without one. "
        "Whether there is another is the value {trial.again}: with `never` no rejoin has a trial; with `after_months` "
        "a join that comes at least that many calendar months after the end day of the last membership is treated like "
        "a first join (JOIN-1, JOIN-2, JOIN-4). A new account counts as new.",
        (
            Note(
                "E and P speak against it: E says that a trial is possible again after some time, and according to P "
                "twelve months were the official wait in 2020 and 2021.",
                None, ("E", "P"),
            ),
        ),
    ),
    Rule(
        "REJOIN-1", "stated", ("A",),
        "After a cancellation has taken effect a member can `join` again whenever they like, even on the same day: the "
        "fee is charged immediately, that day is the new anchor, and there is no trial unless TRIAL-4 gives one. The "
        "plan is the one that the join names or, if it names none, the one held last.",
    ),
)  # fmt: skip

_BILLING: Final = (
    Rule(
        "BILL-1", "stated", ("E",),
        "Every period is paid for in advance: its fee is charged on its first day.",
    ),
    Rule(
        "BILL-2", "reported", ("P",),
        "The end of every period is counted in calendar months from the anchor, never from the end before it, and "
        "falls on the anchor's day of the month; a period given in days is that many days long. For months that are "
        "too short the value {billing.month_end} decides: with `clamp` the last day of such a month takes the place of "
        "the missing day and later months come back to the anchor's own day (31 January leads to the last day of "
        "February, then to 31 March and 30 April; yearly, 29 February leads to 28 February until the next leap year); "
        "with `sticky_month_end` an anchor on the last day of its month leads to the last day of every month.",
        (Note("The same day each month", "reported", ("P",)), Note("What happens at the ends of months", "assumed")),
    ),
    Rule(
        "BILL-3", "reported", ("U",),
        "Every amount is a whole number of the currency's minor units. Japanese fees include the tax; to US fees the "
        "sales tax that the scenario states is added, rounded to a cent with half a cent going up. Where a rule speaks "
        "of the charge, it means the amount taken, tax included.",
        (Note("How the sales tax is rounded", "assumed"),),
    ),
    Rule(
        "PRICE-1", "stated", ("P",),
        "The fee of a plan is read from the dated table {prices.PLAN}. Each of its steps has two first days: "
        "`new_from` for joins, rejoins, trial conversions and changes of plan, and `renewals_from` for renewals of the "
        "same plan.",
        (
            Note(
                "A trial conversion counts as new, a renewal is never charged by an older step than the latest charge "
                "of the membership was, and the first step of a plan is used for both kinds of charge",
                "assumed",
            ),
            Note(
                "Each fee has a certainty of its own in the rule book: the US fees rest on U, and some first days are "
                "assumed. The 500 yen a month that A names was the fee until 2023.",
                None, ("A", "U"),
            ),
        ),
    ),
    Rule(
        "PRICE-2", "assumed", (),
        "The fee for resuming from a pause is that for a renewal of the same plan; a membership that has never been "
        "charged resumes at the `new_from` fee.",
    ),
    Rule(
        "PRICE-3", "defined", (),
        "On a day before the first known step of a plan there is no fee, and a scenario that needs one is an error "
        "which says so.",
        _OF_THE_MODEL,
    ),
)  # fmt: skip

_PLANS: Final = (
    Rule(
        "PLAN-1", "reported", ("P",),
        "When a change of plan takes effect is the value {plan.change}: with `at_period_end` it waits for the end of "
        "the current period or trial, the `new_from` fee of the new plan is charged on that day, and the anchor's day "
        "of the month stays; with `at_once` the new plan is charged on the day of the request, on a new anchor, and "
        "the old charge is refunded as in PLAN-3. Asking for the current plan withdraws a change that waits, and is "
        "refused when none does. `change_plan` is checked in this order: the state (PLAN-4), the current plan, a "
        "repeated wish (CANCEL-3), the bar to student plans (PLAN-4), the move to a student plan (PLAN-3), and then "
        "this rule.",
        (
            Note("A change from annual to monthly waits for the end of the period", "reported", ("P",)),
            Note(
                "All else: when other changes take effect, the `new_from` fee of that day, the anchor's day that "
                "stays, how `at_once` works, what withdraws a change, and the order of the checks",
                "assumed",
            ),
        ),
    ),
    Rule(
        "PLAN-2", "reported", ("P",),
        "A student plan turns into the regular plan of equal interval at the first renewal or resume that comes on or "
        "after graduation (the last day of the month given) or after {student.paid_months} paid months, whichever is "
        "earlier; it is charged like a change of plan, by `new_from`. The months paid for on student plans count over "
        "all memberships of the account from the moment the fee is taken, refunded or not, and an annual fee counts as "
        "12. A change of plan that waits is applied first, and the conversion of a trial is no such renewal.",
        (
            Note(
                "How the months are counted, which fee is charged, what is applied first, and that the conversion of a "
                "trial is no such renewal",
                "assumed",
            ),
        ),
    ),
    Rule(
        "PLAN-3", "stated", ("P",),
        "A member in a paid period of a regular plan who changes to a student plan, of whichever interval, pays the "
        "student fee on that day, which is the new anchor. After that the charge for the old period is refunded for "
        "the full months left, used or not: charge × full months left ÷ months in the period, rounded down, and no "
        "entry if it is 0. The full months left are the number of month boundaries, counted from the anchor as in "
        "BILL-2, from today up to but not including the end of the period; one that falls today counts. A change of "
        "plan that waits lapses, while a cancel or pause that waits moves to the end of the new period. If the student "
        "fee is declined, nothing changes. In a trial PLAN-1 applies instead.",
        (
            Note(
                "The new anchor, how the months left are counted, the rounding, that 0 makes no entry, what becomes of "
                "what waits or is declined, and that PLAN-1 applies in a trial",
                "assumed",
            ),
        ),
    ),
    Rule(
        "PLAN-4", "assumed", (),
        "The plan can be changed in a trial or a paid period only. Someone who has graduated, or who has "
        "{student.paid_months} paid months on student plans, is refused a student plan, and also when joining, whether "
        "the join names the plan or it was the one held last.",
    ),
    Rule(
        "PLAN-5", "assumed", (),
        "A change of plan and a cancel or pause that waits have no effect on each other. If a change of plan still "
        "waits when a pause begins, it takes effect when the membership is resumed, and the `new_from` fee is charged. "
        "The end of a membership makes every waiting change lapse.",
    ),
)  # fmt: skip

_CANCELLING: Final = (
    Rule(
        "CANCEL-1", "stated", ("B", "E"),
        "A cancel is `later` unless it says otherwise: the membership ends at the end of the current period, its "
        "benefits last until then, and nothing is refunded. Switching off automatic renewal is the same action.",
    ),
    Rule(
        "CANCEL-2", "reported", ("P",),
        "A cancel `now` ends the membership and its benefits immediately, and the refund rules decide what is paid "
        "back.",
    ),
    Rule(
        "CANCEL-3", "stated", ("B",),
        "Repeating a wish that waits already (a cancel `later`, a pause, the same change of plan), or cancelling what "
        "has been cancelled, is not an error: it changes nothing, and nothing is sent.",
        (
            Note("Cancelling again changes nothing", "stated", ("B",)),
            Note("A pause or a change of plan asked for again changes nothing", "assumed"),
        ),
    ),
    Rule(
        "CANCEL-4", "reported", ("P",),
        "Until it takes effect, a cancel or pause that waits can be withdrawn with `keep`; when neither waits, `keep` "
        "is refused. Only the latest wish counts: a pause takes the place of a cancel that waits, and a cancel the "
        "place of a pause that waits. A change of plan is never touched by `keep`.",
    ),
    Rule(
        "CANCEL-5", "assumed", (),
        "A cancel while the membership is paused, past due or suspended, `later` as well as `now`, ends it "
        "immediately; nothing stays owed and nothing is refunded.",
    ),
    Rule(
        "CANCEL-6", "stated", ("A",),
        "A cancellation ends all benefits together, since none of them can be cancelled alone. The account itself "
        "stays.",
    ),
    Rule(
        "CANCEL-7", "stated", ("B",),
        "For every cancel, whether it waits or takes effect immediately, a confirmation is sent that names the day on "
        "which the membership ends.",
        (Note("A repeated cancel sends none (CANCEL-3)."),),
    ),
    Rule(
        "CANCEL-8", "defined", (),
        "Cancelling is refused as long as the account has never had a membership.",
        _OF_THE_MODEL,
    ),
)  # fmt: skip

_PAUSING: Final = (
    Rule(
        "PAUSE-1", "stated", ("P",),
        "A pause can be asked for in a trial or a paid period, and it begins at the end of that trial or period: no "
        "day that was paid for is lost, and nothing is charged on the day it begins.",
    ),
    Rule(
        "PAUSE-2", "stated", ("A",),
        "A paused membership costs no fee and gives no benefit.",
    ),
    Rule(
        "PAUSE-3", "stated", ("A",),
        "A pause lasts at most {pause.limit_days} days: the membership can be resumed from the day the pause begins, "
        "and if it has not been resumed when that number of days has passed, it is cancelled on the day they are up, "
        "before any action of that day. In a rule book without a limit a pause goes on until it is resumed or "
        "cancelled.",
        (Note("No limit is stated for the US, so its rule book has none."),),
    ),
    Rule(
        "PAUSE-4", "assumed", (),
        "Resuming a paused membership charges the fee immediately and begins a period on that day, which is the new "
        "anchor.",
    ),
    Rule(
        "PAUSE-5", "assumed", (),
        "If the charge for resuming is declined, the membership remains paused: the time limit of the pause keeps "
        "running, and the charge is not tried again by itself.",
    ),
    Rule(
        "PAUSE-6", "defined", (),
        "A pause can be asked for in a trial or a paid period only; it is refused while past due, suspended or paused, "
        "and where there is no membership.",
        (Note("The sources do not say what happens then; a definition of the model."),),
    ),
    Rule(
        "PAUSE-7", "defined", (),
        "Only a paused membership can be resumed, and any other `resume` is refused. A pause that has not begun yet is "
        "withdrawn with `keep`.",
        _OF_THE_MODEL,
    ),
)  # fmt: skip

_PAYMENT: Final = (
    Rule(
        "PAY-1", "stated", ("T",),
        "A charge is tried on the default method first and then on each other method on file, in their order, and one "
        "method must take all of it. Only when none of them took it, or none is on file, is there a decline: a single "
        "one, with the reason for each method.",
        (Note("A charge is never split between methods", "assumed"),),
    ),
    Rule(
        "PAY-2", "stated", ("E",),
        "A charge is declined for one of these reasons: `expired` (a card works through the last day of its month), "
        "`invalid`, `insufficient_funds`, `over_limit`, `security_hold`, `registration_error` (the currency or the "
        "registration), `wrong_details` (the name or the security code), or `no_method` (there is nothing on file).",
    ),
    Rule(
        "PAY-3", "stated", ("E",),
        "If the charge at the end of a period is declined, be it a renewal, a trial's conversion or a change of plan, "
        "the membership is past due: benefits continue, a change of plan stands, and a notice is sent. The charge is "
        "tried again {payment.retry_days} days after the first decline, and each retry that is declined has a notice "
        "too.",
        (
            Note("Several notices come before benefits are limited", "stated", ("E",)),
            Note("The days of the retries", "assumed"),
        ),
    ),
    Rule(
        "PAY-4", "stated", ("E",),
        "When the last retry is declined too, the membership is suspended, and benefits stop for the member and the "
        "family.",
    ),
    Rule(
        "PAY-5", "stated", ("E",),
        "While past due or suspended, each `pay`, `add_method`, `update_method`, `unblock_method` and `top_up` makes "
        "one try of the owed charge on that day, and if it is taken, benefits are back immediately. Such a try does "
        "not count as a retry of PAY-3, and a block that runs out by its date makes no try. In any other state `pay` "
        "is refused.",
        (
            Note(
                "Which actions make a try, on which day, that it is no retry, that a block that runs out by its date "
                "makes none, and that `pay` is refused in any other state",
                "assumed",
            ),
        ),
    ),
    Rule(
        "PAY-6", "stated", ("T",),
        "The amount that is owed is the one of the day it was first due, and a price step after that does not change "
        "it. When it has been paid, the period still counts from that first day.",
        (Note("Which amount is owed, and that a price step does not change it", "assumed"),),
    ),
    Rule(
        "PAY-7", "stated", ("T",),
        "A suspended membership is cancelled {payment.suspension_days} days after its suspension, and nothing stays "
        "owed. A rule book is refused if its last retry day and the days of suspension add up to more than the "
        "shortest possible length of its shortest period (28 days for each month, or the period's own days), if its "
        "retry days are not a rising list of at least one day with none below 1, or if the suspension is shorter than "
        "a day.",
        (Note("The membership ends", "stated", ("T",)), Note("The number of days after which it ends", "assumed")),
    ),
    Rule(
        "PAY-8", "defined", (),
        "The wallet can be changed in every state, by `add_method`, `update_method`, `remove_method`, `set_default`, "
        "`block_method`, `unblock_method` and `top_up`. A new method is filed last and not made the default, and "
        "neither is a method that took a charge in the default's place. `update_method` sets a new `expires`, for "
        "cards only, or nothing, and ends a block for `expired`, `invalid` or `wrong_details`. Being the default does "
        "not move a method in the order of filing, and if the default is removed, the first one on file becomes the "
        "default. It is an error of the scenario to name an unknown method or reason, to add a name that is already "
        "there, or to top up anything but a gift balance. A refund leaves the wallet as it is, and where a script "
        "decides the outcome of payments, JOIN-4 still looks at the wallet.",
        _OF_THE_MODEL,
    ),
)  # fmt: skip

_REFUNDS: Final = (
    Rule(
        "REFUND-1", "stated", ("A", "B"),
        "REFUND-1 to REFUND-4 apply when the member cancels `now`, and judge the membership's latest charge. It is "
        "refunded in full if neither the member nor the family has used a benefit since the start of the period that "
        "it paid for, unless the reading of the plan is `none` (REFUND-2). The order of events counts, so a use "
        "earlier on the day of the charge is not held against it, and neither is a use in the trial.",
    ),
    Rule(
        "REFUND-2", "observed", ("P",),
        "If an annual plan was used, the refund follows the reading {refund.used.annual}. The reading `by_percent`, "
        "that of Japan, gives charge × floor(100 × days left ÷ days in the period) ÷ 100, rounded down, where the days "
        "left are the period's end minus today. The other readings, which any plan can have, are `strict` (nothing), "
        "`by_days` (charge × days left ÷ days in the period, rounded down), `by_full_months` (the formula of REFUND-5) "
        "and `none` (nothing, even if it was not used).",
        (
            Note("The refund is partial", "reported", ("P",)),
            Note("The formula of `by_percent`", "observed", ("P",)),
            Note("A, which says that nothing is refunded, is the reading `strict`.", None, ("A",)),
        ),
    ),
    Rule(
        "REFUND-3", "stated", ("A",),
        "If a monthly plan was used, the refund follows the reading {refund.used.monthly}; that of Japan is `strict`, "
        "so nothing is refunded.",
        (Note("The pages of P leave it open.", None, ("P",)),),
    ),
    Rule(
        "REFUND-4", "stated", ("T",),
        "In a market that has such days (the US), a member who cancels `now` within {refund.free_business_days} "
        "business days of a paid join, a rejoin or the conversion of the trial is refunded the charge less the `value` "
        "of the uses since then, where a use without a stated value counts 0 and the refund is never below 0. The day "
        "on which the charge was first due is day 0. Used, and outside of these days, the refund follows the "
        "reading of the plan (REFUND-2); that of the US is `strict`, so nothing is refunded.",
    ),
    Rule(
        "REFUND-5", "stated", ("T",),
        "If Amazon ends a membership in a paid period, the refund of the latest charge is charge × full months left ÷ "
        "months in the period, rounded down, used or not, with the full months left as in PLAN-3. After misuse, and in "
        "any state other than paid, nothing is refunded.",
    ),
    Rule(
        "REFUND-6", "defined", (),
        "No charge is refunded twice, and no refund is more than its charge. A cancel `later` is never refunded, and a "
        "refund of 0 makes no entry.",
        _OF_THE_MODEL,
    ),
    Rule(
        "REFUND-7", "stated", ("B",),
        "The money is back {refund.paid_within_business_days} business days after the request, counted with the public "
        "holidays of the market.",
    ),
    Rule(
        "REFUND-8", "stated", (),
        "A business day is a day that is no Saturday, no Sunday and no public holiday of the market. Japan's holidays "
        "include substitute holidays and days between two holidays, but not the days on which banks close at the turn "
        "of the year; the US has its federal holidays, with one on a Saturday kept on the Friday before and one on a "
        "Sunday on the Monday after, and Juneteenth from 2021.",
        (
            Note(
                "The holidays are stated by the calendar laws of Japan and the US, which are none of the lettered "
                "sources."
            ),
        ),
    ),
)  # fmt: skip

_BENEFITS: Final = (
    Rule(
        "BENEFIT-1", "stated", ("E",),
        "The benefits are `delivery`, `video`, `music`, `photos`, `reading` and `sales`. They can be used in a trial, "
        "while paid and while past due; in every other state a use is refused.",
    ),
    Rule(
        "FAMILY-1", "stated", ("E",),
        "At most {family.limit} family members, who can be added only in a trial, while paid or while past due, share "
        "`delivery` and `sales`; a student plan has none. Refused are: one more than that, someone who is on the list "
        "already, anyone on a student plan, the removal of someone who is not on the list, a use by such a person, and "
        "a family member's use of any other benefit. The list is emptied when the membership ends or becomes a student "
        "plan, and kept through a pause.",
        (
            Note("Student plans have no family members", "reported", ("P",)),
            Note("When members are added, what else is refused, when the list is emptied and kept", "assumed"),
        ),
    ),
    Rule(
        "NOTICE-1", "reported", ("P",),
        "A member who has switched reminders on, which are off at first, is reminded {reminder.days_before} days "
        "before a trial or period ends and renews, once a period. There is no reminder for a period shorter than that, "
        "or when reminders were switched on, or the renewal was restored, after the day of the reminder.",
    ),
    Rule(
        "NOTICE-2", "stated", ("B", "E"),
        "The notices are `reminder` (NOTICE-1), `confirmation` (CANCEL-7), `payment_failed` (for the first decline of "
        "PAY-3 and for each retry, not for a try of PAY-5), `suspended` (PAY-4, after the last `payment_failed`), "
        "`recovered`, `pause_begun`, `cancelled_by_limit` and `refund`.",
        (
            Note(
                "A cancel has a `confirmation`, and notices come before benefits are limited", "stated", ("B", "E")
            ),
            Note(
                "That there are `recovered`, `pause_begun`, `cancelled_by_limit` and `refund`, and no more", "assumed"
            ),
        ),
    ),
    Rule(
        "TERM-1", "stated", ("T",),
        "Amazon may end a membership in every state in which there is one, and REFUND-5 decides the refund. Where "
        "there is none, its ending is refused.",
    ),
)  # fmt: skip

# In the order of the specification; a tuple, so that a test can see an id that stands twice.
_ALL: Final[tuple[Rule, ...]] = (
    *_TIME, *_JOINING, *_BILLING, *_PLANS, *_CANCELLING, *_PAUSING, *_PAYMENT, *_REFUNDS, *_BENEFITS,
)  # fmt: skip

RULES: Final[dict[str, Rule]] = {rule.id: rule for rule in _ALL}
