"""django-flexible-subscriptions as a system for the driver: as it comes, and with what was found mended by the site."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from examples.real_system.website import Website
from membership_sim.testing.driver import Adapter

BOOK = Path(__file__).with_name("flexible.yaml")


class AsItComes(Adapter):
    """The package with nothing around it; its plan gives a group, which stands for the benefits."""

    actions = {"join": {"trial": [None]}, "cancel": {"when": [None]}}  # noqa: RUF012
    observes = ("charge", "decline")
    plans = ("weekly",)
    reasons = ()

    def start(self, on):
        fees = {plan: terms.prices[-1].fee for plan, terms in self.story.book.base_terms.plans.items()}
        self.today, self.plan = on, self.story.plan
        self.site = Website(fees, lambda amount: self.pay(amount, self.today) is None)

    def join(self, on, plan=None):
        self.plan = plan or self.plan
        self.site.subscribe(on, self.plan)

    def cancel(self, on):
        for subscription in self.site.subscriptions():
            self.site.cancel(on, subscription)

    def advance(self, to):
        while self.today < to:
            self.today += timedelta(days=1)
            self.site.night(self.today)

    def stands(self):
        return {"benefits": self.site.is_member()}


def runs(subscription, on):
    """Tell whether a subscription goes on after a day."""
    end = subscription.date_billing_end
    return not subscription.cancelled or (end is not None and end.date() > on)


class Leaving(AsItComes):
    """A site that takes those out of the group whose subscriptions were cancelled and have ended."""

    def advance(self, to):
        while self.today < to:
            super().advance(self.today + timedelta(days=1))
            if not self.has_one(self.today):
                self.site.leave_group()

    def has_one(self, on):
        return any(runs(subscription, on) for subscription in self.site.subscriptions())


class JoiningOnce(Leaving):
    """A site that also lets nobody subscribe who has a subscription."""

    def join(self, on, plan=None):
        if not self.has_one(on):
            super().join(on, plan)


class CancellingOnce(JoiningOnce):
    """A site that also lets nobody cancel what is cancelled."""

    def cancel(self, on):
        for subscription in self.site.subscriptions():
            if not subscription.cancelled:
                self.site.cancel(on, subscription)


class ByTheMonth(CancellingOnce):
    """The same with the monthly plan."""

    plans = ("monthly",)


class Owing(CancellingOnce):
    """The same by the week, where payments fail and nobody cancels."""

    actions = {"join": {"trial": [None]}}  # noqa: RUF012
    reasons = ("insufficient_funds",)
