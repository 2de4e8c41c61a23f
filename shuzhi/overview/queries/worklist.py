"""What waits for a person now, whatever the roles."""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.queries import users_within
from shuzhi.accounts.roles import CAPABILITIES, Role
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.queries import cycles_for
from shuzhi.cycles.states import Stage
from shuzhi.overview.queries import hall, office, own
from shuzhi.overview.queries.tasks import Group, Task, door, grouped

MOST_ACCOUNTS = 10

# Each source of tasks and the capabilities without which it has nothing to say.
SOURCES = (
    (frozenset({"cycle.run"}), office.preparing),
    (frozenset({"report.vet"}), office.reports),
    (frozenset({"meeting.run"}), hall.meetings),
    (frozenset({"meeting.comment"}), hall.comments),
    (frozenset({"ballot.issue", "ballot.open_close", "ballot.declare"}), hall.ballots),
    (frozenset({"result.settle"}), office.settling),
    (frozenset({"result.decide"}), office.deciding),
    (frozenset({"feedback.send"}), office.feedback),
    (frozenset({"problem.verify"}), office.problems),
)


def work_list(user: User) -> list[Group]:
    """Everything that waits for this person, by cycle; a fixed number of queries whatever there is."""
    able = capabilities_of(user)
    tasks = own.tasks(user)
    for needed, source in SOURCES:
        if needed & able:
            tasks += source(user)
    if "user.manage" in able:
        tasks += accounts(user)
    return grouped(tasks)


def capabilities_of(user: User) -> frozenset[str]:
    """What the person may do anywhere; where, each source asks by its own scope."""
    if not user.is_active:
        return frozenset()
    roles = Grant.objects.live().filter(user=user).values_list("role", flat=True).distinct()
    return frozenset().union(*(CAPABILITIES[Role(role)] for role in roles))


def accounts(user: User) -> list[Task]:
    """Accounts that can sign in and may do nothing yet: nobody has given them a role."""
    live = Grant.objects.live().filter(user=OuterRef("pk"))
    idle = users_within(user).filter(~Exists(live), is_active=True).exclude(pk=user.pk)
    return [
        Task(
            None,
            _("%(name)s has no role yet: grant one, or switch the account off.") % {"name": one},
            door("accounts:show-user", one.pk),
        )
        for one in idle[:MOST_ACCOUNTS]
    ]


class Coming(NamedTuple):
    """A date ahead of a person who has nothing to do now."""

    day: date
    what: str
    cycle: Cycle


def coming(user: User) -> list[Coming]:
    """The next dates of the open cycles that concern the person, at most three."""
    names = {
        "report_due": _("reports are due"),
        "meeting_on": _("the meeting"),
        "decide_by": _("grades are fixed"),
        "rectify_by": _("rectification lists are due"),
    }
    today = timezone.localdate()
    cycles = cycles_for(user).filter(stage=Stage.OPEN).defer("rulebook_text").order_by("-year", "-pk")[:20]
    found = [
        Coming(day, what, cycle)
        for cycle in cycles
        for name, what in names.items()
        if (day := getattr(cycle, name)) is not None and day >= today
    ]
    return sorted(found, key=lambda one: (one.day, one.cycle.pk))[:3]


def concerns(user: User) -> bool:
    """Whether any cycle concerns the person at all."""
    return cycles_for(user).exists()
