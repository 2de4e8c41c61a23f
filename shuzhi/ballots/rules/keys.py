"""The ceremony: who makes the key of a ballot, who may hold a share of it, who confirms one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.keys import HOLDERS, BallotKey, KeyHolder
from shuzhi.ballots.models.session import BallotSession
from shuzhi.web.refusal import Refusal

SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is to hold a share, as entered: a user or a named person; with a password it is not printed."""

    role: str
    name: str
    user: User | None = None
    password: str = ""


def may_make_key(user: User | None, session: BallotSession) -> Refusal | None:
    """The ceremony is held, and repeated, until the ballot opens."""
    if refusal := refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id):
        return refusal
    if not session.is_prepared:
        return Refusal(_("The ballot has been opened; its key no longer changes."))
    return None


def refuse_candidates(session: BallotSession, candidates: Sequence[Candidate]) -> Refusal | None:
    """Three different people, none of whom is rated on this ballot."""
    names = [one.name.strip() for one in candidates]
    if len(candidates) != HOLDERS or not all(names) or not all(one.role.strip() for one in candidates):
        return Refusal(_("Name three holders, each with a role."))
    users = [one.user.pk for one in candidates if one.user]
    if len(set(names)) != HOLDERS or len(set(users)) != len(users):
        return Refusal(_("The three shares go to three different people; nobody holds two."))
    if short := next(
        (one for one in candidates if one.password and len(one.password) < SHORTEST_PASSWORD), None
    ):
        said = _("%(name)s: a password that guards a share has at least %(n)d characters.")
        return Refusal(said % {"name": short.name, "n": SHORTEST_PASSWORD})
    return _refuse_rated(session, candidates)


def _refuse_rated(session: BallotSession, candidates: Sequence[Candidate]) -> Refusal | None:
    rated = set(session.meeting.items.values_list("reporter__tenure__person__user", flat=True))
    for one in candidates:
        if one.user and one.user.pk in rated:
            return Refusal(
                _("%(name)s is rated on this ballot and holds no share of it.") % {"name": one.name}
            )
    return None


def refuse_made_since(key: BallotKey | None, made_before: int) -> Refusal | None:
    """A page sent twice makes no second key: the one that it made, and the sheets that were shown, stand."""
    if key is None or key.ceremony == made_before:
        return None
    said = _(
        "A key was made since this page was opened, or the page was sent twice. No further key was made: the sheets "
        "that were shown with the fingerprint %(fingerprint)s stand. Only if a sheet is lost, repeat the ceremony."
    )
    return Refusal(said % {"fingerprint": key.fingerprint}, about="made_before")


def may_confirm(user: User | None, holder: KeyHolder) -> Refusal | None:
    """A holder confirms the own share; for a person without an account it is done at the ceremony's screen."""
    session = holder.key.session
    if holder.confirmed_at:
        return Refusal(_("This share is already confirmed."))
    if not session.is_prepared:
        return Refusal(_("The ballot has been opened; its key no longer changes."))
    if user is not None and holder.user_id == user.pk:
        return None
    return may_make_key(user, session)


def refuse_unready(session: BallotSession) -> Refusal | None:
    """A ballot without a key, or with a share that nobody has confirmed, does not open."""
    key = BallotKey.objects.filter(session=session).first()
    if key is None:
        return Refusal(_("The ballot has no key yet; hold the key ceremony first."))
    missing = [str(holder) for holder in key.holders.all() if not holder.confirmed_at]
    if missing:
        said = _("Not every share of the key is confirmed yet: %(names)s.")
        return Refusal(said % {"names": "、".join(missing)})
    return None
