"""Where the package's pages say that a site asks for its payments: a view and a manager of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from subscriptions.management.commands._manager import Manager
from subscriptions.views import SubscribeView

take: Callable[[int], bool] = bool  # takes an amount in cents, and says whether it was paid; the website sets it


class PayingView(SubscribeView):
    """Subscribes who pays."""

    payment_form = Form

    def process_payment(self, *args: Any, **kwargs: Any) -> bool:
        """Take the first payment."""
        return take(cents(kwargs["plan_cost_form"].cleaned_data["plan_cost"].cost))


class PayingManager(Manager):
    """Renews who pays."""

    def process_payment(self, *args: Any, **kwargs: Any) -> bool:
        """Take a renewal's payment."""
        return take(cents(kwargs["cost"].cost))


def cents(amount: Any) -> int:
    """Return an amount of dollars in cents."""
    return int(amount * 100)
