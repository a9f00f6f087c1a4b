"""A Django site in memory with django-flexible-subscriptions, set up as the package's pages say, and a moved clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import uuid4

import django
import time_machine
from django.conf import settings
from django.core.management import call_command

HERE = __name__.rpartition(".")[0]
settings.configure(
    SECRET_KEY="of an example",
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="subscriptions.urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "subscriptions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DFS_SUBSCRIBE_VIEW=f"{HERE}.payments.PayingView",
    DFS_MANAGER_CLASS=f"{HERE}.payments.PayingManager",
)
django.setup()
call_command("migrate", verbosity=0)

from django.contrib.auth.models import Group, User  # noqa: E402 - models need the settings
from django.test import Client  # noqa: E402
from subscriptions.models import MONTH, WEEK, PlanCost, SubscriptionPlan, UserSubscription  # noqa: E402

from examples.real_system import payments  # noqa: E402

NOON = time(12, tzinfo=UTC)
UNITS = {"weekly": WEEK, "monthly": MONTH}
MEMBERS = Group.objects.create(name="members")
PLAN = SubscriptionPlan.objects.create(plan_name="Membership", slug="membership", group=MEMBERS)


class Website:
    """One visitor of the site. Members act at noon, and the night's job runs at noon too, before they do.

    `take` takes an amount in cents, and says whether it was paid.
    """

    def __init__(self, fees: dict[str, int], take: Callable[[int], bool]) -> None:
        payments.take = take
        UserSubscription.objects.all().delete()
        PlanCost.objects.all().delete()
        self.costs = {
            plan: PlanCost.objects.create(
                plan=PLAN, slug=plan, recurrence_period=1, recurrence_unit=UNITS[plan], cost=f"{fee / 100:.2f}"
            )
            for plan, fee in fees.items()
        }
        self.user = User.objects.create(username=uuid4().hex)

    def night(self, today: date) -> None:
        """Run the command that is to run each night."""
        with at_noon(today):
            call_command("process_subscriptions", stdout=Quiet())

    def subscribe(self, today: date, plan: str) -> None:
        """Send the form that subscribes."""
        cost = self.costs[plan].id
        self._post(today, "/subscribe/add/", plan_id=PLAN.id, plan_cost=cost, action="process")

    def cancel(self, today: date, subscription: UserSubscription) -> None:
        """Send the form that cancels a subscription."""
        self._post(today, f"/subscribe/cancel/{subscription.id}/")

    def subscriptions(self) -> list[UserSubscription]:
        """Return the visitor's subscriptions."""
        return list(UserSubscription.objects.filter(user=self.user))

    def is_member(self) -> bool:
        """Tell whether the visitor is in the group that the plan gives."""
        return self.user.groups.filter(id=MEMBERS.id).exists()

    def leave_group(self) -> None:
        """Take the visitor out of the group."""
        self.user.groups.remove(MEMBERS)

    def _post(self, today: date, path: str, **fields: object) -> None:
        with at_noon(today):
            client = Client()
            client.force_login(self.user)
            answer = client.post(path, fields)
        assert answer.status_code in (200, 302), f"{path} answered {answer.status_code}"


class Quiet:
    """An output that nobody reads."""

    def write(self, text: str) -> None:
        """Forget the text."""

    def isatty(self) -> bool:
        """Tell that it is no terminal."""
        return False


def at_noon(today: date) -> time_machine.travel:
    """Return the clock that stands at noon of a day."""
    return time_machine.travel(datetime.combine(today, NOON), tick=False)
