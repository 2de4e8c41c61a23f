"""The named roll gives each person one entitlement: a blindly signed token from afar, or a slip over the table.

Nothing written here says when somebody took theirs: an entry has no time, all entries of a roll are written anew
together, and the log counts takings in steps, without names.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.ballots import blind, issuing, queries, rules
from shuzhi.ballots.actions.holding import account_for, hold
from shuzhi.ballots.models.roll import RollEntry, RollKey
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.rules import RollRow
from shuzhi.ballots.states import SlipChannel
from shuzhi.web.refusal import Refusal, Refused, require

# What the log says moves in such steps, so that no single taking can be watched.
STEP = 5
BAD_REQUEST = gettext_lazy("What was sent is not a blinded request for this group. Nothing was taken.")


@transaction.atomic
def add_to_roll(session: BallotSession, rows: Sequence[RollRow], *, actor: User | None) -> int:
    """Puts people on the roll, all or none, with a place in the box for each; how many."""
    session = hold(session)
    require(rules.may_keep_roll(actor, session))
    standing = list(queries.roll_of(session))
    require(rules.refuse_list(rows, len(standing)))
    accounts = queries.accounts_named(row.account for row in rows)
    if faults := rules.faults_of(rows, queries.counts(session), accounts, standing):
        raise Refused(Refusal("\n".join(faults)))
    RollEntry.objects.bulk_create(
        RollEntry(
            session=session, group=row.group, name=row.name, unit=row.unit, user_id=accounts.get(row.account)
        )
        for row in rows
    )
    places = Counter(row.group for row in rows)
    for group, count in sorted(places.items()):
        issue = account_for(session, group, SlipChannel.REMOTE)
        issue.printed += count
        issue.save(update_fields=["printed"])
    record(actor, "ballot.roll_changed", session, detail={"added": dict(places)})
    _put_places(session, places)
    return len(rows)


@transaction.atomic
def drop_from_roll(entry: RollEntry, *, actor: User | None) -> None:
    """Takes somebody off the roll who has taken nothing. The place in the box stays, and stays empty."""
    session = hold(entry.session)
    entry = queries.roll_of(session).get(pk=entry.pk)
    require(rules.may_drop(actor, entry))
    record(actor, "ballot.roll_changed", session, detail={"dropped": {entry.group: 1}, "name": entry.name})
    entry.delete()


@transaction.atomic
def take_entitlement(session: BallotSession, blinded: bytes, *, actor: User) -> bytes:
    """The blind signature for a person on the roll, once. The same request gets the same answer again.

    Of the request only a hash is kept: it fits every token alike.
    """
    session = hold(session)
    entry = queries.entry_for(actor, session.pk)
    asked = hashlib.sha256(blinded).hexdigest()
    again = entry is not None and entry.taken and entry.asked == asked
    if not again:
        require(rules.may_take(actor, entry))
    if entry is None or (key := queries.roll_key_of(session, entry.group)) is None:
        raise Refused(Refusal(BAD_REQUEST))
    try:
        signature = blind.sign_blinded(blind.unlock_key(key.private, settings.SECRET_KEY), blinded)
    except blind.BadRequest:
        raise Refused(Refusal(BAD_REQUEST)) from None
    if not again:
        _take(session, entry, SlipChannel.REMOTE, asked)
        taken = RollEntry.objects.filter(session=session, taken=True, channel=SlipChannel.REMOTE).count()
        if taken % STEP == 0:
            record(None, "ballot.entitlements_taken", session, detail={"at_least": taken})
    return signature


@transaction.atomic
def hand_out_by_roll(entry: RollEntry, channel: str, *, actor: User | None) -> RollEntry:
    """Somebody on the roll gets a slip or a paper set over the table instead: the same one entitlement."""
    session = hold(entry.session)
    entry = queries.roll_of(session).get(pk=entry.pk)
    require(rules.may_hand_out_to(actor, entry))
    require(rules.refuse_empty_stock(account_for(session, entry.group, channel)))
    _take(session, entry, channel, "")
    # Without the name: the log has a time, the roll has none.
    record(actor, "ballot.roll_handed_out", session, detail={"group": entry.group, "channel": channel})
    entry.refresh_from_db()
    return entry


def _take(session: BallotSession, entry: RollEntry, channel: str, asked: str) -> None:
    """One statement over all rows of the roll, so that none stands out as written last."""
    this = When(pk=entry.pk, then=Value(True))
    RollEntry.objects.filter(session=session).update(
        taken=Case(this, default=F("taken")),
        channel=Case(When(pk=entry.pk, then=Value(channel)), default=F("channel")),
        asked=Case(When(pk=entry.pk, then=Value(asked)), default=F("asked")),
    )
    issue = account_for(session, entry.group, channel)
    issue.issued = (issue.issued or 0) + 1
    issue.save(update_fields=["issued"])


def _put_places(session: BallotSession, places: Counter[str]) -> None:
    """Keys for groups that have none yet; blank rows and slips in the box, which nobody's code opens."""
    for group in sorted(places):
        if queries.roll_key_of(session, group) is None:
            key = blind.new_key()
            RollKey.objects.create(
                session=session,
                group=group,
                public=key.public.to_text(),
                private=blind.lock_key(key, settings.SECRET_KEY),
            )
    keys = dict(RollKey.objects.filter(session=session).values_list("group", "public"))
    issuing.add_slips(session.box_form, dict(places), SlipChannel.REMOTE)
    issuing.put_remote_keys(session.box_form, keys)
