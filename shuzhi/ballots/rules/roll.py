"""The named roll: who may keep it, who may take an entitlement from it, and what a roll must be."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.roll import RollEntry
from shuzhi.ballots.models.session import BallotSession
from shuzhi.web.refusal import Refusal

MOST_ON_A_ROLL = 1000


@dataclass(frozen=True, slots=True)
class RollRow:
    """One voter as a list gives them; `account` is a sign-in name or empty."""

    name: str
    unit: str
    group: str
    account: str = ""


def may_see_roll(user: User | None, session: BallotSession) -> Refusal | None:
    return refuse_unless(user, "ballot.issue", session.scope_path, session.meeting.cycle_id)


def may_keep_roll(user: User | None, session: BallotSession) -> Refusal | None:
    """The roll may grow, and hand out, until the ballot is closed."""
    if refusal := may_see_roll(user, session):
        return refusal
    if not (session.is_prepared or session.is_open):
        return Refusal(_("The ballot is closed; its roll stands."))
    return None


def may_take(user: User | None, entry: RollEntry | None) -> Refusal | None:
    """Whoever stands on the roll takes one entitlement, once, in one way, until the ballot is closed."""
    if user is None or entry is None or entry.user_id != user.pk:
        return Refusal(_("You are not on the roll of this ballot."), status=403)
    if not (entry.session.is_prepared or entry.session.is_open):
        return Refusal(_("The ballot is closed; no entitlement is given out any more."))
    return refuse_taken(entry)


def may_hand_out_to(user: User | None, entry: RollEntry) -> Refusal | None:
    """A slip over the table to somebody on the roll: the same once."""
    return may_keep_roll(user, entry.session) or refuse_taken(entry)


def may_drop(user: User | None, entry: RollEntry) -> Refusal | None:
    if refusal := may_keep_roll(user, entry.session):
        return refusal
    if entry.taken:
        return Refusal(_("This person has taken an entitlement and stays on the roll."))
    return None


def refuse_taken(entry: RollEntry) -> Refusal | None:
    if not entry.taken:
        return None
    said = _("An entitlement was taken already: %(channel)s. Nobody takes two.")
    return Refusal(said % {"channel": entry.get_channel_display()})


def faults_of(
    rows: Sequence[RollRow],
    groups: Iterable[str],
    accounts: Mapping[str, int],
    standing: Iterable[RollEntry],
) -> list[str]:
    """Everything that is wrong with a list, all at once, by its line; nothing of a faulty list is taken."""
    known = set(groups)
    here = {(entry.name, entry.unit) for entry in standing}
    used = {entry.user_id for entry in standing if entry.user_id}
    people = Counter((row.name, row.unit) for row in rows)
    signed = Counter(row.account for row in rows if row.account)
    faults = []
    for line, row in enumerate(rows, start=1):
        said = {"line": line, "name": row.name, "value": row.group}
        if not row.name:
            faults.append(_("Line %(line)d: the name is missing.") % said)
        if len(row.name) > 80 or len(row.unit) > 120:
            faults.append(_("Line %(line)d: the name or the unit is too long.") % said)
        if row.group not in known:
            faults.append(_("Line %(line)d, %(name)s: there is no group “%(value)s”.") % said)
        if people[row.name, row.unit] > 1 or (row.name, row.unit) in here:
            faults.append(_("Line %(line)d: %(name)s stands on the roll twice.") % said)
        if row.account and row.account not in accounts:
            said["value"] = row.account
            faults.append(_("Line %(line)d, %(name)s: there is no account “%(value)s”.") % said)
        elif row.account and (signed[row.account] > 1 or accounts[row.account] in used):
            said["value"] = row.account
            faults.append(
                _("Line %(line)d, %(name)s: the account “%(value)s” stands on the roll twice.") % said
            )
    return faults


def refuse_list(rows: Sequence[RollRow], standing: int) -> Refusal | None:
    if not rows:
        return Refusal(_("The list of people is empty."))
    if len(rows) + standing > MOST_ON_A_ROLL:
        return Refusal(_("A roll holds at most %(most)d people.") % {"most": MOST_ON_A_ROLL})
    return None
