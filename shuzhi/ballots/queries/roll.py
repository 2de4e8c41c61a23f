"""What is asked about rolls: who stands on one, how many have taken. Nothing here says when."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from shuzhi.accounts.models import User
from shuzhi.ballots.models.roll import RollEntry, RollKey
from shuzhi.ballots.models.session import BallotSession


@dataclass(frozen=True, slots=True)
class RollCount:
    """A group of the roll in numbers."""

    group: str
    people: int
    taken: int
    accounts: int


def roll_of(session: BallotSession) -> QuerySet[RollEntry]:
    """The roll by group, unit and name: an order that knows nothing of who came when."""
    return RollEntry.objects.filter(session=session).select_related("user", "session__meeting__cycle")


def roll_counts(session: BallotSession) -> list[RollCount]:
    rows = (
        RollEntry.objects.filter(session=session)
        .order_by()
        .values_list("group")
        .annotate(people=Count("pk"), gone=Count("pk", filter=Q(taken=True)), accounts=Count("user"))
    )
    return [RollCount(*row) for row in sorted(rows)]


def entries_for(user: User) -> QuerySet[RollEntry]:
    """The rolls on which a person stands, newest meeting first."""
    return (
        RollEntry.objects.filter(user=user)
        .select_related("session__meeting__cycle")
        .order_by("-session__meeting__date", "pk")
    )


def entry_for(user: User, session_pk: int) -> RollEntry | None:
    return entries_for(user).filter(session=session_pk).first()


def drawer_of(entry: RollEntry) -> str:
    """Names the place where this person's device keeps the entitlement, apart from others on the same device.

    Shown to that person alone and never sent; made from the server's secret, so it says nothing to whoever reads it.
    """
    made_from = f"{entry.session_id}/{entry.pk}"
    return salted_hmac("shuzhi.ballots.drawer", made_from, algorithm="sha256").hexdigest()[:32]


def roll_key_of(session: BallotSession, group: str) -> RollKey | None:
    return RollKey.objects.filter(session=session, group=group).first()


def accounts_named(names: Iterable[str]) -> dict[str, int]:
    """The accounts of these sign-in names."""
    wanted = {name for name in names if name}
    return dict(User.objects.filter(username__in=wanted, is_active=True).values_list("username", "pk"))
