"""What is asked about keys, holders and shares. No share stands anywhere to be asked for."""

import hashlib
import hmac
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from shuzhi.accounts.models import Grant, User
from shuzhi.accounts.roles import roles_with
from shuzhi.ballots.models.keys import BallotKey, Closing, Declaration, KeyHolder, WaitingShare
from shuzhi.ballots.models.session import BallotSession


def key_of(session: BallotSession) -> BallotKey | None:
    """The key of a session with its holders; None before the ceremony."""
    return BallotKey.objects.filter(session=session).prefetch_related("holders__user").first()


def holders_of(session: BallotSession) -> list[KeyHolder]:
    """The three holders in their order; nobody before the ceremony."""
    key = key_of(session)
    return list(key.holders.all()) if key else []


def possible_holders(session: BallotSession) -> list[User]:
    """The accounts that may see this meeting by a role, without those who are rated at it."""
    roles = Grant.objects.live().filter(role__in=roles_with("meeting.view"))
    place, cycle = session.scope_path, session.meeting.cycle_id
    here = {
        one.user_id
        for one in roles
        if place.startswith(one.organisation_path) and one.cycle_id in (None, cycle)
    }
    rated = session.meeting.items.values("reporter__tenure__person__user")
    people = User.objects.filter(pk__in=here, is_active=True).exclude(
        pk__in=rated.exclude(reporter__tenure__person__user=None)
    )
    return list(people.order_by("username"))


def closing_of(session: BallotSession) -> Closing | None:
    """What closing published; None before."""
    return Closing.objects.filter(session=session).first()


def waiting_of(session: BallotSession) -> WaitingShare | None:
    """The first of two shares, where it waits for the second; one that has expired still stands until wiped."""
    return WaitingShare.objects.filter(session=session).select_related("holder", "user").first()


def waiting_for(session: BallotSession) -> WaitingShare | None:
    """The first of two shares while its half hour lasts."""
    waiting = waiting_of(session)
    return waiting if waiting and waiting.expires_at > timezone.now() else None


def declarations_of(session: BallotSession) -> list[Declaration]:
    """Who brought which share to the declaration."""
    return list(Declaration.objects.filter(session=session).select_related("holder", "user"))


def usual_roles(*, superior: bool = True) -> list[str]:
    """The roles suggested to the page of the ceremony, in the language of the reader."""
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    return [role[lang] for role in _roles()["with_superior" if superior else "without_superior"]]


@lru_cache
def _roles() -> dict[str, list[dict[str, str]]]:
    text = (Path(__file__).parent.parent / "data" / "holders.yaml").read_text(encoding="utf-8")
    roles: dict[str, Any] = yaml.safe_load(text)
    return roles


def hash_of_words(public: str, place: int, words: list[str]) -> str:
    """What is kept of the two words that a holder is asked for; bound to the key and the holder's place."""
    said = "\0".join([public, str(place), *words])
    return hmac.new(settings.SLIP_KEY.encode(), b"asked words\0" + said.encode(), hashlib.sha256).hexdigest()
